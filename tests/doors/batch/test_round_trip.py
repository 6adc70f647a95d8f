"""What a declaration says survives being written and read; what the schema allows can be read."""

import copy
import datetime as dt
import io
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from fla.doors.batch import contract
from fla.doors.batch.reader import Header, Reader
from fla.doors.batch.translate import collapse
from fla.doors.batch.writer import record_element, write_declarations
from fla.intake.declaration import (
    Action,
    Adjustment,
    AdjustmentDeclaration,
    AnyDeclaration,
    Employment,
    EmploymentDeclaration,
    EndReason,
    Funding,
    HeadCount,
    HeadCountDeclaration,
    HeadCountLine,
    Occupation,
    OptOut,
    OptOutDeclaration,
    OutOfScopeReason,
    Person,
    Right,
    RightDeclaration,
    RightType,
    Suspension,
    SuspensionExtent,
    Training,
    TrainingCategory,
    TrainingDeclaration,
    TrainingForm,
    TrainingResult,
    TrainingStatus,
    Unit,
    Unreadable,
    Verification,
    VerificationDeclaration,
    WorkerCategory,
)
from fla.languages import Language
from tests.doors.batch.documents import (
    document,
    employment,
    read,
    right,
    training,
)
from tests.intake import build

Made = TypeVar("Made")

HEADER = Header(build.BAKERY, dt.date(2026, 11, 22), "fr")
DECLARATION_SCHEMA = contract.schema(contract.DECLARATION_SCHEMA)
RECORD_SCHEMA = contract.schema(contract.RECORD_SCHEMA)


def texts(longest: int) -> st.SearchStrategy[str]:
    """Texts as XML holds them and the schema sees them, without control characters."""
    characters = st.characters(
        exclude_categories=["Cs", "Cc"], exclude_characters=["\ufffe", "\uffff"]
    )
    made = st.text(characters, min_size=1, max_size=longest)
    return made.map(collapse).map(str.strip).filter(bool)


