"""What heads every declaration: reference, employer, worker, and the object it names."""

import datetime as dt
import uuid

from fla.identifiers import enterprise_number_with_check_digits, ssin_with_check_digits
from fla.intake.declaration import Unreadable
from tests.intake.build import (
    ANNA,
    BAKERY,
    BRAM,
    FOUNDRY,
    NOBODY,
    PAYROLL,
    SCHOOL,
    STRANGER,
    training,
)
from tests.intake.cases.case import (
    THE_FIRST,
    Case,
    bram,
    day,
    headed,
    october,
    withdrawn,
)

_NOBODYS_ID = uuid.UUID(int=2)
_UNREADABLE = Unreadable(
    action="register", reference="TRN-1", enterprise_number=BAKERY, ssin=ANNA, anomalies=()
)

CONTENT = [
    Case(
        "A registration says nothing; a cancellation need not.",
        "DECLARATION-ABSENT",
        wrong=headed(day(), reference="TRN-2", training=None),
        sound=withdrawn(day()),
        before=(day(),),
    ),
    Case(
        "A record could not be read, and nobody says why.",
        "DECLARATION-INVALID",
        wrong=_UNREADABLE,
        sound=day(),
    ),
    Case(
        "A correction changes nothing.",
        "DECLARATION-UNCHANGED",
        wrong=headed(day(action="correct"), target=THE_FIRST, reference="TRN-2"),
        sound=headed(day(action="correct", title="B"), target=THE_FIRST, reference="TRN-2"),
        accepted=True,
        before=(day(),),
    ),
]

VERSIONS = [
    Case(
        "A correction of a version that is not the last.",
        "TARGET-STALE",
        wrong=headed(day(action="correct", title="B"), version=2),
        sound=headed(day(action="correct", title="B"), version=1),
        before=(day(),),
    ),
    Case(
        "A registration of something that has a version already.",
        "TARGET-FORBIDDEN",
        wrong=headed(day(), version=1),
        sound=day(),
    ),
]

REFERENCES = [
    Case(
        "A reference of 61 characters; 60 are allowed.",
        "REFERENCE-INVALID",
        wrong=day(reference="R" * 61),
        sound=day(reference="R" * 60),
    ),
    Case(
        "A reference without characters; one is enough.",
        "REFERENCE-INVALID",
        wrong=day(reference=""),
        sound=day(reference="1"),
    ),
    Case(
        "A reference with an underscore; dashes, full stops and slashes are allowed.",
        "REFERENCE-INVALID",
        wrong=day(reference="2026_10"),
        sound=day(reference="2026-10/5.A"),
    ),
    Case(
        "A reference with a letter that is not among the 26.",
        "REFERENCE-INVALID",
        wrong=day(reference="É1"),
        sound=day(reference="E1"),
    ),
    Case(
        "The same reference twice in one submission.",
        "REFERENCE-REPEATED",
        wrong=day(start_date=october(6), end_date=october(6)),
        sound=day(reference="TRN-2", start_date=october(6), end_date=october(6)),
        beside=(day(),),
    ),
    Case(
        "One training changed twice in one submission, by its reference and by its id.",
        "REFERENCE-REPEATED",
        wrong=headed(day(action="correct", title="C"), target=THE_FIRST, reference="TRN-9"),
        sound=day(reference="TRN-2", action="correct", title="C"),
        before=(day(), day(reference="TRN-2")),
        beside=(day(action="correct", title="B"),),
    ),
    Case(
        "A correction of a reference that was never registered.",
        "REFERENCE-UNKNOWN",
        wrong=day(reference="TRN-2", action="correct", title="B"),
        sound=day(reference="TRN-1", action="correct", title="B"),
        before=(day(),),
    ),
    Case(
        "A correction of what was cancelled.",
        "REFERENCE-WRONG_STATE",
        wrong=day(reference="TRN-1", action="correct", title="B"),
        sound=day(reference="TRN-2", action="correct", title="B"),
        before=(day(), day(reference="TRN-2"), withdrawn(day())),
    ),
    Case(
        "The reference of something cancelled, for something else.",
        "REFERENCE-WRONG_STATE",
        wrong=day(title="B"),
        sound=day(reference="TRN-2", title="B"),
        before=(day(), withdrawn(day())),
    ),
    Case(
        "A reference that stands for another training already.",
        "REFERENCE-REFERENCE_TAKEN",
        wrong=day(start_date=october(6), end_date=october(6)),
        sound=day(reference="TRN-2", start_date=october(6), end_date=october(6)),
        before=(day(),),
    ),
]

ACTIONS = [
    Case(
        "An employment is cancelled during which the worker followed a training.",
        "ACTION-WRONG_STATE",
        wrong=withdrawn(bram("EMP-2")),
        sound=withdrawn(bram("EMP-3")),
        before=(
            bram("EMP-2", end_date=dt.date(2026, 10, 5)),
            bram("EMP-3", start=dt.date(2026, 10, 6)),
            day(BRAM),
        ),
    ),
]

