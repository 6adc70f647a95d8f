"""SQL of training rights that the actor may see: declared, computed, and what was said of them."""

import datetime as dt
import uuid
from typing import Any

from psycopg import sql

from fla.database.records import Connection, columns, fetch_all, fetch_one
from fla.rights.model import (
    Adjustment,
    CarriedOver,
    ComputedRight,
    OccupationLine,
    OptOut,
    Right,
    RightChange,
    SizeDecision,
    SuspensionLine,
    Verification,
)


async def rights_of_worker(
    connection: Connection, employer_id: int, worker_id: uuid.UUID
) -> list[Right]:
    """Return a worker's declared rights that are not cancelled, latest year, statutory first."""
    query = sql.SQL("""
        SELECT {} FROM training_right
         WHERE employer_id = %(employer_id)s AND worker_id = %(worker_id)s AND NOT cancelled
         ORDER BY year DESC, right_type DESC
    """)
    keys = {"employer_id": employer_id, "worker_id": worker_id}
    return await fetch_all(connection, Right, query.format(columns(Right)), keys)


async def right_by_id(
    connection: Connection, employer_id: int, right_id: uuid.UUID
) -> Right | None:
    """Return a declared right the actor may see, cancelled ones included."""
    query = sql.SQL(
        "SELECT {} FROM training_right WHERE employer_id = %(employer_id)s AND id = %(id)s"
    )
    keys = {"employer_id": employer_id, "id": right_id}
    return await fetch_one(connection, Right, query.format(columns(Right)), keys)


_COMPUTED = """
    SELECT c.employer_id, c.worker_id, c.year, c.entitled, b.unit, c.months, c.regime,
           c.minutes_per_day, c.mixed, c.run, c.computed_at, c.basis, b.joint_committee,
           b.right_type, b.scale, b.size_class, b.fte_hundredths, b.quarters, b.full_time,
           b.hours_per_day, b.effective_months, b.cba_registration_number, b.law_version,
           EXISTS (SELECT FROM training_right d
                    WHERE d.employer_id = c.employer_id AND d.worker_id = c.worker_id
                      AND d.year = c.year AND d.right_type <> 'employer' AND NOT d.cancelled
                   OFFSET 0) AS replaced
      FROM computed_right c
      JOIN right_basis b ON b.employer_id = c.employer_id AND b.number = c.basis
     WHERE c.employer_id = %(employer_id)s AND c.worker_id = %(worker_id)s
"""


async def computed_rights(
    connection: Connection, employer_id: int, worker_id: uuid.UUID
) -> list[ComputedRight]:
    """Return a worker's computed rights of all years, the latest first."""
    query = sql.SQL(_COMPUTED + "ORDER BY c.year DESC")
    keys = {"employer_id": employer_id, "worker_id": worker_id}
    return await fetch_all(connection, ComputedRight, query, keys)


async def computed_right(
    connection: Connection, employer_id: int, worker_id: uuid.UUID, year: int
) -> ComputedRight | None:
    """Return a worker's computed right of a year with its basis."""
    query = sql.SQL(_COMPUTED + "AND c.year = %(year)s")
    keys = {"employer_id": employer_id, "worker_id": worker_id, "year": year}
    return await fetch_one(connection, ComputedRight, query, keys)


async def size_decision(
    connection: Connection, employer_id: int, day: dt.date
) -> SizeDecision | None:
    """Return the head count that holds for an employer on a day, None before any was used."""
    query = sql.SQL("""
        SELECT {} FROM size_decision
         WHERE employer_id = %(employer_id)s AND start_date <= %(day)s
         ORDER BY start_date DESC LIMIT 1
    """)
    keys = {"employer_id": employer_id, "day": day}
    return await fetch_one(connection, SizeDecision, query.format(columns(SizeDecision)), keys)


_ADJUSTMENT = """
    SELECT a.employer_id, a.id, a.worker_id, a.year, a.right_type, a.unit, a.amount,
           a.effective_date, a.reason, a.computed_then, c.entitled AS computed_now,
           a.computed_then IS DISTINCT FROM c.entitled AS outdated,
           a.cancelled, a.registered_by, a.reference, a.version, a.registered_at, a.changed_at
      FROM right_adjustment a
      LEFT JOIN computed_right c ON c.employer_id = a.employer_id AND c.worker_id = a.worker_id
                                AND c.year = a.year
     WHERE a.employer_id = %(employer_id)s
"""


