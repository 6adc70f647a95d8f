"""Fuzzing: a portion of cases with every run of the suite, or as many as an hour holds.

FLA_TEST_FUZZ_SECONDS says for how long each of these tests goes on with fresh cases; without it,
each draws one portion, the same every time: what a change breaks is told to whoever made it, and
nothing else to anybody. See docs/fuzzing.md.
"""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

SECONDS = float(os.environ.get("FLA_TEST_FUZZ_SECONDS", "0"))
LONGEST = 60
"""Seconds that one case may take before it counts as a hang; the slowest take some hundredths."""
_PORTION = 1000
"""Cases of a portion when there is an hour's worth."""

Check = Callable[..., None]


class HangError(AssertionError):
    """A case took longer than any can."""


def fuzz(portion: int, **drawn: st.SearchStrategy[Any]) -> Callable[[Check], Check]:
    """Run a check on so many drawn cases, or for as long as the environment says."""

    def decorate(check: Check) -> Check:
        drew = Counter[str]()

        def timed(**values: Any) -> None:
            drew["cases"] += 1
            note(repr(values))
            signal.signal(signal.SIGALRM, _hang)
            signal.alarm(LONGEST)
            try:
                check(**values)
            finally:
                signal.alarm(0)

        cases = settings(
            max_examples=_PORTION if SECONDS else portion,
            deadline=None,
            database=None,
            derandomize=not SECONDS,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        )(given(**drawn)(timed))

        def test() -> None:
            end = time.monotonic() + SECONDS
            cases()
            while time.monotonic() < end:
                cases()
            print(f"{drew['cases']} cases")  # noqa: T201  (for who asks with -rP)

        test.__name__, test.__doc__, test.__module__ = (
            check.__name__,
            check.__doc__,
            check.__module__,
        )
        return test

    return decorate


def _hang(_number: int, _frame: object) -> None:
    raise HangError(f"a case takes longer than {LONGEST} seconds")


@st.composite
def mutated(draw: st.DrawFn, sound: bytes, words: list[bytes]) -> bytes:
    """Bytes of something sound after some cuts, copies, flips, and words put in."""
    data = sound
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 40))
        match draw(st.sampled_from(("cut", "end", "copy", "flip", "word", "bytes"))):
            case "cut":
                data = data[:place] + data[place + length :]
            case "end":
                data = data[:place]
            case "copy":
                other = draw(st.integers(0, len(data)))
                data = data[:place] + data[other : other + length * 20] + data[place:]
            case "flip" if place < len(data):
                flipped = data[place] ^ (1 << draw(st.integers(0, 7)))
                data = data[:place] + bytes([flipped]) + data[place + 1 :]
            case "word":
                data = data[:place] + draw(st.sampled_from(words)) + data[place + length :]
            case _:
                data = data[:place] + draw(st.binary(max_size=8)) + data[place:]
    return data
