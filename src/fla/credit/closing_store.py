"""SQL of closing years: staged for a set of workers, compared with what stands, written.

For the operator. Staging tables hold what a closing would write; unwritten, it is a dry run.
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


_LINES = """
    CREATE TEMPORARY TABLE staged_line AS
    SELECT c.employer_id, c.worker_id, c.right_type, c.unit, c.minutes_per_day,
           {entitled} AS entitled, {carried_in} AS carried_in, {adjusted} AS adjusted,
           {used} AS used
      FROM {credits}
"""
_JUDGED = """
    WITH employed AS (
        SELECT employer_id, worker_id, min(start_date) AS hired,
               bool_or(end_date IS NULL OR end_date >= {new_year}) AS stays,
               (array_agg(end_reason ORDER BY end_date DESC, start_date DESC))[1] AS reason
          FROM employment m
         WHERE {employments} AND NOT cancelled AND start_date < {february}
         GROUP BY employer_id, worker_id
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
          FROM staged_line line
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


async def stage(connection: Connection, year: int, scope: Scope, terms: Terms) -> None:
    """Work out what closing a year writes for each credit line; to be dropped by `forget`.

    A leaver is who has no contract in January: a contract that starts again in the same month goes
    on from the one before.
    """
    terms_of_lines = ("entitled", "carried_in", "adjusted", "used")
    lines = sql.SQL(_LINES).format(
        credits=scope.credits(year), **{term: _in_its_unit(term) for term in terms_of_lines}
    )
    new_year = dt.date(year + 1, 1, 1)
    judged = sql.SQL(_JUDGED).format(
        employments=scope.of_workers("m", year),
        year=year,
        new_year=new_year,
        february=new_year.replace(month=2),
        window=terms.window,
        window_years=terms.window_years,
        from_hire=terms.from_hire,
        small_lapses=terms.small_lapses,
        kept=terms.kept_reasons,
    )
    await connection.execute("CREATE TEMPORARY TABLE staged_closing (LIKE carried_over)")
    found = await connection.execute(lines)
    if found.rowcount:  # a first run of a nation closes a year in which there is nothing
        await connection.execute("ANALYZE staged_line")
        await connection.execute(judged)
        await connection.execute("ANALYZE staged_closing")


async def forget(connection: Connection) -> None:
    """Drop what was staged."""
    await connection.execute("DROP TABLE staged_line, staged_closing")


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
        employers=_employers(scope, year),
        year=year,
    )
    cursor = await connection.execute(query)
    [row] = await cursor.fetchall()
    names = [column.name for column in cursor.description or ()]
    return dict(zip(names, row, strict=True))


async def write(
    connection: Connection, year: int, scope: Scope, law_version: str, now: dt.datetime
) -> None:
    """Write what is staged where it differs, and note the closing of employers it changed."""
    query = sql.SQL("""
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
        )
        INSERT INTO year_closing AS y (employer_id, year, law_version, closed_at)
        SELECT e.employer_id, {year}, {law_version}, {now} FROM {employers} e
            ON CONFLICT (employer_id, year) DO UPDATE
           SET law_version = EXCLUDED.law_version, closed_at = EXCLUDED.closed_at
         WHERE y.employer_id IN (SELECT employer_id FROM gone
                                 UNION SELECT employer_id FROM written)
    """).format(
        workers=scope.of_workers("o", year),
        same=_SAME_LINE,
        values=sql.SQL(", ").join(map(sql.Identifier, _VALUES)),
        excluded=sql.SQL(", ").join(sql.Identifier("excluded", name) for name in _VALUES),
        old=sql.SQL(", ").join(sql.Identifier("o", name) for name in _VALUES),
        employers=_employers(scope, year),
        year=year,
        law_version=law_version,
        now=now,
    )
    await connection.execute(query)


def _employers(scope: Scope, year: int) -> sql.Composed:
    return sql.SQL("""
        (SELECT f.id AS employer_id FROM employer f
           JOIN LATERAL (SELECT f.id AS employer_id) g ON {}
          WHERE EXISTS (SELECT FROM worker w WHERE w.employer_id = f.id))
    """).format(scope.of_employers("g", year))


async def closed_years(connection: Connection, scope: Scope, since: int) -> list[int]:
    """Return the years from one on that employers of a scope closed, the earliest first."""
    query = sql.SQL("""
        SELECT DISTINCT y.year FROM year_closing y WHERE {} AND y.year >= {} ORDER BY y.year
    """).format(scope.of_employers("y", since), since)
    cursor = await connection.execute(query)
    return [year for [year] in await cursor.fetchall()]


def _last(year: int) -> sql.Composed:
    """The condition that a closing `y` is of that year, and the next one not closed."""
    return sql.SQL("""
        y.year = {} AND NOT EXISTS (SELECT FROM year_closing n
                                     WHERE n.employer_id = y.employer_id AND n.year = {})
    """).format(year, year + 1)


async def count_reopening(connection: Connection, year: int, scope: Scope) -> tuple[int, int, int]:
    """Return employers that can reopen a year, their carried lines, and employers that cannot."""
    query = sql.SQL("""
        SELECT count(*) FILTER (WHERE {last}),
               coalesce(sum((SELECT count(*) FROM carried_over o
                              WHERE o.employer_id = y.employer_id AND o.year = y.year))
                        FILTER (WHERE {last}), 0)::bigint,
               count(*) FILTER (WHERE NOT ({last}))
          FROM year_closing y WHERE {scope} AND y.year = {year}
    """).format(last=_last(year), scope=scope.of_employers("y", year), year=year)
    cursor = await connection.execute(query)
    [(employers, lines, kept)] = await cursor.fetchall()
    return employers, lines, kept


async def reopen(connection: Connection, year: int, scope: Scope) -> None:
    """Forget the closing of a year where the next one is not closed."""
    chosen = sql.SQL("{} AND {}").format(scope.of_employers("y", year), _last(year))
    lines = sql.SQL("""
        DELETE FROM carried_over o USING year_closing y
         WHERE o.employer_id = y.employer_id AND o.year = y.year AND {}
    """)
    await connection.execute(lines.format(chosen))
    await connection.execute(sql.SQL("DELETE FROM year_closing y WHERE {}").format(chosen))


async def last_employer(connection: Connection) -> int:
    """Return the highest id of an employer, 0 where there are none."""
    cursor = await connection.execute("SELECT coalesce(max(id), 0) FROM employer")
    [[highest]] = await cursor.fetchall()
    return int(highest)
