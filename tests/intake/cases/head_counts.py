"""The head count: full-time equivalents of a quarter, declared or added.

At the bakery that of 2026 was fixed by the quarters 2024Q4 to 2025Q3.
"""

import datetime as dt

from tests.intake.build import ANNA, BAKERY, FOUNDRY, PAYROLL, SCHOOL, head_count
from tests.intake.cases.case import Case, amount, headed

CASES = [
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
