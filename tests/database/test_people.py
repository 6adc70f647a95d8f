"""Who may come in is nobody's to see but the gatekeeper's, and he sees nothing of the register."""

import uuid
from collections.abc import AsyncIterator, Iterator
from typing import LiteralString

import pytest
from psycopg import AsyncConnection
from psycopg.errors import CheckViolation, InsufficientPrivilege

from fla.access import people_store
from fla.database.identity import ACCESS, assume
from fla.database.server import Server
from tests.conftest import Database
from tests.database.world import ACTORS, KEYS, NUMBERS, TENANTS, World, inhabited, trying
from tests.rows import TODAY, Connection

DIRK, LINK, EVENT = (uuid.UUID(int=number) for number in (1, 2, 3))

ROWS: dict[str, LiteralString] = {
    "person": (
        "INSERT INTO person VALUES (%(person)s, NULL, 'https://a', 'dirk', 'Dirk', now(), now())"
    ),
    "person_role": (
        "INSERT INTO person_role VALUES ('employer', %(acme)s, %(person)s, 'editor', now())"
    ),
    "invitation": (
        "INSERT INTO invitation VALUES (%(link)s, sha256('x'), 'employer', %(acme)s, 'editor',"
        " 'Els', NULL, 'operator', now(), now() + interval '14 days')"
    ),
    "access_event": (
        "INSERT INTO access_event VALUES (%(event)s, now(), 'invited', 'operator', 'employer',"
        " %(acme)s, 'editor', NULL, %(link)s)"
    ),
    "login_session": (
        "INSERT INTO login_session VALUES (sha256('y'), %(person)s, 'federal', '', NULL, NULL,"
        " now(), now())"
    ),
}
"""A row of each table, in the order in which they may be added."""
NAMES = {"person": DIRK, "link": LINK, "event": EVENT, "acme": NUMBERS["acme"]}


@pytest.fixture(scope="module")
def inhabitants(server: Server, template: str) -> Iterator[tuple[Database, World]]:
    with inhabited(server, template) as inhabitants:
        yield inhabitants


@pytest.fixture
async def app(inhabitants: tuple[Database, World]) -> AsyncIterator[Connection]:
    """The gatekeeper's connection to a database with people in it, who are gone afterwards."""
    async with (
        await AsyncConnection.connect(inhabitants[0].app_url) as connection,
        connection.transaction(force_rollback=True),
    ):
        await assume(connection, ACCESS, TODAY)
        for statement in ROWS.values():
            await connection.execute(statement, NAMES)
        yield connection


async def _count(connection: Connection, table: str) -> int:
    cursor = await connection.execute(f"SELECT count(*) FROM {table}")
    [[count]] = await cursor.fetchall()
    return int(count)


async def test_the_gatekeeper_sees_them(app: Connection) -> None:
    assert [await _count(app, table) for table in ROWS] == [1] * len(ROWS)


@pytest.mark.parametrize("actor", [actor for actor in ACTORS if actor != "nobody"])
async def test_nobody_else_sees_or_adds_any(app: Connection, actor: str) -> None:
    async with trying(app, actor):
        assert [await _count(app, table) for table in ROWS] == [0] * len(ROWS)
    for statement in ROWS.values():
        with pytest.raises(InsufficientPrivilege):
            async with trying(app, actor):
                await app.execute(statement, NAMES | {"person": EVENT})


async def test_the_gatekeeper_sees_nothing_of_the_register(app: Connection) -> None:
    open_to_him = {"employer": len(TENANTS), "sender": len(NUMBERS)}
    for table in KEYS:
        assert await _count(app, table) == open_to_him.get(table, 0), table


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_event SET acted_by = 'x'",
        "DELETE FROM access_event",
        "DELETE FROM person",
        "DELETE FROM invitation",
        "UPDATE person SET ssin = NULL",
        "UPDATE person SET subject = 'x'",
        "UPDATE person_role SET person_id = person_id",
        "UPDATE person_role SET enterprise_number = enterprise_number",
        "UPDATE invitation SET role = 'accessManager'",
        "UPDATE invitation SET expires_at = now()",
        "UPDATE invitation SET code_hash = code_hash",
        "UPDATE login_session SET person_id = person_id",
        "UPDATE login_session SET capacity = 'operator'",
        "UPDATE login_session SET started_at = now()",
        "TRUNCATE login_session",
    ],
)
async def test_what_is_written_down_stays(app: Connection, statement: LiteralString) -> None:
    with pytest.raises(InsufficientPrivilege):
        async with app.transaction():
            await app.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO person VALUES (gen_random_uuid(), NULL, NULL, NULL, 'x', now(), now())",
        "INSERT INTO person VALUES (gen_random_uuid(), '85073003328', 'a', 'b', 'x', now(), now())",
        "INSERT INTO person VALUES (gen_random_uuid(), 'x', NULL, NULL, 'x', now(), now())",
        "INSERT INTO person_role VALUES ('operator', '', %(person)s, 'accessManager', now())",
        "INSERT INTO person_role VALUES ('operator', %(acme)s, %(person)s, 'reader', now())",
        "INSERT INTO person_role VALUES ('employer', '', %(person)s, 'reader', now())",
        "INSERT INTO person_role VALUES ('worker', %(acme)s, %(person)s, 'reader', now())",
        "UPDATE invitation SET accepted_at = now()",
        "UPDATE invitation SET accepted_by = %(person)s, accepted_at = now(), revoked_at = now()",
    ],
)
async def test_what_cannot_be_is_not_kept(app: Connection, statement: LiteralString) -> None:
    with pytest.raises(CheckViolation):
        async with app.transaction():
            await app.execute(statement, NAMES)


async def test_a_journal_s_keys_are_people_where_they_are_known(app: Connection) -> None:
    keys = {str(DIRK), str(LINK), "operator", "payroll-demo"}
    assert await people_store.names(app, keys) == {str(DIRK): "Dirk"}
