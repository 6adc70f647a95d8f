"""What a declaration says about its object: typed values, frozen, one record a kind."""

import datetime as dt
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from fla.codes import (
    EndReason,
    Funding,
    HeadCountLine,
    OutOfScopeReason,
    RightType,
    SuspensionExtent,
    TrainingCategory,
    TrainingForm,
    TrainingResult,
    TrainingStatus,
    Unit,
    WorkerCategory,
)
from fla.languages import Language


class Person(Struct, frozen=True, gc=False, kw_only=True, rename="camel", omit_defaults=True):
    """The worker's identity as the employer knows it (individual training account form)."""

    family_name: str
    given_name: str
    birth_date: dt.date | None = None
    birth_place: str | None = None
    address: str | None = None
    language: Language | None = None


class Occupation(Struct, frozen=True, gc=False, kw_only=True, rename="camel", omit_defaults=True):
    """A regime in time, as a DmfA occupation line; hours in hundredths a week, 3833 is 38 h 20."""

    start_date: dt.date
    end_date: dt.date | None = None
    mean_hours: int
    """Q, DmfA zone 00048; 0 in a full career break."""
    reference_hours: int
    """S, DmfA zone 00049: the full-timer's hours."""
    days_per_week: int = 500
    """The days over which that full-timer's week is spread, in hundredths; S over it is a day."""
    joint_committee: str
    worker_category: WorkerCategory


class Suspension(Struct, frozen=True, gc=False, kw_only=True, rename="camel", omit_defaults=True):
    """A period of wholly or partly suspended work, such as time credit or thematic leave."""

    start_date: dt.date
    end_date: dt.date | None = None
    extent: SuspensionExtent
    mean_hours: int | None = None
    """Q while it lasts, in hundredths of an hour a week; of a partial suspension only."""


class Employment(Struct, frozen=True, gc=False, kw_only=True, rename="camel", omit_defaults=True):
    """An employment relation; `parallel` says that it may overlap another of the same worker.

    `replaced_ssin`: the number under which the register knows the worker until now, such as a BIS
    number that a national number replaces; the declaration itself bears the new one.
    """

    replaced_ssin: str | None = None
    person: Person
    start_date: dt.date
    end_date: dt.date | None = None
    end_reason: EndReason | None = None
    parallel: bool = False
    occupations: tuple[Occupation, ...]
    suspensions: tuple[Suspension, ...] = ()


class Right(Struct, frozen=True, gc=False, kw_only=True, rename="camel", omit_defaults=True):
    """A declared training right of one calendar year, in `unit`s.

    A sectoral one replaces the computed right, one granted by the employer comes on top of it; a
    statutory one is declared only where an opt-out keeps it from being computed.
    """

    year: int
    right_type: RightType
    unit: Unit
    entitled: Decimal
    carried_in: Decimal = Decimal(0)
    adjusted: Decimal = Decimal(0)
    adjustment_reason: str | None = None
    cba_registration_number: str | None = None


class OptOut(Struct, frozen=True, gc=False, kw_only=True, rename="camel", omit_defaults=True):
    """The employer wants no computed right in a year, for one worker or for the whole company."""

    year: int
    reason: str | None = None


class Adjustment(Struct, frozen=True, gc=False, kw_only=True, rename="camel", omit_defaults=True):
    """A dated line of the employer's own on top of a right, up or down, in `unit`s."""

    year: int
    right_type: RightType
    unit: Unit
    amount: Decimal
    effective_date: dt.date
    reason: str


class Verification(Struct, frozen=True, gc=False, kw_only=True, rename="camel", omit_defaults=True):
    """The employer finds the computed right of a year, as it stands now, to be correct."""

    year: int


class HeadCount(Struct, frozen=True, gc=False, kw_only=True, rename="camel", omit_defaults=True):
    """Full-time equivalents at the end of a quarter such as `2025Q3`.

    Either what was declared to the NSSO or a line that adds to it, such as agency workers.
    """

    quarter: str
    line: HeadCountLine
    fte: Decimal
    reason: str | None = None


class Training(Struct, frozen=True, gc=False, kw_only=True, rename="camel", omit_defaults=True):
    """One training of one worker, planned or past.

    Its duration is given in minutes or in days, never both; what is charged to a right likewise.
    Money in euro, `score` in percent.
    """

    title: str
    provider_number: str | None = None
    provider_name: str | None = None
    start_date: dt.date
    end_date: dt.date
    duration_minutes: int | None = None
    duration_days: Decimal | None = None
    form: TrainingForm
    category: TrainingCategory
    language: str | None = None
    location: str | None = None
    status: TrainingStatus
    result: TrainingResult | None = None
    score: Decimal | None = None
    certificate_number: str | None = None
    certificate_issued: dt.date | None = None
    certificate_valid_until: dt.date | None = None
    in_scope: bool
    out_of_scope_reason: OutOfScopeReason | None = None
    funding: Funding | None = None
    cost: Decimal | None = None
    charged_right: RightType | None = None
    charged_minutes: int | None = None
    charged_days: Decimal | None = None
    session_reference: str | None = None


Verdict = Literal["confirm", "object"]


class Decision(Struct, frozen=True, gc=False, kw_only=True, rename="camel", omit_defaults=True):
    """What an employer says of a training that a provider registered; `reason` of an objection."""

    verdict: Verdict
    reason: str | None = None


Content = Decision | Employment | HeadCount | OptOut | Right | Adjustment | Verification | Training
