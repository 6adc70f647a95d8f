"""How much the channel takes on: calls a minute of a client, failed ones; calls and bytes at once.

Each process counts for itself. What is counted is kept for a bounded number of clients; the one
that was heard of longest ago is forgotten first.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Self

from fla.doors.rest.answer import Refusal
from fla.doors.rest.problems import too_many

MOST_REMEMBERED: Final = 10_000
"""Clients or addresses that are counted."""
_MINUTE: Final = 60.0
_BURST: Final = 10.0
"""Seconds' worth of calls that may come at once."""


class Rate:
    """A number of calls a minute for each of many callers, evenly, but for a burst of ten seconds.

    Kept is when a caller would be at rest again (the generic cell rate algorithm).
    """

    def __init__(self, a_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self.a_minute = a_minute
        self._interval = _MINUTE / a_minute
        self._burst = max(_BURST, self._interval)
        self._now = now
        self._rest: OrderedDict[str, float] = OrderedDict()

    def wait(self, caller: str) -> int:
        """Return for how many seconds he has to wait, 0 when he may call."""
        passed = self._rest.get(caller, 0.0) + self._interval - self._now() - self._burst
        return 0 if passed <= 0 else math.ceil(passed)

    def count(self, caller: str) -> None:
        """Count a call of his."""
        self._rest[caller] = max(self._rest.get(caller, 0.0), self._now()) + self._interval
        self._rest.move_to_end(caller)
        if len(self._rest) > MOST_REMEMBERED:
            self._rest.popitem(last=False)


class Hands:
    """Calls that are in hand at once; more are turned away, so that those in hand stay quick."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken = 0

    @property
    def full(self) -> bool:
        """Whether there is no room for one more."""
        return self._taken >= self._most

    @contextmanager
    def taking(self) -> Iterator[None]:
        """Take a call in hand. Raises `Refusal` when there are too many."""
        if self.full:
            raise too_many(1)
        self._taken += 1
        try:
            yield
        finally:
            self._taken -= 1


class Budget:
    """Bytes of bodies that are held at once, of all calls together: a burst has a bound."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.held = 0

    def take(self, size: int) -> None:
        """Hold so many bytes more. Raises `Refusal` when they do not fit."""
        if self.held + size > self._most:
            raise too_many(1)
        self.held += size

    def give_back(self, size: int) -> None:
        """Hold so many bytes less."""
        self.held -= size

    def share(self) -> "Share":
        """Return the share of a call that begins."""
        return Share(self)


class Share:
    """What one call holds of a budget, until it is left."""

    __slots__ = ("_budget", "held")

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.held = 0

    def take(self, size: int) -> None:
        """Hold so many bytes more. Raises `Refusal` when they do not fit."""
        self._budget.take(size)
        self.held += size

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._budget.give_back(self.held)
        self.held = 0


class Limits:
    """What is counted of clients by their id, and of those without one by their address."""

    def __init__(self, rate: int, failed: int, at_once: int, bytes_at_once: int) -> None:
        self.hands = Hands(at_once)
        self.bodies = Budget(bytes_at_once)
        self._calls = Rate(rate)
        self._failed = Rate(failed)

    def admit(self, client: str) -> None:
        """Count a client's call. Raises `Refusal` when it has made too many, or too many failed."""
        self._refuse_failing(client)
        if wait := self._calls.wait(client):
            raise too_many(wait, self._calls.a_minute)
        self._calls.count(client)

    def failed(self, caller: str) -> None:
        """Count a call that was refused. Raises `Refusal` in its place when there are too many."""
        self._refuse_failing(caller)
        self._failed.count(caller)

    def _refuse_failing(self, caller: str) -> None:
        if wait := self._failed.wait(caller):
            limit = self._failed.a_minute
            raise Refusal(429, "tooManyFailedRequests", retry_after=wait, limit=limit)
