"""A worker's account and a page of workers with credit, read in a small and a large register."""

import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg

from benchmarks.report import Figure
from benchmarks.world import CLOCK, PAYROLL, World
from fla.credit.store import credit_of_worker, credit_of_workers
from fla.database.identity import assume, enterprise
from fla.register.store import employments, worker_by_id, workers
from fla.trainings.store import trainings_of_worker

_ROUNDS = 300
Connection = psycopg.AsyncConnection[Any]

_RIGHTS = """
INSERT INTO training_right (employer_id, id, worker_id, year, right_type, unit, entitled,
       minutes_per_day, registered_by, reference, declaration_id, registered_at, changed_at)
SELECT employer_id, gen_random_uuid(), id, 2026, 'sectoral', 'day', 4, 456, %s, 'R-' || ssin,
       gen_random_uuid(), now(), now() FROM worker
"""
_TRAININGS = """
INSERT INTO training (employer_id, id, worker_id, registered_by, reference, title, start_date,
       end_date, duration_minutes, minutes_per_day, form, category, status, in_scope,
       charged_right, charged_minutes, verification, declaration_id, registered_at, changed_at)
SELECT employer_id, gen_random_uuid(), id, %s, 'T-' || ssin || '-' || n, 'Training',
       date '2026-01-05' + n, date '2026-01-05' + n, 228, 456, 'formal', 'safety', 'completed',
       true, 'sectoral', 228, 'confirmed', gen_random_uuid(), now(), now()
  FROM worker CROSS JOIN generate_series(1, 4) AS n
"""


async def fill(world: World) -> None:
    """One right and four trainings for each worker."""
    async with await psycopg.AsyncConnection.connect(
        world.superuser_url, autocommit=True
    ) as connection:
        await connection.execute(_RIGHTS, (PAYROLL,))
        await connection.execute(_TRAININGS, (PAYROLL,))
        await connection.execute("VACUUM ANALYZE")


async def measure(small: World, large: World) -> list[Figure]:
    """Median milliseconds of both reads in both registers, as the employer, round about."""
    figures = []
    for name, read in (("worker's account", _account), ("page of 50 workers with credit", _page)):
        in_small, in_large = await _times(small, read), await _times(large, read)
        people = large.employers * large.workers_each, small.employers * small.workers_each
        figures.append(
            Figure(
                f"{name} among {people[0]:,} workers, and among {people[1]:,}",
                f"{in_large:.2f} ms",
                f"{in_small:.2f} ms",
                f"{in_large / in_small:.2f}",
                "≤ 1.3",
            )
        )
    return figures


async def _times(world: World, read: Callable[[Connection, Any], Awaitable[None]]) -> float:
    async with await psycopg.AsyncConnection.connect(
        world.app_url, autocommit=True, prepare_threshold=2
    ) as connection:
        employer = world.employers // 2 + 1
        who = enterprise(world.employer(employer))
        async with connection.transaction():
            await assume(connection, who, CLOCK.today())
            page = await workers(connection, employer)
        taken = []
        for number in range(_ROUNDS):
            worker = page.rows[number % len(page.rows)]
            started = time.perf_counter()
            async with connection.transaction():
                await assume(connection, who, CLOCK.today())
                await read(connection, worker)
            taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1000


async def _account(connection: Connection, worker: Any) -> None:
    await worker_by_id(connection, worker.employer_id, worker.id)
    await employments(connection, worker.employer_id, worker.id)
    lines = await credit_of_worker(connection, worker.employer_id, worker.id)
    page = await trainings_of_worker(connection, worker.employer_id, worker.id)
    assert len(lines) == 1
    assert len(page.rows) == 4


async def _page(connection: Connection, worker: Any) -> None:
    page = await workers(connection, worker.employer_id)
    ids = [row.id for row in page.rows]
    assert len(await credit_of_workers(connection, worker.employer_id, ids, 2026)) == 50