async def adjustments(
    connection: Connection, employer_id: int, worker_id: uuid.UUID
) -> list[Adjustment]:
    """Return a worker's adjustments that are not cancelled, latest year, in order of date."""
    query = sql.SQL(
        _ADJUSTMENT + "AND a.worker_id = %(worker_id)s AND NOT a.cancelled "
        "ORDER BY a.year DESC, a.effective_date, a.registered_at, a.id"
    )
    keys = {"employer_id": employer_id, "worker_id": worker_id}
    return await fetch_all(connection, Adjustment, query, keys)


async def adjustment_by_id(
    connection: Connection, employer_id: int, adjustment_id: uuid.UUID
) -> Adjustment | None:
    """Return an adjustment the actor may see, cancelled ones included."""
    query = sql.SQL(_ADJUSTMENT + "AND a.id = %(id)s")
    keys = {"employer_id": employer_id, "id": adjustment_id}
    return await fetch_one(connection, Adjustment, query, keys)


async def outdated_adjustments(
    connection: Connection, employer_id: int, year: int
) -> list[Adjustment]:
    """Return an employer's adjustments of a year whose computed amount changed since."""
    query = sql.SQL(
        _ADJUSTMENT + "AND a.year = %(year)s AND NOT a.cancelled "
        "AND a.computed_then IS DISTINCT FROM c.entitled ORDER BY a.worker_id, a.id"
    )
    return await fetch_all(
        connection, Adjustment, query, {"employer_id": employer_id, "year": year}
    )


_VERIFICATION = """
    SELECT c.employer_id, c.worker_id, c.year,
           CASE WHEN v.id IS NULL THEN 'none'
                WHEN v.entitled = c.entitled THEN 'verified' ELSE 'again' END AS state,
           c.entitled, c.computed_at, e.hired, v.id, v.entitled AS verified, v.registered_by,
           v.reference, v.registered_at, v.changed_at
      FROM computed_right c
      LEFT JOIN LATERAL (
            SELECT v.* FROM right_verification v
             WHERE v.employer_id = c.employer_id AND v.worker_id = c.worker_id
               AND v.year = c.year AND NOT v.cancelled
             ORDER BY v.changed_at DESC, v.id LIMIT 1) v ON true
      LEFT JOIN LATERAL (
            SELECT CASE WHEN extract(year FROM min(m.start_date)) = c.year
                        THEN min(m.start_date) END AS hired
              FROM employment m
             WHERE m.employer_id = c.employer_id AND m.worker_id = c.worker_id
               AND NOT m.cancelled) e ON true
     WHERE c.employer_id = %(employer_id)s
"""


async def verification(
    connection: Connection, employer_id: int, worker_id: uuid.UUID, year: int
) -> Verification | None:
    """Return whether the employer found a computed right correct; None where there is no right."""
    query = sql.SQL(_VERIFICATION + "AND c.worker_id = %(worker_id)s AND c.year = %(year)s")
    keys = {"employer_id": employer_id, "worker_id": worker_id, "year": year}
    return await fetch_one(connection, Verification, query, keys)


async def verifications(
    connection: Connection, employer_id: int, worker_id: uuid.UUID
) -> list[Verification]:
    """Return the same for every year of a worker, the latest first."""
    query = sql.SQL(_VERIFICATION + "AND c.worker_id = %(worker_id)s ORDER BY c.year DESC")
    keys = {"employer_id": employer_id, "worker_id": worker_id}
    return await fetch_all(connection, Verification, query, keys)


async def count_unverified(connection: Connection, employer_id: int, year: int) -> int:
    """Return how many computed rights of an employer and year wait to be found correct."""
    cursor = await connection.execute(
        """
        SELECT count(*) FROM computed_right c
         WHERE c.employer_id = %(employer_id)s AND c.year = %(year)s AND NOT EXISTS (
               SELECT FROM right_verification v
                WHERE v.employer_id = c.employer_id AND v.worker_id = c.worker_id
                  AND v.year = c.year AND v.entitled = c.entitled AND NOT v.cancelled)
        """,
        {"employer_id": employer_id, "year": year},
    )
    [[count]] = await cursor.fetchall()
    return int(count)


async def opt_outs_of_worker(
    connection: Connection, employer_id: int, worker_id: uuid.UUID
) -> list[OptOut]:
    """Return the opt-outs in force that concern a worker, the company's own included."""
    query = sql.SQL("""
        SELECT {} FROM opt_out
         WHERE employer_id = %(employer_id)s AND NOT cancelled
           AND (worker_id = %(worker_id)s OR worker_id IS NULL)
         ORDER BY year DESC, worker_id NULLS FIRST
    """)
    keys = {"employer_id": employer_id, "worker_id": worker_id}
    return await fetch_all(connection, OptOut, query.format(columns(OptOut)), keys)


