"""File sets over HTTPS: sent in one call, followed as a task, read with what came of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from msgspec import UNSET

from fla.contract import structs
from fla.database.identity import BATCH, assume
from fla.database.records import Connection, Window
from fla.doors.rest.answer import Answer, Refusal, not_found
from fla.doors.rest.batches_told import address, batch, poll_after, summary, task
from fla.doors.rest.call import Call
from fla.doors.rest.cursors import Place, page_size
from fla.doors.rest.registry import operation
from fla.doors.rest.texts import problem_detail
from fla.filesets import arrival, reply_store, store
from fla.filesets.allowance import Allowance, PastAllowanceError
from fla.filesets.model import FileSet
from fla.filesets.spool import RESEND, Spool
from fla.filesets.tickets import is_ticket
from fla.senders import store as senders

_ACCEPTED: Final = 202
_SEE_OTHER: Final = 303
_ALLOWED_LATER: Final = 3600
"""Seconds after which to ask again whether the sender may hand in more."""
"""As the batch door calls it."""


@operation("sendBatch")
async def send_batch(call: Call) -> Answer:
    """Make a file set of the files that lie in the spool already."""
    now = call.service.clock.now()
    async with receiving(call) as connection:
        sender = await senders.sender_of(connection, call.client.enterprise_number, now)
        if sender.disabled:
            raise Refusal(403, "missingPermission", problem_detail("senderOff", call.language))
        try:
            ticket = await arrival.receive(
                connection,
                spool_of(call),
                sender,
                *call.body.paths,
                purpose=call.query["purpose"],
                environment=call.query["environment"],
                channel="rest",
                language=call.language,
                now=now,
                allowed=Allowance.of(call.service.settings),
            )
        except PastAllowanceError:
            raise _past_allowance(call) from None
    return taken(call, await seen(call, ticket))


def _past_allowance(call: Call) -> Refusal:
    detail = problem_detail("pastAllowance", call.language)
    return Refusal(429, "tooManyRequests", detail, retry_after=_ALLOWED_LATER)


@operation("listBatches")
async def list_batches(call: Call) -> Answer:
    """Answer with a page of the file sets of the client's organisation."""
    place, size, asked = Place(call, "afterBatch"), page_size(call), call.query
    chosen = store.Filter(
        environment=asked.get("environment"),
        states=[asked["state"]] if "state" in asked else None,
    )
    window = Window[str](limit=size, after=place.after(_ticket))
    async with call.reading() as connection:
        page = await store.list_sets(connection, chosen, window)
    given = {**asked, "pageSize": size}
    more = {"afterBatch": place.cursor(page.rows[-1].ticket)} if page.has_after else {}
    return Answer(
        body=structs.BatchPage(
            self=_list_address(call, given),
            items=[summary(call, one) for one in page.rows],
            page_size=size,
            next=_list_address(call, given | more) if more else UNSET,
        )
    )


@operation("getBatch")
async def get_batch(call: Call) -> Answer:
    """Answer with a file set and what came of it so far."""
    ticket = call.path["ticket"]
    async with call.reading() as connection:
        one = await _found(connection, ticket)
        faults = await store.faults_of(connection, ticket)
        anomalies = await store.anomalies_of(connection, ticket)
        replies = await reply_store.replies_of(connection, ticket)
    resend = resend_path(call, ticket).is_file()
    body = batch(call, one, faults, anomalies, replies, resend=resend)
    return Answer(body=body, localised=True)


@operation("getBatchTask")
async def get_batch_task(call: Call) -> Answer:
    """Answer with how far a file set is; once it is done, lead on to the result."""
    one = await seen(call, call.path["ticket"])
    if not one.final:
        headers = {"Retry-After": str(poll_after(call, one))}
        return Answer(body=task(call, one), headers=headers)
    return Answer(_SEE_OTHER, task(call, one), location=address(call, one.ticket))


@asynccontextmanager
async def receiving(call: Call) -> AsyncIterator[Connection]:
    """Open a transaction of the post room, which takes in what clients hand it."""
    async with call.service.pool.connection() as connection:
        await assume(connection, BATCH, call.service.clock.today())
        yield connection


def spool_of(call: Call) -> Spool:
    """Return where the files of the batch channel lie."""
    return Spool(call.service.settings.spool_directory)


def resend_path(call: Call, ticket: str) -> Path:
    """Return where the file of what was rejected of a set lies, if there is one."""
    return spool_of(call).set_folder(ticket) / RESEND


async def seen(call: Call, ticket: str) -> FileSet:
    """Return a file set that is the client's to see. Raises Refusal for any other."""
    async with call.reading() as connection:
        return await _found(connection, ticket)


def taken(call: Call, one: FileSet) -> Answer:
    """Answer that something is going to be done with a file set, and where to ask for it."""
    return Answer(_ACCEPTED, task(call, one), location=address(call, one.ticket, "task"))


async def _found(connection: Connection, ticket: str) -> FileSet:
    one = await store.find(connection, ticket)
    if one is None:
        raise not_found("ticket", ticket)
    return one


def _ticket(text: str) -> str:
    if not is_ticket(text):
        raise ValueError(text)
    return text


def _list_address(call: Call, parameters: dict[str, Any]) -> str:
    return f"{call.address('batches')}?{urlencode(parameters)}"
