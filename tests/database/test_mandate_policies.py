"""Row-level security of mandates: nobody gives himself one, or changes one in silence."""

import os
import re
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import pytest
from psycopg import AsyncConnection
from psycopg.errors import (
    CheckViolation,
    ExclusionViolation,
    ForeignKeyViolation,
    InsufficientPrivilege,
    UniqueViolation,
)

from fla.database.identity import Identity, assume, enterprise
from fla.database.server import Server
from fla.identifiers import parse_quarter
from fla.mandates.list_store import latest_mandates
from fla.mandates.model import Cursor, Filter
from tests import rows
from tests.conftest import Database
from tests.rows import TODAY, Connection, Row, acting, insert, named
from tests.statements import plans, read_through, recorded

ACME, BRUG = 1, 2
ACME_NUMBER, BRUG_NUMBER = "0200000001", "0200000002"
OFFICE, OTHER = "0300000001", "0300000002"
MANY = 5_000
OF_MANDATES = re.compile(r" on mandate\w* (?:mandate\w* )?\(actual rows=([0-9]+)")
"""How many mandates a step of a plan gave; names of employers are another matter."""
PROPOSED, RUNNING, COMING = (named(name) for name in ("proposed", "running", "coming"))


def mandate(label: str, mandatary: str = OFFICE, **values: Any) -> Row:
    return rows.mandate(ACME, mandatary, **({"id": named(label)} | values))


@pytest.fixture(scope="module")
def database(server: Server, template: str) -> Iterator[Database]:
    """Acme gave the office a running mandate and one to come; the office proposed a third."""
    made = Database(f"fla_mandates_{os.getpid()}", server)
    server.create_database(made.name, template)
    with psycopg.connect(made.owner_url) as owner:
        owner.execute(
            f"""
            SET LOCAL fla.actor = 'operator';
            INSERT INTO employer (enterprise_number, name, search_name)
            SELECT '02' || lpad(n::text, 8, '0'), 'E' || n, 'e' || n
              FROM generate_series(1, {MANY}) n;
            INSERT INTO sender SELECT '03' || lpad(n::text, 8, '0'), 'S' || n, false
              FROM generate_series(1, 9) n;
            INSERT INTO mandate (employer_id, id, mandator, mandatary, groups, start_quarter,
                                 status, proposed_by, version, proposed_at, changed_at)
            SELECT n, gen_random_uuid(), '02' || lpad(n::text, 8, '0'), '0300000009',
                   ARRAY['federalLearningAccount'],
                   2020 + n % 7 || 'Q' || 1 + n % 4, 'active', 'mandator', 2, now(), now()
              FROM generate_series(1, {MANY}) n;
            """
        )
        owner.execute("SET LOCAL fla.actor = 'operator'")
        for row in (
            mandate("proposed", start_quarter="2027Q2", status="pending", version=1),
            mandate("running", agreed_end="2027Q4"),
            mandate("coming", start_quarter="2027Q1", groups=["documents"]),
        ):
            columns = ", ".join(row)
            owner.execute(
                f"INSERT INTO mandate ({columns}) VALUES ({', '.join(['%s'] * len(row))})",
                list(row.values()),
            )
        owner.commit()
        owner.autocommit = True
        _settle(owner)
    yield made
    server.drop_database(made.name)


def _settle(owner: psycopg.Connection[Any]) -> None:
    """Vacuum until an index alone serves, which it does once the rows' commit is on disk."""
    for _ in range(100):
        owner.execute("VACUUM ANALYZE employer, sender, mandate, mandate_event")
        cursor = owner.execute("SELECT relallvisible FROM pg_class WHERE relname = 'mandate'")
        if cursor.fetchall() != [(0,)]:
            return
        time.sleep(0.05)


@pytest.fixture
async def app(database: Database) -> AsyncIterator[Connection]:
    async with await AsyncConnection.connect(database.app_url) as connection:
        yield connection


@asynccontextmanager
async def trying(connection: Connection, number: str) -> AsyncIterator[None]:
    """A transaction of an enterprise that leaves nothing behind."""
    async with connection.transaction(force_rollback=True):
        await assume(connection, enterprise(number), TODAY)
        yield


def event(of: uuid.UUID, what: str, by: str, version: int, **values: Any) -> Row:
    row = rows.mandate_event(
        {"id": of, "employer_id": ACME, "mandator": ACME_NUMBER, "mandatary": OFFICE}
    )
    return row | {"event": what, "acted_for": by, "version": version} | values


PROPOSAL: Row = {"status": "pending", "version": 1, "start_quarter": "2028Q1", "id": named("new")}


