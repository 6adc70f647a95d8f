"""Employments that passed are written, with the workers they bring and the lines they have."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from psycopg import sql

from fla.identifiers import parse_joint_committee
from fla.intake.declaration import Employment
from fla.intake.filing import Filing
from fla.intake.staging import Columns, Connection, ask, insertion, stage
from fla.intake.writing import Table, arrays, by_action, write
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
_CONTENT: Columns = {
    "start_date": "date",
    "end_date": "date",
    "end_reason": "text",
    "parallel": "bool",
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
_SUSPENSION: Columns = {
    "employer_id": "int8",
    "employment_id": "uuid",
    "start_date": "date",
    "end_date": "date",
    "extent": "text",
    "mean_hours": "int4",
}

_ADD_WORKERS = insertion("worker", _WORKER)
_ADD_OCCUPATIONS = insertion("occupation", _OCCUPATION)
_REMOVE_LINES = """
DELETE FROM {table} c USING unnest(%s::bigint[], %s::uuid[]) AS s (employer_id, id)
 WHERE c.employer_id = s.employer_id AND c.employment_id = s.id
"""
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
    connection: Connection, filings: Sequence[Filing], now: dt.datetime
) -> None:
    """Write the employments of these filings, as far as they passed, at the instant `now`."""
    registered, corrected, _ = by_action(filings)
    new_workers = [filing for filing in filings if filing.new_worker]
    if new_workers:
        await stage(connection, "worker", _WORKER, map(_person, new_workers))
        await ask(connection, _ADD_WORKERS)
    if corrected:
        await _correct_workers(connection, corrected)
    await write(connection, EMPLOYMENTS, filings, now)
    if corrected:
        await _remove_lines(connection, corrected)
    if written := (*registered, *corrected):
        await stage(connection, "occupation", _OCCUPATION, _occupation_rows(written))
        await ask(connection, _ADD_OCCUPATIONS)
    if suspended := list(_suspension_rows(written)):
        rows, values = arrays(_SUSPENSION, suspended)
        statement = sql.SQL("INSERT INTO suspension SELECT * FROM {} s").format(rows)
        await connection.execute(statement, values)


async def _remove_lines(connection: Connection, corrected: Sequence[Filing]) -> None:
    """A correction states all lines anew."""
    employments = ([f.employer_id for f in corrected], [f.target for f in corrected])
    for table in ("occupation", "suspension"):
        statement = sql.SQL(_REMOVE_LINES).format(table=sql.Identifier(table))
        await connection.execute(statement, employments)


async def _correct_workers(connection: Connection, corrected: Sequence[Filing]) -> None:
    """Take over the identity as corrected, except from who no longer sees the worker."""
    rows = [_person(filing) for filing in corrected if not filing.own_only]
    if not rows:
        return
    # The SSIN, third column, is who the worker is: a correction does not touch it.
    columns = [list(column) for column in zip(*rows, strict=True)]
    await connection.execute(_CORRECT_WORKERS, (*columns[:2], *columns[3:]))


def _person(filing: Filing) -> tuple[Any, ...]:
    person = _employment(filing).person
    return (
        filing.employer_id,
        filing.worker_id,
        filing.declaration.ssin,
        person.family_name,
        person.given_name,
        search_name(person.family_name, person.given_name),
        person.birth_date,
        person.birth_place,
        person.address,
        person.language,
    )


def _values(filing: Filing) -> tuple[Any, ...]:
    employment = _employment(filing)
    return employment.start_date, employment.end_date, employment.end_reason, employment.parallel


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


def _suspension_rows(filings: Iterable[Filing]) -> Iterator[tuple[Any, ...]]:
    for filing in filings:
        for line in _employment(filing).suspensions:
            yield (
                filing.employer_id,
                filing.target,
                line.start_date,
                line.end_date,
                line.extent,
                line.mean_hours,
            )


def _employment(filing: Filing) -> Employment:
    employment = filing.said
    assert isinstance(employment, Employment)  # noqa: S101
    return employment


EMPLOYMENTS = Table(name="employment", content=_CONTENT, values=_values, staged=True)
"""Employments without the lines that belong to them."""
