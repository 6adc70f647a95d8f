"""How many files come in over HTTP at once, whichever door they come by."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

MOST_OF_ONE: Final = 4
"""Uploads that one enterprise may have under way in one process."""


class BusyError(Exception):
    """There are as many uploads under way as there may be, of all or of this enterprise."""


class Uploads:
    """The uploads under way in one process, `most` at a time; one may be of several files."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._of: Counter[str] = Counter()

    @contextmanager
    def under_way(self, enterprise_number: str) -> Iterator[None]:
        """Count an upload of an enterprise while it lasts. Raises BusyError."""
        if self._of[enterprise_number] >= MOST_OF_ONE or self._of.total() >= self._most:
            raise BusyError
        self._of[enterprise_number] += 1
        try:
            yield
        finally:
            self._of[enterprise_number] -= 1
            self._of += Counter()  # which forgets those that have none left