@pytest.mark.parametrize(
    ("number", "values"),
    [
        (OFFICE, {"status": "active", "version": 2}),
        (OFFICE, {"status": "closed", "closed_end": "2028Q1"}),
        (OFFICE, {"version": 2}),
        (OFFICE, {"proposed_by": "mandator"}),
        (OTHER, {}),
        (OTHER, {"proposed_by": "mandator"}),
        (BRUG_NUMBER, {"proposed_by": "mandator"}),
        (ACME_NUMBER, {"proposed_by": "mandatary"}),
        (ACME_NUMBER, {"status": "active", "proposed_by": "mandator"}),
    ],
)
async def test_nobody_gives_himself_a_mandate(app: Connection, number: str, values: Row) -> None:
    async with trying(app, number):
        with pytest.raises(InsufficientPrivilege):
            await insert(app, "mandate", mandate("new", **PROPOSAL | values))


async def test_either_side_proposes(app: Connection) -> None:
    for number, side in ((OFFICE, "mandatary"), (ACME_NUMBER, "mandator")):
        async with trying(app, number):
            row = mandate("new", **PROPOSAL | {"proposed_by": side})
            await insert(app, "mandate", row)
            proposed = event(row["id"], "proposed", number, 1)
            await insert(app, "mandate_event", proposed)


async def test_an_employer_is_named_by_its_own_number(app: Connection) -> None:
    async with trying(app, OFFICE):
        row = mandate("new", **PROPOSAL) | {"employer_id": BRUG}
        with pytest.raises(ForeignKeyViolation):
            await insert(app, "mandate", row)


EVENTS: list[tuple[str, Row]] = [
    (OFFICE, event(PROPOSED, "confirmed", OFFICE, 2)),
    (OFFICE, event(PROPOSED, "confirmed", ACME_NUMBER, 2)),
    (OFFICE, event(PROPOSED, "closed", OFFICE, 2, end_quarter="2027Q4")),
    (ACME_NUMBER, event(PROPOSED, "confirmed", ACME_NUMBER, 3)),
    (ACME_NUMBER, event(PROPOSED, "proposed", ACME_NUMBER, 1)),
    (OTHER, event(PROPOSED, "confirmed", OTHER, 2, mandatary=OTHER)),
    (OTHER, event(PROPOSED, "refused", OTHER, 2, mandator=OTHER)),
    (BRUG_NUMBER, event(PROPOSED, "confirmed", BRUG_NUMBER, 2, mandator=BRUG_NUMBER)),
    (OFFICE, event(RUNNING, "refused", OFFICE, 3)),
    (ACME_NUMBER, event(RUNNING, "refused", ACME_NUMBER, 3)),
    (ACME_NUMBER, event(RUNNING, "closed", ACME_NUMBER, 3, end_quarter="2026Q3")),
    (OFFICE, event(RUNNING, "confirmed", OFFICE, 3)),
    (OFFICE, event(RUNNING, "closed", OFFICE, 2, end_quarter="2027Q4")),
]
"""What may not be done about a mandate, or not by this side, or not in this order."""


@pytest.mark.parametrize(("number", "row"), EVENTS, ids=range(len(EVENTS)))
async def test_nothing_is_done_that_is_not_the_side_s(
    app: Connection, number: str, row: Row
) -> None:
    async with trying(app, number):
        with pytest.raises(InsufficientPrivilege):
            await insert(app, "mandate_event", row)