async def opt_outs_of_year(connection: Connection, employer_id: int, year: int) -> list[OptOut]:
    """Return an employer's opt-outs in force of a year, the whole company's first."""
    query = sql.SQL("""
        SELECT {} FROM opt_out
         WHERE employer_id = %(employer_id)s AND year = %(year)s AND NOT cancelled
         ORDER BY worker_id NULLS FIRST
    """)
    keys = {"employer_id": employer_id, "year": year}
    return await fetch_all(connection, OptOut, query.format(columns(OptOut)), keys)


async def opt_out_by_id(
    connection: Connection, employer_id: int, opt_out_id: uuid.UUID
) -> OptOut | None:
    """Return an opt-out the actor may see, cancelled ones included."""
    query = sql.SQL("SELECT {} FROM opt_out WHERE employer_id = %(employer_id)s AND id = %(id)s")
    keys = {"employer_id": employer_id, "id": opt_out_id}
    return await fetch_one(connection, OptOut, query.format(columns(OptOut)), keys)


async def changes_of_worker(
    connection: Connection, employer_id: int, worker_id: uuid.UUID
) -> list[RightChange]:
    """Return what recalculations changed of a worker's rights, the latest first."""
    query = sql.SQL("""
        SELECT {} FROM right_change
         WHERE employer_id = %(employer_id)s AND worker_id = %(worker_id)s
         ORDER BY changed_at DESC, run DESC, year DESC
    """)
    keys = {"employer_id": employer_id, "worker_id": worker_id}
    return await fetch_all(connection, RightChange, query.format(columns(RightChange)), keys)


async def carried_over(
    connection: Connection, employer_id: int, worker_id: uuid.UUID
) -> list[CarriedOver]:
    """Return what became of a worker's balance at the end of each closed year, latest first."""
    query = sql.SQL("""
        SELECT o.employer_id, o.worker_id, o.year, o.right_type, o.unit, o.entitled, o.carried_in,
               o.adjusted, o.used, o.carried_out, o.lapsed, o.lapse_reason, o.minutes_per_day,
               y.law_version, y.closed_at
          FROM carried_over o
          JOIN year_closing y ON y.employer_id = o.employer_id AND y.year = o.year
         WHERE o.employer_id = %(employer_id)s AND o.worker_id = %(worker_id)s
         ORDER BY o.year DESC, o.right_type DESC
    """)
    keys = {"employer_id": employer_id, "worker_id": worker_id}
    return await fetch_all(connection, CarriedOver, query, keys)


async def occupations_of_year(
    connection: Connection, employer_id: int, worker_id: uuid.UUID, year: int
) -> list[OccupationLine]:
    """Return the regimes of a worker's employments in a year, in the order of time.

    Earlier ones of the same employments too: a full career break keeps the regime before it.
    """
    query = sql.SQL("""
        SELECT o.employment_id, o.start_date, least(o.end_date, m.end_date) AS end_date,
               o.mean_hours, o.reference_hours, o.days_per_week, o.joint_committee,
               o.worker_category
          FROM employment m
          JOIN occupation o ON o.employer_id = m.employer_id AND o.employment_id = m.id
         WHERE m.employer_id = %(employer_id)s AND m.worker_id = %(worker_id)s
           AND NOT m.cancelled AND m.start_date <= %(last)s
           AND (m.end_date IS NULL OR m.end_date >= %(first)s) AND o.start_date <= %(last)s
         ORDER BY o.start_date, m.id
    """)
    return await fetch_all(
        connection, OccupationLine, query, _of_year(employer_id, worker_id, year)
    )


async def suspensions_of_year(
    connection: Connection, employer_id: int, worker_id: uuid.UUID, year: int
) -> list[SuspensionLine]:
    """Return the suspensions of a worker's employments in a year, in the order of time.

    Earlier ones too: one that was renewed at New Year keeps the regime before the first.
    """
    query = sql.SQL("""
        SELECT s.employment_id, s.start_date, least(s.end_date, m.end_date) AS end_date,
               s.extent, s.mean_hours
          FROM employment m
          JOIN suspension s ON s.employer_id = m.employer_id AND s.employment_id = m.id
         WHERE m.employer_id = %(employer_id)s AND m.worker_id = %(worker_id)s
           AND NOT m.cancelled AND s.start_date <= %(last)s
           AND (m.end_date IS NULL OR m.end_date >= %(first)s)
         ORDER BY s.start_date, m.id
    """)
    return await fetch_all(
        connection, SuspensionLine, query, _of_year(employer_id, worker_id, year)
    )


def _of_year(employer_id: int, worker_id: uuid.UUID, year: int) -> dict[str, Any]:
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    return {"employer_id": employer_id, "worker_id": worker_id, "first": first, "last": last}
