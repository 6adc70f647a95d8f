"""Adjustments and verifications of a right.

At the bakery five sectoral days were computed for Anna in 2026, and the year 2023 is closed.
"""

import datetime as dt

from tests.intake.build import (
    ANNA,
    BRAM,
    PAYROLL,
    SCHOOL,
    adjustment,
    right,
    verification,
)
from tests.intake.cases.case import Case, amount, bram, withdrawn

AMOUNTS = [
    Case(
        "Down by more days than a year has.",
        "ADJUSTMENT_AMOUNT-TOO_LOW",
        wrong=adjustment(amount=amount("-366.0001")),
        sound=adjustment(amount=amount("-366")),
    ),
    Case(
        "Up by more hours than a year has.",
        "ADJUSTMENT_AMOUNT-TOO_HIGH",
        wrong=adjustment(unit="hour", amount=amount("8784.0001")),
        sound=adjustment(unit="hour", amount=amount("8784")),
    ),
    Case(
        "By the hundred-thousandth of a day.",
        "ADJUSTMENT_AMOUNT-INVALID",
        wrong=adjustment(amount=amount("0.00001")),
        sound=adjustment(amount=amount("0.0001")),
    ),
    Case(
        "By nothing.",
        "ADJUSTMENT_AMOUNT-INVALID",
        wrong=adjustment(amount=amount("-0.0")),
        sound=adjustment(amount=amount("-0.0001")),
    ),
    Case(
        "From 1899 on.",
        "ADJUSTMENT_EFFECTIVE_DATE-TOO_LOW",
        wrong=adjustment(effective_date=dt.date(1899, 12, 31)),
        sound=adjustment(effective_date=dt.date(1900, 1, 1)),
    ),
    Case(
        "From 2101 on.",
        "ADJUSTMENT_EFFECTIVE_DATE-TOO_HIGH",
        wrong=adjustment(effective_date=dt.date(2101, 1, 1)),
        sound=adjustment(effective_date=dt.date(2100, 12, 31)),
    ),
    Case(
        "An adjustment without a reason.",
        "ADJUSTMENT_REASON-ABSENT",
        wrong=adjustment(reason=""),
        sound=adjustment(reason="Agreed"),
    ),
    Case(
        "An adjustment in 2021.",
        "RIGHT_YEAR-TOO_LOW",
        wrong=adjustment(year=2021),
        sound=adjustment(year=2022),
        before=(right(year=2022),),
    ),
    Case(
        "An adjustment in 2101.",
        "RIGHT_YEAR-TOO_HIGH",
        wrong=adjustment(year=2101),
        sound=adjustment(year=2100),
        before=(right(year=2100),),
    ),
]

RIGHTS = [
    Case(
        "An adjustment of a right that the worker does not have; a declared one will do.",
        "RIGHT_TYPE-NO_RIGHT",
        wrong=adjustment(right_type="statutory"),
        sound=adjustment(right_type="employer"),
        before=(right(right_type="employer"),),
    ),
    Case(
        "An adjustment of a cancelled right; one of a computed right needs no other.",
        "RIGHT_TYPE-NO_RIGHT",
        wrong=adjustment(year=2025),
        sound=adjustment(year=2026),
        before=(right(year=2025), withdrawn(right(year=2025))),
    ),
    Case(
        "An adjustment in a closed year.",
        "RIGHT_YEAR-YEAR_CLOSED RIGHT_TYPE-NO_RIGHT",
        wrong=adjustment(year=2023),
        sound=adjustment(year=2022),
        before=(right(year=2022),),
    ),
    Case(
        "An adjustment for a worker who has left.",
        "SSIN-NOT_EMPLOYED",
        wrong=adjustment(BRAM),
        sound=adjustment(BRAM, year=2025),
        before=(bram(end_date=dt.date(2025, 1, 1)), right(BRAM, year=2025)),
    ),
    Case(
        "A school adjusts a right.",
        "ENTERPRISE_NUMBER-NOT_ENTITLED",
        wrong=adjustment(),
        sound=adjustment(),
        by=SCHOOL,
        sound_by=PAYROLL,
    ),
]

VERIFICATIONS = [
    Case(
        "A verification where nothing was computed.",
        "RIGHT_YEAR-NO_RIGHT",
        wrong=verification(year=2025),
        sound=verification(year=2026),
    ),
    Case(
        "A verification of what was found correct before; sent again it is but a retry.",
        "RIGHT_YEAR-VERIFIED",
        wrong=verification(reference="VER-2"),
        sound=verification(reference="VER-1"),
        before=(verification(),),
        accepted=True,
    ),
    Case(
        "A verification for a worker who has left.",
        "SSIN-NOT_EMPLOYED",
        wrong=verification(BRAM),
        sound=verification(ANNA),
        before=(bram(end_date=dt.date(2025, 1, 1)),),
    ),
    Case(
        "A verification of a closed year.",
        "RIGHT_YEAR-YEAR_CLOSED RIGHT_YEAR-NO_RIGHT",
        wrong=verification(year=2023),
        sound=verification(year=2026),
    ),
    Case(
        "A verification of 2021.",
        "RIGHT_YEAR-TOO_LOW",
        wrong=verification(year=2021),
        sound=verification(year=2026),
    ),
    Case(
        "A school verifies a right.",
        "ENTERPRISE_NUMBER-NOT_ENTITLED",
        wrong=verification(),
        sound=verification(),
        by=SCHOOL,
        sound_by=PAYROLL,
    ),
]

CASES = [*AMOUNTS, *RIGHTS, *VERIFICATIONS]
