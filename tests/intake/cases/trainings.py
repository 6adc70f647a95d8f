"""Trainings: what they are called, when they are, whether they count."""

import datetime as dt

from tests.intake.build import STRANGER, TODAY
from tests.intake.cases.case import (
    VETERAN,
    Case,
    bram,
    charged,
    day,
    october,
    planned,
)

YESTERDAY, TOMORROW = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)

TEXTS = [
    Case("No title.", "TITLE-ABSENT", wrong=day(title="  "), sound=day(title="X")),
    Case(
        "A title of 201 characters.",
        "TITLE-LENGTH",
        wrong=day(title="é" * 201),
        sound=day(title="é" * 200),
    ),
    Case("A title on two lines.", "TITLE-INVALID", wrong=day(title="A\r\nB"), sound=day(title="A")),
    Case(
        "A title with a control character from the second half of Latin 1.",
        "TITLE-INVALID",
        wrong=day(title="A\x9fB"),
        sound=day(title="A\xa1B"),
    ),
    Case(
        "The payroll office registered a training of that title on that day.",
        "TITLE-PROBABLE_DUPLICATE",
        wrong=day(title="first aid"),
        sound=day(title="First aid", start_date=october(6), end_date=october(6)),
        before_by_payroll=(day(title="First Aid"),),
        accepted=True,
    ),
    Case(
        "The payroll office registered a training of that session under another title.",
        "TITLE-PROBABLE_DUPLICATE",
        wrong=day(title="B", session_reference="S-1"),
        sound=day(title="B", session_reference="S-2"),
        before_by_payroll=(day(title="A", session_reference="S-1"),),
        accepted=True,
    ),
    Case(
        "A provider's number with dots.",
        "PROVIDER_NUMBER-INVALID",
        wrong=day(provider_number=f"{STRANGER[:4]}.{STRANGER[4:7]}.{STRANGER[7:]}"),
        sound=day(provider_number=STRANGER),
    ),
    Case(
        "A provider's number that is one too high.",
        "PROVIDER_NUMBER-CHECK_DIGIT",
        wrong=day(provider_number=f"0{int(STRANGER) + 1}"),
        sound=day(provider_number=STRANGER),
    ),
    Case(
        "A provider's name of 201 characters.",
        "PROVIDER_NAME-LENGTH",
        wrong=day(provider_name="x" * 201),
        sound=day(provider_name="x" * 200),
    ),
    Case(
        "A provider's name that says nothing; it may be left out.",
        "PROVIDER_NAME-LENGTH",
        wrong=day(provider_name=""),
        sound=day(provider_name=None),
    ),
    Case(
        "A provider's name with half a character.",
        "PROVIDER_NAME-INVALID",
        wrong=day(provider_name="School \ud83d"),
        sound=day(provider_name="School 😀"),
    ),
    Case(
        "A location of 201 characters.",
        "LOCATION-LENGTH",
        wrong=day(location="x" * 201),
        sound=day(location="x" * 200),
    ),
    Case(
        "A tab in the location.",
        "LOCATION-INVALID",
        wrong=day(location="Gent\t9000"),
        sound=day(location="Gent 9000"),
    ),
    Case(
        "A language in capitals.",
        "LANGUAGE-INVALID",
        wrong=day(language="NL"),
        sound=day(language="nl"),
    ),
    Case(
        "A language of three letters.",
        "LANGUAGE-INVALID",
        wrong=day(language="nld"),
        sound=day(language="uk"),
    ),
    Case(
        "A session's reference of 61 characters.",
        "SESSION_REFERENCE-LENGTH",
        wrong=day(session_reference="x" * 61),
        sound=day(session_reference="x" * 60),
    ),
    Case(
        "A line break in the session's reference.",
        "SESSION_REFERENCE-INVALID",
        wrong=day(session_reference="S\n1"),
        sound=day(session_reference="S 1"),
    ),
]

