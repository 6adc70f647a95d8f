"""Row-level security: nobody writes where nothing is his, tried by everybody on every table."""

import datetime as dt
from collections.abc import AsyncIterator, Iterator

import pytest
from psycopg import AsyncConnection
from psycopg.errors import InsufficientPrivilege

from fla.database.identity import OPERATOR, assume
from fla.database.server import Server
from tests import rows
from tests.conftest import Database
from tests.database.world import (
    ACTORS,
    BRUG,
    DECLARED,
    ENTERPRISES,
    FORMER,
    KEYS,
    NUMBERS,
    OPEN,
    RUNS,
    TENANTS,
    World,
    changeable,
    inhabited,
    trying,
)
from tests.rows import TODAY, Connection, Row, insert

CHANGES = {
    "employer": "language = 'en'",
    "sender": "name = 'changed'",
    "worker": "address = 'changed'",
    "employment": "version = 99",
    "training_right": "version = 99",
    "training": "version = 99",
    "head_count": "version = 99",
    "opt_out": "version = 99",
    "right_adjustment": "version = 99",
    "right_verification": "version = 99",
    "computed_right": "months = 1",
    "year_closing": "law_version = 'changed'",
    "carried_over": "minutes_per_day = 1",
    "right_run": "state = 'stopped'",
    "right_run_chunk": "state = 'failed'",
}
"""A change of each table that the application may change at all."""

REMOVABLE = {
    *("occupation", "suspension", "recalculation", "size_decision"),
    *("computed_right", "year_closing", "carried_over"),
}
"""Tables from which the application may remove rows at all."""

FORBIDDEN = [
    *(f"UPDATE {table} SET {key} = {key}" for table, key in KEYS.items() if table != "employer"),
    "UPDATE employer SET enterprise_number = '0200000009'",
    *(
        f"UPDATE {table} SET employer_id = {BRUG}"
        for table in KEYS
        if table not in {"employer", "sender", *RUNS}
    ),
    *(
        f"UPDATE {table} SET worker_id = worker_id"
        for table in ("employment", "training", "computed_right", *(DECLARED - {"head_count"}))
    ),
    *(
        f"UPDATE {table} SET registered_by = 'x'"
        for table in ("training_right", "training", *DECLARED)
    ),
    "UPDATE size_decision SET fte_hundredths = 0",
    "UPDATE right_basis SET full_time = 0",
    "UPDATE right_change SET after = 0",
    "UPDATE year_event SET event = 'closed'",
    "UPDATE recalculation SET worker_id = NULL",
    "UPDATE suspension SET end_date = NULL",
    "UPDATE mandate SET mandatary = '0300000091'",
    "UPDATE mandate SET agreed_end = NULL",
    "UPDATE mandate SET groups = groups",
    "UPDATE mandate SET proposed_by = 'mandatary'",
    "UPDATE mandate_event SET event = 'confirmed'",
    "UPDATE mandate_event SET acted_for = mandatary",
    "UPDATE journal SET content = ''",
    "UPDATE journal SET outcome = 'accepted'",
    "UPDATE anomaly SET code = '10001-001'",
    *(f"DELETE FROM {table}" for table in KEYS if table not in REMOVABLE),
    *(f"TRUNCATE {table} CASCADE" for table in KEYS),
]
"""What the application may not do to any row, whoever acts."""


@pytest.fixture(scope="module")
def inhabitants(server: Server, template: str) -> Iterator[tuple[Database, World]]:
    with inhabited(server, template) as inhabitants:
        yield inhabitants


@pytest.fixture
def world(inhabitants: tuple[Database, World]) -> World:
    return inhabitants[1]


@pytest.fixture
async def app(inhabitants: tuple[Database, World]) -> AsyncIterator[Connection]:
    """The application's connection to the inhabited database."""
    async with await AsyncConnection.connect(inhabitants[0].app_url) as connection:
        yield connection


