"""Two employers with the same kinds of rows, and everybody who might want to see or change them."""

import asyncio
import datetime as dt
import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from msgspec import Struct
from psycopg import AsyncConnection

from fla.database.identity import (
    INTAKE,
    OPERATOR,
    Identity,
    assume,
    citizen,
    enterprise,
    enterprises,
)
from fla.database.server import Server
from tests import rows
from tests.conftest import Database
from tests.rows import TODAY, Connection, Row, acting, insert, named

ACME, BRUG = 1, 2
TENANTS = {ACME: "acme", BRUG: "brug"}
ANN, BOB, CYD, STRANGER = "85073003328", "90010100201", "90010100302", "90010100403"

# Each holds a mandate of acme, or held or will hold one; brug never gave one to any of them.
MANDATES: dict[str, Row] = {
    "active": {},
    "pending": {"status": "pending"},
    "refused": {"status": "refused"},
    "closed": {"status": "closed", "closed_end": "2026Q3"},
    "closing": {"status": "closed", "closed_end": "2026Q4"},
    "past": {"agreed_end": "2026Q3"},
    "future": {"start_quarter": "2027Q1"},
    "other groups": {"groups": ["documents", "identification"]},
}
NUMBERS = {name: f"03{number:08}" for number, name in enumerate(MANDATES, start=1)}
NUMBERS |= {"acme": "0200000001", "brug": "0200000002", "provider": "0300000090"}
NUMBERS |= {"stranger": "0300000091", "office": "0300000092"}

ACTORS: dict[str, Identity | None] = {
    "nobody": None,
    **{name: enterprise(number) for name, number in NUMBERS.items() if name != "office"},
    "nameless enterprise": enterprise(""),
    "group": enterprises([NUMBERS["provider"], NUMBERS["closed"]]),
    "ann": citizen(ANN),
    "foreign citizen": citizen(STRANGER),
    "nameless citizen": citizen(""),
    "operator": OPERATOR,
    "intake": INTAKE,
}

ENTERPRISES = {*NUMBERS, "group"} - {"office"}
OPEN = {"acme", "active", "closing"}
"""Actors to whom all of acme is open."""
FORMER = {"closed", "past"}
"""Mandataries who may still declare the quarters of their mandate."""

KEYS = {
    "employer": "id",
    "sender": "enterprise_number",
    "mandate": "id",
    "mandate_event": "version",
    "right_run": "law_version",
    "right_run_chunk": "first_employer",
    "worker": "id",
    "employment": "id",
    "occupation": "employment_id",
    "suspension": "employment_id",
    "training_right": "id",
    "training": "id",
    "journal": "id",
    "anomaly": "declaration_id",
    "head_count": "id",
    "opt_out": "id",
    "right_adjustment": "id",
    "right_verification": "id",
    "size_decision": "employer_id",
    "right_basis": "employer_id",
    "computed_right": "worker_id",
    "right_change": "worker_id",
    "year_closing": "employer_id",
    "carried_over": "worker_id",
    "year_event": "employer_id",
    "recalculation": "declaration_id",
}
"""What tells the rows of a table apart, among those made here."""
TENANT_DATA = [*KEYS][6:]
RUNS = {"right_run", "right_run_chunk"}
"""The operator's own bookkeeping."""
MARKS = {"recalculation"}
"""Anyone may make them who may declare; nobody reads them but who computes."""
COMPUTED = {
    *("size_decision", "right_basis", "computed_right", "right_change"),
    *("year_closing", "carried_over", "year_event"),
}
"""What the operator's runs write, and others read at the most."""
DECLARED = {"head_count", "opt_out", "right_adjustment", "right_verification"}
"""What employers say about rights; with trainings and rights it bears who registered it."""
OF_A_PERSON = {
    *("worker", "employment", "occupation", "suspension", "training_right", "training", "opt_out"),
    *("right_adjustment", "right_verification", "computed_right", "right_change", "carried_over"),
}
OF_ALL_EMPLOYEES = {"size_decision", "right_basis", "year_closing", "opt_out"}
"""What an employee reads of what concerns all his employer's workers."""

Labels = dict[str, set[str]]


