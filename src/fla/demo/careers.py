"""The jobs of an employer during a year: in which capacity, from when, until when, how much."""

import datetime as dt

from msgspec import Struct

from fla.demo.committees import Committee, committees
from fla.demo.draw import Draw
from fla.demo.employers import SHOWN, Employer
from fla.demo.shares import (
    APPRENTICES,
    CAREER_BREAKS,
    CASUAL,
    CASUAL_TIMES,
    CHANGED_EARLIER,
    CHANGES_REGIME,
    DAYS_PER_WEEK,
    DAYS_TO_ADULTHOOD,
    FULL_LEAVE,
    KNOWN_AHEAD,
    LONGEST_TENURE,
    PART_TIMES,
    PARTIAL_LEAVE,
    REASONS,
    RETIREMENT_AGE,
    SECOND_CONTRACT,
    STUDENTS_AMONG_CASUAL,
)
from fla.intake.declaration import (
    Employment,
    EndReason,
    Occupation,
    Person,
    Suspension,
    SuspensionExtent,
    WorkerCategory,
)

_SHORTEST_LEAVE, _LONGEST_LEAVE = 30, 180


class Year(Struct, frozen=True):
    """A year of the demo in day numbers (`date.toordinal`); nothing after today is known."""

    number: int
    first: int
    last: int
    today: int


class Capacity(Struct, frozen=True):
    """What a job is: its category and its joint committee."""

    category: WorkerCategory
    committee: Committee


class Fate(Struct, frozen=True, kw_only=True):
    """What becomes of a job's holder, as far as his capacity and the dates allow it."""

    part_time: bool = False
    """Surely; else as likely as in his committee."""
    changed_earlier: bool = False
    changes: bool = False
    stops: bool = False
    """In a career break: his regime changes to no hours."""
    leave: SuspensionExtent | None = None
    second: bool = False
    """A parallel contract at the same employer."""


_SHOWN: dict[int, Fate] = {
    1: Fate(part_time=True),
    3: Fate(changes=True),
    5: Fate(part_time=True, second=True),
    7: Fate(changes=True, stops=True),
    9: Fate(leave="partial"),
    11: Fate(leave="full"),
}
"""By job of the employer that visitors look at."""


class Stay(Struct, frozen=True):
    """From which day to which somebody holds a job, as day numbers; None while no end is known."""

    first: int
    last: int | None = None
    reason: EndReason | None = None


def year_of(today: dt.date) -> Year:
    """Return the year in which a day falls."""
    return _year(today.year, today.toordinal())


def year_before(year: Year) -> Year:
    """Return the year before, as it is known on the same day."""
    return _year(year.number - 1, year.today)


def _year(number: int, today: int) -> Year:
    first, last = dt.date(number, 1, 1).toordinal(), dt.date(number, 12, 31).toordinal()
    return Year(number, first, last, today)


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


def fate(employer: Employer, job: int, draw: Draw) -> Fate:
    """Return what becomes of the holder of a job, the first of which is 1."""
    changed, changes, stops, second, leaves = draw(), draw(), draw(), draw(), draw()
    if employer.index == SHOWN and job in _SHOWN:
        return _SHOWN[job]
    return Fate(
        changed_earlier=changed < CHANGED_EARLIER,
        changes=changes < CHANGES_REGIME,
        stops=stops < CAREER_BREAKS,
        leave=_leave(leaves),
        second=second < SECOND_CONTRACT,
    )


def _leave(share: float) -> SuspensionExtent | None:
    if share < PARTIAL_LEAVE:
        return "partial"
    return "full" if share < PARTIAL_LEAVE + FULL_LEAVE else None


