"""What every door hands to the intake: declarations, and what comes back: outcomes.

A declaration says who wants what changed (`action`, the sender's own `reference`, employer and
worker) and carries one content: an employment, a training right or a training. Values are typed
here, so a door that meets a value it cannot type hands in an `Unreadable` declaration with the
anomalies it found: it is answered and journalled like any other.
"""

import datetime as dt
import uuid
from decimal import Decimal

from msgspec import Struct

from fla.codes import (
    Action as Action,
)
from fla.codes import (
    Door as Door,
)
from fla.codes import (
    EndReason as EndReason,
)
from fla.codes import (
    Funding as Funding,
)
from fla.codes import (
    Kind as Kind,
)
from fla.codes import (
    OutcomeStatus as OutcomeStatus,
)
from fla.codes import (
    OutOfScopeReason as OutOfScopeReason,
)
from fla.codes import (
    RightType as RightType,
)
from fla.codes import (
    TrainingCategory as TrainingCategory,
)
from fla.codes import (
    TrainingForm as TrainingForm,
)
from fla.codes import (
    TrainingResult as TrainingResult,
)
from fla.codes import (
    TrainingStatus as TrainingStatus,
)
from fla.codes import (
    Unit as Unit,
)
from fla.codes import (
    WorkerCategory as WorkerCategory,
)
from fla.intake.anomaly import Anomaly
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


class Employment(Struct, frozen=True, gc=False, kw_only=True, rename="camel", omit_defaults=True):
    """An employment relation; `parallel` says that it may overlap another of the same worker."""

    person: Person
    start_date: dt.date
    end_date: dt.date | None = None
    end_reason: EndReason | None = None
    parallel: bool = False
    occupations: tuple[Occupation, ...]


class Right(Struct, frozen=True, gc=False, kw_only=True, rename="camel", omit_defaults=True):
    """A sectoral or employer-granted training right of one calendar year, in `unit`s."""

    year: int
    right_type: RightType
    unit: Unit
    entitled: Decimal
    carried_in: Decimal = Decimal(0)
    adjusted: Decimal = Decimal(0)
    adjustment_reason: str | None = None
    cba_registration_number: str | None = None


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


class Declaration(Struct, frozen=True, gc=False, kw_only=True, rename="camel", tag_field="kind"):
    """What all declarations share.

    `reference` is the sender's own, unique per employer among what he sends. To correct or cancel,
    the same reference names the object again; `target` names one that somebody else registered, by
    the id the register gave it. A correction states the whole new content.
    """

    action: Action
    reference: str
    enterprise_number: str
    ssin: str
    target: uuid.UUID | None = None


class EmploymentDeclaration(Declaration, frozen=True, gc=False, kw_only=True, tag="employment"):
    """Registers, corrects (also ends) or cancels an employment; cancelling needs no content."""

    employment: Employment | None = None


class RightDeclaration(Declaration, frozen=True, gc=False, kw_only=True, tag="right"):
    """Registers, corrects or cancels a right; cancelling needs no content."""

    right: Right | None = None


class TrainingDeclaration(Declaration, frozen=True, gc=False, kw_only=True, tag="training"):
    """Registers, corrects or cancels a training; cancelling needs no content."""

    training: Training | None = None


class Unreadable(Declaration, frozen=True, gc=False, kw_only=True, tag="unreadable"):
    """A record whose values the door could not type; the identifying texts as far as they stood."""

    anomalies: tuple[Anomaly, ...]


AnyDeclaration = EmploymentDeclaration | RightDeclaration | TrainingDeclaration | Unreadable


class Sender(Struct, frozen=True, gc=False, kw_only=True):
    """Who hands in a submission and through which door; `person` is the one logged in, if any."""

    enterprise_number: str
    door: Door
    person: str | None = None


class Outcome(Struct, frozen=True, gc=False, kw_only=True, rename="camel", omit_defaults=True):
    """The intake's answer to one declaration.

    `target` is the id of the training, right or employment concerned; `repeated` says that the
    same declaration had been accepted before and that this is its first outcome again.
    """

    declaration_id: uuid.UUID
    reference: str
    status: OutcomeStatus
    target: uuid.UUID | None = None
    anomalies: tuple[Anomaly, ...] = ()
    repeated: bool = False
