"""File sets as the tests of the channel send them, and bring them on their way."""

import httpx

from fla.clock import FixedClock
from fla.database.identity import BATCH
from fla.filesets import reply_store, store
from fla.filesets.model import AnomalyCount, Example, FileSet, Progress, Reply
from fla.filesets.spool import Spool
from tests.conftest import Connection
from tests.doors.rest.answers import accept
from tests.doors.rest.conftest import Channel
from tests.intake import build
from tests.rows import acting

DECLARATIONS = b"""<?xml version="1.0" encoding="UTF-8"?>
<LearningAccountDeclaration xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:noNamespaceSchemaLocation="learningAccount_2026q4.xsd">
  <Header><Sender>%s</Sender><CreationDate>2026-11-22</CreationDate></Header>
  <OptOut>
    <Action>register</Action><Reference>OPT-2027</Reference>
    <EnterpriseNumber>%s</EnterpriseNumber><Year>2027</Year>
  </OptOut>
</LearningAccountDeclaration>
""" % (build.BAKERY.encode(), build.BAKERY.encode())


async def send(
    channel: Channel, content: bytes = DECLARATIONS, query: str = "?environment=S", **headers: str
) -> httpx.Response:
    said = {"Content_Type": "application/xml"} | headers
    answer = await channel.call("POST", f"/batches{query}", content, **said)
    accept("sendBatch", answer)
    return answer


async def sent(channel: Channel, content: bytes = DECLARATIONS, **headers: str) -> str:
    """Return the ticket of a file that was taken."""
    answer = await send(channel, content, **headers)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["ticket"])


async def ask(channel: Channel, operation_id: str, method: str, path: str) -> httpx.Response:
    answer = await channel.call(method, path)
    accept(operation_id, answer)
    return answer


async def read(app: Connection, ticket: str) -> FileSet:
    async with acting(app, BATCH):
        found = await store.find(app, ticket)
    assert found
    return found


def contents(spool: Spool, ticket: str) -> dict[str, bytes]:
    """The files of a set by the beginning of their names."""
    return {one.name[:2]: one.read_bytes() for one in spool.set_folder(ticket).iterdir()}


async def proceed(app: Connection, clock: FixedClock, ticket: str, *, answered: int) -> None:
    """Answer some of two forms of a set, the first one with an anomaly."""
    async with acting(app, BATCH):
        for was, state in (("arrived", "examining"), ("examining", "acknowledged")):
            await store.set_state(app, ticket, state, clock.now(), was=[was])  # type: ignore[arg-type, list-item]
        await store.set_forms(app, ticket, [2], None)
        await store.set_state(app, ticket, "processing", clock.now(), was=["acknowledged"])
        await store.advance(
            app, ticket, Progress(answered=answered, accepted=0, warned=answered - 1, rejected=1)
        )
        await store.add_anomalies(app, ticket, [WRONG])


WRONG = AnomalyCount(
    "70004-004", "B", 1, [Example(1, line=7, reference="A-1", value="85031403393", path="/a/b")]
)


async def finish(
    app: Connection, clock: FixedClock, spool: Spool, ticket: str, **files: bytes
) -> None:
    """Bring a set to its end, with replies of some content."""
    folder = spool.set_folder(ticket)
    async with acting(app, BATCH):
        await store.set_state(app, ticket, "done", clock.now(), was=["processing"])
        for kind, content in files.items():
            name = f"FO.{kind}.999999.20261122.00001.S"
            (folder / name).write_bytes(content)
            (folder / name.replace("FO.", "FS.")).write_bytes(b"MIIF")
            reply = Reply(
                ticket=ticket,
                kind=kind,  # type: ignore[arg-type]
                name=name,
                size=len(content),
                created_at=clock.now(),
            )
            await reply_store.add_reply(app, reply)
