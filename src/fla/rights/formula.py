"""The training right of a year: A x B x C, in whole numbers, for one worker or for five million.

right = A x B x C (Act of 3 October 2022, articles 50 and 52): A the days or hours of a full-timer
for a full year, B the regime as a fraction of full time, C the started months out of twelve. Where
the regime changes within the year, each started month has a B of its own:
right = sum over the months of A/12 x B.
"""

from collections.abc import Iterator

import polars as pl

from fla.law.model import Choices
from fla.rights.amounts import amounts
from fla.rights.calendar_year import clipped, within
from fla.rights.columns import LINES, RESULT, SCALES, SPANS, SUSPENSIONS, typed
from fla.rights.grid import effective_months, spans_of_months
from fla.rights.particular import closed_form, particular_workers, suspended_workers
from fla.rights.regime import with_regimes
from fla.rights.started_months import spans_of_lines, spans_of_stretches
from fla.rights.stretches import stretches

_NO_SUSPENSIONS = pl.DataFrame(schema=SUSPENSIONS)
_NO_RESULT = pl.DataFrame(schema=RESULT)


def entitle(
    lines: pl.DataFrame,
    scales: pl.DataFrame,
    year: int,
    choices: Choices,
    suspensions: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """RESULT of the year from LINES, SCALES and SUSPENSIONS (their shapes stand in `columns.py`).

    Lines in any order, of any years: those outside the year tell the regime that a career break or
    a suspension keeps; reversed ones, or without a full-time week, count as not there. Regimes
    resolved, months started, amounts granted, divided once and rounded at the very end. Raises
    ValueError where a line's scale is missing.
    """
    known = ordered(lines)
    off = _suspensions(suspensions)
    figures = typed(scales, SCALES)
    particular = particular_workers(known, off, figures, choices)
    if particular.is_empty():
        spans = [spans_of_lines(_included(known, choices), year)]
    else:
        theirs = pl.col("worker").is_in(particular.implode())
        spans = [
            spans_of_lines(_included(known.filter(~theirs), choices), year),
            *_particular(known.filter(theirs), off.filter(theirs), figures, year, choices),
        ]
    results = [amounts(each, figures, choices) for each in spans if each.height]
    return pl.concat([_NO_RESULT, *results]).sort("worker")


def _particular(
    lines: pl.DataFrame,
    suspensions: pl.DataFrame,
    scales: pl.DataFrame,
    year: int,
    choices: Choices,
) -> Iterator[pl.DataFrame]:
    """SPANS of workers whose lines do not tell by themselves; by the month grid where need be."""
    worked = _worked(lines, suspensions, year, choices)
    by_month = pl.lit(not closed_form(choices)) | pl.col("worker").is_in(
        suspended_workers(lines, suspensions, scales, choices).implode()
    )
    closed = worked.filter(~by_month)
    if closed.height:
        yield typed(spans_of_stretches(*stretches(closed), year), SPANS)
    rest = worked.filter(by_month)
    if rest.height:
        yield typed(_by_month(rest, suspensions, year, choices), SPANS)


def months_by_grid(
    lines: pl.DataFrame, suspensions: pl.DataFrame | None, year: int, choices: Choices
) -> pl.DataFrame:
    """SPANS with `month` of any workers: slower than the closed form, and with the same regimes."""
    off = _suspensions(suspensions)
    return _by_month(_worked(ordered(lines), off, year, choices), off, year, choices)


def _worked(
    lines: pl.DataFrame, suspensions: pl.DataFrame, year: int, choices: Choices
) -> pl.DataFrame:
    """The lines of the year with their regimes and their first and last day in it."""
    regimes = _included(with_regimes(lines, suspensions, choices), choices)
    return regimes.filter(within(year)).with_columns(*clipped(year))


def _by_month(
    worked: pl.DataFrame, suspensions: pl.DataFrame, year: int, choices: Choices
) -> pl.DataFrame:
    effective = effective_months(worked, suspensions, year)
    return spans_of_months(*stretches(worked), effective, year, choices)


def _suspensions(suspensions: pl.DataFrame | None) -> pl.DataFrame:
    return _NO_SUSPENSIONS if suspensions is None else typed(suspensions, SUSPENSIONS)


def ordered(lines: pl.DataFrame) -> pl.DataFrame:
    """LINES by worker and start; sorted only if they are not so already."""
    kept = [column for column in lines.columns if column == "category"]
    known = lines.select(*(pl.col(name).cast(kind) for name, kind in LINES.items()), *kept)
    worker, start = pl.col("worker"), pl.col("start")
    in_order = (worker > worker.shift(1)) | (
        (worker == worker.shift(1)) & (start >= start.shift(1))
    )
    if known.select(in_order.all()).item():
        return known
    return known.sort("worker", "start")


def _included(lines: pl.DataFrame, choices: Choices) -> pl.DataFrame:
    """Without the categories of workers that the choices leave out of the right."""
    if not choices.excluded_categories:
        return lines
    excluded = pl.Series(choices.excluded_categories)
    return lines.filter(~pl.col("category").cast(pl.String).is_in(excluded.implode()))
