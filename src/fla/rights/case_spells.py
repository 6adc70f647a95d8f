"""The regime of cases month by month.

Where lines follow each other they tell it themselves; the month grid tells the same of them, and is
worth its time for all others.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import zip_longest
from typing import Any

import polars as pl
from msgspec.structs import replace

from fla.rights.case import Case, Occupation
from fla.rights.case_columns import Columns
from fla.rights.case_dates import overlaps
from fla.rights.situation import Asked, Spell
from fla.rights.spells import spells

_DECEMBER = 12


def case_spells(
    cases: Mapping[int, Case], columns: Columns, lines: pl.DataFrame, off: pl.DataFrame
) -> dict[int, list[Spell]]:
    """Return the spells of cases by their place; none of a case without work in the year."""
    found = {
        place: plain_spells(case, columns.applying[place])
        for place, case in cases.items()
        if is_plain(case)
    }
    others = [place for place in cases if place not in found]
    if others:
        theirs = pl.col("worker").is_in(others)
        told = spells(lines.filter(theirs), columns.year, columns.choices, off.filter(theirs))
        for row in told.iter_rows(named=True):
            spell = _told(row, cases[row["worker"]], columns)
            found.setdefault(row["worker"], []).append(spell)
    return found


def is_plain(case: Case) -> bool:
    """Tell whether lines alone give the regime: no two at once, no break, no leave that counts."""
    choices = case.choices
    by_default = choices.regime_in_month == "lastDay" and choices.regime_period == "month"
    leave_counts = choices.full_suspension != "ignored" or any(
        one.kind == "partial" for one in case.suspensions
    )
    return (
        by_default
        and not (case.suspensions and leave_counts)
        and all(line.q > 0 for line in case.occupations)
        and next(overlaps(case.occupations), None) is None
    )


def plain_spells(case: Case, applying: Sequence[Asked]) -> list[Spell]:
    """Return the spells of a plain case; `applying` has what applies to each of its lines.

    The regime on the last day worked in a month counts for the month: a line leaves its last month
    to the next line where that begins in it.
    """
    left_out = case.choices.excluded_categories
    both = zip(case.occupations, applying, strict=True)
    lines = [
        (*_months(line, case.year), line, asked)
        for line, asked in sorted(both, key=lambda one: one[0].start)
        if _in_year(line, case.year) and line.category not in left_out
    ]
    found: list[Spell] = []
    for (first, last, line, asked), following in zip_longest(lines, lines[1:]):
        until = last - 1 if following and following[0] == last else last
        if first <= until:
            found.append(_spell(first, until, line, asked))
    return joined(found)


def joined(spells: Sequence[Spell]) -> list[Spell]:
    """Return spells with those put together that go on under the same hours and scale."""
    found: list[Spell] = []
    for spell in spells:
        before = found[-1] if found else None
        if before is not None and replace(spell, first_month=before.last_month + 1) == replace(
            before, first_month=spell.first_month, last_month=spell.last_month
        ):
            found[-1] = replace(before, last_month=spell.last_month)
        else:
            found.append(spell)
    return found


def _in_year(line: Occupation, year: int) -> bool:
    return line.start.year <= year and (line.end is None or line.end.year >= year)


def _months(line: Occupation, year: int) -> tuple[int, int]:
    """The first and the last month of a line in the year."""
    first = line.start.month if line.start.year == year else 1
    last = line.end.month if line.end is not None and line.end.year == year else _DECEMBER
    return first, last


def _spell(first: int, last: int, line: Occupation, asked: Asked) -> Spell:
    committee, applied = asked
    return Spell(
        first_month=first,
        last_month=last,
        q=min(line.q, line.s),
        s=line.s,
        applied=applied,
        joint_committee=committee,
        hours_per_day=_hours_per_day(line, asked),
    )


def _told(row: dict[str, Any], case: Case, columns: Columns) -> Spell:
    """A spell of the grid; its Q and S are hours where a line or a leave has them so."""
    committee, applied = asked = columns.scales[row["scale"]]
    applying = columns.applying[row["worker"]]
    whose = [line for line, other in zip(case.occupations, applying, strict=True) if other == asked]
    hours = {(min(line.q, line.s), line.s) for line in case.occupations}
    hours |= {(one.q, line.s) for one in case.suspensions for line in case.occupations if one.q}
    return Spell(
        first_month=row["month_from"],
        last_month=row["month_to"],
        q=row["q"],
        s=row["s"],
        applied=applied,
        joint_committee=committee,
        in_hours=(row["q"], row["s"]) in hours,
        hours_per_day=_hours_per_day(_latest(whose, case.year, row["month_to"]), asked),
    )


def _latest(lines: Sequence[Occupation], year: int, month: int) -> Occupation:
    """The line that started last among those started by the end of a month."""
    started = [line for line in lines if (line.start.year, line.start.month) <= (year, month)]
    return max(started or lines, key=lambda line: line.start)


def _hours_per_day(line: Occupation, asked: Asked) -> Fraction:
    """How long a day is where days and hours are converted, as the formula has it."""
    own_day = asked[1].hours_per_day
    return Fraction(line.s, line.days_per_week) if own_day is None else Fraction(own_day)
