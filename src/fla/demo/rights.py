"""Which training rights the workers of the demo have: those of the law, and extra ones.

What the law gives is asked of the law pack, to charge trainings to rights that the yearly run will
compute; only what the employer grants on top, or computes himself, is declared.
"""

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from fla.demo.careers import Year
from fla.demo.draw import Draw, lottery
from fla.demo.employers import Employer
from fla.demo.names import Community
from fla.demo.shares import DAYS_PER_WEEK
from fla.demo.staff import Worker
from fla.intake.declaration import Employment, Right, RightType, Unit
from fla.law.applied import applied
from fla.law.model import Applied, Choices
from fla.law.pack import pack

_EXACT = Decimal("0.0001")
_HALF = Decimal("0.5")
_CHANGED = 0.02
_REASONS: dict[Community, str] = {
    "nl": "Afgesproken bij de aanwerving",
    "fr": "Convenu à l'embauche",
    "de": "Bei der Einstellung vereinbart",
}
HALF_A_DAY: dict[Unit, Decimal] = {"day": _HALF, "hour": Decimal(4)}
_CARRIED_FROM = 20
"""Size of the employer from which what is left of an extra right goes to the next year."""
_CARRIED = lottery([(0, 55), (1, 10), (2, 15), (3, 8), (4, 12)])
"""Half days."""


class Grant(Struct, frozen=True):
    """What an employer grants a full-timer for a full year."""

    unit: Unit
    full: Decimal


class Owed(Struct, frozen=True):
    """Minutes of training that a right is worth in a year."""

    right_type: RightType
    minutes: int


_OWN_POLICY_FROM = 10
"""Size from which an employer grants something extra less often: the law gives enough."""
_SMALL = (
    (0.6, None),
    (0.9, Grant("day", Decimal(1))),
    (1.0, Grant("hour", Decimal(8))),
)
_LARGER = (
    (0.8, None),
    (0.93, Grant("day", Decimal(1))),
    (1.0, Grant("hour", Decimal(16))),
)


def law_of(worker: Worker, average: Fraction, year: int) -> Applied:
    """Return what the law gives a full-timer of a worker's committee at an average head count."""
    return applied(pack(), worker.job.committee.code, average, year, Choices())


def extra(employer: Employer, worker: Worker, year: Year, draw: Draw) -> Right | None:
    """Return what the employer grants a worker for the year, None where he grants nothing."""
    carried, changed = _CARRIED.pick(draw), draw() < _CHANGED
    offers = _SMALL if employer.size < _OWN_POLICY_FROM else _LARGER
    grant = next(grant for bound, grant in offers if employer.generous < bound)
    main = worker.employments[0]
    worked = months_of_hours(main, year.number)
    if grant is None or not works_in(worker, year):
        return None
    before = main.start_date.year < year.number and employer.size >= _CARRIED_FROM
    return _extra(
        year.number,
        grant,
        worked,
        worker.job.committee.hours,
        carried if before else 0,
        employer.language if changed else None,
    )


@lru_cache(maxsize=8192)
def _extra(
    year: int,
    grant: Grant,
    months_of_hours: int,
    reference_hours: int,
    carried: int,
    changed: Community | None,
) -> Right:
    return Right(
        year=year,
        right_type="employer",
        unit=grant.unit,
        entitled=(grant.full * months_of_hours / (12 * reference_hours)).quantize(_EXACT),
        carried_in=carried * HALF_A_DAY[grant.unit],
        adjusted=HALF_A_DAY[grant.unit] if changed else Decimal(0),
        adjustment_reason=_REASONS[changed] if changed else None,
    )


def own_reckoning(worker: Worker, law: Applied, year: Year) -> Right:
    """Return the right of the law as an employer computes it himself: in whole half days, up."""
    worked = months_of_hours(worker.employments[0], year.number)
    exact = law.full_time * worked / (12 * worker.job.committee.hours)
    step = HALF_A_DAY[law.unit]
    return Right(
        year=year.number,
        right_type=law.right_type,
        unit=law.unit,
        entitled=(exact / step).to_integral_value(ROUND_CEILING) * step,
        cba_registration_number=law.cba_registration_number,
    )


def owed_by_law(worker: Worker, law: Applied, year: Year) -> Iterator[Owed]:
    """Yield what a right of the law is worth, near enough to charge trainings to it."""
    worked = months_of_hours(worker.employments[0], year.number)
    if law.full_time and worked:
        share = Fraction(worked, 12 * worker.job.committee.hours)
        unit = minutes_per_day(worker) if law.unit == "day" else 60
        yield Owed(law.right_type, int(Fraction(law.full_time) * share * unit))


def owed_by_declaration(worker: Worker, right: Right) -> Owed:
    """Return what a declared right is worth."""
    units = right.entitled + right.carried_in + right.adjusted
    unit = minutes_per_day(worker) if right.unit == "day" else 60
    return Owed(right.right_type, int(units * unit))


def minutes_per_day(worker: Worker) -> int:
    """Return how long a full-timer's day of training is."""
    return worker.job.committee.hours * 60 // DAYS_PER_WEEK


def months_of_hours(employment: Employment, year: int) -> int:
    """Return the weekly hours, in hundredths, summed over the started months of a year.

    A month in which the regime changes counts with the new one.
    """
    lines, end = employment.occupations, employment.end_date
    starts = [_month(line.start_date.year, line.start_date.month, year) for line in lines]
    starts.append(13 if end is None else _month(end.year, end.month + 1, year))
    return sum(
        (following - start) * line.mean_hours
        for line, (start, following) in zip(lines, pairwise(starts), strict=True)
    )


def _month(year: int, month: int, of_year: int) -> int:
    """Return a month of a year counted in another: 1 for what lies before, 13 for what follows."""
    return month if year == of_year else 1 if year < of_year else 13


def works_in(worker: Worker, year: Year) -> bool:
    """Say whether a worker's employment meets a year."""
    main = worker.employments[0]
    ended = main.end_date is not None and main.end_date.year < year.number
    return not ended and main.start_date.year <= year.number
