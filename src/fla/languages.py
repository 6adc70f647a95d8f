"""The four languages of the house; messages, pages and documents exist in each.

In a text of a message, `{field}`, `{value}` and `{detail}` are filled in; a part between square
brackets is left out when the value or detail inside it is not there.
"""

import re
from typing import Literal, get_args

Language = Literal["nl", "fr", "de", "en"]

LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT_LANGUAGE: Language = "nl"

LONGEST_VALUE = 80
"""Characters of a sender's value that a message repeats; more is cut off."""
_OPTIONAL = re.compile(r"\[([^\[\]]*\{(value|detail)\}[^\[\]]*)\]")


def known_language(code: str | None) -> Language | None:
    """Return one of the four languages by its code, or None."""
    return next((language for language in LANGUAGES if language == code), None)


def preferred_language(accept_language: str) -> Language:
    """Return the language a client would rather have, by its Accept-Language (RFC 9110, 12.5.4).

    Anything that is not such a header counts for nothing.
    """
    if not accept_language:
        return DEFAULT_LANGUAGE
    ranked: list[tuple[float, int, Language]] = []
    for position, entry in enumerate(accept_language[:1000].split(",")):
        code, _, parameter = entry.strip().partition(";")
        language = known_language(code.strip()[:2].lower())
        if language and (weight := _weight(parameter)) > 0:
            ranked.append((-weight, position, language))
    return min(ranked)[2] if ranked else DEFAULT_LANGUAGE


def _weight(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(float(value), 1.0)
    except ValueError:
        return 0.0


def compose(template: str, *, field: str, value: str, detail: str | None) -> str:
    """The template filled in, without the optional parts that have nothing to show."""
    shown = {"field": field, "value": _shorten(value), "detail": _shorten(detail or "", 400)}
    kept = _OPTIONAL.sub(lambda part: part[1] if shown[part[2]] else "", template)
    return kept.format_map(shown)


def _shorten(text: str, longest: int = LONGEST_VALUE) -> str:
    """On one line, and cut off where it would drown the message."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
