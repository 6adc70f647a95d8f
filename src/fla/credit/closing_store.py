"""SQL of closing years: staged for a set of workers, compared with what stands, written.

For the operator. Statements carry their values, so that a connection of rows can run them and one
of columns. A staging table holds what a closing would write; unwritten, it is a dry run.
"""

import datetime as dt

from msgspec import Struct
from psycopg import sql

from fla.credit.closing_scope import Scope
from fla.database.records import Connection

_VALUES = (
    *("unit", "entitled", "carried_in", "adjusted", "used", "carried_out", "lapsed"),
    *("lapse_reason", "minutes_per_day"),
)
Statement = sql.SQL | sql.Composed


class Terms(Struct, frozen=True, kw_only=True):
    """What the law and its choices say of a year's end.

    `window` is the first year of the first window of `window_years`; `from_hire` has later ones
    begin in the year of hire. `kept_reasons` of leaving leave a balance due.
    """

    window: int
    window_years: int
    from_hire: bool
    small_lapses: bool
    kept_reasons: list[str]
    law_version: str


_STAGE = """
    WITH employed AS (
        SELECT employer_id, worker_id, min(start_date) AS hired,
               bool_or(end_date IS NULL OR end_date >= {new_year}) AS stays,
               (array_agg(end_reason ORDER BY end_date DESC, start_date DESC))[1] AS reason
          FROM employment m
         WHERE {employments} AND NOT cancelled AND start_date < {february}
         GROUP BY employer_id, worker_id
    ), line AS (
        SELECT c.employer_id, c.worker_id, c.right_type, c.unit, c.minutes_per_day,
               {entitled} AS entitled, {carried_in} AS carried_in, {adjusted} AS adjusted,
               {used} AS used
          FROM {credits}
    ), judged AS (
        SELECT line.*, line.entitled + line.carried_in + line.adjusted - line.used AS rest,
               CASE WHEN {year} + 1 >= clock.start
                         AND ({year} + 1 - clock.start) % {window_years} = 0 THEN 'windowEnd'
                    WHEN NOT e.stays AND coalesce(e.reason, '') <> ALL ({kept}::text[])
                    THEN 'leaver'
                    WHEN {small_lapses} AND (
                         SELECT b.size_class <> '20+' FROM right_basis b
                           LEFT JOIN computed_right r
                                  ON r.employer_id = b.employer_id AND r.basis = b.number
                                 AND r.worker_id = line.worker_id AND r.year = {year}
                          WHERE b.employer_id = line.employer_id AND b.year = {year}
                          ORDER BY r.worker_id IS NULL, b.number DESC LIMIT 1) THEN 'smallEmployer'
                END AS reason
          FROM line
          LEFT JOIN employed e ON e.employer_id = line.employer_id AND e.worker_id = line.worker_id
         CROSS JOIN LATERAL (
               SELECT CASE WHEN {from_hire} AND extract(year FROM e.hired) <= {year} + 1
                           THEN greatest({window}, extract(year FROM e.hired)::integer)
                           ELSE {window} END AS start) clock
    )
    INSERT INTO staged_closing (employer_id, worker_id, year, right_type, unit,
           entitled, carried_in, adjusted, used, carried_out, lapsed, lapse_reason, minutes_per_day)
    SELECT employer_id, worker_id, {year}, right_type, unit, entitled, carried_in, adjusted, used,
           CASE WHEN reason IS NULL THEN rest ELSE 0 END,
           CASE WHEN reason IS NULL THEN 0 ELSE rest END,
           CASE WHEN rest <> 0 THEN reason END, minutes_per_day
      FROM judged
"""


def stage(year: int, scope: Scope, terms: Terms) -> list[Statement]:
    """Work out what closing a year writes for each credit line; to be dropped by `FORGET`.

    A leaver is who has no contract in January: a contract that starts again in the same month goes
    on from the one before.
    """
    new_year = dt.date(year + 1, 1, 1)
    worked_out = sql.SQL(_STAGE).format(
        employments=scope.of_workers("m", year),
        credits=scope.credits(year),
        **{term: _in_its_unit(term) for term in ("entitled", "carried_in", "adjusted", "used")},
        year=year,
        new_year=new_year,
        february=new_year.replace(month=2),
        window=terms.window,
        window_years=terms.window_years,
        from_hire=terms.from_hire,
        small_lapses=terms.small_lapses,
        kept=terms.kept_reasons,
    )
    table = sql.SQL("CREATE TEMPORARY TABLE staged_closing (LIKE carried_over)")
    return [table, worked_out, sql.SQL("ANALYZE staged_closing")]


FORGET = sql.SQL("DROP TABLE staged_closing")
"""Drop what was staged."""


def _in_its_unit(term: str) -> sql.Composed:
    return sql.SQL("CASE c.unit WHEN 'day' THEN {} ELSE {} END").format(
        sql.Identifier("c", f"{term}_days"), sql.Identifier("c", f"{term}_hours")
    )


_DIFFERS = sql.SQL("ROW ({}) IS DISTINCT FROM ROW ({})").format(
    sql.SQL(", ").join(sql.Identifier("o", name) for name in _VALUES),
    sql.SQL(", ").join(sql.Identifier("s", name) for name in _VALUES),
)
_SAME_LINE = sql.SQL(
    "o.employer_id = s.employer_id AND o.worker_id = s.worker_id AND o.year = s.year "
    "AND o.right_type = s.right_type"
)


