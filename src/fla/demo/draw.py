"""Drawing by lot, the same on every machine and Python: only `random.random()` is promised that."""

import random
from bisect import bisect
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Generic, TypeVar

from msgspec import Struct

T = TypeVar("T")
Draw = Callable[[], float]
"""Gives the next number of a series, from 0 up to but not including 1."""


def series(seed: int, subject: int) -> Draw:
    """Return the series of one subject: the same whatever else is drawn."""
    return random.Random(seed * 0x1_0000_0000 + subject).random  # noqa: S311 - not for secrets


def pick(draw: Draw, choices: Sequence[T]) -> T:
    """Return one of some choices, each as likely."""
    return choices[int(draw() * len(choices))]


class Lottery(Struct, Generic[T], frozen=True):
    """Choices of which some are likelier; `bounds` are the running totals of their shares."""

    choices: tuple[T, ...]
    bounds: tuple[float, ...]

    def pick(self, draw: Draw) -> T:
        """Return one of the choices."""
        return self.choices[bisect(self.bounds, draw() * self.bounds[-1])]


def lottery(shares: Sequence[tuple[T, float]]) -> Lottery[T]:
    """Return a lottery of choices and their shares, in any unit."""
    return Lottery(
        tuple(choice for choice, _ in shares),
        tuple(accumulate(share for _, share in shares)),
    )
