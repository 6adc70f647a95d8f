"""Mandates as they are proposed: many at a time, judged as a set, the sound ones written at once.

They are no declarations: what one declares is judged by the mandates one has, so these come first
(docs/decisions/0011). Faults come from the same catalogue, and every door says them.
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct
from uuid_utils.compat import uuid7

from fla.clock import Clock
from fla.codes import OutcomeStatus
from fla.database.identity import INTAKE, assume, enterprise
from fla.database.records import Connection
from fla.identifiers import Quarter
from fla.intake import mandates_writing as writing
from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import Sender
from fla.intake.mandates_shape import Draft, Proposal, read_proposal
from fla.intake.mandates_writing import Standing
from fla.mandates.model import Mandate
from fla.mandates.rules import covers
from fla.mandates.store import mandates_by_id

MOST: Final = 500
"""Proposals, or decisions, in one call."""

MOST_PENDING: Final = 2_000
"""Mandates that one enterprise proposed and that wait for the other side, whoever that is."""


class MandateOutcome(Struct, frozen=True, kw_only=True):
    """What came of one proposal or decision: the mandate as it now stands, or why it was not done.

    `repeated` says that the mandate was there before, and that nothing was added.
    """

    status: OutcomeStatus
    mandate: Mandate | None = None
    anomalies: tuple[Anomaly, ...] = ()
    repeated: bool = False


async def propose(
    connection: Connection, sender: Sender, proposals: Sequence[Proposal], clock: Clock
) -> list[MandateOutcome]:
    """Propose mandates in the name of one of their two sides; outcomes in the proposals' order.

    A proposal that says no more than a mandate of the same two that waits or stands gives that one
    back, and is taken however many wait. One transaction, and as many statements for one as for
    500. Raises `ValueError` for more.
    """
    if len(proposals) > MOST:
        raise ValueError(f"at most {MOST} proposals, got {len(proposals)}")
    today, own = clock.today(), sender.enterprise_number
    drafts = [read_proposal(one, own, Quarter.of(today)) for one in proposals]
    async with connection.transaction():
        await assume(connection, INTAKE, today)
        await _find_parties(connection, _sound(drafts))
        await assume(connection, enterprise(own), today)
        fresh = await _match(connection, _sound(drafts))
        fresh = await _with_room(connection, own, fresh, drafts)
        added = await writing.add_proposals(connection, sender, fresh, clock.now())
        # What is not added was proposed by somebody else a moment ago, and can be found by now.
        await _match(connection, [draft for draft in fresh if draft.id not in added])
        keys = [(draft.mandator, draft.id) for draft in _sound(drafts) if draft.id]
        found = await mandates_by_id(connection, keys)
    return [_outcome(draft, found) for draft in drafts]


def _sound(drafts: Sequence[Draft]) -> list[Draft]:
    return [draft for draft in drafts if draft.sound]


async def _find_parties(connection: Connection, drafts: Sequence[Draft]) -> None:
    """Learn each employer's id, and say of each side that the register does not know it."""
    employers, senders = await writing.parties(connection, drafts)
    for draft in drafts:
        draft.employer_id = employers.get(draft.mandator, 0)
        if not draft.employer_id:
            draft.anomalies.append(Anomaly(Field.MANDATOR, Error.UNKNOWN, draft.mandator))
        if draft.mandatary not in senders:
            draft.anomalies.append(Anomaly(Field.MANDATARY, Error.UNKNOWN, draft.mandatary))


async def _match(connection: Connection, drafts: Sequence[Draft]) -> list[Draft]:
    """Give each draft the mandate that says as much already; return those that find none.

    Each of these gets an id of its own, and serves those after it.
    """
    known = await writing.standing(connection, drafts) if drafts else {}
    fresh = []
    for draft in drafts:
        of_pair = known.setdefault((draft.employer_id, draft.mandatary), [])
        same = next((one for one in of_pair if _says_as_much(one, draft)), None)
        draft.id, draft.repeated = (same.id, True) if same else (uuid7(), False)
        if same is None:
            of_pair.append(Standing(draft.id, draft.groups, "pending", draft.start, draft.end))
            fresh.append(draft)
    return fresh


async def _with_room(
    connection: Connection, own: str, fresh: list[Draft], drafts: Sequence[Draft]
) -> list[Draft]:
    """Return the new mandates for which there is room, the first; say of the others that none is.

    With these go the drafts that they would have served.
    """
    if not fresh:
        return fresh
    room = max(0, MOST_PENDING - await writing.count_pending(connection, own))
    over = {draft.id for draft in fresh[room:]}
    for draft in drafts:
        if draft.id in over:
            by_mandatary = draft.proposed_by == "mandatary"
            field = Field.MANDATOR if by_mandatary else Field.MANDATARY
            other = draft.mandator if by_mandatary else draft.mandatary
            most = str(MOST_PENDING)
            draft.anomalies.append(Anomaly(field, Error.TOO_MANY_PENDING, other, most))
    return fresh[:room]


def _says_as_much(standing: Standing, draft: Draft) -> bool:
    return set(draft.groups) <= set(standing.groups) and covers(standing, draft.start, draft.end)


def _outcome(draft: Draft, found: Mapping[tuple[str, uuid.UUID], Mandate]) -> MandateOutcome:
    mandate = found.get((draft.mandator, draft.id)) if draft.id else None
    if mandate is None:
        return MandateOutcome(status="rejected", anomalies=tuple(draft.anomalies))
    return MandateOutcome(status="accepted", mandate=mandate, repeated=draft.repeated)
