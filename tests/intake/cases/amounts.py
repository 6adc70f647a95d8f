"""Trainings: how long they last, what they cost, and what they take from a right."""

from typing import Any

from tests.intake.build import occupation
from tests.intake.cases.case import (
    MOST_DAYS,
    VETERAN,
    Case,
    amount,
    bram,
    charged,
    day,
    endless,
    october,
    planned,
)

LONGEST = MOST_DAYS * 1440


def in_days(days: str | None, **changes: Any) -> Any:
    """A training on 5 October that lasts so many days, of 7 h 36 each."""
    values = {"duration_minutes": None, "duration_days": None if days is None else amount(days)}
    return day(**(values | changes))


def charging(days: str | None, **changes: Any) -> Any:
    """A training of an hour that takes so many days from the sectoral right."""
    values = {"charged_minutes": None, "charged_days": None if days is None else amount(days)}
    return charged(**(values | changes))


TWO_DAYS: dict[str, Any] = {"start_date": october(5), "end_date": october(6)}

MINUTES = [
    Case("No duration.", "DURATION_MINUTES-ABSENT", wrong=in_days(None), sound=in_days("0.01")),
    Case(
        "No minutes.",
        "DURATION_MINUTES-TOO_LOW",
        wrong=day(duration_minutes=0),
        sound=day(duration_minutes=1),
    ),
    Case(
        "More minutes than 9999 days have.",
        "DURATION_MINUTES-TOO_HIGH",
        wrong=endless(duration_minutes=LONGEST + 1),
        sound=endless(duration_minutes=LONGEST),
        before=(VETERAN,),
    ),
    Case(
        "A minute more than 24 hours in a day.",
        "DURATION_MINUTES-DAY_TOO_LONG",
        wrong=day(duration_minutes=1441),
        sound=day(duration_minutes=1440),
    ),
    Case(
        "A minute more than 48 hours in two days.",
        "DURATION_MINUTES-DAY_TOO_LONG",
        wrong=day(duration_minutes=2881, **TWO_DAYS),
        sound=day(duration_minutes=2880, **TWO_DAYS),
    ),
    Case(
        "A minute more than is left of a day.",
        "DURATION_MINUTES-DAY_TOO_LONG",
        wrong=day(reference="TRN-2", duration_minutes=61),
        sound=day(reference="TRN-2", duration_minutes=60),
        before=(day(duration_minutes=1380),),
    ),
    Case(
        "A minute more than is left of a day, in one submission.",
        "DURATION_MINUTES-DAY_TOO_LONG",
        wrong=day(reference="TRN-2", duration_minutes=61),
        sound=day(reference="TRN-2", duration_minutes=60),
        beside=(day(duration_minutes=1380),),
    ),
    Case(
        "A minute more than is left of the two days of a longer training.",
        "DURATION_MINUTES-DAY_TOO_LONG",
        wrong=day(reference="TRN-2", duration_minutes=61),
        sound=day(reference="TRN-2", duration_minutes=60),
        before=(day(duration_minutes=2820, **TWO_DAYS),),
    ),
    Case(
        "A training on a full day; one that was not followed fills no day.",
        "DURATION_MINUTES-DAY_TOO_LONG",
        wrong=day(reference="TRN-2", duration_minutes=1),
        sound=day(reference="TRN-2", duration_minutes=1440, status="notFollowed"),
        before=(day(duration_minutes=1440),),
    ),
]

DAYS = [
    Case(
        "A duration in minutes and in days.",
        "DURATION_DAYS-FORBIDDEN",
        wrong=day(duration_days=amount("1")),
        sound=in_days("1"),
    ),
    Case("No days.", "DURATION_DAYS-TOO_LOW", wrong=in_days("0"), sound=in_days("0.01")),
    Case(
        "More days than there are from its first to its last.",
        "DURATION_DAYS-TOO_HIGH",
        wrong=in_days("2.01", **TWO_DAYS),
        sound=in_days("2.00", **TWO_DAYS),
    ),
    Case(
        "More than 9999 days.",
        "DURATION_DAYS-TOO_HIGH",
        wrong=endless(duration_minutes=None, duration_days=amount("9999.01")),
        sound=endless(duration_minutes=None, duration_days=amount("9999")),
        before=(VETERAN,),
    ),
    Case(
        "Thousandths of a day.",
        "DURATION_DAYS-INVALID",
        wrong=in_days("0.125"),
        sound=in_days("0.12"),
    ),
    Case(
        "A day of 7 h 36 where 7 h 35 are left; 0.99 of it is 7 h 31.",
        "DURATION_DAYS-DAY_TOO_LONG",
        wrong=in_days("1", reference="TRN-2"),
        sound=in_days("0.99", reference="TRN-2"),
        before=(day(duration_minutes=985),),
    ),
    Case(
        "A day of 8 hours, for 40 hours over 5 days, where 7 h 59 are left.",
        "DURATION_DAYS-DAY_TOO_LONG",
        wrong=in_days("1", ssin=VETERAN.ssin, reference="TRN-2"),
        sound=in_days("0.99", ssin=VETERAN.ssin, reference="TRN-2"),
        before=(
            bram(occupations=(occupation(bram().employment.start_date, reference_hours=4000),)),
            day(VETERAN.ssin, duration_minutes=961),
        ),
    ),
]

