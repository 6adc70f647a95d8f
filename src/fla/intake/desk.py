"""Group commit: declarations that arrive within a moment of each other share one transaction.

While one group is being written the next one gathers, so a lone caller never waits for company and
a crowd pays for one commit together. Each caller gets his own outcomes; a fault in a neighbour's
declarations never costs him his answer.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import psycopg
import structlog

from fla.clock import Clock
from fla.database.pool import Pool
from fla.intake.declaration import AnyDeclaration, Outcome, Sender
from fla.intake.submit import MAXIMUM, TryAgainError, submit_addressed

_log = structlog.get_logger()

MOST_IN_A_GROUP = 500
"""Declarations that share a transaction at the most; a larger call makes a group of its own."""
CROWD = 64
"""Declarations in a group that is soon written: those who come meanwhile had better wait."""
MOST_WAITING = 20_000
"""Declarations that may wait; beyond it callers are turned away."""

_Addressed = tuple[Sender, AnyDeclaration]
_Key = tuple[str, str, str]


class DeskBusyError(Exception):
    """More wait, or fight over the same, than can soon be written: come back later."""


class _Call:
    """One caller's declarations and the answer he waits for."""

    def __init__(self, sender: Sender, declarations: Sequence[AnyDeclaration]) -> None:
        self.declarations: list[_Addressed] = [(sender, one) for one in declarations]
        self.keys: set[_Key] = {
            (sender.enterprise_number, one.enterprise_number, one.reference) for one in declarations
        }
        self.answer: asyncio.Future[list[Outcome]] = asyncio.get_running_loop().create_future()

    def settle(self, outcomes: list[Outcome]) -> None:
        if not self.answer.done():  # a caller may have gone away meanwhile
            self.answer.set_result(outcomes)

    def fail(self, error: BaseException) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)


class Desk:
    """Where callers hand in declarations; open it with `open_desk`."""

    def __init__(self, pool: Pool, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock
        self._calls: deque[_Call] = deque()
        self._waiting = 0
        self._writing = 0
        self._arrived = asyncio.Event()
        self._closing = False

    async def hand_in(
        self, sender: Sender, declarations: Sequence[AnyDeclaration]
    ) -> list[Outcome]:
        """Submit declarations together with whoever else is there; outcomes in their order.

        Raises `DeskBusyError` when too many wait or others keep changing the same, `ValueError`
        beyond the intake's maximum, and what the database raises when it cannot be written to.
        """
        if len(declarations) > MAXIMUM:
            raise ValueError(f"at most {MAXIMUM} declarations a call, got {len(declarations)}")
        if self._closing or self._waiting + len(declarations) > MOST_WAITING:
            raise DeskBusyError
        call = _Call(sender, declarations)
        self._calls.append(call)
        self._waiting += len(declarations)
        self._arrived.set()
        return await call.answer

    async def serve(self) -> None:
        """Write group after group until the desk closes and nobody waits any more."""
        while True:
            while not self._worth_a_group():
                if self._closing and not self._calls:
                    return
                self._arrived.clear()
                await self._arrived.wait()
            group = self._next_group()
            size = sum(len(call.declarations) for call in group)
            self._writing += size
            try:
                await self._write(group)
            finally:
                self._writing -= size
                self._arrived.set()

    def _worth_a_group(self) -> bool:
        """Whether to write now; beside a crowd that is being written, only another as large.

        A commit costs the same for one as for many: small ones would keep the next crowd waiting.
        """
        alone = not 0 < self._writing <= CROWD
        return bool(self._calls) and (alone or self._waiting >= self._writing)

    def close(self) -> None:
        """Take no new calls; those who wait are still served."""
        self._closing = True
        self._arrived.set()

    def _next_group(self) -> list[_Call]:
        """The calls at the head of the queue, as long as no reference comes twice."""
        group = [self._calls.popleft()]
        size, keys = len(group[0].declarations), set(group[0].keys)
        while self._calls:
            call = self._calls[0]
            if size + len(call.declarations) > MOST_IN_A_GROUP or keys & call.keys:
                break
            group.append(self._calls.popleft())
            size += len(call.declarations)
            keys |= call.keys
        self._waiting -= size
        return group

    async def _write(self, group: list[_Call]) -> None:
        try:
            outcomes = await self._submit([one for call in group for one in call.declarations])
        except psycopg.OperationalError as error:
            for call in group:  # no database: the same for everybody
                call.fail(error)
        except Exception as error:  # whatever one caller brought, the others must not suffer
            if len(group) == 1:
                group[0].fail(DeskBusyError() if isinstance(error, TryAgainError) else error)
                return
            _log.warning("desk.group_failed", calls=len(group), error=type(error).__name__)
            for call in group:
                await self._write([call])
        else:
            position = 0
            for call in group:
                end = position + len(call.declarations)
                call.settle(outcomes[position:end])
                position = end

    async def _submit(self, declarations: list[_Addressed]) -> list[Outcome]:
        async with self._pool.connection() as connection:
            return await submit_addressed(connection, declarations, self._clock)


@asynccontextmanager
async def open_desk(pool: Pool, clock: Clock, clerks: int = 2) -> AsyncIterator[Desk]:
    """A desk with so many groups in hand at once; at the end everybody in the queue is served."""
    desk = Desk(pool, clock)
    serving = [asyncio.create_task(desk.serve()) for _ in range(clerks)]
    try:
        yield desk
    finally:
        desk.close()
        await asyncio.gather(*serving)
