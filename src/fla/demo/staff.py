"""The workers of an employer of the demo during a year, with their employments and rights."""

from msgspec import Struct

from fla.demo.careers import (
    Capacity,
    Stay,
    Year,
    capacity,
    employment,
    left,
    long_stay,
    summer_stay,
)
from fla.demo.draw import Draw
from fla.demo.employers import Employer
from fla.demo.people import ADULTS, STUDENTS, Inhabitant, Population
from fla.demo.rights import right
from fla.demo.shares import LONGEST_VACANCY, REPLACED, SECOND_CONTRACT
from fla.intake.declaration import Employment, Right


class Worker(Struct, frozen=True):
    """A person at an employer; `number` counts from 1, a second employment is a parallel one."""

    number: int
    ssin: str
    employments: tuple[Employment, ...]
    right: Right | None


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

    def fill(self) -> None:
        """Find whoever held one job in the year."""
        job = capacity(self.employer, self.draw)
        holder = self._find(job)
        if job.category == "student":
            self._hire(holder, summer_stay(self.year, self.draw), job)
            return
        stay = long_stay(holder.birth_date, self.year, self.draw)
        if self.draw() >= REPLACED:
            self._hire(holder, stay, job)
            return
        ended = left(stay, holder.birth_date, self.year, self.draw)
        self._hire(holder, ended, job)
        successor, vacancy = self._find(job), 1 + int(self.draw() * LONGEST_VACANCY)
        if ended.last is not None and ended.last + vacancy <= self.year.last:
            self._hire(successor, Stay(ended.last + vacancy), job)

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

    def _hire(self, who: Inhabitant, stay: Stay, job: Capacity) -> None:
        if stay.first > self.year.today:
            return
        year, draw = self.year, self.draw
        main = employment(who.person, stay, job, year, draw)
        second = Stay(max(stay.first, year.first), stay.last, stay.reason)
        employments: tuple[Employment, ...] = (main,)
        if draw() < SECOND_CONTRACT and (stay.last is None or stay.last >= second.first):
            beside = employment(who.person, second, job, year, draw, parallel=True)
            employments = (main, beside)
        granted = right(self.employer, job, main, year, draw)
        self.workers.append(Worker(len(self.workers) + 1, who.ssin, employments, granted))


def staff(employer: Employer, population: Population, year: Year, draw: Draw) -> list[Worker]:
    """Return everybody who worked at an employer in the year, as far as it is known today."""
    hiring = _Hiring(employer, population, year, draw)
    for _ in range(employer.size):
        hiring.fill()
    for inhabitant in hiring.inhabitants:
        population.remember(inhabitant)
    return hiring.workers
