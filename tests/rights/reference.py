"""The training right read day by day, in plain fractions, slowly.

Written from the text of the law and of its published readings, not from the formula: it shares no
code with `fla.rights` and walks the calendar one day at a time.
"""

import calendar
import datetime as dt
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Line:
    employment: int
    start: dt.date
    end: dt.date | None
    q: int
    s: int
    days_per_week: int
    scale: int
    category: str = "whiteCollar"

    def holds_on(self, day: dt.date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True)
class Suspension:
    employment: int
    start: dt.date
    end: dt.date | None
    kind: str
    q: int | None = None

    def holds_on(self, day: dt.date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True)
class Scale:
    full_time: int
    unit: str = "day"
    hours_per_day: int | None = None
    effective_months: int | None = None


@dataclass(frozen=True)
class Rules:
    regime_in_month: str = "lastDay"
    regime_period: str = "month"
    partial_suspension: str = "prorated"
    full_suspension: str = "ignored"
    excluded_categories: tuple[str, ...] = ()
    rounding: str = "none"


@dataclass(frozen=True)
class Entitled:
    scale: int
    unit: str
    full_time: int
    regime: int
    months: int
    entitled: int
    minutes_per_day: int
    mixed: bool


@dataclass(frozen=True)
class Career:
    """What is known of one worker with one employer, and the rules to read it by."""

    lines: tuple[Line, ...]
    suspensions: tuple[Suspension, ...]
    scales: tuple[Scale, ...]
    rules: Rules
    year: int

    def regime_of_line(self, line: Line) -> Fraction:
        """Q/S; a full career break keeps the employment's last regime, or else its next."""
        if line.q > 0:
            return Fraction(line.q, line.s)
        own = sorted(
            (other for other in self.lines if other.employment == line.employment), key=_order
        )
        place = own.index(line)
        for other in (*reversed(own[:place]), *own[place + 1 :]):
            if other.q > 0:
                return Fraction(other.q, other.s)
        return Fraction(0)

    def regime_on(self, line: Line, day: dt.date) -> Fraction:
        """The regime that a line gives on one of its days, partial suspensions considered."""
        partial = [
            one
            for one in self.suspensions
            if one.kind == "partial" and one.employment == line.employment and one.holds_on(day)
        ]
        if self.rules.partial_suspension == "ignored" and partial:
            return self._regime_before_suspension(line, day)
        with_hours = [one for one in partial if one.q]
        if not with_hours:
            return self.regime_of_line(line)
        latest = max(one.start for one in with_hours)
        return Fraction(min(one.q or 0 for one in with_hours if one.start == latest), line.s)

    def _regime_before_suspension(self, line: Line, day: dt.date) -> Fraction:
        before = day
        while self._partially_suspended(line.employment, before):
            before -= DAY
        begun = [
            other
            for other in self.lines
            if other.employment == line.employment and other.start <= before
        ]
        return self.regime_of_line(max(begun, key=_order) if begun else line)

    def _partially_suspended(self, employment: int, day: dt.date) -> bool:
        return any(
            one.kind == "partial" and one.employment == employment and one.holds_on(day)
            for one in self.suspensions
        )

    def in_force(self, day: dt.date) -> list[Line]:
        if day not in self._looked_up:
            self._looked_up[day] = [line for line in self._counting if line.holds_on(day)]
        return self._looked_up[day]

    @cached_property
    def _looked_up(self) -> dict[dt.date, list[Line]]:
        """The lines of the days that somebody asked for so far."""
        return {}

    @cached_property
    def _counting(self) -> list[Line]:
        return [line for line in self.lines if line.category not in self.rules.excluded_categories]

    def b_on(self, day: dt.date) -> Fraction:
        """Parallel contracts with the same employer add up, at most to full time."""
        return min(
            Fraction(1),
            sum((self.regime_on(line, day) for line in self.in_force(day)), Fraction(0)),
        )

    def days_worked(self, months: range, *, backwards: bool = False) -> Iterator[dt.date]:
        """The days on which some contract was in force, no further than the caller asks."""
        days = _calendar(self.year, months)
        return filter(self.in_force, reversed(days) if backwards else days)

    def last_day_worked(self, months: range) -> dt.date:
        return next(self.days_worked(months, backwards=True))

    def b_of_month(self, month: int) -> Fraction:
        period = range(month, month + 1)
        if self.rules.regime_period == "quarter":
            opening = month - (month - 1) % 3
            period = range(opening, opening + 3)
        read: dict[str, Callable[[], Fraction]] = {
            "lastDay": lambda: self.b_on(self.last_day_worked(period)),
            "firstDay": lambda: self.b_on(next(self.days_worked(period))),
            "average": lambda: self._mean_b(list(self.days_worked(period))),
        }
        return read[self.rules.regime_in_month]()

    def _mean_b(self, days: list[dt.date]) -> Fraction:
        return sum(map(self.b_on, days), Fraction(0)) / len(days)

    def line_of_month(self, month: int) -> Line:
        """The line whose scale a month has: the latest in force on the last day worked in it."""
        return max(
            self.in_force(self.last_day_worked(range(month, month + 1))),
            key=lambda line: (line.start, line.employment, line.scale, line.s, line.days_per_week),
        )

    def effective(self, month: int) -> bool:
        """A day of the month on which some contract is not fully suspended."""
        return any(
            not any(
                one.kind == "full" and one.employment == line.employment and one.holds_on(day)
                for one in self.suspensions
            )
            for day in self.days_worked(range(month, month + 1))
            for line in self.in_force(day)
        )


