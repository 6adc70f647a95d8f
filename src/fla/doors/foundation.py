"""What every door that speaks HTTP stands on, made once a process."""

import hashlib
import hmac
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from fla.access.tokens import Tokens
from fla.clock import Clock
from fla.database.pool import Pool
from fla.doors.uploads import Uploads
from fla.intake.desk import Desk, open_desk
from fla.settings import Settings

_SECRET_BYTES: Final = 32


class Foundation:
    """Settings, database, clock, desk, tokens, secret and uploads under way.

    The desk is there while it is open.
    """

    def __init__(
        self, settings: Settings, pool: Pool, clock: Clock, secret: bytes | None = None
    ) -> None:
        self.settings = settings
        self.pool = pool
        self.clock = clock
        self._secret = secret or secrets.token_bytes(_SECRET_BYTES)
        before = settings.secret_before.encode() if settings.secret_before else None
        self.tokens = Tokens(
            [one for one in (self._secret, before) if one],
            pool,
            clock,
            issuer=settings.public_url,
        )
        self.uploads = Uploads(settings.most_uploads)
        self._desk: Desk | None = None

    @property
    def desk(self) -> Desk:
        """Where declarations are handed in; RuntimeError before opening and after closing."""
        if self._desk is None:
            raise RuntimeError("the desk is not open")
        return self._desk

    def derive(self, purpose: bytes) -> bytes:
        """Return 32 bytes that follow from the secret and serve one purpose alone."""
        return hmac.digest(self._secret, purpose, hashlib.sha256)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Open the pool and the desk; at the end everybody in the queue is served."""
        async with self.pool, open_desk(self.pool, self.clock) as desk:
            self._desk = desk
            try:
                yield
            finally:
                self._desk = None
