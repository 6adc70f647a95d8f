"""File sets as the contract tells them."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from fla.contract import structs
from fla.doors.rest.call import Call
from fla.filesets.model import AnomalyCount, Example, Fault, FileSet, Reply, ReplyKind
from fla.intake.anomaly import anomaly_of
from fla.languages import Language
from fla.senders.model import PURPOSES

Value = TypeVar("Value")

_NAMES: Final[dict[ReplyKind, structs.ReplyName]] = {
    "ACRF": "acknowledgement",
    "NOTI": "notification",
}
KINDS: Final[dict[str, ReplyKind]] = {name: kind for kind, name in _NAMES.items()}
"""Replies by their names in the contract."""
_SOON: Final = 2
_LATER: Final = 30
_HELD: Final = 60
"""Seconds after which something may have changed: at first, at the latest, and of one held."""
_PATIENT: Final = 10
"""Of the time that a file set has been in hand, one part in so many may pass until it is asked."""


def address(call: Call, ticket: str, *below: str) -> str:
    """Return the address of a file set, or of what lies below it."""
    return call.address("batches", ticket, *below)


def task(call: Call, one: FileSet) -> structs.BatchTask:
    """Return how far a file set is."""
    return structs.BatchTask(
        self=address(call, one.ticket, "task"),
        ticket=one.ticket,
        status=_status(call, one),
        state=one.state,
        counts=_counts(one),
    )


def _status(call: Call, one: FileSet) -> structs.TaskStatus:
    if one.finished_at is not None:
        return structs.TaskStatus(state="done", completed=one.finished_at)
    wait = dt.timedelta(seconds=poll_after(call, one))
    return structs.TaskStatus(state="processing", poll_after=call.service.clock.now() + wait)


def poll_after(call: Call, one: FileSet) -> int:
    """Return the seconds after which to ask for a file set again: the longer it takes, the more."""
    if one.state == "held":
        return _HELD
    age = call.service.clock.now() - one.arrived_at
    return min(max(_SOON, int(age.total_seconds()) // _PATIENT), _LATER)


def summary(call: Call, one: FileSet) -> structs.BatchSummary:
    """Return a file set as it stands in a list."""
    return structs.BatchSummary(**_members(call, one))


def batch(
    call: Call,
    one: FileSet,
    faults: Sequence[Fault],
    anomalies: Sequence[AnomalyCount],
    replies: Sequence[Reply],
    *,
    resend: bool,
) -> structs.Batch:
    """Return a file set with what came of it, in the reader's language.

    `resend`: whether there is a file of what was rejected.
    """
    return structs.Batch(
        **_members(call, one),
        acknowledged_at=_said(one.acknowledged_at),
        file_names=one.names,
        size=one.size,
        diagnosis=_said(one.diagnosis),
        faults=[_fault(fault, call.language) for fault in faults],
        anomalies=[_anomaly(anomaly, call.language) for anomaly in anomalies],
        replies=[_reply(call, reply) for reply in replies],
        resend_file=address(call, one.ticket, "resendFile") if resend else UNSET,
        held=UNSET if one.held is None else msgspec.convert(one.held, structs.BatchHold),
        stopped_reason=_said(one.stopped_reason),
    )


def _members(call: Call, one: FileSet) -> dict[str, Any]:
    return {
        "href": address(call, one.ticket),
        "ticket": one.ticket,
        "sender": one.sender,
        "state": one.state,
        "purpose": one.purpose if one.purpose in PURPOSES else UNSET,
        "environment": one.environment,
        "channel": one.channel,
        "arrived_at": one.arrived_at,
        "finished_at": _said(one.finished_at),
        "counts": _counts(one),
    }


def _counts(one: FileSet) -> structs.BatchCounts:
    return structs.BatchCounts(
        forms=one.forms or UNSET,
        answered=one.answered,
        accepted=one.accepted,
        accepted_with_warnings=one.warned,
        rejected=one.rejected,
        repeated=one.repeated,
        unchanged=one.unchanged,
        vanished=one.vanished or UNSET,
    )


def _fault(fault: Fault, language: Language) -> structs.BatchFault:
    return structs.BatchFault(
        code=fault.error_id,
        detail=fault.message(language),
        file_name=_said(fault.file_name),
        line=_said(fault.line),
        column=_said(fault.column),
    )


def _anomaly(anomaly: AnomalyCount, language: Language) -> structs.BatchAnomaly:
    return structs.BatchAnomaly(
        code=anomaly.code,
        anomaly_class=anomaly.anomaly_class,
        detail=_meaning(anomaly.code, language),
        count=anomaly.count,
        examples=[_example(example) for example in anomaly.examples],
    )


def _meaning(code: str, language: Language) -> str:
    """Say what an anomaly means, of any form; an older version's may be known no more."""
    try:
        return anomaly_of(code).message(language)
    except ValueError:
        return code


def _example(example: Example) -> structs.BatchExample:
    return structs.BatchExample(
        position=example.position,
        part=example.part,
        line=_said(example.line),
        reference=_said(example.reference),
        value=_said(example.value),
        path=_said(example.path),
    )


def _reply(call: Call, reply: Reply) -> structs.BatchReply:
    name = _NAMES[reply.kind]
    return structs.BatchReply(
        reply_name=name,
        href=address(call, reply.ticket, "replies", name),
        file_name=reply.name,
        size=reply.size,
    )


def _said(value: Value | None) -> Value | UnsetType:
    return UNSET if value is None else value