@pytest.mark.parametrize("actor", ACTORS)
async def test_everybody_changes_his_own(app: Connection, world: World, actor: str) -> None:
    expected = changeable(world, actor)
    for table, change in CHANGES.items():
        for condition in ("", f" WHERE {KEYS[table]} IS NOT NULL"):
            async with trying(app, actor):
                await app.execute(f"UPDATE {table} SET {change}{condition}")
                await assume(app, OPERATOR, TODAY)
                assert await _labels(app, world, table, change) == expected[table], table


async def test_a_provider_marks_no_whole_company(app: Connection) -> None:
    mark = rows.recalculation({"employer_id": BRUG, "id": None})
    async with trying(app, "provider"):
        with pytest.raises(InsufficientPrivilege):
            await insert(app, "recalculation", mark)


@pytest.mark.parametrize("actor", ACTORS)
async def test_everybody_replaces_the_numbers_of_his_own(
    app: Connection, world: World, actor: str
) -> None:
    """A worker's number is who he is: none changes but that of a worker one may change."""
    expected = changeable(world, actor)["worker"]
    async with trying(app, actor):
        await app.execute(
            "UPDATE worker SET former_ssin = ssin,"
            " ssin = translate(ssin, '0123456789', '1234567890')"
        )
        await assume(app, OPERATOR, TODAY)
        assert await _labels(app, world, "worker", "former_ssin IS NOT NULL") == expected


@pytest.mark.parametrize("table", sorted(REMOVABLE))
@pytest.mark.parametrize("actor", ACTORS)
async def test_everybody_removes_his_own(
    app: Connection, world: World, actor: str, table: str
) -> None:
    kept = world.everything[table] - changeable(world, actor)[table]
    for condition in ("", f" WHERE {KEYS[table]} IS NOT NULL"):
        async with trying(app, actor):
            await app.execute(f"DELETE FROM {table}{condition}")
            await assume(app, OPERATOR, TODAY)
            assert await _labels(app, world, table, "true") == kept


async def _labels(connection: Connection, world: World, table: str, condition: str) -> set[str]:
    cursor = await connection.execute(f"SELECT {KEYS[table]} FROM {table} WHERE {condition}")
    return {world.labels[table][row[0]] for row in await cursor.fetchall()}


@pytest.mark.parametrize("actor", ACTORS)
async def test_nobody_does_what_is_forbidden(app: Connection, actor: str) -> None:
    done = []
    for statement in FORBIDDEN:
        try:
            async with trying(app, actor):
                await app.execute(statement)
            done.append(statement)
        except InsufficientPrivilege:
            continue
    assert done == []


def additions(world: World, tenant: int, registrar: str) -> Iterator[tuple[str, Row]]:
    """A sound new row of every table of a tenant, in the name of an enterprise."""
    person = next(row for row in world.rows["worker"].values() if row["employer_id"] == tenant)
    employment = world.rows["employment"][f"{TENANTS[tenant]} ann"]
    entry = world.rows["journal"][f"{TENANTS[tenant]} ann"]
    by = {"registered_by": registrar}
    yield "employer", rows.employer(tenant + 10)
    yield "sender", rows.sender(f"03000010{tenant:02}", provider=True)
    yield "mandate", rows.mandate(tenant, NUMBERS["stranger"])
    given = world.rows["mandate"]["active" if tenant != BRUG else "office"]
    yield "mandate_event", rows.mandate_event(given, version=9)
    yield "worker", rows.worker(tenant, "77777777777")
    yield "employment", rows.employment(person, **by, parallel=True)
    yield "occupation", rows.occupation(employment, start_date=TODAY, end_date=None)
    june = {"start_date": dt.date(2025, 6, 1), "end_date": dt.date(2025, 6, 30)}
    yield "suspension", rows.suspension(employment, **june)
    yield "training_right", rows.training_right(person, year=2027, **by)
    yield "training", rows.training(person, **by)
    yield "head_count", rows.head_count(tenant, quarter="2026Q1", **by)
    yield "opt_out", rows.opt_out(person, year=2028, **by)
    yield "right_adjustment", rows.right_adjustment(person, **by)
    yield "right_verification", rows.right_verification(person, **by)
    yield "recalculation", rows.recalculation(person)
    yield from computed(tenant, person)
    yield "journal", rows.journal(tenant, registrar)
    yield "anomaly", rows.anomaly(entry, position=1)


