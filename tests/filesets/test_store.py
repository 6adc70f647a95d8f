"""Rows of file sets: who sees them, what is kept of them, and that names are not given twice."""

import datetime as dt

import psycopg
import pytest
from msgspec.structs import replace

from fla.database.identity import BATCH, INTAKE, OPERATOR, Identity, citizen, enterprise
from fla.database.records import Window
from fla.filesets import arrival_store, reply_store, store
from fla.filesets.faults import FaultCode
from fla.filesets.model import (
    FINAL_STATES,
    MOST_EXAMPLES,
    AnomalyCount,
    Example,
    Fault,
    FileSet,
    Progress,
    Reply,
)
from fla.filesets.tickets import first_ticket, is_ticket, new_ticket
from tests.conftest import Connection
from tests.rows import NOW, acting, employer, insert, worker

OFFICE, OTHER = "0300000001", "0300000002"


def file_set(ticket: str = "0000000000001", **values: object) -> FileSet:
    """A set of one part that has just been handed over."""
    plain = FileSet(
        ticket=ticket,
        sender="100001",
        enterprise_number=OFFICE,
        environment="R",
        channel="sftp",
        go_name="GO.FLAD.100001.20261122.00001.R.1",
        purpose="FLAD",
        sent_on=dt.date(2026, 11, 22),
        sequence="00001",
        parts=1,
        state="arrived",
        arrived_at=NOW,
    )
    return replace(plain, **values)


async def put(app: Connection, *sets: FileSet) -> None:
    async with acting(app, BATCH):
        for one in sets:
            assert await store.insert(app, one)


def test_tickets_are_in_order_of_time() -> None:
    later = NOW + dt.timedelta(milliseconds=1)
    tickets = [new_ticket(NOW), new_ticket(later)]
    assert all(map(is_ticket, tickets))
    assert tickets == sorted(tickets)
    assert len({new_ticket(NOW) for _ in range(20)}) == 20
    assert new_ticket(NOW - dt.timedelta(milliseconds=1)) < first_ticket(NOW) <= new_ticket(NOW)
    assert not is_ticket("../0000000000")
    assert not is_ticket("000000000000é")


async def test_a_set_comes_back_as_it_went_in(app: Connection) -> None:
    whole = file_set(
        names=["FI", "GO"], size=12, content_hash=b"x" * 32, part_forms=[3, 4], forms=7
    )
    await put(app, whole)
    async with acting(app, BATCH):
        assert await store.find(app, whole.ticket) == whole
        assert await store.find(app, "0000000000009") is None


@pytest.mark.parametrize(
    ("identity", "seen"),
    [
        (OPERATOR, 1),
        (BATCH, 1),
        (enterprise(OFFICE), 1),
        (enterprise(OTHER), 0),
        (citizen("85073003328"), 0),
        (INTAKE, 0),
        (Identity("access"), 0),
    ],
)
async def test_another_enterprise_sees_nothing(
    app: Connection, identity: Identity, seen: int
) -> None:
    await put(app, file_set())
    async with acting(app, BATCH):
        await store.add_faults(app, "0000000000001", [Fault(FaultCode.EMPTY)])
        await store.add_anomalies(app, "0000000000001", [AnomalyCount("10001-001", "B", 1)])
        await reply_store.add_reply(app, reply())
    async with acting(app, identity):
        assert len((await store.list_sets(app, store.Filter())).rows) == seen
        assert (await store.find(app, "0000000000001") is not None) == bool(seen)
        assert len(await store.faults_of(app, "0000000000001")) == seen
        assert len(await store.anomalies_of(app, "0000000000001")) == seen
        assert len(await reply_store.replies_of(app, "0000000000001")) == seen


@pytest.mark.parametrize("identity", [enterprise(OFFICE), enterprise(OTHER), INTAKE])
async def test_only_the_post_room_writes(app: Connection, identity: Identity) -> None:
    await put(app, file_set())
    async with acting(app, identity):
        assert not await store.set_state(app, "0000000000001", "done", NOW, was={"arrived"})
        await arrival_store.forget(app, "0000000000001")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with acting(app, identity):
            await store.insert(app, file_set("0000000000002", sequence="00002"))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with acting(app, identity):
            await reply_store.next_in_series(app, "ACRF.R", NOW.date())


