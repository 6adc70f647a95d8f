"""The jobs of an employer during a year: in which capacity, from when, until when, how much."""

import datetime as dt

from msgspec import Struct

from fla.demo.committees import Committee, committees
from fla.demo.draw import Draw, pick
from fla.demo.employers import Employer
from fla.demo.shares import (
    APPRENTICES,
    CASUAL,
    CASUAL_TIMES,
    CHANGES_REGIME,
    DAYS_PER_WEEK,
    DAYS_TO_ADULTHOOD,
    KNOWN_AHEAD,
    LONGEST_TENURE,
    PART_TIMES,
    REASONS,
    RETIREMENT_AGE,
    STUDENTS_AMONG_CASUAL,
)
from fla.intake.declaration import Employment, EndReason, Occupation, Person, WorkerCategory


class Year(Struct, frozen=True):
    """The year of the demo in day numbers (`date.toordinal`); nothing after today is known."""

    number: int
    first: int
    last: int
    today: int


class Capacity(Struct, frozen=True):
    """What a job is: its category and its joint committee."""

    category: WorkerCategory
    committee: Committee


class Stay(Struct, frozen=True):
    """From which day to which somebody holds a job, as day numbers; None while no end is known."""

    first: int
    last: int | None = None
    reason: EndReason | None = None


def year_of(today: dt.date) -> Year:
    """Return the year in which a day falls."""
    return Year(
        today.year,
        dt.date(today.year, 1, 1).toordinal(),
        dt.date(today.year, 12, 31).toordinal(),
        today.toordinal(),
    )


def capacity(employer: Employer, draw: Draw) -> Capacity:
    """Return the capacity of one job at an employer."""
    committee = employer.committee
    share = draw()
    if share < committee.casual:
        student = share < committee.casual * STUDENTS_AMONG_CASUAL
        return Capacity("student" if student else "flexiJob", committee)
    if committee.clerks and share > 1 - committee.clerks.share:
        return Capacity("whiteCollar", committees()[committee.clerks.code])
    if share < committee.casual + APPRENTICES:
        return Capacity("apprentice", committee)
    return Capacity(committee.category, committee)


def long_stay(birth_date: dt.date, year: Year, draw: Draw) -> Stay:
    """Return a stay that began before the year, most often not long before."""
    first = year.first - 1 - int(LONGEST_TENURE * draw() ** 2)
    adult = birth_date.toordinal() + DAYS_TO_ADULTHOOD
    return Stay(min(max(first, adult), year.first - 1))


def summer_stay(year: Year, draw: Draw) -> Stay:
    """Return a student's stay, of two to nine weeks from June on."""
    first = year.first + 151 + int(draw() * 70)
    return Stay(first, first + 13 + int(draw() * 50), "endOfTerm")


def left(stay: Stay, birth_date: dt.date, year: Year, draw: Draw) -> Stay:
    """Return a stay that ended in the year, as far as that is known already."""
    last, reason = year.first + int(draw() * 340), REASONS.pick(draw)
    if year.number - birth_date.year >= RETIREMENT_AGE and reason == "resignation":
        reason = "retirement"
    if last > year.today and reason not in KNOWN_AHEAD:
        return stay
    return Stay(stay.first, last, reason)


def employment(
    person: Person, stay: Stay, job: Capacity, year: Year, draw: Draw, *, parallel: bool = False
) -> Employment:
    """Return the employment of a person, with one occupation line or, now and then, two."""
    return Employment(
        person=person,
        start_date=dt.date.fromordinal(stay.first),
        end_date=_day(stay.last),
        end_reason=stay.reason,
        parallel=parallel,
        occupations=_occupations(stay, job, year, draw),
    )


def _occupations(stay: Stay, job: Capacity, year: Year, draw: Draw) -> tuple[Occupation, ...]:
    hours = _mean_hours(job, draw)
    if draw() >= CHANGES_REGIME or job.category in CASUAL:
        return (_line(stay.first, stay.last, hours, job),)
    change, other = year.first + 59 + int(draw() * 240), _mean_hours(job, draw)
    ends_before = stay.last is not None and stay.last < change
    if change <= stay.first or change > year.today or ends_before or other == hours:
        return (_line(stay.first, stay.last, hours, job),)
    return (_line(stay.first, change - 1, hours, job), _line(change, stay.last, other, job))


def _mean_hours(job: Capacity, draw: Draw) -> int:
    hours = job.committee.hours
    if job.category in CASUAL:
        return hours * pick(draw, CASUAL_TIMES) // 100
    if draw() >= job.committee.part_time:
        return hours
    return hours * PART_TIMES.pick(draw) // 100


def _line(first: int, last: int | None, mean_hours: int, job: Capacity) -> Occupation:
    return Occupation(
        start_date=dt.date.fromordinal(first),
        end_date=_day(last),
        mean_hours=mean_hours,
        reference_hours=job.committee.hours,
        days_per_week=DAYS_PER_WEEK,
        joint_committee=job.committee.code,
        worker_category=job.category,
    )


def _day(number: int | None) -> dt.date | None:
    return None if number is None else dt.date.fromordinal(number)
