"""What a declaration means for the object its reference or target names, if there is one.

The object bears the id of the declaration that registered it; the journal keeps the hash of that
one and of the last one accepted, so that a retry is known for what it is.
"""

import uuid

import msgspec
from msgspec import Struct

from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import (
    AnyDeclaration,
    EmploymentDeclaration,
    RightDeclaration,
    TrainingDeclaration,
)
from fla.intake.filing import Filing


class Existing(Struct, frozen=True):
    """The object concerned, as the register has it; all None where there is none."""

    target: uuid.UUID | None
    registered_by: str | None
    worker_id: uuid.UUID | None
    cancelled: bool | None
    first_digest: bytes | None
    last_id: uuid.UUID | None
    last_digest: bytes | None
    last_content: str | None


def judge_existing(filing: Filing, existing: Existing) -> None:
    """Find out whether the filing repeats, changes or clashes with the object there is."""
    if existing.target is None:
        if filing.declaration.action != "register":
            filing.anomalies.append(_unknown(filing))
        else:
            filing.target = filing.id
        return
    if filing.own_only and existing.registered_by != filing.sender.enterprise_number:
        filing.anomalies.append(_unknown(filing))
        return
    filing.target = existing.target
    if filing.declaration.action == "register":
        _judge_register(filing, existing)
    else:
        _judge_change(filing, existing)


def _judge_register(filing: Filing, existing: Existing) -> None:
    reference = filing.declaration.reference
    if existing.cancelled:
        filing.anomalies.append(Anomaly(Field.REFERENCE, Error.WRONG_STATE, reference))
    elif existing.first_digest == filing.digest:
        _repeat(filing, existing.target)
    else:
        filing.anomalies.append(Anomaly(Field.REFERENCE, Error.REFERENCE_TAKEN, reference))


def _judge_change(filing: Filing, existing: Existing) -> None:
    if existing.last_digest == filing.digest:
        _repeat(filing, existing.last_id)
    elif existing.cancelled:
        filing.anomalies.append(Anomaly(Field.REFERENCE, Error.WRONG_STATE, _named(filing)))
    elif existing.worker_id != filing.worker_id:
        filing.anomalies.append(Anomaly(Field.SSIN, Error.FORBIDDEN, filing.declaration.ssin))
    elif filing.declaration.action == "correct" and _same_content(filing, existing.last_content):
        filing.anomalies.append(Anomaly(Field.DECLARATION, Error.UNCHANGED))


def _repeat(filing: Filing, first: uuid.UUID | None) -> None:
    filing.first = first
    filing.anomalies.clear()


def _named(filing: Filing) -> str:
    return str(filing.declaration.target or filing.declaration.reference)


def _unknown(filing: Filing) -> Anomaly:
    field = Field.TARGET if filing.declaration.target else Field.REFERENCE
    return Anomaly(field, Error.UNKNOWN, _named(filing))


def _same_content(filing: Filing, last_content: str | None) -> bool:
    if last_content is None:
        return False
    last: AnyDeclaration = msgspec.json.decode(last_content, type=AnyDeclaration)
    return _content(last) == _content(filing.declaration)


def _content(declaration: AnyDeclaration) -> object:
    if isinstance(declaration, TrainingDeclaration):
        return declaration.training
    if isinstance(declaration, RightDeclaration):
        return declaration.right
    if isinstance(declaration, EmploymentDeclaration):
        return declaration.employment
    return declaration
