"""Amounts as the contract has them: texts, so that no reader rounds them."""

from decimal import Decimal

from msgspec import UNSET, UnsetType


def amount(value: Decimal) -> str:
    """Return an amount of days or hours with its four decimals."""
    return f"{value:.4f}"


def amount_or_unset(value: Decimal | None) -> str | UnsetType:
    """Return the same, and nothing for nothing."""
    return UNSET if value is None else f"{value:.4f}"
