"""Careers copied into a register, past the intake, and the rights that a run gave them."""

import itertools
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import psycopg
from psycopg import sql

from fla.law.head_count import reference_quarters
from tests import rows
from tests.conftest import Connection
from tests.rights import careers
from tests.rights.reference import Career, Entitled, Line
from tests.rights.registered import COMMITTEES, Employer
from tests.rights.run_world import head_count, table
from tests.rows import Row

Person = tuple[int, uuid.UUID]
"""An employer's id and a worker's."""
_TABLES = ("employer", "head_count", "worker", "employment", "occupation", "suspension")


def copy(superuser_url: str, first: int, employers: Sequence[Employer]) -> dict[Person, Career]:
    """Add employers, numbered from `first`; return whose career is whose.

    For the superuser: COPY knows no policies. Constraints and foreign keys are in force.
    """
    made: dict[str, list[Row]] = {name: [] for name in _TABLES}
    known: dict[Person, Career] = {}
    for number, one in enumerate(employers, first):
        _add_employer(made, number, one)
        for at, career in enumerate(one.careers):
            who = rows.worker(number, f"{number:05d}{at:06d}")
            made["worker"].append(who)
            _add_employments(made, who, career)
            known[number, who["id"]] = career
    with psycopg.connect(superuser_url) as connection:
        for name, theirs in made.items():
            _copy_rows(connection, name, theirs)
    return known


async def rights(app: Connection, year: int) -> dict[Person, Entitled]:
    """Read what stands in the register for a year; the scale is the place in COMMITTEES."""
    found = await table(
        app,
        "SELECT c.employer_id, c.worker_id, b.joint_committee, b.unit, b.full_time, c.regime,"
        "       c.months, c.entitled, c.minutes_per_day, c.mixed"
        "  FROM computed_right c JOIN right_basis b"
        "    ON b.employer_id = c.employer_id AND b.number = c.basis AND b.year = c.year"
        " WHERE c.year = %s",
        year,
    )
    return {(employer, worker): _entitled(*rest) for employer, worker, *rest in found}


def _entitled(
    committee: str,
    unit: str,
    full_time: Decimal,
    regime: Decimal,
    months: int,
    entitled: Decimal,
    minutes_per_day: int,
    mixed: bool,
) -> Entitled:
    return Entitled(
        scale=COMMITTEES.index(committee),
        unit=unit,
        full_time=int(full_time.scaleb(2)),
        regime=int(regime.scaleb(8)),
        months=months,
        entitled=int(entitled.scaleb(4)),
        minutes_per_day=minutes_per_day,
        mixed=mixed,
    )


def _add_employer(made: dict[str, list[Row]], number: int, one: Employer) -> None:
    first = one.careers[0]
    quarters = reference_quarters(first.year, careers.choices(first.rules))
    made["employer"].append(rows.employer(number))
    made["head_count"] += [head_count(number, quarter, one.fte) for quarter in quarters]


def _add_employments(made: dict[str, list[Row]], who: Row, career: Career) -> None:
    """Of two contracts that began on one day the formula takes that of the higher id."""
    jobs = itertools.groupby(career.lines, key=lambda line: line.employment)
    ids = {number: _identifier(who, number) for number in range(3)}
    for number, grouped in jobs:
        lines = list(grouped)
        start, end = lines[0].start, lines[-1].end
        job = rows.employment(
            who, id=ids[number], start_date=start, end_date=end, parallel=number > 0
        )
        made["employment"].append(job)
        made["occupation"] += [_occupation(job, line) for line in _as_declared(lines)]
    held = {line.employment for line in career.lines}
    made["suspension"] += [
        rows.suspension(
            who | {"id": ids[one.employment]},
            start_date=one.start,
            end_date=one.end,
            extent=one.kind,
            mean_hours=one.q,
        )
        for one in career.suspensions
        if one.employment in held
    ]


def _as_declared(lines: Sequence[Line]) -> Iterable[Line]:
    """The first contract's last line is left open: it ends with the contract."""
    *earlier, last = lines
    return (*earlier, replace(last, end=None) if last.employment == 0 else last)


def _identifier(who: Row, employment: int) -> uuid.UUID:
    return uuid.UUID(int=(who["id"].int & ~0xF) | employment)


def _occupation(job: Row, line: Line) -> Row:
    return rows.occupation(
        job,
        start_date=line.start,
        end_date=line.end,
        mean_hours=line.q,
        reference_hours=line.s,
        days_per_week=line.days_per_week,
        joint_committee=COMMITTEES[line.scale],
        worker_category=line.category,
    )


def _copy_rows(connection: psycopg.Connection[Any], name: str, made: Sequence[Row]) -> None:
    if not made:
        return
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, made[0]))
    )
    with connection.cursor().copy(statement) as copying:
        for row in made:
            copying.write_row(tuple(row.values()))
