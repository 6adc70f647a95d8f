"""Checks of form of an employment, its person and its occupation lines. Pure, no I/O."""

from itertools import pairwise

from fla.identifiers import joint_committee_fault
from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import Employment, Occupation, Person
from fla.intake.shape_values import (
    LATEST,
    bounds_fault,
    date_fault,
    period_fault,
    text_fault,
)
from fla.law.pack import pack

MOST_HOURS = 4800
"""Hundredths of an hour a week: the domain of DmfA zones 00048 and 00049."""
MOST_OCCUPATIONS = 100
"""Regimes in one employment; a form shows them all."""


def employment_faults(employment: Employment, found: list[Anomaly]) -> None:
    """Append what is wrong with the form of an employment."""
    _person_faults(employment.person, found)
    start, end = employment.start_date, employment.end_date
    date_fault(Field.EMPLOYMENT_START_DATE, start, found)
    date_fault(Field.EMPLOYMENT_END_DATE, end, found)
    period_fault(Field.EMPLOYMENT_END_DATE, start, end, found)
    if employment.end_reason is not None and end is None:
        found.append(Anomaly(Field.EMPLOYMENT_END_DATE, Error.ABSENT))
    if not employment.occupations:
        found.append(Anomaly(Field.OCCUPATION, Error.ABSENT))
    elif len(employment.occupations) > MOST_OCCUPATIONS:
        count = str(len(employment.occupations))
        found.append(Anomaly(Field.OCCUPATION, Error.TOO_HIGH, count, detail=str(MOST_OCCUPATIONS)))
    else:
        for occupation in employment.occupations:
            _occupation_faults(occupation, found)
        _sequence_faults(employment, found)


def _person_faults(person: Person, found: list[Anomaly]) -> None:
    text_fault(Field.FAMILY_NAME, person.family_name, 100, found, required=True)
    text_fault(Field.GIVEN_NAME, person.given_name, 100, found, required=True)
    text_fault(Field.BIRTH_PLACE, person.birth_place, 100, found)
    text_fault(Field.ADDRESS, person.address, 300, found)
    date_fault(Field.BIRTH_DATE, person.birth_date, found)


def _occupation_faults(occupation: Occupation, found: list[Anomaly]) -> None:
    start, end = occupation.start_date, occupation.end_date
    date_fault(Field.OCCUPATION_START_DATE, start, found)
    date_fault(Field.OCCUPATION_END_DATE, end, found)
    period_fault(Field.OCCUPATION_END_DATE, start, end, found)
    bounds_fault(Field.MEAN_HOURS, occupation.mean_hours, 0, _most_hours(occupation), found)
    bounds_fault(Field.REFERENCE_HOURS, occupation.reference_hours, 1, MOST_HOURS, found)
    bounds_fault(
        Field.DAYS_PER_WEEK, occupation.days_per_week, _fewest_days(occupation), 700, found
    )
    if joint_committee_fault(occupation.joint_committee) is not None:
        found.append(Anomaly(Field.JOINT_COMMITTEE, Error.INVALID, occupation.joint_committee))


def _most_hours(occupation: Occupation) -> int:
    """The law pack's bound over the full-timer's hours; the format's own bound comes first."""
    s = occupation.reference_hours
    if occupation.mean_hours > MOST_HOURS or not 1 <= s <= MOST_HOURS:
        return MOST_HOURS
    return min(pack().law.regime_bound.most(s), MOST_HOURS)


def _fewest_days(occupation: Occupation) -> int:
    """Hundredths of days over which the full-timer's hours spread without a day of over 24."""
    return max(-(-min(occupation.reference_hours, MOST_HOURS) // 24), 1)


def _sequence_faults(employment: Employment, found: list[Anomaly]) -> None:
    """Lines lie within the employment, the first at its start, and do not overlap."""
    lines = sorted(employment.occupations, key=lambda line: line.start_date)
    if lines[0].start_date != employment.start_date:
        _outside(Field.OCCUPATION_START_DATE, str(lines[0].start_date), employment, found)
    end = employment.end_date
    for line in lines:
        if end is not None and (line.end_date or line.start_date) > end:
            _outside(Field.OCCUPATION_END_DATE, str(line.end_date or ""), employment, found)
    for earlier, later in pairwise(lines):
        if (earlier.end_date or LATEST) >= later.start_date:
            found.append(
                Anomaly(
                    Field.OCCUPATION_START_DATE,
                    Error.OVERLAP,
                    str(later.start_date),
                    detail=f"{earlier.start_date} – {earlier.end_date or '…'}",
                )
            )


def _outside(field: Field, value: str, employment: Employment, found: list[Anomaly]) -> None:
    dates = f"{employment.start_date} – {employment.end_date or '…'}"
    found.append(Anomaly(field, Error.OUTSIDE_EMPLOYMENT, value, detail=dates))
