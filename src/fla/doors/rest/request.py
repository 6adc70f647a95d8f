"""A request as it came: its headers, read once, and the little that HTTP says of itself."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Final

Scope = Any
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]

_UNREAD: Final = 65_536
"""Bytes that may stay unread on a connection that is used again."""


class Headers:
    """The headers of a request by their names in lower case; repeated ones joined by a comma."""

    __slots__ = ("_values",)

    def __init__(self, raw: list[tuple[bytes, bytes]]) -> None:
        values: dict[str, str] = {}
        for key, value in raw:
            name, text = key.decode("latin-1").lower(), value.decode("latin-1")
            values[name] = f"{values[name]}, {text}" if name in values else text
        self._values = values

    def get(self, name: str, default: str = "") -> str:
        """Return a header without the space around it, the default where it is absent."""
        return self._values.get(name, default).strip()

    def __contains__(self, name: str) -> bool:
        return name in self._values


def accepted(accept: str) -> Iterator[str]:
    """Yield the media ranges of an `Accept` header whose weight is not 0 (RFC 9110, 12.5.1)."""
    for entry in accept[:2000].lower().split(","):
        media_range, *parameters = (part.strip() for part in entry.split(";"))
        if media_range and not any(_is_nothing(one) for one in parameters):
            yield media_range


def _is_nothing(parameter: str) -> bool:
    name, _, value = parameter.replace(" ", "").partition("=")
    return name == "q" and value.rstrip("0").rstrip(".") == ""


def is_acceptable(accept: str, produced: frozenset[str]) -> bool:
    """Say whether one of the media types that there are is among those that are accepted."""
    if not accept or accept == "*/*" or accept in produced:
        return True
    ranges = set(accepted(accept))
    return "*/*" in ranges or any(
        one in ranges or f"{one.partition('/')[0]}/*" in ranges for one in produced
    )


def address_of(scope: Scope) -> str:
    """Return the network address of who calls, empty where it is not known."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def leaves_much(length: str | None) -> bool:
    """Say whether a body that nobody reads had better end its connection.

    `length` is what `Content-Length` says, None for a body that comes in chunks.
    """
    if length is None or not (length.isascii() and length.isdecimal()):
        return True
    return len(length) > len(str(_UNREAD)) or int(length) > _UNREAD
