"""Gathers one worker's account from the rooms, under the identity of the connection."""

import datetime as dt
import uuid
from collections.abc import AsyncIterator, Iterable
from typing import Any, Final

from msgspec import Struct

from fla.credit import store as credit
from fla.credit.model import CreditLine
from fla.database.records import Connection, Window
from fla.doors.account.growth import growth_path, joint_committees
from fla.doors.account.leaving import end_of_work, settlement_part
from fla.doors.account.model import (
    FORMAT,
    Account,
    EmployerPart,
    EmploymentPart,
    Regime,
    SettlementPart,
    SuspensionPart,
    TrainingPart,
    WorkerPart,
)
from fla.doors.account.outward import outward, outwards
from fla.doors.account.year_model import YearPart
from fla.doors.account.years import YearRows, year_part
from fla.languages import Language
from fla.law.model import Choices
from fla.law.pack import pack
from fla.register import store as register
from fla.register.model import Employer, Employment, Worker
from fla.rights import store as rights
from fla.rights.model import (
    Adjustment,
    CarriedOver,
    ComputedRight,
    OptOut,
    Right,
    RightChange,
    Verification,
)
from fla.rights.register_case import Reckoned, reckon
from fla.trainings import store as trainings
from fla.trainings.model import Training

_PAGE: Final = 500


class Wanted(Struct, frozen=True, kw_only=True):
    """Which account: of one year or all (None), in a language or the worker's own (None)."""

    employer: Employer
    worker_id: uuid.UUID
    year: int | None = None
    language: Language | None = None


class _Found(Struct, frozen=True, kw_only=True):
    """What the rooms have of a worker, all years together."""

    worker: Worker
    employments: list[Employment]
    credit: list[CreditLine]
    computed: list[ComputedRight]
    declared: list[Right]
    adjustments: list[Adjustment]
    opt_outs: list[OptOut]
    verifications: list[Verification]
    changes: list[RightChange]
    closings: list[CarriedOver]
    trainings: list[Training]


async def collect(
    connection: Connection, wanted: Wanted, now: dt.datetime, choices: Choices
) -> Account | None:
    """Return the account, or None where the actor sees no such worker."""
    worker = await register.worker_by_id(connection, wanted.employer.id, wanted.worker_id)
    if worker is None:
        return None
    found = await _find(connection, worker)
    language = wanted.language or worker.language or wanted.employer.language
    years = [
        await _year(connection, found, year, language, choices)
        for year in _years(found, wanted.year)
    ]
    average = found.computed[0].average if found.computed else None
    return Account(
        format=FORMAT,
        issued_at=now,
        language=language,
        law_version=pack().version,
        year=wanted.year,
        employer=_employer(wanted.employer),
        worker=outward(worker, WorkerPart),
        joint_committees=joint_committees(found.employments, language),
        employments=tuple(map(_employment, found.employments)),
        years=tuple(years),
        growth_path=growth_path(found.employments, average, language, choices),
        trainings=outwards(_of_year(found.trainings, wanted.year), TrainingPart),
        settlement=await _settlement(connection, found, language, choices),
    )


async def _find(connection: Connection, worker: Worker) -> _Found:
    here = (connection, worker.employer_id, worker.id)
    return _Found(
        worker=worker,
        employments=await register.employments(*here),
        credit=await credit.credit_of_worker(*here),
        computed=await rights.computed_rights(*here),
        declared=await rights.rights_of_worker(*here),
        adjustments=await rights.adjustments(*here),
        opt_outs=await rights.opt_outs_of_worker(*here),
        verifications=await rights.verifications(*here),
        changes=await rights.changes_of_worker(*here),
        closings=await rights.carried_over(*here),
        trainings=[one async for one in _trainings(*here)],
    )


async def _trainings(
    connection: Connection, employer_id: int, worker_id: uuid.UUID
) -> AsyncIterator[Training]:
    after = None
    while True:
        window = Window[uuid.UUID](limit=_PAGE, after=after)
        page = await trainings.trainings_of_worker(connection, employer_id, worker_id, window)
        for training in page.rows:
            yield training
        if not page.has_after:
            return
        after = page.rows[-1].id


def _years(found: _Found, wanted: int | None) -> list[int]:
    """Return the years of which something is known, the latest first.

    A company's opt-out concerns only those who worked there in its year.
    """
    if wanted is not None:
        return [wanted]
    lists: tuple[Iterable[Any], ...] = (
        *(found.credit, found.computed, found.declared, found.adjustments),
        *(found.changes, found.closings),
        (one for one in found.opt_outs if one.worker_id or _works(found, one.year)),
    )
    return sorted({one.year for rows in lists for one in rows}, reverse=True)


def _works(found: _Found, year: int) -> bool:
    return any(
        one.start_date.year <= year and (one.end_date is None or year <= one.end_date.year)
        for one in found.employments
        if not one.cancelled
    )


async def _year(
    connection: Connection, found: _Found, year: int, language: Language, choices: Choices
) -> YearPart:
    worker = found.worker
    reckoned = await reckon(connection, worker.employer_id, worker.id, year, choices)
    return year_part(_rows(found, year, reckoned), language, choices)


async def _settlement(
    connection: Connection, found: _Found, language: Language, choices: Choices
) -> SettlementPart | None:
    """Return the statement once all contracts have an end; the law pack must know its year."""
    end = end_of_work(found.employments)
    if end is None:
        return None
    year = await _year(connection, found, end[0].year, language, choices)
    return settlement_part(end, year, language, choices)


def _rows(found: _Found, year: int, reckoned: Reckoned | None) -> YearRows:
    left, end_reason = end_of_work(found.employments) or (None, None)
    starts = [one.start_date for one in found.employments if not one.cancelled]
    return YearRows(
        year=year,
        hired=min(starts, default=None),
        left=left,
        end_reason=end_reason,
        reckoned=reckoned,
        credit=_of(found.credit, year),
        declared=_of(found.declared, year),
        adjustments=_of(found.adjustments, year),
        opt_outs=_of(found.opt_outs, year),
        verification=next(iter(_of(found.verifications, year)), None),
        changes=_of(found.changes, year),
        closings=_of(found.closings, year),
        carried_in=_of(found.closings, year - 1),
    )


def _of(rows: Iterable[Any], year: int) -> tuple[Any, ...]:
    return tuple(one for one in rows if one.year == year)


def _of_year(rows: Iterable[Training], year: int | None) -> list[Training]:
    return [one for one in rows if year in (None, one.end_date.year)]


def _employer(one: Employer) -> EmployerPart:
    nsso = None if one.nsso_number is None else str(one.nsso_number)
    return outward(one, EmployerPart, nsso_number=nsso)


def _employment(one: Employment) -> EmploymentPart:
    return outward(
        one,
        EmploymentPart,
        regimes=outwards(one.occupations, Regime),
        suspensions=outwards(one.suspensions, SuspensionPart),
    )
