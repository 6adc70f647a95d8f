"""What lies at an address is found by its key, whoever asks and however much there is beside it.

Judged by the plans the database carries out for the application's role.
"""

import os
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from hashlib import md5
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import AsyncConnection, sql

from fla.database.address_store import employer_key
from fla.database.identity import enterprise
from fla.database.server import Server
from fla.register.registered_store import registered_employments
from fla.rights.registered import (
    RegisteredAdjustment,
    RegisteredHeadCount,
    RegisteredOptOut,
    RegisteredRight,
    RegisteredVerification,
)
from fla.rights.registered_store import registered
from fla.trainings.store import registered_training
from tests.conftest import Database
from tests.rows import Connection, acting
from tests.statements import most_rows, plans, read_through, recorded

CROWD = """
SET LOCAL fla.actor = 'operator';
INSERT INTO employer (enterprise_number, name, search_name)
SELECT '02' || lpad(n::text, 8, '0'), 'Employer ' || n, 'employer ' || n
  FROM generate_series(1, 2000) n;
INSERT INTO sender SELECT '0300000001', 'Office', false;
INSERT INTO sender SELECT '0300000002', 'School', true;
INSERT INTO mandate (employer_id, id, mandator, mandatary, groups, start_quarter, status,
                     proposed_by, proposed_at, changed_at)
SELECT n, gen_random_uuid(), '02' || lpad(n::text, 8, '0'), '0300000001',
       ARRAY['federalLearningAccount'], '2026Q1', 'active', 'mandator', now(), now()
  FROM generate_series(1, 300) n;
CREATE TEMPORARY TABLE line AS
SELECT CASE WHEN n % 2 = 0 THEN 1 ELSE 1 + n % 300 END AS employer_id, md5(n::text)::uuid AS id,
       md5(n::text)::uuid AS worker_id, n::text AS reference, md5(n::text)::uuid AS declaration_id,
       now() AS registered_at, now() AS changed_at,
       CASE n % 2 WHEN 0 THEN '0300000002' ELSE '0300000001' END AS registered_by, n
  FROM generate_series(0, 5999) n;
INSERT INTO worker (employer_id, id, ssin, family_name, given_name, search_name)
SELECT employer_id, id, lpad(n::text, 11, '0'), 'Name', 'Given', md5(n::text) FROM line;
INSERT INTO journal
SELECT employer_id, id, id, registered_by, NULL, 'rest', 'training', 'register', 'R',
       '{"ssin": "00000000000", "employment": {"person": {"familyName": "X", "givenName": "Y"}}}',
       '', 'accepted', id, now() FROM line;
"""
FILL = sql.SQL("""
INSERT INTO {0} (employer_id, id, registered_by, reference, declaration_id, registered_at,
                 changed_at, {1})
SELECT employer_id, id, registered_by, reference, declaration_id, registered_at, changed_at, {2}
  FROM line
""")
TABLES: dict[str, tuple[LiteralString, LiteralString]] = {
    "employment": ("worker_id, start_date", "worker_id, '2020-01-01'"),
    "training": (
        "worker_id, title, start_date, end_date, duration_minutes, minutes_per_day, form, category,"
        " status, in_scope, verification",
        "worker_id, 'T', '2026-05-04', '2026-05-04', 60, 480, 'formal', 'safety', 'completed',"
        " true, 'confirmed'",
    ),
    "training_right": (
        "worker_id, year, right_type, unit, entitled, minutes_per_day",
        "worker_id, 2026, 'sectoral', 'day', 5, 480",
    ),
    "right_adjustment": (
        "worker_id, year, right_type, unit, amount, effective_date, reason, minutes_per_day",
        "worker_id, 2026, 'sectoral', 'day', 1, '2026-02-02', 'CBA', 480",
    ),
    "opt_out": ("worker_id, year", "worker_id, 2026"),
    "right_verification": ("worker_id, year, entitled", "worker_id, 2026, 5"),
    "head_count": ("quarter, line, fte, reason", "'2026Q3', 'adjustment', 1, 'Agency'"),
}
BIG = (*TABLES, "worker", "journal", "employer")
FOUND = uuid.UUID(md5(b"4000").hexdigest())  # noqa: S324 - the database makes the ids so
ACTORS = ("0200000001", "0300000001", "0300000002")
"""The employer, its mandatary, and the provider who registered what is found."""
Read = Callable[[Connection, int, uuid.UUID], Awaitable[Any]]


def _of(kind: Any) -> Read:
    async def read(connection: Connection, employer_id: int, id_: uuid.UUID) -> Any:
        return await registered(connection, kind, employer_id, id_)

    return read


async def _employment(connection: Connection, employer_id: int, id_: uuid.UUID) -> Any:
    return (await registered_employments(connection, employer_id, [id_])).get(id_)


READS: dict[str, Read] = {
    "training": registered_training,
    "employment": _employment,
    "right": _of(RegisteredRight),
    "adjustment": _of(RegisteredAdjustment),
    "optOut": _of(RegisteredOptOut),
    "verification": _of(RegisteredVerification),
    "headCount": _of(RegisteredHeadCount),
}


@pytest.fixture(scope="module")
def crowd(server: Server, template: str) -> Iterator[Database]:
    """Six thousand of each kind, half of them at one employer of two thousand."""
    database = Database(f"fla_lookups_{os.getpid()}", server)
    server.create_database(database.name, template)
    with psycopg.connect(database.owner_url) as owner:
        owner.execute(CROWD)
        for table, values in TABLES.items():
            columns, said = map(sql.SQL, values)
            owner.execute(FILL.format(sql.Identifier(table), columns, said))
        owner.commit()
        owner.autocommit = True
        owner.execute("VACUUM ANALYZE")
    yield database
    server.drop_database(database.name)


@pytest.fixture
async def app(crowd: Database) -> AsyncIterator[Connection]:
    async with await AsyncConnection.connect(crowd.app_url) as connection:
        yield connection


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("kind", READS)
async def test_a_thing_is_found_by_its_key(app: Connection, kind: str, actor: str) -> None:
    async with acting(app, enterprise(actor)):
        with recorded(app) as executed:
            employer_id = await employer_key(app, "0200000001")
            assert employer_id is not None
            found = await READS[kind](app, employer_id, FOUND)
        assert found.id == FOUND
        read = await plans(app, executed)
    assert read
    assert not any(read_through(plan, *BIG) for plan in read), read
    assert max(map(most_rows, read)) <= 350  # the mandates, once


async def test_nobody_else_finds_it(app: Connection) -> None:
    async with acting(app, enterprise("0200000002")):
        employer_id = await employer_key(app, "0200000001")
        assert employer_id is not None
        assert [await read(app, employer_id, FOUND) for read in READS.values()] == [None] * 7