def entitled(career: Career) -> Entitled | None:
    """The right of the year; None where nothing was worked in it."""
    started = [month for month in range(1, 13) if any(career.days_worked(range(month, month + 1)))]
    if not started:
        return None
    effective = [month for month in started if career.effective(month)]
    counting = effective if career.rules.full_suspension == "prorated" else started
    last = career.line_of_month(started[-1])
    scale = career.scales[last.scale]
    right = sum(
        (_right_of_month(career, month, len(effective), scale.unit) for month in counting),
        Fraction(0),
    )
    regimes = sum((career.b_of_month(month) for month in counting), Fraction(0))
    return Entitled(
        scale=last.scale,
        unit=scale.unit,
        full_time=scale.full_time,
        regime=half_up(regimes / max(len(counting), 1) * 100_000_000),
        months=len(counting),
        entitled=_rounded(right, scale.unit, career.rules.rounding),
        minutes_per_day=half_up(hours_per_day(last, scale) * 60),
        mixed=len({career.line_of_month(month).scale for month in started}) > 1,
    )


def _right_of_month(career: Career, month: int, effective: int, unit: str) -> Fraction:
    line = career.line_of_month(month)
    scale = career.scales[line.scale]
    if scale.effective_months is not None and effective < scale.effective_months:
        return Fraction(0)
    right = Fraction(scale.full_time, 100) / 12 * career.b_of_month(month)
    if scale.unit == unit:
        return right
    each = hours_per_day(line, scale)
    return right * each if unit == "hour" else right / each


def hours_per_day(line: Line, scale: Scale) -> Fraction:
    if scale.hours_per_day is not None:
        return Fraction(scale.hours_per_day, 100)
    return Fraction(line.s, line.days_per_week)


def _rounded(right: Fraction, unit: str, rounding: str) -> int:
    if rounding == "halfDayUp" and unit == "day":
        return math.ceil(right * 2) * 5_000
    if rounding == "hourUp" and unit == "hour":
        return math.ceil(right) * 10_000
    return half_up(right * 10_000)


@cache
def _calendar(year: int, months: range) -> tuple[dt.date, ...]:
    first = dt.date(year, months[0], 1)
    last = dt.date(year, months[-1], calendar.monthrange(year, months[-1])[1])
    return tuple(first + number * DAY for number in range((last - first).days + 1))


def half_up(value: Fraction) -> int:
    return math.floor(value + Fraction(1, 2))


def _order(line: Line) -> tuple[dt.date, dt.date, int, int]:
    return (line.start, line.end or dt.date.max, line.q, line.s)
