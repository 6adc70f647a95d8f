"""Has a frozen head count decided again, as when an employer declared a quarter wrongly."""

import datetime as dt
from fractions import Fraction

import polars as pl
from msgspec import Struct

from fla.database.columns import Columns, open_columns
from fla.database.identity import OPERATOR
from fla.law.applied import applied, require_year
from fla.law.head_count import period_start
from fla.law.model import Choices
from fla.law.pack import pack
from fla.rights import run_columns_store as chunk_store
from fla.rights import run_size_store as store
from fla.rights import run_touched_store as touched_store
from fla.rights.run_chunk import Rules
from fla.rights.run_columns_store import Part
from fla.rights.run_model import Counts
from fla.rights.run_size import head_counts


class Size(Struct, frozen=True):
    """An average head count, exact, in full-time equivalents, and the class of size it makes."""

    average: Fraction
    size_class: str


class Decided(Struct, frozen=True):
    """The first day of the period decided, and its head count before and now."""

    start: dt.date
    before: Size
    now: Size


def decide_again(app_url: str, rules: Rules, employer_id: int, year: int) -> Decided | None:
    """Decide the head count of the period that holds a year from what is declared by now.

    All of the employer's workers are marked, so that their rights follow. None where no head count
    was frozen yet: the next run decides by what is declared anyway. Raises LawError for a year of
    which the pack knows nothing, ColumnsError.
    """
    require_year(pack(), year)
    choices, now, today = rules.choices, rules.clock.now(), rules.clock.today()
    part = Part(year=year, first_employer=employer_id, last_employer=employer_id)
    start = period_start(year, choices)
    with open_columns(app_url) as columns:
        chunk_store.make_temporary(columns)
        with columns.transaction(OPERATOR, today):
            chunk_store.write_alone(columns)
            before = store.read_decisions(columns, part, start)
            if before.is_empty():
                return None
            store.forget_decision(columns, employer_id, start)
            run = _run(columns, part, now)
            employers = pl.Series("employer_id", [employer_id], pl.Int64)
            decided = head_counts(columns, part, employers, choices, run, now, today)
            touched_store.mark_employer(columns, employer_id)
    return Decided(start, _size(before, year, choices), _size(decided, year, choices))


def _run(columns: Columns, part: Part, now: dt.datetime) -> int:
    """Add the run that the new decision names: one that computed nothing by itself."""
    run = touched_store.create_run(columns, part.year, pack().version, now)
    touched_store.add_chunk(columns, run, part.first_employer, part.last_employer, now)
    chunk_store.finish(columns, run, 1, Counts(), now)
    return run


def _size(counted: pl.DataFrame, year: int, choices: Choices) -> Size:
    one = counted.row(0, named=True)
    average = Fraction(one["fte_hundredths"], 100 * one["quarters"])
    return Size(average, applied(pack(), None, average, year, choices).size_class)
