"""The service itself: whether it works, and its contract."""

import asyncio
import hashlib
from functools import cache
from typing import Final

import msgspec
import psycopg
import structlog

from fla.contract.structs import Health
from fla.doors.rest.answer import Answer
from fla.doors.rest.call import Call
from fla.doors.rest.contract import contract
from fla.doors.rest.registry import operation

PATIENCE: Final = 2.0
"""Seconds in which the database has to answer for the service to be up."""
QUICK: Final = 0.5
"""Seconds beyond which it is up, but not as it should be."""
ASK_AGAIN: Final = {"Cache-Control": "no-cache"}
"""What is public may be kept, as long as it is asked whether it still holds."""

_log = structlog.get_logger()


@operation("getHealth")
async def get_health(call: Call) -> Answer:
    """Say whether the database answers, and whether it does so in good time."""
    status = await _status(call)
    return Answer(503 if status == "DOWN" else 200, Health(status=status))


async def _status(call: Call) -> str:
    started = asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout(PATIENCE), call.service.pool.connection() as connection:
            await connection.execute("SELECT 1")
    except (TimeoutError, psycopg.OperationalError) as error:
        _log.warning("rest.unhealthy", error=type(error).__name__)
        return "DOWN"
    passed = asyncio.get_running_loop().time() - started
    return "UP" if passed <= QUICK else "DEGRADED"


@operation("getContractAsYaml")
async def get_contract_as_yaml(call: Call) -> Answer:
    """Hand out the contract as it is published."""
    text = contract().text
    return Answer(body=text, etag=etag_of(text), media_type="application/yaml", headers=ASK_AGAIN)


@operation("getContractAsJson")
async def get_contract_as_json(call: Call) -> Answer:
    """Hand out the contract as JSON."""
    text = _as_json()
    return Answer(body=text, etag=etag_of(text), headers=ASK_AGAIN)


@cache
def _as_json() -> bytes:
    return msgspec.json.encode(contract().document)


@cache
def etag_of(content: bytes) -> str:
    """Return the tag of what changes with the version of the server only."""
    return hashlib.sha256(content).hexdigest()[:20]
