"""Answers of the token endpoint and its neighbours: JSON, not to be kept unless it says so."""

from collections.abc import Mapping
from typing import Final

import msgspec
from litestar.types import HTTPScope, Send

from fla.access.oauth import OAuthError

_ALWAYS: Final = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}
_STAY_ENCRYPTED: Final = {"strict-transport-security": "max-age=63072000"}
_NO_STORE: Final = {"cache-control": "no-store", "pragma": "no-cache"}
_UNAUTHORIZED: Final = 401


async def answer(
    scope: HTTPScope,
    send: Send,
    body: object,
    status: int = 200,
    headers: Mapping[str, str] = _NO_STORE,
) -> None:
    """Send JSON, or nothing for None."""
    content = b"" if body is None else msgspec.json.encode(body)
    all_headers = {"content-length": str(len(content)), **_ALWAYS, **headers}
    if scope["scheme"] == "https":
        all_headers |= _STAY_ENCRYPTED
    if body is not None:
        all_headers["content-type"] = "application/json"
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(name.encode(), text.encode()) for name, text in all_headers.items()],
        }
    )
    sent = b"" if scope["method"] == "HEAD" else content
    await send({"type": "http.response.body", "body": sent, "more_body": False})


async def refuse(scope: HTTPScope, send: Send, error: OAuthError) -> None:
    """Send a refusal as RFC 6749, section 5.2, has it."""
    headers = dict(_NO_STORE)
    if error.status == _UNAUTHORIZED:
        headers["www-authenticate"] = "Bearer"
    if error.retry_after is not None:
        headers["retry-after"] = str(error.retry_after)
    body = {"error": error.error, "error_description": error.description}
    await answer(scope, send, body, error.status, headers)