class World(Struct):
    """The rows that are there: per table, the label of each key; and the rows themselves."""

    labels: dict[str, dict[Any, str]]
    rows: dict[str, dict[str, Row]]

    @property
    def everything(self) -> Labels:
        """All labels of all tables."""
        return {table: set(known.values()) for table, known in self.labels.items()}

    def matching(self, pattern: str, tables: set[str] | None = None) -> Labels:
        """The labels of tenant data that match a pattern, in some tables or all."""
        return {
            table: {
                label
                for label in self.labels[table].values()
                if re.fullmatch(pattern, label) and (tables is None or table in tables)
            }
            for table in TENANT_DATA
        }

    async def seen(self, connection: Connection) -> Labels:
        """The labels of all rows that the connection's actor sees."""
        found = {}
        for table, key in KEYS.items():
            cursor = await connection.execute(f"SELECT {key} FROM {table}")
            found[table] = {self.labels[table][row[0]] for row in await cursor.fetchall()}
        return found


@asynccontextmanager
async def trying(connection: Connection, actor: str) -> AsyncIterator[None]:
    """A transaction of an actor that leaves nothing behind."""
    identity = ACTORS[actor]
    async with connection.transaction(force_rollback=True):
        if identity is not None:
            await assume(connection, identity, TODAY)
        yield


def readable(world: World, actor: str) -> Labels:
    """What an actor should see, per table."""
    seen: Labels = {table: set() for table in KEYS}
    if actor == "operator":
        return world.everything
    if actor == "intake":
        return world.everything | {table: set() for table in RUNS}
    if actor == "nobody":
        return seen
    seen["sender"] = set(NUMBERS)
    if actor in OPEN | {"brug"}:
        seen |= world.matching("brug.*" if actor == "brug" else "acme.*")
    elif actor == "ann":
        own = world.matching(".* ann", OF_A_PERSON)
        common = world.matching(".* company", OF_ALL_EMPLOYEES)
        seen |= {table: own[table] | common[table] for table in own}
        seen["employer"] = {"acme", "brug"}
    elif actor == "group":
        seen |= world.matching(".* by (closed|provider)")
    elif actor in ENTERPRISES:
        seen |= world.matching(f".* by {actor}")
    return seen | _contracts(actor) | {table: set() for table in MARKS}


def _contracts(actor: str) -> Labels:
    if actor in {"acme", "brug"}:
        given = set(MANDATES) if actor == "acme" else {"office"}
        return {"employer": {actor}, "mandate": given, "mandate_event": given - {"office"}}
    if actor in MANDATES or actor == "group":
        held = {"closed" if actor == "group" else actor}
        return {"employer": {"acme"}, "mandate": held, "mandate_event": held}
    return {}


def changeable(world: World, actor: str) -> Labels:
    """What an actor should be able to change: an enterprise, the declared that it reads."""
    if actor == "operator":
        return world.everything
    if actor not in ENTERPRISES:
        return {table: set() for table in KEYS}
    kept = {"employer", "sender", "mandate", "mandate_event"} | COMPUTED
    return readable(world, actor) | {table: set() for table in kept}


class _Builder:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.world = World({table: {} for table in KEYS}, {table: {} for table in KEYS})

    async def add(self, table: str, label: str, row: Row) -> Row:
        if KEYS[table] == "id" and table != "employer":
            row = row | {"id": named(f"{table} {label}")}
        self.world.labels[table][row[KEYS[table]]] = label
        self.world.rows[table][label] = row
        return await insert(self.connection, table, row)


@contextmanager
def inhabited(server: Server, template: str) -> Iterator[tuple[Database, World]]:
    """A database with the world in it, for tests that leave nothing behind."""
    database = Database(f"fla_world_{os.getpid()}", server)
    server.create_database(database.name, template)
    yield database, asyncio.run(_build(database.app_url))
    server.drop_database(database.name)


async def _build(address: str) -> World:
    async with await AsyncConnection.connect(address) as connection:
        return await build(connection)


