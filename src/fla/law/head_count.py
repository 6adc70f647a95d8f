"""Over which quarters head count is averaged: art. 50 section 2 of the Act."""

import datetime as dt

from msgspec import Struct

from fla.identifiers.quarter import Quarter
from fla.law.model import Certainty, Choices
from fla.law.pack import pack
from fla.law.schema import HeadCountRule, ReferencePeriod


class Reference(Struct, frozen=True, kw_only=True):
    """The years a head count decides, and the quarters whose ends it is averaged over."""

    first_year: int
    last_year: int
    quarters: tuple[str, ...]
    source: str
    certainty: Certainty

    @property
    def start(self) -> dt.date:
        """The first day of the reference period."""
        return _quarter(self.quarters[0]).first_day

    @property
    def end(self) -> dt.date:
        """The last day of the reference period."""
        return _quarter(self.quarters[-1]).last_day


def reference(year: int, choices: Choices) -> Reference:
    """Return the reference period of a calendar year; under `yearly` each year has its own.

    Years outside the pack's are answered by the same rule, with our own certainty mark.
    """
    rule = pack().law.head_count
    if choices.head_count_window == "yearly":
        cited = pack().settings["headCountWindow"].alternatives["yearly"].source
        return Reference(
            first_year=year,
            last_year=year,
            quarters=quarters_before(rule, year),
            source=",".join(cited),
            certainty="C",
        )
    period = next((one for one in rule.periods if one.first_year <= year <= one.last_year), None)
    return _by_rule(rule, year) if period is None else _cited(rule, period)


def reference_quarters(year: int, choices: Choices) -> tuple[str, ...]:
    """Return the quarters, oldest first: 2024Q4 to 2025Q3 for 2026 and for 2027."""
    return reference(year, choices).quarters


def period_start(year: int, choices: Choices | None = None) -> dt.date:
    """Return the first day of the period that shares one head count: 1 January 2026 for 2027."""
    return dt.date(reference(year, choices or Choices()).first_year, 1, 1)


def quarters_before(rule: HeadCountRule, first_year: int) -> tuple[str, ...]:
    """Return the reference quarters of a period that begins in a year."""
    quarter = Quarter(first_year, 1)
    for _ in range(rule.quarters_before_year):
        quarter = quarter.previous()
    listed = []
    for _ in range(rule.quarters):
        listed.append(str(quarter))
        quarter = quarter.next()
    return tuple(listed)


def _cited(rule: HeadCountRule, period: ReferencePeriod) -> Reference:
    return Reference(
        first_year=period.first_year,
        last_year=period.last_year,
        quarters=quarters_before(rule, period.first_year),
        source=",".join(period.source),
        certainty=period.certainty,
    )


def _by_rule(rule: HeadCountRule, year: int) -> Reference:
    known = rule.periods[0]
    length = known.last_year - known.first_year + 1
    first_year = year - (year - known.first_year) % length
    return Reference(
        first_year=first_year,
        last_year=first_year + length - 1,
        quarters=quarters_before(rule, first_year),
        source=",".join(rule.source),
        certainty="D",
    )


def _quarter(text: str) -> Quarter:
    return Quarter(int(text[:4]), int(text[5]))
