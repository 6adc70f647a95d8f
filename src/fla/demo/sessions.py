"""The training sessions of an employer in a year: which course, when, where, for whom."""

import datetime as dt
from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal

from msgspec import Struct

from fla.demo.careers import Year
from fla.demo.courses import Course, courses
from fla.demo.draw import Draw, lottery, pick
from fla.demo.employers import Employer
from fla.demo.names import Community
from fla.demo.senders import PROVIDER, SCHOOLS, SECTOR_FUND, Registrar
from fla.demo.staff import Worker
from fla.intake.declaration import Funding, OutOfScopeReason
from fla.mandates.model import RegisteredSender

_LARGEST_GROUP = 16
_SMALL_BELOW = 10
_A_YEAR_SMALL, _A_YEAR = 0.9, 2.2
"""Trainings that a worker follows in a year, on average, in small and in larger firms."""
_DECIDED = 0.6
"""Share of the sessions to come that are planned already."""
_EXTERNAL, _BY_FUND, _OUT_OF_SCOPE = 0.55, 0.6, 0.04
_LAST_DAYS = 16
"""Days at the end of the year without a session's start."""
_LONGEST_DAY = 480
"""Minutes."""
_WORKING_DAYS = 5
_FUNDING: tuple[tuple[Funding, float], ...] = (
    ("employer", 80),
    ("publicSubsidy", 12),
    ("sectorFund", 8),
)
_FUNDINGS = lottery(_FUNDING)
_AT_WORK: dict[Community, str] = {
    "nl": "Op de werkvloer",
    "fr": "Sur le lieu de travail",
    "de": "Am Arbeitsplatz",
}
_CLASSROOM: dict[Community, str] = {
    "nl": "Leslokaal {}, Voorbeeldegem",
    "fr": "Salle {}, Exempleville",
    "de": "Raum {}, Musterfeld",
}
_LEAVE: dict[Community, OutOfScopeReason] = {
    "nl": "flemishTrainingLeave",
    "fr": "paidEducationalLeave",
    "de": "paidEducationalLeave",
}


class Session(Struct, frozen=True, kw_only=True):
    """A session of a course; its length is in minutes or in days, `cost` in euro a participant."""

    reference: str
    course: Course
    registrar: Registrar
    start_date: dt.date
    end_date: dt.date
    planned: bool
    minutes: int | None
    days: Decimal | None
    school: RegisteredSender | None
    location: str
    funding: Funding
    cost: Decimal | None
    out_of_scope: OutOfScopeReason | None


class _Calendar:
    """Who is free when: a worker follows one session at a time, and only while employed."""

    def __init__(self, workers: list[Worker]) -> None:
        self._workers = workers
        self._busy = [0] * len(workers)
        self._stays = [_stay(worker) for worker in workers]

    def take(self, first: int, last: int, place: int, group: int) -> list[Worker]:
        """Return those free among a group that starts at a place in the list, and book them."""
        count, taken = len(self._workers), []
        for offset in range(group):
            index = (place + offset) % count
            hired, leaves = self._stays[index]
            if self._busy[index] < first and hired <= first and last <= leaves:
                self._busy[index] = last
                taken.append(self._workers[index])
        return taken


def _stay(worker: Worker) -> tuple[int, int]:
    main = worker.employments[0]
    return main.start_date.toordinal(), (main.end_date or dt.date.max).toordinal()


def sessions(
    employer: Employer, workers: list[Worker], year: Year, rate: float, draw: Draw
) -> Iterator[tuple[Session, list[Worker]]]:
    """Yield the sessions of an employer in a year with their participants, as known today.

    They come by date; `rate` says how many there are, as compared with an ordinary year.
    """
    if not workers:
        return
    calendar = _Calendar(workers)
    largest = min(len(workers), _LARGEST_GROUP)
    wanted = rate * len(workers) * (_A_YEAR_SMALL if employer.size < _SMALL_BELOW else _A_YEAR)
    count = int(wanted / (1 + largest / 3) + draw())
    for number in range(1, count + 1):
        moment, place = (number - draw()) / count, int(draw() * len(workers))
        group, decided = 1 + int(draw() ** 2 * largest), draw() < _DECIDED
        session = _session(employer, number, moment, year, draw)
        if session.planned and not decided:
            continue
        first, last = session.start_date.toordinal(), session.end_date.toordinal()
        participants = calendar.take(first, last, place, group)
        if participants:
            yield session, participants


def _session(employer: Employer, number: int, moment: float, year: Year, draw: Draw) -> Session:
    course = pick(draw, courses(employer.committee.code))
    minutes = pick(draw, course.minutes) if course.minutes else None
    days = pick(draw, course.days) if course.days else None
    first, last = _dates(moment, _working_days(minutes, days), year)
    registrar, school = _taught(employer, course, draw)
    funding, out_of_scope = _FUNDINGS.pick(draw), draw() < _OUT_OF_SCOPE
    cost, room = Decimal(40 + int(draw() * 36) * 10), 1 + int(draw() * 9)
    external = school is not None
    return Session(
        reference=f"S{year.number}-{number:04}",
        course=course,
        registrar=registrar,
        start_date=dt.date.fromordinal(first),
        end_date=dt.date.fromordinal(last),
        planned=last > year.today,
        minutes=minutes,
        days=days,
        school=school,
        location=_place(employer.language, room) if external else _AT_WORK[employer.language],
        funding="sectorFund" if registrar == "sectorFund" else funding,
        cost=cost if external else None,
        out_of_scope=_LEAVE[employer.language] if external and out_of_scope else None,
    )


def _working_days(minutes: int | None, days: Decimal | None) -> int:
    if minutes is not None:
        return -(-minutes // _LONGEST_DAY)
    return int((days or Decimal(1)).to_integral_value(ROUND_CEILING))


def _dates(moment: float, length: int, year: Year) -> tuple[int, int]:
    """Return the first and last day of some working days within one week."""
    first = year.first + int(moment * (year.last - year.first - _LAST_DAYS))
    weekday = (first - 1) % 7
    if weekday + length > _WORKING_DAYS:
        first += 7 - weekday
    return first, first + length - 1


def _taught(
    employer: Employer, course: Course, draw: Draw
) -> tuple[Registrar, RegisteredSender | None]:
    """Return who registers a session, and the school, None when the employer teaches it."""
    external, by_fund, school = draw() < _EXTERNAL, draw() < _BY_FUND, pick(draw, SCHOOLS)
    if course.informal or not external:
        return "payrollOffice", None
    if employer.committee.fund and course.category == "safety" and by_fund:
        return "sectorFund", SECTOR_FUND
    return ("provider" if school is PROVIDER else "payrollOffice"), school


def _place(language: Community, room: int) -> str:
    return _CLASSROOM[language].format(room)
