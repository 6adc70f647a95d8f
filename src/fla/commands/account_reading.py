"""Reads the account that `fla account export` is to write, as the operator."""

import psycopg
import typer
from msgspec import Struct

from fla.clock import BRUSSELS, Clock
from fla.database.identity import OPERATOR, assume
from fla.database.records import Connection
from fla.doors.account.collect import Wanted, collect
from fla.doors.account.model import Account
from fla.languages import Language
from fla.register import store as register
from fla.rights.run import operators_choices


class Request(Struct, frozen=True, kw_only=True):
    """Whose account is asked for: canonical numbers, a year or all, a language or the worker's."""

    employer: str
    ssin: str
    year: int | None = None
    language: Language | None = None


async def read_account(app_url: str, request: Request, clock: Clock) -> Account:
    """Return the account; BadParameter where the register has no such employer or worker."""
    async with (
        await psycopg.AsyncConnection.connect(app_url, autocommit=True) as connection,
        connection.transaction(),
    ):
        await assume(connection, OPERATOR, clock.today())
        wanted = await _wanted(connection, request)
        now = clock.now().astimezone(BRUSSELS)
        account = await collect(connection, wanted, now, operators_choices())
    if account is None:
        raise _unknown_worker(request)
    return account


async def _wanted(connection: Connection, request: Request) -> Wanted:
    employer = await register.employer_by_number(connection, request.employer)
    if employer is None:
        raise typer.BadParameter(
            f"the register has no employer {request.employer}", param_hint="--employer"
        )
    records = await register.workers_by_ssin(connection, request.ssin)
    worker = next((one for one in records if one.employer_id == employer.id), None)
    if worker is None:
        raise _unknown_worker(request)
    return Wanted(
        employer=employer, worker_id=worker.id, year=request.year, language=request.language
    )


def _unknown_worker(request: Request) -> typer.BadParameter:
    return typer.BadParameter(
        f"employer {request.employer} has no worker with this number", param_hint="--ssin"
    )
