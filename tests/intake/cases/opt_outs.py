"""Opt-outs from the computed right, and the statutory rights that they allow to declare.

At the bakery the year 2023 is closed.
"""

import datetime as dt

from tests.intake.build import (
    ANNA,
    BRAM,
    FOUNDRY,
    PAYROLL,
    SCHOOL,
    opt_out,
    right,
)
from tests.intake.cases.case import THE_FIRST, Case, bram, headed, withdrawn

STATUTORY = right(right_type="statutory")

SCOPES = [
    Case(
        "A second opt-out of the same worker and year.",
        "RIGHT_YEAR-EXISTS",
        wrong=opt_out(reference="OPT-2"),
        sound=opt_out(None, reference="OPT-2"),
        before=(opt_out(),),
    ),
    Case(
        "A second opt-out of the whole company.",
        "RIGHT_YEAR-EXISTS",
        wrong=opt_out(None, reference="OPT-2"),
        sound=opt_out(None, reference="OPT-2", year=2027),
        before=(opt_out(None),),
    ),
    Case(
        "A second opt-out of the whole company, in the same submission.",
        "RIGHT_YEAR-EXISTS",
        wrong=opt_out(None, reference="OPT-2"),
        sound=opt_out(ANNA, reference="OPT-2"),
        beside=(opt_out(None),),
    ),
    Case(
        "An opt-out of a worker, corrected into one of the whole company.",
        "SSIN-FORBIDDEN",
        wrong=opt_out(None, action="correct", reason="B"),
        sound=opt_out(ANNA, action="correct", reason="B"),
        before=(opt_out(ANNA),),
    ),
    Case(
        "An opt-out of a worker for a year after he has left.",
        "SSIN-NOT_EMPLOYED",
        wrong=opt_out(BRAM, year=2026),
        sound=opt_out(BRAM, year=2025),
        before=(bram(end_date=dt.date(2025, 1, 1)),),
    ),
    Case(
        "An opt-out of somebody whom the register does not know.",
        "SSIN-UNKNOWN",
        wrong=opt_out(BRAM),
        sound=opt_out(ANNA),
    ),
    Case(
        "A school opts out for an employer.",
        "ENTERPRISE_NUMBER-NOT_ENTITLED",
        wrong=opt_out(None),
        sound=opt_out(None),
        by=SCHOOL,
        sound_by=PAYROLL,
    ),
    Case(
        "An opt-out the day before the mandate starts.",
        "ENTERPRISE_NUMBER-NO_MANDATE",
        wrong=opt_out(None, employer=FOUNDRY, year=2027),
        sound=opt_out(None, employer=FOUNDRY, year=2027),
        by=PAYROLL,
        on=dt.date(2026, 12, 31),
        sound_on=dt.date(2027, 1, 1),
    ),
]

YEARS = [
    Case(
        "An opt-out of 2021: the right exists since 2022.",
        "RIGHT_YEAR-TOO_LOW",
        wrong=opt_out(year=2021),
        sound=opt_out(year=2022),
    ),
    Case(
        "An opt-out of the year after the next.",
        "RIGHT_YEAR-TOO_HIGH",
        wrong=opt_out(year=2028),
        sound=opt_out(year=2027),
    ),
    Case(
        "An opt-out of a closed year.",
        "RIGHT_YEAR-YEAR_CLOSED",
        wrong=opt_out(year=2023),
        sound=opt_out(year=2024),
    ),
    Case(
        "An opt-out moved into a closed year.",
        "RIGHT_YEAR-YEAR_CLOSED",
        wrong=opt_out(action="correct", year=2023),
        sound=opt_out(action="correct", year=2024),
        before=(opt_out(),),
    ),
    Case(
        "A reason to opt out of 501 characters.",
        "OPT_OUT_REASON-LENGTH",
        wrong=opt_out(reason="x" * 501),
        sound=opt_out(reason="x" * 500),
    ),
    Case(
        "A reason to opt out on two lines.",
        "OPT_OUT_REASON-INVALID",
        wrong=opt_out(reason="We keep\nour own count"),
        sound=opt_out(reason="We keep our own count"),
    ),
]

STATUTORY_RIGHTS = [
    Case(
        "The statutory right, which is computed; with an opt-out of the worker it is declared.",
        "RIGHT_TYPE-COMPUTED_RIGHT",
        wrong=right(reference="RGT-2", right_type="statutory", year=2025),
        sound=STATUTORY,
        before=(opt_out(),),
    ),
    Case(
        "The statutory right of a colleague of one who opted out; the company's is everyone's.",
        "RIGHT_TYPE-COMPUTED_RIGHT",
        wrong=right(BRAM, reference="RGT-2", right_type="statutory", year=2027),
        sound=right(BRAM, reference="RGT-2", right_type="statutory", year=2026),
        before=(bram(), opt_out(ANNA, year=2027), opt_out(None, "OPT-2")),
    ),
    Case(
        "The statutory right after its opt-out was cancelled.",
        "RIGHT_TYPE-COMPUTED_RIGHT",
        wrong=STATUTORY,
        sound=right(right_type="statutory", year=2025),
        before=(opt_out(), opt_out(reference="OPT-2", year=2025), withdrawn(opt_out())),
    ),
    Case(
        "An opt-out is cancelled on which a declared statutory right depends.",
        "RIGHT_YEAR-RIGHTS_LEFT_OUT",
        wrong=withdrawn(opt_out(None)),
        sound=withdrawn(opt_out(None, reference="OPT-2", year=2025)),
        before=(opt_out(None), opt_out(None, reference="OPT-2", year=2025), STATUTORY),
    ),
    Case(
        "The last of two opt-outs is moved, on which a declared statutory right depends.",
        "RIGHT_YEAR-RIGHTS_LEFT_OUT",
        wrong=headed(opt_out(action="correct", year=2025), target=THE_FIRST, reference="OPT-9"),
        sound=headed(opt_out(action="correct", reason="B"), target=THE_FIRST, reference="OPT-9"),
        before=(
            opt_out(),
            opt_out(None, reference="OPT-2"),
            STATUTORY,
            withdrawn(opt_out(None, reference="OPT-2")),
        ),
    ),
    Case(
        "A declared right of a closed year.",
        "RIGHT_YEAR-YEAR_CLOSED",
        wrong=right(year=2023),
        sound=right(year=2024),
    ),
]

CASES = [*SCOPES, *YEARS, *STATUTORY_RIGHTS]
