"""SQL of recalculations: marks taken, and the years whose rights they concern."""

import datetime as dt
from collections.abc import Sequence

import polars as pl
from psycopg import sql

from fla.database.columns import Columns

_TEMPORARY = (
    "CREATE TEMP TABLE IF NOT EXISTS seen_mark (LIKE recalculation) ON COMMIT DELETE ROWS",
    "CREATE TEMP TABLE IF NOT EXISTS marked (employer_id bigint, worker_id uuid,"
    " PRIMARY KEY (employer_id, worker_id)) ON COMMIT DELETE ROWS",
)
_OPEN, _CLOSED_LAST = sql.SQL("coalesce(last.year < {}, true)"), sql.SQL("last.year = {}")
_MOST = 20_000
"""Marks taken at a time; one may stand for all workers of an employer."""


def make_temporary(columns: Columns) -> None:
    """Give the connection tables for the marks it sees and their workers."""
    for statement in _TEMPORARY:
        columns.execute(sql.SQL(statement))


def marked_employers(columns: Columns, without: Sequence[int]) -> list[int]:
    """Return the employers that marks wait of, but for some."""
    found = columns.read(
        sql.SQL("""
            SELECT DISTINCT employer_id FROM recalculation
             WHERE employer_id <> ALL ({}::bigint[]) ORDER BY employer_id
        """).format(sql.Literal(list(without)))
    )
    return found["employer_id"].to_list()


def read_marks(
    columns: Columns, *, without: Sequence[int] = (), employer: int | None = None
) -> pl.DataFrame:
    """Return marks by their key, and remember their workers for this transaction.

    Of one employer, or of all but some.
    """
    of = sql.SQL("true") if employer is None else sql.SQL("employer_id = {}").format(employer)
    seen = columns.read(
        sql.SQL("""
            SELECT employer_id, declaration_id, worker_id FROM recalculation
             WHERE {} AND employer_id <> ALL ({}::bigint[])
             ORDER BY employer_id, declaration_id LIMIT {}
        """).format(of, sql.Literal(list(without)), _MOST)
    )
    if seen.is_empty():
        return seen
    columns.stage("seen_mark", seen)
    columns.execute(
        sql.SQL("""
            INSERT INTO marked
            SELECT DISTINCT w.employer_id, w.id
              FROM seen_mark s
              JOIN worker w ON w.employer_id = s.employer_id
                           AND (s.worker_id IS NULL OR w.id = s.worker_id)
        """)
    )
    return seen


def mark_employer(columns: Columns, employer_id: int) -> None:
    """Have the rights of all of an employer's workers computed again."""
    columns.execute(
        sql.SQL("""
            INSERT INTO recalculation (employer_id, declaration_id, worker_id)
            VALUES ({}, gen_random_uuid(), NULL)
        """).format(employer_id)
    )


def remove_marks(columns: Columns) -> None:
    """Take away the marks that were read; those set meanwhile stay for the next time."""
    columns.execute(
        sql.SQL("""
            DELETE FROM recalculation r USING seen_mark s
             WHERE r.employer_id = s.employer_id AND r.declaration_id = s.declaration_id
        """)
    )


def years(columns: Columns) -> list[int]:
    """Return the years that had a run, the earliest first."""
    found = columns.read(
        sql.SQL("""
            SELECT DISTINCT r.year FROM right_run r
             WHERE NOT r.dry_run AND r.scope <> 'touched' ORDER BY r.year
        """)
    )
    return found["year"].to_list()


def touch(columns: Columns, year: int, *, closed: bool) -> tuple[int, int] | None:
    """Choose the marked workers of employers whose rights of a year were computed.

    Of open years or, where `closed`, of the last one their employer closed. Returns the first and
    the last employer; None where there is nobody.
    """
    columns.execute(sql.SQL("DELETE FROM touched"))
    columns.execute(
        sql.SQL("""
            INSERT INTO touched
            SELECT m.employer_id, m.worker_id
              FROM marked m
              LEFT JOIN (SELECT employer_id, max(year) AS year FROM year_closing
                          WHERE reopened_at IS NULL
                          GROUP BY employer_id) AS last USING (employer_id)
             WHERE {state}
               AND EXISTS (
                   SELECT FROM right_run r JOIN right_run_chunk c ON c.run = r.number
                    WHERE r.year = {year} AND NOT r.dry_run AND r.scope <> 'touched'
                      AND c.state = 'finished'
                      AND m.employer_id BETWEEN c.first_employer AND c.last_employer)
        """).format(state=(_CLOSED_LAST if closed else _OPEN).format(year), year=year)
    )
    found = columns.read(
        sql.SQL("SELECT min(employer_id) AS first, max(employer_id) AS last FROM touched")
    )
    first, final = found.row(0)
    return None if first is None else (first, final)


def create_run(columns: Columns, year: int, law_version: str, now: dt.datetime) -> int:
    """Add the run of a recalculation, over as soon as the transaction is."""
    made = columns.read(
        sql.SQL("""
            INSERT INTO right_run (year, scope, dry_run, state, law_version, started_at, ended_at)
            VALUES ({}, 'touched', false, 'finished', {}, {now}, {now}) RETURNING number
        """).format(year, law_version, now=now)
    )
    return int(made.item())


def add_chunk(columns: Columns, run: int, first: int, last: int, now: dt.datetime) -> None:
    """Add the only chunk of such a run."""
    columns.execute(
        sql.SQL("""
            INSERT INTO right_run_chunk (run, number, first_employer, last_employer, state,
                                         ended_at)
            VALUES ({}, 1, {}, {}, 'waiting', {})
        """).format(run, first, last, now)
    )
