"""What is read by the page costs the same at any depth, however much there is.

Judged by the plans the database carries out for the application's role, never by the clock.
"""

import datetime as dt
import os
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial

import psycopg
import pytest
from psycopg import AsyncConnection

from fla.credit.account_store import AccountKey, workers_accounts
from fla.database.identity import Identity, enterprise
from fla.database.server import Server
from fla.intake.feed_store import events, proposal_changes
from fla.register.list_store import EmploymentFilter, employments_listed
from fla.rights.list_store import RightFilter, rights_listed
from fla.rights.registered import RegisteredRight
from fla.trainings.list_store import TrainingFilter, registered_trainings, trainings_listed
from tests.conftest import Database
from tests.rows import Connection, acting
from tests.statements import most_rows, plans, read_through, recorded

ROWS = 60_000
"""Trainings, rights and journal entries; the first employer has half of each, 300 the rest."""
PAGE = 20
MANDATES = 300
"""Of the office; which employers are open to somebody is asked once a statement."""
BIG = ("worker", "employment", "training_right", "training", "journal", "right_change", "mandate")
# Ids in the order of time, a second apart: md5 of a number behind its milliseconds.
POPULATE = f"""
SET LOCAL fla.actor = 'operator';
CREATE FUNCTION pg_temp.nth(n bigint) RETURNS uuid LANGUAGE sql AS
$$ SELECT (lpad(to_hex(1700000000000 + n * 1000), 12, '0') || '7'
           || substr(md5(n::text), 14))::uuid $$;
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
INSERT INTO worker (employer_id, id, ssin, family_name, given_name, search_name)
SELECT 1 + n % 1000, pg_temp.nth(n), lpad(n::text, 11, '0'), 'Name', 'Given', md5(n::text)
  FROM generate_series(0, 19999) n;
INSERT INTO employment (employer_id, id, worker_id, start_date, registered_by, reference,
                        declaration_id, registered_at, changed_at)
SELECT employer_id, id, id, '2020-01-01', '0200000001', id, id, now(), now() FROM worker;
CREATE TEMPORARY TABLE line AS
SELECT CASE WHEN n % 2 = 0 THEN 1 ELSE 1 + n % 300 END AS employer_id, pg_temp.nth(n) AS id, n
  FROM generate_series(1, {ROWS}) n;
ALTER TABLE line ADD worker_id uuid;
UPDATE line SET worker_id = pg_temp.nth(((n * 7) % 20) * 1000 + employer_id - 1);
INSERT INTO training_right (employer_id, id, worker_id, year, right_type, unit, entitled,
    minutes_per_day, cancelled, registered_by, reference, declaration_id, registered_at, changed_at)
SELECT employer_id, id, worker_id, 2022 + n % 5, 'sectoral', 'day', 5, 480, true, '0200000001', id,
       id, now(), now()
  FROM line;
INSERT INTO training (employer_id, id, worker_id, title, start_date, end_date, duration_minutes,
    minutes_per_day, form, category, status, in_scope, charged_minutes, verification, proposed,
    settles_on, registered_by, reference, declaration_id, registered_at, changed_at)
SELECT employer_id, id, worker_id, 'T', '2026-05-04', '2026-05-04', 60, 480, 'formal', 'safety',
       'completed', true, 0, 'confirmed', n % 3 = 0, CASE WHEN n % 3 = 0 THEN date '2027-01-31' END,
       CASE n % 3 WHEN 0 THEN '0300000002' WHEN 1 THEN '0300000001' ELSE '0200000001' END, id, id,
       now(), timestamptz '2026-01-01' + n * interval '1 second'
  FROM line;
INSERT INTO journal
SELECT employer_id, id, id, '0300000001', NULL, 'rest', 'training', 'register', 'R', '', '',
       'accepted', id, now()
  FROM line;
INSERT INTO right_change (employer_id, run, worker_id, year, reasons, changed_at, event_id)
SELECT employer_id, n, worker_id, 2026, '{{law}}', now(), id FROM line;
"""

ACME = enterprise("0200000001")
OFFICE = enterprise("0300000001")
SCHOOL = enterprise("0300000002")
Read = Callable[..., Awaitable[object]]


def nth(number: int) -> uuid.UUID:
    """The least id of a row by its place."""
    return uuid.UUID(int=(1_700_000_000_000 + number * 1000) << 80 | 7 << 76)


@pytest.fixture(scope="module")
def crowd(server: Server, template: str) -> Iterator[Database]:
    """A database with much of everything, for tests that leave nothing behind."""
    database = Database(f"fla_rest_crowd_{os.getpid()}", server)
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
    async with await AsyncConnection.connect(crowd.app_url) as connection:
        yield connection


async def _all_trainings(connection: Connection, depth: int) -> object:
    wanted = TrainingFilter(employer_id=1)
    return (await trainings_listed(connection, wanted, nth(ROWS - depth), PAGE)).keys


