"""What the employers of the demo decide about computed rights: opt-outs, changes, verifications."""

import datetime as dt

import msgspec
from msgspec import Struct

from fla.demo.careers import Year
from fla.demo.draw import Draw
from fla.demo.employers import SHOWN, Employer
from fla.demo.names import Community
from fla.demo.rights import HALF_A_DAY
from fla.demo.shares import OPTED_OUT_COMPANIES, OPTED_OUT_WORKERS
from fla.demo.staff import Worker
from fla.intake.declaration import (
    Adjustment,
    AdjustmentDeclaration,
    EmploymentDeclaration,
    OptOut,
    OptOutDeclaration,
    Verification,
    VerificationDeclaration,
)
from fla.law.model import Applied

_ADJUSTED, _VERIFIES = 0.01, 0.25
_TAKEN_AWAY = 0.2
_MOST_VERIFIED = 20
"""Rights that an employer got round to; others wait still."""
_SHOWN_OPTED_OUT, _SHOWN_ADJUSTED = 12, (1, 4)
"""Places among those at work with the employer that visitors look at."""
_OWN_RECKONING: dict[Community, str] = {
    "nl": "Eigen berekening, in halve dagen",
    "fr": "Calcul propre, en demi-journées",
    "de": "Eigene Berechnung, in halben Tagen",
}
_LATE = 40
"""Days between a change of regime and the correction that declares it."""
_AGREED: dict[Community, str] = {
    "nl": "Afgesproken in het functioneringsgesprek",
    "fr": "Convenu lors de l'entretien de fonctionnement",
    "de": "Im Mitarbeitergespräch vereinbart",
}
_BEFORE: dict[Community, str] = {
    "nl": "Al gevolgd bij de vorige werkgever",
    "fr": "Déjà suivi chez l'employeur précédent",
    "de": "Beim vorigen Arbeitgeber schon besucht",
}


class Policy(Struct, frozen=True, kw_only=True):
    """Whose rights of a year an employer computes himself, changes or found correct.

    Workers by their numbers; `company`: he computes everybody's himself; `corrected`: whose regime
    turns out to be another one afterwards.
    """

    company: bool
    opted_out: frozenset[int]
    adjusted: frozenset[int]
    verified: frozenset[int]
    corrected: frozenset[int] = frozenset()

    def computes(self, worker: Worker) -> bool:
        """Say whether a worker's right is left to the employer to compute."""
        return self.company or worker.number in self.opted_out


def policy(employer: Employer, workers: list[Worker], year: Year, draw: Draw) -> Policy:
    """Return what an employer decides about the rights of a year."""
    present = [worker.number for worker in workers if _is_present(worker, year)]
    company, verifies = draw() < OPTED_OUT_COMPANIES, draw() < _VERIFIES
    opted_out = frozenset(number for number in present if draw() < OPTED_OUT_WORKERS)
    adjusted = frozenset(number for number in present if draw() < _ADJUSTED)
    if employer.index == SHOWN:
        return _shown(present)
    return Policy(
        company=company,
        opted_out=opted_out,
        adjusted=adjusted,
        verified=frozenset(present[:_MOST_VERIFIED] if verifies else ()),
    )


def _shown(present: list[int]) -> Policy:
    opted_out = present[_SHOWN_OPTED_OUT]
    return Policy(
        company=False,
        opted_out=frozenset({opted_out}),
        adjusted=frozenset(present[place] for place in _SHOWN_ADJUSTED),
        verified=frozenset(present[:_MOST_VERIFIED]),
        corrected=frozenset({present[_SHOWN_ADJUSTED[0]]}),
    )


def _is_present(worker: Worker, year: Year) -> bool:
    end = worker.employments[0].end_date
    return end is None or end.toordinal() >= year.today


def opt_outs(
    employer: Employer, workers: list[Worker], decided: Policy, year: Year
) -> list[OptOutDeclaration]:
    """Return the opt-outs of an employer, from computed rights of the year."""
    content = OptOut(year=year.number, reason=_OWN_RECKONING[employer.language])
    company = [(f"O{year.number}", None)] if decided.company else []
    single = [
        (f"O{year.number}-{worker.number:05}", worker.ssin)
        for worker in workers
        if worker.number in decided.opted_out
    ]
    return [
        OptOutDeclaration(
            action="register",
            reference=reference,
            enterprise_number=employer.enterprise_number,
            ssin=ssin,
            opt_out=content,
        )
        for reference, ssin in [*company, *single]
    ]


def adjustment(
    employer: Employer, worker: Worker, law: Applied, year: Year, draw: Draw
) -> AdjustmentDeclaration:
    """Return half a day more, or now and then less, on top of a computed right."""
    less, moment = draw() < _TAKEN_AWAY, draw()
    reasons = _BEFORE if less else _AGREED
    start = max(worker.employments[0].start_date.toordinal(), year.first)
    day = start + int(moment * (year.today - start + 1))
    return AdjustmentDeclaration(
        action="register",
        reference=f"A{year.number}-{worker.number:05}",
        enterprise_number=employer.enterprise_number,
        ssin=worker.ssin,
        adjustment=Adjustment(
            year=year.number,
            right_type=law.right_type,
            unit=law.unit,
            amount=-HALF_A_DAY[law.unit] if less else HALF_A_DAY[law.unit],
            effective_date=dt.date.fromordinal(day),
            reason=reasons[employer.language],
        ),
    )


def verification(employer: Employer, worker: Worker, year: Year) -> VerificationDeclaration:
    """Return that a computed right was found correct."""
    return VerificationDeclaration(
        action="register",
        reference=f"V{year.number}-{worker.number:05}",
        enterprise_number=employer.enterprise_number,
        ssin=worker.ssin,
        verification=Verification(year=year.number),
    )


def late_change(
    worker: Worker, registered: EmploymentDeclaration, year: Year
) -> EmploymentDeclaration | None:
    """Return a correction: another regime since some weeks, which nobody had thought to declare.

    None where the worker had left by then, or had begun another regime since.
    """
    main, day = worker.employments[0], year.today - _LATE
    *former, now = main.occupations
    ended = main.end_date is not None
    if ended or now.start_date.toordinal() >= day or day <= year.first:
        return None
    full = now.reference_hours
    lines = (
        *former,
        msgspec.structs.replace(now, end_date=dt.date.fromordinal(day - 1)),
        msgspec.structs.replace(
            now,
            start_date=dt.date.fromordinal(day),
            mean_hours=full if now.mean_hours < full else full * 4 // 5,
        ),
    )
    changed = msgspec.structs.replace(main, occupations=lines)
    return msgspec.structs.replace(registered, action="correct", employment=changed)
