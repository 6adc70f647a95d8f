"""How the forms of a file set are answered: written, tried out, or refused all together."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from fla.clock import Clock
from fla.database.identity import BATCH, assume
from fla.database.pool import Pool
from fla.database.records import Connection
from fla.doors.batch.answered import Answered, Telling
from fla.doors.batch.kept_records import LANES, Frame, kept
from fla.doors.batch.offline import offline_outcomes
from fla.doors.batch.workplace import Workplace, declarant
from fla.filesets import answer_store
from fla.filesets.model import FileSet
from fla.intake.declaration import AnyDeclaration, EmploymentDeclaration, Outcome
from fla.intake.submit import TryAgainError, submit, trial

_FAST = 1
"""Of zlib's levels: ids hardly shrink, the names of what they are do at any."""
_AT_ONCE = 2
"""Frames of which a lane's answers may be waiting to be written down."""

Ask = Callable[[Sequence[AnyDeclaration]], Awaitable[list[Outcome]]]
"""What says what becomes of declarations, in their order."""
Answering = Callable[[Telling, Frame], Awaitable[list[Answered]]]
"""What answers the records of a frame, lane by lane."""


class Taking(Struct, frozen=True, array_like=True):
    """One lane of a frame, taken in production; it is answered once, whoever goes on with the set.

    Plain values, to be sent to a process.
    """

    telling: Telling
    frame: Frame
    lane: int

    async def take(self, pool: Pool, clock: Clock) -> Answered:
        """Answer it, from what was kept of its answers if an earlier attempt had them.

        Raises TryAgainError, and whatever the database raises.
        """

        async def ask(declarations: Sequence[AnyDeclaration]) -> list[Outcome]:
            async with pool.connection() as connection, self._alone(connection):
                found = await self._kept(connection, clock, declarations)
                return found or await self._submit(connection, clock, declarations)

        return await _answered(self.telling, self.frame, self.lane, ask)

    @property
    def _ticket(self) -> str:
        return self.telling.file_set.ticket

    @asynccontextmanager
    async def _alone(self, connection: Connection) -> AsyncIterator[None]:
        """Have the lane to ourselves: a killed process may still be having it answered."""
        async with connection.transaction():
            await answer_store.enter(connection, self._ticket, self.lane)
        try:
            yield
        finally:
            if not connection.closed:  # else its end has let go of the lane
                async with connection.transaction():
                    await answer_store.leave(connection, self._ticket, self.lane)

    async def _submit(
        self, connection: Connection, clock: Clock, declarations: Sequence[AnyDeclaration]
    ) -> list[Outcome]:
        async def seal(connection: Connection, outcomes: list[Outcome]) -> None:
            await assume(connection, BATCH, clock.today())
            packed = zlib.compress(msgspec.msgpack.encode(outcomes), _FAST)
            await answer_store.keep(connection, self._ticket, self._slot, self._first, packed)

        sender = declarant(self.telling.file_set)
        try:
            return await submit(connection, sender, declarations, clock, seal=seal)
        except TryAgainError:  # once more; where that fails too, the set is to be resumed
            return await submit(connection, sender, declarations, clock, seal=seal)

    async def _kept(
        self, connection: Connection, clock: Clock, declarations: Sequence[AnyDeclaration]
    ) -> list[Outcome] | None:
        async with connection.transaction():
            await assume(connection, BATCH, clock.today())
            packed = await answer_store.kept(connection, self._ticket, self._slot, self._first)
        if packed is None:
            return None
        outcomes = msgspec.msgpack.decode(zlib.decompress(packed), type=list[Outcome])
        asked = [declaration.reference for declaration in declarations]
        # Another release may cut a frame in other lanes; then the intake knows what it accepted.
        return outcomes if [one.reference for one in outcomes] == asked else None

    @property
    def _slot(self) -> int:
        """Where its answers are kept: those of the frame before may not be written down yet."""
        return self.lane + LANES * (self.frame.number % _AT_ONCE)

    @property
    def _first(self) -> int:
        return self.telling.before + self.frame.first


def writing(take: Callable[[Taking], Awaitable[Answered]]) -> Answering:
    """Answer forms by writing what they say to the register, each lane by `take`."""

    async def answer(telling: Telling, frame: Frame) -> list[Answered]:
        takings = [Taking(telling, frame, lane) for lane in range(frame.lanes)]
        answered = await asyncio.gather(*map(take, takings), return_exceptions=True)
        for one in answered:
            if isinstance(one, BaseException):
                raise one
        return [one for one in answered if isinstance(one, Answered)]

    return answer


@asynccontextmanager
async def trying(place: Workplace, file_set: FileSet, patience: float) -> AsyncIterator[Answering]:
    """Answer the forms of a set as if they were written, in one transaction that is undone.

    It raises TryAgainError where others would wait for it, or it for them, for so many seconds.
    """
    sender = declarant(file_set)
    async with (
        place.pool.connection() as connection,
        trial(connection, place.clock, patience=patience) as tried,
    ):

        async def ask(declarations: Sequence[AnyDeclaration]) -> list[Outcome]:
            return await tried(sender, declarations)

        async def answer(telling: Telling, frame: Frame) -> list[Answered]:
            return [await _answered(telling, frame, None, ask)]

        yield answer


def refusing(place: Workplace, file_set: FileSet) -> Answering:
    """Refuse each form, saying of employments what the register has against them."""
    sender = declarant(file_set)

    async def ask(declarations: Sequence[AnyDeclaration]) -> list[Outcome]:
        outcomes = offline_outcomes(declarations, place.clock.today())
        places = [
            index
            for index, declaration in enumerate(declarations)
            if isinstance(declaration, EmploymentDeclaration)
        ]
        asked = [declarations[index] for index in places]
        async with place.pool.connection() as connection:
            tried = await submit(connection, sender, asked, place.clock, dry_run=True)
        for index, outcome in zip(places, tried, strict=True):
            outcomes[index] = outcome
        return [replace(outcome, status="rejected", target=None) for outcome in outcomes]

    async def answer(telling: Telling, frame: Frame) -> list[Answered]:
        return [await _answered(telling, frame, None, ask)]

    return answer


async def _answered(telling: Telling, frame: Frame, lane: int | None, ask: Ask) -> Answered:
    """Answer the records of a frame, or of one lane; those of a snapshot may have their outcome."""
    records, text = kept(frame, Path(telling.source), lane)
    asked = [record.declaration for record in records if record.outcome is None]
    given = iter(await ask(asked) if asked else ())
    outcomes = [record.outcome or next(given) for record in records]
    return telling.tell(records, outcomes, text)