async def test_the_post_room_sees_nothing_of_the_register(app: Connection) -> None:
    async with acting(app):
        await insert(app, "employer", employer(1))
        await insert(app, "worker", worker(1, "85073003328"))
    for identity, seen in ((OPERATOR, 1), (BATCH, 0)):
        async with acting(app, identity):
            for table in ("employer", "worker"):
                cursor = await app.execute(f"SELECT FROM {table}".encode())
                assert cursor.rowcount == seen


async def test_a_name_is_free_again_after_a_refusal(app: Connection) -> None:
    await put(app, file_set())
    again = file_set("0000000000002")
    async with acting(app, BATCH):
        assert not await store.insert(app, again)
        earlier = await arrival_store.named(app, again)
        assert earlier is not None
        assert await store.insert(app, replace(again, duplicate_of=earlier.ticket))
        await store.set_state(app, "0000000000001", "refused", NOW, was={"arrived"})
        assert await arrival_store.named(app, again) is None
        assert await store.insert(app, file_set("0000000000003"))


async def test_the_same_name_of_another_sender_or_environment_is_another(app: Connection) -> None:
    await put(
        app,
        file_set(),
        file_set("0000000000002", sender="100002"),
        file_set("0000000000003", environment="T"),
        file_set("0000000000004", purpose="FLAS"),
        file_set("0000000000005", sent_on=dt.date(2026, 11, 21)),
    )


async def test_the_same_content_counts_while_nothing_of_it_failed(app: Connection) -> None:
    content = b"c" * 32
    first = file_set(content_hash=content)
    second = file_set("0000000000002", sequence="00002")
    await put(app, first, second)
    async with acting(app, BATCH):
        assert await arrival_store.same_content(app, second, content) == first.ticket
        assert await arrival_store.same_content(app, first, content) is None
        assert await arrival_store.same_content(app, second, b"d" * 32) is None
        for other in ({"sender": "100002"}, {"environment": "T"}, {"purpose": "FLAS"}):
            assert await arrival_store.same_content(app, replace(second, **other), content) is None
        failed = Progress(answered=2, accepted=1, warned=0, rejected=1)
        await store.advance(app, first.ticket, failed)
        await store.set_state(app, first.ticket, "done", NOW, was={"arrived"})
        assert await arrival_store.same_content(app, second, content) is None
        await store.advance(
            app, first.ticket, Progress(answered=2, accepted=2, warned=0, rejected=0)
        )
        assert await arrival_store.same_content(app, second, content) == first.ticket


async def test_pages_go_both_ways(app: Connection) -> None:
    tickets = [f"000000000000{number}" for number in range(5)]
    await put(app, *(file_set(one, sequence=f"0000{n}") for n, one in enumerate(tickets)))
    hidden = file_set("0000000000009", sequence="00009", state="arriving")
    await put(app, hidden)
    async with acting(app, enterprise(OFFICE)):
        first = await store.list_sets(app, store.Filter(), Window(limit=2))
        assert [one.ticket for one in first.rows] == tickets[:2:-1]
        assert first.has_after
        then = await store.list_sets(app, store.Filter(), Window(limit=2, after=tickets[3]))
        assert [one.ticket for one in then.rows] == [tickets[2], tickets[1]]
        back = await store.list_sets(app, store.Filter(), Window(limit=2, before=tickets[1]))
        assert [one.ticket for one in back.rows] == [tickets[3], tickets[2]]


async def test_a_list_is_of_what_was_asked(app: Connection) -> None:
    await put(
        app,
        file_set(),
        file_set("0000000000002", sender="100002", enterprise_number=OTHER),
        file_set("0000000000003", environment="T"),
        file_set("0000000000004", sequence="00004", state="processing"),
    )
    async with acting(app):
        for which, found in [
            (store.Filter(sender="100002"), {"0000000000002"}),
            (store.Filter(enterprise_number=OTHER), {"0000000000002"}),
            (store.Filter(environment="T"), {"0000000000003"}),
            (store.Filter(states=["processing"]), {"0000000000004"}),
            (store.Filter(states=[]), set()),
        ]:
            page = await store.list_sets(app, which)
            assert {one.ticket for one in page.rows} == found


async def test_states_follow_each_other_only_from_where_they_may(app: Connection) -> None:
    await put(app, file_set())
    later = NOW + dt.timedelta(minutes=1)
    async with acting(app, BATCH):
        ticket = "0000000000001"
        assert not await store.set_state(app, ticket, "processing", NOW, was={"acknowledged"})
        assert await store.set_state(app, ticket, "acknowledged", NOW, was={"arrived"})
        assert await store.set_state(
            app, ticket, "rejected", later, was={"acknowledged"}, diagnosis=4
        )
        found = await store.find(app, ticket)
        assert found is not None
        assert (found.acknowledged_at, found.finished_at) == (NOW, later)
        assert (found.diagnosis, found.final) == (4, True)
        assert {found.state} < FINAL_STATES


