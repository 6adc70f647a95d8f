"""Computes the rights of the demo's two years and closes the first, as an operator would."""

import asyncio

from psycopg import AsyncConnection

from fla.clock import Clock
from fla.credit.closing import close_year
from fla.database.identity import OPERATOR, assume
from fla.demo.register import RefusedError
from fla.rights import run as running
from fla.rights.run_chunk import Rules
from fla.rights.run_report import report_of
from fla.rights.run_touched import recalculate
from fla.rights.run_work import Work, work_off

_EVERYBODY = range(1, 1 << 62)
"""Ids of employers."""


async def compute_rights(app_url: str, year: int, clock: Clock) -> None:
    """Run the year before, close it, and run the year; what is done already stays as it is.

    Raises RefusedError where the rights of some employers could not be computed.
    """
    await _run(app_url, year - 1, clock)
    async with await AsyncConnection.connect(app_url) as connection:
        await assume(connection, OPERATOR, clock.today())
        choices = running.operators_choices()
        await close_year(connection, year - 1, _EVERYBODY, clock.now(), choices)
    await _run(app_url, year, clock)


async def recompute(app_url: str, clock: Clock) -> None:
    """Compute again what was declared since, as the background job does."""
    rules = Rules(choices=running.operators_choices(), clock=clock)
    await asyncio.to_thread(recalculate, app_url, rules)


async def _run(app_url: str, year: int, clock: Clock) -> None:
    planned, _ = await running.plan(app_url, running.Wanted(year=year), clock)
    rules = Rules(choices=running.operators_choices(), clock=clock)
    await asyncio.to_thread(work_off, Work(app_url=app_url, run=planned, rules=rules))
    await running.settle(app_url, planned.number, clock)
    report = await report_of(app_url, clock, planned.number)
    if report is not None and report.problems:
        raise RefusedError(f"The rights of {year} were not computed: {report.problems}")
