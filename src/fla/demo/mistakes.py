"""A handful of declarations, one in order and the others with one thing wrong in each."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, cast

import msgspec

from fla.demo.belgium import Company
from fla.identifiers import enterprise_number_with_check_digits, synthetic_ssin
from fla.intake.declaration import (
    Adjustment,
    AdjustmentDeclaration,
    AnyDeclaration,
    EmploymentDeclaration,
    HeadCount,
    HeadCountDeclaration,
    OptOut,
    OptOutDeclaration,
    Right,
    RightDeclaration,
    Training,
    TrainingCategory,
    TrainingDeclaration,
    Verification,
    VerificationDeclaration,
)

_WEEK, _HALF_A_YEAR = dt.timedelta(days=7), dt.timedelta(days=200)
_NO_EMPLOYER = enterprise_number_with_check_digits(19_999_999)
_NOBODY = synthetic_ssin(dt.date(1981, 3, 14), 599)
"""Of a counter that nobody of the demo has."""


def mistakes(company: Company, today: dt.date) -> list[AnyDeclaration]:
    """Return what a payroll office gets wrong on a bad day, for one of its mandators."""
    worker = next(one for one in company.employments if _works_for_years(one, today))
    right = _declaration(company, worker.ssin, _training(today))
    faulty = [*_wrong_workers(right), *_wrong_dates(right, today), *_wrong_amounts(right)]
    declared: list[AnyDeclaration] = [right, *faulty, *_suspect(right, company, today)]
    declared += _wrong_rights(company, worker.ssin, today)
    declared += _wrong_company(company, today)
    return [
        msgspec.structs.replace(declaration, reference=f"M{today:%Y%m%d}-{number:02}")
        for number, declaration in enumerate(declared, 1)
    ]


def _works_for_years(declaration: EmploymentDeclaration, today: dt.date) -> bool:
    employment = declaration.employment
    if employment is None or employment.end_date is not None:
        return False
    return employment.start_date.year < today.year - 1


def _training(today: dt.date) -> Training:
    """Return a training that is in order, of a week ago."""
    return Training(
        title="Veiligheid begint bij jezelf",
        provider_name="Opleidingshuis Voorbeeld",
        start_date=today - _WEEK,
        end_date=today - _WEEK,
        duration_minutes=240,
        form="formal",
        category="safety",
        language="nl",
        status="completed",
        result="attended",
        in_scope=True,
    )


def _declaration(company: Company, ssin: str, training: Training) -> TrainingDeclaration:
    return TrainingDeclaration(
        action="register",
        reference="M",
        enterprise_number=company.employer.enterprise_number,
        ssin=ssin,
        training=training,
    )


def _but(declaration: TrainingDeclaration, **changes: Any) -> TrainingDeclaration:
    """Return a declaration with other content."""
    training = msgspec.structs.replace(cast("Training", declaration.training), **changes)
    return msgspec.structs.replace(declaration, training=training)


def _wrong_workers(right: TrainingDeclaration) -> Iterator[TrainingDeclaration]:
    mistyped = f"{right.ssin[:-1]}{(int(right.ssin[-1]) + 1) % 10}"
    yield msgspec.structs.replace(right, ssin=mistyped)
    yield msgspec.structs.replace(right, ssin=_NOBODY)
    yield msgspec.structs.replace(right, enterprise_number=_NO_EMPLOYER)


def _wrong_dates(right: TrainingDeclaration, today: dt.date) -> Iterator[TrainingDeclaration]:
    yield _but(right, title="Einde voor begin", end_date=today - 2 * _WEEK)
    yield _but(right, title="Gevolgd in de toekomst", end_date=today + _WEEK)
    yield _but(right, title="Gepland in het verleden", status="planned", result=None)
    long_ago = dt.date(1975, 6, 2)
    yield _but(right, title="Voor de indiensttreding", start_date=long_ago, end_date=long_ago)


def _wrong_amounts(right: TrainingDeclaration) -> Iterator[TrainingDeclaration]:
    yield _but(right, title="Langer dan een dag", duration_minutes=1500)
    yield _but(
        right, title="Meer aangerekend dan gevolgd", charged_right="employer", charged_minutes=480
    )
    yield _but(right, title="Twee keer zo goed", score=Decimal(200))
    yield _but(right, title="Telt niet mee, maar waarom", in_scope=False)
    yield _but(right, title="Onbekende categorie", category=cast("TrainingCategory", "sport"))


def _suspect(
    right: TrainingDeclaration, company: Company, today: dt.date
) -> Iterator[TrainingDeclaration]:
    """Yield what is accepted with a warning: it comes late; the provider registered it, too."""
    long_past = today - _HALF_A_YEAR
    yield _but(right, title="Laat aangegeven", start_date=long_past, end_date=long_past)
    yield from company.trainings["provider"][:1]


def _wrong_rights(company: Company, ssin: str, today: dt.date) -> Iterator[AnyDeclaration]:
    """Yield wrong words on a worker's right: what is computed, closed, nothing, or opted out."""
    number, year = company.employer.enterprise_number, today.year
    computed = Right(year=year, right_type="statutory", unit="day", entitled=Decimal(5))
    more = Adjustment(
        year=year,
        right_type="statutory",
        unit="day",
        amount=Decimal(1),
        effective_date=today,
        reason="Afgesproken in het functioneringsgesprek",
    )
    closed, nothing = ({"year": year - 1}, {"amount": Decimal(0)})
    yield RightDeclaration(
        action="register", reference="M", enterprise_number=number, ssin=ssin, right=computed
    )
    for changes in (closed, nothing):
        yield AdjustmentDeclaration(
            action="register",
            reference="M",
            enterprise_number=number,
            ssin=ssin,
            adjustment=msgspec.structs.replace(more, **changes),
        )
    for opted_out in company.opt_outs[:1]:
        yield VerificationDeclaration(
            action="register",
            reference="M",
            enterprise_number=number,
            ssin=opted_out.ssin or ssin,
            verification=Verification(year=year),
        )


def _wrong_company(company: Company, today: dt.date) -> Iterator[AnyDeclaration]:
    """Yield what is wrong of a whole company: too early, twice, unexplained."""
    number = company.employer.enterprise_number
    yield OptOutDeclaration(
        action="register",
        reference="M",
        enterprise_number=number,
        opt_out=OptOut(year=today.year + 2, reason="Eigen berekening"),
    )
    again = company.head_counts[0].head_count
    agency = HeadCount(quarter=f"{today.year - 1}Q3", line="adjustment", fte=Decimal("1.5"))
    for counted in (again, agency):
        yield HeadCountDeclaration(
            action="register", reference="M", enterprise_number=number, head_count=counted
        )
