"""The run against one worker at a time: the same law, lines read plainly, the same amounts."""

import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl
import psycopg

from fla.demo.nation import fill_nation
from fla.law.applied import applied
from fla.law.model import Applied, Choices
from fla.law.pack import pack
from fla.rights.columns import LINES, SCALES, SUSPENSIONS
from fla.rights.formula import entitle
from tests.conftest import Connection, Database
from tests.rights.run_world import carried_out, table
from tests.rows import TODAY

YEAR = 2026
SAMPLE = 400


async def test_one_at_a_time_gives_the_amounts_of_the_run(
    app: Connection, database: Database
) -> None:
    fill_nation(database.superuser_url, 60, 7, TODAY, lambda _: None)
    await carried_out(database, chunk=300)
    rights = await table(
        app,
        "SELECT c.employer_id, c.worker_id, b.fte_hundredths, b.quarters, c.months,"
        "       c.minutes_per_day, c.regime, c.entitled, c.mixed, b.scale"
        "  FROM computed_right c JOIN right_basis b"
        "    ON b.employer_id = c.employer_id AND b.number = c.basis",
    )
    assert len(rights) > 2 * SAMPLE
    with psycopg.connect(database.superuser_url) as register:
        for employer, worker, fte, quarters, *stored in random.Random(7).sample(rights, SAMPLE):
            average = Fraction(fte, 100 * quarters)
            assert one(register, employer, worker, average) == tuple(stored)


def one(
    register: psycopg.Connection[Any], employer: int, worker: Any, average: Fraction
) -> tuple[Any, ...]:
    """Months, minutes a day, regime, amount, whether mixed, and the scale of the last month."""
    lines = register.execute(
        "SELECT e.id::text, o.start_date, least(o.end_date, e.end_date), mean_hours,"
        "       reference_hours, days_per_week, joint_committee"
        "  FROM employment e JOIN occupation o ON o.employment_id = e.id"
        " WHERE e.employer_id = %s AND e.worker_id = %s AND NOT e.cancelled",
        (employer, worker),
    ).fetchall()
    committees = sorted({line[6] for line in lines})
    law = [applied(pack(), code, average, YEAR, Choices()) for code in committees]
    jobs = sorted({line[0] for line in lines})
    suspended = register.execute(
        "SELECT employment_id::text, start_date, end_date, extent, mean_hours FROM suspension"
        " WHERE employment_id::text = ANY (%s)",
        [jobs],
    ).fetchall()
    result = entitle(
        _frame(
            ((0, jobs.index(job), *rest, committees.index(code)) for job, *rest, code in lines),
            LINES,
        ),
        _frame((_scale(number, one) for number, one in enumerate(law)), SCALES),
        YEAR,
        Choices(),
        _frame(((0, jobs.index(job), *rest) for job, *rest in suspended), SUSPENSIONS),
    )
    (row,) = result.iter_rows(named=True)
    return (
        row["months"],
        row["minutes_per_day"],
        Decimal(row["regime"]).scaleb(-8),
        Decimal(row["entitled"]).scaleb(-4),
        row["mixed"],
        law[row["scale"]].scale,
    )


def _scale(number: int, one: Applied) -> tuple[Any, ...]:
    hours = None if one.hours_per_day is None else int(one.hours_per_day * 100)
    return number, int(one.full_time * 100), one.unit, hours, one.effective_months


def _frame(rows: Any, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=schema, orient="row")
