"""SQL of a chunk: what it reads as columns and how it writes them back.

Every statement is about all workers of the chunk at once. Amounts travel as whole numbers:
entitled in ten-thousandths, regimes in hundred-millionths, hours and days in hundredths.
"""

import datetime as dt
from collections.abc import Sequence

import polars as pl
from msgspec import Struct
from psycopg import sql

from fla.database.columns import Columns
from fla.database.locks import RIGHTS
from fla.rights.run_model import Chunk, Counts

_TEMPORARY = (
    "CREATE TEMP TABLE IF NOT EXISTS touched (employer_id bigint, worker_id uuid,"
    " PRIMARY KEY (employer_id, worker_id)) ON COMMIT DELETE ROWS",
    "CREATE TEMP TABLE IF NOT EXISTS settled (employer_id bigint, worker_id uuid)"
    " ON COMMIT DELETE ROWS",
    "CREATE TEMP TABLE IF NOT EXISTS staged_decision (employer_id bigint, method text, inputs text,"
    " fte_hundredths bigint, quarters smallint) ON COMMIT DELETE ROWS",
    "CREATE TEMP TABLE IF NOT EXISTS staged_basis (LIKE right_basis) ON COMMIT DELETE ROWS",
    "CREATE TEMP TABLE IF NOT EXISTS staged_right (employer_id bigint, worker_id uuid,"
    " months smallint, basis integer, minutes_per_day integer, regime bigint, entitled bigint,"
    " mixed boolean, is_new boolean) ON COMMIT DELETE ROWS",
    "CREATE TEMP TABLE IF NOT EXISTS staged_change (employer_id bigint, worker_id uuid,"
    " before bigint, after bigint, old_basis integer, new_basis integer, reasons text[])"
    " ON COMMIT DELETE ROWS",
)


class Part(Struct, frozen=True, kw_only=True):
    """Whose rights of a year are computed: all workers of a range of employers, or touched ones.

    Touched workers stand in the temporary table of that name, their employers within the range.
    """

    year: int
    first_employer: int
    last_employer: int
    touched: bool = False

    def employers(self, table: str) -> sql.Composed:
        """The condition on a table's employer."""
        column = sql.Identifier(table, "employer_id")
        between = sql.SQL("{} BETWEEN {} AND {}").format(
            column, self.first_employer, self.last_employer
        )
        if not self.touched:
            return between
        return sql.SQL("{} AND {} IN (SELECT t.employer_id FROM touched t)").format(between, column)

    def workers(self, table: str) -> sql.Composed:
        """The condition on a table's worker."""
        between = sql.SQL("{} BETWEEN {} AND {}").format(
            sql.Identifier(table, "employer_id"), self.first_employer, self.last_employer
        )
        if not self.touched:
            return between
        return sql.SQL(
            "{} AND ({}, {}) IN (SELECT t.employer_id, t.worker_id FROM touched t)"
        ).format(between, sql.Identifier(table, "employer_id"), sql.Identifier(table, "worker_id"))

    @property
    def opens(self) -> dt.date:
        """1 January."""
        return dt.date(self.year, 1, 1)

    @property
    def closes(self) -> dt.date:
        """31 December."""
        return dt.date(self.year, 12, 31)


def make_temporary(columns: Columns) -> None:
    """Give the connection the tables through which it writes, and memory to sort a chunk in."""
    columns.execute(sql.SQL("SET temp_buffers = '64MB'"))
    columns.execute(sql.SQL("SET client_min_messages = 'warning'"))
    for statement in _TEMPORARY:
        columns.execute(sql.SQL(statement))


def empty_temporary(columns: Columns) -> None:
    """Forget what was staged in this transaction, to compute another part in it."""
    columns.execute(sql.SQL("TRUNCATE staged_decision, staged_basis, staged_right, staged_change"))


def share_writing(columns: Columns) -> None:
    """Wait for a recalculation under way; begin to read only then."""
    columns.read(sql.SQL("SELECT pg_advisory_xact_lock_shared({})::text").format(RIGHTS))
    columns.execute(sql.SQL("SET LOCAL work_mem = '128MB'"))


def write_alone(columns: Columns) -> None:
    """Wait for all chunks under way and hold up others until the transaction ends."""
    columns.read(sql.SQL("SELECT pg_advisory_xact_lock({})::text").format(RIGHTS))


