"""A training as the register holds it, and its history."""

import datetime as dt
import uuid
from decimal import Decimal

from msgspec import Struct

from fla.codes import Action as Action
from fla.codes import DecisionOutcome as DecisionOutcome
from fla.codes import Door as Door
from fla.codes import OutcomeStatus as OutcomeStatus
from fla.codes import RightType as RightType
from fla.codes import TrainingForm as TrainingForm
from fla.codes import TrainingResult as TrainingResult
from fla.codes import TrainingStatus as TrainingStatus
from fla.codes import Verification as Verification


class Training(Struct, frozen=True, kw_only=True):
    """One registration of a training for one worker.

    Durations and charges in minutes; `duration_days` and `charged_days` only where the sender
    declared days, at `minutes_per_day`, the length of the worker's day then. `score` in percent,
    `cost` in euro.

    `proposed`: a provider registered it; `settles_on` is the last day on which that is open, None
    where the employer has made it his own, and `settled_at` when it settled by itself.
    """

    employer_id: int
    id: uuid.UUID
    worker_id: uuid.UUID
    registered_by: str
    reference: str
    title: str
    provider_number: str | None
    provider_name: str | None
    start_date: dt.date
    end_date: dt.date
    duration_minutes: int
    duration_days: Decimal | None
    minutes_per_day: int
    form: TrainingForm
    category: str
    language: str | None
    location: str | None
    status: TrainingStatus
    result: TrainingResult | None
    score: Decimal | None
    certificate_number: str | None
    certificate_issued: dt.date | None
    certificate_valid_until: dt.date | None
    in_scope: bool
    out_of_scope_reason: str | None
    funding: str | None
    cost: Decimal | None
    charged_right: RightType | None
    charged_minutes: int
    charged_days: Decimal | None
    session_reference: str | None
    verification: Verification
    proposed: bool
    settles_on: dt.date | None
    objection: str | None
    settled_at: dt.datetime | None
    version: int
    registered_at: dt.datetime
    changed_at: dt.datetime


class RegisteredTraining(Training, frozen=True, kw_only=True):
    """A training with what its address tells beside it.

    `worker_open`: its worker is open to the reader, and so is the length of his day.
    """

    ssin: str
    worker_open: bool


class HistoryEntry(Struct, frozen=True, kw_only=True):
    """One declaration about a training: who made it, when, by which door, and what came of it.

    `sender_name` is None for a sender the reader may not see; `declared_by` for a machine. The
    `mandator_name` is the employer's where a mandatary acted for it, also after its mandate. A
    `decision` says what became of a proposal; of one that settled by itself the sender is its own.
    """

    declaration_id: uuid.UUID
    declared_at: dt.datetime
    sender: str
    sender_name: str | None
    mandator_name: str | None
    declared_by: str | None
    door: Door
    action: Action
    decision: DecisionOutcome | None
    reference: str
    outcome: OutcomeStatus
    anomalies: list[str]
    """Codes `<field>-<error>`, in the order they were found."""
