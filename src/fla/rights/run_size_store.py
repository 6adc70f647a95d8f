"""SQL of head counts as columns: what was decided, declared, or stands in the register."""

import datetime as dt
from collections.abc import Sequence

import polars as pl
from psycopg import sql

from fla.database.columns import Columns
from fla.identifiers.quarter import parse_quarter
from fla.law.head_count import Reference
from fla.rights.run_columns_store import Part


def read_decisions(columns: Columns, part: Part, start: dt.date) -> pl.DataFrame:
    """Return the head counts frozen for the period that starts on a day."""
    return columns.read(
        sql.SQL("""
            SELECT d.employer_id, d.fte_hundredths, d.quarters FROM size_decision d
             WHERE {} AND d.start_date = {}
        """).format(part.employers("d"), start)
    )


def read_declared(
    columns: Columns, part: Part, start: dt.date, quarters: Sequence[str]
) -> pl.DataFrame:
    """Return lines of declared FTE and adjustments, in hundredths, of undecided employers."""
    return columns.read(
        sql.SQL("""
            SELECT h.employer_id, h.quarter, h.line, (100 * h.fte)::bigint AS fte
              FROM head_count h
             WHERE {} AND h.quarter = ANY ({}) AND NOT h.cancelled
               AND h.employer_id NOT IN (SELECT d.employer_id FROM size_decision d
                                          WHERE {} AND d.start_date = {})
        """).format(part.employers("h"), sql.Literal(list(quarters)), part.employers("d"), start)
    )


def read_register(columns: Columns, employers: Sequence[int], reference: Reference) -> pl.DataFrame:
    """Return the register's FTE at each quarter's end, of employers that declared none.

    In hundredths, half up. Students under the solidarity contribution do not count, nor who works
    no hours at that day, by a line of none or by a full suspension {rsz-fte}.
    """
    quarters = sql.SQL(", ").join(
        sql.SQL("({}, {}::date)").format(quarter, last)
        for quarter, last in zip(reference.quarters, ends(reference.quarters), strict=True)
    )
    return columns.read(
        sql.SQL("""
            SELECT employer_id, quarter, round(sum(100.0 * q / s))::bigint AS fte
              FROM (SELECT e.employer_id, c.quarter, o.reference_hours AS s,
                           sum(least(o.mean_hours, o.reference_hours)) AS q
                      FROM unnest({employers}::bigint[]) AS asked (employer_id)
                      JOIN employment e ON e.employer_id = asked.employer_id
                      JOIN occupation o ON o.employer_id = e.employer_id AND o.employment_id = e.id
                      JOIN (VALUES {quarters}) AS c (quarter, day)
                        ON o.start_date <= c.day AND (o.end_date IS NULL OR o.end_date >= c.day)
                       AND (e.end_date IS NULL OR e.end_date >= c.day)
                     WHERE NOT e.cancelled AND o.worker_category <> 'student' AND o.mean_hours > 0
                       AND NOT EXISTS (
                           SELECT FROM suspension u
                            WHERE u.employer_id = e.employer_id AND u.employment_id = e.id
                              AND u.extent = 'full' AND u.start_date <= c.day
                              AND (u.end_date IS NULL OR u.end_date >= c.day))
                     GROUP BY 1, 2, 3) AS counted
             GROUP BY employer_id, quarter
        """).format(quarters=quarters, employers=sql.Literal(list(employers)))
    )


def read_first_quarters(columns: Columns, employers: Sequence[int], after: dt.date) -> pl.DataFrame:
    """Return the workers on the last day of the first quarter of employment after a day."""
    return columns.read(
        sql.SQL("""
            WITH first AS (
                SELECT employer_id, min(greatest(start_date, {after} + 1)) AS day
                  FROM employment
                 WHERE employer_id = ANY ({employers}::bigint[]) AND NOT cancelled
                   AND (end_date IS NULL OR end_date > {after})
                 GROUP BY employer_id
            ), quarter AS (
                SELECT employer_id,
                       (date_trunc('quarter', day::timestamp) + interval '3 months -1 day')::date
                           AS day
                  FROM first
            )
            SELECT q.employer_id, q.day, count(DISTINCT e.worker_id) AS workers
              FROM quarter q
              LEFT JOIN employment e
                ON e.employer_id = q.employer_id AND NOT e.cancelled AND e.start_date <= q.day
               AND (e.end_date IS NULL OR e.end_date >= q.day)
             GROUP BY q.employer_id, q.day
        """).format(after=sql.SQL("{}::date").format(after), employers=sql.Literal(list(employers)))
    )


def write_decisions(
    columns: Columns, decisions: pl.DataFrame, start: dt.date, run: int, now: dt.datetime
) -> None:
    """Freeze head counts: employer_id, method, inputs, fte_hundredths, quarters."""
    columns.stage("staged_decision", decisions)
    columns.execute(
        sql.SQL("""
            INSERT INTO size_decision (employer_id, start_date, method, inputs, fte_hundredths,
                                       quarters, run, decided_at)
            SELECT employer_id, {}, method, inputs, fte_hundredths, quarters, {}, {}
              FROM staged_decision
        """).format(start, run, now)
    )


def forget_decision(columns: Columns, employer_id: int, start: dt.date) -> None:
    """Unfreeze the head count of the period that starts on a day."""
    columns.execute(
        sql.SQL("DELETE FROM size_decision WHERE employer_id = {} AND start_date = {}").format(
            employer_id, start
        )
    )


def ends(quarters: Sequence[str]) -> list[dt.date]:
    """Return the last day of each quarter."""
    return [parse_quarter(quarter).last_day for quarter in quarters]
