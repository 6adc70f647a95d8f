"""Pieces of XML as text: what the replies are written with, a million times over."""

import datetime as dt
from collections.abc import Sequence

from fla.clock import BRUSSELS
from fla.languages import LANGUAGES, Language

_SAFE = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord("\r"): "&#13;"} | dict.fromkeys(
    [*(n for n in range(32) if n not in (9, 10, 13)), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF], "�"
)
"""Characters that XML 1.0 cannot hold as they are; another door may have let them in."""


def safe(text: str) -> str:
    """The text as it may stand between tags."""
    return text.translate(_SAFE)


def element(name: str, text: str) -> str:
    """An element that holds a text."""
    return f"<{name}>{safe(text)}</{name}>"


def optional(name: str, text: str | int | None) -> str:
    """An element, where there is something for it to hold."""
    return "" if text is None else element(name, str(text))


def creation(now: dt.datetime) -> str:
    """The elements of a reply's form that say when it was made, in Belgian time."""
    date, hour = moment(now)
    return (
        f"<FormCreationDate>{date}</FormCreationDate><FormCreationHour>{hour}</FormCreationHour>"
        "<AttestationStatus>0</AttestationStatus>"
    )


def moment(now: dt.datetime) -> tuple[str, str]:
    """Day and time in Belgium, as `2026-11-22` and `14:03:27.512`."""
    local = now.astimezone(BRUSSELS)
    return f"{local:%Y-%m-%d}", f"{local:%H:%M:%S}.{local.microsecond // 1000:03d}"


def file_reference(name: str, ticket: str) -> str:
    """A file and our reference of its set."""
    return (
        f"<FileReference>{element('FileName', name)}<ReferenceOrigin>2</ReferenceOrigin>"
        f"<ReferenceNbr>{ticket}</ReferenceNbr></FileReference>"
    )


def told_in(language: Language | None) -> Sequence[Language]:
    """The languages to speak to somebody who named one, or none."""
    return (language,) if language else LANGUAGES