def amounts(lowest: str, highest: str, places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(lowest, highest, places=places, allow_nan=False, allow_infinity=False)


def some(kind: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(get_args(kind))


def made(
    kind: Callable[..., Made], required: dict[str, Any], **optional: Any
) -> st.SearchStrategy[Made]:
    return st.fixed_dictionaries(required, optional=optional).map(lambda values: kind(**values))


DATES = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))
COMMITTEES = st.from_regex(r"[0-9]{3}(\.[0-9]{2}){0,2}", fullmatch=True)
NUMBERS = st.from_regex(r"[01][0-9]{9}", fullmatch=True)
MINUTES = st.integers(1, 14_398_560)
DAYS = amounts("0.01", "9999", 2)
COMMON = {
    "action": some(Action),
    "reference": st.from_regex(r"[-A-Za-z0-9./]{1,60}", fullmatch=True),
    "enterprise_number": NUMBERS,
    "ssin": st.from_regex(r"[0-9]{11}", fullmatch=True),
}
COMPANY = {key: value for key, value in COMMON.items() if key != "ssin"}
PERSONS = made(
    Person,
    {"family_name": texts(100), "given_name": texts(100)},
    birth_date=DATES,
    birth_place=texts(100),
    address=texts(300),
    language=some(Language),
)
OCCUPATIONS = made(
    Occupation,
    {
        "start_date": DATES,
        "mean_hours": st.integers(0, 4800),
        "reference_hours": st.integers(1, 4800),
        "joint_committee": COMMITTEES,
        "worker_category": some(WorkerCategory),
    },
    end_date=DATES,
    days_per_week=st.integers(1, 700),
)
SUSPENSIONS = made(
    Suspension,
    {"start_date": DATES, "extent": some(SuspensionExtent)},
    end_date=DATES,
    mean_hours=st.integers(0, 4800),
)
EMPLOYMENTS = made(
    Employment,
    {
        "person": PERSONS,
        "start_date": DATES,
        "occupations": st.lists(OCCUPATIONS, min_size=1, max_size=3).map(tuple),
    },
    replaced_ssin=st.from_regex(r"[0-9]{11}", fullmatch=True),
    end_date=DATES,
    end_reason=some(EndReason),
    parallel=st.booleans(),
    suspensions=st.lists(SUSPENSIONS, max_size=3).map(tuple),
)
YEARS = st.integers(2022, 2100)
OPT_OUTS = made(OptOut, {"year": YEARS}, reason=texts(500))
ADJUSTMENTS = made(
    Adjustment,
    {
        "year": YEARS,
        "right_type": some(RightType),
        "unit": some(Unit),
        "amount": amounts("-8784", "8784", 4),
        "effective_date": DATES,
        "reason": texts(500),
    },
)
HEAD_COUNTS = made(
    HeadCount,
    {
        "quarter": st.from_regex(r"[0-9]{4}Q[1-4]", fullmatch=True),
        "line": some(HeadCountLine),
        "fte": amounts("-9999999.99", "9999999.99", 2),
    },
    reason=texts(500),
)
RIGHTS = made(
    Right,
    {
        "year": YEARS,
        "right_type": some(RightType),
        "unit": some(Unit),
        "entitled": amounts("0", "8784", 4),
    },
    carried_in=amounts("-8784", "8784", 4),
    adjusted=amounts("-8784", "8784", 4),
    adjustment_reason=texts(500),
    cba_registration_number=st.from_regex(r"[0-9]{1,6}/CO/[0-9]{3}", fullmatch=True),
)
TRAININGS = made(
    Training,
    {
        "title": texts(200),
        "start_date": DATES,
        "end_date": DATES,
        "form": some(TrainingForm),
        "category": some(TrainingCategory),
        "status": some(TrainingStatus),
        "in_scope": st.booleans(),
    },
    provider_number=NUMBERS,
    provider_name=texts(200),
    duration_minutes=MINUTES,
    duration_days=DAYS,
    language=st.from_regex(r"[a-z]{2}", fullmatch=True),
    location=texts(200),
    result=some(TrainingResult),
    score=amounts("0", "100", 2),
    certificate_number=texts(60),
    certificate_issued=DATES,
    certificate_valid_until=DATES,
    out_of_scope_reason=some(OutOfScopeReason),
    funding=some(Funding),
    cost=amounts("0", "99999999.99", 2),
    charged_right=some(RightType),
    charged_minutes=MINUTES,
    charged_days=DAYS,
    session_reference=texts(60),
)
DECLARATIONS: st.SearchStrategy[AnyDeclaration] = st.one_of(
    made(TrainingDeclaration, COMMON, target=st.uuids(), training=TRAININGS),
    made(RightDeclaration, COMMON, target=st.uuids(), right=RIGHTS),
    made(EmploymentDeclaration, COMMON, target=st.uuids(), employment=EMPLOYMENTS),
    made(OptOutDeclaration, COMPANY, ssin=COMMON["ssin"], target=st.uuids(), opt_out=OPT_OUTS),
    made(AdjustmentDeclaration, COMMON, target=st.uuids(), adjustment=ADJUSTMENTS),
    made(
        VerificationDeclaration,
        COMMON,
        target=st.uuids(),
        verification=made(Verification, {"year": YEARS}),
    ),
    made(HeadCountDeclaration, COMPANY, target=st.uuids(), head_count=HEAD_COUNTS),
)


def written(declarations: list[AnyDeclaration]) -> bytes:
    stream = io.BytesIO()
    assert write_declarations(stream, HEADER, declarations) == len(declarations)
    return stream.getvalue()


@settings(deadline=None, max_examples=50)
@given(st.lists(DECLARATIONS, min_size=1, max_size=5))
def test_declarations_survive_being_written_and_read(declarations: list[AnyDeclaration]) -> None:
    data = written(declarations)
    assert DECLARATION_SCHEMA.validate(etree.fromstring(data)), DECLARATION_SCHEMA.error_log
    reader = Reader(io.BytesIO(data))
    assert reader.header == HEADER
    assert [record.declaration for block in reader for record in block] == declarations


NAMES = sorted(
    {
        str(e.get("name"))
        for e in etree.parse(contract.contracts() / contract.RECORD_SCHEMA).iter("{*}element")
    }
)
VALUES = st.sampled_from(
    [
        *("", " ", "x", "0", "1", "true", "register", "formal", "day", "200", " +007 ", "1.50"),
        *("2026-10-05", "0000-01-01", "9999-99-99", "x" * 300, "\ud7ff\U0001f600"),
        *(build.BAKERY, build.ANNA),
    ]
)


