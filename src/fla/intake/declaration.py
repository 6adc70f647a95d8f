"""What every door hands to the intake: declarations, and what comes back: outcomes.

A declaration says who wants what changed (`action`, the sender's own `reference`, employer and
worker) and carries one content, of `content.py`. Values are typed, so a door that meets a value it
cannot type hands in an `Unreadable` declaration with the anomalies it found: it is answered and
journalled like any other.
"""

import uuid
from typing import get_args

from msgspec import Struct

from fla.codes import (
    Action,
    Door,
    EndReason,
    Funding,
    HeadCountLine,
    Kind,
    OutcomeStatus,
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
from fla.intake.anomaly import Anomaly
from fla.intake.content import (
    Adjustment,
    Content,
    Decision,
    Employment,
    HeadCount,
    Occupation,
    OptOut,
    Person,
    Right,
    Suspension,
    Training,
    Verdict,
    Verification,
)

__all__ = [
    "Action",
    "Adjustment",
    "AdjustmentDeclaration",
    "AnyDeclaration",
    "Content",
    "Decision",
    "DecisionDeclaration",
    "Declaration",
    "Door",
    "Employment",
    "EmploymentDeclaration",
    "EndReason",
    "Funding",
    "HeadCount",
    "HeadCountDeclaration",
    "HeadCountLine",
    "Kind",
    "Occupation",
    "OptOut",
    "OptOutDeclaration",
    "OutOfScopeReason",
    "Outcome",
    "OutcomeStatus",
    "Person",
    "ReadableDeclaration",
    "Right",
    "RightDeclaration",
    "RightType",
    "Sender",
    "Suspension",
    "SuspensionExtent",
    "Training",
    "TrainingCategory",
    "TrainingDeclaration",
    "TrainingForm",
    "TrainingResult",
    "TrainingStatus",
    "Unit",
    "Unreadable",
    "Verdict",
    "Verification",
    "VerificationDeclaration",
    "WorkerCategory",
    "WorkerDeclaration",
    "content_of",
    "kind_of",
]


class Declaration(Struct, frozen=True, gc=False, kw_only=True, rename="camel", tag_field="kind"):
    """What all declarations share; `ssin` is the worker's whom it concerns, if it concerns one.

    `reference` is the sender's own, unique per employer among what he sends. To correct or cancel,
    the same reference names the object again; `target` names one that somebody else registered, by
    the id the register gave it. A correction states the whole new content. `version` is the one of
    the object that the sender has seen: with it, a change is made to that version or not at all.
    """

    action: Action
    reference: str
    enterprise_number: str
    ssin: str | None = None
    target: uuid.UUID | None = None
    version: int | None = None


class WorkerDeclaration(Declaration, frozen=True, gc=False, kw_only=True):
    """What is declared of one worker."""

    ssin: str


class EmploymentDeclaration(
    WorkerDeclaration, frozen=True, gc=False, kw_only=True, tag="employment"
):
    """Registers, corrects (also ends) or cancels an employment; cancelling needs no content."""

    employment: Employment | None = None


class RightDeclaration(WorkerDeclaration, frozen=True, gc=False, kw_only=True, tag="right"):
    """Registers, corrects or cancels a right; cancelling needs no content."""

    right: Right | None = None


class TrainingDeclaration(WorkerDeclaration, frozen=True, gc=False, kw_only=True, tag="training"):
    """Registers, corrects or cancels a training; cancelling needs no content."""

    training: Training | None = None


class OptOutDeclaration(Declaration, frozen=True, gc=False, kw_only=True, tag="optOut"):
    """Registers, corrects or cancels an opt-out; without `ssin` it is the whole company's."""

    opt_out: OptOut | None = None


class AdjustmentDeclaration(
    WorkerDeclaration, frozen=True, gc=False, kw_only=True, tag="adjustment"
):
    """Registers, corrects or cancels an adjustment of a right; cancelling needs no content."""

    adjustment: Adjustment | None = None


class VerificationDeclaration(
    WorkerDeclaration, frozen=True, gc=False, kw_only=True, tag="verification"
):
    """Registers, corrects or cancels a verification; cancelling needs no content."""

    verification: Verification | None = None


class HeadCountDeclaration(Declaration, frozen=True, gc=False, kw_only=True, tag="headCount"):
    """Registers, corrects or cancels a line of the head count; it concerns no worker."""

    head_count: HeadCount | None = None


class DecisionDeclaration(Declaration, frozen=True, gc=False, kw_only=True, tag="decision"):
    """Confirms a training that a provider registered, or objects to it.

    `target` is the training; as it changes what there is, the action is always to correct. Of whom
    the training is, the register knows.
    """

    decision: Decision | None = None


class Unreadable(Declaration, frozen=True, gc=False, kw_only=True, tag="unreadable"):
    """A record whose values the door could not type; the identifying texts as far as they stood."""

    anomalies: tuple[Anomaly, ...]


ReadableDeclaration = (
    EmploymentDeclaration
    | HeadCountDeclaration
    | OptOutDeclaration
    | RightDeclaration
    | AdjustmentDeclaration
    | VerificationDeclaration
    | TrainingDeclaration
    | DecisionDeclaration
)
AnyDeclaration = ReadableDeclaration | Unreadable


def kind_of(declaration: AnyDeclaration) -> Kind:
    """The kind of a declaration, as the journal keeps it."""
    return _KINDS[type(declaration)]


_KINDS: dict[type[AnyDeclaration], Kind] = {
    kind: kind.__struct_config__.tag for kind in get_args(AnyDeclaration)
}


def content_of(declaration: AnyDeclaration) -> Content | None:
    """What a declaration says of its object; None where nothing: a cancellation never does."""
    name = _CONTENTS.get(type(declaration))
    return None if name is None or declaration.action == "cancel" else getattr(declaration, name)


_CONTENTS: dict[type[AnyDeclaration], str] = {
    EmploymentDeclaration: "employment",
    HeadCountDeclaration: "head_count",
    OptOutDeclaration: "opt_out",
    RightDeclaration: "right",
    AdjustmentDeclaration: "adjustment",
    VerificationDeclaration: "verification",
    TrainingDeclaration: "training",
    DecisionDeclaration: "decision",
}
"""The field of each kind that holds its content."""


class Sender(Struct, frozen=True, gc=False, kw_only=True):
    """Who hands in a submission and through which door; `person` is the one logged in, if any."""

    enterprise_number: str
    door: Door
    person: str | None = None


class Outcome(Struct, frozen=True, gc=False, kw_only=True, rename="camel", omit_defaults=True):
    """The intake's answer to one declaration.

    `target` is the id of the object concerned, `version` its version now; None when rejected.
    `repeated` says that the same declaration had been accepted before and that this is its first
    outcome again; `unchanged` that it says of its object what its sender had said last, so that
    nothing was declared: the id is that of the earlier declaration.
    """

    declaration_id: uuid.UUID
    reference: str
    status: OutcomeStatus
    target: uuid.UUID | None = None
    version: int | None = None
    anomalies: tuple[Anomaly, ...] = ()
    repeated: bool = False
    unchanged: bool = False
