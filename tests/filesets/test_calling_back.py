"""A TD removes what was not handed over and stops what was: what its name says, where it may."""

import datetime as dt

import pytest

from fla.database.identity import BATCH
from fla.filesets import arrival, calling_back, store
from fla.filesets.faults import FaultCode
from fla.filesets.model import Fault, FileSet, State
from fla.filesets.rounds import go_round
from fla.senders.model import Environment
from fla.settings import Settings
from tests.filesets.desk import OTHER, Desk, clock_now, register, set_name
from tests.rows import TODAY, acting

LATE = dt.timedelta(minutes=2)


async def faults(desk: Desk, file_set: FileSet) -> list[Fault]:
    async with acting(desk.app, BATCH):
        return await store.faults_of(desk.app, file_set.ticket)


async def refusal(desk: Desk, td_name: str) -> FileSet:
    """The set that a TD was made into, to be answered as any other."""
    (found,) = [one for one in await desk.sets() if one.go_name == td_name]
    assert (found.state, found.names) == ("arrived", [td_name])
    assert (found.purpose, found.sequence, found.sent_on) == ("", "", None)
    assert desk.taken(found.ticket) == {td_name: b""}
    assert found.ticket in [ticket for ticket, _ in await desk.jobs()]
    return found


async def test_a_td_before_go_removes_what_was_sent(desk: Desk) -> None:
    name, other = set_name(desk.sender), set_name(desk.sender, sequence="00002")
    desk.put(name.fi(), b"content")
    desk.put(other.fi(), b"content")
    desk.put(name.td)
    assert await desk.call_back(name) is None
    assert desk.left() == {other.fi()}
    desk.put(name.go)
    found = await desk.find(await desk.hand_over(name, later=LATE))
    assert found.names == [name.go]


@pytest.mark.parametrize(
    ("state", "then"),
    [("arrived", "cancelled"), ("held", "cancelled"), ("processing", "processing")],
)
async def test_a_td_after_go_stops_the_set(desk: Desk, state: State, then: State) -> None:
    name = set_name(desk.sender)
    desk.put_set(name)
    ticket = await desk.hand_over(name)
    assert ticket is not None
    async with acting(desk.app, BATCH):
        if state != "arrived":
            was: set[State] = {"arrived", "acknowledged"}
            await store.set_state(desk.app, ticket, "acknowledged", clock_now(), was=was)
            await store.set_state(desk.app, ticket, state, clock_now(), was=was)
    desk.put(name.td)
    assert await desk.call_back(name) == ticket
    found = await desk.find(ticket)
    assert (found.state, found.stop_asked_by) == (then, f"sender {desk.sender.number}")
    assert (found.finished_at is not None) == (then == "cancelled")
    cancelled = [Fault(FaultCode.CANCELLED, name.go)] if state == "arrived" else []
    assert await faults(desk, found) == cancelled
    assert desk.left() == set()


async def test_a_td_after_the_end_changes_nothing(desk: Desk) -> None:
    name = set_name(desk.sender)
    desk.put_set(name)
    ticket = await desk.hand_over(name)
    assert ticket is not None
    async with acting(desk.app, BATCH):
        await store.set_state(desk.app, ticket, "done", clock_now(), was={"arrived"})
    before = await desk.find(ticket)
    await desk.call_back(name)
    assert await desk.find(ticket) == before
    assert not await arrival.withdraw(desk.app, ticket, "operator", clock_now())
    assert await faults(desk, before) == []


async def test_a_td_of_another_sender_reaches_nothing(desk: Desk) -> None:
    name = set_name(desk.sender)
    desk.put_set(name)
    ticket = await desk.hand_over(name)
    other = Desk(desk.app, desk.spool, await register(desk.app, OTHER))
    other.put(name.td)
    assert await other.call_back(name) is None
    assert (await desk.find(ticket)).state == "arrived"
    refused = await refusal(other, name.td)
    assert (refused.sender, refused.environment) == (other.sender.number, "S")
    assert await faults(desk, refused) == [
        Fault(FaultCode.NOT_OWNER, name.td, detail=desk.sender.number)
    ]
    assert other.left() == set()


@pytest.mark.parametrize(
    ("folder", "named", "code"),
    [
        ("R", "T", FaultCode.TEST_IN_PRODUCTION),
        ("T", "R", FaultCode.OTHER_FOLDER),
        ("S", "T", FaultCode.OTHER_FOLDER),
    ],
)
async def test_a_td_of_another_environment_reaches_nothing(
    desk: Desk, folder: Environment, named: Environment, code: FaultCode
) -> None:
    """Neither the set of the same name in the folder where it lies, nor that in its own."""
    here, there = (
        set_name(desk.sender, environment=folder),
        set_name(desk.sender, environment=named),
    )
    tickets = []
    for name in (here, there):
        desk.put_set(name)
        tickets.append(await desk.hand_over(name, environment=name.environment))
    desk.put(there.td, b"", folder)
    place = (desk.app, desk.spool, desk.sender, folder)
    assert await calling_back.call_back(*place, there.td, clock_now()) is None
    for ticket in tickets:
        found = await desk.find(ticket)
        assert (found.state, found.stop_asked_by) == ("arrived", None)
    refused = await refusal(desk, there.td)
    assert await faults(desk, refused) == [Fault(code, there.td, detail=folder)]
    assert (refused.environment, desk.left(folder)) == (folder, set())


async def test_a_refused_td_takes_the_name_of_no_set(desk: Desk) -> None:
    """Nor are the files removed that lie there under that name."""
    name, wrong = set_name(desk.sender), set_name(desk.sender, environment="T")
    desk.put(name.fi(), b"content")
    desk.put(wrong.td)
    await go_round(desk.app, desk.spool, clock_now(), Settings())
    await refusal(desk, wrong.td)
    desk.put(name.go)
    found = await desk.find(await desk.hand_over(name))
    assert (found.duplicate_of, sorted(found.names)) == (None, [name.fi(), name.go])


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"purpose": "XXXX"}, FaultCode.PURPOSE),
        ({"sent_on": TODAY + dt.timedelta(days=365)}, FaultCode.DATE_FUTURE),
        ({"sequence": "00000"}, FaultCode.SEQUENCE),
    ],
)
async def test_a_td_of_a_set_that_cannot_be_is_refused(
    desk: Desk, wrong: dict[str, str], code: FaultCode
) -> None:
    name = set_name(desk.sender, **wrong)
    desk.put(name.td)
    assert await desk.call_back(name) is None
    (fault,) = await faults(desk, await refusal(desk, name.td))
    assert fault.code is code


async def test_a_td_may_name_an_old_set(desk: Desk) -> None:
    """A snapshot may wait for its confirmation longer than a name may be sent."""
    name = set_name(desk.sender, sent_on=TODAY - dt.timedelta(days=80))
    desk.put_set(name)
    ticket = await desk.hand_over(name)
    desk.put(name.td)
    assert await desk.call_back(name) == ticket
    assert (await desk.find(ticket)).state == "cancelled"
