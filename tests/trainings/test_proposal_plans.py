"""Proposals are read by their indexes: the thousandth page costs what the first does.

Judged by the plans the database carries out for the application's role, as in the tests of plans.
"""

import os
import uuid
from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest
from psycopg import AsyncConnection

from fla.codes import Verification
from fla.database.identity import OPERATOR, enterprise
from fla.database.records import Window
from fla.database.server import Server
from fla.trainings import proposal_store as store
from fla.trainings.settling_store import lock_due
from tests.conftest import Database
from tests.intake.build import TODAY
from tests.rows import Connection, acting
from tests.statements import most_rows, plans, read_through, recorded

SCHOOL = "0300000000"
BIG_ONE = 7
CROWD = f"""
SET LOCAL fla.actor = 'operator';
INSERT INTO sender VALUES ('{SCHOOL}', 'School', true);
INSERT INTO employer (enterprise_number, name, search_name)
SELECT '02' || lpad(n::text, 8, '0'), 'Employer ' || n, 'employer ' || n
  FROM generate_series(1, 1000) n;
INSERT INTO worker (employer_id, id, ssin, family_name, given_name, search_name)
SELECT 1 + n % 1000, md5(n::text)::uuid, lpad(n::text, 11, '0'), 'Name', 'Given', 'n ' || n
  FROM generate_series(0, 4999) n;
INSERT INTO training (employer_id, id, worker_id, title, start_date, end_date, duration_minutes,
    minutes_per_day, form, category, status, in_scope, verification, proposed, settles_on,
    objection, registered_by, reference, declaration_id, registered_at, changed_at)
SELECT w.employer_id, md5(w.id::text || k)::uuid, w.id, 'T', '2026-03-02', '2026-03-02', 60, 480,
       'formal', 'safety', 'completed', true, v, p, CASE WHEN p THEN date '2026-05-01' + k END,
       CASE v WHEN 'objected' THEN 'No' END, CASE WHEN p THEN '{SCHOOL}' ELSE 'x' END,
       w.id::text || k, w.id, now(), now()
  FROM worker w, generate_series(1, 8) k,
       LATERAL (SELECT k < 5 AS p, CASE WHEN k = 1 THEN 'pending' WHEN k = 2 AND w.employer_id < 9
                                        THEN 'objected' ELSE 'confirmed' END AS v) x;
INSERT INTO journal
SELECT employer_id, id, id, registered_by, NULL, 'xml', 'training', 'register', reference,
       '{{"enterpriseNumber": "0200000001", "ssin": "00000000000"}}', '\\x00', 'accepted', id, now()
  FROM training WHERE proposed;
"""
TABLES = ("training", "journal", "worker")


@pytest.fixture(scope="module")
def crowd(server: Server, template: str) -> Iterator[Database]:
    """Forty thousand trainings of a thousand employers; half of them the school registered."""
    database = Database(f"fla_proposals_{os.getpid()}", server)
    server.create_database(database.name, template)
    with psycopg.connect(database.owner_url) as owner:
        owner.execute(CROWD.encode())
        owner.commit()
        owner.autocommit = True
        owner.execute("VACUUM ANALYZE")
    yield database
    server.drop_database(database.name)


@pytest.fixture
async def app(crowd: Database) -> AsyncIterator[Connection]:
    async with await AsyncConnection.connect(crowd.app_url) as connection:
        yield connection


@pytest.mark.parametrize(
    ("verification", "after"),
    [
        (None, None),
        (None, uuid.UUID(int=2**127)),
        ("pending", uuid.UUID(int=2**127)),
        ("objected", None),
        ("confirmed", uuid.UUID(int=2**126)),
    ],
)
async def test_a_provider_takes_a_page_by_its_index(
    app: Connection, verification: Verification | None, after: uuid.UUID | None
) -> None:
    window = Window[uuid.UUID](limit=50, after=after)
    async with acting(app, enterprise(SCHOOL)):
        with recorded(app) as executed:
            page = await store.registered_by(app, SCHOOL, window, verification=verification)
        (plan,) = await plans(app, executed)
    assert page.rows
    assert not read_through(plan, *TABLES), plan
    assert most_rows(plan) <= 200, plan


async def test_an_employer_takes_what_is_open_at_his_own(app: Connection) -> None:
    async with acting(app, enterprise("0200000007")):
        with recorded(app) as executed:
            page = await store.open_proposals(app, BIG_ONE)
            count = await store.count_open(app, BIG_ONE)
        for plan in await plans(app, executed):
            assert not read_through(plan, *TABLES), plan
            assert most_rows(plan) <= 60, plan
    assert len(page.rows) == count == 5


async def test_a_page_of_employers_is_counted_by_each_one_s_own(app: Connection) -> None:
    employers = list(range(1, 51))
    async with acting(app, OPERATOR):
        with recorded(app) as executed:
            counts = await store.count_open_of(app, employers)
        (plan,) = await plans(app, executed)
    assert counts == dict.fromkeys(employers, 5)
    assert not read_through(plan, *TABLES), plan


async def test_what_is_due_is_found_among_what_is_open(app: Connection) -> None:
    async with acting(app, OPERATOR):
        with recorded(app) as executed:
            found = await lock_due(app, TODAY, 500, 100)
        (plan,) = await plans(app, executed)
    assert [one.employer_id for one in found[:6]] == [500] * 5 + [501]
    assert not read_through(plan, "training"), plan
    assert most_rows(plan) <= 1100, plan
