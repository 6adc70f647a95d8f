"""What becomes of mandates: confirmed, refused or withdrawn, closed at the end of a quarter."""

import uuid
from collections.abc import Sequence

from msgspec import Struct
from psycopg.errors import ExclusionViolation

from fla.clock import Clock
from fla.database.identity import INTAKE, assume, enterprise
from fla.database.records import Connection
from fla.identifiers import Quarter
from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import Sender
from fla.intake.mandates import MOST, MandateOutcome
from fla.intake.mandates_shape import read_end
from fla.intake.mandates_writing import Act, act, taken
from fla.mandates.model import Mandate, MandateEventKind
from fla.mandates.rules import EXCLUSIVE, is_open, waits_for
from fla.mandates.store import mandates_by_id

_ATTEMPTS = 3

Key = tuple[str, uuid.UUID]
"""The mandator's number, and the mandate's id."""


class MandateDecision(Struct, frozen=True, kw_only=True):
    """What one side does about a mandate: `confirmed`, `refused` or `closed` at `end_quarter`.

    To refuse one's own proposal is to withdraw it. `version` is what the side has read; None for
    whichever it is.
    """

    event: MandateEventKind
    mandator: str
    mandate_id: uuid.UUID
    version: int | None = None
    end_quarter: str = ""


async def decide(
    connection: Connection, sender: Sender, decisions: Sequence[MandateDecision], clock: Clock
) -> list[MandateOutcome]:
    """Carry out decisions in the name of a side; outcomes in their order, one for a mandate each.

    One transaction, and as many statements for one as for 500. Raises `ValueError` for more, and
    for a mandate that stands twice among them.
    """
    keys = [(one.mandator, one.mandate_id) for one in decisions]
    if len(keys) > MOST or len(set(keys)) < len(keys):
        raise ValueError(f"at most {MOST} decisions, each about a mandate of its own")
    for attempt in range(_ATTEMPTS):
        try:
            async with connection.transaction():
                return await _attempt(connection, sender, decisions, clock)
        except ExclusionViolation:
            # Another was confirmed meanwhile: the next attempt sees it and says so.
            if attempt == _ATTEMPTS - 1:
                raise
    raise AssertionError("every attempt returns or raises")


async def _attempt(
    connection: Connection, sender: Sender, decisions: Sequence[MandateDecision], clock: Clock
) -> list[MandateOutcome]:
    today, own = clock.today(), sender.enterprise_number
    keys = [(one.mandator, one.mandate_id) for one in decisions]
    await assume(connection, enterprise(own), today)
    seen = await mandates_by_id(connection, keys)
    judged = {
        key: _judge(one, seen.get(key), own, Quarter.of(today))
        for key, one in zip(keys, decisions, strict=True)
    }
    await assume(connection, INTAKE, today)
    await _refuse_exclusive(connection, judged, own)
    await assume(connection, enterprise(own), today)
    acts = [one for one in judged.values() if isinstance(one, Act)]
    done = await act(connection, sender, acts, clock.now()) if acts else set()
    now_seen = await mandates_by_id(connection, keys)
    return [_outcome(judged[key], now_seen.get(key), done) for key in keys]


def _judge(
    decision: MandateDecision, mandate: Mandate | None, own: str, current: Quarter
) -> Act | Anomaly:
    """Return what is to be written, or why it may not be."""
    target = str(decision.mandate_id)
    if mandate is None:
        return Anomaly(Field.TARGET, Error.UNKNOWN, target)
    if decision.version not in (None, mandate.version):
        return Anomaly(Field.TARGET, Error.STALE, target, str(mandate.version))
    wrong_state = Anomaly(Field.TARGET, Error.MANDATE_STATE, target, mandate.status)
    match decision.event:
        case "confirmed" if mandate.status == "pending":
            if waits_for(mandate) != mandate.role_of(own):
                return Anomaly(Field.TARGET, Error.OTHER_SIDE, target)
            return Act(mandate, "confirmed")
        case "refused" if is_open(mandate, current):
            return Act(mandate, "refused")
        case "closed" if mandate.status == "active":
            end = read_end(decision.end_quarter, mandate.start, mandate.end, current)
            return end if isinstance(end, Anomaly) else Act(mandate, "closed", end)
        case _:
            return wrong_state


async def _refuse_exclusive(
    connection: Connection, judged: dict[Key, Act | Anomaly], own: str
) -> None:
    """Refuse confirmations of what another mandatary has; only the mandator learns which one."""
    confirmed = {
        key: one.mandate
        for key, one in judged.items()
        if isinstance(one, Act) and one.event == "confirmed" and EXCLUSIVE & {*one.mandate.groups}
    }
    for group in sorted(EXCLUSIVE) if confirmed else ():
        met = await taken(connection, list(confirmed.values()), group)
        for key, mandate in confirmed.items():
            if mandate.id in met:
                name, start, end = met[mandate.id]
                told = f"{name}, {start} – {end or '…'}" if own == mandate.mandator else None
                judged[key] = Anomaly(Field.MANDATE_GROUPS, Error.EXCLUSIVE, group, told)


def _outcome(
    judged: Act | Anomaly, mandate: Mandate | None, done: set[uuid.UUID]
) -> MandateOutcome:
    if isinstance(judged, Anomaly):
        return MandateOutcome(status="rejected", mandate=mandate, anomalies=(judged,))
    if judged.mandate.id in done:
        return MandateOutcome(status="accepted", mandate=mandate)
    version = str(mandate.version) if mandate else None
    faster = Anomaly(Field.TARGET, Error.STALE, str(judged.mandate.id), version)
    return MandateOutcome(status="rejected", mandate=mandate, anomalies=(faster,))
