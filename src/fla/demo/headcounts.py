"""The head counts that the employers of the demo declare for the years it shows."""

from decimal import Decimal
from fractions import Fraction

from fla.demo.careers import Year
from fla.demo.draw import Draw
from fla.demo.employers import Employer
from fla.demo.shares import COUNTED, QUARTER_MISSING, full_time_share
from fla.intake.declaration import HeadCount, HeadCountDeclaration
from fla.law.head_count import reference_quarters
from fla.law.model import Choices

_CENT = Decimal("0.01")
_SMALL = 10


def head_counts(employer: Employer, year: Year, draw: Draw) -> dict[str, Decimal]:
    """Return full-time equivalents by quarter, for the rights of the year and the one before.

    Small employers did not always declare anybody.
    """
    committee = employer.committee
    jobs = employer.size * full_time_share(committee.part_time, committee.casual)
    counted = {}
    for quarter in sorted({*_quarters(year.number - 1), *_quarters(year.number)}):
        least, more = COUNTED
        share, missing = least + more * draw(), draw() < QUARTER_MISSING
        if employer.size >= _SMALL or not missing:
            counted[quarter] = Decimal(jobs * share).quantize(_CENT)
    return counted


def _quarters(year: int) -> tuple[str, ...]:
    return reference_quarters(year, Choices())


def average(employer: Employer, counted: dict[str, Decimal], year: int) -> Fraction:
    """Return the average that decides a year; the jobs, where no quarter was declared."""
    declared = [counted[quarter] for quarter in _quarters(year) if quarter in counted]
    return Fraction(sum(declared)) / len(declared) if declared else Fraction(employer.size)


def declarations(employer: Employer, counted: dict[str, Decimal]) -> list[HeadCountDeclaration]:
    """Return a declaration for each quarter."""
    return [
        HeadCountDeclaration(
            action="register",
            reference=f"H{quarter}",
            enterprise_number=employer.enterprise_number,
            head_count=HeadCount(quarter=quarter, line="declared", fte=fte),
        )
        for quarter, fte in counted.items()
    ]
