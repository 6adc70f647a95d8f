"""The training rights that the demo declares: sectoral ones, or what the employer grants.

Right = A x B x C, in the house's reading of art. 50 and 52 of the Act of 3 October 2022: A what a
full-timer gets in the year, B the share of full time by month, C the started months of twelve. The
statutory right is nobody's to declare and stays out.
"""

from decimal import Decimal
from functools import cache, lru_cache
from itertools import pairwise

from msgspec import Struct

from fla.demo.careers import Capacity, Year
from fla.demo.committees import committees
from fla.demo.draw import Draw, lottery
from fla.demo.employers import Employer
from fla.demo.names import Community
from fla.intake.declaration import Employment, Right, RightType, Unit

_EXACT = Decimal("0.0001")
_ADJUSTED = 0.01
_REASONS: dict[Community, str] = {
    "nl": "Afgesproken bij de aanwerving",
    "fr": "Convenu à l'embauche",
    "de": "Bei der Einstellung vereinbart",
}
_HALF_A_DAY: dict[Unit, Decimal] = {"day": Decimal("0.5"), "hour": Decimal(4)}
_CARRIED_FROM = 20
"""Size of the employer from which what is left of a year goes to the next."""
_CARRIED = lottery([(0, 55), (1, 10), (2, 15), (3, 8), (4, 12)])
"""Half days."""


class Grant(Struct, frozen=True):
    """What a full-timer gets for a full year, and the agreement behind it."""

    right_type: RightType
    unit: Unit
    full: Decimal
    cba: str | None = None


_OWN_POLICY_FROM = 10
"""Size from which most employers grant something where the sector does not."""
_SMALL = (
    (0.6, None),
    (0.9, Grant("employer", "day", Decimal(1))),
    (1.0, Grant("employer", "hour", Decimal(8))),
)
_LARGER = (
    (0.2, None),
    (0.5, Grant("employer", "day", Decimal(1))),
    (0.85, Grant("employer", "day", Decimal(2))),
    (1.0, Grant("employer", "hour", Decimal(16))),
)


def right(
    employer: Employer, job: Capacity, employment: Employment, year: Year, draw: Draw
) -> Right | None:
    """Return the right of a worker for the year, None where neither sector nor employer grants."""
    carried, adjusted = _CARRIED.pick(draw), draw() < _ADJUSTED
    grant = _grant(employer, job, year.number)
    if grant is None:
        return None
    before = employment.start_date.year < year.number and employer.size >= _CARRIED_FROM
    return _right(
        year.number,
        grant,
        months_of_hours(employment, year.number),
        job.committee.hours,
        carried if before else 0,
        employer.language if adjusted else None,
    )


@lru_cache(maxsize=8192)
def _right(
    year: int,
    grant: Grant,
    months_of_hours: int,
    reference_hours: int,
    carried: int,
    adjusted: Community | None,
) -> Right:
    return Right(
        year=year,
        right_type=grant.right_type,
        unit=grant.unit,
        entitled=(grant.full * months_of_hours / (12 * reference_hours)).quantize(_EXACT),
        carried_in=carried * (_HALF_A_DAY[grant.unit]),
        adjusted=_HALF_A_DAY[grant.unit] if adjusted else Decimal(0),
        adjustment_reason=_REASONS[adjusted] if adjusted else None,
        cba_registration_number=grant.cba,
    )


def months_of_hours(employment: Employment, year: int) -> int:
    """Return the weekly hours, in hundredths, summed over the started months of a year.

    A month in which the regime changes counts with the new one.
    """
    lines = employment.occupations
    starts = [line.start_date.month if line.start_date.year == year else 1 for line in lines]
    end = employment.end_date
    starts.append(end.month + 1 if end is not None and end.year == year else 13)
    return sum(
        (following - start) * line.mean_hours
        for line, (start, following) in zip(lines, pairwise(starts), strict=True)
    )


@cache
def _sectoral(code: str, size: int, year: int) -> Grant | None:
    committee = committees()[code]
    step = committee.step(size)
    amount = step.amount(year) if step else None
    return Grant("sectoral", step.unit, amount, committee.cba) if step and amount else None


def _grant(employer: Employer, job: Capacity, year: int) -> Grant | None:
    sectoral = _sectoral(job.committee.code, employer.size, year)
    if sectoral is not None:
        return sectoral
    offers = _SMALL if employer.size < _OWN_POLICY_FROM else _LARGER
    return next(grant for bound, grant in offers if employer.generous < bound)
