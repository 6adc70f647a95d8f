"""SQL of closing years: staged for a set of employers, compared with what stands, written.

For the operator. A staging table holds what a closing would write; unwritten, it is a dry run.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from psycopg import sql

from fla.database.records import Connection

_VALUES = (
    *("unit", "entitled", "carried_in", "adjusted", "used", "carried_out", "lapsed"),
    *("lapse_reason", "minutes_per_day"),
)


class Scope(Struct, frozen=True):
    """Employers by a range of ids, or by a list of them; some of their workers, or None: all."""

    employers: range | Sequence[int]
    worker_ids: Sequence[uuid.UUID] | None = None

    def condition(self, employer: str, worker: str | None = None) -> sql.Composable:
        """Return what a query asks of these columns, with this scope's `parameters`."""
        column = sql.Identifier(*employer.split("."))
        between = isinstance(self.employers, range)
        chosen = "{} BETWEEN %(first)s AND %(last)s" if between else "{} = ANY (%(employers)s)"
        asked = sql.SQL(chosen).format(column)
        if self.worker_ids is None or worker is None:
            return asked
        workers = sql.SQL("{} = ANY (%(workers)s)").format(sql.Identifier(*worker.split(".")))
        return sql.SQL("{} AND {}").format(asked, workers)

    @property
    def parameters(self) -> dict[str, Any]:
        """The values of the conditions."""
        values: dict[str, Any] = {"workers": None}
        if self.worker_ids is not None:
            values["workers"] = list(self.worker_ids)
        if isinstance(self.employers, range):
            return values | {"first": self.employers.start, "last": self.employers.stop - 1}
        return values | {"employers": list(self.employers)}


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
               bool_or(end_date IS NULL OR end_date >= %(new_year)s) AS stays,
               (array_agg(end_reason ORDER BY end_date DESC, start_date DESC))[1] AS reason
          FROM employment
         WHERE {employments} AND NOT cancelled AND start_date < %(february)s
         GROUP BY employer_id, worker_id
    ), line AS (
        SELECT c.employer_id, c.worker_id, c.right_type, c.unit, c.minutes_per_day,
               {entitled} AS entitled, {carried_in} AS carried_in, {adjusted} AS adjusted,
               {used} AS used
          FROM credit c
         WHERE {credits} AND c.year = %(year)s
    ), judged AS (
        SELECT line.*, line.entitled + line.carried_in + line.adjusted - line.used AS rest,
               CASE WHEN %(year)s + 1 >= clock.start
                         AND (%(year)s + 1 - clock.start) %% %(window_years)s = 0 THEN 'windowEnd'
                    WHEN NOT e.stays AND NOT coalesce(e.reason, '') = ANY (%(kept)s) THEN 'leaver'
                    WHEN %(small_lapses)s AND (
                         SELECT b.size_class <> '20+' FROM right_basis b
                           LEFT JOIN computed_right r
                                  ON r.employer_id = b.employer_id AND r.basis = b.number
                                 AND r.worker_id = line.worker_id AND r.year = %(year)s
                          WHERE b.employer_id = line.employer_id AND b.year = %(year)s
                          ORDER BY r.worker_id IS NULL, b.number DESC LIMIT 1) THEN 'smallEmployer'
                END AS reason
          FROM line
          LEFT JOIN employed e ON e.employer_id = line.employer_id AND e.worker_id = line.worker_id
         CROSS JOIN LATERAL (
               SELECT CASE WHEN %(from_hire)s AND extract(year FROM e.hired) <= %(year)s + 1
                           THEN greatest(%(window)s, extract(year FROM e.hired)::integer)
                           ELSE %(window)s END AS start) clock
    )
    INSERT INTO staged_closing (employer_id, worker_id, year, right_type, unit,
           entitled, carried_in, adjusted, used, carried_out, lapsed, lapse_reason, minutes_per_day)
    SELECT employer_id, worker_id, %(year)s, right_type, unit, entitled, carried_in, adjusted, used,
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
    await connection.execute("CREATE TEMPORARY TABLE staged_closing (LIKE carried_over)")
    query = sql.SQL(_STAGE).format(
        employments=scope.condition("employer_id", "worker_id"),
        credits=scope.condition("c.employer_id", "c.worker_id"),
        **{term: _in_its_unit(term) for term in ("entitled", "carried_in", "adjusted", "used")},
    )
    new_year = dt.date(year + 1, 1, 1)
    values = {
        "year": year,
        "new_year": new_year,
        "february": new_year.replace(month=2),
        "window": terms.window,
        "window_years": terms.window_years,
        "from_hire": terms.from_hire,
        "small_lapses": terms.small_lapses,
        "kept": terms.kept_reasons,
    }
    await connection.execute(query, scope.parameters | values)
    await connection.execute("ANALYZE staged_closing")