def long_stay(birth_date: dt.date, year: Year, draw: Draw, *, since: int = 0) -> Stay:
    """Return a stay that began before the year, most often not long before, or `since` a day."""
    first = since or year.first - 1 - int(LONGEST_TENURE * draw() ** 2)
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
    person: Person, stay: Stay, job: Capacity, fate: Fate, year: Year, draw: Draw
) -> Employment:
    """Return the employment of a person, with a line for each regime he had."""
    lines = _lines(stay, job, fate, year, draw)
    return Employment(
        person=person,
        start_date=dt.date.fromordinal(stay.first),
        end_date=_day(stay.last),
        end_reason=stay.reason,
        occupations=lines,
        suspensions=_suspensions(stay, job, fate, year, draw),
    )


def second_employment(main: Employment, job: Capacity, year: Year, draw: Draw) -> Employment | None:
    """Return a part-time contract beside another in the year, None where that had ended."""
    last = None if main.end_date is None else main.end_date.toordinal()
    stay = Stay(max(main.start_date.toordinal(), year.first), last, main.end_reason)
    hours = _mean_hours(job, draw, part_time=True)
    if stay.last is not None and stay.last < stay.first:
        return None
    return Employment(
        person=main.person,
        start_date=dt.date.fromordinal(stay.first),
        end_date=_day(stay.last),
        end_reason=stay.reason,
        parallel=True,
        occupations=(_line(stay.first, stay.last, hours, job),),
    )


def _lines(stay: Stay, job: Capacity, fate: Fate, year: Year, draw: Draw) -> tuple[Occupation, ...]:
    """Return the regimes of a stay: one of former years, that of now, and one of later on."""
    hours = _mean_hours(job, draw, part_time=fate.part_time)
    former = _former(stay, job, fate, year, draw)
    changed = _changed(stay, hours, job, fate, year, draw)
    steps = [(stay.first, hours)]
    if former is not None:
        until, before = former
        steps = [(stay.first, before), (until, hours)]
    if changed is not None:
        steps.append(changed)
    ends = [first - 1 for first, _ in steps[1:]]
    return tuple(
        _line(first, last, hours, job)
        for (first, hours), last in zip(steps, [*ends, stay.last], strict=True)
    )


def _former(
    stay: Stay, job: Capacity, fate: Fate, year: Year, draw: Draw
) -> tuple[int, int] | None:
    """Return until which day of former years there was another regime, and its hours."""
    days = year.first - 1 - stay.first
    until, hours = stay.first + 1 + int(draw() * days), _mean_hours(job, draw, part_time=False)
    known = fate.changed_earlier and days > 0 and job.category not in CASUAL
    return (until, hours) if known else None


def _changed(
    stay: Stay, now: int, job: Capacity, fate: Fate, year: Year, draw: Draw
) -> tuple[int, int] | None:
    """Return from which day of the year there is another regime, and its hours."""
    day = year.first + 59 + int(draw() * 240)
    hours = _mean_hours(job, draw, part_time=now == job.committee.hours)
    stays = stay.first < day <= year.today and (stay.last is None or day <= stay.last)
    if not fate.changes or not stays or job.category in CASUAL:
        return None
    return day, 0 if fate.stops else hours


def _suspensions(
    stay: Stay, job: Capacity, fate: Fate, year: Year, draw: Draw
) -> tuple[Suspension, ...]:
    first = year.first + int(draw() * 200)
    last = first + _SHORTEST_LEAVE + int(draw() * (_LONGEST_LEAVE - _SHORTEST_LEAVE))
    within = stay.first <= first <= year.today and (stay.last is None or last <= stay.last)
    if fate.leave is None or job.category in CASUAL or not within:
        return ()
    return (
        Suspension(
            start_date=dt.date.fromordinal(first),
            end_date=dt.date.fromordinal(last),
            extent=fate.leave,
            mean_hours=job.committee.hours // 2 if fate.leave == "partial" else None,
        ),
    )


def _mean_hours(job: Capacity, draw: Draw, *, part_time: bool) -> int:
    hours, share, time = job.committee.hours, draw(), PART_TIMES.pick(draw)
    if job.category in CASUAL:
        return hours * CASUAL_TIMES[int(share * len(CASUAL_TIMES))] // 100
    return hours * time // 100 if part_time or share < job.committee.part_time else hours


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