EMPLOYERS = [
    Case(
        "No enterprise number.",
        "ENTERPRISE_NUMBER-ABSENT",
        wrong=day(employer=""),
        sound=day(employer=BAKERY),
    ),
    Case(
        "An enterprise number of nine digits.",
        "ENTERPRISE_NUMBER-LENGTH",
        wrong=day(employer=BAKERY[1:]),
        sound=day(employer=BAKERY),
    ),
    Case(
        "An enterprise number with dots.",
        "ENTERPRISE_NUMBER-INVALID",
        wrong=day(employer=f"{BAKERY[:4]}.{BAKERY[4:7]}.{BAKERY[7:]}"),
        sound=day(employer=BAKERY),
    ),
    Case(
        "An enterprise number that starts with 2, as those of establishment units do.",
        "ENTERPRISE_NUMBER-INVALID",
        wrong=day(employer="2000000094"),
        sound=day(employer=BAKERY),
    ),
    Case(
        "An enterprise number that is one too high.",
        "ENTERPRISE_NUMBER-CHECK_DIGIT",
        wrong=day(employer=f"0{int(BAKERY) + 1}"),
        sound=day(employer=BAKERY),
    ),
    Case(
        "A school's training for an employer that the register does not know.",
        "ENTERPRISE_NUMBER-UNKNOWN",
        wrong=day(employer=enterprise_number_with_check_digits(8_000_099)),
        sound=day(employer=BAKERY),
        by=SCHOOL,
    ),
    Case(
        "An enterprise that nobody mandated.",
        "ENTERPRISE_NUMBER-NOT_ENTITLED",
        wrong=day(),
        sound=day(),
        by=STRANGER,
        sound_by=PAYROLL,
    ),
    Case(
        "A mandate that starts on 1 January, used the day before.",
        "ENTERPRISE_NUMBER-NO_MANDATE",
        wrong=day(employer=FOUNDRY),
        sound=day(employer=FOUNDRY),
        by=PAYROLL,
        on=dt.date(2026, 12, 31),
        sound_on=dt.date(2027, 1, 1),
    ),
]

WORKERS = [
    Case("No national register number.", "SSIN-ABSENT", wrong=day(""), sound=day(ANNA)),
    Case(
        "A national register number of ten digits.",
        "SSIN-LENGTH",
        wrong=day(ANNA[:10]),
        sound=day(ANNA),
    ),
    Case(
        "A national register number with points.",
        "SSIN-INVALID",
        wrong=day(f"{ANNA[:2]}.{ANNA[2:4]}.{ANNA[4:6]}-{ANNA[6:9]}.{ANNA[9:]}"),
        sound=day(ANNA),
    ),
    Case(
        "A national register number of 31 February.",
        "SSIN-INVALID",
        wrong=day(ssin_with_check_digits("850231033")),
        sound=day(ANNA),
    ),
    Case(
        "A national register number with two digits exchanged.",
        "SSIN-CHECK_DIGIT",
        wrong=day(f"{ANNA[:9]}{ANNA[10]}{ANNA[9]}"),
        sound=day(ANNA),
    ),
    Case(
        "A training of somebody the employer never declared.",
        "SSIN-UNKNOWN",
        wrong=day(NOBODY),
        sound=day(ANNA),
    ),
    Case(
        "A correction makes the training another worker's.",
        "SSIN-FORBIDDEN",
        wrong=day(BRAM, action="correct", title="B"),
        sound=day(ANNA, action="correct", title="B"),
        before=(bram(), day()),
    ),
    Case(
        "A training that starts the day before the employment does.",
        "SSIN-NOT_EMPLOYED",
        wrong=day(BRAM, start_date=october(4)),
        sound=day(BRAM, start_date=october(5)),
        before=(bram(start=october(5)),),
    ),
    Case(
        "A training that ends the day after the employment does.",
        "SSIN-NOT_EMPLOYED",
        wrong=day(BRAM, end_date=october(10)),
        sound=day(BRAM, end_date=october(9)),
        before=(bram(end_date=october(9)),),
    ),
    Case(
        "A training across two employments with a day between them.",
        "SSIN-NOT_EMPLOYED",
        wrong=day(BRAM, start_date=october(8), end_date=october(11)),
        sound=day(BRAM, start_date=october(8), end_date=october(10)),
        before=(
            bram("EMP-2", end_date=october(8)),
            bram("EMP-3", start=october(9), end_date=october(10)),
            bram("EMP-4", start=october(12)),
        ),
    ),
]

TARGETS = [
    Case(
        "A registration names an object there is already.",
        "TARGET-FORBIDDEN",
        wrong=headed(training(reference="TRN-2"), target=_NOBODYS_ID),
        sound=training(reference="TRN-2"),
    ),
    Case(
        "A correction names an object there is not.",
        "TARGET-UNKNOWN",
        wrong=headed(day(reference="TRN-2", action="correct", title="B"), target=_NOBODYS_ID),
        sound=headed(day(reference="TRN-2", action="correct", title="B"), target=THE_FIRST),
        before=(day(),),
    ),
]

CASES = [*CONTENT, *VERSIONS, *REFERENCES, *ACTIONS, *EMPLOYERS, *WORKERS, *TARGETS]
