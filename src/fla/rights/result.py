"""The answer to a case, as `fla rights calculate` prints it (contracts/rights)."""

from fractions import Fraction

from msgspec import UNSET, Struct, UnsetType

from fla.codes import RightType, Unit
from fla.law.model import Applied, Certainty, SizeClass
from fla.rights.case import CaseId
from fla.rights.explained_account import carried_in, credit
from fla.rights.explanation import explain, warn
from fla.rights.situation import Situation
from fla.rights.step import Step, Warned
from fla.rights.wording import four_places, head_count_value


class CollectiveDuty(Struct, frozen=True, kw_only=True, rename="camel"):
    """An average the employer owes to all together, over `period_years`; granted to nobody."""

    scale: str
    average: str
    unit: Unit
    period_years: int
    cba_registration_number: str | None
    source: str
    includes_individual: bool


class Result(Struct, frozen=True, kw_only=True, rename="camel"):
    """What a worker is owed and why; amounts are text with four decimals in `unit`."""

    id: CaseId
    size_class: SizeClass
    average_head_count: str
    unit: Unit
    entitled: str
    carried_in: str
    credit: str
    steps: tuple[Step, ...]
    year: int
    right_type: RightType
    joint_committee: str | None
    scale: str
    cba_registration_number: str | None
    certainty: Certainty
    full_time: str
    months: int
    regime: str
    hours_per_day: str | UnsetType = UNSET
    collective: tuple[CollectiveDuty, ...]
    warnings: tuple[Warned, ...]
    law_version: str


def result_of(
    case_id: CaseId, situation: Situation, beside: tuple[Warned, ...], law_version: str
) -> Result:
    """Return the answer; `beside` are warnings about the case rather than about the law."""
    applied = situation.applied
    per_day = situation.minutes_per_day
    return Result(
        id=case_id,
        size_class=applied.size_class,
        average_head_count=head_count_value(situation.head_count.average),
        unit=situation.unit,
        entitled=four_places(situation.entitled),
        carried_in=four_places(carried_in(situation)),
        credit=four_places(credit(situation)),
        steps=explain(situation),
        year=situation.year,
        right_type=applied.right_type,
        joint_committee=applied.joint_committee,
        scale=applied.scale,
        cba_registration_number=applied.cba_registration_number,
        certainty=applied.certainty,
        full_time=four_places(applied.full_time),
        months=situation.months,
        regime=four_places(situation.regime),
        hours_per_day=UNSET if per_day is None else four_places(Fraction(per_day, 60)),
        collective=_duties(applied),
        warnings=(*warn(situation), *beside),
        law_version=law_version,
    )


def _duties(applied: Applied) -> tuple[CollectiveDuty, ...]:
    return tuple(
        CollectiveDuty(
            scale=row.scale,
            average=four_places(row.average),
            unit=row.unit,
            period_years=row.period_years,
            cba_registration_number=row.cba_registration_number,
            source=row.source,
            includes_individual=row.includes_individual,
        )
        for row in applied.collective
    )
