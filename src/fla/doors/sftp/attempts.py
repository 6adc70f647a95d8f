"""Who tries to log in without success, and for how long he is not listened to."""

import ipaddress
from collections import OrderedDict, deque
from collections.abc import Callable
from time import monotonic
from typing import Final

MOST_FAILED: Final = 20
"""Failed logins of one address within `PERIOD`; then it is turned away at the door."""
PERIOD: Final = 600
"""Seconds for which a failed login counts."""
_MOST_KNOWN: Final = 10_000
"""Addresses that are remembered; the ones heard of longest ago are forgotten first."""


class Attempts:
    """Failed logins by address: for IPv6 by network, since a subscriber has one of those."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._failed: OrderedDict[str, deque[float]] = OrderedDict()

    def barred(self, address: str) -> bool:
        """Say whether an address failed too often."""
        failed = self._failed.get(_group(address))
        if failed is None:
            return False
        while failed and failed[0] <= self._now() - PERIOD:
            failed.popleft()
        return len(failed) >= MOST_FAILED

    def failed(self, address: str) -> None:
        """Count a failed login."""
        group = _group(address)
        self._failed.setdefault(group, deque(maxlen=MOST_FAILED)).append(self._now())
        self._failed.move_to_end(group)
        if len(self._failed) > _MOST_KNOWN:
            self._failed.popitem(last=False)

    def succeeded(self, address: str) -> None:
        """Forget what failed: behind one address many senders may stand."""
        self._failed.pop(_group(address), None)


def _group(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False))
