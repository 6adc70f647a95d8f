"""The contract's descriptions as HTML: paragraphs, lists, `code` and **weight**, no more."""

import re
from collections.abc import Iterator
from typing import Final

from markupsafe import Markup, escape

_INLINE: Final = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*")
_ITEM: Final = "- "


def prose(text: str) -> Markup:
    """Return a description as paragraphs and lists, everything in it escaped."""
    blocks = re.split(r"\n\s*\n", text.strip())
    return Markup("\n").join(part for block in blocks if block for part in _block(block))


def line(text: str) -> Markup:
    """Return a description that stands within a line."""
    made, end = Markup(), 0
    for found in _INLINE.finditer(text):
        code, weight = found.groups()
        made += escape(text[end : found.start()])
        inner = Markup("<code>{}</code>") if code else Markup("<b>{}</b>")
        made += inner.format(code or weight)
        end = found.end()
    return made + escape(text[end:])


def _block(block: str) -> Iterator[Markup]:
    before, *items = re.split(rf"(?:^|\n){_ITEM}", block)
    if before.strip():
        yield Markup("<p>{}</p>").format(line(" ".join(before.split())))
    if items:
        made = (Markup("<li>{}</li>").format(line(" ".join(one.split()))) for one in items)
        yield Markup("<ul>{}</ul>").format(Markup("").join(made))
