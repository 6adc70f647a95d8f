"""Reads touch only the rows they show, under row-level security, however many others there are.

Judged by the plans the database carries out for the application's role, never by the clock.
"""

import os
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import psycopg
import pytest
from psycopg import AsyncConnection

from fla.credit.store import credit_of_citizen, credit_of_worker, credit_of_workers
from fla.database.identity import OPERATOR, Identity, citizen, enterprise
from fla.database.records import Window
from fla.database.server import Server
from fla.mandates.list_store import latest_mandates, mandates_by_name
from fla.mandates.model import Filter
from fla.register.store import (
    count_workers,
    employer_by_number,
    employers,
    employments,
    worker_by_id,
    workers,
    workers_by_ssin,
)
from fla.trainings.store import history, training_by_id, trainings_of_citizen, trainings_of_worker
from tests.conftest import Database
from tests.rows import Connection, acting
from tests.statements import most_rows, plans, read_through, recorded

PEOPLE = 8_000
"""At the first of 4,000 employers; the others have one each."""
BIG = (
    *("employer", "mandate", "worker", "employment", "occupation", "training_right", "training"),
    *("journal", "anomaly"),
)
POPULATE = f"""
SET LOCAL fla.actor = 'operator';
INSERT INTO employer (enterprise_number, name, search_name)
SELECT '02' || lpad(n::text, 8, '0'), 'Employer ' || n, 'employer ' || n
  FROM generate_series(1, 4000) n;
INSERT INTO sender
SELECT '03' || lpad(n::text, 8, '0'), 'Office', false FROM generate_series(1, 9) n;
INSERT INTO mandate (employer_id, id, mandator, mandatary, groups, start_quarter, status,
                     proposed_by, proposed_at, changed_at)
SELECT n, gen_random_uuid(), '02' || lpad(n::text, 8, '0'), '030000000' || 1 + n % 8,
       ARRAY['federalLearningAccount'], '2026Q1', 'active', 'mandator', now(), now()
  FROM generate_series(1, 4000) n WHERE n > 1
 UNION ALL
SELECT n, gen_random_uuid(), '02' || lpad(n::text, 8, '0'), '0300000009',
       ARRAY['federalLearningAccount'], '2026Q1', 'active', 'mandator', now(), now()
  FROM generate_series(1, 5) n;
INSERT INTO worker (employer_id, id, ssin, family_name, given_name, search_name)
SELECT CASE WHEN n < {PEOPLE} THEN 1 ELSE 2 + n % 3999 END, md5(n::text)::uuid,
       lpad((n % 10007)::text, 11, '0'), 'Name', 'Given', md5((n * 7)::text)
  FROM generate_series(0, {PEOPLE} + 4000) n;
INSERT INTO employment (employer_id, id, worker_id, start_date, registered_by, reference,
                        declaration_id, registered_at, changed_at)
SELECT employer_id, id, id, '2020-01-01', 'x', id, id, now(), now() FROM worker;
INSERT INTO occupation
SELECT employer_id, id, '2020-01-01', NULL, 3800, 3800, 500, '200', 'blueCollar' FROM worker;
INSERT INTO training_right (employer_id, id, worker_id, year, right_type, unit, entitled,
    minutes_per_day, registered_by, reference, declaration_id, registered_at, changed_at)
SELECT employer_id, id, id, 2026, 'statutory', 'day', 5, 480, 'x', id, id, now(), now() FROM worker;
INSERT INTO training (employer_id, id, worker_id, title, start_date, end_date, duration_minutes,
    minutes_per_day, form, category, status, in_scope, charged_right, charged_minutes, verification,
    registered_by, reference, declaration_id, registered_at, changed_at)
SELECT employer_id, id, id, 'T', '2026-05-04', '2026-05-04', 60, 480, 'formal', 'safety',
       'completed', true, 'statutory', 60, 'confirmed', 'x', id, id, now(), now() FROM worker;
INSERT INTO journal
SELECT employer_id, id, id, 'x', NULL, 'xml', 'training', 'register', 'R', '', '', 'accepted', id,
       now()
  FROM worker;
INSERT INTO anomaly SELECT employer_id, id, 0, '10001-001', 'W' FROM worker;
"""

ACME = enterprise("0200000001")
OFFICE = enterprise("0300000009")
READERS = [ACME, OFFICE, OPERATOR]
SSIN = "00000000003"
SOMEBODY = uuid.UUID("eccbc87e-4b5c-e2fe-2830-8fd9f2a7baf3")  # md5 of '3'


