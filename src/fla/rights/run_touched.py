"""Computes again the rights of workers whose employments changed since: the run's way, for them."""

from uuid import UUID

import polars as pl

from fla.database.columns import Columns, open_columns
from fla.database.identity import OPERATOR
from fla.law.pack import pack
from fla.rights import run_columns_store as chunk_store
from fla.rights import run_touched_store as store
from fla.rights.run_chunk import Rules, compute
from fla.rights.run_columns_store import Part
from fla.rights.run_model import Counts


def recalculate(app_url: str, rules: Rules) -> dict[int, Counts]:
    """Compute what the marks that wait ask for; return what changed by year, if anything.

    Computed are years that had a run and are not closed. Where `rules.reclose` says how, the year
    an employer closed last is computed too, and then closed anew. Marks go last: whatever ends this
    before its end, it is done again. Raises ColumnsError.
    """
    with open_columns(app_url) as columns:
        today = rules.clock.today()
        chunk_store.make_temporary(columns)
        store.make_temporary(columns)
        with columns.transaction(OPERATOR, today):
            chunk_store.write_alone(columns)
            seen = store.read_marks(columns)
            if seen.is_empty():
                return {}
            done = {year: _year(columns, year, rules) for year in store.years(columns)}
            closed = store.closed_workers(columns)
        if rules.reclose is not None and closed.height:
            rules.reclose(app_url, rules.clock, rules.choices, _by_employer(closed))
        with columns.transaction(OPERATOR, today):
            store.remove_marks(columns, seen)
    return {year: counts for year, counts in done.items() if counts.written}


def _by_employer(workers: pl.DataFrame) -> dict[int, list[UUID]]:
    grouped: dict[int, list[UUID]] = {}
    for employer_id, worker_id in workers.iter_rows():
        grouped.setdefault(employer_id, []).append(UUID(bytes=worker_id))
    return grouped


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