DATES = [
    Case(
        "A training since 1899.",
        "TRAINING_START_DATE-TOO_LOW",
        wrong=day(VETERAN.ssin, start_date=dt.date(1899, 12, 31)),
        sound=day(VETERAN.ssin, start_date=dt.date(1900, 1, 1)),
        before=(bram(start=dt.date(1900, 1, 1)),),
    ),
    Case(
        "A training planned for 2101.",
        "TRAINING_START_DATE-TOO_HIGH TRAINING_END_DATE-TOO_HIGH",
        wrong=planned(start_date=dt.date(2101, 1, 1), end_date=dt.date(2101, 1, 1)),
        sound=planned(start_date=dt.date(2100, 12, 31), end_date=dt.date(2100, 12, 31)),
    ),
    Case(
        "A training that was not followed, on a day to come.",
        "TRAINING_START_DATE-COMPLETED_IN_FUTURE",
        wrong=day(status="notFollowed", start_date=TOMORROW, end_date=TOMORROW),
        sound=day(status="notFollowed", start_date=TODAY, end_date=TODAY),
    ),
    Case(
        "A training that ends the day before it starts.",
        "TRAINING_END_DATE-END_BEFORE_START",
        wrong=day(start_date=october(6), end_date=october(5)),
        sound=day(start_date=october(6), end_date=october(6)),
    ),
    Case(
        "A training that ended in 1899.",
        "TRAINING_START_DATE-TOO_LOW TRAINING_END_DATE-TOO_LOW",
        wrong=day(start_date=dt.date(1899, 12, 31), end_date=dt.date(1899, 12, 31)),
        sound=day(),
    ),
    Case(
        "A training planned until 2101.",
        "TRAINING_END_DATE-TOO_HIGH",
        wrong=planned(end_date=dt.date(2101, 1, 1)),
        sound=planned(end_date=dt.date(2100, 12, 31)),
    ),
    Case(
        "A training planned for yesterday.",
        "TRAINING_END_DATE-PLANNED_IN_PAST",
        wrong=planned(start_date=YESTERDAY, end_date=YESTERDAY),
        sound=planned(start_date=YESTERDAY, end_date=TODAY),
    ),
    Case(
        "A training completed tomorrow.",
        "TRAINING_END_DATE-COMPLETED_IN_FUTURE",
        wrong=day(start_date=TODAY, end_date=TOMORROW),
        sound=day(start_date=TODAY, end_date=TODAY),
    ),
    Case(
        "The day after the deadline of its quarter; the deadline itself is in time.",
        "TRAINING_END_DATE-LATE",
        wrong=day(start_date=dt.date(2026, 9, 30), end_date=dt.date(2026, 9, 30)),
        sound=day(start_date=dt.date(2026, 9, 30), end_date=dt.date(2026, 9, 30)),
        accepted=True,
        on=dt.date(2026, 11, 1),
        sound_on=dt.date(2026, 10, 31),
    ),
    Case(
        "The last day of a quarter past its deadline; it counts by the day it ends.",
        "TRAINING_END_DATE-LATE",
        wrong=day(start_date=dt.date(2026, 9, 30), end_date=dt.date(2026, 9, 30)),
        sound=day(start_date=dt.date(2026, 9, 30), end_date=dt.date(2026, 10, 1)),
        accepted=True,
    ),
]

SCOPE = [
    Case(
        "Out of scope without a reason.",
        "OUT_OF_SCOPE_REASON-ABSENT",
        wrong=day(in_scope=False),
        sound=day(in_scope=False, out_of_scope_reason="notWorkRelated"),
    ),
    Case(
        "In scope with a reason why not.",
        "OUT_OF_SCOPE_REASON-FORBIDDEN",
        wrong=day(out_of_scope_reason="notWorkRelated"),
        sound=day(out_of_scope_reason=None),
    ),
    Case(
        "Out of scope and charged to a right.",
        "CHARGED_RIGHT-FORBIDDEN",
        wrong=charged(in_scope=False, out_of_scope_reason="other"),
        sound=day(in_scope=False, out_of_scope_reason="other"),
    ),
    Case(
        "Not followed and charged to a right.",
        "CHARGED_RIGHT-FORBIDDEN",
        wrong=charged(status="notFollowed"),
        sound=charged(status="completed"),
    ),
    Case(
        "Cancelled and charged to a right.",
        "CHARGED_RIGHT-FORBIDDEN",
        wrong=charged(status="cancelled"),
        sound=day(status="cancelled"),
    ),
]

CASES = [*TEXTS, *DATES, *SCOPE]
