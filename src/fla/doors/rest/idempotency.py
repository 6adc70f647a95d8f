"""Calls under an `Idempotency-Key`: done once, and answered again as they were the first time.

Kept is what was done, and what will never be: of a refusal that hangs on what the register holds,
a right that is given or a version that is read may make something else. Nor is kept what is long,
such as the outcomes of a thousand declarations. What is not kept leaves its key free, and a
repeated call is made again; its references see to it that nothing is registered twice.

The key is taken before the work and has the answer after it. Whoever dies in between leaves a key
without an answer; the same call may take it over once nobody can be at work on it any more. (That
its declarations are not registered twice then, their references see to.)
"""

import datetime as dt
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

import msgspec
import psycopg
import structlog
from uuid_utils.compat import uuid7

from fla.access import keyed_call_store as store
from fla.access.keyed_call_store import KeyedCall
from fla.access.model import Principal
from fla.clock import Clock
from fla.database.identity import ACCESS, Identity, assume, enterprise
from fla.database.pool import Pool
from fla.database.records import Connection
from fla.doors.rest.answer import Refusal
from fla.doors.rest.answers import Rendered
from fla.doors.rest.texts import problem_detail
from fla.languages import Language

KEPT: Final = dt.timedelta(hours=24)
"""How long the same call gets the same answer."""
MOST_KEPT: Final = 128 * 1024
"""Bytes of an answer that is kept; a thousand confirmations, without references, are 90,000."""
ABANDONED: Final = dt.timedelta(minutes=2)
"""After which nobody is at work on a call any more."""
PURGED: Final = dt.timedelta(minutes=10)
"""How often a process forgets what has expired."""
_AGAIN: Final = 1
"""Seconds after which a call that is at work may be asked for again."""
_CONFLICT: Final = 409
_BAD_REQUEST: Final = 400
_SUCCESS: Final = range(200, 300)

_log = structlog.get_logger()

Work = Callable[[], Awaitable[Rendered]]


class Keys:
    """The keyed calls of all clients; one a process."""

    def __init__(self, pool: Pool, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock
        self._purged_at: dt.datetime | None = None

    async def once(
        self, client: Principal, key: str, request: bytes, language: Language, work: Work
    ) -> Rendered:
        """Do work once under a client's key, and give its answer then and later.

        `request` is what `fingerprint` makes of the call. `work` answers refusals too, and does
        not raise them. Raises `Refusal` when the key belongs to another call, or is at work.
        """
        call = self._call(client, key, request)
        async with self._as(enterprise(client.enterprise_number)) as connection:
            taken = await store.claim(connection, call, call.started_at - ABANDONED)
            known = None if taken else await store.find(connection, call.client_id, key)
        if not taken:
            return _told(known, request, language)
        answer = await work()
        try:
            await self._settle(client, call, answer)
        except psycopg.OperationalError as error:  # the work is done, and its answer is true
            _log.warning("rest.answer_not_kept", error=type(error).__name__)
        return answer

    def _call(self, client: Principal, key: str, request: bytes) -> KeyedCall:
        now = self._clock.now()
        return KeyedCall(
            client_id=client.client_id,
            key=key,
            enterprise_number=client.enterprise_number,
            request=request,
            attempt=uuid7(),
            started_at=now,
            kept_until=now + KEPT,
        )

    async def _settle(self, client: Principal, call: KeyedCall, answer: Rendered) -> None:
        async with self._as(enterprise(client.enterprise_number)) as connection:
            if _is_kept(answer):
                headers = msgspec.json.encode(_texts(answer)).decode()
                await store.keep(connection, call, answer.status, headers, answer.body)
            else:
                await store.release(connection, call)
        await self._purge()

    async def _purge(self) -> None:
        now = self._clock.now()
        if self._purged_at is not None and now - self._purged_at < PURGED:
            return
        self._purged_at = now
        async with self._as(ACCESS) as connection:
            await store.purge(connection, now)

    @asynccontextmanager
    async def _as(self, identity: Identity) -> AsyncIterator[Connection]:
        async with self._pool.connection() as connection:
            await assume(connection, identity, self._clock.today())
            yield connection


def fingerprint(method: str, path: str, query: bytes, version: str, body: bytes | None) -> bytes:
    """Return a digest that only the same call has: method, address, `If-Match` and body."""
    parts = (method.encode(), path.encode(), query, version.encode(), body or b"")
    return hashlib.sha256(b"\0".join(parts)).digest()


def _is_kept(answer: Rendered) -> bool:
    final = answer.status in _SUCCESS or answer.status == _BAD_REQUEST
    return final and len(answer.body) <= MOST_KEPT


def _texts(answer: Rendered) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers]


def _told(known: KeyedCall | None, request: bytes, language: Language) -> Rendered:
    """Return the answer that was kept. Raises `Refusal` for want of one."""
    if known is not None and known.request != request:
        raise Refusal(_CONFLICT, "fla:conflict", problem_detail("keyTaken", language))
    if known is None or known.status is None or known.headers is None:
        at_work = problem_detail("keyAtWork", language)
        raise Refusal(_CONFLICT, "fla:conflict", at_work, retry_after=_AGAIN)
    headers = msgspec.json.decode(known.headers, type=list[tuple[str, str]])
    told = tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in headers)
    return Rendered(known.status, told, known.body or b"")
