"""Several credits as bars on one scale, so that their lengths can be compared."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from msgspec import Struct

from fla.credit.model import Amounts
from fla.doors.portal.credit_bar import Bar, percent

_NOTHING: Final = Decimal(0)


class ScaledBar(Struct, frozen=True):
    """A bar and how long it is, in percent of the longest one's scale."""

    bar: Bar
    whole: str


def amounts_picture(lines: Sequence[Amounts]) -> list[ScaledBar]:
    """Return a bar for each line, all in the scale of the longest."""
    scale = max((max(_total(one), one.used + one.planned) for one in lines), default=_NOTHING)
    width = scale or Decimal(1)
    return [_scaled(one, width) for one in lines]


def _scaled(amounts: Amounts, width: Decimal) -> ScaledBar:
    total = _total(amounts)
    passed = amounts.used + amounts.planned > total
    bar = Bar(
        used=percent(amounts.used / width),
        planned=percent(amounts.planned / width),
        limit=percent(total / width) if passed else None,
    )
    return ScaledBar(bar, percent(total / width))


def _total(amounts: Amounts) -> Decimal:
    return max(amounts.entitled + amounts.carried_in + amounts.adjusted, _NOTHING)
