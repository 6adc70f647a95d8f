"""Two employers with one of everything: the bakery, whose software attacks, and the foundry."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

import psycopg

from fla.database.identity import BATCH
from fla.filesets import reply_store, store
from fla.filesets.model import FileSet, Reply
from fla.filesets.names import SetName, beside
from fla.filesets.spool import Spool
from fla.identifiers import parse_quarter, ssin_with_check_digits
from fla.mandates.model import NewMandate
from fla.mandates.store import add_mandates
from fla.senders import store as senders
from tests import rows
from tests.access.machine import ec_key, register
from tests.intake import build as intake
from tests.intake.build import BAKERY, CLOCK, FOUNDRY, PAYROLL, SCHOOL

CELINE, DIRK = ssin_with_check_digits("780512004"), ssin_with_check_digits("810203007")
TABLES = {
    "training": "trainingId",
    "employment": "employmentId",
    "training_right": "rightId",
    "right_adjustment": "adjustmentId",
    "opt_out": "optOutId",
    "right_verification": "verificationId",
    "head_count": "headCountId",
}
"""Where what lies at an address is kept, and what its id is called there."""


@dataclass
class Side:
    """An employer: numbers, and ids by the name of a path's parameter.

    `others` are ids for the operations that ask for something in another state: a proposal to
    confirm, an active mandate to close, an employment on which nothing depends.
    """

    number: str
    worker: str
    colleague: str
    """Somebody of whom nothing was registered but his employment."""
    ids: dict[str, uuid.UUID | str] = field(default_factory=dict)
    others: dict[str, uuid.UUID] = field(default_factory=dict)

    @property
    def all_ids(self) -> list[str]:
        """The ids of everything it has."""
        return [str(one) for one in (*self.ids.values(), *self.others.values())]


@dataclass(frozen=True)
class Sides:
    """Whose software calls, and whose data it must neither see nor change."""

    own: Side
    their: Side


TICKETS = {BAKERY: "0BAKERY000001", FOUNDRY: "0FOUNDRY00001"}
"""A snapshot of either that is held; its files lie in the spool where `lay_files` puts them."""
ACKNOWLEDGEMENT = "FO.ACRF.999999.20261122.{number}.R"
SECRETS = ("Gieterij", "Lambert", "FOUNDRY-")
"""Words that stand in what is the foundry's alone."""


async def build(connection: psycopg.AsyncConnection[Any]) -> Sides:
    """Fill an empty register, and register software of either employer."""
    await connection.set_autocommit(True)
    await intake.belgium(connection)
    await intake.mandate(connection, FOUNDRY, PAYROLL)
    own = Side(BAKERY, intake.ANNA, intake.BRAM)
    their = Side(FOUNDRY, CELINE, DIRK)
    await _declared(connection, own, "BAKERY", "Peeters", "Veilig bakken")
    await _declared(connection, their, "FOUNDRY", "Lambert", "Gieterij zonder gevaar")
    async with rows.acting(connection):
        for side in (own, their):
            await _found(connection, side)
            await _mandates(connection, side)
    async with rows.acting(connection, BATCH):
        for side in (own, their):
            side.ids["ticket"] = await _sent(connection, side)
    for side, name in ((own, "bakery"), (their, "foundry")):
        await register(connection, CLOCK, side.number, client_id=name, key=ec_key())
    return Sides(own, their)


async def _declared(
    connection: intake.Connection, side: Side, mark: str, family: str, title: str
) -> None:
    """Declare one of each kind for the worker, and have the school propose a training."""

    def of(kind: str) -> dict[str, Any]:
        return {"reference": f"{mark}-{kind}", "employer": side.number}

    outcomes = await intake.send(
        connection,
        intake.employment(side.worker, name=(family, "An"), **of("employment")),
        intake.employment(side.colleague, name=(family, "Bo"), **of("colleague")),
        intake.right(side.worker, **of("right")),
        intake.head_count(**of("headCount")),
        intake.opt_out(None, **of("optOut"), year=2027, reason=title),
        intake.training(side.worker, **of("training"), title=title),
        sender=side.number,
    )
    proposed = await intake.send(
        connection,
        intake.training(
            side.worker,
            **of("proposed"),
            title=title,
            start_date=dt.date(2026, 11, 2),
            end_date=dt.date(2026, 11, 2),
            duration_minutes=60,
            charged_right=None,
            charged_minutes=None,
        ),
        sender=SCHOOL,
    )
    wrong = [one for one in (*outcomes, *proposed) if one.status == "rejected"]
    assert not wrong, wrong
    side.others["proposal"] = proposed[0].target or uuid.UUID(int=0)
    side.others["colleague"] = outcomes[1].target or uuid.UUID(int=0)


