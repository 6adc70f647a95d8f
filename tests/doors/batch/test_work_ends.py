"""How a file set may end otherwise: refused, rejected as a whole, stopped, or gone on with."""

import asyncio
import datetime as dt
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from fla.clock import FixedClock
from fla.database.identity import BATCH, OPERATOR, assume
from fla.doors.batch import part_reading, set_answering, set_take, work
from fla.doors.batch.set_answers import rejected_places
from fla.doors.batch.work import process
from fla.doors.batch.workplace import Workplace
from fla.filesets import arrival, store
from fla.filesets.model import State
from fla.identifiers import ssin_with_check_digits
from fla.intake.submit import TryAgainError, trial
from fla.senders import store as senders
from tests.doors.batch.bureau import Bureau, open_bureau, results, summary
from tests.doors.batch.documents import HEADER, OCCUPATION, PERSON, document, employment
from tests.doors.batch.test_process import count
from tests.doors.batch.test_work import day
from tests.intake.build import BAKERY, PAYROLL, TODAY

OTHER_NAME = PERSON.replace("Peeters", "Vermeulen")


def people(number: int) -> list[str]:
    return [ssin_with_check_digits(f"85080{n:04}") for n in range(1, number + 1)]


def workers(numbers: list[str], person: str = PERSON, start: str = "W") -> list[str]:
    """An employment of each, beside others that they may have."""
    parallel = f"<Parallel>true</Parallel>{OCCUPATION}"
    return [employment(person, parallel, Ssin=ssin, Reference=f"{start}{ssin}") for ssin in numbers]


async def anomalous(bureau: Bureau, right: int, wrong: int) -> bytes:
    """A set that names so many workers right and so many wrong, whom the register knows."""
    numbers = people(right + wrong)
    await bureau.taken(document(*workers(numbers)))
    return document(
        *workers(numbers[:right], start="R"),
        *workers(numbers[right:], OTHER_NAME, start="N"),
        day(1),
        day(2, Form="?"),
    )


async def test_too_many_names_that_differ_refuse_a_set_with_all_its_forms(bureau: Bureau) -> None:
    content = await anomalous(bureau, 100, 10)
    before = [await count(bureau.pool, table) for table in ("training", "journal")]
    done = await bureau.taken(content)
    assert (done.state, done.diagnosis, done.answered, done.rejected) == ("rejected", 4, 112, 112)
    assert [await count(bureau.pool, table) for table in ("training", "journal")] == before
    notification = await bureau.notification(done)
    assert set(results(notification)) == {"0/4"}
    named = notification.findall("Form/HandlingResult/AnomalyReport/ErrorID")
    assert [one.text for one in named].count("70010-031") == 10
    assert notification[-1].findtext("HandlingResult/Diagnosis") == "4"


@pytest.mark.parametrize(("right", "wrong"), [(190, 10), (0, 9)])
async def test_a_share_at_the_threshold_or_of_few_refuses_nothing(
    bureau: Bureau, right: int, wrong: int
) -> None:
    done = await bureau.taken(await anomalous(bureau, right, wrong))
    assert (done.state, done.diagnosis, done.rejected) == ("done", None, 1)
    told = results(await bureau.notification(done))
    assert told == ["1"] * right + ["1/7"] * wrong + ["1", "0/3"]


