"""How many names a file may make up: the parser keeps each that it meets, until its process ends.

What it keeps are names of elements and attributes, prefixes and namespaces, and blanks between
elements that are long. It tells how many; to look at each element would take longer than parsing.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from lxml import etree
from lxml.etree import _Element

MOST_NAMES: Final = 1000
"""Names that a file may make up; a correct one has some eighty."""
LONGEST_NAME: Final = 1000
"""Characters that one of them may have."""


class NameWatch:
    """Watches the names of a file; what was parsed in the same process before is not counted.

    To be made and asked in the thread that parses: each has names of its own. `most`: names that
    are not too many.
    """

    def __init__(self, most: int = MOST_NAMES) -> None:
        self._most = most
        self._before = self._kept = _kept()

    def too_many(self, root: _Element, text: bytes) -> bool:
        """Whether what was parsed until now is too much, `text` last; `root` holds its elements."""
        kept = _kept()
        if kept == self._kept:  # as with nearly every block of a file
            return False
        self._kept = kept
        if kept - self._before > self._most:
            return True
        names = _names(root) if b"xmlns" not in text else chain(_names(root), _namespaces(root))
        return max(map(len, names)) > LONGEST_NAME


def _kept() -> int:
    return int(etree.memory_debugger.dict_size())


def _names(root: _Element) -> Iterator[str]:
    for element in root.iter("*"):
        yield str(element.tag)
        yield from map(str, element.keys())


def _namespaces(root: _Element) -> Iterator[str]:
    for element in root.iter("*"):
        for prefix, namespace in element.nsmap.items():
            yield prefix or ""
            yield namespace
