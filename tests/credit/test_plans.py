"""A credit is read by key: of one worker, a page, or one employer, however many others there are.

Judged by the plans the database carries out for the application's role, as in the tests of plans.
"""

import os
import uuid
from collections.abc import AsyncIterator, Iterator
from hashlib import md5

import psycopg
import pytest
from psycopg import AsyncConnection

from fla.credit.store import credit_of_worker, credit_of_workers, overview
from fla.database.identity import OPERATOR, Identity, enterprise
from fla.database.server import Server
from tests.conftest import Database
from tests.rows import Connection, acting
from tests.statements import Executed, most_rows, plans, read_through, recorded

TABLES = ("computed_right", "training_right", "right_adjustment", "carried_over", "training")
CROWD = """
SET LOCAL fla.actor = 'operator';
INSERT INTO employer (enterprise_number, name, search_name)
SELECT '02' || lpad(n::text, 8, '0'), 'Employer ' || n, 'employer ' || n
  FROM generate_series(1, 3000) n;
INSERT INTO worker (employer_id, id, ssin, family_name, given_name, search_name)
SELECT CASE WHEN n < 2000 THEN 7 ELSE 1 + n % 3000 END, md5(n::text)::uuid, lpad(n::text, 11, '0'),
       'Name', 'Given', md5(n::text)
  FROM generate_series(0, 11999) n;
INSERT INTO right_basis
SELECT id, n, 2026, '200', 'statutory', 'general.20', '20+', 2500, 1, 5, 'day', NULL, NULL, NULL,
       'x'
  FROM employer, generate_series(1, 4) n;
INSERT INTO computed_right
SELECT employer_id, id, year, 12, 1 + year % 4, 480, 1, 1, 5, false, now()
  FROM worker, generate_series(2023, 2026) year;
INSERT INTO carried_over
SELECT employer_id, id, year, 'statutory', 'day', 5, 0, 0, 1, 4, 0, NULL, 480
  FROM worker, generate_series(2023, 2025) year;
INSERT INTO right_adjustment (employer_id, id, worker_id, year, right_type, unit, amount,
    effective_date, reason, minutes_per_day, registered_by, reference, declaration_id,
    registered_at, changed_at)
SELECT employer_id, id, id, 2026, 'statutory', 'day', 1, '2026-02-02', 'CBA', 480, 'x', id, id,
       now(), now() FROM worker;
INSERT INTO training_right (employer_id, id, worker_id, year, right_type, unit, entitled,
    minutes_per_day, registered_by, reference, declaration_id, registered_at, changed_at)
SELECT employer_id, id, id, 2026, 'employer', 'day', 5, 480, 'x', id, id, now(), now() FROM worker;
INSERT INTO training (employer_id, id, worker_id, title, start_date, end_date, duration_minutes,
    minutes_per_day, form, category, status, in_scope, charged_right, charged_minutes, verification,
    registered_by, reference, declaration_id, registered_at, changed_at)
SELECT employer_id, gen_random_uuid(), id, 'T', day, day, 60, 480, 'formal', 'safety', 'completed',
       true, 'statutory', 60, 'confirmed', 'x', gen_random_uuid()::text, id, now(), now()
  FROM worker, (VALUES (date '2025-03-03'), (date '2026-03-02')) AS days (day);
"""
BIG_ONE = 7
READERS = [enterprise("0200000007"), OPERATOR]


@pytest.fixture(scope="module")
def crowd(server: Server, template: str) -> Iterator[Database]:
    """Three thousand employers; at the seventh work two thousand of twelve."""
    database = Database(f"fla_credits_{os.getpid()}", server)
    server.create_database(database.name, template)
    with psycopg.connect(database.owner_url) as owner:
        owner.execute(CROWD)
        owner.commit()
        owner.autocommit = True
        owner.execute("VACUUM ANALYZE")
    yield database
    server.drop_database(database.name)


@pytest.fixture
async def app(crowd: Database) -> AsyncIterator[Connection]:
    async with await AsyncConnection.connect(crowd.app_url) as connection:
        yield connection


def worker(number: int) -> uuid.UUID:
    return uuid.UUID(md5(str(number).encode(), usedforsecurity=False).hexdigest())


async def planned(connection: Connection, executed: Executed) -> str:
    (plan,) = await plans(connection, executed)
    assert not read_through(plan, *TABLES), plan
    return plan


@pytest.mark.parametrize("identity", READERS)
async def test_one_worker_takes_his_own_rows(app: Connection, identity: Identity) -> None:
    async with acting(app, identity):
        with recorded(app) as executed:
            lines = await credit_of_worker(app, BIG_ONE, worker(3))
        plan = await planned(app, executed)
    assert len(lines) == 5
    assert most_rows(plan) <= 20, plan


@pytest.mark.parametrize("identity", READERS)
async def test_a_page_takes_the_rows_of_its_workers(app: Connection, identity: Identity) -> None:
    ids = [worker(number) for number in range(50)]
    async with acting(app, identity):
        with recorded(app) as executed:
            lines = await credit_of_workers(app, BIG_ONE, ids, 2026)
        plan = await planned(app, executed)
    assert len(lines) == 100
    assert most_rows(plan) <= 300, plan  # five or six of each of fifty, before they are added up


@pytest.mark.parametrize("identity", READERS)
async def test_an_employer_takes_the_rows_of_its_own(app: Connection, identity: Identity) -> None:
    async with acting(app, identity):
        with recorded(app) as executed:
            year = await overview(app, BIG_ONE, 2026)
        plan = await planned(app, executed)
    assert year.whole is not None
    assert year.whole.workers == 2003
    assert most_rows(plan) <= 15_000, plan