async def build(connection: Connection) -> World:
    """Fill a database, over the application's role or the owner's."""
    builder = _Builder(connection)
    async with acting(connection):
        for number, name in TENANTS.items():
            await builder.add("employer", name, rows.employer(number, name))
        for name, sender in NUMBERS.items():
            await builder.add("sender", name, rows.sender(sender, provider=name == "provider"))
        for name, values in MANDATES.items():
            await builder.add("mandate", name, rows.mandate(ACME, NUMBERS[name], **values))
        for version, name in enumerate(MANDATES, start=100):
            event = rows.mandate_event(builder.world.rows["mandate"][name], version=version)
            await builder.add("mandate_event", name, event)
        await builder.add("mandate", "office", rows.mandate(BRUG, NUMBERS["office"]))
        await _run(builder)
        for tenant, name in TENANTS.items():
            await _company(builder, tenant, f"{name} company", NUMBERS[name])
        head_count = rows.head_count(ACME, registered_by=NUMBERS["closed"], quarter="2026Q2")
        await builder.add("head_count", "acme by closed", head_count)
        for tenant, ssin, name in ((ACME, ANN, "ann"), (BRUG, ANN, "ann"), (BRUG, CYD, "cyd")):
            await _person(builder, tenant, ssin, name)
        bob = await _person(builder, ACME, BOB, "bob")
        await _registered_by(builder, bob, "closed")
        await _journalled(builder, "acme bob by provider", bob, NUMBERS["provider"])
    return builder.world


async def _person(builder: _Builder, tenant: int, ssin: str, name: str) -> Row:
    label = f"{TENANTS[tenant]} {name}"
    registrar = {"registered_by": NUMBERS[TENANTS[tenant]]}
    worker = await builder.add("worker", label, rows.worker(tenant, ssin, name))
    employment = rows.employment(worker, end_date=dt.date(2025, 12, 31), **registrar)
    await _with_lines(builder, label, employment)
    await builder.add("training_right", label, rows.training_right(worker, **registrar))
    await _said(builder, label, worker, **registrar)
    await _computed(builder, label, worker)
    await _journalled(builder, label, worker, NUMBERS[TENANTS[tenant]])
    return worker


async def _registered_by(builder: _Builder, worker: Row, name: str) -> None:
    label = f"acme bob by {name}"
    registrar = {"registered_by": NUMBERS[name]}
    employment = rows.employment(worker, start_date=dt.date(2026, 1, 1), **registrar)
    await _with_lines(builder, label, employment)
    await _said(builder, label, worker, **registrar, year=2027)
    right = rows.training_right(worker, right_type="sectoral", **registrar)
    await builder.add("training_right", label, right)
    await _journalled(builder, label, worker, NUMBERS[name])


async def _with_lines(builder: _Builder, label: str, employment: Row) -> None:
    employment = await builder.add("employment", label, employment)
    await builder.add("occupation", label, rows.occupation(employment))
    await builder.add("suspension", label, rows.suspension(employment))


async def _said(builder: _Builder, label: str, worker: Row, **values: Any) -> None:
    """What an employer says about a worker's right."""
    await builder.add("opt_out", label, rows.opt_out(worker, **values))
    await builder.add("right_adjustment", label, rows.right_adjustment(worker, **values))
    await builder.add("right_verification", label, rows.right_verification(worker, **values))


async def _computed(builder: _Builder, label: str, worker: Row) -> None:
    await builder.add("computed_right", label, rows.computed_right(worker))
    await builder.add("right_change", label, rows.right_change(worker))
    await builder.add("carried_over", label, rows.carried_over(worker))
    await builder.add("recalculation", label, rows.recalculation(worker))


async def _company(builder: _Builder, tenant: int, label: str, registrar: str) -> None:
    """What concerns all of an employer's workers."""
    by = {"registered_by": registrar}
    everyone = {"employer_id": tenant, "id": None}
    await builder.add("head_count", label, rows.head_count(tenant, **by))
    await builder.add("opt_out", label, rows.opt_out(everyone, **by))
    await builder.add("size_decision", label, rows.size_decision(tenant))
    await builder.add("right_basis", label, rows.right_basis(tenant))
    await builder.add("year_closing", label, rows.year_closing(tenant))
    await builder.add("year_event", label, rows.year_event(tenant))
    await builder.add("recalculation", label, rows.recalculation(everyone))


async def _run(builder: _Builder) -> None:
    await builder.add("right_run", "the run", rows.right_run())
    await builder.add("right_run_chunk", "its chunk", rows.right_run_chunk(1))


async def _journalled(builder: _Builder, label: str, worker: Row, registrar: str) -> None:
    training = rows.training(worker, registered_by=registrar)
    training = await builder.add("training", label, training)
    entry = rows.journal(worker["employer_id"], registrar, training)
    entry = await builder.add("journal", label, entry)
    await builder.add("anomaly", label, rows.anomaly(entry))
