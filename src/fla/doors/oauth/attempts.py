"""Failed attempts, so that whoever fails again and again has to wait.

A signature cannot be guessed; what is to be had by trying is the server's time. Counted in each
process for itself, over a minute, by client and address together, so that nobody locks a client
out from elsewhere, and by address for all clients together. Many share an address behind a proxy:
when it is closed, only those wait there that have failed themselves, and whoever fails next.
"""

import datetime as dt
from collections import OrderedDict, deque
from typing import Final

from fla.clock import Clock

WINDOW: Final = dt.timedelta(minutes=1)
MOST_BY_CLIENT: Final = 10
"""Failures of one client from one address within the window."""
MOST_BY_ADDRESS: Final = 100
"""Failures from one address within the window."""
MOST_KEPT: Final = 10_000
"""Clients and addresses that are counted; the one that failed longest ago is forgotten first."""

_Key = tuple[str, str | None]


class FailedAttempts:
    """Counts failures and says who has to wait."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: OrderedDict[_Key, deque[dt.datetime]] = OrderedDict()

    def wait(self, address: str, client_id: str) -> int:
        """Return the seconds a client has to wait before it may try again, 0 for none."""
        own = (address, client_id)
        return max(
            self._left(own, MOST_BY_CLIENT), min(self.closed(address), self._left_of_last(own))
        )

    def closed(self, address: str) -> int:
        """Return the seconds for which whoever fails at an address is to wait, 0 for none."""
        return self._left((address, None), MOST_BY_ADDRESS)

    def failed(self, address: str, client_id: str) -> None:
        """Count a failure."""
        self._count((address, client_id), MOST_BY_CLIENT)
        self._count((address, None), MOST_BY_ADDRESS)

    def _count(self, key: _Key, most: int) -> None:
        self._failures.setdefault(key, deque(maxlen=most)).append(self._clock.now())
        self._failures.move_to_end(key)
        if len(self._failures) > MOST_KEPT:
            self._failures.popitem(last=False)

    def _left(self, key: _Key, most: int) -> int:
        """Return how long the oldest of too many failures is still counted."""
        failures = self._failures.get(key)
        if failures is None or len(failures) < most:
            return 0
        return self._seconds(failures[0])

    def _left_of_last(self, key: _Key) -> int:
        """Return how long the last failure is still counted, 0 without any."""
        failures = self._failures.get(key)
        return self._seconds(failures[-1]) if failures else 0

    def _seconds(self, failed_at: dt.datetime) -> int:
        """Return how long a failure is still counted, rounded up."""
        left = failed_at + WINDOW - self._clock.now()
        return max(0, -(-left // dt.timedelta(seconds=1)))
