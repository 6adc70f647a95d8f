"""The trainings of the demo as XML files, as their senders file them: quarter by quarter."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from fla.demo.belgium import Company
from fla.demo.mistakes import mistakes
from fla.demo.senders import MANDATORS, PROVIDER, SECTOR_FUND, Registrar, payroll_office
from fla.doors.batch.reader import Header
from fla.doors.batch.writer import write_declarations
from fla.identifiers import Quarter
from fla.intake.declaration import AnyDeclaration, TrainingDeclaration
from fla.mandates.model import RegisteredSender

_FILED_AFTER = dt.timedelta(days=15)
"""From the end of a quarter until its declarations are sent, in good time."""
_NAMES: dict[Registrar, str] = {
    "payrollOffice": "payroll-office",
    "provider": "provider",
    "sectorFund": "sector-fund",
}


class Batch(Struct, frozen=True, kw_only=True):
    """A declaration file, who sends it on which day, and how many records it holds."""

    path: Path
    sender: str
    day: dt.date
    records: int


def write_batches(directory: Path, companies: Sequence[Company], today: dt.date) -> list[Batch]:
    """Write the trainings of companies of one payroll office, the earliest quarter first.

    What is under way or to come goes with the present quarter.
    """
    filed: dict[tuple[Quarter, Registrar], list[TrainingDeclaration]] = defaultdict(list)
    for company in companies:
        for registrar, declarations in company.trainings.items():
            for declaration in declarations:
                filed[_quarter(declaration, today), registrar].append(declaration)
    first = companies[0].employer.index
    return [
        _write(
            directory / f"{_NAMES[registrar]}-{first // MANDATORS + 1}-{quarter}.xml",
            _sender(registrar, first),
            min(quarter.last_day + _FILED_AFTER, today),
            declarations,
        )
        for (quarter, registrar), declarations in sorted(filed.items())
    ]


def write_mistakes(path: Path, company: Company, today: dt.date) -> Batch:
    """Write a file of which little is right, for visitors to check and submit."""
    sender = payroll_office(company.employer.index)
    return _write(path, sender, today, mistakes(company, today))


def _quarter(declaration: TrainingDeclaration, today: dt.date) -> Quarter:
    training = declaration.training
    return Quarter.of(min(training.end_date, today) if training else today)


def _sender(registrar: Registrar, employer_index: int) -> RegisteredSender:
    if registrar == "payrollOffice":
        return payroll_office(employer_index)
    return PROVIDER if registrar == "provider" else SECTOR_FUND


def _write(
    path: Path, sender: RegisteredSender, day: dt.date, declarations: Iterable[AnyDeclaration]
) -> Batch:
    header = Header(sender=sender.enterprise_number, creation_date=day, language="nl")
    with path.open("wb") as file:
        records = write_declarations(file, header, declarations)
    return Batch(path=path, sender=sender.enterprise_number, day=day, records=records)
