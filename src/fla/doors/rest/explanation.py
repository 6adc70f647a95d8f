"""How a worker's computed right was found, each step with its figures and sources."""

import asyncio
from collections.abc import Iterable
from typing import Any

import msgspec

from fla.contract import structs
from fla.doors.rest.accounts import worker_of
from fla.doors.rest.amounts import amount
from fla.doors.rest.answer import Answer
from fla.doors.rest.call import Call
from fla.doors.rest.permission import nothing_for
from fla.doors.rest.registry import operation
from fla.rights.explanation import explain, warn
from fla.rights.register_case import Reckoned, reckon
from fla.rights.run import operators_choices


@operation("explainAccount")
async def explain_account(call: Call) -> Answer:
    """Answer with the steps of a computed right; 404 where none was computed for that year."""
    asked: dict[str, Any] = call.body
    year = int(asked["year"])
    async with call.reading() as connection:
        worker = await worker_of(connection, asked["enterpriseNumber"], asked["ssin"])
        found = await reckon(connection, worker.employer_id, worker.id, year, operators_choices())
    if found is None:
        raise nothing_for("year")
    return Answer(body=await asyncio.to_thread(_explanation, found))


def _explanation(found: Reckoned) -> structs.Explanation:
    return structs.Explanation(
        year=found.computed.year,
        unit=found.computed.unit,
        entitled=amount(found.computed.entitled),
        steps=_as(structs.CalculationStep, explain(found.situation)),
        warnings=_as(structs.CalculationWarning, warn(found.situation)),
        law_version=found.computed.law_version,
    )


def _as(record: type[Any], found: Iterable[msgspec.Struct]) -> list[Any]:
    """Return what the explanation says as the contract's records, which have the same members."""
    return [msgspec.convert(msgspec.to_builtins(one), record) for one in found]
