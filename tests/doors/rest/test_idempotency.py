"""A call under an Idempotency-Key is done once, whatever comes in between."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import psycopg
import pytest
from structlog.testing import capture_logs

from fla.access import keyed_call_store
from fla.access.scopes import SCOPES
from fla.clock import BRUSSELS
from fla.contract.structs import Outcome
from fla.database.identity import ACCESS, INTAKE, Identity, assume, enterprise
from fla.database.pool import open_pool
from fla.doors.foundation import Foundation
from fla.doors.rest.answer import Answer, Refusal
from fla.doors.rest.application import RestApplication
from fla.doors.rest.call import Call
from fla.doors.rest.idempotency import ABANDONED, KEPT, MOST_KEPT
from fla.settings import Settings
from tests.access.machine import Machine, register
from tests.conftest import Connection, Database
from tests.contracts.contract import published
from tests.doors.rest.conftest import BASE, Channel, speaking, token_of
from tests.intake import build

_OPERATION = published().operation("registerTraining").node
BODY: dict[str, Any] = _OPERATION["requestBody"]["content"]["application/json"]["example"]
OTHER = BODY | {"reference": "2026-0118"}


@dataclass
class MovingClock:
    """A clock that a test sets."""

    instant: dt.datetime = dt.datetime(2026, 11, 22, 11, tzinfo=dt.UTC)

    def now(self) -> dt.datetime:
        return self.instant

    def today(self) -> dt.date:
        return self.instant.astimezone(BRUSSELS).date()


@dataclass
class Work:
    """Stands in for what registers a training: counts what it did, and does what it is told."""

    done: int = 0
    refusal: Exception | None = None
    padding: str = ""
    gate: asyncio.Event | None = None
    started: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, call: Call) -> Answer:
        self.done += 1
        self.started.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.refusal is not None:
            raise self.refusal
        outcome = Outcome(
            declaration_id=f"d-{self.done}{self.padding}",
            reference=call.body["reference"],
            status="accepted",
        )
        return Answer(201, outcome, etag="1", location=f"/t/{self.done}", localised=True)


@dataclass
class Bench:
    """The channel with work that a test looks at, at a time that it sets."""

    channel: Channel
    work: Work
    clock: MovingClock
    machine: Machine
    other: str
    """A token of another client."""

    async def send(
        self, key: str | None = "k-1", body: Any = BODY, token: str = "", version: str = ""
    ) -> httpx.Response:
        headers = {} if key is None else {"Idempotency_Key": key}
        if version:
            headers["If_Match"] = version
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return await self.channel.call("POST", "/trainings", body, **headers)


@pytest.fixture
async def bench(database: Database, app: Connection) -> AsyncIterator[Bench]:
    clock, work = MovingClock(), Work()
    foundation = Foundation(
        Settings(), open_pool(database.app_url, 4), clock, b"of the tests alone"
    )
    async with foundation.opened():
        first = await register(app, clock, build.BAKERY, scopes=SCOPES)
        second = await register(app, clock, build.BAKERY, client_id="second-demo", scopes=SCOPES)
        application = RestApplication(foundation, {"registerTraining": work})
        async with speaking(application) as http:
            channel = Channel(http, foundation, await token_of(foundation, first))
            yield Bench(channel, work, clock, first, await token_of(foundation, second))


def _told(answer: httpx.Response) -> tuple[Any, ...]:
    names = ("etag", "location", "content-language", "content-type")
    return answer.status_code, answer.content, [answer.headers.get(name) for name in names]


async def test_the_same_call_gets_the_very_same_answer(bench: Bench) -> None:
    first, second = await bench.send(), await bench.send()

    assert first.status_code == 201
    assert _told(first) == _told(second)
    assert bench.work.done == 1
    assert first.headers["belgov-trace-id"] != second.headers["belgov-trace-id"]


async def test_without_a_key_a_call_is_done_every_time(bench: Bench) -> None:
    first, second = await bench.send(None), await bench.send(None)

    assert [first.headers["location"], second.headers["location"]] == ["/t/1", "/t/2"]


async def test_quotes_around_a_key_are_no_part_of_it(bench: Bench) -> None:
    assert _told(await bench.send("k-1")) == _told(await bench.send('"k-1"'))


async def test_a_key_belongs_to_one_call(bench: Bench) -> None:
    await bench.send()

    answer = await bench.send(body=OTHER)

    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:problem-type:fla:conflict"
    assert bench.work.done == 1


async def test_a_change_of_another_version_is_another_call(bench: Bench) -> None:
    """Who read again after a 412 is not told of it once more."""
    first = await bench.send(version='"1"')
    second, again = await bench.send(version='"2"'), await bench.send(version='"1"')

    assert [first.status_code, second.status_code, again.status_code] == [201, 409, 201]
    assert bench.work.done == 1


async def test_two_clients_may_use_the_same_key(bench: Bench) -> None:
    first, second = await bench.send(), await bench.send(body=OTHER, token=bench.other)

    assert [first.status_code, second.status_code] == [201, 201]
    assert bench.work.done == 2


async def test_of_two_at_once_one_is_done_and_the_other_told_to_wait(bench: Bench) -> None:
    bench.work.gate = asyncio.Event()
    first = asyncio.create_task(bench.send())
    await bench.work.started.wait()

    second = await bench.send()
    bench.work.gate.set()

    assert second.status_code == 409
    assert second.headers["retry-after"] == "1"
    assert (await first).status_code == 201
    assert _told(await bench.send()) == _told(await first)
    assert bench.work.done == 1


async def test_of_many_at_once_exactly_one_is_done(bench: Bench) -> None:
    answers = await asyncio.gather(*(bench.send() for _ in range(12)))

    assert bench.work.done == 1
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert sum(answer.status_code == 201 for answer in answers) >= 1


async def test_what_is_wrong_with_the_request_stays_so(bench: Bench) -> None:
    bench.work.refusal = Refusal(400, "badRequest")
    first = await bench.send()
    bench.work.refusal = None

    assert _told(await bench.send()) == _told(first)
    assert first.status_code == 400
    assert bench.work.done == 1


@pytest.mark.parametrize("longer", [0, 1])
async def test_an_answer_beyond_measure_is_made_anew(bench: Bench, longer: int) -> None:
    around = len((await bench.send(None)).content)
    bench.work.padding = "x" * (MOST_KEPT - around + longer)
    first, second = await bench.send(), await bench.send()

    assert [first.status_code, second.status_code] == [201, 201]
    assert len(first.content) == MOST_KEPT + longer
    assert bench.work.done == 2 + longer
    assert await _keys(bench) == ([] if longer else ["k-1"])


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (Refusal(403, "missingPermission"), 403),
        (Refusal(404, "resourceNotFound"), 404),
        (Refusal(409, "fla:conflict"), 409),
        (Refusal(412, "fla:preconditionFailed"), 412),
        (Refusal(429, "tooManyRequests", retry_after=1), 429),
        (Refusal(503, "serviceUnavailable", retry_after=5), 503),
        (RuntimeError("a fault of ours"), 500),
    ],
)
async def test_what_may_come_right_may_be_tried_again(
    bench: Bench, refusal: Exception, status: int
) -> None:
    bench.work.refusal = refusal
    assert (await bench.send()).status_code == status
    bench.work.refusal = None

    assert (await bench.send()).status_code == 201
    assert bench.work.done == 2


async def test_a_key_is_free_again_after_a_day(bench: Bench) -> None:
    await bench.send()
    await bench.send("k-2")
    bench.clock.instant += KEPT
    bench.channel.token = await token_of(bench.channel.foundation, bench.machine)

    answer = await bench.send(body=OTHER)

    assert answer.status_code == 201
    assert bench.work.done == 3
    assert await _keys(bench) == ["k-1"], "what has expired is forgotten on the way"


async def test_a_call_that_died_is_taken_over_in_a_while_and_by_no_other(bench: Bench) -> None:
    bench.work.gate = asyncio.Event()
    dying = asyncio.create_task(bench.send())
    await bench.work.started.wait()
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    bench.work.gate = None

    assert (await bench.send()).status_code == 409
    bench.clock.instant += ABANDONED + dt.timedelta(seconds=1)
    assert (await bench.send(body=OTHER)).status_code == 409
    assert (await bench.send()).status_code == 201


async def test_who_comes_back_late_does_not_overwrite_the_answer(bench: Bench) -> None:
    bench.work.gate = asyncio.Event()
    slow = asyncio.create_task(bench.send())
    await bench.work.started.wait()
    bench.clock.instant += ABANDONED + dt.timedelta(seconds=1)
    gate, bench.work.gate = bench.work.gate, None
    quick = await bench.send()
    gate.set()
    await slow

    assert _told(await bench.send()) == _told(quick)


@pytest.mark.parametrize("key", ["", "a b", "é", "x" * 65, "a,b"])
async def test_a_key_that_is_none_is_refused(bench: Bench, key: str) -> None:
    headers = {b"Authorization": f"Bearer {bench.channel.token}".encode()}
    headers[b"Idempotency-Key"] = key.encode("latin-1")
    answer = await bench.channel.http.post(BASE + "/trainings", json=BODY, headers=headers)

    assert answer.status_code == 400
    assert {one["name"] for one in answer.json()["issues"]} == {"Idempotency-Key"}
    assert bench.work.done == 0


async def test_an_answer_that_cannot_be_kept_is_given_all_the_same(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise psycopg.OperationalError("the database is gone")

    with monkeypatch.context() as patched, capture_logs() as log:
        patched.setattr(keyed_call_store, "keep", fail)
        answer = await bench.send()

    assert answer.status_code == 201
    assert [one["event"] for one in log] == ["rest.answer_not_kept"]
    assert (await bench.send()).status_code == 409


async def test_nobody_sees_what_another_enterprise_was_answered(bench: Bench) -> None:
    await bench.send()

    assert await _keys(bench, enterprise(build.BAKERY)) == ["k-1"]
    assert await _keys(bench, enterprise(build.FOUNDRY)) == []
    assert await _keys(bench, INTAKE) == []


async def _keys(bench: Bench, identity: Identity = ACCESS) -> list[str]:
    async with bench.channel.foundation.pool.connection() as connection:
        await assume(connection, identity, bench.clock.today())
        cursor = await connection.execute("SELECT key FROM keyed_call ORDER BY key")
        return [str(row[0]) for row in await cursor.fetchall()]