async def test_progress_is_kept_and_forgotten(app: Connection) -> None:
    await put(app, file_set())
    reached = Progress(answered=6, accepted=3, warned=2, rejected=1, repeated=1, unchanged=2)
    found = AnomalyCount("10001-001", "B", 1, [Example(3, line=4, reference="A", value="x")])
    async with acting(app, BATCH):
        assert await store.advance(app, "0000000000001", reached) is None
        await store.add_anomalies(app, "0000000000001", [found])
        await store.set_forms(app, "0000000000001", [4, 5], "fr")
        one = await store.find(app, "0000000000001")
        assert one is not None
        assert (one.answered, one.forms, one.part_forms, one.language) == (6, 9, [4, 5], "fr")
        assert await store.anomalies_of(app, "0000000000001") == [found]
        await store.restart(app, "0000000000001")
        one = await store.find(app, "0000000000001")
        assert one is not None
        assert (one.answered, one.accepted, one.notification_bytes) == (0, 0, 0)
        assert await store.anomalies_of(app, "0000000000001") == []


async def test_of_each_anomaly_the_first_examples_are_kept(app: Connection) -> None:
    await put(app, file_set())
    async with acting(app, BATCH):
        for chunk in range(4):
            examples = [Example(chunk * 10 + number) for number in range(4)]
            await store.add_anomalies(
                app,
                "0000000000001",
                [AnomalyCount("10001-001", "B", 7, examples), AnomalyCount("10002-001", "W", 1)],
            )
        common, rare = await store.anomalies_of(app, "0000000000001")
    assert (common.count, rare.count) == (28, 4)
    assert len(common.examples) == MOST_EXAMPLES
    assert [one.position for one in common.examples] == [0, 1, 2, 3, 10, 11, 12, 13, 20, 21]


async def test_faults_are_kept_in_order(app: Connection) -> None:
    await put(app, file_set())
    first = Fault(FaultCode.MALFORMED, "FI", 3, 4, "what")
    second = Fault(FaultCode.SIGNATURE)
    async with acting(app, BATCH):
        await store.add_faults(app, "0000000000001", [first])
        await store.add_faults(app, "0000000000001", [second])
        assert await store.faults_of(app, "0000000000001") == [first, second]
    assert first.error_id == "ACRF-102"


def reply() -> Reply:
    return Reply(
        ticket="0000000000001",
        kind="ACRF",
        name="FO.ACRF.999999.20261122.00001.R",
        size=9,
        created_at=NOW,
    )


async def test_a_reply_is_fetched_once_and_by_its_sender(app: Connection) -> None:
    await put(app, file_set())
    acknowledgement = reply()
    async with acting(app, BATCH):
        assert await reply_store.add_reply(app, acknowledgement)
        assert not await reply_store.add_reply(app, acknowledgement)
        await reply_store.mark_fetched(app, "100002", acknowledgement.name, NOW)
        assert await reply_store.replies_of(app, "0000000000001") == [acknowledgement]
        await reply_store.mark_fetched(app, "100001", acknowledgement.name, NOW)
        later = NOW + dt.timedelta(days=1)
        await reply_store.mark_fetched(app, "100001", acknowledgement.name, later)
        found = await reply_store.reply(app, "0000000000001", "ACRF")
        assert found == replace(acknowledgement, fetched_at=NOW)
        assert await reply_store.reply(app, "0000000000001", "NOTI") is None


async def test_numbers_of_a_series_start_anew_each_day(app: Connection) -> None:
    day = NOW.date()
    async with acting(app, BATCH):
        assert [await reply_store.next_in_series(app, "ACRF.R", day) for _ in range(3)] == [1, 2, 3]
        assert await reply_store.next_in_series(app, "NOTI.R", day) == 1
        assert await reply_store.next_in_series(app, "ACRF.R", day + dt.timedelta(days=1)) == 1


async def test_a_set_is_worked_on_by_one_session(app: Connection, owner: Connection) -> None:
    assert await store.lock(app, "0000000000001")
    assert not await store.lock(owner, "0000000000001")
    assert await store.lock(owner, "0000000000002")
