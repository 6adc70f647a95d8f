"""Employments: the person, the dates, and the occupation lines with their hours."""

import datetime as dt
from typing import Any

from fla.intake.shape_employment import MOST_OCCUPATIONS
from tests.intake.build import ANNA, employment, occupation
from tests.intake.cases.case import Case, bram, day, october, person

START = dt.date(2020, 1, 1)
ONE_DAY = dt.timedelta(days=1)


def working(**changes: Any) -> Any:
    """Bram's employment, with something else in its one line."""
    return bram(occupations=(occupation(START, **changes),))


def lines(*dates: tuple[dt.date, dt.date | None], **changes: Any) -> Any:
    """Bram's employment, in lines of these dates."""
    return bram(occupations=tuple(occupation(*both) for both in dates), **changes)


def days(number: int) -> Any:
    """Bram's employment of so many lines, one a day."""
    starts = [START + n * ONE_DAY for n in range(number)]
    return lines(*((start, start) for start in starts))


PERSONS = [
    Case(
        "No family name.",
        "FAMILY_NAME-ABSENT",
        wrong=person(family_name=" "),
        sound=person(family_name="O"),
    ),
    Case(
        "A family name of 101 characters.",
        "FAMILY_NAME-LENGTH",
        wrong=person(family_name="ß" * 101),
        sound=person(family_name="ß" * 100),
    ),
    Case(
        "A tab in the family name.",
        "FAMILY_NAME-INVALID",
        wrong=person(family_name="De\tSmet"),
        sound=person(family_name="De Smet"),
    ),
    Case(
        "Another family name than the register has; case and accents make no difference.",
        "FAMILY_NAME-NAME_DIFFERS",
        wrong=employment(ANNA, "EMP-2", name=("Peters", "Anna"), parallel=True),
        sound=employment(ANNA, "EMP-2", name=("PEETERS", "Ànna"), parallel=True),
        accepted=True,
    ),
    Case(
        "No given name.",
        "GIVEN_NAME-ABSENT",
        wrong=person(given_name=""),
        sound=person(given_name="A"),
    ),
    Case(
        "A given name of 101 characters.",
        "GIVEN_NAME-LENGTH",
        wrong=person(given_name="x" * 101),
        sound=person(given_name="x" * 100),
    ),
    Case(
        "A character in the given name that no text may hold.",
        "GIVEN_NAME-INVALID",
        wrong=person(given_name="A\0"),
        sound=person(given_name="A"),
    ),
    Case(
        "Born in 1899.",
        "BIRTH_DATE-TOO_LOW",
        wrong=person(birth_date=dt.date(1899, 12, 31)),
        sound=person(birth_date=dt.date(1900, 1, 1)),
    ),
    Case(
        "Born in 2101.",
        "BIRTH_DATE-TOO_HIGH",
        wrong=person(birth_date=dt.date(2101, 1, 1)),
        sound=person(birth_date=dt.date(2100, 12, 31)),
    ),
    Case(
        "A birth place of 101 characters.",
        "BIRTH_PLACE-LENGTH",
        wrong=person(birth_place="x" * 101),
        sound=person(birth_place="x" * 100),
    ),
    Case(
        "A line break in the birth place.",
        "BIRTH_PLACE-INVALID",
        wrong=person(birth_place="Gent\n"),
        sound=person(birth_place="Gent"),
    ),
    Case(
        "An address of 301 characters.",
        "ADDRESS-LENGTH",
        wrong=person(address="x" * 301),
        sound=person(address="x" * 300),
    ),
    Case(
        "An address on two lines.",
        "ADDRESS-INVALID",
        wrong=person(address="Kerkstraat 1\n9000 Gent"),
        sound=person(address="Kerkstraat 1, 9000 Gent"),
    ),
]

DATES = [
    Case(
        "An employment since 1899.",
        "EMPLOYMENT_START_DATE-TOO_LOW OCCUPATION_START_DATE-TOO_LOW",
        wrong=bram(start=dt.date(1899, 12, 31)),
        sound=bram(start=dt.date(1900, 1, 1)),
    ),
    Case(
        "An employment from 2101 on.",
        "EMPLOYMENT_START_DATE-TOO_HIGH OCCUPATION_START_DATE-TOO_HIGH",
        wrong=bram(start=dt.date(2101, 1, 1)),
        sound=bram(start=dt.date(2100, 12, 31)),
    ),
    Case(
        "Two employments on one day.",
        "EMPLOYMENT_START_DATE-OVERLAP",
        wrong=bram("EMP-3", start=october(5)),
        sound=bram("EMP-3", start=october(6)),
        before=(bram("EMP-2", end_date=october(5)),),
    ),
    Case(
        "Two employments on one day, in one submission, not said to be parallel.",
        "EMPLOYMENT_START_DATE-OVERLAP",
        wrong=bram("EMP-3", start=october(5)),
        sound=bram("EMP-3", start=october(5), parallel=True),
        beside=(bram("EMP-2", end_date=october(5)),),
    ),
    Case(
        "The reason of an end without its date.",
        "EMPLOYMENT_END_DATE-ABSENT",
        wrong=bram(end_reason="retirement"),
        sound=bram(end_reason="retirement", end_date=october(5)),
    ),
    Case(
        "An employment that ends the day before it starts.",
        "EMPLOYMENT_END_DATE-END_BEFORE_START OCCUPATION_END_DATE-OUTSIDE_EMPLOYMENT",
        wrong=lines((START, None), end_date=START - ONE_DAY),
        sound=lines((START, None), end_date=START),
    ),
    Case(
        "An employment that ended in 1899.",
        "EMPLOYMENT_END_DATE-TOO_LOW EMPLOYMENT_END_DATE-END_BEFORE_START"
        " OCCUPATION_END_DATE-OUTSIDE_EMPLOYMENT",
        wrong=lines((START, None), end_date=dt.date(1899, 12, 31)),
        sound=lines((START, None), end_date=START),
    ),
    Case(
        "An employment that ends in 2101.",
        "EMPLOYMENT_END_DATE-TOO_HIGH",
        wrong=lines((START, None), end_date=dt.date(2101, 1, 1)),
        sound=lines((START, None), end_date=dt.date(2100, 12, 31)),
    ),
    Case(
        "An end that leaves a training outside the employment.",
        "EMPLOYMENT_END_DATE-TRAININGS_LEFT_OUT",
        wrong=bram(action="correct", end_date=october(4)),
        sound=bram(action="correct", end_date=october(5)),
        before=(bram(), day(bram().ssin)),
        accepted=True,
    ),
]

