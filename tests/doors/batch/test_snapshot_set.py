"""Snapshot file sets from their arrival to their notification: held, confirmed, cancelled."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from fla.database.identity import BATCH, assume
from fla.database.pool import Pool
from fla.doors.batch.set_answers import rejected_places
from fla.doors.batch.work import process
from fla.filesets import arrival, reply_store, store
from fla.filesets.model import FileSet
from fla.filesets.spool import Spool
from fla.intake.declaration import AnyDeclaration
from fla.senders import store as senders
from fla.senders.model import Environment
from fla.settings import Settings
from tests.conftest import Database
from tests.doors.batch.snapshots import written
from tests.doors.batch.test_process import count, trainings
from tests.intake import build
from tests.intake.build import BAKERY, CLOCK, FOUNDRY, PAYROLL, TODAY

NOW = CLOCK.now()


class Office:
    """A sender who only knows how to send everything."""

    def __init__(self, database: Database, pool: Pool, folder: Path, number: str) -> None:
        self.pool = pool
        self.number = number
        self.folder = folder
        self.settings = Settings(database_url=database.app_url, spool=folder / "spool")
        self.spool = Spool(self.settings.spool_directory)
        self.spool.prepare()

    async def send(
        self, declarations: Sequence[AnyDeclaration], environment: Environment = "R"
    ) -> FileSet:
        path = self.spool.receiving / "sent"
        path.write_bytes(written(declarations, self.number))
        async with self.pool.connection() as connection:
            async with connection.transaction():
                await assume(connection, BATCH, TODAY)
                sender = await senders.sender_of(connection, self.number, NOW)
            ticket = await arrival.receive(
                *(connection, self.spool, sender, path),
                purpose="FLAS",
                environment=environment,
                channel="rest",
                language="en",
                now=NOW,
            )
        return await self.work(ticket)

    async def work(self, ticket: str) -> FileSet:
        await process(self.settings, ticket, CLOCK)
        return await self.find(ticket)

    async def find(self, ticket: str) -> FileSet:
        async with self.pool.connection() as connection, connection.transaction():
            await assume(connection, BATCH, TODAY)
            found = await store.find(connection, ticket)
        assert found is not None
        return found

    async def notification(self, file_set: FileSet) -> str:
        async with self.pool.connection() as connection, connection.transaction():
            await assume(connection, BATCH, TODAY)
            reply = await reply_store.reply(connection, file_set.ticket, "NOTI")
        assert reply is not None
        return (self.spool.set_folder(file_set.ticket) / reply.name).read_text()

    async def confirm(self, file_set: FileSet) -> bool:
        async with self.pool.connection() as connection:
            return await arrival.confirm(connection, file_set.ticket, "somebody", NOW)

    async def cancel(self, file_set: FileSet) -> bool:
        async with self.pool.connection() as connection:
            return await arrival.withdraw(connection, file_set.ticket, "somebody", NOW)


@pytest.fixture
def baker(database: Database, pool: Pool, tmp_path: Path) -> Office:
    return Office(database, pool, tmp_path, BAKERY)


def answered(file_set: FileSet) -> dict[str, Any]:
    counts = ("answered", "accepted", "rejected", "unchanged", "vanished")
    return {name: getattr(file_set, name) for name in counts if getattr(file_set, name)}


async def test_first_load_then_unchanged_then_some_of_each(baker: Office) -> None:
    several = trainings(20)
    first = await baker.send(several)
    assert (first.state, answered(first)) == ("done", {"answered": 20, "accepted": 20})
    before = await count(baker.pool, "journal")
    again = await baker.send(several)
    assert again.state == "done"
    assert answered(again) == {"answered": 20, "accepted": 20, "unchanged": 20}
    assert await count(baker.pool, "journal") == before
    told = await baker.notification(again)
    assert told.count("<Unchanged>1</Unchanged>") == 20
    mixed = [
        *several[:17],  # two vanish
        *trainings(18, location="Gent")[17:],
        build.training(reference="FAULTY", status="planned"),
    ]
    third = await baker.send(mixed)
    assert (third.state, answered(third)) == (
        "done",
        {"answered": 19, "accepted": 18, "rejected": 1, "unchanged": 17, "vanished": 2},
    )
    told = await baker.notification(third)
    vanished = re.findall(r"<TypeForm>LA</TypeForm>.*?<ReferenceNbr>(T\d+)</ReferenceNbr>", told)
    assert vanished == ["T18", "T19"]
    assert list(rejected_places(baker.spool.set_folder(third.ticket))) == [19]
    assert await count(baker.pool, "training WHERE status <> 'cancelled'") == 20


async def test_what_changes_too_much_waits_and_goes_on_once_confirmed(baker: Office) -> None:
    await baker.send(trainings(20))
    changed = trainings(20, location="Gent")
    held = await baker.send(changed)
    assert (held.state, held.answered) == ("held", 0)
    assert held.held == {
        "records": 20,
        "unchanged": 0,
        "changed": 20,
        "new": 0,
        "cancelled": 0,
        "vanished": 0,
        "employers": 1,
        "shares": [{"enterpriseNumber": BAKERY, "registered": 20, "changed": 20, "new": 0}],
    }
    assert (await baker.work(held.ticket)).state == "held"
    assert await count(baker.pool, "training WHERE location = 'Gent'") == 0
    assert await baker.confirm(held)
    assert not await baker.confirm(held)
    done = await baker.work(held.ticket)
    assert (done.state, done.confirmed_by) == ("done", "somebody")
    assert answered(done) == {"answered": 20, "accepted": 20}
    assert await count(baker.pool, "training WHERE location = 'Gent'") == 20


async def test_what_waits_is_compared_anew_when_it_goes_on(baker: Office) -> None:
    await baker.send(trainings(20))
    held = await baker.send(trainings(20, location="Gent"))
    async with baker.pool.connection() as connection:
        (outcome,) = await build.send(
            connection, replace(trainings(1, location="Gent")[0], action="correct")
        )
    assert outcome.status == "accepted"
    await baker.confirm(held)
    assert answered(await baker.work(held.ticket)) == {
        "answered": 20,
        "accepted": 20,
        "unchanged": 1,
    }


async def test_what_waits_may_be_cancelled(baker: Office) -> None:
    await baker.send(trainings(20))
    held = await baker.send(trainings(20, location="Gent"))
    assert await baker.cancel(held)
    assert not await baker.confirm(held)
    assert (await baker.work(held.ticket)).state == "cancelled"
    assert await count(baker.pool, "training WHERE location = 'Gent'") == 0
    again = await baker.send(trainings(20))
    assert answered(again)["unchanged"] == 20


async def test_one_employer_is_enough_to_wait(
    database: Database, pool: Pool, tmp_path: Path
) -> None:
    async with pool.connection() as connection:
        await connection.set_autocommit(True)
        await build.mandate(connection, FOUNDRY, PAYROLL)
        await build.send(
            connection,
            build.employment(employer=FOUNDRY, ssin=build.BRAM, name=("Janssens", "Bram")),
            sender=FOUNDRY,
        )
        await connection.set_autocommit(False)
    office = Office(database, pool, tmp_path, PAYROLL)
    of_bakery = trainings(30)
    of_foundry = [replace(one, enterprise_number=FOUNDRY, ssin=build.BRAM) for one in of_bakery]
    assert answered(await office.send([*of_bakery, *of_foundry[:10]])) == {
        "answered": 40,
        "accepted": 40,
    }
    held = await office.send([*of_bakery, *of_foundry[:13]])
    assert held.state == "held"
    assert held.held is not None
    assert held.held["shares"] == [
        {"enterpriseNumber": FOUNDRY, "registered": 10, "changed": 0, "new": 3}
    ]
    few = await office.send([*of_bakery, *of_foundry[:12]])
    assert (few.state, answered(few)["unchanged"]) == ("done", 40)


async def test_the_same_snapshot_may_come_as_often_as_one_likes(baker: Office) -> None:
    for _ in range(3):
        found = await baker.send(trainings(3))
        assert found.state == "done"


@pytest.mark.parametrize("environment", ["T", "S"])
async def test_a_trial_never_waits_and_writes_nothing(
    baker: Office, environment: Environment
) -> None:
    await baker.send(trainings(20))
    before = await count(baker.pool, "journal")
    tried = await baker.send([*trainings(10), *trainings(20, location="Gent")[10:]], environment)
    assert (tried.state, answered(tried)) == (
        "done",
        {"answered": 20, "accepted": 20, "unchanged": 10},
    )
    assert await count(baker.pool, "journal") == before
    assert await count(baker.pool, "training WHERE location = 'Gent'") == 0
