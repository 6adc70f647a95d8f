"""A fault has one name, whether the schema finds it in a file or the intake in a form."""

import datetime as dt
import io
from decimal import Decimal

import pytest

from fla.doors.batch.offline import offline_outcomes
from fla.doors.batch.reader import Header
from fla.doors.batch.writer import write_declarations
from fla.intake.anomaly import Anomaly
from fla.intake.declaration import AnyDeclaration, Unreadable
from fla.intake.shape_employment import MOST_OCCUPATIONS
from fla.intake.shape_suspension import MOST_SUSPENSIONS
from tests.doors.batch.documents import read
from tests.intake import build
from tests.intake.build import BAKERY, TODAY

EARLY, FAR = dt.date(1899, 12, 31), dt.date(2101, 1, 1)
START = dt.date(2020, 1, 1)

FAULTY: list[AnyDeclaration] = [
    build.training(title=" "),
    build.training(title="x" * 201),
    build.training(provider_name="x" * 201),
    build.training(provider_name=""),
    build.training(location="x" * 201),
    build.training(session_reference="x" * 61),
    build.training(certificate_number="x" * 61),
    build.training(provider_number="123"),
    build.training(language="Dutch"),
    build.training(start_date=EARLY),
    build.training(end_date=FAR, status="planned"),
    build.training(duration_minutes=0),
    build.training(duration_minutes=14_398_561),
    build.training(charged_minutes=-1),
    build.training(duration_minutes=None, duration_days=Decimal("0.005")),
    build.training(duration_minutes=None, duration_days=Decimal(0)),
    build.training(charged_minutes=None, charged_days=Decimal(10000)),
    build.training(score=Decimal("100.01")),
    build.training(score=Decimal(-1)),
    build.training(cost=Decimal("1.001")),
    build.training(cost=Decimal(100000000)),
    build.training(certificate_issued=EARLY),
    build.training(employer="123"),
    build.training(employer="BE0800000174"),
    build.training(employer="2800000174"),
    build.training(ssin="850730033"),
    build.training(ssin="85.07.30-033.28"),
    build.training(reference="a b"),
    build.training(reference="x" * 61),
    build.right(year=2021),
    build.right(year=2101),
    build.right(entitled=Decimal(-1)),
    build.right(entitled=Decimal("8784.5"), unit="hour"),
    build.right(entitled=Decimal("1.00001")),
    build.right(carried_in=Decimal(-8785), unit="hour"),
    build.right(adjustment_reason="x" * 501),
    build.right(cba_registration_number="200"),
    build.employment(name=("", "Anna")),
    build.employment(name=("Peeters", "x" * 101)),
    build.employment(occupations=()),
    build.employment(occupations=(build.occupation(START),) * (MOST_OCCUPATIONS + 1)),
    build.employment(mean_hours=4801),
    build.employment(mean_hours=-1),
    build.employment(occupations=(build.occupation(START, reference_hours=0),)),
    build.employment(occupations=(build.occupation(START, days_per_week=701),)),
    build.employment(occupations=(build.occupation(START, joint_committee="20"),)),
    build.employment(suspensions=(build.suspension(START, EARLY),)),
    build.employment(suspensions=(build.suspension(START, mean_hours=-1),)),
    build.employment(suspensions=(build.suspension(START),) * (MOST_SUSPENSIONS + 1)),
    build.opt_out(year=2021),
    build.opt_out(reason="x" * 501),
    build.opt_out("850730033"),
    build.adjustment(year=2101),
    build.adjustment(amount=Decimal("8784.5"), unit="hour"),
    build.adjustment(amount=Decimal("0.00001")),
    build.adjustment(effective_date=FAR),
    build.adjustment(reason=""),
    build.adjustment(reason="x" * 501),
    build.verification(year=2021),
    build.head_count(quarter="2026K3"),
    build.head_count(fte=Decimal("0.005")),
    build.head_count(fte=Decimal(10_000_000)),
    build.head_count(reason=" "),
]


def told(anomaly: Anomaly) -> tuple[str, str | None]:
    return anomaly.code, anomaly.detail


@pytest.mark.parametrize("declaration", FAULTY, ids=range(len(FAULTY)))
def test_schema_and_intake_name_a_fault_alike(declaration: AnyDeclaration) -> None:
    stream = io.BytesIO()
    write_declarations(stream, Header(BAKERY, TODAY), [declaration])
    (record,), fault = read(stream.getvalue())
    assert fault is None
    assert isinstance(record.declaration, Unreadable)
    (by_form,) = offline_outcomes([declaration], TODAY)
    by_schema = [told(anomaly) for anomaly in record.declaration.anomalies]
    assert len(by_schema) == 1
    assert by_schema[0] in [told(anomaly) for anomaly in by_form.anomalies]
