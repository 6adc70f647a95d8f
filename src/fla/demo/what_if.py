"""Workers of the demo as cases for `fla rights calculate`: the same rights, without a database."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from fla.demo.belgium import Company
from fla.intake.declaration import EmploymentDeclaration, Occupation, Suspension
from fla.law.head_count import reference_quarters
from fla.law.model import Choices

_MOST = 6


def write_cases(path: Path, company: Company, year: int) -> None:
    """Write the workers of a company of whose year there is something to tell, a few at most."""
    counted = {
        one.head_count.quarter: str(one.head_count.fte)
        for one in company.head_counts
        if one.head_count is not None
    }
    quarters = [counted.get(quarter) for quarter in reference_quarters(year, Choices())]
    cases = [
        {"id": _name(told), "year": year, "headCount": {"quarters": quarters}, **_work(told)}
        for told in _told(company, year)
    ]
    path.write_bytes(msgspec.json.format(msgspec.json.encode(cases)) + b"\n")


def _told(company: Company, year: int) -> Iterator[list[EmploymentDeclaration]]:
    """Yield the employments of workers with more than one regime, contract or kind of month."""
    corrected = {correction.reference: correction for correction in company.corrections}
    by_worker: dict[str, list[EmploymentDeclaration]] = {}
    for declaration in company.employments:
        last = corrected.get(declaration.reference, declaration)
        by_worker.setdefault(declaration.ssin, []).append(last)
    telling = [own for own in by_worker.values() if _tells(own, year)]
    yield from telling[:_MOST]


def _tells(own: list[EmploymentDeclaration], year: int) -> bool:
    if len(own) > 1:
        return True
    lines = [line for one in own if one.employment for line in one.employment.occupations]
    changed = any(line.start_date.year == year for line in lines[1:])
    return changed or any(one.employment.suspensions for one in own if one.employment)


def _name(own: list[EmploymentDeclaration]) -> str:
    person = own[0].employment.person if own[0].employment else None
    return f"{person.given_name} {person.family_name}" if person else own[0].reference


def _work(own: list[EmploymentDeclaration]) -> dict[str, Any]:
    contracts = [(one.reference, one.employment) for one in own if one.employment]
    return {
        "occupations": [
            _occupation(line, reference)
            for reference, employment in contracts
            for line in employment.occupations
        ],
        "suspensions": [
            _suspension(one, reference)
            for reference, employment in contracts
            for one in employment.suspensions
        ],
    }


def _occupation(line: Occupation, contract: str) -> dict[str, Any]:
    return {
        "start": line.start_date,
        "end": line.end_date,
        "q": line.mean_hours,
        "s": line.reference_hours,
        "jointCommittee": line.joint_committee,
        "category": line.worker_category,
        "contract": contract,
    }


def _suspension(suspension: Suspension, contract: str) -> dict[str, Any]:
    hours = {} if suspension.mean_hours is None else {"q": suspension.mean_hours}
    return {
        "start": suspension.start_date,
        "end": suspension.end_date,
        "kind": suspension.extent,
        "contract": contract,
        **hours,
    }