async def test_a_set_that_is_called_back_keeps_what_was_answered(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(part_reading, "CHUNK", 3)
    ticket = await bureau.hand_in(document(*(day(n) for n in range(1, 21))))
    advance = store.advance

    async def asked(*rest: Any) -> str | None:
        if rest[2].answered == 6:
            async with bureau.pool.connection() as connection:
                await arrival.withdraw(connection, ticket, "sender", bureau.clock.now())
        return await advance(*rest)

    monkeypatch.setattr(store, "advance", asked)
    done = await bureau.work(ticket)
    assert done.state == "stopped"
    # What was being answered as somebody asked is answered.
    assert done.answered == await count(bureau.pool, "training") == 9
    notification = await bureau.notification(done)
    assert summary(notification)["Forms"] == 20
    assert notification[-1].findtext("HandlingResult/ResultCode") == "0"
    assert len(results(notification)) == done.answered


async def test_the_places_of_what_was_rejected_are_kept(bureau: Bureau) -> None:
    bad = {"Form": "?"}
    done = await bureau.taken(
        document(day(1), day(2, **bad)), document(day(3, **bad), day(4), day(5, **bad))
    )
    folder = bureau.spool.set_folder(done.ticket)
    assert list(rejected_places(folder)) == [2, 3, 5]


async def test_a_lost_notification_is_written_anew(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = await bureau.hand_in(document(*(day(n) for n in range(1, 11))))
    monkeypatch.setattr(part_reading, "CHUNK", 3)
    await broken_off(bureau, ticket, monkeypatch, after=9)
    (bureau.spool.set_folder(ticket) / "notification.part").unlink()
    done = await bureau.work(ticket)
    assert (done.state, done.accepted) == ("done", 10)
    assert done.repeated >= 3  # of the last frames the answers are kept
    assert results(await bureau.notification(done)) == ["1"] * 10
    assert await count(bureau.pool, "training") == 10


async def broken_off(
    bureau: Bureau, ticket: str, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """Work on a set until something fails, right after so many forms were noted."""
    advance = store.advance

    async def fail(*rest: Any) -> str | None:
        await advance(*rest)
        if rest[2].answered == after:
            raise OSError("the disk is full")
        return None

    with monkeypatch.context() as broken:
        broken.setattr(store, "advance", fail)
        with pytest.raises(OSError, match="disk"):
            await bureau.work(ticket)


async def test_what_was_committed_but_not_noted_is_answered_from_its_seal(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken twice, the cancellation would pass: what depended on it is gone by then."""
    await bureau.taken(document(*workers(people(1)), day(1, Ssin=people(1)[0])))
    worker = people(1)[0]
    gone = {"Ssin": worker, "Action": "cancel"}
    content = document(employment(Reference=f"W{worker}", **gone), day(1, **gone), day(2, Form="?"))
    ticket = await bureau.hand_in(content)
    journal = await count(bureau.pool, "journal")
    await broken_off(bureau, ticket, monkeypatch, after=3)
    done = await bureau.work(ticket)
    assert done.state == "done"
    assert results(await bureau.notification(done)) == ["0/3", "1", "0/3"]
    assert done.repeated == 0
    assert await count(bureau.pool, "journal") == journal + 3


@pytest.mark.parametrize("after", [0, 3, 6])
async def test_what_was_stopped_for_its_failures_is_answered_once_the_cause_is_gone(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    monkeypatch.setattr(part_reading, "CHUNK", 3)
    ticket = await bureau.hand_in(document(*(day(n) for n in range(1, 9)), day(9, Form="?")))
    if after:
        await broken_off(bureau, ticket, monkeypatch, after=after)
    else:
        with monkeypatch.context() as broken:
            broken.setattr(work, "survey", _failing)
            broken.setattr(work, "take_stock", _failing)
            with pytest.raises(OSError, match="disk"):
                await bureau.work(ticket)
    now = bureau.clock.now()
    async with bureau.pool.connection() as connection, connection.transaction():
        await assume(connection, BATCH, TODAY)
        was: set[State] = {"acknowledged", "processing"}
        assert await store.set_state(connection, ticket, "stopped", now, was=was, reason="failure")
    assert (await bureau.work(ticket)).state == "stopped"
    async with bureau.pool.connection() as connection:
        assert await arrival.resume(connection, ticket, now)
    done = await bureau.work(ticket)
    assert (done.state, done.accepted, done.rejected, done.repeated) == ("done", 8, 1, 0)
    assert results(await bureau.notification(done)) == ["1"] * 8 + ["0/3"]
    async with bureau.pool.connection() as connection:
        assert not await arrival.resume(connection, ticket, now)


async def _failing(*_: object) -> None:
    raise OSError("the disk is full")


async def test_a_compressed_notification_goes_on_where_it_was_cut(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = gzip.compress(document(*(day(n) for n in range(1, 11))))
    ticket = await bureau.hand_in(content, ends=[".gz"])
    monkeypatch.setattr(part_reading, "CHUNK", 3)
    await broken_off(bureau, ticket, monkeypatch, after=6)
    with (bureau.spool.set_folder(ticket) / "notification.part").open("ab") as growing:
        growing.write(gzip.compress(b"<Form>written, and never counted"))
    done = await bureau.work(ticket)
    assert (done.state, done.accepted, done.repeated) == ("done", 10, 0)
    assert results(await bureau.notification(done)) == ["1"] * 10


async def test_what_the_acknowledgement_said_stands(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process ends after it recorded the reply, before it removed the file that it wrote it to.

    Meanwhile the sender is switched off: it has read that its set was received.
    """
    ticket = await bureau.hand_in(document(day(1)))
    move = Workplace.move

    async def fail(place: Workplace, was: State, state: State, **how: Any) -> None:
        if state == "acknowledged":
            raise OSError("the disk is full")
        await move(place, was, state, **how)

    with monkeypatch.context() as broken:
        broken.setattr(Workplace, "move", fail)
        with pytest.raises(OSError, match="disk"):
            await bureau.work(ticket)
    folder = bureau.spool.set_folder(ticket)
    (name,) = await bureau.replies(await bureau.file_set(ticket))
    (folder / "acknowledgement.part").hardlink_to(folder / name)
    said = (folder / name).read_bytes()
    async with bureau.pool.connection() as connection, connection.transaction():
        await assume(connection, OPERATOR, TODAY)
        await senders.disable(connection, bureau.sender.number, "operator", bureau.clock.now())
    bureau.clock = FixedClock(bureau.clock.now() + dt.timedelta(hours=1))
    done = await bureau.work(ticket)
    assert (done.state, done.accepted) == ("done", 1)
    assert (folder / name).read_bytes() == said
    await bureau.acknowledgement(done)  # and its signature holds


async def test_what_is_cancelled_as_it_begins_is_not_acknowledged(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = await bureau.hand_in(document(day(1)))
    move = Workplace.move

    async def withdrawn(place: Workplace, *steps: State, **how: Any) -> None:
        async with bureau.pool.connection() as connection:
            await arrival.withdraw(connection, ticket, "sender", bureau.clock.now())
        await move(place, *steps, **how)

    monkeypatch.setattr(Workplace, "move", withdrawn)
    done = await bureau.work(ticket)
    assert (done.state, done.answered) == ("cancelled", 0)
    told = await bureau.acknowledgement(done)
    assert [one.text for one in told.findall(".//ReceptionResult/ErrorID")] == ["ACRF-911"]
    assert len(await bureau.replies(done)) == 1


async def test_a_snapshot_that_is_cancelled_while_it_waits_is_told_of(bureau: Bureau) -> None:
    await bureau.taken(document(*(day(n) for n in range(1, 21))))
    other = document(*(day(n, Title="Otherwise") for n in range(1, 21)))
    held = await bureau.taken(other, purpose="FLAS")
    assert held.state == "held"
    async with bureau.pool.connection() as connection:
        assert await arrival.withdraw(connection, held.ticket, "sender", bureau.clock.now())
    for _ in range(2):  # told once, however often it is asked
        done = await bureau.work(held.ticket)
        assert (done.state, done.answered) == ("cancelled", 0)
        told = await bureau.notification(done)
        assert told.findtext(".//Summary/Forms") == "20"
        assert told.findtext(".//Summary/Answered") == "0"
        assert told.findtext(".//HandlingResult/ResultCode") == "0"
        assert len(await bureau.replies(done)) == 2


async def test_a_trial_that_gave_way_is_tried_anew(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = trial
    patiences: list[float] = []

    @asynccontextmanager
    async def given_way(*what: Any, patience: float) -> AsyncIterator[Any]:
        patiences.append(patience)
        async with begin(*what, patience=patience) as tried:
            yield tried
        if len(patiences) < 3:
            raise TryAgainError

    monkeypatch.setattr(set_take, "trial", given_way)
    monkeypatch.setattr(set_answering, "_PAUSE", 0)
    done = await bureau.taken(document(day(1), day(2)), environment="T")
    assert (done.state, done.answered, patiences) == ("done", 2, [5, 10, 20])
    assert results(await bureau.notification(done)) == ["1", "1"]


async def test_only_one_works_on_a_set(bureau: Bureau) -> None:
    ticket = await bureau.hand_in(document(day(1), day(2)))
    await asyncio.gather(*(process(bureau.settings, ticket, bureau.clock) for _ in range(3)))
    done = await bureau.file_set(ticket)
    assert (done.state, done.answered, done.repeated) == ("done", 2, 0)
    assert len(await bureau.replies(done)) == 2


async def test_a_set_that_is_over_is_left_alone(bureau: Bureau) -> None:
    done = await bureau.taken(document(day(1)))
    folder = bureau.spool.out_folder(bureau.sender.number, "R")
    for path in folder.iterdir():
        path.unlink()
    assert await bureau.work(done.ticket) == done
    assert list(folder.iterdir()) == []


async def test_sets_of_two_senders_at_once(bureau: Bureau) -> None:
    office = await open_bureau(bureau.pool, bureau.settings, PAYROLL)
    header = HEADER.replace(BAKERY, PAYROLL)
    ours = await bureau.hand_in(document(*(day(n) for n in range(1, 11))))
    theirs = await office.hand_in(
        document(*(day(n, Reference=f"P{n}") for n in range(11, 21)), header=header)
    )
    mine, his = await asyncio.gather(bureau.work(ours), office.work(theirs))
    assert (mine.state, his.state) == ("done", "done")
    assert (mine.accepted + mine.warned, his.accepted + his.warned) == (10, 10)
    assert await count(bureau.pool, "training") == 20
    other = bureau.spool.out_folder(office.sender.number, "R")
    assert {path.name for path in other.iterdir()}.isdisjoint(await bureau.replies(mine))