async def _found(connection: intake.Connection, side: Side) -> None:
    """Compute the worker's right, adjust and verify it; note the ids of all there is."""
    cursor = await connection.execute(
        "SELECT e.id, w.id FROM employer e JOIN worker w ON w.employer_id = e.id"
        " WHERE e.enterprise_number = %s AND w.ssin = %s",
        (side.number, side.worker),
    )
    ((employer_id, worker_id),) = await cursor.fetchall()
    worker = {"employer_id": employer_id, "id": worker_id}
    by = {"registered_by": side.number}
    await rows.insert(connection, "right_basis", rows.right_basis(employer_id))
    await rows.insert(connection, "computed_right", rows.computed_right(worker))
    await rows.insert(connection, "right_adjustment", rows.right_adjustment(worker, **by))
    await rows.insert(connection, "right_verification", rows.right_verification(worker, **by))
    for table, name in TABLES.items():
        cursor = await connection.execute(
            f"SELECT id FROM {table} WHERE employer_id = %s AND id <> ALL(%s)".encode(),
            (employer_id, list(side.others.values())),
        )
        ((side.ids[name],),) = await cursor.fetchall()


async def _mandates(connection: intake.Connection, side: Side) -> None:
    """Let the school propose a mandate for next year, beside the payroll office's active one."""
    proposed = NewMandate(
        mandator=side.number,
        mandatary=SCHOOL,
        start=parse_quarter("2027Q1"),
        status="pending",
        groups=("documents",),
    )
    await add_mandates(connection, [proposed])
    cursor = await connection.execute(
        "SELECT m.status, m.id FROM mandate m JOIN employer e ON e.id = m.employer_id"
        " WHERE e.enterprise_number = %s",
        (side.number,),
    )
    found = dict(await cursor.fetchall())
    side.ids["mandateId"], side.others["active"] = found["pending"], found["active"]


async def _sent(connection: intake.Connection, side: Side) -> str:
    """Let a snapshot of a side wait for its confirmation; return its ticket."""
    now, ticket = CLOCK.now(), TICKETS[side.number]
    sender = await senders.sender_of(connection, side.number, now)
    name = SetName(
        purpose="FLAS",
        sender=sender.number,
        sent_on=now.date(),
        sequence="00001",
        environment="R",
    )
    file_set = FileSet(
        ticket=ticket,
        sender=sender.number,
        enterprise_number=side.number,
        environment="R",
        channel="sftp",
        go_name=name.go,
        purpose="FLAS",
        sent_on=name.sent_on,
        sequence=name.sequence,
        parts=1,
        names=[name.fi(), name.go],
        state="processing",
        arrived_at=now,
    )
    assert await store.insert(connection, file_set)
    assert await store.hold(connection, ticket, HELD)
    reply = Reply(ticket=ticket, kind="ACRF", name=_reply(side.number), size=7, created_at=now)
    assert await reply_store.add_reply(connection, reply)
    return ticket


HELD = {
    **dict.fromkeys(["records", "unchanged", "changed", "new", "cancelled", "vanished"], 12),
    "employers": 0,
    "shares": [],
}


def _reply(number: str) -> str:
    return ACKNOWLEDGEMENT.format(number="00001" if number == BAKERY else "00002")


def lay_files(spool: Spool) -> None:
    """Put what there is to download of either side's file set where it belongs."""
    for number, ticket in TICKETS.items():
        folder, content = spool.set_folder(ticket), f"<ACRF>{number}</ACRF>"
        folder.mkdir(parents=True, exist_ok=True)
        for name in (_reply(number), beside(_reply(number), "FS"), "resend.xml"):
            (folder / name).write_text(content if number == BAKERY else "Lambert", "utf-8")
