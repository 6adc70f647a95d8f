"""Row-level security: everybody sees his own rows, however planned, within a transaction."""

from collections.abc import AsyncIterator, Iterator
from contextlib import suppress

import pytest
from psycopg import AsyncConnection
from psycopg.errors import FeatureNotSupported, InsufficientPrivilege

from fla.database.identity import OPERATOR, Identity, assume, citizen, enterprise
from fla.database.pool import open_pool
from fla.database.server import Server
from tests.conftest import Database
from tests.database.world import (
    ACME,
    ACTORS,
    NUMBERS,
    TENANT_DATA,
    World,
    inhabited,
    readable,
    trying,
)
from tests.rows import TODAY, Connection

PLANS = {
    "as planned": [],
    "without indexes": ["enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan"],
    "with indexes": ["enable_seqscan"],
    "without hashing": ["enable_hashjoin", "enable_hashagg", "enable_material", "enable_memoize"],
}
"""Planner settings to switch off: whatever the plan, the rows are the same."""


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
async def test_everybody_sees_his_own(app: Connection, world: World, actor: str) -> None:
    for plan, settings in PLANS.items():
        async with trying(app, actor):
            for setting in settings:
                await app.execute(f"SET LOCAL {setting} = off")
            assert await world.seen(app) == readable(world, actor), plan


async def test_parallel_workers_see_the_same(app: Connection, world: World) -> None:
    # The setting that forces them was renamed in PostgreSQL 16.
    names = "('debug_parallel_query', 'force_parallel_mode')"
    cursor = await app.execute(f"SELECT name FROM pg_settings WHERE name IN {names}")
    ((setting,),) = await cursor.fetchall()
    await app.commit()
    for actor in ACTORS:
        async with trying(app, actor):
            await app.execute(f"SET LOCAL {setting} = on")
            assert await world.seen(app) == readable(world, actor), actor


async def test_the_credit_follows_the_rights_and_trainings(app: Connection, world: World) -> None:
    for actor in ACTORS:
        async with trying(app, actor):
            cursor = await app.execute("SELECT DISTINCT employer_id, worker_id FROM credit")
            seen = {world.labels["worker"][row[1]] for row in await cursor.fetchall()}
        rights = readable(world, actor)["training_right"]
        assert seen == {label.partition(" by ")[0] for label in rights}, actor


async def test_the_owner_too_must_say_who_asks(inhabitants: tuple[Database, World]) -> None:
    async with await AsyncConnection.connect(inhabitants[0].owner_url) as owner:
        for table in (*TENANT_DATA, "mandate"):
            cursor = await owner.execute(f"SELECT count(*) FROM {table}")
            assert await cursor.fetchone() == (0,), table


@pytest.mark.parametrize(
    "identity",
    [
        enterprise("0200000001'; SET LOCAL fla.actor = 'operator'; --"),
        enterprise("0200000001\\"),
        enterprise("%"),
        enterprise("{0200000001}"),
        citizen("' OR true --"),
        Identity("enterprise", ssin="85073003328"),
        Identity("citizen", enterprise="0200000001"),
    ],
)
async def test_odd_identities_see_nobody(app: Connection, world: World, identity: Identity) -> None:
    async with app.transaction():
        await assume(app, identity, TODAY)
        seen = await world.seen(app)
    assert not any(seen[table] for table in (*TENANT_DATA, "mandate", "employer"))


async def test_an_identity_ends_with_its_transaction(inhabitants: tuple[Database, World]) -> None:
    database, world = inhabitants
    async with open_pool(database.app_url, 1) as pool:
        for identity in ACTORS.values():
            async with pool.connection() as connection:
                await assume(connection, identity or OPERATOR, TODAY)
                assert (await world.seen(connection))["sender"]
            async with pool.connection() as connection:
                assert not any((await world.seen(connection)).values())


async def test_an_identity_ends_with_a_failed_transaction(
    inhabitants: tuple[Database, World],
) -> None:
    database, world = inhabitants
    async with open_pool(database.app_url, 1) as pool:
        with suppress(ZeroDivisionError):
            async with pool.connection() as connection:
                await assume(connection, OPERATOR, TODAY)
                raise ZeroDivisionError
        async with pool.connection() as connection:
            assert not any((await world.seen(connection)).values())


async def test_an_identity_ends_with_its_savepoint(app: Connection, world: World) -> None:
    async with app.transaction():
        await assume(app, enterprise(NUMBERS["stranger"]), TODAY)
        async with app.transaction(force_rollback=True):
            await assume(app, enterprise(NUMBERS["acme"]), TODAY)
            assert (await world.seen(app))["worker"]
        assert not (await world.seen(app))["worker"]


async def test_an_identity_outside_a_transaction_is_refused(app: Connection) -> None:
    await app.set_autocommit(True)
    with pytest.raises(RuntimeError, match="inside a transaction"):
        await assume(app, enterprise(NUMBERS["acme"]), TODAY)


@pytest.mark.parametrize(
    "escape",
    [
        "SET ROLE fla_owner",
        "SET SESSION AUTHORIZATION fla_owner",
        "ALTER TABLE worker DISABLE ROW LEVEL SECURITY",
        "CREATE POLICY mine ON worker USING (true)",
        "DROP POLICY operator ON worker",
        "CREATE OR REPLACE FUNCTION actor() RETURNS text LANGUAGE sql AS $$ SELECT 'operator' $$",
        "SET LOCAL row_security = off; SELECT * FROM worker",
        "COPY worker FROM STDIN; SELECT",
    ],
)
async def test_the_application_cannot_leave_row_level_security(
    app: Connection, world: World, escape: str
) -> None:
    async with trying(app, "acme"):
        with pytest.raises((InsufficientPrivilege, FeatureNotSupported)):
            await app.execute(escape)


async def test_tables_of_the_session_do_not_stand_in_for_ours(
    app: Connection, world: World
) -> None:
    async with trying(app, "stranger"):
        number = NUMBERS["stranger"]
        await app.execute(
            f"CREATE TEMP TABLE employer AS SELECT {ACME} AS id, '{number}' AS enterprise_number"
        )
        cursor = await app.execute("SELECT count(*) FROM public.worker")
        assert await cursor.fetchone() == (0,)
