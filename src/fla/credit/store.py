"""SQL of the credit: lines of the view `credit` that the actor may see."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from psycopg import sql

from fla.credit.model import Amounts, CollectiveEffort, CreditLine, Overview, Total
from fla.database.records import Connection, fetch_all

_TERMS = Amounts.__struct_fields__
LINE_COLUMNS = sql.SQL(", ").join(
    sql.Identifier("c", name)
    for name in (
        *("employer_id", "worker_id", "year", "right_type", "unit", "minutes_per_day"),
        *(f"{term}_{unit}" for unit in ("days", "hours") for term in _TERMS),
    )
)
"""What a line `c` of the view is read from, for `line_of`."""
LINE_ORDER = sql.SQL("c.year DESC, c.right_type DESC")  # the statutory right first


async def credit_of_workers(
    connection: Connection, employer_id: int, worker_ids: Sequence[uuid.UUID], year: int
) -> list[CreditLine]:
    """Return the lines of some workers of one employer for one year, in one statement.

    Sorted by worker id; a worker without rights or charged trainings has no line.
    """
    query = sql.SQL("""
        SELECT {} FROM credit c
         WHERE c.employer_id = %(employer_id)s AND c.worker_id = ANY (%(worker_ids)s)
           AND c.year = %(year)s
         ORDER BY c.worker_id, {}
    """)
    keys = {"employer_id": employer_id, "worker_ids": list(worker_ids), "year": year}
    return await _lines(connection, query, keys)


async def credit_of_worker(
    connection: Connection, employer_id: int, worker_id: uuid.UUID
) -> list[CreditLine]:
    """Return a worker's lines of all years, the latest first."""
    query = sql.SQL("""
        SELECT {} FROM credit c
         WHERE c.employer_id = %(employer_id)s AND c.worker_id = %(worker_id)s
         ORDER BY {}
    """)
    return await _lines(connection, query, {"employer_id": employer_id, "worker_id": worker_id})


async def credit_of_citizen(connection: Connection, ssin: str) -> list[CreditLine]:
    """Return a person's lines at all employers the actor may see, the latest year first."""
    # OFFSET 0 keeps the two queries apart: the view is then asked for each of the person's few
    # records by key. Joined as one, it would be added up for everybody first.
    query = sql.SQL("""
        SELECT {} FROM worker w CROSS JOIN LATERAL (
            SELECT * FROM credit v
             WHERE v.employer_id = w.employer_id AND v.worker_id = w.id
            OFFSET 0
        ) c
         WHERE w.ssin = %(ssin)s
         ORDER BY {}, c.employer_id
    """)
    return await _lines(connection, query, {"ssin": ssin})


_SUMS = sql.SQL(", ").join(
    sql.SQL("sum({})").format(sql.Identifier("c", f"{term}_{unit}"))
    for unit in ("days", "hours")
    for term in _TERMS
)
_OVERVIEW = sql.SQL("""
    WITH committee AS (
        SELECT DISTINCT ON (m.worker_id) m.worker_id, o.joint_committee
          FROM employment m
          JOIN occupation o ON o.employer_id = m.employer_id AND o.employment_id = m.id
         WHERE m.employer_id = %(employer_id)s AND NOT m.cancelled AND o.start_date <= %(last)s
         ORDER BY m.worker_id, o.start_date DESC
    ), line AS (
        SELECT c.*, coalesce(k.joint_committee, '') AS committee
          FROM credit c LEFT JOIN committee k ON k.worker_id = c.worker_id
         WHERE c.employer_id = %(employer_id)s AND c.year = %(year)s
    )
    SELECT c.committee, c.right_type, count(DISTINCT c.worker_id), {}
      FROM line c
     GROUP BY GROUPING SETS ((), (c.committee), (c.right_type), (c.committee, c.right_type))
    HAVING count(*) > 0
     ORDER BY c.committee, c.right_type DESC
""").format(_SUMS)


