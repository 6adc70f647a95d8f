"""How the forms of a file set are answered: written, tried out, or refused all together."""

import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from fla.clock import Clock
from fla.database.identity import BATCH, assume
from fla.database.records import Connection
from fla.doors.batch.offline import offline_outcomes
from fla.doors.batch.run import Portion, Take
from fla.doors.batch.workplace import Workplace, declarant
from fla.filesets import answer_store
from fla.filesets.model import FileSet
from fla.intake.declaration import EmploymentDeclaration, Outcome, Sender
from fla.intake.submit import TryAgainError, submit, trial

_FAST = 1
"""Of zlib's levels: ids hardly shrink, the names of what they are do at any."""


class Taking(Struct, frozen=True, kw_only=True):
    """Takes portions of a set in production; each is answered once, whoever goes on with the set.

    `before` counts the forms of the parts before this one. Plain values, to be sent to a process.
    """

    ticket: str
    sender: Sender
    before: int

    async def take(self, connection: Connection, clock: Clock, portion: Portion) -> list[Outcome]:
        """Answer a portion, from what was kept of its answers if an earlier attempt had them."""
        async with self._alone(connection, portion):
            kept = await self._kept(connection, clock, portion)
            if kept is not None:
                return kept
            try:
                return await self._submit(connection, clock, portion)
            except TryAgainError:  # once more; where that fails too, the set is to be resumed
                return await self._submit(connection, clock, portion)

    @asynccontextmanager
    async def _alone(self, connection: Connection, portion: Portion) -> AsyncIterator[None]:
        """Have the lane to ourselves: a killed process may still be having it answered."""
        async with connection.transaction():
            await answer_store.enter(connection, self.ticket, portion.lane)
        try:
            yield
        finally:
            if not connection.closed:  # else its end has let go of the lane
                async with connection.transaction():
                    await answer_store.leave(connection, self.ticket, portion.lane)

    async def _submit(
        self, connection: Connection, clock: Clock, portion: Portion
    ) -> list[Outcome]:
        async def seal(connection: Connection, outcomes: list[Outcome]) -> None:
            await assume(connection, BATCH, clock.today())
            packed = zlib.compress(msgspec.msgpack.encode(outcomes), _FAST)
            await answer_store.keep(
                connection, self.ticket, portion.lane, self._first(portion), packed
            )

        return await submit(connection, self.sender, portion.declarations, clock, seal=seal)

    async def _kept(
        self, connection: Connection, clock: Clock, portion: Portion
    ) -> list[Outcome] | None:
        async with connection.transaction():
            await assume(connection, BATCH, clock.today())
            packed = await answer_store.kept(
                connection, self.ticket, portion.lane, self._first(portion)
            )
        if packed is None:
            return None
        outcomes = msgspec.msgpack.decode(zlib.decompress(packed), type=list[Outcome])
        asked = [declaration.reference for declaration in portion.declarations]
        # Another release may cut a chunk in other lanes; then the intake knows what it accepted.
        return outcomes if [one.reference for one in outcomes] == asked else None

    def _first(self, portion: Portion) -> int:
        return self.before + portion.first


def writing(place: Workplace, file_set: FileSet, before: int) -> Take:
    """Answer the forms of a part by writing what they say to the register."""
    taking = Taking(ticket=file_set.ticket, sender=declarant(file_set), before=before)

    async def take(portion: Portion) -> list[Outcome]:
        async with place.pool.connection() as connection:
            return await taking.take(connection, place.clock, portion)

    return take


@asynccontextmanager
async def trying(place: Workplace, file_set: FileSet) -> AsyncIterator[Take]:
    """Answer the forms of a set as if they were written, in one transaction that is undone."""
    sender = declarant(file_set)
    async with place.pool.connection() as connection, trial(connection, place.clock) as tried:

        async def take(portion: Portion) -> list[Outcome]:
            return await tried(sender, portion.declarations)

        yield take


def refusing(place: Workplace, file_set: FileSet) -> Take:
    """Refuse each form, saying of employments what the register has against them."""
    sender = declarant(file_set)

    async def take(portion: Portion) -> list[Outcome]:
        outcomes = offline_outcomes(portion.declarations, place.clock.today())
        places = [
            index
            for index, declaration in enumerate(portion.declarations)
            if isinstance(declaration, EmploymentDeclaration)
        ]
        asked = [portion.declarations[index] for index in places]
        async with place.pool.connection() as connection:
            tried = await submit(connection, sender, asked, place.clock, dry_run=True)
        for index, outcome in zip(places, tried, strict=True):
            outcomes[index] = outcome
        return [replace(outcome, status="rejected", target=None) for outcome in outcomes]

    return take
