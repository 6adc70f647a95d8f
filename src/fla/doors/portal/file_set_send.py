"""Files sent from a browser: streamed into the spool, where they become the parts of a set."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from errno import EDQUOT, ENOSPC
from pathlib import Path
from typing import Final, Literal, TypeVar

from litestar import Response, Router, get, post
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER
from msgspec import Struct
from msgspec.structs import replace

from fla.access.model import Persona
from fla.database.identity import BATCH
from fla.doors.portal.entrance import AnyVisit, Declarant
from fla.doors.portal.file_sets import HOME, Sent, set_page
from fla.doors.portal.posted import Form
from fla.doors.portal.upload import Saved, UploadFault, UploadRefusedError
from fla.doors.portal.visit import Visit
from fla.doors.uploads import BusyError
from fla.filesets import arrival
from fla.filesets.allowance import Allowance, PastAllowanceError
from fla.senders import store as senders
from fla.senders.model import ENVIRONMENTS, PURPOSES, Environment, Purpose

_NEW: Final = HOME + "/new"
_BEGINNINGS: Final = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b", b"PK")
"""Of XML, with or without a byte order mark, of gzip and of zip."""
_LOOKED_AT: Final = 64
"""Bytes; white space may stand before the first of XML."""

_Fault = Literal["purpose", "environment"] | UploadFault
_Code = TypeVar("_Code", bound=str)


class Given(Struct, frozen=True):
    """What was chosen beside the files, and what is wrong with either; without faults, all is.

    `name` is that of the file that is at fault.
    """

    purpose: Purpose | Literal[""] = "FLAD"
    environment: Environment | Literal[""] = ""
    faults: tuple[_Fault, ...] = ()
    name: str = ""


class Allowed(Struct, frozen=True):
    """What an enterprise may send: nothing where its senders are switched off."""

    purposes: Sequence[Purpose] = PURPOSES
    environments: Sequence[Environment] = ENVIRONMENTS


@get(_NEW)
async def ask_for_file(visit: AnyVisit, declarant: Declarant) -> Response[str]:
    """Show the empty form."""
    return _page(visit, await _allowed(visit, declarant), Given())


@post(_NEW, status_code=HTTP_303_SEE_OTHER)
async def send_file(visit: AnyVisit, declarant: Declarant) -> Response[str] | Redirect:
    """Take files in, and lead on to their file set."""
    allowed = await _allowed(visit, declarant)
    given = _read(visit, allowed)
    if given.faults:
        return _page(visit, allowed, given)
    try:
        ticket = await _take(visit, declarant, given)
    except UploadRefusedError as error:
        return _page(visit, allowed, replace(given, faults=(error.fault,), name=error.name))
    return visit.go(set_page(ticket), Sent(ticket))


async def _allowed(visit: Visit, declarant: Persona) -> Allowed:
    """Return what may be chosen; whoever never sent anything becomes a sender by sending."""
    async with visit.reading() as connection:
        found = await senders.senders(connection, declarant.number)
    sender = next((one for one in found if not one.disabled), None)
    if sender is None:
        return Allowed((), ()) if found else Allowed()
    return Allowed(sender.purposes, sender.environments)


def _read(visit: Visit, allowed: Allowed) -> Given:
    purpose = _chosen(visit.form, "purpose", allowed.purposes)
    environment = _chosen(visit.form, "environment", allowed.environments)
    faults: list[_Fault] = [] if allowed.purposes else ["off"]
    faults += [] if purpose else ["purpose"]
    faults += [] if environment else ["environment"]
    # A browser sends a file without a name where none was chosen.
    faults += [] if visit.upload and visit.upload.name else ["absent"]
    return Given(purpose, environment, tuple(faults))


def _chosen(form: Form, name: str, codes: Sequence[_Code]) -> _Code | Literal[""]:
    return next((code for code in codes if form.get(name, [""])[-1] == code), "")


async def _take(visit: Visit, declarant: Persona, given: Given) -> str:
    """Receive the files, and return the ticket of their set; else raise UploadRefusedError."""
    if not given.purpose or not given.environment:
        raise ValueError("nothing is taken that is for nothing")
    now = visit.house.clock.now()
    async with _received(visit, declarant) as paths, visit.house.reading(BATCH) as connection:
        sender = await senders.sender_of(connection, declarant.number, now)
        if sender.disabled:
            raise UploadRefusedError("off")
        try:
            return await arrival.receive(
                connection,
                visit.house.spool,
                sender,
                *paths,
                purpose=given.purpose,
                environment=given.environment,
                channel="portal",
                language=visit.language,
                now=now,
                allowed=Allowance.of(visit.house.settings),
            )
        except PastAllowanceError:
            raise UploadRefusedError("allowance") from None


@asynccontextmanager
async def _received(visit: Visit, declarant: Persona) -> AsyncIterator[list[Path]]:
    """Write the files where the spool receives; what is not taken from there is removed again."""
    try:
        with visit.house.uploads.under_way(declarant.number):
            saved = await _save(visit)
    except BusyError:
        raise UploadRefusedError("busy") from None
    try:
        for one in saved:
            if not await asyncio.to_thread(_readable, one.path):
                raise UploadRefusedError("kind", one.name)
        yield [one.path for one in saved]
    finally:
        for one in saved:
            one.path.unlink(missing_ok=True)


async def _save(visit: Visit) -> list[Saved]:
    if visit.upload is None:
        raise UploadRefusedError("absent")
    settings, spool = visit.house.settings, visit.house.spool
    spool.prepare()
    try:
        return await visit.upload.save(spool.receiving, settings.batch_limit, settings.batch_parts)
    except OSError as error:
        if error.errno in (ENOSPC, EDQUOT):
            raise UploadRefusedError("full") from error
        raise


def _readable(path: Path) -> bool:
    """Say whether a file begins as one that is read: a picture is told at once that it is none."""
    with path.open("rb") as file:
        return file.read(_LOOKED_AT).lstrip().startswith(_BEGINNINGS)


def _page(visit: Visit, allowed: Allowed, given: Given) -> Response[str]:
    return visit.page(
        "file_set_send.html",
        http_status=422 if given.faults else 200,
        given=given,
        purposes=allowed.purposes,
        environments=allowed.environments,
        limit=visit.house.settings.batch_limit,
        most=visit.house.settings.batch_parts,
    )


FILE_SET_SEND: Final = Router("/", route_handlers=[ask_for_file, send_file])
