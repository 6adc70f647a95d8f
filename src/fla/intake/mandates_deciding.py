"""What becomes of mandates: confirmed, refused or withdrawn, closed at the end of a quarter."""

import uuid
from collections.abc import Mapping, Sequence

from msgspec import Struct
from psycopg.errors import ExclusionViolation

from fla.clock import Clock
from fla.codes import MandateGroup
from fla.database.identity import INTAKE, assume, enterprise
from fla.database.records import Connection
from fla.identifiers import Quarter
from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import Sender
from fla.intake.mandates import MOST, MandateOutcome
from fla.intake.mandates_shape import read_end
from fla.intake.mandates_writing import Act, Taken, act, taken
from fla.mandates.model import Mandate, MandateEventKind
from fla.mandates.rules import EXCLUSIVE, is_open, meets, waits_for
from fla.mandates.store import mandates_by_id

_ATTEMPTS = 3


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
    """Carry out decisions in the name of a side; outcomes in their order, one for each.

    What cannot be done stops no other; of a mandate that stands twice among them the first counts.
    One transaction, and as many statements for one as for 500. Raises `ValueError` for more.
    """
    if len(decisions) > MOST:
        raise ValueError(f"at most {MOST} decisions, got {len(decisions)}")
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
    first = {key: number for number, key in reversed([*enumerate(keys)])}
    judged = [
        _judge(one, seen.get(key), own, Quarter.of(today)) if first[key] == number else _twice(one)
        for number, (key, one) in enumerate(zip(keys, decisions, strict=True))
    ]
    await assume(connection, INTAKE, today)
    judged = await _without_exclusive(connection, judged, own)
    await assume(connection, enterprise(own), today)
    acts = [one for one in judged if isinstance(one, Act)]
    done = await act(connection, sender, acts, clock.now()) if acts else set()
    now_seen = await mandates_by_id(connection, keys)
    return [_outcome(one, now_seen.get(key), done) for key, one in zip(keys, judged, strict=True)]


def _twice(decision: MandateDecision) -> Anomaly:
    return Anomaly(Field.TARGET, Error.FORBIDDEN, str(decision.mandate_id))


def _judge(
    decision: MandateDecision, mandate: Mandate | None, own: str, current: Quarter
) -> Act | Anomaly:
    """Return what is to be written, or why it may not be."""
    target = str(decision.mandate_id)
    if mandate is None:
        return Anomaly(Field.TARGET, Error.UNKNOWN, target)
    if decision.version not in (None, mandate.version):
        return Anomaly(Field.TARGET, Error.STALE, target, str(mandate.version))
    if decision.event != "closed" and decision.end_quarter:
        return Anomaly(Field.END_QUARTER, Error.FORBIDDEN, decision.end_quarter, decision.event)
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


async def _without_exclusive(
    connection: Connection, judged: Sequence[Act | Anomaly], own: str
) -> list[Act | Anomaly]:
    """Refuse confirmations of what another mandatary has, or gets here by one before it.

    Only the mandator learns which one.
    """
    confirmed = [one.mandate for one in judged if isinstance(one, Act) and _is_exclusive(one)]
    if not confirmed:
        return list(judged)
    met = {group: await taken(connection, confirmed, group) for group in sorted(EXCLUSIVE)}
    kept: list[Mandate] = []
    found: list[Act | Anomaly] = []
    for one in judged:
        refused = None
        if isinstance(one, Act) and _is_exclusive(one):
            refused = _met(one.mandate, met, kept, own)
            kept += [] if refused else [one.mandate]
        found.append(refused or one)
    return found


def _is_exclusive(act: Act) -> bool:
    return act.event == "confirmed" and not EXCLUSIVE.isdisjoint(act.mandate.groups)


def _met(
    mandate: Mandate,
    met: Mapping[MandateGroup, Mapping[uuid.UUID, Taken]],
    kept: Sequence[Mandate],
    own: str,
) -> Anomaly | None:
    """Return that a mandate meets another in an exclusive group, if it does."""
    for group, others in met.items():
        here = (_taken_by(one) for one in kept if meets(one, mandate, group))
        if found := others.get(mandate.id) or next(here, None):
            name, start, end = found
            told = f"{name}, {start} – {end or '…'}" if own == mandate.mandator else None
            return Anomaly(Field.MANDATE_GROUPS, Error.EXCLUSIVE, group, told)
    return None


def _taken_by(mandate: Mandate) -> Taken:
    return mandate.mandatary_name, str(mandate.start), str(mandate.end) if mandate.end else None


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
