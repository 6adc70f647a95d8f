"""A synthetic Belgium: employers with all they declare in a year, one after the other.

The same seed and day give the same declarations, byte for byte, on every machine; an employer is
the same however many follow it. One employer at a time is in memory.
"""

import datetime as dt
from collections.abc import Iterator

from msgspec import Struct

from fla.demo.careers import Year, year_of
from fla.demo.draw import Draw, series
from fla.demo.employers import Employer, employer
from fla.demo.people import Population
from fla.demo.records import Budget, record
from fla.demo.senders import Registrar
from fla.demo.sessions import sessions
from fla.demo.staff import Worker, staff
from fla.intake.declaration import EmploymentDeclaration, RightDeclaration, TrainingDeclaration


class Company(Struct, frozen=True, kw_only=True):
    """An employer and its declarations of the year, the trainings by who registers them."""

    employer: Employer
    employments: list[EmploymentDeclaration]
    rights: list[RightDeclaration]
    trainings: dict[Registrar, list[TrainingDeclaration]]


def generate(employers: int, seed: int, today: dt.date) -> Iterator[Company]:
    """Yield the first so many companies, at most 899,981, in the year of a day and up to it."""
    year = year_of(today)
    population = Population(year.number)
    for index in range(employers):
        draw = series(seed, index)
        firm = employer(index, draw)
        workers = staff(firm, population, year, draw)
        yield Company(
            employer=firm,
            employments=_employments(firm, workers),
            rights=_rights(firm, workers, year),
            trainings=_trainings(firm, workers, year, draw),
        )


def _employments(firm: Employer, workers: list[Worker]) -> list[EmploymentDeclaration]:
    number = firm.enterprise_number
    return [
        EmploymentDeclaration(
            action="register",
            reference=f"E{worker.number:05}.{place}",
            enterprise_number=number,
            ssin=worker.ssin,
            employment=employment,
        )
        for worker in workers
        for place, employment in enumerate(worker.employments, 1)
    ]


def _rights(firm: Employer, workers: list[Worker], year: Year) -> list[RightDeclaration]:
    number = firm.enterprise_number
    return [
        RightDeclaration(
            action="register",
            reference=f"R{year.number}-{worker.number:05}",
            enterprise_number=number,
            ssin=worker.ssin,
            right=worker.right,
        )
        for worker in workers
        if worker.right is not None
    ]


def _trainings(
    firm: Employer, workers: list[Worker], year: Year, draw: Draw
) -> dict[Registrar, list[TrainingDeclaration]]:
    by_registrar: dict[Registrar, list[TrainingDeclaration]] = {
        "payrollOffice": [],
        "provider": [],
        "sectorFund": [],
    }
    budget = Budget(workers)
    for session, participants in sessions(firm, workers, year, draw):
        filed = by_registrar[session.registrar]
        filed += [record(firm, session, worker, budget, draw) for worker in participants]
    return by_registrar
