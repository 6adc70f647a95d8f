"""The account as the outside reads it; `contracts/account/account.schema.json` is made from it.

It holds every field of the individual training account form (Royal Decree of 5 December 2017,
art. 2): identity with birth date and place, domicile and national number; work regime; joint
committees; training credit of the year; days followed; days left or to carry over; growth path.
Docstrings and descriptions go into the schema.
"""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Final, Literal

from msgspec import Meta

from fla.codes import (
    EndReason,
    RightType,
    SuspensionExtent,
    TrainingForm,
    TrainingResult,
    TrainingStatus,
    Unit,
    Verification,
    WorkerCategory,
)
from fla.credit.settlement import Fate
from fla.doors.account.part import (
    Enterprise,
    Hundredths,
    InUnit,
    Minutes,
    Outward,
    Sentence,
    SourceIds,
)
from fla.doors.account.year_model import YearPart
from fla.languages import Language
from fla.law.model import Certainty, SizeClass

FORMAT: Final = "learningAccountExport_2026q4"
"""Names the format within a file, by year and quarter as the other contracts do."""


class EmployerPart(Outward, frozen=True):
    """The employer that keeps the account."""

    enterprise_number: Enterprise
    nsso_number: (
        Annotated[str, Meta(pattern=r"^[1-9][0-9]{1,9}$", description="NSSO number")] | None
    )
    name: str
    language: Language


class WorkerPart(Outward, frozen=True):
    """Whom the account is about, as this employer knows him; `address` is the domicile."""

    ssin: Annotated[str, Meta(pattern=r"^[0-9]{11}$", description="national register number")]
    family_name: str
    given_name: str
    birth_date: dt.date | None
    birth_place: str | None
    address: str | None
    language: Language | None


class Regime(Outward, frozen=True):
    """A work regime (DmfA zones 00048 and 00049): mean hours Q, reference hours S."""

    start_date: dt.date
    end_date: dt.date | None
    mean_hours: Hundredths
    reference_hours: Hundredths
    days_per_week: Annotated[int, Meta(ge=0, description="hundredths of a day a week")]
    joint_committee: str
    worker_category: WorkerCategory


class SuspensionPart(Outward, frozen=True):
    """When a contract did not run, or in part; `meanHours` is Q of that time."""

    start_date: dt.date
    end_date: dt.date | None
    extent: SuspensionExtent
    mean_hours: Hundredths | None


class EmploymentPart(Outward, frozen=True):
    """An employment relation, its last day included; cancelled ones are kept and say so."""

    start_date: dt.date
    end_date: dt.date | None
    end_reason: EndReason | None
    parallel: bool
    cancelled: bool
    registered_by: Enterprise
    reference: str
    version: int
    registered_at: dt.datetime
    changed_at: dt.datetime
    regimes: tuple[Regime, ...]
    suspensions: tuple[SuspensionPart, ...]


class Committee(Outward, frozen=True):
    """A joint committee the worker is or was under; without a name where the pack has none."""

    code: str
    name: Sentence | None


class GrowthPart(Outward, frozen=True):
    """What a full-timer has in a year under the worker's joint committee (art. 50, 52, 53).

    At the average head count the last right stands on, as the law pack has it today.
    """

    year: int
    right_type: RightType
    full_time: InUnit
    unit: Unit
    scale: str
    joint_committee: str | None
    size_class: SizeClass
    cba_registration_number: str | None
    source: SourceIds
    certainty: Certainty
    collective: tuple[Sentence, ...]


class TrainingPart(Outward, frozen=True):
    """A training, planned, followed or not; what is charged counts in the year it ends in."""

    title: str
    start_date: dt.date
    end_date: dt.date
    duration_minutes: Minutes
    duration_days: Decimal | None
    minutes_per_day: Minutes
    form: TrainingForm
    category: str
    status: TrainingStatus
    verification: Verification
    result: TrainingResult | None
    score: Annotated[Decimal, Meta(description="percent")] | None
    certificate_number: str | None
    certificate_issued: dt.date | None
    certificate_valid_until: dt.date | None
    charged_right: RightType | None
    charged_minutes: Minutes
    in_scope: bool
    out_of_scope_reason: str | None
    provider_number: str | None
    provider_name: str | None
    language: str | None
    location: str | None
    funding: str | None
    cost: Annotated[Decimal, Meta(description="euro")] | None
    session_reference: str | None
    registered_by: Enterprise
    reference: str
    version: int
    registered_at: dt.datetime
    changed_at: dt.datetime


class SettledPart(Outward, frozen=True):
    """One right on the last day; negative where more was used than there was."""

    right_type: RightType
    unit: Unit
    right: InUnit
    used: InUnit
    left: InUnit
    usable: InUnit
    sentences: tuple[Sentence, ...]


class SettlementPart(Outward, frozen=True):
    """What becomes of open credit when the last contract ends, by which reading of the law."""

    end_date: dt.date
    end_reason: EndReason | None
    fate: Fate
    source: SourceIds
    certainty: Certainty
    disputed: bool
    usable_until: dt.date | None
    access_until: dt.date
    access: Sentence
    rights: tuple[SettledPart, ...]


class Account(Outward, frozen=True, kw_only=True):
    """One worker's account at one employer.

    With a `year`, `years` and `trainings` hold that year alone; the rest is whole. Sentences are in
    `language`. `years`, `employments` and `trainings` have the latest first.
    """

    format: Literal["learningAccountExport_2026q4"]
    issued_at: dt.datetime
    language: Language
    law_version: str
    year: int | None
    employer: EmployerPart
    worker: WorkerPart
    joint_committees: tuple[Committee, ...]
    employments: tuple[EmploymentPart, ...]
    years: tuple[YearPart, ...]
    growth_path: tuple[GrowthPart, ...]
    trainings: tuple[TrainingPart, ...]
    settlement: SettlementPart | None
