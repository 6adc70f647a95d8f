"""What the log is told of a fault of ours: what it is and where it arose, and nobody's data.

An error's own words may name whom a call was about: the database quotes the key that clashed.
"""

import traceback
from typing import Any


def failure(error: Exception) -> dict[str, Any]:
    """Return the kind of a fault, those that led to it, and the places it came through."""
    return {
        "error": type(error).__name__,
        "because_of": [type(one).__name__ for one in _before(error)],
        "trace": [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ],
    }


def _before(error: BaseException) -> list[BaseException]:
    """Return what an error arose from, the nearest first."""
    found: list[BaseException] = []
    before = error.__cause__ or error.__context__
    while before is not None and before not in found:
        found.append(before)
        before = before.__cause__ or before.__context__
    return found