async def overview(connection: Connection, employer_id: int, year: int) -> Overview:
    """Return an employer's credit of a year, added up in one statement."""
    keys = {"employer_id": employer_id, "year": year, "last": dt.date(year, 12, 31)}
    cursor = await connection.execute(_OVERVIEW, keys)
    totals = [_total(row) for row in await cursor.fetchall()]
    found: dict[tuple[bool, bool], list[Total]] = {}
    for one in totals:
        key = (one.joint_committee is not None, one.right_type is not None)
        found.setdefault(key, []).append(one)
    return Overview(
        whole=next(iter(found.get((False, False), [])), None),
        by_committee=found.get((True, False), []),
        by_right=found.get((False, True), []),
        by_both=found.get((True, True), []),
    )


async def collective_effort(
    connection: Connection, employer_id: int, first: dt.date, last: dt.date
) -> list[CollectiveEffort]:
    """Return what the workers of each joint committee followed between two days, both included.

    A training counts for the joint committee its worker is under on its last day.
    """
    query = sql.SQL("""
        WITH line AS (
            SELECT m.worker_id, o.joint_committee, o.mean_hours, o.reference_hours,
                   greatest(o.start_date, %(first)s) AS since,
                   least(coalesce(o.end_date, %(last)s), coalesce(m.end_date, %(last)s), %(last)s)
                       AS until
              FROM employment m
              JOIN occupation o ON o.employer_id = m.employer_id AND o.employment_id = m.id
             WHERE m.employer_id = %(employer_id)s AND NOT m.cancelled
        ), force AS (
            SELECT joint_committee,
                   sum((until - since + 1) * mean_hours::numeric / reference_hours)
                       / (%(last)s::date - %(first)s::date + 1) AS fte
              FROM line WHERE since <= until
             GROUP BY joint_committee
        ), followed AS (
            SELECT DISTINCT ON (t.id) l.joint_committee, t.duration_minutes, t.minutes_per_day
              FROM training t
              JOIN line l ON l.worker_id = t.worker_id AND t.end_date BETWEEN l.since AND l.until
             WHERE t.employer_id = %(employer_id)s AND t.in_scope AND t.status = 'completed'
               AND t.verification = 'confirmed'
             ORDER BY t.id, l.since DESC, l.joint_committee
        )
        SELECT joint_committee, round(min(fte), 4) AS fte,
               round(coalesce(sum(duration_minutes::numeric / minutes_per_day), 0), 4) AS days,
               round(coalesce(sum(duration_minutes), 0) / 60.0, 4) AS hours
          FROM force LEFT JOIN followed USING (joint_committee)
         GROUP BY joint_committee ORDER BY joint_committee
    """)
    keys = {"employer_id": employer_id, "first": first, "last": last}
    return await fetch_all(connection, CollectiveEffort, query, keys)


def _total(row: Sequence[Any]) -> Total:
    joint_committee, right_type, workers, *amounts = row
    return Total(
        joint_committee=joint_committee,
        right_type=right_type,
        workers=workers,
        days=Amounts(*amounts[: len(_TERMS)]),
        hours=Amounts(*amounts[len(_TERMS) :]),
    )


async def _lines(
    connection: Connection, query: sql.SQL, parameters: dict[str, Any]
) -> list[CreditLine]:
    cursor = await connection.execute(query.format(LINE_COLUMNS, LINE_ORDER), parameters)
    return [line_of(row) for row in await cursor.fetchall()]


def line_of(row: Sequence[Any]) -> CreditLine:
    """Return the line of a row of `LINE_COLUMNS`."""
    employer_id, worker_id, year, right_type, unit, minutes_per_day, *amounts = row
    return CreditLine(
        employer_id=employer_id,
        worker_id=worker_id,
        year=year,
        right_type=right_type,
        unit=unit,
        minutes_per_day=minutes_per_day,
        days=Amounts(*amounts[: len(_TERMS)]),
        hours=Amounts(*amounts[len(_TERMS) :]),
    )
