"""What becomes of a file set that is in hand: a held snapshot is confirmed, any is cancelled."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from fla.database.records import Connection
from fla.doors.rest.answer import Answer, Refusal
from fla.doors.rest.batches import seen, taken
from fla.doors.rest.call import Call
from fla.doors.rest.registry import operation
from fla.doors.rest.texts import problem_detail
from fla.filesets import arrival

Decide = Callable[[Connection, str, str, datetime], Awaitable[bool]]
"""Does it to the set of a ticket in somebody's name; says whether it could be done."""


@operation("confirmBatch")
async def confirm_batch(call: Call) -> Answer:
    """Let a held snapshot go on."""
    return await _decide(call, arrival.confirm, "batchNotHeld")


@operation("cancelBatch")
async def cancel_batch(call: Call) -> Answer:
    """Stop a file set at once, or after what is being answered."""
    return await _decide(call, arrival.withdraw, "batchOver")


async def _decide(call: Call, decide: Decide, otherwise: str) -> Answer:
    ticket = call.path["ticket"]
    await seen(call, ticket)  # in the client's name; what follows is done in the post room's
    async with call.service.pool.connection() as connection:
        done = await decide(connection, ticket, call.client.client_id, call.service.clock.now())
    if not done:
        raise Refusal(409, "fla:conflict", problem_detail(otherwise, call.language))
    return taken(call, await seen(call, ticket))
