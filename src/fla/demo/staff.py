"""The workers of an employer of the demo during two years, with their employments."""

from msgspec import Struct

from fla.demo.careers import (
    Capacity,
    Fate,
    Stay,
    Year,
    capacity,
    employment,
    fate,
    left,
    long_stay,
    second_employment,
    summer_stay,
    year_before,
)
from fla.demo.draw import Draw
from fla.demo.employers import Employer
from fla.demo.people import ADULTS, STUDENTS, Inhabitant, Population
from fla.demo.shares import LEFT_BEFORE, LONGEST_VACANCY, REPLACED
from fla.intake.declaration import Employment

_NOTHING = Fate()


class Worker(Struct, frozen=True):
    """A person at an employer; `number` counts from 1, a second employment is a parallel one."""

    number: int
    ssin: str
    job: Capacity
    employments: tuple[Employment, ...]


class _Hiring:
    """Fills an employer's jobs one after the other."""

    def __init__(self, employer: Employer, population: Population, year: Year, draw: Draw) -> None:
        self.employer = employer
        self.population = population
        self.year = year
        self.draw = draw
        self.moonlighters: set[str] = set()
        self.inhabitants: list[Inhabitant] = []
        self.workers: list[Worker] = []

    def fill(self, number: int) -> None:
        """Find whoever held one job in the two years."""
        job = capacity(self.employer, self.draw)
        becomes = fate(self.employer, number, self.draw)
        holder = self._find(job)
        if job.category == "student":
            self._hire(holder, summer_stay(self.year, self.draw), job, _NOTHING)
            return
        vacated = self._predecessor(job)
        stay = long_stay(holder.birth_date, self.year, self.draw, since=vacated)
        if self.draw() >= REPLACED or becomes.leave is not None:
            self._hire(holder, stay, job, becomes)
            return
        ended = left(stay, holder.birth_date, self.year, self.draw)
        self._hire(holder, ended, job, becomes)
        successor, vacancy = self._find(job), 1 + int(self.draw() * LONGEST_VACANCY)
        if ended.last is not None and ended.last + vacancy <= self.year.last:
            self._hire(successor, Stay(ended.last + vacancy), job, _NOTHING)

    def _predecessor(self, job: Capacity) -> int:
        """Hire who left a job in the year before, if anybody did; return from when it was vacant.

        That is 0 when nobody left.
        """
        before = year_before(self.year)
        if self.draw() >= LEFT_BEFORE:
            return 0
        holder = self._find(job)
        stay = long_stay(holder.birth_date, before, self.draw)
        ended = left(stay, holder.birth_date, before, self.draw)
        if ended.last is None:
            return 0
        self._hire(holder, ended, job, _NOTHING)
        return ended.last + 1

    def _find(self, job: Capacity) -> Inhabitant:
        if job.category == "flexiJob":
            moonlighter = self.population.employed(self.draw)
            if moonlighter and moonlighter.ssin not in self.moonlighters:
                self.moonlighters.add(moonlighter.ssin)
                return moonlighter
        generation = STUDENTS if job.category == "student" else ADULTS
        found = self.population.newcomer(generation, self.employer.language, self.draw)
        self.inhabitants.append(found)
        return found

    def _hire(self, who: Inhabitant, stay: Stay, job: Capacity, becomes: Fate) -> None:
        if stay.first > self.year.today:
            return
        main = employment(who.person, stay, job, becomes, self.year, self.draw)
        beside = second_employment(main, job, self.year, self.draw)
        both = (main, beside) if becomes.second and beside else (main,)
        self.workers.append(Worker(len(self.workers) + 1, who.ssin, job, both))


def staff(employer: Employer, population: Population, year: Year, draw: Draw) -> list[Worker]:
    """Return everybody who worked at an employer in the year, as far as it is known today.

    With them come those who left in the year before, and nobody from earlier on.
    """
    hiring = _Hiring(employer, population, year, draw)
    for number in range(1, employer.size + 1):
        hiring.fill(number)
    for inhabitant in hiring.inhabitants:
        population.remember(inhabitant)
    return hiring.workers
