"""A year's work regime as twelve columns, one for each month."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from msgspec import Struct

MONTHS: Final = 12
_STEP: Final = 30
"""Width of a month, in units of the picture; heights are in percent of full time."""
_GAP: Final = 6


class Column(Struct, frozen=True):
    """A month of the picture; `percent` is None in a month without work."""

    month: int
    left: int
    percent: int | None


class RegimePicture(Struct, frozen=True):
    """The columns, and their width, in units of the picture."""

    columns: tuple[Column, ...]
    column_width: int = _STEP - _GAP
    width: int = MONTHS * _STEP


def regime_picture(regimes: Sequence[Decimal | None]) -> RegimePicture:
    """Return the picture of a year's regimes, from January on, each from 0 to 1 or None."""
    columns = (
        Column(month, (month - 1) * _STEP + _GAP // 2, None if one is None else round(one * 100))
        for month, one in enumerate(regimes, 1)
    )
    return RegimePicture(tuple(columns))
