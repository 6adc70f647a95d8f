"""A worker's account as a file: for who keeps it, and for the one whose it is."""

import asyncio
import uuid
from typing import Final

import msgspec
from litestar import Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from fla.clock import BRUSSELS
from fla.database.records import Connection
from fla.doors.account.collect import Wanted, collect
from fla.doors.account.file_format import MEDIA_TYPES, Format
from fla.doors.account.model import Account
from fla.doors.account.render import file_name, render
from fla.doors.portal.entrance import AnyVisit, Citizen, OpenEmployer
from fla.doors.portal.visit import Visit
from fla.register import store as register
from fla.register.model import WorkerAtEmployer
from fla.rights.run import operators_choices

_OF_WORKER: Final = "/employers/{enterprise_number:str}/workers/{worker_id:uuid}/export."
_OWN: Final = "/account/{enterprise_number:str}/export."


@get([_OF_WORKER + "json", _OF_WORKER + "pdf"])
async def download_of_worker(
    visit: AnyVisit, employer: OpenEmployer, worker_id: FromPath[uuid.UUID]
) -> Response[bytes]:
    """Send the account of a worker, in the worker's language."""
    wanted = Wanted(employer=employer, worker_id=worker_id)
    async with visit.reading() as connection:
        account = await _account(visit, connection, wanted)
    return await _file(visit, account)


@get([_OWN + "json", _OWN + "pdf"])
async def download_own(
    visit: AnyVisit, citizen: Citizen, enterprise_number: FromPath[str]
) -> Response[bytes]:
    """Send the citizen his account at one employer, in the language he reads the page in."""
    async with visit.reading() as connection:
        records = await register.workers_by_ssin(connection, citizen.number)
        at = next((one for one in records if one.enterprise_number == enterprise_number), None)
        if at is None:
            raise NotFoundException
        account = await _own(visit, connection, at)
    return await _file(visit, account)


@get("/account.json")
async def download_everything(visit: AnyVisit, citizen: Citizen) -> Response[bytes]:
    """Send the citizen all that the register holds of him, at every employer, as one JSON file."""
    async with visit.reading() as connection:
        records = await register.workers_by_ssin(connection, citizen.number)
        accounts = [await _own(visit, connection, one) for one in records]
    content = {"ssin": citizen.number, "issuedAt": visit.house.clock.now(), "accounts": accounts}
    written = msgspec.json.format(msgspec.json.encode(content), indent=2)
    return _attachment(written, "json", "learning-account.json")


async def _own(visit: Visit, connection: Connection, at: WorkerAtEmployer) -> Account:
    employer = await register.employer_by_id(connection, at.employer_id)
    if employer is None:
        raise NotFoundException
    wanted = Wanted(employer=employer, worker_id=at.id, language=visit.language)
    return await _account(visit, connection, wanted)


async def _account(visit: Visit, connection: Connection, wanted: Wanted) -> Account:
    now = visit.house.clock.now().astimezone(BRUSSELS)
    account = await collect(connection, wanted, now, operators_choices())
    if account is None:
        raise NotFoundException
    return account


async def _file(visit: Visit, account: Account) -> Response[bytes]:
    form: Format = "pdf" if visit.request.url.path.endswith(".pdf") else "json"
    content = await asyncio.to_thread(render, account, form)  # setting a page takes its time
    return _attachment(content, form, file_name(account, form))


def _attachment(content: bytes, form: Format, name: str) -> Response[bytes]:
    """Answer with a file to keep; that no cache keeps it is said of every answer."""
    return Response(
        content,
        media_type=MEDIA_TYPES[form],
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


EXPORT = Router("/", route_handlers=[download_of_worker, download_own, download_everything])
