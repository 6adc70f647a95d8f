"""Checks of form of an employment's suspensions. Pure, no I/O."""

from itertools import pairwise

from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.content import Employment, Suspension
from fla.intake.shape_employment import MOST_HOURS
from fla.intake.shape_values import LATEST, bounds_fault, date_fault, period_fault

MOST_SUSPENSIONS = 100
"""Suspensions of one employment; a form shows them all."""


def suspension_faults(employment: Employment, found: list[Anomaly]) -> None:
    """Append what is wrong with the form of an employment's suspensions."""
    suspensions = employment.suspensions
    if len(suspensions) > MOST_SUSPENSIONS:
        count = str(len(suspensions))
        found.append(Anomaly(Field.SUSPENSION, Error.TOO_HIGH, count, detail=str(MOST_SUSPENSIONS)))
        return
    for suspension in suspensions:
        start, end = suspension.start_date, suspension.end_date
        date_fault(Field.SUSPENSION_START_DATE, start, found)
        date_fault(Field.SUSPENSION_END_DATE, end, found)
        period_fault(Field.SUSPENSION_END_DATE, start, end, found)
        _hours_faults(suspension, employment, found)
        _within_fault(suspension, employment, found)
    _overlap_faults(suspensions, found)


def _hours_faults(suspension: Suspension, employment: Employment, found: list[Anomaly]) -> None:
    """Hours belong to a partial suspension; they are those of a full-timer at the most."""
    hours = suspension.mean_hours
    if suspension.extent == "full":
        if hours is not None:
            found.append(Anomaly(Field.SUSPENSION_MEAN_HOURS, Error.FORBIDDEN, str(hours)))
    elif hours is None:
        found.append(Anomaly(Field.SUSPENSION_MEAN_HOURS, Error.ABSENT))
    else:
        most = _reference_hours(suspension, employment)
        bounds_fault(Field.SUSPENSION_MEAN_HOURS, hours, 0, most, found)


def _reference_hours(suspension: Suspension, employment: Employment) -> int:
    """The fewest hours of a full-timer under the regimes that the suspension meets."""
    end = suspension.end_date or LATEST
    met = [
        line.reference_hours
        for line in employment.occupations
        if line.start_date <= end and (line.end_date or LATEST) >= suspension.start_date
    ]
    return min(met, default=MOST_HOURS)


def _within_fault(suspension: Suspension, employment: Employment, found: list[Anomaly]) -> None:
    start, end = suspension.start_date, suspension.end_date
    last = employment.end_date or LATEST
    dates = f"{employment.start_date} – {employment.end_date or '…'}"
    if not employment.start_date <= start <= last:
        found.append(Anomaly(Field.SUSPENSION_START_DATE, Error.NOT_WITHIN, str(start), dates))
    elif end is not None and end > last:
        found.append(Anomaly(Field.SUSPENSION_END_DATE, Error.NOT_WITHIN, str(end), dates))


def _overlap_faults(suspensions: tuple[Suspension, ...], found: list[Anomaly]) -> None:
    lines = sorted(suspensions, key=lambda line: line.start_date)
    for earlier, later in pairwise(lines):
        if (earlier.end_date or LATEST) >= later.start_date:
            dates = f"{earlier.start_date} – {earlier.end_date or '…'}"
            start = str(later.start_date)
            found.append(Anomaly(Field.SUSPENSION_START_DATE, Error.OVERLAP, start, detail=dates))
