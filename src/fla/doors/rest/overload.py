"""Turns calls away when there are too many: nothing is looked at, and the answer lies ready.

What an answer costs here is taken from the calls that are in hand, so the log hears of them
together, once a second.
"""

import time
from typing import Final

import structlog
from uuid_utils import uuid4

from fla.doors.rest.answers import Header, render_refusal
from fla.doors.rest.headers import TRACE, all_headers
from fla.doors.rest.problems import too_many
from fla.doors.rest.request import Scope, Send, leaves_much
from fla.languages import DEFAULT_LANGUAGE, LANGUAGES, Language, preferred_language

RETRY_AFTER: Final = 1
"""Seconds after which there may be room."""

_UNTRACED: Final = "00000000-0000-0000-0000-000000000000"
"""Stands in an answer where its trace id will be."""
_SECOND: Final = 1.0

_log = structlog.get_logger()


class Overload:
    """The answers that lie ready, and how many were given of late."""

    def __init__(self) -> None:
        self._ready = {
            (language, encrypted): _made(language, encrypted=encrypted)
            for language in LANGUAGES
            for encrypted in (False, True)
        }
        self._given = 0
        self._told_at = 0.0

    async def turn_away(self, scope: Scope, send: Send) -> None:
        """Answer 429 to a request of which nothing was read."""
        language, length = _glance(scope["headers"])
        headers, body = self._ready[language, scope["scheme"] == "https"]
        trace_id = str(uuid4()).encode()
        told = [*headers, (TRACE, trace_id)]
        if leaves_much(length):
            told.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": 429, "headers": told})
        content = b"" if scope["method"] == "HEAD" else body.replace(_UNTRACED.encode(), trace_id)
        await send({"type": "http.response.body", "body": content})
        self._count()

    def _count(self) -> None:
        self._given += 1
        now = time.monotonic()
        if now - self._told_at >= _SECOND:
            _log.warning("rest.turned_away", calls=self._given)
            self._given, self._told_at = 0, now


def _glance(headers: list[tuple[bytes, bytes]]) -> tuple[Language, str | None]:
    """Return the reader's language and the length of the body, None where it has no end."""
    language: Language = DEFAULT_LANGUAGE
    length: str | None = "0"
    for name, value in headers:
        if name == b"accept-language":
            language = preferred_language(value.decode("latin-1"))
        elif name == b"content-length":
            length = value.decode("latin-1")
        elif name == b"transfer-encoding":
            return language, None
    return language, length


def _made(language: Language, *, encrypted: bool) -> tuple[list[Header], bytes]:
    answer = render_refusal(too_many(RETRY_AFTER), _UNTRACED, language)
    headers = all_headers(answer.headers, _UNTRACED, encrypted=encrypted)
    kept = [header for header in headers if header[0] != TRACE]
    return [*kept, (b"content-length", str(len(answer.body)).encode())], answer.body