SAID: list[AnyDeclaration] = [
    build.employment(suspensions=(build.suspension(), build.suspension(mean_hours=1900))),
    build.opt_out(reason="Ours"),
    build.opt_out(None),
    build.adjustment(),
    build.verification(),
    build.head_count(reason="NSSO"),
]


def record_text(declaration: AnyDeclaration) -> str:
    return etree.tostring(record_element(declaration), encoding="unicode")


@st.composite
def distorted(draw: st.DrawFn) -> etree._Element:
    """A record that was sound until somebody moved, doubled, renamed or rewrote parts of it."""
    sound = draw(st.sampled_from([training(), right(), employment(), *(map(record_text, SAID))]))
    record = etree.fromstring(sound)
    for _ in range(draw(st.integers(1, 4))):
        below = list(record.iter())[1:]
        if not below:
            break
        element = draw(st.sampled_from(below))
        deed = draw(st.sampled_from(["move", "double", "rename", "rewrite", "remove", "attribute"]))
        parent = element.getparent()
        assert parent is not None
        if deed == "move":
            record.insert(draw(st.integers(0, len(record))), element)
        elif deed == "double":
            parent.append(copy.deepcopy(element))
        elif deed == "rename":
            element.tag = draw(st.sampled_from([*NAMES, "Unknown", "{urn:x}Title"]))
        elif deed == "rewrite":
            element.text = draw(VALUES)
        elif deed == "remove":
            parent.remove(element)
        else:
            element.set(draw(st.sampled_from(["a", "{urn:x}a", f"{{{contract.XSI}}}nil"])), "true")
    return record


@settings(deadline=None, max_examples=200)
@given(distorted())
def test_a_record_is_read_exactly_when_the_schema_accepts_it(record: etree._Element) -> None:
    text = etree.tostring(record, encoding="unicode")
    records, fault = read(document(training(), text, training()))
    assert fault is None
    assert len(records) == 3
    declaration = records[1].declaration
    assert isinstance(declaration, Unreadable) is not RECORD_SCHEMA.validate(etree.fromstring(text))
    if isinstance(declaration, Unreadable):
        assert declaration.anomalies
        assert all(anomaly.blocking for anomaly in declaration.anomalies)
        prefix = f"/LearningAccountDeclaration/{records[1].element}["
        assert all(str(anomaly.path).startswith(prefix) for anomaly in declaration.anomalies)
        assert all(anomaly.line for anomaly in declaration.anomalies)


def test_left_out_defaults_are_the_struct_s_own() -> None:
    data = written([build.employment(), build.right()])
    shorter = re.sub(rb"\s*<(Parallel|DaysPerWeek|CarriedIn|Adjusted)>[^<]*</\1>", b"", data)
    assert len(shorter) < len(data) - 80
    records, _ = read(shorter)
    assert [record.declaration for record in records] == [build.employment(), build.right()]


def test_large_and_small_numbers_are_written_plainly() -> None:
    declaration = build.right(entitled=Decimal("1E+2"), carried_in=Decimal("-1E-4"))
    element = record_element(declaration)
    assert element.findtext("Entitled") == "100"
    assert element.findtext("CarriedIn") == "-0.0001"


def test_what_cannot_be_written_is_refused() -> None:
    with pytest.raises(ValueError, match="XML compatible"):
        written([build.training(title="bell \x07")])
    unreadable = Unreadable(
        action="register", reference="", enterprise_number="", ssin="", anomalies=()
    )
    with pytest.raises(KeyError):
        written([unreadable])


def test_a_written_file_reads_as_json_would() -> None:
    """Reading leaves nothing untyped: the declarations are what JSON would give."""
    declarations: list[AnyDeclaration] = [build.training(), build.right(), *SAID]
    records, _ = read(written(declarations))
    assert [
        msgspec.json.decode(msgspec.json.encode(record.declaration), type=AnyDeclaration)
        for record in records
    ] == declarations
