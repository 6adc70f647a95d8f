"""Suspensions: time credit and leaves, wholly or in part, within an employment."""

import datetime as dt
from typing import Any

from fla.intake.declaration import Suspension
from fla.intake.shape_suspension import MOST_SUSPENSIONS
from tests.intake.build import occupation, suspension
from tests.intake.cases.case import Case, bram, october

START = dt.date(2020, 1, 1)
ONE_DAY = dt.timedelta(days=1)


def suspended(*suspensions: Suspension, **changes: Any) -> Any:
    """Bram's employment since 2020, with these suspensions."""
    return bram(suspensions=suspensions, **changes)


def days(number: int) -> Any:
    """Bram's employment with so many suspensions of one day."""
    starts = [START + n * ONE_DAY for n in range(number)]
    return suspended(*(suspension(start, start) for start in starts))


def partial(hours: int | None) -> Any:
    """Bram's employment, part of it at so many hours; a full-timer works 38, later 36."""
    lines = (
        occupation(START, dt.date(2025, 12, 31)),
        occupation(dt.date(2026, 1, 1), reference_hours=3600, mean_hours=3600),
    )
    leave = Suspension(
        start_date=dt.date(2025, 12, 1), end_date=october(5), extent="partial", mean_hours=hours
    )
    return suspended(leave, occupations=lines)


CASES = [
    Case(
        "One suspension more than an employment may have.",
        "SUSPENSION-TOO_HIGH",
        wrong=days(MOST_SUSPENSIONS + 1),
        sound=days(MOST_SUSPENSIONS),
    ),
    Case(
        "A suspension that starts the day before the employment.",
        "SUSPENSION_START_DATE-NOT_WITHIN",
        wrong=suspended(suspension(START - ONE_DAY)),
        sound=suspended(suspension(START)),
    ),
    Case(
        "A suspension that starts after the employment has ended.",
        "SUSPENSION_START_DATE-NOT_WITHIN",
        wrong=suspended(suspension(october(6), None), end_date=october(5)),
        sound=suspended(suspension(october(5), None), end_date=october(5)),
    ),
    Case(
        "A suspension that ends the day after the employment.",
        "SUSPENSION_END_DATE-NOT_WITHIN",
        wrong=suspended(suspension(START, october(6)), end_date=october(5)),
        sound=suspended(suspension(START, october(5)), end_date=october(5)),
    ),
    Case(
        "A suspension that ends the day before it starts.",
        "SUSPENSION_END_DATE-END_BEFORE_START",
        wrong=suspended(suspension(october(5), october(4))),
        sound=suspended(suspension(october(5), october(5))),
    ),
    Case(
        "A suspension that ended in 1899.",
        "SUSPENSION_END_DATE-TOO_LOW SUSPENSION_END_DATE-END_BEFORE_START",
        wrong=suspended(suspension(START, dt.date(1899, 12, 31))),
        sound=suspended(suspension(START, START)),
    ),
    Case(
        "A suspension that ends in 2101.",
        "SUSPENSION_END_DATE-TOO_HIGH SUSPENSION_END_DATE-NOT_WITHIN",
        wrong=suspended(suspension(START, dt.date(2101, 1, 1))),
        sound=suspended(suspension(START, dt.date(2100, 12, 31))),
    ),
    Case(
        "A suspension since 1899.",
        "SUSPENSION_START_DATE-TOO_LOW SUSPENSION_START_DATE-NOT_WITHIN",
        wrong=suspended(suspension(dt.date(1899, 12, 31))),
        sound=suspended(suspension(START)),
    ),
    Case(
        "A suspension from 2101 on.",
        "SUSPENSION_START_DATE-TOO_HIGH SUSPENSION_START_DATE-NOT_WITHIN",
        wrong=suspended(suspension(dt.date(2101, 1, 1), None)),
        sound=suspended(suspension(dt.date(2100, 12, 31), None)),
    ),
    Case(
        "Two suspensions with a day in common, the later one first.",
        "SUSPENSION_START_DATE-OVERLAP",
        wrong=suspended(suspension(october(5), None), suspension(START, october(5))),
        sound=suspended(suspension(october(6), None), suspension(START, october(5))),
    ),
    Case(
        "A partial suspension that does not say its hours.",
        "SUSPENSION_MEAN_HOURS-ABSENT",
        wrong=partial(None),
        sound=partial(0),
    ),
    Case(
        "A full suspension with hours.",
        "SUSPENSION_MEAN_HOURS-FORBIDDEN",
        wrong=suspended(Suspension(start_date=START, extent="full", mean_hours=1900)),
        sound=suspended(Suspension(start_date=START, extent="partial", mean_hours=1900)),
    ),
    Case(
        "Less than no hours.",
        "SUSPENSION_MEAN_HOURS-TOO_LOW",
        wrong=partial(-1),
        sound=partial(0),
    ),
    Case(
        "More hours than a full-timer's under one of the regimes.",
        "SUSPENSION_MEAN_HOURS-TOO_HIGH",
        wrong=partial(3601),
        sound=partial(3600),
    ),
]