def _in_its_unit(term: str) -> sql.Composed:
    return sql.SQL("CASE c.unit WHEN 'day' THEN {} ELSE {} END").format(
        sql.Identifier("c", f"{term}_days"), sql.Identifier("c", f"{term}_hours")
    )


async def forget(connection: Connection) -> None:
    """Drop what was staged."""
    await connection.execute("DROP TABLE staged_closing")


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
                 WHERE {scope} AND o.year = %(year)s
                   AND NOT EXISTS (SELECT FROM staged_closing s WHERE {same})) AS removed,
               (SELECT count(*) FROM employer e WHERE {employers}
                   AND EXISTS (SELECT FROM worker w WHERE w.employer_id = e.id)) AS employers
          FROM staged_closing s LEFT JOIN carried_over o ON {same}
    """).format(
        differs=_DIFFERS,
        same=_SAME_LINE,
        scope=scope.condition("o.employer_id", "o.worker_id"),
        employers=scope.condition("e.id"),
    )
    cursor = await connection.execute(query, scope.parameters | {"year": year})
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
             WHERE {scope} AND o.year = %(year)s
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
        SELECT e.id, %(year)s, %(law_version)s, %(now)s FROM employer e
         WHERE {employers} AND EXISTS (SELECT FROM worker w WHERE w.employer_id = e.id)
            ON CONFLICT (employer_id, year) DO UPDATE
           SET law_version = EXCLUDED.law_version, closed_at = EXCLUDED.closed_at
         WHERE y.employer_id IN (SELECT employer_id FROM gone
                                 UNION SELECT employer_id FROM written)
    """).format(
        scope=scope.condition("o.employer_id", "o.worker_id"),
        same=_SAME_LINE,
        values=sql.SQL(", ").join(map(sql.Identifier, _VALUES)),
        excluded=sql.SQL(", ").join(sql.Identifier("excluded", name) for name in _VALUES),
        old=sql.SQL(", ").join(sql.Identifier("o", name) for name in _VALUES),
        employers=scope.condition("e.id"),
    )
    values = {"year": year, "law_version": law_version, "now": now}
    await connection.execute(query, scope.parameters | values)


async def closed_years(connection: Connection, scope: Scope, since: int) -> dict[int, list[int]]:
    """Return the closed years from one on, in order, each with the employers that closed it."""
    query = sql.SQL("""
        SELECT year, array_agg(employer_id) FROM year_closing
         WHERE {} AND year >= %(since)s GROUP BY year ORDER BY year
    """).format(scope.condition("employer_id"))
    cursor = await connection.execute(query, scope.parameters | {"since": since})
    return dict(await cursor.fetchall())


_LAST = sql.SQL("""
    y.year = %(year)s AND NOT EXISTS (
        SELECT FROM year_closing n WHERE n.employer_id = y.employer_id AND n.year = %(year)s + 1)
""")


async def count_reopening(connection: Connection, year: int, scope: Scope) -> tuple[int, int, int]:
    """Return employers that can reopen a year, their carried lines, and employers that cannot."""
    query = sql.SQL("""
        SELECT count(*) FILTER (WHERE {last}),
               coalesce(sum((SELECT count(*) FROM carried_over o
                              WHERE o.employer_id = y.employer_id AND o.year = y.year))
                        FILTER (WHERE {last}), 0)::bigint,
               count(*) FILTER (WHERE NOT ({last}))
          FROM year_closing y WHERE {scope} AND y.year = %(year)s
    """).format(last=_LAST, scope=scope.condition("y.employer_id"))
    cursor = await connection.execute(query, scope.parameters | {"year": year})
    [(employers, lines, kept)] = await cursor.fetchall()
    return employers, lines, kept


async def reopen(connection: Connection, year: int, scope: Scope) -> None:
    """Forget the closing of a year where the next one is not closed."""
    values = scope.parameters | {"year": year}
    chosen = sql.SQL("{} AND {}").format(scope.condition("y.employer_id"), _LAST)
    lines = sql.SQL("""
        DELETE FROM carried_over o USING year_closing y
         WHERE o.employer_id = y.employer_id AND o.year = y.year AND {}
    """)
    await connection.execute(lines.format(chosen), values)
    closings = sql.SQL("DELETE FROM year_closing y WHERE {}")
    await connection.execute(closings.format(chosen), values)


async def last_employer(connection: Connection) -> int:
    """Return the highest id of an employer, 0 where there are none."""
    cursor = await connection.execute("SELECT coalesce(max(id), 0) FROM employer")
    [[highest]] = await cursor.fetchall()
    return int(highest)
