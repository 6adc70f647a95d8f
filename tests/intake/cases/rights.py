"""Training rights of a calendar year, sectoral or granted by the employer."""

import datetime as dt
from typing import Any

from fla.intake.declaration import RightDeclaration
from tests.intake.build import BRAM, right
from tests.intake.cases.case import Case, amount, bram


def adjusted(days: str, **changes: Any) -> RightDeclaration:
    """A right of four days, adjusted by so many."""
    values: dict[str, Any] = {
        "adjusted": amount(days),
        "adjustment_reason": "Error in the first declaration",
    }
    return right(**(values | changes))


YEARS_AND_TYPES = [
    Case(
        "A right of 2021: the right to training exists since 2022.",
        "RIGHT_YEAR-TOO_LOW",
        wrong=right(year=2021),
        sound=right(year=2022),
    ),
    Case(
        "A right of the year 2101.",
        "RIGHT_YEAR-TOO_HIGH",
        wrong=right(year=2101),
        sound=right(year=2100),
    ),
    Case(
        "A right of a year in which the worker had left.",
        "SSIN-NOT_EMPLOYED",
        wrong=right(BRAM, year=2026),
        sound=right(BRAM, year=2025),
        before=(bram(end_date=dt.date(2025, 1, 1)),),
    ),
    Case(
        "A second sectoral right of the same year.",
        "RIGHT_TYPE-RIGHT_EXISTS",
        wrong=right(reference="RGT-2"),
        sound=right(reference="RGT-2", right_type="employer"),
        before=(right(),),
    ),
    Case(
        "A second sectoral right of the same year, in the same submission.",
        "RIGHT_TYPE-RIGHT_EXISTS",
        wrong=right(reference="RGT-2"),
        sound=right(reference="RGT-2", year=2025),
        beside=(right(),),
    ),
]

AMOUNTS = [
    Case(
        "Less than no days.",
        "ENTITLED-TOO_LOW",
        wrong=right(entitled=amount("-0.0001")),
        sound=right(entitled=amount("0")),
    ),
    Case(
        "More days than a leap year has.",
        "ENTITLED-TOO_HIGH",
        wrong=right(entitled=amount("366.0001")),
        sound=right(entitled=amount("366")),
    ),
    Case(
        "More hours than a leap year has.",
        "ENTITLED-TOO_HIGH",
        wrong=right(unit="hour", entitled=amount("8784.0001")),
        sound=right(unit="hour", entitled=amount("8784")),
    ),
    Case(
        "A right to the hundred-thousandth of a day; four decimals are kept.",
        "ENTITLED-INVALID",
        wrong=right(entitled=amount("3.33333")),
        sound=right(entitled=amount("3.3333")),
    ),
    Case(
        "A debt of more days carried over than a year has.",
        "CARRIED_IN-TOO_LOW",
        wrong=right(carried_in=amount("-366.0001")),
        sound=right(carried_in=amount("-366")),
    ),
    Case(
        "More days carried over than a year has.",
        "CARRIED_IN-TOO_HIGH",
        wrong=right(carried_in=amount("366.0001")),
        sound=right(carried_in=amount("366")),
    ),
    Case(
        "A carried-over credit that is no number.",
        "CARRIED_IN-INVALID",
        wrong=right(carried_in=amount("NaN")),
        sound=right(carried_in=amount("0.0001")),
    ),
    Case(
        "An adjustment down by more than a year.",
        "ADJUSTED-TOO_LOW",
        wrong=adjusted("-366.0001"),
        sound=adjusted("-366"),
    ),
    Case(
        "An adjustment up by more than a year.",
        "ADJUSTED-TOO_HIGH",
        wrong=adjusted("366.0001"),
        sound=adjusted("366"),
    ),
    Case(
        "An adjustment to the hundred-thousandth of a day.",
        "ADJUSTED-INVALID",
        wrong=adjusted("0.00001"),
        sound=adjusted("0.0001"),
    ),
]

REASONS = [
    Case(
        "An adjustment without a reason; none is needed where nothing is adjusted.",
        "ADJUSTMENT_REASON-ABSENT",
        wrong=adjusted("0.0001", adjustment_reason=None),
        sound=adjusted("0", adjustment_reason=None),
    ),
    Case(
        "A reason of 501 characters.",
        "ADJUSTMENT_REASON-LENGTH",
        wrong=adjusted("1", adjustment_reason="x" * 501),
        sound=adjusted("1", adjustment_reason="x" * 500),
    ),
    Case(
        "A reason on two lines.",
        "ADJUSTMENT_REASON-INVALID",
        wrong=adjusted("1", adjustment_reason="Error\nin the first"),
        sound=adjusted("1", adjustment_reason="Error in the first"),
    ),
    Case(
        "A collective agreement's number without its committee.",
        "CBA_REGISTRATION_NUMBER-INVALID",
        wrong=right(cba_registration_number="181682"),
        sound=right(cba_registration_number="181682/CO/200"),
    ),
    Case(
        "A collective agreement's number of seven digits.",
        "CBA_REGISTRATION_NUMBER-INVALID",
        wrong=right(cba_registration_number="1181682/CO/149.01"),
        sound=right(cba_registration_number="181682/CO/149.01"),
    ),
    Case(
        "A collective agreement's number in other digits than ours.",
        "CBA_REGISTRATION_NUMBER-INVALID",
        wrong=right(cba_registration_number="١٨/CO/200"),
        sound=right(cba_registration_number="18/CO/200"),
    ),
]

CASES = [*YEARS_AND_TYPES, *AMOUNTS, *REASONS]