CHANGES = [
    "status = 'active', version = 2",
    "status = 'closed', closed_end = '2027Q4', version = 2",
    "status = 'closed', closed_end = '2027Q2', version = 3",
    "status = 'refused', version = 3",
    "status = 'refused', version = version + 1",
    "status = 'pending'",
    "version = version + 1",
    "changed_at = now()",
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("number", [OFFICE, ACME_NUMBER, OTHER, BRUG_NUMBER])
async def test_a_mandate_does_not_change_without_an_event(
    app: Connection, number: str, change: str
) -> None:
    for where in ("", " WHERE id IS NOT NULL"):
        async with trying(app, number):
            try:
                cursor = await app.execute(f"UPDATE mandate SET {change}{where}")
                assert cursor.rowcount == 0
            except (InsufficientPrivilege, CheckViolation):
                continue


async def test_with_its_event_it_changes_to_that_and_nothing_else(app: Connection) -> None:
    confirm = f"UPDATE mandate SET status = 'active', version = 2 WHERE id = '{PROPOSED}'"
    close = "UPDATE mandate SET status = 'closed', closed_end = %s, version = 3 WHERE id = %s"
    async with trying(app, ACME_NUMBER):
        await insert(app, "mandate_event", event(PROPOSED, "confirmed", ACME_NUMBER, 2))
        assert (await app.execute(confirm)).rowcount == 1
    async with trying(app, OFFICE):
        closing = event(RUNNING, "closed", OFFICE, 3, end_quarter="2027Q1")
        await insert(app, "mandate_event", closing)
        with pytest.raises(InsufficientPrivilege):
            async with app.transaction():
                await app.execute(close, ["2027Q4", RUNNING])
        assert (await app.execute(close, ["2027Q1", RUNNING])).rowcount == 1
    async with trying(app, OFFICE):
        await insert(app, "mandate_event", event(PROPOSED, "refused", OFFICE, 2))
        with pytest.raises(InsufficientPrivilege):
            await app.execute(confirm)


async def test_a_closing_does_not_prolong(app: Connection) -> None:
    async with trying(app, OFFICE):
        later = event(RUNNING, "closed", OFFICE, 3, end_quarter="2099Q4")
        await insert(app, "mandate_event", later)
        with pytest.raises(CheckViolation):
            await app.execute(
                "UPDATE mandate SET status = 'closed', closed_end = '2099Q4', version = 3"
                f" WHERE id = '{RUNNING}'"
            )


async def test_the_database_knows_one_mandatary_for_documents(app: Connection) -> None:
    documents: Row = {"groups": ["documents"], "start_quarter": "2028Q1", "status": "active"}
    async with acting(app):
        for values in (documents, documents | {"status": "closed", "closed_end": "2029Q1"}):
            with pytest.raises(ExclusionViolation):
                async with app.transaction():
                    await insert(app, "mandate", mandate("second", OTHER, **values))
        for values in (
            documents | {"status": "pending"},
            documents | {"groups": ["identification"]},
            documents | {"start_quarter": "2026Q1", "agreed_end": "2026Q4"},
        ):
            async with app.transaction(force_rollback=True):
                await insert(app, "mandate", mandate("second", OTHER, **values))


async def test_the_same_is_not_proposed_twice(app: Connection) -> None:
    async with trying(app, OFFICE):
        twin = mandate("twin", start_quarter="2027Q2", status="pending", version=1)
        with pytest.raises(UniqueViolation):
            await insert(app, "mandate", twin)


async def test_thousands_of_mandates_are_asked_of_an_index_alone(database: Database) -> None:
    """What the policies ask, as their functions ask it: the owner is bound by policies too."""
    holder = Identity("enterprise", enterprise="0300000009")
    async with await AsyncConnection.connect(database.owner_url) as owner:
        bodies = await owner.execute(
            "SELECT proname, prosrc FROM pg_proc"
            " WHERE proname IN ('visible_employers', 'declarable_employers', 'known_employers')"
        )
        for name, body in await bodies.fetchall():
            async with acting(owner, holder):
                await owner.execute("SET LOCAL enable_seqscan = off")
                cursor = await owner.execute(f"EXPLAIN (ANALYZE, COSTS OFF) {body}")
                plan = "\n".join(row[0] for row in await cursor.fetchall())
            index = "mandate_by_mandatary" if name == "known_employers" else "mandate_for_account"
            assert f"Index Only Scan using {index}" in plan, plan
            # What other tests took back lies on a page or two that have to be looked at again.
            assert max(map(int, re.findall(r"Heap Fetches: ([0-9]+)", plan))) < MANY // 20, plan


async def test_a_page_deep_within_thousands_costs_no_more(app: Connection) -> None:
    holder = "0300000009"
    async with acting(app, enterprise(holder)):
        first = await latest_mandates(app, holder, Filter(), None, 50)
        ends = [Cursor(first[-1].start, first[-1].id)]
        deep = await app.execute(
            "SELECT start_quarter, id FROM mandate WHERE mandatary = %s"
            " ORDER BY start_quarter, id LIMIT 1 OFFSET 200",
            [holder],
        )
        ((quarter, identifier),) = await deep.fetchall()
        ends.append(Cursor(parse_quarter(quarter), identifier))
        for chosen in (Filter(), Filter(role="mandatary", status="active")):
            for after in (None, *ends):
                with recorded(app) as executed:
                    page = await latest_mandates(app, holder, chosen, after, 50)
                assert len(page) == 50
                (plan,) = await plans(app, executed)
                assert not read_through(plan, "mandate"), plan
                assert max(map(int, OF_MANDATES.findall(plan))) <= 50, plan
