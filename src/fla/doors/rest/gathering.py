"""Reads together what one organisation asks for at the same moment.

Row-level security makes even a small statement begin with a hundred small steps, and a transaction
has its turns with the server; who asks for one account after the other pays both for each. While
one group is being read the next one gathers, as at the intake's desk: a lone caller never waits for
company, and a crowd of one client's calls shares a statement.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Key = TypeVar("Key")
Found = TypeVar("Found")


class Gathering(Generic[Key, Found]):
    """Gathers keys by whose eyes they are read with; `read` answers them in their order."""

    def __init__(
        self, read: Callable[[str, Sequence[Key]], Awaitable[Sequence[Found]]], most: int
    ) -> None:
        self._read = read
        self._most = most
        self._waiting: dict[str, deque[tuple[Key, asyncio.Future[Found]]]] = {}
        self._serving: set[asyncio.Task[None]] = set()

    async def get(self, who: str, key: Key) -> Found:
        """Return what is found for a key. Raises what reading its group raised."""
        answer: asyncio.Future[Found] = asyncio.get_running_loop().create_future()
        if who in self._waiting:
            self._waiting[who].append((key, answer))
        else:
            self._waiting[who] = deque([(key, answer)])
            task = asyncio.create_task(self._serve(who))
            self._serving.add(task)
            task.add_done_callback(self._serving.discard)
        return await answer

    async def _serve(self, who: str) -> None:
        """Read group after group until nobody waits any more."""
        waiting = self._waiting[who]
        while waiting:
            group = [waiting.popleft() for _ in range(min(self._most, len(waiting)))]
            await self._answer(who, [one for one in group if not one[1].done()])
        del self._waiting[who]

    async def _answer(self, who: str, group: list[tuple[Key, asyncio.Future[Found]]]) -> None:
        if not group:  # all of them went away meanwhile
            return
        try:
            found = await self._read(who, [key for key, _ in group])
        except Exception as error:
            for _, answer in group:
                if not answer.done():
                    answer.set_exception(error)
            return
        for (_, answer), one in zip(group, found, strict=True):
            if not answer.done():
                answer.set_result(one)
