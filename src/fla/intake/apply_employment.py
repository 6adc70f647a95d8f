"""Employments that passed are written, with the workers they bring and their occupation lines."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from fla.identifiers import parse_joint_committee
from fla.intake.check_employment import NewWorker
from fla.intake.declaration import Employment, EmploymentDeclaration
from fla.intake.filing import Filing
from fla.intake.staging import Columns, Connection, copy
from fla.intake.writing import by_action, cancel, insert_new, update_corrected
from fla.register.rules import search_name

_WORKER: Columns = {
    "employer_id": "int8",
    "id": "uuid",
    "ssin": "text",
    "family_name": "text",
    "given_name": "text",
    "search_name": "text",
    "birth_date": "date",
    "birth_place": "text",
    "address": "text",
    "language": "text",
}
_EMPLOYMENT: Columns = {
    "is_new": "bool",
    "employer_id": "int8",
    "id": "uuid",
    "worker_id": "uuid",
    "registered_by": "text",
    "reference": "text",
    "start_date": "date",
    "end_date": "date",
    "end_reason": "text",
    "parallel": "bool",
    "cancelled": "bool",
    "version": "int4",
    "declaration_id": "uuid",
    "registered_at": "timestamptz",
    "changed_at": "timestamptz",
}
_OCCUPATION: Columns = {
    "employer_id": "int8",
    "employment_id": "uuid",
    "start_date": "date",
    "end_date": "date",
    "mean_hours": "int4",
    "reference_hours": "int4",
    "days_per_week": "int4",
    "joint_committee": "text",
    "worker_category": "text",
}

_ADD_WORKERS = "INSERT INTO worker SELECT * FROM staged_worker"
_REMOVE_OCCUPATIONS = """
DELETE FROM occupation c USING staged_employment s
 WHERE NOT s.is_new AND c.employer_id = s.employer_id AND c.employment_id = s.id
"""
_ADD_OCCUPATIONS = "INSERT INTO occupation SELECT * FROM staged_occupation"
_CORRECT_WORKERS = """
UPDATE worker w
   SET family_name = p.family_name, given_name = p.given_name, search_name = p.search_name,
       birth_date = coalesce(p.birth_date, w.birth_date),
       birth_place = coalesce(p.birth_place, w.birth_place),
       address = coalesce(p.address, w.address), language = coalesce(p.language, w.language)
  FROM (SELECT DISTINCT ON (employer_id, id) * FROM unnest(
            %s::bigint[], %s::uuid[], %s::text[], %s::text[], %s::text[],
            %s::date[], %s::text[], %s::text[], %s::text[])
            WITH ORDINALITY AS p (employer_id, id, family_name, given_name, search_name,
                                  birth_date, birth_place, address, language, position)
         ORDER BY employer_id, id, position DESC) p
 WHERE w.employer_id = p.employer_id AND w.id = p.id
"""


async def apply_employments(
    connection: Connection,
    filings: Sequence[Filing],
    new_workers: Sequence[NewWorker],
    now: dt.datetime,
) -> None:
    """Write the employments of these filings, as far as they passed, at the instant `now`."""
    registered, corrected, cancelled = by_action(filings)
    if cancelled:
        await cancel(connection, "employment", "cancelled = true", cancelled, now)
    if not registered and not corrected:
        return
    written = (*registered, *corrected)
    await copy(connection, "staged_worker", _WORKER, map(_worker_row, new_workers))
    await copy(connection, "staged_employment", _EMPLOYMENT, (_row(f, now) for f in written))
    await copy(connection, "staged_occupation", _OCCUPATION, _occupation_rows(written))
    if new_workers:
        await connection.execute(_ADD_WORKERS)
    if corrected:
        await _correct_workers(connection, corrected)
        await connection.execute(_REMOVE_OCCUPATIONS)
        await update_corrected(connection, "employment", _EMPLOYMENT, corrected)
    if registered:
        await insert_new(connection, "employment", _EMPLOYMENT)
    await connection.execute(_ADD_OCCUPATIONS)


async def _correct_workers(connection: Connection, corrected: Sequence[Filing]) -> None:
    """Take over the identity as corrected, except from who no longer sees the worker."""
    rows = [_person(filing, filing.worker_id) for filing in corrected if not filing.own_only]
    if not rows:
        return
    # The SSIN, third column, is who the worker is: a correction does not touch it.
    columns = [list(column) for column in zip(*rows, strict=True)]
    await connection.execute(_CORRECT_WORKERS, (*columns[:2], *columns[3:]))


def _worker_row(new: NewWorker) -> tuple[Any, ...]:
    return _person(new.filing, new.id)


def _person(filing: Filing, worker_id: uuid.UUID | None) -> tuple[Any, ...]:
    person = _employment(filing).person
    return (
        filing.employer_id,
        worker_id,
        filing.declaration.ssin,
        person.family_name,
        person.given_name,
        search_name(person.family_name, person.given_name),
        person.birth_date,
        person.birth_place,
        person.address,
        person.language,
    )


def _row(filing: Filing, now: dt.datetime) -> tuple[Any, ...]:
    employment = _employment(filing)
    return (
        filing.declaration.action == "register",
        filing.employer_id,
        filing.target,
        filing.worker_id,
        filing.sender.enterprise_number,
        filing.declaration.reference,
        employment.start_date,
        employment.end_date,
        employment.end_reason,
        employment.parallel,
        False,
        1,
        filing.id,
        now,
        now,
    )


def _occupation_rows(filings: Iterable[Filing]) -> Iterator[tuple[Any, ...]]:
    for filing in filings:
        for line in _employment(filing).occupations:
            yield (
                filing.employer_id,
                filing.target,
                line.start_date,
                line.end_date,
                line.mean_hours,
                line.reference_hours,
                line.days_per_week,
                parse_joint_committee(line.joint_committee),
                line.worker_category,
            )


def _employment(filing: Filing) -> Employment:
    assert isinstance(filing.declaration, EmploymentDeclaration)  # noqa: S101
    assert filing.declaration.employment is not None  # noqa: S101
    return filing.declaration.employment
