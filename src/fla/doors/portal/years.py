"""Which calendar years of a credit there are to choose from."""

import datetime as dt
from typing import Final

from litestar.exceptions import NotFoundException

FIRST_YEAR: Final = 2022
"""The first calendar year of the training right (Act of 3 October 2022)."""
_AHEAD: Final = 1


def years_to_choose(today: dt.date) -> list[int]:
    """Return the years from next year back to the first."""
    return list(range(today.year + _AHEAD, FIRST_YEAR - 1, -1))


def chosen_year(text: str | None, today: dt.date) -> int:
    """Return the year chosen, this year when what came is none of them."""
    years = {str(year): year for year in years_to_choose(today)}
    return years.get(text or "", today.year)


def known_year(year: int, today: dt.date) -> int:
    """Return the year of an address; NotFoundException for one there is nothing to show of."""
    if year not in years_to_choose(today):
        raise NotFoundException
    return year
