"""What happened to a worker's account: declarations, recalculations and closings."""

import datetime as dt
from typing import Any

from msgspec import UNSET

from fla.contract import structs
from fla.credit.history_store import AccountEntry, EntryKey, account_history
from fla.doors.rest.accounts import worker_of
from fla.doors.rest.addresses import of_object
from fla.doors.rest.amounts import amount_or_unset
from fla.doors.rest.answer import Answer
from fla.doors.rest.call import Call
from fla.doors.rest.cursors import Place, page_size
from fla.doors.rest.registry import operation


@operation("getAccountHistory")
async def get_account_history(call: Call) -> Answer:
    """Answer with a page of entries, the latest first."""
    asked: dict[str, Any] = call.body
    number, size = asked["enterpriseNumber"], page_size(call)
    place = Place(call, "afterEntry")
    after = place.after(_key)
    async with call.reading() as connection:
        worker = await worker_of(connection, number, asked["ssin"])
        found = await account_history(
            connection,
            worker.employer_id,
            worker.id,
            year=asked.get("year"),
            after=after,
            limit=size + 1,
        )
    shown = found[:size]
    more = place.cursor(f"{shown[-1].at.isoformat()} {shown[-1].key}") if found[size:] else UNSET
    items = [_entry(call, number, one) for one in shown]
    return Answer(body=structs.AccountHistoryPage(items=items, after_entry=more))


def _key(text: str) -> EntryKey:
    at, _, key = text.partition(" ")
    if not key.isprintable():
        raise ValueError(text)
    return dt.datetime.fromisoformat(at), key


def _entry(call: Call, number: str, one: AccountEntry) -> structs.AccountEntry:
    written: dict[str, Any] = {
        name: getattr(one, name)
        for name in (
            *("entry", "at", "kind", "action", "outcome", "sender", "year", "right_type", "unit"),
            *("reasons", "lapse_reason"),
        )
        if getattr(one, name) is not None
    }
    for name in ("before", "after", "carried_out", "lapsed"):
        written[name] = amount_or_unset(getattr(one, name))
    if one.object_id is not None and one.kind is not None:
        written["href"] = of_object(call, number, one.kind, one.object_id)
    return structs.AccountEntry(**written)
