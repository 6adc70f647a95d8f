"""One scale in one year: whether it is in force, under which variant, and how much it gives."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

import msgspec

from fla.law.model import Certainty, Choices
from fla.law.schema import Scale


class Current(NamedTuple):
    """A scale in force: `amount` for its whole period, and who says so."""

    scale: Scale
    amount: Decimal
    source: str
    certainty: Certainty

    @property
    def yearly(self) -> Decimal:
        """Units a year; exact, for a checked pack has no amounts that do not divide."""
        return self.amount / self.scale.period_years


def current(scale: Scale, year: int, choices: Choices) -> Current | None:
    """Return what a scale gives in a year under the choices, None where it is not in force."""
    amounts, source, certainty = scale.amounts, scale.source, scale.certainty
    for variant in scale.variants:
        if choice(choices, variant.when.setting) == variant.when.value:
            amounts = variant.amounts
            source = variant.source or source
            certainty = variant.certainty or certainty
    amount = in_year(amounts, year)
    if amount is None or (scale.last_year is not None and year > scale.last_year):
        return None
    return Current(scale, amount, ",".join(source), certainty)


def disputed(scale: Scale, year: int) -> bool:
    """Say whether a choice changes what a scale gives in a year."""
    default = in_year(scale.amounts, year)
    return any(in_year(variant.amounts, year) != default for variant in scale.variants)


def in_year(amounts: Mapping[int, Decimal], year: int) -> Decimal | None:
    """Return the amount of the latest year reached, None before the first."""
    reached = [first for first in amounts if first <= year]
    return amounts[max(reached)] if reached else None


def choice(choices: Choices, setting: str) -> object:
    """Return what was chosen for a setting by its name in the pack."""
    for field in msgspec.structs.fields(Choices):
        if field.encode_name == setting:
            return getattr(choices, field.name)
    raise KeyError(setting)
