"""Reads JSON as strictly as RFC 8259 and RFC 7493 (I-JSON) allow: nothing is guessed or dropped.

Numbers with a fraction become `Decimal`, exact to the last digit. Refused are: what is no UTF-8, a
byte order mark, NaN and Infinity, members that come twice, the character NUL, half surrogate pairs,
numbers longer than anybody needs, and nesting beyond a bound.
"""

import json
import re
from decimal import Decimal
from typing import Any, Final, Literal

import msgspec

DEEPEST: Final = 64
"""Objects and lists that may stand within each other."""
LONGEST_NUMBER: Final = 100
"""Characters of a number."""
_LARGEST_EXPONENT: Final = 100

Flaw = Literal[
    "notUtf8",
    "byteOrderMark",
    "notJson",
    "repeatedMember",
    "control",
    "number",
    "depth",
    "absent",
    "length",
    "packing",
    "form",
    "field",
    "part",
    "parts",
]
"""What keeps a body from being read, or from being there at all."""

_NUL: Final = rb"\u0000"
_ESCAPED_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_ESCAPED_QUOTE: Final = b"\\u0022"
_LONG_INTEGER: Final = "Integer value out of range"
_encoder: Final = msgspec.json.Encoder(decimal_format="number")


class UnreadableError(Exception):
    """A body that is no JSON to be relied on; `detail` is a place or a name in it."""

    def __init__(self, flaw: Flaw, detail: str = "") -> None:
        super().__init__(flaw)
        self.flaw = flaw
        self.detail = detail


class _NumberError(ValueError):
    """A number that is too long or too large."""


def _number(literal: str) -> Decimal:
    if len(literal) > LONGEST_NUMBER:
        raise _NumberError
    number = Decimal(literal)
    if abs(number.adjusted()) > _LARGEST_EXPONENT:
        raise _NumberError
    return number


_decoder: Final = msgspec.json.Decoder(float_hook=_number)


def read_json(raw: bytes) -> Any:
    """Return the value of a JSON text. Raises `UnreadableError`."""
    try:
        value = _decoder.decode(raw)
    except UnicodeDecodeError:
        raise UnreadableError("notUtf8") from None
    except RecursionError:
        raise UnreadableError("depth", str(DEEPEST)) from None
    except msgspec.DecodeError as error:
        raise _unreadable(raw, error) from None
    if raw.count(b"{") + raw.count(b"[") > DEEPEST and _depth_passes(value):
        raise UnreadableError("depth", str(DEEPEST))
    if _NUL in raw and _ESCAPED_NUL.search(raw):  # the pattern takes longer than the decoder
        raise UnreadableError("control")
    _check_members(raw, value)
    return value


def _unreadable(raw: bytes, error: msgspec.DecodeError) -> UnreadableError:
    if raw.startswith(b"\xef\xbb\xbf"):
        return UnreadableError("byteOrderMark")
    if isinstance(error.__cause__, _NumberError) or str(error).startswith(_LONG_INTEGER):
        return UnreadableError("number", str(LONGEST_NUMBER))
    try:
        raw.decode()
    except UnicodeDecodeError:
        return UnreadableError("notUtf8")
    place = re.search(r"\(byte (\d+)\)", str(error))
    return UnreadableError("notJson", place[1] if place else str(len(raw)))


def _check_members(raw: bytes, value: Any) -> None:
    """Refuse members that come twice, of which the decoder silently keeps the last.

    Written out again, the value has fewer quotation marks than the text if a member was dropped,
    and just as many otherwise; only a quotation mark that is itself escaped could hide that.
    """
    if _ESCAPED_QUOTE not in raw and _encoder.encode(value).count(b'"') == raw.count(b'"'):
        return
    json.loads(raw, object_pairs_hook=_once)


def _once(members: list[tuple[str, Any]]) -> None:
    names = [name for name, _ in members]
    if len(set(names)) < len(names):
        raise UnreadableError("repeatedMember", next(one for one in names if names.count(one) > 1))


def _depth_passes(value: Any) -> bool:
    """Say whether objects and lists stand deeper within each other than they may."""
    level = [value]
    for _ in range(DEEPEST):
        inner = [
            child
            for one in level
            for child in (one.values() if type(one) is dict else one)
            if type(child) is dict or type(child) is list
        ]
        if not inner:
            return False
        level = inner
    return True
