"""What the demo's employers say of what providers registered; the rest waits, or has settled."""

import zlib
from collections.abc import Sequence
from itertools import islice
from typing import Final

from msgspec import Struct

from fla.clock import Clock
from fla.database.identity import OPERATOR, assume
from fla.demo.register import Connection, RefusedError
from fla.demo.store import Waiting, waiting_proposals
from fla.intake.declaration import AnyDeclaration, Decision, DecisionDeclaration, Sender
from fla.intake.submit import submit_addressed

_A_GROUP: Final = 1_000
_IN_A_HUNDRED: Final = 100
_CONFIRMED: Final = 35
"""In a hundred; employers have looked at so many by now."""
_OBJECTED: Final = 5
_REASONS: Final[dict[str, Sequence[str]]] = {
    "nl": (
        "Was die dag ziek.",
        "Heeft maar een halve dag gevolgd.",
        "Werkte die dag bij een klant.",
    ),
    "fr": ("Malade ce jour-là.", "N’a suivi qu’une demi-journée.", "Travaillait chez un client."),
    "de": ("War an dem Tag krank.", "Hat nur einen halben Tag teilgenommen.", "War beim Kunden."),
    "en": ("Was ill that day.", "Followed half a day only.", "Worked at a client's that day."),
}


class _Choice(Struct, frozen=True):
    sender: Sender
    declaration: AnyDeclaration


async def decide(connection: Connection, clock: Clock) -> None:
    """Let employers confirm some open proposals and object to a few; always the same ones.

    What was decided already is no longer open, so that a load that was broken off can go on.
    Raises RefusedError.
    """
    async with connection.transaction():
        await assume(connection, OPERATOR, clock.today())
        waiting = await waiting_proposals(connection)
    choices = (choice for one in waiting if (choice := _choice(one)) is not None)
    while group := list(islice(choices, _A_GROUP)):
        addressed = [(one.sender, one.declaration) for one in group]
        outcomes = await submit_addressed(connection, addressed, clock)
        refused = [outcome for outcome in outcomes if outcome.status != "accepted"]
        if refused:
            raise RefusedError(f"a decision was not accepted: {refused[0]}")


def _choice(one: Waiting) -> _Choice | None:
    """Return what an employer says; which one says what hangs on names, and so never changes."""
    drawn = zlib.crc32(f"{one.enterprise_number} {one.reference}".encode())
    place = drawn % _IN_A_HUNDRED
    if place >= _CONFIRMED + _OBJECTED:
        return None
    reasons = _REASONS[one.language]
    decision = (
        Decision(verdict="confirm")
        if place < _CONFIRMED
        else Decision(verdict="object", reason=reasons[drawn // _IN_A_HUNDRED % len(reasons)])
    )
    declaration = DecisionDeclaration(
        action="correct",
        reference=f"D/{one.id}",
        enterprise_number=one.enterprise_number,
        target=one.id,
        version=one.version,
        decision=decision,
    )
    return _Choice(Sender(enterprise_number=one.enterprise_number, door="portal"), declaration)