def computed(tenant: int, person: Row) -> Iterator[tuple[str, Row]]:
    """A sound new row of every table that runs write."""
    yield "size_decision", rows.size_decision(tenant, start_date=dt.date(2028, 1, 1))
    yield "right_basis", rows.right_basis(tenant, number=2)
    yield "computed_right", rows.computed_right(person, year=2027)
    yield "right_change", rows.right_change(person, run=2)
    yield "year_closing", rows.year_closing(tenant, year=2024)
    yield "carried_over", rows.carried_over(person, year=2024)
    yield "year_event", rows.year_event(tenant)
    yield "right_run", rows.right_run()
    yield "right_run_chunk", rows.right_run_chunk(1, number=2)


def addable(actor: str, tenant: int) -> set[str]:
    """The tables of a tenant to which an actor should be able to add, in its own name."""
    if actor == "operator":
        return {*KEYS}
    added = {"journal"} if actor in ENTERPRISES else set()
    if actor == "provider":
        added |= {"training", "recalculation"}
    at_home = actor == TENANTS[tenant] or (tenant != BRUG and actor in OPEN | FORMER)
    if at_home:
        added |= {"worker", "employment", "training_right", "training", "recalculation", *DECLARED}
    if at_home and actor not in FORMER:
        added |= {"occupation", "suspension"}
    # What a former mandatary did not register, it does not add lines to.
    own_journal = actor == TENANTS[tenant]
    return added | {"anomaly"} if own_journal else added


@pytest.mark.parametrize("tenant", TENANTS)
@pytest.mark.parametrize("actor", [*ACTORS])
async def test_everybody_adds_to_his_own(
    app: Connection, world: World, actor: str, tenant: int
) -> None:
    members = ("provider", "closed") if actor == "group" else (actor,)
    expected = set().union(*(addable(member, tenant) for member in members))
    registrar = NUMBERS.get(actor, NUMBERS["provider"])
    assert await _added(app, world, actor, tenant, registrar) == expected


@pytest.mark.parametrize("tenant", TENANTS)
async def test_nobody_adds_in_the_name_of_another(
    app: Connection, world: World, tenant: int
) -> None:
    signed = {"employment", "training_right", "training", "journal", *DECLARED}
    for actor in ACTORS:
        added = await _added(app, world, actor, tenant, NUMBERS["office"])
        assert added & signed == (signed if actor == "operator" else set()), actor


async def _added(
    connection: Connection, world: World, actor: str, tenant: int, registrar: str
) -> set[str]:
    added = set()
    for table, row in additions(world, tenant, registrar):
        try:
            async with trying(connection, actor):
                await insert(connection, table, row)
                added.add(table)
        except InsufficientPrivilege:
            continue
    return added


async def test_what_a_former_mandatary_registers_it_completes(
    app: Connection, world: World
) -> None:
    bob = world.rows["worker"]["acme bob"]
    async with trying(app, "closed"):
        employment = rows.employment(bob, parallel=True, registered_by=NUMBERS["closed"])
        await insert(app, "employment", employment)
        await insert(app, "occupation", rows.occupation(employment))
        await insert(app, "suspension", rows.suspension(employment))
        entry = await insert(app, "journal", rows.journal(1, NUMBERS["closed"]))
        await insert(app, "anomaly", rows.anomaly(entry))


async def test_a_tenant_sees_who_tried_to_declare_for_it(app: Connection, world: World) -> None:
    """The journal takes entries about any employer, the unknown one included, in one's own name."""
    async with trying(app, "stranger"):
        for tenant in (0, *TENANTS):
            await insert(app, "journal", rows.journal(tenant, NUMBERS["stranger"]))
        await assume(app, ACTORS["acme"] or OPERATOR, TODAY)
        cursor = await app.execute(
            "SELECT employer_id FROM journal WHERE sender = %s", [NUMBERS["stranger"]]
        )
        assert await cursor.fetchall() == [(1,)]
