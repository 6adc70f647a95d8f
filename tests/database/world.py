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
    "closed": {"status": "closed"},
    "past": {"end_quarter": "2026Q3"},
    "future": {"start_quarter": "2027Q1"},
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
OPEN = {"acme", "active"}
"""Actors to whom all of acme is open."""
FORMER = {"closed", "past"}
"""Mandataries who may still declare the quarters of their mandate."""

KEYS = {
    "employer": "id",
    "sender": "enterprise_number",
    "mandate": "id",
    "worker": "id",
    "employment": "id",
    "occupation": "employment_id",
    "training_right": "id",
    "training": "id",
    "journal": "id",
    "anomaly": "declaration_id",
}
"""What tells the rows of a table apart, among those made here."""
TENANT_DATA = [*KEYS][3:]
OF_A_PERSON = {"worker", "employment", "occupation", "training_right", "training"}

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
    if actor in {"operator", "intake"}:
        return world.everything
    if actor == "nobody":
        return seen
    seen["sender"] = set(NUMBERS)
    if actor in OPEN | {"brug"}:
        seen |= world.matching("brug.*" if actor == "brug" else "acme.*")
    elif actor == "ann":
        seen |= world.matching(".* ann", OF_A_PERSON) | {"employer": {"acme", "brug"}}
    elif actor == "group":
        seen |= world.matching(".* by (closed|provider)")
    elif actor in ENTERPRISES:
        seen |= world.matching(f".* by {actor}")
    return seen | _contracts(actor)


def _contracts(actor: str) -> Labels:
    if actor in {"acme", "brug"}:
        return {"employer": {actor}, "mandate": set(MANDATES) if actor == "acme" else {"office"}}
    if actor in MANDATES or actor == "group":
        return {"employer": {"acme"}, "mandate": {"closed" if actor == "group" else actor}}
    return {}


def changeable(world: World, actor: str) -> Labels:
    """What an actor should be able to change: an enterprise, all it reads but contracts."""
    if actor == "operator":
        return world.everything
    if actor not in ENTERPRISES:
        return {table: set() for table in KEYS}
    return readable(world, actor) | {"employer": set(), "sender": set(), "mandate": set()}


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
        await builder.add("mandate", "office", rows.mandate(BRUG, NUMBERS["office"]))
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
    await _with_occupation(builder, label, employment)
    await builder.add("training_right", label, rows.training_right(worker, **registrar))
    await _journalled(builder, label, worker, NUMBERS[TENANTS[tenant]])
    return worker


async def _registered_by(builder: _Builder, worker: Row, name: str) -> None:
    label = f"acme bob by {name}"
    registrar = {"registered_by": NUMBERS[name]}
    employment = rows.employment(worker, start_date=dt.date(2026, 1, 1), **registrar)
    await _with_occupation(builder, label, employment)
    right = rows.training_right(worker, right_type="sectoral", **registrar)
    await builder.add("training_right", label, right)
    await _journalled(builder, label, worker, NUMBERS[name])


async def _with_occupation(builder: _Builder, label: str, employment: Row) -> None:
    employment = await builder.add("employment", label, employment)
    await builder.add("occupation", label, rows.occupation(employment))


async def _journalled(builder: _Builder, label: str, worker: Row, registrar: str) -> None:
    training = rows.training(worker, registered_by=registrar)
    training = await builder.add("training", label, training)
    entry = rows.journal(worker["employer_id"], registrar, training)
    entry = await builder.add("journal", label, entry)
    await builder.add("anomaly", label, rows.anomaly(entry))
