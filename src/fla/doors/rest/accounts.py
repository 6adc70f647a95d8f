"""Accounts: what a worker has, what he used and what remains, one worker or many."""

import uuid
from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final
from weakref import WeakKeyDictionary

from msgspec import UNSET

from fla.contract import structs
from fla.credit import store as credit
from fla.credit.account_store import AccountKey, WorkersAccount, workers_accounts
from fla.credit.model import Amounts, CreditLine
from fla.database.identity import assume, enterprise
from fla.database.pool import Pool
from fla.database.records import Connection, Window
from fla.doors.foundation import Foundation
from fla.doors.rest.amounts import amount
from fla.doors.rest.answer import Answer
from fla.doors.rest.call import Call
from fla.doors.rest.cursors import Place, page_size
from fla.doors.rest.gathering import Gathering
from fla.doors.rest.permission import not_open, nothing_for
from fla.doors.rest.registry import operation
from fla.register import store as register
from fla.register.model import Worker
from fla.rights.year_model import YearWorker
from fla.rights.year_store import year_workers

MOST_TOGETHER: Final = 50
"""Accounts that one statement reads at the most."""
_GATHERINGS: Final[WeakKeyDictionary[Pool, Gathering[AccountKey, WorkersAccount | None]]] = (
    WeakKeyDictionary()
)


@operation("getAccount")
async def get_account(call: Call) -> Answer:
    """Answer with one worker's credit of a year or of all."""
    asked: dict[str, Any] = call.body
    number = asked["enterpriseNumber"]
    key = AccountKey(number, asked["ssin"], asked.get("year"))
    found = await _gathering(call.service).get(call.client.enterprise_number, key)
    if found is None:  # whose fault that is needs to be asked only now
        async with call.reading() as connection:
            await open_employer(connection, number)
        raise nothing_for("ssin")
    account = structs.Account(
        id=str(found.worker_id),
        enterprise_number=number,
        ssin=found.ssin,
        family_name=found.family_name,
        given_name=found.given_name,
        credit=[credit_line(line) for line in found.lines],
    )
    return Answer(body=account)


@operation("queryAccounts")
async def query_accounts(call: Call) -> Answer:
    """Answer with a page of an employer's workers and their credit of a year."""
    asked: dict[str, Any] = call.body
    number, year = asked["enterpriseNumber"], int(asked["year"])
    place = Place(call, "afterAccount")
    window = Window(page_size(call), after=place.after(uuid.UUID))
    async with call.reading() as connection:
        employer_id = await open_employer(connection, number)
        page = (
            await year_workers(connection, employer_id, year, asked["standing"], window)
            if "standing" in asked
            else await register.workers(connection, employer_id, window)
        )
        ids = [worker.id for worker in page.rows]
        lines = await credit.credit_of_workers(connection, employer_id, ids, year)
    accounts = _accounts(number, page.rows, lines)
    more = place.cursor(str(page.rows[-1].id)) if page.has_after else UNSET
    return Answer(body=structs.AccountsPage(items=accounts, after_account=more))


def _gathering(service: Foundation) -> Gathering[AccountKey, WorkersAccount | None]:
    """Return where calls for accounts come together: one place for all calls of a service."""

    async def read(
        enterprise_number: str, keys: Sequence[AccountKey]
    ) -> list[WorkersAccount | None]:
        async with service.pool.connection() as connection:
            await assume(connection, enterprise(enterprise_number), service.clock.today())
            return await workers_accounts(connection, keys)

    if service.pool not in _GATHERINGS:
        _GATHERINGS[service.pool] = Gathering(read, MOST_TOGETHER)
    return _GATHERINGS[service.pool]


async def open_employer(connection: Connection, enterprise_number: str) -> int:
    """Return the id of an employer that is open to the client. Raises Refusal."""
    found = await register.open_employer(connection, enterprise_number)
    if found is None:
        raise not_open(enterprise_number)
    return found


async def worker_of(connection: Connection, enterprise_number: str, ssin: str) -> Worker:
    """Return a worker of an employer that is open to the client. Raises Refusal."""
    employer_id = await open_employer(connection, enterprise_number)
    found = await register.worker_by_ssin(connection, employer_id, ssin)
    if found is None:
        raise nothing_for("ssin")
    return found


def credit_line(line: CreditLine) -> structs.CreditLine:
    """Return a credit line as the contract has it."""
    return structs.CreditLine(
        year=line.year,
        right_type=line.right_type,
        unit=line.unit,
        minutes_per_day=line.minutes_per_day,
        days=_amounts(line.days),
        hours=_amounts(line.hours),
    )


def _accounts(
    enterprise_number: str, workers: Sequence[Worker | YearWorker], lines: Sequence[CreditLine]
) -> list[structs.Account]:
    grouped = groupby(lines, key=lambda line: line.worker_id)
    by_worker = {worker_id: [credit_line(one) for one in group] for worker_id, group in grouped}
    return [
        structs.Account(
            id=str(worker.id),
            enterprise_number=enterprise_number,
            ssin=worker.ssin,
            family_name=worker.family_name,
            given_name=worker.given_name,
            credit=by_worker.get(worker.id, []),
        )
        for worker in workers
    ]


def _amounts(terms: Amounts) -> structs.CreditAmounts:
    return structs.CreditAmounts(
        entitled=amount(terms.entitled),
        carried_in=amount(terms.carried_in),
        adjusted=amount(terms.adjusted),
        planned=amount(terms.planned),
        used=amount(terms.used),
        remaining=amount(terms.remaining),
    )