async def _filtered(connection: Connection, depth: int) -> object:
    wanted = TrainingFilter(employer_id=1, year=2026, status="completed")
    return (await trainings_listed(connection, wanted, nth(ROWS - depth), PAGE)).keys


async def _own_trainings(connection: Connection, depth: int) -> object:
    wanted = TrainingFilter(own="0300000001")
    found = await trainings_listed(connection, wanted, nth(ROWS - depth), PAGE)
    return await registered_trainings(connection, found.keys)


async def _provider_s(connection: Connection, depth: int) -> object:
    wanted = TrainingFilter(own="0300000002")
    found = await trainings_listed(connection, wanted, nth(ROWS - depth), PAGE)
    return await registered_trainings(connection, found.keys)


async def _rights(connection: Connection, depth: int) -> object:
    wanted = RightFilter(employer_id=1, year=2024)
    return (await rights_listed(connection, RegisteredRight, wanted, nth(ROWS - depth), PAGE)).keys


async def _employments(connection: Connection, depth: int) -> object:
    wanted = EmploymentFilter(employer_id=1, on_date=dt.date(2026, 1, 1))
    return (await employments_listed(connection, wanted, nth(20_000 - depth // 4), PAGE)).keys


async def _feed(connection: Connection, depth: int) -> object:
    limits = {"after": nth(depth), "before": nth(ROWS + 1), "limit": PAGE}
    return await events(connection, "0200000001", None, **limits)  # type: ignore[arg-type]


async def _proposals(connection: Connection, depth: int) -> object:
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return await proposal_changes(
        connection,
        "0300000002",
        None,
        after=(start + dt.timedelta(seconds=depth), uuid.UUID(int=0)),
        before=start + dt.timedelta(days=30),
        limit=PAGE,
    )


READS: dict[str, tuple[Identity, Read]] = {
    "an employer's trainings": (ACME, _all_trainings),
    "an employer's trainings by filters": (ACME, _filtered),
    "an office's own trainings": (OFFICE, _own_trainings),
    "a provider's own trainings": (SCHOOL, _provider_s),
    "an employer's rights of a year": (ACME, _rights),
    "an employer's employments": (ACME, _employments),
    "an employer's events": (ACME, _feed),
    "a provider's events": (SCHOOL, _proposals),
}


@pytest.mark.parametrize("name", READS)
async def test_a_page_reads_little_at_any_depth(app: Connection, name: str) -> None:
    identity, read = READS[name]
    for depth in (0, ROWS // 2, ROWS - 2_000):
        found = await _plans(app, identity, partial(read, depth=depth))
        assert not any(read_through(plan, *BIG) for plan in found), "\n".join(found)
        assert max(map(most_rows, found)) <= MANDATES + 5 * PAGE, "\n".join(found)


async def test_a_mandatary_of_hundreds_reads_a_page_of_each_at_the_most(app: Connection) -> None:
    for depth in (0, ROWS // 2, ROWS - 2_000):
        found = await _plans(app, OFFICE, partial(_feed, depth=depth))
        assert not any(read_through(plan, *BIG) for plan in found), "\n".join(found)
        # Two sources of 300 employers with a page each.
        assert max(map(most_rows, found)) <= 2 * MANDATES * PAGE, "\n".join(found)


async def test_what_does_not_fit_is_looked_through_in_parts(app: Connection) -> None:
    wanted = TrainingFilter(employer_id=1, status="planned")
    async with acting(app, ACME):
        with recorded(app) as executed:
            found = await trainings_listed(app, wanted, None, PAGE)
        assert found.keys == []
        assert found.end is not None
        assert max(map(most_rows, await plans(app, executed))) <= 5_000


async def test_open_proposals_are_found_by_their_own_index(app: Connection) -> None:
    async with acting(app, ACME):
        with recorded(app) as executed:
            await trainings_listed(
                app, TrainingFilter(employer_id=1, verification="pending"), None, PAGE
            )
        assert all("training_open" in plan for plan in await plans(app, executed))


@pytest.mark.parametrize("many", [1, 50])
async def test_accounts_are_one_statement_of_few_rows(app: Connection, many: int) -> None:
    keys = [
        AccountKey(f"02{1 + n % 300:08}", f"{n:011}", None if n % 2 else 2026)
        for n in range(1, 1 + many)
    ]
    async with acting(app, OFFICE):
        with recorded(app) as executed:
            assert all(await workers_accounts(app, keys))
        (plan,) = await plans(app, executed)
    assert not read_through(plan, *BIG), plan
    assert most_rows(plan) <= MANDATES + 20 * many, plan


async def _plans(
    connection: Connection, identity: Identity, read: Callable[[Connection], Awaitable[object]]
) -> list[str]:
    async with acting(connection, identity):
        with recorded(connection) as executed:
            assert await read(connection)
        return await plans(connection, executed)
