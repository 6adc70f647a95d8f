"""The token endpoint, revocation, and what a client's library finds out by itself.

A plain ASGI application: no cookies, no forms of people, every answer JSON.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import psycopg
import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send
from psycopg_pool import PoolTimeout

from fla.access.oauth import OAuthError
from fla.doors.address import own_addresses
from fla.doors.foundation import Foundation
from fla.doors.oauth.attempts import FailedAttempts
from fla.doors.oauth.metadata import KEY_SET, METADATA, REVOCATION, TOKEN, metadata
from fla.doors.oauth.reader import read_form
from fla.doors.oauth.showing import Showing, read_showing
from fla.doors.oauth.writer import answer, refuse

PREFIXES: Final = ("/oauth", METADATA)
"""Where the door is to be reached."""
_KEPT: Final = {"cache-control": "public, max-age=300"}
_GET: Final = ("GET", "HEAD")
_BUSY_SECONDS: Final = 5
_log = structlog.get_logger(__name__)


def create_oauth(foundation: Foundation) -> ASGIApp:
    """Return the door."""
    return _OAuth(foundation)


class _OAuth:
    def __init__(self, foundation: Foundation) -> None:
        self._tokens = foundation.tokens
        self._public_url = foundation.settings.public_url
        self._attempts = FailedAttempts(foundation.clock)
        self._posts: Mapping[str, Callable[[Showing], Awaitable[object]]] = {
            TOKEN: self._issue,
            REVOCATION: self._revoke,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, whatever becomes of it."""
        if scope["type"] != ScopeType.HTTP:
            raise ValueError("this door speaks HTTP only")
        try:
            await self._answer(scope, receive, send)
        except OAuthError as error:
            await refuse(scope, send, error)
        except Exception as error:
            await refuse(scope, send, _failure(scope, error))

    async def _answer(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path in self._posts and scope["method"] == "POST":
            showing = read_showing(scope, await read_form(scope, receive), self._addresses(scope))
            await answer(scope, send, await self._admitted(showing, self._posts[path]))
        elif path == KEY_SET and scope["method"] in _GET:
            await answer(scope, send, self._tokens.key_set(), headers=_KEPT)
        elif path == METADATA and scope["method"] in _GET:
            await answer(scope, send, metadata(self._addresses(scope)[0]), headers=_KEPT)
        elif path in (*self._posts, KEY_SET, METADATA):
            allowed = "POST" if path in self._posts else ", ".join(_GET)
            await answer(scope, send, None, 405, {"allow": allowed})
        else:
            await answer(scope, send, None, 404)

    async def _admitted(
        self, showing: Showing, work: Callable[[Showing], Awaitable[object]]
    ) -> object:
        """Do what a client asks, unless it has failed too often; count it when it fails again.

        At an address that is closed all failures are told alike, so that nobody learns there which
        clients are known.
        """
        if seconds := self._attempts.wait(showing.address, showing.client_id):
            raise _too_many(seconds)
        try:
            return await work(showing)
        except OAuthError as error:
            _log.info("oauth.refused", client=showing.client_id, error=str(error))
            if error.error != "invalid_client":
                raise
            seconds = self._attempts.closed(showing.address)
            self._attempts.failed(showing.address, showing.client_id)
            if seconds:
                raise _too_many(seconds) from None
            raise

    async def _issue(self, showing: Showing) -> object:
        showing.check_grant()
        return await self._tokens.issue(
            showing.assertion(), showing.issuer, showing.audiences, showing.form.get("scope")
        )

    async def _revoke(self, showing: Showing) -> None:
        await self._tokens.revoke(showing.token(), showing.assertion(), showing.audiences)

    def _addresses(self, scope: HTTPScope) -> list[str]:
        return own_addresses(scope, self._public_url)


def _too_many(seconds: int) -> OAuthError:
    description = "Too many attempts have failed."
    return OAuthError("temporarily_unavailable", description, 429, retry_after=seconds)


def _failure(scope: HTTPScope, error: Exception) -> OAuthError:
    """Return what is told of a fault of ours: nothing of it, but whether to come back."""
    _log.error("oauth.failed", path=scope["path"], error=type(error).__name__)
    if isinstance(error, psycopg.OperationalError | PoolTimeout):
        description = "The database cannot be reached now."
        return OAuthError("temporarily_unavailable", description, 503, retry_after=_BUSY_SECONDS)
    return OAuthError("server_error", "The server has failed.", 500)
