"""The slips people make when they copy a number."""

import itertools
from collections.abc import Iterator


def single_digit_typos(number: str) -> Iterator[tuple[int, str]]:
    """Yield the place and the result of every replacement of one digit by another."""
    for place, right in enumerate(number):
        for digit in "0123456789":
            if digit != right:
                yield place, number[:place] + digit + number[place + 1 :]


def transpositions(number: str) -> Iterator[tuple[int, str]]:
    """Yield the place and the result of every swap of two unequal neighbours."""
    for place, (left, right) in enumerate(itertools.pairwise(number)):
        if left != right:
            yield place, number[:place] + right + left + number[place + 2 :]
