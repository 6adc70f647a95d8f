"""A credit as a bar: how much of it is used, how much planned, how much left."""

from decimal import Decimal
from typing import Final

from msgspec import Struct

from fla.credit.model import Amounts

_WHOLE: Final = Decimal(100)
_NOTHING: Final = Decimal(0)


class Bar(Struct, frozen=True):
    """Positions in percent of the bar's width; `limit` is where the credit ends, if passed."""

    used: str
    planned: str
    limit: str | None


def credit_bar(amounts: Amounts) -> Bar:
    """Return the bar of a credit; one that is overdrawn shows where its end was passed."""
    total = max(amounts.entitled + amounts.carried_in + amounts.adjusted, _NOTHING)
    taken = amounts.used + amounts.planned
    width = max(total, taken) or Decimal(1)
    return Bar(
        used=percent(amounts.used / width),
        planned=percent(amounts.planned / width),
        limit=percent(total / width) if taken > total else None,
    )


def percent(share: Decimal) -> str:
    """Return a share of one as SVG writes a length: 0.125 is `12.50%`."""
    return f"{round(share * _WHOLE, 2)}%"
