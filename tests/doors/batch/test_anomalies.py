"""Each kind of anomaly comes out of the batch door with its code, class, place and message."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from msgspec import Struct

from fla.database.pool import Pool
from fla.doors.batch.process import outcome_path, submit_file
from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import AnyDeclaration, Sender
from tests.doors.batch.documents import document, training
from tests.doors.batch.test_process import answers, write
from tests.intake import build
from tests.intake.build import ANNA, BAKERY, BRAM, CLOCK, FOUNDRY, NOBODY, PAYROLL, SCHOOL, STRANGER
from tests.intake.cases.replacements import replacing

DAY = dt.date(2026, 10, 5)
LONG = {"duration_minutes": 1440, "charged_right": None, "charged_minutes": None}


class Case(Struct, frozen=True):
    """What a sender sends and, after what the bakery sent before, the anomaly it brings."""

    field: Field
    error: Error
    path: str
    sent: Sequence[AnyDeclaration]
    before: Sequence[AnyDeclaration] = ()
    sender: str = BAKERY


def one_day(reference: str, **changes: Any) -> AnyDeclaration:
    return build.training(reference=reference, start_date=DAY, end_date=DAY, **{**LONG, **changes})


CASES = [
    Case(
        Field.DURATION_MINUTES,
        Error.ABSENT,
        "Training[1]/DurationMinutes",
        [build.training(duration_minutes=None)],
    ),
    Case(
        Field.ENTERPRISE_NUMBER,
        Error.CHECK_DIGIT,
        "Training[1]/EnterpriseNumber",
        [build.training(employer="0800000175")],
    ),
    Case(
        Field.DURATION_DAYS,
        Error.FORBIDDEN,
        "Training[1]/DurationDays",
        [build.training(duration_days=Decimal(2))],
    ),
    Case(
        Field.TRAINING_END_DATE,
        Error.END_BEFORE_START,
        "Training[1]/EndDate",
        [build.training(end_date=dt.date(2026, 10, 4))],
    ),
    Case(
        Field.FAMILY_NAME,
        Error.NAME_DIFFERS,
        "Employment[1]/Person/FamilyName",
        [build.employment(reference="E-2", name=("Maes", "Anna"), parallel=True)],
    ),
    Case(
        Field.SSIN,
        Error.UNKNOWN,
        "Training[1]/Ssin",
        [build.training(NOBODY)],
    ),
    Case(
        Field.REFERENCE,
        Error.UNKNOWN,
        "Right[1]/Reference",
        [build.right(action="cancel")],
    ),
    Case(
        Field.ENTERPRISE_NUMBER,
        Error.NOT_ENTITLED,
        "Training[1]/EnterpriseNumber",
        [build.training()],
        sender=STRANGER,
    ),
    Case(
        Field.ENTERPRISE_NUMBER,
        Error.NO_MANDATE,
        "Training[1]/EnterpriseNumber",
        [build.training(employer=FOUNDRY)],
        sender=PAYROLL,
    ),
    Case(
        Field.SSIN,
        Error.NOT_EMPLOYED,
        "Training[1]/Ssin",
        [
            build.training(
                start_date=dt.date(2019, 5, 6), end_date=dt.date(2019, 5, 6), duration_minutes=912
            )
        ],
    ),
    Case(
        Field.DECLARATION,
        Error.UNCHANGED,
        "Training[1]",
        [build.training(action="correct")],
        before=[build.training()],
    ),
    Case(
        Field.TRAINING_END_DATE,
        Error.LATE,
        "Training[1]/EndDate",
        [build.training(start_date=dt.date(2026, 3, 2), end_date=dt.date(2026, 3, 3))],
    ),
    Case(
        Field.REFERENCE,
        Error.WRONG_STATE,
        "Training[1]/Reference",
        [build.training(action="correct", title="Other")],
        before=[build.training(), build.training(action="cancel")],
    ),
    Case(
        Field.TRAINING_END_DATE,
        Error.PLANNED_IN_PAST,
        "Training[1]/EndDate",
        [build.training(status="planned")],
    ),
    Case(
        Field.TRAINING_END_DATE,
        Error.COMPLETED_IN_FUTURE,
        "Training[1]/EndDate",
        [build.training(start_date=dt.date(2026, 12, 1), end_date=dt.date(2026, 12, 2))],
    ),
    Case(
        Field.TITLE,
        Error.PROBABLE_DUPLICATE,
        "Training[1]/Title",
        [build.training(charged_right=None, charged_minutes=None)],
        before=[build.training(reference="OTHER")],
        sender=PAYROLL,
    ),
    Case(
        Field.DURATION_MINUTES,
        Error.DAY_TOO_LONG,
        "Training[2]/DurationMinutes",
        [one_day("A"), one_day("B", duration_minutes=1)],
    ),
    Case(
        Field.REFERENCE,
        Error.REFERENCE_TAKEN,
        "Training[1]/Reference",
        [build.training(title="Other")],
        before=[build.training()],
    ),
    Case(
        Field.CHARGED_MINUTES,
        Error.MORE_THAN_DURATION,
        "Training[1]/ChargedMinutes",
        [build.training(charged_minutes=913)],
    ),
    Case(
        Field.EMPLOYMENT_START_DATE,
        Error.OVERLAP,
        "Employment[1]/StartDate",
        [build.employment(reference="E-2", start=dt.date(2024, 1, 1))],
    ),
    Case(
        Field.OCCUPATION_START_DATE,
        Error.OUTSIDE_EMPLOYMENT,
        "Employment[1]/Occupation/StartDate",
        [build.employment(BRAM, "E-2", occupations=(build.occupation(dt.date(2020, 2, 1)),))],
    ),
    Case(
        Field.EMPLOYMENT_END_DATE,
        Error.TRAININGS_LEFT_OUT,
        "Employment[1]/EndDate",
        [build.employment(action="correct", end_date=dt.date(2026, 9, 30))],
        before=[build.training()],
    ),
    Case(
        Field.RIGHT_TYPE,
        Error.RIGHT_EXISTS,
        "Right[1]/RightType",
        [build.right(reference="R-2")],
        before=[build.right()],
    ),
    Case(
        Field.RIGHT_TYPE,
        Error.COMPUTED_RIGHT,
        "Right[1]/RightType",
        [build.right(right_type="statutory")],
    ),
    Case(
        Field.RIGHT_YEAR,
        Error.EXISTS,
        "OptOut[1]/Year",
        [build.opt_out(None, reference="O-2")],
        before=[build.opt_out(None)],
    ),
    Case(
        Field.RIGHT_YEAR,
        Error.YEAR_CLOSED,
        "OptOut[1]/Year",
        [build.opt_out(year=2023)],
    ),
    Case(
        Field.RIGHT_TYPE,
        Error.NO_RIGHT,
        "Adjustment[1]/RightType",
        [build.adjustment(year=2025)],
    ),
    Case(
        Field.HEAD_COUNT_QUARTER,
        Error.FROZEN,
        "HeadCount[1]/Quarter",
        [build.head_count(quarter="2025Q3")],
    ),
    Case(
        Field.RIGHT_YEAR,
        Error.VERIFIED,
        "Verification[1]/Year",
        [build.verification(reference="V-2")],
        before=[build.verification()],
    ),
    Case(
        Field.RIGHT_YEAR,
        Error.RIGHTS_LEFT_OUT,
        "OptOut[1]/Year",
        [build.opt_out(action="cancel")],
        before=[build.opt_out(), build.right(right_type="statutory")],
    ),
    Case(
        Field.SUSPENSION_START_DATE,
        Error.NOT_WITHIN,
        "Employment[1]/Suspension/StartDate",
        [build.employment(action="correct", suspensions=(build.suspension(dt.date(2019, 1, 1)),))],
    ),
    Case(
        Field.SSIN,
        Error.REPLACED,
        "Training[1]/Ssin",
        [build.training()],
        before=[replacing()],
    ),
    Case(
        Field.REPLACED_SSIN,
        Error.UNKNOWN,
        "Employment[1]/ReplacedSsin",
        [replacing(NOBODY)],
    ),
    Case(
        Field.SSIN,
        Error.NUMBER_TAKEN,
        "Employment[1]/Ssin",
        [replacing(ANNA, BRAM)],
        before=[build.employment(BRAM, "EMP-2", name=("Janssens", "Bram"))],
    ),
]
BY_SCHEMA = {
    Error.INVALID: training(StartDate="soon"),
    Error.OUT_OF_LIST: training(Form="?"),
    Error.TOO_LOW: training(DurationMinutes="0"),
    Error.TOO_HIGH: training(DurationMinutes="99999999"),
    Error.UNKNOWN_ELEMENT: training(Remark="?"),
    Error.LENGTH: training(Title="x" * 201),
}
"""These the schema finds; test_record_faults.py has them for every element."""


ELSEWHERE = {
    Error.STALE: "a record names no version",
    Error.EXCLUSIVE: "mandates are not declared in files",
    Error.OTHER_SIDE: "mandates are not declared in files",
    Error.MANDATE_STATE: "mandates are not declared in files",
    Error.TOO_MANY_PENDING: "mandates are not declared in files",
    Error.TOO_MANY_MISSES: "only after a hundred wrong guesses; the intake's tests make them",
    Error.REPEATED: "a chunk ends before a reference it holds, so no set names anything twice",
}


def test_every_error_has_its_case() -> None:
    assert {case.error for case in CASES} | set(BY_SCHEMA) == set(Error) - set(ELSEWHERE)


async def submit(pool: Pool, path: Path, sender: str) -> etree._Element:
    await submit_file(path, Sender(enterprise_number=sender, door="xml"), pool, CLOCK)
    return answers(outcome_path(path))


def told(root: etree._Element) -> list[tuple[str | None, ...]]:
    names = ("Code", "Class", "Path", "Message[@language='fr']")
    return [tuple(found.findtext(name) for name in names) for found in root.iter("Anomaly")]


def expected(anomaly: Anomaly, root: etree._Element) -> tuple[str | None, ...]:
    """The anomaly as the outcome file must tell it, with the value and detail that it tells."""
    found = next(each for each in root.iter("Anomaly") if each.findtext("Code") == anomaly.code)
    full = Anomaly(anomaly.field, anomaly.error, found.findtext("Value"), found.findtext("Detail"))
    path = f"/LearningAccountDeclaration/{anomaly.path}"
    return full.code, full.anomaly_class, path, full.message("fr")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.error.name)
async def test_what_the_intake_finds(case: Case, pool: Pool, tmp_path: Path) -> None:
    async with pool.connection() as connection:
        await build.computed(connection)
        await build.closed(connection, 2023)
        await build.decided(connection, dt.date(2026, 1, 1), "2025Q3")
    for number, declaration in enumerate(case.before):
        await submit(pool, write(tmp_path / f"{number}.xml", [declaration]), BAKERY)
    path = write(tmp_path / "batch.xml", case.sent, case.sender)
    root = await submit(pool, path, case.sender)
    anomaly = Anomaly(case.field, case.error, path=case.path)
    assert anomaly.code in [each[0] for each in told(root)], told(root)
    assert expected(anomaly, root) in told(root)
    status = root.findall("Record")[-1].findtext("Status")
    assert status == ("rejected" if anomaly.blocking else "acceptedWithWarnings")


@pytest.mark.parametrize("error", BY_SCHEMA, ids=lambda error: error.name)
async def test_what_the_schema_finds(error: Error, pool: Pool, tmp_path: Path) -> None:
    path = tmp_path / "batch.xml"
    path.write_bytes(document(BY_SCHEMA[error]))
    root = await submit(pool, path, BAKERY)
    ((code, anomaly_class, *_),) = told(root)
    assert (code or "")[6:] == f"{int(error):03d}"
    assert anomaly_class == "B"
    assert [record.findtext("Status") for record in root.findall("Record")] == ["rejected"]


async def test_a_provider_is_told_less(pool: Pool, tmp_path: Path) -> None:
    """A provider learns that the worker is not employed there, not whether he is known."""
    root = await submit(pool, write(tmp_path / "b.xml", [build.training(NOBODY)], SCHOOL), SCHOOL)
    assert [each[0] for each in told(root)] == ["70004-152"]
