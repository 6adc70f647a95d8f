"""Answers as bytes: what a handler gave, or what was refused, with the headers they need."""

from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

from fla.doors.ranges import FilePart
from fla.doors.rest.answer import Answer, Refusal
from fla.doors.rest.problems import MEDIA_TYPE, encode_problem
from fla.languages import Language

Header = tuple[bytes, bytes]

NOT_MODIFIED: Final = 304
_GOOD: Final = 200
_VARY: Final = (b"vary", b"Accept-Language")
_LANGUAGES: Final[dict[Language, Header]] = {
    "nl": (b"content-language", b"nl"),
    "fr": (b"content-language", b"fr"),
    "de": (b"content-language", b"de"),
    "en": (b"content-language", b"en"),
}
_encoder: Final = msgspec.json.Encoder()


class Rendered(Struct, frozen=True):
    """An answer ready to be sent; headers that every answer has come on top."""

    status: int
    headers: tuple[Header, ...]
    body: bytes
    file: Path | FilePart | None = None
    """What is sent in place of a body."""


def render(answer: Answer, language: Language, known: frozenset[str]) -> Rendered:
    """Return a good answer as it is sent; 304 for what the client says it knows already."""
    headers: list[Header] = [
        (name.lower().encode(), value.encode("latin-1")) for name, value in answer.headers.items()
    ]
    if answer.etag is not None:
        tag = answer.etag.strip('"')
        headers.append((b"etag", f'"{tag}"'.encode()))
        if answer.status == _GOOD and (tag in known or "*" in known):
            return Rendered(NOT_MODIFIED, tuple(headers), b"")
    if answer.location is not None:
        headers.append((b"location", answer.location.encode()))
    if answer.localised:
        headers += (_LANGUAGES[language], _VARY)
    if answer.body is None:
        return Rendered(answer.status, tuple(headers), b"")
    headers.append((b"content-type", answer.media_type.encode()))
    if isinstance(answer.body, Path | FilePart):
        return Rendered(answer.status, tuple(headers), b"", answer.body)
    return Rendered(answer.status, tuple(headers), _encoded(answer.body))


def _encoded(body: Any) -> bytes:
    return body if isinstance(body, bytes) else _encoder.encode(body)


def render_refusal(refusal: Refusal, trace_id: str, language: Language) -> Rendered:
    """Return a problem as it is sent."""
    headers: list[Header] = [
        (name.lower().encode(), value.encode("latin-1")) for name, value in refusal.headers.items()
    ]
    if refusal.retry_after is not None:
        headers.append((b"retry-after", str(refusal.retry_after).encode()))
    headers += ((b"content-type", MEDIA_TYPE.encode()), _LANGUAGES[language], _VARY)
    return Rendered(refusal.status, tuple(headers), encode_problem(refusal, trace_id, language))
