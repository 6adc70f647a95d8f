"""Takes a request's body in: of a media type that is named, bounded in size, time and packing."""

import asyncio
import zlib
from collections.abc import Callable, Collection
from typing import Final

from fla.doors.rest.answer import Refusal
from fla.doors.rest.problems import too_large
from fla.doors.rest.reading import UnreadableError
from fla.doors.rest.request import Headers, Receive

LARGEST: Final = 8 * 1024 * 1024
"""Bytes of a body, as it came and unpacked."""
MOST_PACKED: Final = 200
"""Times that a body may be larger unpacked than packed; JSON of declarations packs tenfold."""
_ALWAYS_UNPACKED: Final = 64 * 1024
"""Bytes that are unpacked whatever they came from: a short body may well repeat itself."""
_GZIP: Final = 16 + zlib.MAX_WBITS
_CHARACTER_SETS: Final = frozenset({"utf-8", "utf8"})


Take = Callable[[int], None]
"""Is told of so many bytes more that a call holds."""


class ClientGoneError(Exception):
    """The client went away before its request was whole; nobody waits for an answer."""


def check_media_type(headers: Headers, bodies: Collection[str]) -> str:
    """Return the body's media type. Raises `Refusal` for one that the operation does not take."""
    said = headers.get("content-type").lower()
    if said in bodies:
        return said
    name, *parameters = (part.strip() for part in said.split(";"))
    if name not in bodies or not all(_is_utf8(one) for one in parameters if one):
        raise _unsupported()
    return name


def _is_utf8(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    return name.strip() != "charset" or value.strip().strip('"') in _CHARACTER_SETS


def _unsupported() -> Refusal:
    return Refusal(415, "fla:unsupportedMediaType", headers={"Accept-Encoding": "gzip"})


async def read_body(headers: Headers, receive: Receive, patience: float, take: Take) -> bytes:
    """Return the body, unpacked, that arrives within `patience` seconds.

    `take` is told of bytes as they arrive, and as they are unpacked; what it raises ends the call.
    Raises `Refusal` for one that is too large, too slow, or packed in a way that is not known,
    `UnreadableError` for one that is broken or not as long as it said, and `ClientGoneError` when
    it never comes.
    """
    packed = is_packed(headers)
    announced = announced_length(headers, LARGEST)
    try:
        async with asyncio.timeout(patience):
            raw = await _received(receive, take)
    except TimeoutError:
        raise too_slow() from None
    if announced is not None and announced != len(raw):
        raise UnreadableError("length", str(announced))
    if not packed:
        return raw
    whole = unpacked(raw)
    take(len(whole))
    return whole


def is_packed(headers: Headers) -> bool:
    """Say whether a body is packed by gzip. Raises `Refusal` for one packed in another way."""
    packing = headers.get("content-encoding", "identity").lower()
    if packing not in ("identity", "gzip", "x-gzip", ""):
        raise _unsupported()
    return packing.endswith("gzip")


def announced_length(headers: Headers, largest: int) -> int | None:
    """Return how many bytes a body says it has, None where it does not say.

    Raises `Refusal` for more than `largest`, and `UnreadableError` for what is no length.
    """
    text = headers.get("content-length")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()):
        raise UnreadableError("length")
    if len(text) > len(str(largest)) or int(text) > largest:
        raise too_large(largest)
    return int(text)


def too_slow() -> Refusal:
    """Refuse a body that does not arrive in time; whatever is still to come of it, nobody reads."""
    return Refusal(408, "fla:requestTimeout", headers={"Connection": "close"})


async def _received(receive: Receive, take: Take) -> bytes:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise ClientGoneError
    first: bytes = message.get("body", b"")
    take(len(first))
    if not message.get("more_body", False):
        return _bounded(first)
    parts, size = [first], len(first)
    while message.get("more_body", False):
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        parts.append(message.get("body", b""))
        take(len(parts[-1]))
        size += len(parts[-1])
        if size > LARGEST:
            raise too_large(LARGEST)
    return _bounded(b"".join(parts))


def _bounded(raw: bytes) -> bytes:
    if len(raw) > LARGEST:
        raise too_large(LARGEST)
    return raw


def unpacked(raw: bytes) -> bytes:
    """Return what a gzip body holds: `UnreadableError` where it is broken, `Refusal` for a bomb."""
    limit = min(LARGEST, max(len(raw) * MOST_PACKED, _ALWAYS_UNPACKED))
    packed = zlib.decompressobj(_GZIP)
    try:
        whole = packed.decompress(raw, limit + 1)
    except zlib.error:
        raise UnreadableError("packing") from None
    if len(whole) > limit:
        raise too_large(LARGEST)
    if not packed.eof or packed.unused_data:
        raise UnreadableError("packing")
    return whole