async def count(connection: Connection, year: int, scope: Scope) -> dict[str, int]:
    """Return how what is staged stands to what was written before, by name of a `Closing`."""
    query = sql.SQL("""
        SELECT count(DISTINCT s.worker_id) AS workers, count(*) AS lines,
               count(*) FILTER (WHERE o.worker_id IS NULL) AS created,
               count(*) FILTER (WHERE o.worker_id IS NOT NULL AND {differs}) AS changed,
               count(*) FILTER (WHERE s.carried_out <> 0) AS carried,
               count(*) FILTER (WHERE s.lapse_reason = 'windowEnd') AS window_end,
               count(*) FILTER (WHERE s.lapse_reason = 'smallEmployer') AS small_employer,
               count(*) FILTER (WHERE s.lapse_reason = 'leaver') AS leaver,
               (SELECT count(*) FROM carried_over o
                 WHERE {workers} AND o.year = {year}
                   AND NOT EXISTS (SELECT FROM staged_closing s WHERE {same})) AS removed,
               (SELECT count(*) FROM {employers} e) AS employers
          FROM staged_closing s LEFT JOIN carried_over o ON {same}
    """).format(
        differs=_DIFFERS,
        same=_SAME_LINE,
        workers=scope.of_workers("o", year),
        employers=scope.tenants(year),
        year=year,
    )
    cursor = await connection.execute(query)
    [row] = await cursor.fetchall()
    names = [column.name for column in cursor.description or ()]
    return dict(zip(names, row, strict=True))


def write(year: int, scope: Scope, law_version: str, now: dt.datetime) -> Statement:
    """Write what is staged where it differs, and note the closing of employers it changed."""
    return sql.SQL("""
        WITH gone AS (
            DELETE FROM carried_over o
             WHERE {workers} AND o.year = {year}
               AND NOT EXISTS (SELECT FROM staged_closing s WHERE {same})
            RETURNING o.employer_id
        ), written AS (
            INSERT INTO carried_over AS o (employer_id, worker_id, year, right_type, {values})
            SELECT employer_id, worker_id, year, right_type, {values} FROM staged_closing s
             ORDER BY employer_id, worker_id
                ON CONFLICT (employer_id, worker_id, year, right_type) DO UPDATE
               SET ({values}) = ROW ({excluded})
             WHERE ROW ({old}) IS DISTINCT FROM ROW ({excluded})
            RETURNING o.employer_id
        ), closed AS (
        INSERT INTO year_closing AS y (employer_id, year, law_version, closed_at)
        SELECT e.employer_id, {year}, {law_version}, {now} FROM {employers} e
            ON CONFLICT (employer_id, year) DO UPDATE
           SET law_version = EXCLUDED.law_version, closed_at = EXCLUDED.closed_at,
               reopened_at = NULL
         WHERE y.reopened_at IS NOT NULL
            OR y.employer_id IN (SELECT employer_id FROM gone
                                 UNION SELECT employer_id FROM written)
            RETURNING y.employer_id
        )
        INSERT INTO year_event (employer_id, year, event, happened_at)
        SELECT employer_id, {year}, 'closed', {now}::timestamptz FROM closed
    """).format(
        workers=scope.of_workers("o", year),
        same=_SAME_LINE,
        values=sql.SQL(", ").join(map(sql.Identifier, _VALUES)),
        excluded=sql.SQL(", ").join(sql.Identifier("excluded", name) for name in _VALUES),
        old=sql.SQL(", ").join(sql.Identifier("o", name) for name in _VALUES),
        employers=scope.tenants(year),
        year=year,
        law_version=law_version,
        now=now,
    )


def closed_years(scope: Scope, since: int) -> Statement:
    """Ask for the years from one on that employers of a scope closed, the earliest first."""
    return sql.SQL("""
        SELECT DISTINCT y.year FROM year_closing y
         WHERE {} AND y.year >= {} AND y.reopened_at IS NULL ORDER BY y.year
    """).format(scope.of_employers("y", since), since)


def _last(year: int) -> Statement:
    """The condition that a closing `y` is of that year, and the next one not closed."""
    return sql.SQL("""
        y.year = {} AND NOT EXISTS (SELECT FROM year_closing n
                                     WHERE n.employer_id = y.employer_id AND n.year = {}
                                       AND n.reopened_at IS NULL)
    """).format(year, year + 1)


async def count_reopening(connection: Connection, year: int, scope: Scope) -> tuple[int, int, int]:
    """Return employers that can reopen a year, their carried lines, and employers that cannot."""
    query = sql.SQL("""
        SELECT count(*) FILTER (WHERE {last}),
               coalesce(sum((SELECT count(*) FROM carried_over o
                              WHERE o.employer_id = y.employer_id AND o.year = y.year))
                        FILTER (WHERE {last}), 0)::bigint,
               count(*) FILTER (WHERE NOT ({last}))
          FROM year_closing y WHERE {scope} AND y.year = {year} AND y.reopened_at IS NULL
    """).format(last=_last(year), scope=scope.of_employers("y", year), year=year)
    cursor = await connection.execute(query)
    [(employers, lines, kept)] = await cursor.fetchall()
    return employers, lines, kept


async def reopen(connection: Connection, year: int, scope: Scope, now: dt.datetime) -> None:
    """Take the closing of a year back where the next one is not closed; keep that it was."""
    chosen = sql.SQL("{} AND {} AND y.reopened_at IS NULL").format(
        scope.of_employers("y", year), _last(year)
    )
    lines = sql.SQL("""
        DELETE FROM carried_over o USING year_closing y
         WHERE o.employer_id = y.employer_id AND o.year = y.year AND {}
    """)
    await connection.execute(lines.format(chosen))
    note = sql.SQL("""
        WITH opened AS (
            UPDATE year_closing y SET reopened_at = {now} WHERE {chosen} RETURNING y.employer_id
        )
        INSERT INTO year_event (employer_id, year, event, happened_at)
        SELECT employer_id, {year}, 'recalculated', {now}::timestamptz FROM opened
    """)
    await connection.execute(note.format(now=now, chosen=chosen, year=year))
