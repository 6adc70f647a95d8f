"""Computes again the rights of workers whose employments changed since: the run's way, for them."""

import datetime as dt
import secrets
from collections.abc import Sequence

import structlog
from psycopg import sql

from fla.clock import Clock
from fla.database.columns import CONCURRENT, Columns, ColumnsError, open_columns
from fla.database.identity import OPERATOR
from fla.law.pack import pack
from fla.rights import run_columns_store as chunk_store
from fla.rights import run_touched_store as store
from fla.rights.run_chunk import Rules, compute
from fla.rights.run_columns_store import Part
from fla.rights.run_model import Counts

_PATIENCE = dt.timedelta(hours=1)
_Done = dict[int, Counts]


class Aside:
    """Employers whose marks could not be worked off, and until when they are let be."""

    def __init__(self) -> None:
        self._until: dict[int, dt.datetime] = {}

    def put(self, employer_id: int, now: dt.datetime) -> None:
        """Leave an employer alone for an hour."""
        self._until[employer_id] = now + _PATIENCE

    def at(self, clock: Clock) -> list[int]:
        """Return the employers to be left alone now."""
        return [employer_id for employer_id, until in self._until.items() if clock.now() < until]


def recalculate(app_url: str, rules: Rules, aside: Aside | None = None) -> _Done:
    """Compute what the marks that wait ask for; return what changed by year, if anything.

    Computed are years that had a run and are not closed. Where `rules.reclose` says how, the year
    an employer closed last is computed too, and its closed years are closed anew. All of it is one
    transaction with the removal of the marks. Where that fails, employers are taken one by one: the
    marks of one that fails stay, and it is put `aside`. Raises ColumnsError where the database is
    gone.
    """
    aside = aside or Aside()
    left = aside.at(rules.clock)
    with open_columns(app_url) as columns:
        chunk_store.make_temporary(columns)
        store.make_temporary(columns)
        try:
            done = _marked(columns, rules, without=left)
        except Exception as error:
            structlog.get_logger().warning("rights.recalculation-divided", reason=str(error))
            done = _one_by_one(columns, rules, aside, left)
    return {year: counts for year, counts in done.items() if counts.written}


def _one_by_one(columns: Columns, rules: Rules, aside: Aside, left: Sequence[int]) -> _Done:
    total: _Done = {}
    with columns.transaction(OPERATOR, rules.clock.today()):
        employers = store.marked_employers(columns, left)
    for employer_id in employers:
        try:
            done = _marked(columns, rules, employer=employer_id)
        except Exception as error:
            columns.read(sql.SQL("SELECT 1 AS alive"))  # else it is not the employer's fault
            if not (isinstance(error, ColumnsError) and error.sqlstate in CONCURRENT):
                _put_aside(aside, employer_id, rules.clock, error)
            continue
        for year, counts in done.items():
            total[year] = total.get(year, Counts()).plus(counts)
    return total


def _put_aside(aside: Aside, employer_id: int, clock: Clock, error: Exception) -> None:
    aside.put(employer_id, clock.now())
    structlog.get_logger().error(
        "rights.recalculation-failed",
        incident=secrets.token_hex(4),
        employer=employer_id,
        exc_info=error,
    )


def _marked(
    columns: Columns, rules: Rules, *, without: Sequence[int] = (), employer: int | None = None
) -> _Done:
    """Work off marks in one transaction: of one employer, or of all but some."""
    with columns.transaction(OPERATOR, rules.clock.today()):
        chunk_store.write_alone(columns)
        if store.read_marks(columns, without=without, employer=employer).is_empty():
            return {}
        done = {year: _year(columns, year, rules) for year in store.years(columns)}
        if rules.reclose is not None:
            rules.reclose(columns, "marked", rules.clock.now(), rules.choices)
        store.remove_marks(columns)
    return done


def _year(columns: Columns, year: int, rules: Rules) -> Counts:
    """Compute open rights of a year, then those of employers who closed it last."""
    counts = _touched(columns, year, rules, closed=False)
    if rules.reclose is None:
        return counts
    return counts.plus(_touched(columns, year, rules, closed=True))


def _touched(columns: Columns, year: int, rules: Rules, *, closed: bool) -> Counts:
    span = store.touch(columns, year, closed=closed)
    if span is None:
        return Counts()
    part = Part(year=year, first_employer=span[0], last_employer=span[1], touched=True)
    columns.mark()
    chunk_store.empty_temporary(columns)
    run = store.create_run(columns, year, pack().version, rules.clock.now())
    counts = compute(columns, part, run, rules, follow_up=True)
    if counts.written:
        store.add_chunk(columns, run, *span, rules.clock.now())
        chunk_store.finish(columns, run, 1, counts, rules.clock.now())
    else:
        columns.go_back()
    return counts
