"""Access tokens: given to clients that show who they are, and told by on every call.

A token is a JWT as RFC 9068 has it, signed by the server and good for five minutes. What has been
verified is remembered, so that a token costs its signature once; what stands behind it is asked for
again when the last answer is older than `FRESH`, so that disabling a client or revoking a key or a
token takes effect within two seconds, without anybody polling.
"""

import asyncio
import datetime as dt
import uuid
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct
from uuid_utils.compat import uuid7

from fla.access import client_store as store
from fla.access.authentication import Authenticated, Authentication
from fla.access.model import Principal
from fla.access.oauth import ExpiredTokenError, InvalidTokenError, OAuthError
from fla.access.scopes import in_order
from fla.access.signing import SigningKeys
from fla.clock import Clock
from fla.database.identity import ACCESS, assume
from fla.database.pool import Pool

LIFE: Final = dt.timedelta(minutes=5)
"""Of an access token."""
FRESH: Final = dt.timedelta(seconds=1.5)
"""How long it counts what was last read about what stands behind a token."""
MOST_REMEMBERED: Final = 10_000
"""Tokens; the one that was first seen longest ago is forgotten first."""
AUDIENCE: Final = "learningAccount/v1"
"""Whom tokens are for: the REST channel."""
LONGEST_TOKEN: Final = 4_000
"""Characters."""
_KIND: Final = "at+jwt"


class IssuedToken(Struct, frozen=True, kw_only=True):
    """The token endpoint's answer (RFC 6749, section 5.1); `expires_in` in seconds."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - the kind of token, RFC 6750
    expires_in: int
    scope: str


class _Claims(Struct, frozen=True, kw_only=True):
    """What a token holds (RFC 9068); `client_key` is the key that its client showed itself with."""

    iss: str
    sub: str
    aud: str
    exp: int
    iat: int
    jti: uuid.UUID
    client_id: str
    scope: str
    client_key: str


class _Remembered:
    """A token with a right signature, and what stood behind it when that was last read."""

    __slots__ = ("claims", "expires_at", "lock", "principal", "read_at")

    def __init__(self, claims: _Claims) -> None:
        self.claims = claims
        self.expires_at = dt.datetime.fromtimestamp(claims.exp, dt.UTC)
        self.principal: Principal | None = None
        self.read_at: dt.datetime | None = None
        self.lock = asyncio.Lock()

    def is_fresh(self, now: dt.datetime) -> bool:
        """Say whether it was read a moment ago; a clock that was set back says no."""
        return self.read_at is not None and dt.timedelta() <= now - self.read_at < FRESH


class Tokens:
    """Gives, tells and revokes access tokens; one a process."""

    def __init__(
        self,
        secrets: Sequence[bytes],
        pool: Pool,
        clock: Clock,
        *,
        issuer: str | None = None,
        authentication: Authentication | None = None,
    ) -> None:
        """Use the first secret to sign and all of them to verify.

        With an `issuer` only its tokens count; without one, those of whoever knows the secret.
        """
        self._keys = SigningKeys(secrets)
        self._pool = pool
        self._clock = clock
        self._issuer = issuer
        self._authentication = authentication or Authentication(pool, clock)
        self._remembered: OrderedDict[str, _Remembered] = OrderedDict()

    def key_set(self) -> dict[str, Any]:
        """Return the public keys that tokens can be verified with, as a JWK Set."""
        return self._keys.public()

    async def issue(
        self, assertion: str, issuer: str, audiences: Sequence[str], scope: str | None = None
    ) -> IssuedToken:
        """Give a token to the client that shows an assertion for one of the audiences.

        Without `scope` it gets all it may have. Raises OAuthError.
        """
        shown = await self._authentication.client(assertion, audiences)
        granted = " ".join(_granted(shown, scope))
        now = int(self._clock.now().timestamp())
        life = int(LIFE.total_seconds())
        claims = _Claims(
            iss=issuer,
            sub=shown.client.id,
            aud=AUDIENCE,
            exp=now + life,
            iat=now,
            jti=uuid7(),
            client_id=shown.client.id,
            scope=granted,
            client_key=shown.kid,
        )
        token = self._keys.sign(claims, _KIND)
        return IssuedToken(access_token=token, expires_in=life, scope=granted)

    async def principal(self, token: str) -> Principal:
        """Return who shows a token. Raises ExpiredTokenError or InvalidTokenError."""
        known = self._remembered.get(token) or self._remember(token)
        now = self._clock.now()
        if now >= known.expires_at:
            self._remembered.pop(token, None)
            raise ExpiredTokenError
        if not known.is_fresh(now):
            await self._read_again(known)
        if known.principal is None:
            raise InvalidTokenError
        return known.principal

    async def revoke(self, token: str, assertion: str, audiences: Sequence[str]) -> None:
        """Let a token count no more, as the client asks to whom it was given (RFC 7009).

        What is no token of ours is let be. Raises OAuthError, also for another client's token.
        """
        shown = await self._authentication.client(assertion, audiences)
        claims = self._verified(token)
        if claims is None:
            return
        if claims.client_id != shown.client.id:
            raise OAuthError("invalid_grant", "The token was given to another client.")
        ends = dt.datetime.fromtimestamp(claims.exp, dt.UTC) + LIFE
        async with self._pool.connection() as connection:
            await assume(connection, ACCESS, self._clock.today())
            await store.revoke_token(connection, claims.client_id, claims.jti, ends)
        self._remembered.pop(token, None)

    def _remember(self, token: str) -> _Remembered:
        claims = self._verified(token)
        if claims is None:
            raise InvalidTokenError
        known = self._remembered[token] = _Remembered(claims)
        if len(self._remembered) > MOST_REMEMBERED:
            self._remembered.popitem(last=False)
        return known

    def _verified(self, token: str) -> _Claims | None:
        """Return what a token says, expired or not, when it is ours and for us."""
        content = self._keys.verify(token, _KIND) if len(token) <= LONGEST_TOKEN else None
        if content is None:
            return None
        try:
            claims = msgspec.json.decode(content, type=_Claims)
        except msgspec.MsgspecError:
            return None
        ours = claims.aud == AUDIENCE and self._issuer in (None, claims.iss)
        return claims if ours else None

    async def _read_again(self, known: _Remembered) -> None:
        """Read what stands behind a token; of many who ask at once, one does."""
        async with known.lock:
            now = self._clock.now()
            if known.is_fresh(now):
                return
            claims = known.claims
            async with self._pool.connection() as connection:
                await assume(connection, ACCESS, self._clock.today())
                found = await store.standing(
                    connection, claims.client_id, claims.client_key, claims.jti
                )
            known.principal = _principal(claims, found)
            known.read_at = now


def _granted(shown: Authenticated, scope: str | None) -> list[str]:
    """Return the scopes a client asks for, all of which it must have."""
    if scope is None:
        return shown.client.scopes
    try:
        wanted = in_order(scope.split())
    except ValueError:
        raise OAuthError("invalid_scope", "One of the scopes does not exist.") from None
    if not wanted or not set(wanted) <= set(shown.client.scopes):
        raise OAuthError("invalid_scope", "The client may have less than it asks for.")
    return wanted


def _principal(claims: _Claims, found: store.Standing | None) -> Principal | None:
    """Return who shows a token, as he stands now; None when it counts no more."""
    if found is None or found.disabled or found.revoked:
        return None
    return Principal(
        client_id=claims.client_id,
        enterprise_number=found.enterprise_number,
        name=found.name,
        scopes=frozenset(claims.scope.split()) & frozenset(found.scopes),
    )