OCCUPATIONS = [
    Case(
        "An employment without occupation lines.",
        "OCCUPATION-ABSENT",
        wrong=lines(),
        sound=lines((START, None)),
    ),
    Case(
        "One occupation line more than an employment may have.",
        "OCCUPATION-TOO_HIGH",
        wrong=days(MOST_OCCUPATIONS + 1),
        sound=days(MOST_OCCUPATIONS),
    ),
    Case(
        "A first line that starts the day after the employment.",
        "OCCUPATION_START_DATE-OUTSIDE_EMPLOYMENT",
        wrong=lines((START + ONE_DAY, None)),
        sound=lines((START, None)),
    ),
    Case(
        "Two lines with a day in common.",
        "OCCUPATION_START_DATE-OVERLAP",
        wrong=lines((START, october(5)), (october(5), None)),
        sound=lines((START, october(5)), (october(6), None)),
    ),
    Case(
        "A line that ends the day before it starts.",
        "OCCUPATION_END_DATE-END_BEFORE_START",
        wrong=lines((START, START - ONE_DAY)),
        sound=lines((START, START)),
    ),
    Case(
        "A line that ended in 1899.",
        "OCCUPATION_END_DATE-TOO_LOW OCCUPATION_END_DATE-END_BEFORE_START",
        wrong=lines((START, dt.date(1899, 12, 31))),
        sound=lines((START, START)),
    ),
    Case(
        "A line that ends in 2101.",
        "OCCUPATION_END_DATE-TOO_HIGH",
        wrong=lines((START, dt.date(2101, 1, 1))),
        sound=lines((START, dt.date(2100, 12, 31))),
    ),
    Case(
        "A line that ends the day after the employment.",
        "OCCUPATION_END_DATE-OUTSIDE_EMPLOYMENT",
        wrong=lines((START, october(6)), end_date=october(5)),
        sound=lines((START, october(5)), end_date=october(5)),
    ),
]

HOURS = [
    Case(
        "Less than no hours; none at all is a full career break.",
        "MEAN_HOURS-TOO_LOW",
        wrong=working(mean_hours=-1),
        sound=working(mean_hours=0),
    ),
    Case(
        "More than 48 hours a week.",
        "MEAN_HOURS-TOO_HIGH",
        wrong=working(mean_hours=4801, reference_hours=4800),
        sound=working(mean_hours=4800, reference_hours=4800),
    ),
    Case(
        "More than 110 % of a full-timer's hours, the law pack's bound.",
        "MEAN_HOURS-TOO_HIGH",
        wrong=working(mean_hours=4181, reference_hours=3800),
        sound=working(mean_hours=4180, reference_hours=3800),
    ),
    Case(
        "A full-timer of no hours.",
        "REFERENCE_HOURS-TOO_LOW",
        wrong=working(reference_hours=0),
        sound=working(reference_hours=1, mean_hours=1),
    ),
    Case(
        "A full-timer of more than 48 hours a week.",
        "REFERENCE_HOURS-TOO_HIGH",
        wrong=working(reference_hours=4801),
        sound=working(reference_hours=4800),
    ),
    Case(
        "48 hours in less than two days: more than 24 hours a day.",
        "DAYS_PER_WEEK-TOO_LOW",
        wrong=working(reference_hours=4800, days_per_week=199),
        sound=working(reference_hours=4800, days_per_week=200),
    ),
    Case(
        "A week without working days.",
        "DAYS_PER_WEEK-TOO_LOW",
        wrong=working(reference_hours=1, mean_hours=1, days_per_week=0),
        sound=working(reference_hours=1, mean_hours=1, days_per_week=1),
    ),
    Case(
        "A week of more than seven days.",
        "DAYS_PER_WEEK-TOO_HIGH",
        wrong=working(days_per_week=701),
        sound=working(days_per_week=700),
    ),
    Case(
        "A joint committee of two digits.",
        "JOINT_COMMITTEE-INVALID",
        wrong=working(joint_committee="20"),
        sound=working(joint_committee="200"),
    ),
    Case(
        "A sub-committee without its full stop.",
        "JOINT_COMMITTEE-INVALID",
        wrong=working(joint_committee="14901"),
        sound=working(joint_committee="149.01"),
    ),
]

CASES = [*PERSONS, *DATES, *OCCUPATIONS, *HOURS]