def claim(columns: Columns, run: int, number: int | None) -> Chunk | None:
    """Take a waiting chunk that nobody works on, or the one of a number; none once stopped.

    The claim ends with the transaction, whatever ends that.
    """
    which = sql.SQL("") if number is None else sql.SQL("AND c.number = {}").format(number)
    found = columns.read(
        sql.SQL("""
            SELECT c.number, c.first_employer, c.last_employer
              FROM right_run_chunk c JOIN right_run r ON r.number = c.run
             WHERE c.run = {} AND c.state = 'waiting' AND r.state = 'running' {}
             ORDER BY c.number LIMIT 1 FOR UPDATE OF c SKIP LOCKED
        """).format(run, which)
    )
    return Chunk(**found.row(0, named=True)) if found.height else None


def finish(columns: Columns, run: int, chunk: int, counts: Counts, now: dt.datetime) -> None:
    """Note that a chunk is done, and what it did."""
    columns.execute(
        sql.SQL("""
            UPDATE right_run_chunk
               SET state = 'finished', workers = {}, created = {}, changed = {}, unchanged = {},
                   removed = {}, opted_out = {}, problem = NULL, ended_at = {}
             WHERE run = {} AND number = {}
        """).format(
            counts.workers,
            counts.created,
            counts.changed,
            counts.unchanged,
            counts.removed,
            counts.opted_out,
            now,
            run,
            chunk,
        )
    )


def fail(columns: Columns, run: int, chunk: int, problem: str, now: dt.datetime) -> None:
    """Note why a chunk is not done, unless somebody else has done it meanwhile."""
    columns.execute(
        sql.SQL("""
            UPDATE right_run_chunk SET state = 'failed', problem = {}, ended_at = {}
             WHERE run = {} AND number = {} AND state = 'waiting'
        """).format(problem, now, run, chunk)
    )


def read_lines(columns: Columns, part: Part, *, categories: bool) -> pl.DataFrame:
    """Return occupation lines of the year, cut at their employment's end, by employer.

    In the order of both keys: the planner then joins along them, and not each line of an employer
    with each of its employments, which it takes for cheaper where it expects few rows.
    """
    return columns.read(
        sql.SQL("""
            SELECT e.employer_id, e.worker_id, e.id AS employment_id, o.start_date AS start,
                   least(o.end_date, e.end_date) AS "end", o.mean_hours AS q,
                   o.reference_hours AS s, o.days_per_week, o.joint_committee {category}
              FROM employment e
              JOIN occupation o ON o.employer_id = e.employer_id AND o.employment_id = e.id
             WHERE {workers} AND {lines} AND NOT e.cancelled
               AND e.start_date <= {closes} AND (e.end_date IS NULL OR e.end_date >= {opens})
               AND o.start_date <= {closes} AND (o.end_date IS NULL OR o.end_date >= {opens})
             ORDER BY e.employer_id, e.id, o.start_date
        """).format(
            category=sql.SQL(", o.worker_category AS category" if categories else ""),
            workers=part.workers("e"),
            lines=part.employers("o"),
            opens=part.opens,
            closes=part.closes,
        )
    )


def read_other_lines(
    columns: Columns, part: Part, employers: Sequence[int], employments: Sequence[bytes]
) -> pl.DataFrame:
    """Return the lines before and after the year of these employments, each with its employer."""
    return columns.read(
        sql.SQL("""
            SELECT o.employment_id, o.start_date AS start, o.end_date AS "end", o.mean_hours AS q,
                   o.reference_hours AS s, o.days_per_week
              FROM unnest({employers}::bigint[], {employments}::uuid[]) AS of (employer_id, id)
              JOIN occupation o ON o.employer_id = of.employer_id AND o.employment_id = of.id
             WHERE o.end_date < {opens} OR o.start_date > {closes}
        """).format(
            employers=sql.Literal(list(employers)),
            employments=sql.Literal([identifier.hex() for identifier in employments]),
            opens=part.opens,
            closes=part.closes,
        )
    )


def read_suspensions(columns: Columns, part: Part) -> pl.DataFrame:
    """Return the suspensions up to the year's end.

    Those of years before tell which regime a suspension that was renewed at New Year interrupted.
    """
    return columns.read(
        sql.SQL("""
            SELECT u.employment_id, u.start_date AS start, u.end_date AS "end", u.extent AS kind,
                   u.mean_hours AS q
              FROM suspension u
             WHERE {} AND u.start_date <= {}
        """).format(part.employers("u"), part.closes)
    )


def read_opt_outs(columns: Columns, part: Part) -> pl.DataFrame:
    """Return who wants no computed right in the year; no worker means the whole company."""
    return columns.read(
        sql.SQL("""
            SELECT o.employer_id, o.worker_id FROM opt_out o
             WHERE {} AND o.year = {} AND NOT o.cancelled
        """).format(part.employers("o"), part.year)
    )


