"""The lanes of a set in processes of their own: same answers, and what becomes of a lost one."""

import asyncio
import itertools
from asyncio.subprocess import Process
from pathlib import Path

import psycopg
import pytest
from lxml import etree

from fla.doors.batch import lane_processes, part_reading
from fla.doors.batch.answered import Answered, Telling
from fla.doors.batch.kept_records import LANES, frames_of
from fla.doors.batch.lane import Answer, TakeOrder, with_length
from fla.doors.batch.lane_processes import LaneLostError
from fla.doors.batch.set_answers import SetAnswers
from fla.doors.batch.set_take import Taking
from fla.doors.batch.stretch_reading import keep_whole
from fla.filesets.model import FileSet
from tests.conftest import Connection
from tests.databases import Database
from tests.doors.batch.bureau import Bureau, answers, results
from tests.doors.batch.documents import document, training
from tests.doors.batch.test_process import count
from tests.doors.batch.test_work import day
from tests.doors.batch.test_work_ends import people

CHUNK = 7


class EndedError(Exception):
    """Stands for whatever ends a process."""


@pytest.fixture(autouse=True)
def lanes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lane_processes, "WORTH", 1)
    monkeypatch.setattr(part_reading, "CHUNK", CHUNK)


def told(notification: etree._Element) -> list[tuple[str | None, ...]]:
    """What does not differ from one set to another of the answers to the same forms."""
    asked = ("HandledOriginalForm/SequenceNbr", "Reference/ReferenceNbr", "HandlingResult")
    return [
        (
            *(form.findtext(path) for path in asked),
            *(one.text for one in form.iter("ErrorID", "ResultCode", "Diagnosis")),
        )
        for form in answers(notification)
    ]


def mixed() -> bytes:
    """Sound and faulty forms; some change what earlier ones registered, some name nobody known."""
    forms = [day(number) for number in range(1, 21)]
    forms += [day(2, Action="correct", Title="Otherwise"), day(3, Action="correct", Form="?")]
    forms += [training(Action="cancel", Reference="T4"), day(5)]
    forms += [day(21, Ssin=ssin, Reference=f"U{ssin}") for ssin in people(9)]
    return document(*forms)


async def test_lanes_answer_as_one_process_does(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = count_calls(monkeypatch)
    with monkeypatch.context() as small:
        small.setattr(lane_processes, "WORTH", 1 << 20)
        alone = told(await bureau.notification(await bureau.taken(mixed(), environment="T")))
    assert begun == []
    done = await bureau.taken(mixed())
    assert done.state == "done"
    assert told(await bureau.notification(done)) == alone
    assert len(begun) == LANES


async def test_a_set_of_a_few_forms_begins_no_process(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lane_processes, "WORTH", len(mixed()) + 1)
    begun = count_calls(monkeypatch)
    assert (await bureau.taken(mixed())).state == "done"
    assert begun == []


def count_calls(monkeypatch: pytest.MonkeyPatch) -> list[Process]:
    """The processes begun from now on."""
    begun: list[Process] = []
    begin = lane_processes._started

    async def counted(url: str) -> Process:
        begun.append(await begin(url))
        return begun[-1]

    monkeypatch.setattr(lane_processes, "_started", counted)
    return begun


async def test_a_set_whose_lane_is_killed_is_gone_on_with(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms = [day(number) for number in range(1, 22)]
    ticket = await bureau.hand_in(document(*forms))
    ask, orders = lane_processes._ask, []

    async def killed_at_the_third(process: Process, data: bytes) -> Answer:
        orders.append(process)
        if len(orders) == 4:  # the first order is to read
            process.kill()
        return await ask(process, data)

    with monkeypatch.context() as patched:
        patched.setattr(lane_processes, "_ask", killed_at_the_third)
        with pytest.raises(LaneLostError):
            await bureau.work(ticket)
    assert await count(bureau.pool, "training") == 2 * CHUNK
    done = await bureau.work(ticket)
    assert (done.state, done.accepted, done.repeated) == ("done", 21, 0)
    assert await count(bureau.pool, "training") == 21


async def test_a_lane_that_is_left_alone_undoes_what_it_is_at(
    bureau: Bureau, database: Database, tmp_path: Path
) -> None:
    ticket = await bureau.hand_in(document(day(1)))
    order = TakeOrder(taking(await bureau.file_set(ticket), tmp_path), bureau.clock.now())
    async with await psycopg.AsyncConnection.connect(database.superuser_url) as holding:
        await holding.execute("LOCK TABLE training IN ACCESS EXCLUSIVE MODE")
        process = await lane_processes._started(database.app_url)
        assert process.stdin is not None
        process.stdin.write(with_length(order))
        await process.stdin.drain()
        await waiting(holding)
        process.stdin.close()
        assert await asyncio.wait_for(process.wait(), 10) == 0
    assert await count(bureau.pool, "training") == 0


async def test_what_no_part_had_noted_is_found_by_whoever_goes_on(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(part_reading, "CHUNK", 3)
    parts = (range(1, 9), range(9, 17), range(17, 18))
    wrong = {4: {"Form": "?"}, 8: {"Form": "?"}}
    ticket = await bureau.hand_in(
        *(document(*(day(n, **wrong.get(n, {})) for n in numbers)) for numbers in parts)
    )
    before = await count(bureau.pool, "journal")
    take, tries = SetAnswers.take, itertools.count()

    async def ended(answers: SetAnswers, answered: Answered) -> None:
        if next(tries) % 2 == 0:
            raise EndedError
        await take(answers, answered)

    monkeypatch.setattr(SetAnswers, "take", ended)
    for _ in range(7):  # three chunks of either large part, and one
        with pytest.raises(EndedError):
            await bureau.work(ticket)
    done = await bureau.work(ticket)
    assert (done.state, done.answered, done.repeated) == ("done", 17, 0)
    assert await count(bureau.pool, "journal") == before + 17
    expected = ["0/3" if n in wrong else "1" for n in range(1, 18)]
    assert results(await bureau.notification(done)) == expected


def taking(file_set: FileSet, folder: Path) -> Taking:
    """An order to answer the form of a set, which was read."""
    source, target = folder / "part.xml", folder / "part.kept"
    source.write_bytes(document(day(1)))
    keep_whole(source, target, CHUNK)
    (frame,) = frames_of(target)
    telling = Telling(
        file_set=file_set, part=1, name="FI.1", source=str(source), before=0, language=None
    )
    return Taking(telling, frame, 0)


async def waiting(connection: Connection) -> None:
    """Wait until another session waits for a lock."""
    asked = "SELECT count(*) FROM pg_locks WHERE NOT granted AND database IS NOT NULL"
    for _ in range(100):
        row = await (await connection.execute(asked)).fetchone()
        if row and row[0]:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("nobody waits")
