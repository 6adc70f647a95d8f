"""Careers as a register can hold them, picked piece by piece: by a seeded die, or by hypothesis.

Within an employment neither lines nor suspensions overlap; employments of a worker do.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol, TypeVar

from fla.law.applied import applied
from fla.law.pack import pack
from tests.rights import careers
from tests.rights.reference import Career, Line, Rules, Scale, Suspension

COMMITTEES = ("200", "209", "124", "116", "149.01", "140.01.03", "318.01", "999.99")
"""Days and hours, half days, a condition of effective months, the general law, an unknown one."""
FTE = ("3", "9.99", "10", "19.99", "20", "39.99", "40", "812.50")

T = TypeVar("T")
_DAY = dt.timedelta(days=1)


class Pick(Protocol):
    """Takes one of several: at random with the same chance for each, or as hypothesis likes."""

    def __call__(self, options: Sequence[T], /) -> T: ...


@dataclass(frozen=True)
class Employer:
    """An employer's FTE at every quarter's end, and what is known of each of its workers.

    The lines' scale is the place of their committee in COMMITTEES.
    """

    fte: str
    careers: tuple[Career, ...]


def employer(pick: Pick, workers: int, rules: Rules, year: int) -> Employer:
    fte = pick(FTE)
    scales = scales_of(fte, rules, year)
    return Employer(fte, tuple(_career(pick, scales, rules, year) for _ in range(workers)))


def scales_of(fte: str, rules: Rules, year: int) -> tuple[Scale, ...]:
    """What the law gives each committee's workers at so many full-time equivalents."""
    choices = careers.choices(rules)
    law = (applied(pack(), code, Fraction(fte), year, choices) for code in COMMITTEES)
    return tuple(
        Scale(
            full_time=int(one.full_time * 100),
            unit=one.unit,
            hours_per_day=None if one.hours_per_day is None else int(one.hours_per_day * 100),
            effective_months=one.effective_months,
        )
        for one in law
    )


def _career(pick: Pick, scales: tuple[Scale, ...], rules: Rules, year: int) -> Career:
    employments = range(pick((1, 1, 2, 3)))
    return Career(
        lines=tuple(line for number in employments for line in _lines(pick, number, year)),
        suspensions=tuple(
            one for number in employments for one in _suspensions(pick, number, year)
        ),
        scales=scales,
        rules=rules,
        year=year,
    )


def _lines(pick: Pick, employment: int, year: int) -> list[Line]:
    """The lines of an employment follow one another, with or without gaps."""
    made: list[Line] = []
    start, committee = _day(pick, year), pick(range(len(COMMITTEES)))
    for _ in range(pick((1, 2, 3, 4))):
        open_ended = pick(range(10)) == 9
        end = None if open_ended else start + pick(careers.LENGTHS) * _DAY
        made.append(
            Line(
                employment=employment,
                start=start,
                end=end,
                q=pick(careers.MEAN_HOURS),
                s=pick(careers.REFERENCE_HOURS),
                days_per_week=pick(careers.DAYS_PER_WEEK),
                scale=committee,
                category=pick(careers.CATEGORIES_DRAWN),
            )
        )
        if end is None:
            break
        start = end + pick(careers.GAPS) * _DAY
        committee = pick((committee, committee, committee, pick(range(len(COMMITTEES)))))
    return made


def _suspensions(pick: Pick, employment: int, year: int) -> list[Suspension]:
    """Suspensions of an employment follow one another; only partial ones have hours."""
    made: list[Suspension] = []
    start = _day(pick, year)
    for _ in range(pick((0, 0, 1, 1, 2, 3))):
        end = pick((start + pick(careers.OFF) * _DAY,) * 4 + (None,))
        q = pick((None, None, 0, 760, 1900, 3040))
        kind = "full" if q is None else "partial"
        made.append(Suspension(employment=employment, start=start, end=end, kind=kind, q=q))
        if end is None:
            break
        start = end + pick(careers.GAPS) * _DAY
    return made


def _day(pick: Pick, year: int) -> dt.date:
    if pick(range(3)) == 0:
        return pick(careers.telling_days(year))
    return dt.date(year - 1, 6, 1) + pick(range(579)) * _DAY