def read_rights(columns: Columns, part: Part) -> pl.DataFrame:
    """Return the rights of the year as they are."""
    return columns.read(
        sql.SQL("""
            SELECT c.employer_id, c.worker_id, c.months, c.basis, c.minutes_per_day,
                   (c.regime * 100000000)::bigint AS regime,
                   (c.entitled * 10000)::bigint AS entitled, c.mixed
              FROM computed_right c WHERE {} AND c.year = {}
        """).format(part.workers("c"), part.year)
    )


def read_bases(columns: Columns, part: Part) -> pl.DataFrame:
    """Return what applied so far, all years: a new row takes the employer's next number."""
    return columns.read(
        sql.SQL("""
            SELECT b.employer_id, b.number, b.year, b.joint_committee, b.right_type, b.scale,
                   b.size_class, b.fte_hundredths, b.quarters,
                   (b.full_time * 100)::integer AS full_time, b.unit,
                   (b.hours_per_day * 100)::integer AS hours_per_day, b.effective_months,
                   b.cba_registration_number
              FROM right_basis b WHERE {}
        """).format(part.employers("b"))
    )


def write_bases(columns: Columns, bases: pl.DataFrame) -> None:
    """Add bases; the frame has the table's columns."""
    columns.stage("staged_basis", bases)
    columns.execute(sql.SQL("INSERT INTO right_basis SELECT * FROM staged_basis"))


def write_rights(columns: Columns, year: int, run: int, now: dt.datetime, *, changed: bool) -> None:
    """Insert the staged rights that are new and, where there are any, update those that changed."""
    columns.execute(
        sql.SQL("""
            INSERT INTO computed_right (employer_id, worker_id, year, months, basis,
                                        minutes_per_day, run, regime, entitled, mixed, computed_at)
            SELECT employer_id, worker_id, {}, months, basis, minutes_per_day, {},
                   regime * 0.00000001, entitled * 0.0001, mixed, {}
              FROM staged_right WHERE is_new
        """).format(year, run, now)
    )
    if changed:
        columns.execute(
            sql.SQL("""
                UPDATE computed_right c
                   SET months = s.months, basis = s.basis, minutes_per_day = s.minutes_per_day,
                       run = {}, regime = s.regime * 0.00000001, entitled = s.entitled * 0.0001,
                       mixed = s.mixed, computed_at = {}
                  FROM staged_right s
                 WHERE c.employer_id = s.employer_id AND c.worker_id = s.worker_id AND c.year = {}
                   AND NOT s.is_new
            """).format(run, now, year)
        )


def tell_first(columns: Columns, year: int, now: dt.datetime) -> None:
    """Tell the feed which employers' rights were just computed for the first time, once for all."""
    columns.execute(
        sql.SQL("""
            INSERT INTO year_event (employer_id, year, event, happened_at)
            SELECT DISTINCT employer_id, {}, 'recalculated', {}::timestamptz
              FROM staged_right WHERE is_new
        """).format(year, now)
    )


def list_settled(columns: Columns, year: int) -> None:
    """List the workers just written whose employer has closed the year or a later one."""
    columns.execute(
        sql.SQL("""
            INSERT INTO settled (employer_id, worker_id)
            SELECT w.employer_id, w.worker_id
              FROM (SELECT employer_id, worker_id FROM staged_right
                     UNION ALL SELECT employer_id, worker_id FROM staged_change) AS w
             WHERE w.employer_id IN (SELECT y.employer_id FROM year_closing y
                                      WHERE y.year >= {} AND y.reopened_at IS NULL)
        """).format(year)
    )


def write_changes(
    columns: Columns, changes: pl.DataFrame, year: int, run: int, now: dt.datetime
) -> None:
    """Keep what changed and why, and delete the rights that are none any more."""
    columns.stage("staged_change", changes)
    columns.execute(
        sql.SQL("""
            DELETE FROM computed_right c USING staged_change s
             WHERE c.employer_id = s.employer_id AND c.worker_id = s.worker_id AND c.year = {}
               AND s.after IS NULL
        """).format(year)
    )
    columns.execute(
        sql.SQL("""
            INSERT INTO right_change (employer_id, run, worker_id, year, before, after, old_basis,
                                      new_basis, reasons, changed_at)
            SELECT employer_id, {}, worker_id, {}, before * 0.0001, after * 0.0001, old_basis,
                   new_basis, reasons, {}
              FROM staged_change
        """).format(run, year, now)
    )
