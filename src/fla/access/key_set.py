"""Keys that a client publishes itself: a JWK Set at an address that the operator registered.

The address is fetched with care, for the server reaches what its clients do not: https alone, no
redirects, no address of this machine itself, little of it and not for long. What came is kept for a
while, and asked for anew when a key is not among it, at most once a minute.
"""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Final

import httpx
import msgspec
import structlog
from msgspec import Struct

from fla.access.client_key import KeyRefusedError, PublicKey, read_jwk
from fla.access.key_set_url import is_key_set_url, is_own_address
from fla.clock import Clock

LARGEST_SET: Final = 65_536
"""Bytes."""
MOST_KEYS: Final = 50
PATIENCE: Final = 3.0
"""Seconds for the whole of an answer."""
KEPT: Final = dt.timedelta(minutes=10)
"""How long a key counts that its client may have withdrawn meanwhile."""
REST: Final = dt.timedelta(minutes=1)
"""How long nothing is fetched again after it was."""

Fetch = Callable[[str], Awaitable[bytes]]
_log = structlog.get_logger(__name__)


class _KeySet(Struct):
    keys: list[msgspec.Raw]


class _Known(Struct):
    """What an address gave, when it was last asked and when it last answered."""

    keys: dict[str, PublicKey] = {}
    asked_at: dt.datetime | None = None
    answered_at: dt.datetime | None = None


class KeySets:
    """The key sets of all clients that publish one."""

    def __init__(self, clock: Clock, fetch: Fetch | None = None) -> None:
        self._clock = clock
        self._fetch = fetch or fetch_set
        self._known: dict[str, _Known] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def key(self, url: str, kid: str) -> PublicKey | None:
        """Return the key of that name, or None when its client does not publish it, or cannot."""
        async with self._locks.setdefault(url, asyncio.Lock()):
            known = self._known.setdefault(url, _Known())
            now = self._clock.now()
            if self._lacks(known, kid, now) and _rested(known, now):
                await self._renew(url, known, now)
            return None if _is_old(known, now) else known.keys.get(kid)

    def _lacks(self, known: _Known, kid: str, now: dt.datetime) -> bool:
        return kid not in known.keys or _is_old(known, now)

    async def _renew(self, url: str, known: _Known, now: dt.datetime) -> None:
        known.asked_at = now
        try:
            known.keys = read_set(await self._fetch(url))
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            _log.warning("access.key_set_unavailable", url=url, error=type(error).__name__)
        else:
            known.answered_at = now


def _rested(known: _Known, now: dt.datetime) -> bool:
    return known.asked_at is None or now - known.asked_at >= REST


def _is_old(known: _Known, now: dt.datetime) -> bool:
    return known.answered_at is None or now - known.answered_at >= KEPT


def read_set(content: bytes) -> dict[str, PublicKey]:
    """Return the keys of a JWK Set by their `kid`, those left out that cannot be a client's.

    A key without a name is known by its thumbprint. Raises ValueError for what is no set.
    """
    try:
        members = msgspec.json.decode(content, type=_KeySet).keys[:MOST_KEYS]
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ValueError("no JWK Set") from error
    keys: dict[str, PublicKey] = {}
    for member in members:
        try:
            name, key = read_jwk(bytes(member))
        except KeyRefusedError:
            continue
        keys[name or key.kid] = key
    return keys


async def fetch_set(url: str) -> bytes:
    """Return what an address serves.

    Raises httpx.HTTPError, httpx.InvalidURL, OSError or ValueError.
    """
    if not is_key_set_url(url):
        raise ValueError("not an address to fetch keys from")
    async with asyncio.timeout(PATIENCE):
        return await _fetched(url)


async def _fetched(url: str) -> bytes:
    headers = {
        "accept": "application/jwk-set+json, application/json",
        "accept-encoding": "identity",
    }
    async with (
        # No proxy of the environment: who answers must be known.
        httpx.AsyncClient(follow_redirects=False, trust_env=False, timeout=PATIENCE) as client,
        client.stream("GET", url, headers=headers) as answer,
    ):
        _check_peer(answer)
        if answer.status_code != httpx.codes.OK:
            raise ValueError(f"answered {answer.status_code}")
        content = bytearray()
        async for piece in answer.aiter_raw():
            content += piece
            if len(content) > LARGEST_SET:
                raise ValueError("too large")
        return bytes(content)


def _check_peer(answer: httpx.Response) -> None:
    """Refuse an answer of this machine itself, whatever name it goes by."""
    peer = answer.extensions["network_stream"].get_extra_info("server_addr")
    if peer is None or is_own_address(peer[0]):
        raise ValueError("answered by this machine itself")