@pytest.fixture(scope="module")
def crowd(server: Server, template: str) -> Iterator[Database]:
    """A database with many employers and workers, for tests that leave nothing behind."""
    database = Database(f"fla_crowd_{os.getpid()}", server)
    server.create_database(database.name, template)
    with psycopg.connect(database.owner_url) as owner:
        owner.execute(POPULATE)
        owner.commit()
        owner.autocommit = True
        owner.execute(f"VACUUM ANALYZE {', '.join(BIG)}")
    yield database
    server.drop_database(database.name)


@pytest.fixture
async def app(crowd: Database) -> AsyncIterator[Connection]:
    """The application's connection to the crowd."""
    async with await AsyncConnection.connect(crowd.app_url) as connection:
        yield connection


async def plans_of(
    connection: Connection, identity: Identity, read: Callable[[Connection], Awaitable[object]]
) -> list[str]:
    """The plans of what a read executes, as an actor."""
    async with acting(connection, identity):
        with recorded(connection) as executed:
            assert await read(connection)
        return await plans(connection, executed)


READS: dict[str, Callable[[Connection], Awaitable[object]]] = {
    "first page": lambda c: workers(c, 1),
    "page deep within": lambda c: workers(c, 1, Window(50, after=SOMEBODY)),
    "page before": lambda c: workers(c, 1, Window(50, before=SOMEBODY)),
    "search by name": lambda c: workers(c, 1, search="ab"),
    "page of a search": lambda c: workers(c, 1, Window(50, after=SOMEBODY), "e"),
    "search by ssin": lambda c: workers(c, 1, search=SSIN),
    "worker": lambda c: worker_by_id(c, 1, SOMEBODY),
    "records of a person": lambda c: workers_by_ssin(c, SSIN),
    "employments": lambda c: employments(c, 1, SOMEBODY),
    "trainings of a worker": lambda c: trainings_of_worker(c, 1, SOMEBODY, year=2026),
    "trainings of a citizen": lambda c: trainings_of_citizen(c, SSIN),
    "training": lambda c: training_by_id(c, 1, SOMEBODY),
    "history": lambda c: history(c, 1, SOMEBODY),
    "credit of a worker": lambda c: credit_of_worker(c, 1, SOMEBODY),
    "credit of a citizen": lambda c: credit_of_citizen(c, SSIN),
    "employer": lambda c: employer_by_number(c, "0200000001"),
}


@pytest.mark.parametrize("read", READS)
async def test_a_read_touches_no_more_rows_than_a_page_shows(app: Connection, read: str) -> None:
    for identity in READERS:
        for plan in await plans_of(app, identity, READS[read]):
            assert not read_through(plan, *BIG), plan
            assert most_rows(plan) <= 60, plan


CITIZEN_READS = [
    *("records of a person", "trainings of a citizen", "credit of a citizen", "worker"),
    *("employments", "trainings of a worker", "training", "credit of a worker"),
]


@pytest.mark.parametrize("read", CITIZEN_READS)
async def test_a_citizen_s_read_touches_his_rows_alone(app: Connection, read: str) -> None:
    for plan in await plans_of(app, citizen(SSIN), READS[read]):
        assert not read_through(plan, *BIG), plan
        assert most_rows(plan) <= 10, plan


async def test_the_credit_of_a_page_touches_its_workers_alone(app: Connection) -> None:
    for identity in READERS:
        async with acting(app, identity):
            page = await workers(app, 1)
            ids = [worker.id for worker in page.rows]
            with recorded(app) as executed:
                lines = await credit_of_workers(app, 1, ids, 2026)
            (plan,) = await plans(app, executed)
        assert len(lines) == len(ids) == 50
        assert not read_through(plan, *BIG), plan
        assert most_rows(plan) <= 100, plan  # a right and a training of each


@pytest.mark.parametrize(
    ("search", "scan"), [("", "Index Only Scan using"), ("a", "worker_by_name")]
)
async def test_counting_reads_an_index(app: Connection, search: str, scan: str) -> None:
    for identity in READERS:
        (plan,) = await plans_of(app, identity, lambda c: count_workers(c, 1, search))
        assert not read_through(plan, *BIG), plan
        assert scan in plan, plan


async def test_a_mandatary_s_employers_are_fetched_by_key(app: Connection) -> None:
    reads: list[Callable[[Connection], Awaitable[object]]] = [
        employers,
        lambda c: mandates_by_name(c, "0300000009", "mandatary"),
        lambda c: latest_mandates(c, "0300000009", Filter()),
    ]
    for read in reads:
        (plan,) = await plans_of(app, OFFICE, read)
        assert not read_through(plan, *BIG), plan


async def test_what_the_plans_are_judged_by_notices_a_bad_one(app: Connection) -> None:
    query = "SELECT * FROM worker WHERE search_name LIKE 'ab%%' ORDER BY ssin"
    async with acting(app, ACME):
        (plan,) = await plans(app, [(query, None)])
    assert read_through(plan, *BIG)
    assert most_rows(plan) > 60