COSTS = [
    Case(
        "Less than nothing.",
        "COST-TOO_LOW",
        wrong=day(cost=amount("-0.01")),
        sound=day(cost=amount("0")),
    ),
    Case(
        "A hundred million euro.",
        "COST-TOO_HIGH",
        wrong=day(cost=amount("100000000")),
        sound=day(cost=amount("99999999.99")),
    ),
    Case(
        "Tenths of a cent.",
        "COST-INVALID",
        wrong=day(cost=amount("12.345")),
        sound=day(cost=amount("12.340")),
    ),
]

CHARGES = [
    Case(
        "A charge to no right.",
        "CHARGED_RIGHT-ABSENT",
        wrong=day(charged_minutes=60),
        sound=charged(charged_minutes=60),
    ),
    Case(
        "A charge in days to no right.",
        "CHARGED_RIGHT-ABSENT",
        wrong=charging("0.01", charged_right=None),
        sound=charging("0.01"),
    ),
    Case(
        "A right, and nothing charged to it.",
        "CHARGED_MINUTES-ABSENT",
        wrong=charging(None),
        sound=charging("0.01"),
    ),
    Case(
        "A charge of no minutes.",
        "CHARGED_MINUTES-TOO_LOW",
        wrong=charged(charged_minutes=0),
        sound=charged(charged_minutes=1),
    ),
    Case(
        "A charge of more minutes than 9999 days have.",
        "CHARGED_MINUTES-TOO_HIGH",
        wrong=endless(charged_right="sectoral", charged_minutes=LONGEST + 1),
        sound=endless(charged_right="sectoral", charged_minutes=LONGEST),
        before=(VETERAN,),
    ),
    Case(
        "A charge of a minute more than it lasted.",
        "CHARGED_MINUTES-MORE_THAN_DURATION",
        wrong=charged(duration_minutes=60, charged_minutes=61),
        sound=charged(duration_minutes=60, charged_minutes=60),
    ),
    Case(
        "A charge of a minute more than the day of 7 h 36 that it lasts.",
        "CHARGED_MINUTES-MORE_THAN_DURATION",
        wrong=in_days("1", charged_right="sectoral", charged_minutes=457),
        sound=in_days("1", charged_right="sectoral", charged_minutes=456),
    ),
    Case(
        "A charge in minutes and in days.",
        "CHARGED_DAYS-FORBIDDEN",
        wrong=charged(charged_days=amount("0.01")),
        sound=charging("0.01"),
    ),
    Case(
        "A charge of no days.",
        "CHARGED_DAYS-TOO_LOW",
        wrong=charging("0"),
        sound=charging("0.01"),
    ),
    Case(
        "A charge of more than 9999 days.",
        "CHARGED_DAYS-TOO_HIGH",
        wrong=endless(charged_right="sectoral", charged_days=amount("9999.01")),
        sound=endless(charged_right="sectoral", charged_days=amount("9999")),
        before=(VETERAN,),
    ),
    Case(
        "A charge of thousandths of a day.",
        "CHARGED_DAYS-INVALID",
        wrong=charging("0.125"),
        sound=charging("0.12"),
    ),
    Case(
        "A charge of a hundredth of a day more than it lasts.",
        "CHARGED_DAYS-MORE_THAN_DURATION",
        wrong=charging("0.51", duration_minutes=None, duration_days=amount("0.5")),
        sound=charging("0.50", duration_minutes=None, duration_days=amount("0.5")),
    ),
    Case(
        "A planned training charged with more than it will last.",
        "CHARGED_MINUTES-MORE_THAN_DURATION",
        wrong=planned(charged_right="employer", charged_minutes=61),
        sound=planned(charged_right="employer", charged_minutes=60),
    ),
]

CASES = [*MINUTES, *DAYS, *COSTS, *CHARGES]
