"""File sets in each state behind the portal, as processing leaves them: rows and files."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, get_args

import psycopg
from msgspec.structs import replace
from psycopg.types.json import Jsonb

from fla.database.identity import BATCH, assume
from fla.filesets import reply_store, store
from fla.filesets.faults import FaultCode
from fla.filesets.model import (
    FINAL_STATES,
    AnomalyCount,
    Example,
    Fault,
    FileSet,
    Progress,
    Reply,
    State,
)
from fla.filesets.spool import Spool
from tests.doors.portal.world import XSS
from tests.intake.build import CLOCK, TODAY

Connection = psycopg.AsyncConnection[Any]
NOW: Final = CLOCK.now()
STATES: Final = tuple(state for state in get_args(State) if state != "arriving")
HELD: Final = {
    "records": 1300,
    "unchanged": 800,
    "changed": 480,
    "new": 12,
    "cancelled": 8,
    "vanished": 60,
    "employers": 3,
    "shares": [
        {"enterpriseNumber": "0800000174", "registered": 1200, "changed": 480, "new": 12},
    ],
}
FORMS: Final = 1000
ANOMALIES: Final = (
    AnomalyCount(
        "70004-004",
        "B",
        40,
        [
            Example(position=7, line=210, reference="EMP-7", value="85073003329", path="worker"),
            Example(position=9, line=260, reference=XSS, value=XSS),
        ],
    ),
    AnomalyCount("70062-460", "W", 100, [Example(position=12, line=300)]),
    AnomalyCount("79999-999", "W", 1, []),
)
"""A check digit, a date and one that a later catalogue no longer knows."""
FAULTS: Final = (
    Fault(FaultCode.MALFORMED, "FI.FLAD.100001.20261122.00001.R.1.1", 3, 14, "Opening tag"),
    Fault(FaultCode.FI_COUNT, detail="0/1"),
)


@dataclass
class FileSets:
    """Tickets by state, of an enterprise's sets."""

    spool: Spool
    tickets: dict[str, str] = field(default_factory=dict)


async def build(
    connection: Connection,
    spool: Spool,
    enterprise_number: str,
    *,
    sender: str = "100001",
    states: Sequence[State] = STATES,
) -> FileSets:
    """Put in one set of each state, each a minute later than the one before."""
    found = FileSets(spool)
    spool.prepare()
    for place, state in enumerate(states):
        one = _one(state, place, sender, enterprise_number)
        async with connection.transaction():
            await assume(connection, BATCH, TODAY)
            await _store(connection, one)
            await _answer(connection, spool, one)
        found.tickets[state] = one.ticket
    return found


def _one(state: State, place: int, sender: str, enterprise_number: str) -> FileSet:
    snapshot = state == "held"
    purpose = "FLAS" if snapshot else "FLAD"
    sequence = f"{place + 1:05}"
    stem = f"{purpose}.{sender}.20261122.{sequence}.R.1"
    return FileSet(
        ticket=f"{sender}SET{place:04}",
        sender=sender,
        enterprise_number=enterprise_number,
        environment="R",
        channel="sftp",
        go_name=f"GO.{stem}",
        purpose=purpose,
        sent_on=TODAY,
        sequence=sequence,
        parts=1,
        names=[f"FI.{stem}.1", f"FS.{stem}.1", f"GO.{stem}"],
        size=1_234_567,
        language="nl",
        state=state,
        arrived_at=NOW - dt.timedelta(hours=1) + dt.timedelta(minutes=place),
        finished_at=NOW if state in FINAL_STATES else None,
        stopped_reason="disk full" if state == "stopped" else None,
        stop_asked_by="demo" if state == "stopped" else None,
    )


async def _store(connection: Connection, one: FileSet) -> None:
    assert await store.insert(connection, replace(one, held=None))
    if one.state == "held":
        await connection.execute(
            "UPDATE file_set SET held = %s WHERE ticket = %s", [Jsonb(HELD), one.ticket]
        )
    if one.state in {"processing", "done", "stopped", "rejected", "held"}:
        await store.set_forms(connection, one.ticket, [FORMS], "nl")
    if one.state in {"processing", "done", "stopped"}:
        await store.advance(connection, one.ticket, _progress(one.state))
        await store.add_anomalies(connection, one.ticket, ANOMALIES)
    if one.state == "refused":
        await store.add_faults(connection, one.ticket, FAULTS)


def _progress(state: State) -> Progress:
    if state == "done":
        return Progress(answered=FORMS, accepted=860, warned=100, rejected=40)
    return Progress(answered=250, accepted=200, warned=40, rejected=10)


async def _answer(connection: Connection, spool: Spool, one: FileSet) -> None:
    """Write the replies to a set that has any, and what its sender may send again."""
    if one.state not in {"done", "refused"}:
        return
    folder = spool.set_folder(one.ticket)
    folder.mkdir(parents=True)
    for kind in ("ACRF", "NOTI") if one.state == "done" else ("ACRF",):
        name = reply_name(one.ticket, kind)
        content = f"<{kind}>{one.ticket}</{kind}>".encode()
        (folder / name).write_bytes(content)
        (folder / f"FS{name[2:]}").write_bytes(b"c2lnbmVk")
        await reply_store.add_reply(
            connection,
            Reply(ticket=one.ticket, kind=kind, name=name, size=len(content), created_at=NOW),
        )
    if one.state == "done":
        (folder / "resend.xml").write_bytes(b"<refused/>")


def reply_name(ticket: str, kind: str) -> str:
    """Return the name of a reply: of each ticket another."""
    return f"FO.{kind}.999999.20261122.{ticket[5]}{ticket[-4:]}.R"
