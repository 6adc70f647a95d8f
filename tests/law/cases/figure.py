"""One published figure: what a full-timer gets for a whole year."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from fla.law.model import Certainty


@dataclass(frozen=True)
class Figure:
    """Amount such as `4 days` or `24 hours`, and who published it with which certainty."""

    case: str
    committee: str | None
    head_count: str
    year: int
    right: str
    source: str
    certainty: Certainty

    def __str__(self) -> str:
        return f"{self.case}: {self.committee} at {self.head_count} in {self.year}"

    @property
    def amount(self) -> Decimal:
        return Decimal(self.right.split()[0])

    @property
    def unit(self) -> str:
        return self.right.split()[1].removesuffix("s")

    @property
    def average(self) -> Fraction:
        return Fraction(self.head_count)


@dataclass(frozen=True)
class Duty:
    """A published collective figure: so many days per full-time equivalent over some years."""

    case: str
    committee: str
    head_count: str
    year: int
    average: str
    years: int
    source: str
    certainty: Certainty

    def __str__(self) -> str:
        return f"{self.case}: {self.committee} at {self.head_count} in {self.year}"
