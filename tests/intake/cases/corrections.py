"""Adjustments and verifications of a right, and the head count.

At the bakery five sectoral days were computed for Anna in 2026, the year 2023 is closed, and the
head count of 2026 was fixed by the quarters 2024Q4 to 2025Q3.
"""

import datetime as dt

from tests.intake.build import (
    ANNA,
    BAKERY,
    BRAM,
    FOUNDRY,
    PAYROLL,
    SCHOOL,
    adjustment,
    head_count,
    right,
    verification,
)
from tests.intake.cases.case import Case, amount, bram, headed, withdrawn

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

HEAD_COUNTS = [
    Case(
        "A quarter declared twice; lines that add to it there may be many.",
        "HEAD_COUNT_QUARTER-EXISTS",
        wrong=head_count("HCT-3"),
        sound=head_count("HCT-3", line="adjustment", reason="Agency workers"),
        before=(head_count(), head_count("HCT-2", line="adjustment", reason="Agency workers")),
    ),
    Case(
        "A quarter declared twice in one submission.",
        "HEAD_COUNT_QUARTER-EXISTS",
        wrong=head_count("HCT-2"),
        sound=head_count("HCT-2", quarter="2026Q2"),
        beside=(head_count(),),
    ),
    Case(
        "A quarter written as the NSSO does.",
        "HEAD_COUNT_QUARTER-INVALID",
        wrong=head_count(quarter="2026/3"),
        sound=head_count(quarter="2026Q3"),
    ),
    Case(
        "A fifth quarter.",
        "HEAD_COUNT_QUARTER-INVALID",
        wrong=head_count(quarter="2025Q5"),
        sound=head_count(quarter="2026Q1"),
    ),
    Case(
        "A quarter before those that count for 2022.",
        "HEAD_COUNT_QUARTER-TOO_LOW",
        wrong=head_count(quarter="2020Q3"),
        sound=head_count(quarter="2020Q4"),
    ),
    Case(
        "A quarter that has not begun.",
        "HEAD_COUNT_QUARTER-TOO_HIGH",
        wrong=head_count(quarter="2027Q1"),
        sound=head_count(quarter="2026Q4"),
    ),
    Case(
        "A quarter by which the head count was fixed already.",
        "HEAD_COUNT_QUARTER-FROZEN",
        wrong=head_count(quarter="2025Q3"),
        sound=head_count(quarter="2025Q4"),
        accepted=True,
    ),
    Case(
        "Fewer than nobody; a line that takes from what was declared may be negative.",
        "HEAD_COUNT_FTE-TOO_LOW",
        wrong=head_count(fte=amount("-0.01")),
        sound=head_count(fte=amount("-0.01"), line="adjustment", reason="Counted twice"),
    ),
    Case(
        "Ten million.",
        "HEAD_COUNT_FTE-TOO_HIGH",
        wrong=head_count(fte=amount("10000000")),
        sound=head_count(fte=amount("9999999.99")),
    ),
    Case(
        "A thousandth of a full-timer.",
        "HEAD_COUNT_FTE-INVALID",
        wrong=head_count(fte=amount("19.505")),
        sound=head_count(fte=amount("19.500")),
    ),
    Case(
        "A line that adds nothing.",
        "HEAD_COUNT_FTE-INVALID",
        wrong=head_count(fte=amount("0"), line="adjustment", reason="Agency workers"),
        sound=head_count(fte=amount("0")),
    ),
    Case(
        "A line that adds, and does not say why.",
        "HEAD_COUNT_REASON-ABSENT",
        wrong=head_count(line="adjustment"),
        sound=head_count(line="declared"),
    ),
    Case(
        "A reason for a head count of 501 characters.",
        "HEAD_COUNT_REASON-LENGTH",
        wrong=head_count(reason="x" * 501),
        sound=head_count(reason="x" * 500),
    ),
    Case(
        "A reason for a head count on two lines.",
        "HEAD_COUNT_REASON-INVALID",
        wrong=head_count(reason="Agency\nworkers"),
        sound=head_count(reason="Agency workers"),
    ),
    Case(
        "A worker in a head count.",
        "SSIN-FORBIDDEN",
        wrong=headed(head_count(), ssin=ANNA),
        sound=head_count(),
    ),
    Case(
        "A head count the day before the mandate starts.",
        "ENTERPRISE_NUMBER-NO_MANDATE",
        wrong=head_count(employer=FOUNDRY),
        sound=head_count(employer=FOUNDRY),
        by=PAYROLL,
        on=dt.date(2026, 12, 31),
        sound_on=dt.date(2027, 1, 1),
    ),
    Case(
        "A school counts heads.",
        "ENTERPRISE_NUMBER-NOT_ENTITLED",
        wrong=head_count(),
        sound=head_count(),
        by=SCHOOL,
        sound_by=BAKERY,
    ),
]

CASES = [*AMOUNTS, *RIGHTS, *VERIFICATIONS, *HEAD_COUNTS]
