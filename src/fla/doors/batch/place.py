"""An element's name, and where it stands in its file."""

from typing import cast

from lxml.etree import _Element

_LONGEST_KNOWN = 65_535
"""The parser keeps a line number with an element up to here; beyond it, only with text."""


def split_name(name: str | bytes) -> tuple[str, str]:
    """Namespace and local name of `{namespace}name`; lxml's own QName refuses what it finds odd."""
    namespace, _, local = str(name).rpartition("}")
    return namespace.removeprefix("{"), local


def line_of(element: _Element) -> int:
    """The line, from 1, on which the element's start tag ends, however long the file is.

    Beyond line 65,535 the parser tells the line on which the next text ends, so the line ends
    within that text are taken off again.
    """
    line = cast("int", element.sourceline)
    if line < _LONGEST_KNOWN:
        return line
    if element.text is not None:
        return line - element.text.count("\n")
    if len(element):
        return line_of(element[0])
    return line - (element.tail or "").count("\n")
