"""Employers, their workers, and the employments and regimes these work under."""

import datetime as dt
import uuid

from msgspec import Struct

from fla.codes import EndReason as EndReason
from fla.codes import SuspensionExtent as SuspensionExtent
from fla.codes import WorkerCategory as WorkerCategory
from fla.languages import DEFAULT_LANGUAGE, Language


class NewEmployer(Struct, frozen=True, kw_only=True):
    """An employer to add; identifiers are valid and without separators."""

    enterprise_number: str
    name: str
    nsso_number: int | None = None
    language: Language = DEFAULT_LANGUAGE


class Employer(Struct, frozen=True, kw_only=True):
    """An employer of the register; `id` is the tenant that all its data carries."""

    id: int
    enterprise_number: str
    nsso_number: int | None
    name: str
    language: Language


class EmployerLine(Struct, frozen=True, kw_only=True):
    """An employer in a list, with the number of its workers, past ones included."""

    id: int
    enterprise_number: str
    name: str
    workers: int


class Worker(Struct, frozen=True, kw_only=True):
    """A person as one employer knows him; each employer has a record of its own."""

    employer_id: int
    id: uuid.UUID
    ssin: str
    family_name: str
    given_name: str
    birth_date: dt.date | None
    birth_place: str | None
    address: str | None
    language: Language | None


class WorkerAtEmployer(Struct, frozen=True, kw_only=True):
    """A citizen's record at one of his employers."""

    employer_id: int
    id: uuid.UUID
    ssin: str
    family_name: str
    given_name: str
    enterprise_number: str
    employer_name: str


class Occupation(Struct, frozen=True, kw_only=True):
    """A regime within an employment, as a DmfA occupation line (zones 00048 and 00049).

    `mean_hours` (Q) and `reference_hours` (S) in hundredths of an hour a week, `days_per_week` in
    hundredths of a day; `end_date` included.
    """

    employment_id: uuid.UUID
    start_date: dt.date
    end_date: dt.date | None
    mean_hours: int
    reference_hours: int
    days_per_week: int
    joint_committee: str
    worker_category: WorkerCategory


class Suspension(Struct, frozen=True, kw_only=True):
    """When a contract did not run, or in part; `mean_hours` is Q of that time, in hundredths."""

    employment_id: uuid.UUID
    start_date: dt.date
    end_date: dt.date | None
    extent: SuspensionExtent
    mean_hours: int | None


class Employment(Struct, frozen=True, kw_only=True):
    """An employment relation, `end_date` included; regimes and suspensions in order of time."""

    employer_id: int
    id: uuid.UUID
    worker_id: uuid.UUID
    start_date: dt.date
    end_date: dt.date | None
    end_reason: EndReason | None
    parallel: bool
    cancelled: bool
    registered_by: str
    reference: str
    version: int
    registered_at: dt.datetime
    changed_at: dt.datetime
    occupations: tuple[Occupation, ...] = ()
    suspensions: tuple[Suspension, ...] = ()


class RegisteredEmployment(Struct, kw_only=True):
    """An employment as it lies at its address, with the person whom it is of."""

    id: uuid.UUID
    reference: str
    ssin: str
    family_name: str
    given_name: str
    birth_date: dt.date | None
    birth_place: str | None
    address: str | None
    language: Language | None
    start_date: dt.date
    end_date: dt.date | None
    end_reason: EndReason | None
    parallel: bool
    cancelled: bool
    registered_by: str
    version: int
    registered_at: dt.datetime
    changed_at: dt.datetime
    occupations: tuple[Occupation, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
