"""A synthetic Belgium: employers with all they declare of two years, one after the other.

The same seed and day give the same declarations, byte for byte, on every machine; an employer is
the same however many follow it. One employer at a time is in memory.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from fla.demo.careers import Year, year_before, year_of
from fla.demo.draw import Draw, series
from fla.demo.employers import Employer, employer
from fla.demo.headcounts import average, declarations, head_counts
from fla.demo.people import Population
from fla.demo.policy import adjustment, late_change, opt_outs, policy, verification
from fla.demo.records import Budget, record
from fla.demo.rights import (
    Owed,
    extra,
    law_of,
    owed_by_declaration,
    owed_by_law,
    own_reckoning,
    works_in,
)
from fla.demo.senders import Registrar
from fla.demo.sessions import sessions
from fla.demo.staff import Worker, staff
from fla.intake.declaration import (
    AdjustmentDeclaration,
    EmploymentDeclaration,
    HeadCountDeclaration,
    OptOutDeclaration,
    Right,
    RightDeclaration,
    TrainingDeclaration,
    VerificationDeclaration,
)

_YEAR_BEFORE = 0.5
"""Trainings in the year before, as compared with the year: enough to leave something over."""


class Company(Struct, frozen=True, kw_only=True):
    """An employer and its declarations, the trainings by who registers them.

    `verdicts` are on rights as the yearly run computed them, and so come after it; `corrections`
    of employments come after the verdicts, which have to be looked at again then.
    """

    employer: Employer
    head_counts: list[HeadCountDeclaration]
    employments: list[EmploymentDeclaration]
    opt_outs: list[OptOutDeclaration]
    rights: list[RightDeclaration]
    trainings: dict[Registrar, list[TrainingDeclaration]]
    verdicts: list[AdjustmentDeclaration | VerificationDeclaration]
    corrections: list[EmploymentDeclaration]


def generate(employers: int, seed: int, today: dt.date) -> Iterator[Company]:
    """Yield the first so many companies, at most 899,981, in the year of a day and up to it."""
    year = year_of(today)
    population = Population(year.number)
    for index in range(employers):
        draw = series(seed, index)
        firm = employer(index, draw)
        counted = head_counts(firm, year, draw)
        workers = staff(firm, population, year, draw)
        yield _Reckoning(firm, counted, workers, year, draw).company()


class _Reckoning:
    """Makes what is declared of an employer's workers once they are hired."""

    def __init__(
        self,
        firm: Employer,
        counted: dict[str, Decimal],
        workers: list[Worker],
        year: Year,
        draw: Draw,
    ) -> None:
        self.firm = firm
        self.counted = counted
        self.workers = workers
        self.year = year
        self.draw = draw
        self.decided = policy(firm, workers, year, draw)
        self.declared = self._declared()

    def company(self) -> Company:
        firm, draw = self.firm, self.draw
        trainings: dict[Registrar, list[TrainingDeclaration]] = {
            "payrollOffice": [],
            "provider": [],
            "sectorFund": [],
        }
        for year, rate in ((year_before(self.year), _YEAR_BEFORE), (self.year, 1.0)):
            budget = self._budget(year)
            for session, participants in sessions(firm, self.workers, year, rate, draw):
                trainings[session.registrar] += [
                    record(firm, session, worker, budget, draw) for worker in participants
                ]
        employments = _employments(firm, self.workers)
        return Company(
            employer=firm,
            head_counts=declarations(firm, self.counted),
            employments=employments,
            opt_outs=opt_outs(firm, self.workers, self.decided, self.year),
            rights=self._rights(),
            trainings=trainings,
            verdicts=list(self._verdicts()),
            corrections=list(self._corrections(employments)),
        )

    def _average(self, year: int) -> Fraction:
        return average(self.firm, self.counted, year)

    def _declared(self) -> dict[int, list[Right]]:
        """Return the declared rights of each worker in the year."""
        size, year = self._average(self.year.number), self.year
        declared: dict[int, list[Right]] = {}
        for worker in self.workers:
            rights = declared.setdefault(worker.number, [])
            granted = extra(self.firm, worker, year, self.draw)
            if granted is not None:
                rights.append(granted)
            law = law_of(worker, size, year.number)
            if self.decided.computes(worker) and law.full_time and works_in(worker, year):
                rights.append(own_reckoning(worker, law, year))
        return declared

    def _budget(self, year: Year) -> Budget:
        size, now = self._average(year.number), year.number == self.year.number
        owed: dict[int, list[Owed]] = {}
        for worker in self.workers:
            declared = self.declared[worker.number] if now else []
            law = law_of(worker, size, year.number)
            by_law = () if now and self.decided.computes(worker) else owed_by_law(worker, law, year)
            owed[worker.number] = [
                *by_law,
                *(owed_by_declaration(worker, right) for right in declared),
            ]
        return Budget(owed)

    def _rights(self) -> list[RightDeclaration]:
        return [
            RightDeclaration(
                action="register",
                reference=f"R{right.year}-{worker.number:05}.{place}",
                enterprise_number=self.firm.enterprise_number,
                ssin=worker.ssin,
                right=right,
            )
            for worker in self.workers
            for place, right in enumerate(self.declared[worker.number], 1)
        ]

    def _verdicts(self) -> Iterator[AdjustmentDeclaration | VerificationDeclaration]:
        firm, year, decided = self.firm, self.year, self.decided
        size = self._average(year.number)
        for worker in self.workers:
            law = law_of(worker, size, year.number)
            if decided.computes(worker) or not law.full_time:
                continue
            if worker.number in decided.adjusted:
                yield adjustment(firm, worker, law, year, self.draw)
            if worker.number in decided.verified:
                yield verification(firm, worker, year)

    def _corrections(
        self, employments: Sequence[EmploymentDeclaration]
    ) -> Iterator[EmploymentDeclaration]:
        registered = {declaration.reference: declaration for declaration in employments}
        for worker in self.workers:
            if worker.number in self.decided.corrected:
                found = registered[_reference(worker, 1)]
                correction = late_change(worker, found, self.year)
                if correction is not None:
                    yield correction


def _reference(worker: Worker, place: int) -> str:
    return f"E{worker.number:05}.{place}"


def _employments(firm: Employer, workers: Sequence[Worker]) -> list[EmploymentDeclaration]:
    return [
        EmploymentDeclaration(
            action="register",
            reference=_reference(worker, place),
            enterprise_number=firm.enterprise_number,
            ssin=worker.ssin,
            employment=employment,
        )
        for worker in workers
        for place, employment in enumerate(worker.employments, 1)
    ]
