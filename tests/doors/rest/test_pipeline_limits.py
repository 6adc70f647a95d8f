"""How much the channel takes on: calls and bodies at once, calls a minute, failed ones."""

import asyncio
import gc
import json
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from fla.access.model import Principal
from fla.access.oauth import ExpiredTokenError, InvalidTokenError
from fla.doors.rest.answer import Answer, Refusal
from fla.doors.rest.application import RestApplication
from fla.doors.rest.call import Call
from fla.doors.rest.texts import problem_detail
from tests.doors.rest.conftest import BASE, Channel, speaking
from tests.doors.rest.pipeline import BODY, TRAINING, Pipeline, kind

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_more_calls_than_fit_are_turned_away_before_anything_else(
    pipeline: Pipeline,
) -> None:
    foundation = pipeline.ground.foundation_with(most_calls=2)
    begun, gate = asyncio.Semaphore(0), asyncio.Event()

    async def waiting(call: Call) -> Answer:
        begun.release()
        await gate.wait()
        return Answer(201, {})

    async with speaking(RestApplication(foundation, {"registerTraining": waiting})) as http:
        channel = Channel(http, foundation, pipeline.channel.token)
        first = [asyncio.create_task(channel.call("POST", "/trainings", BODY)) for _ in range(2)]
        await begun.acquire()
        await begun.acquire()
        with capture_logs() as log:
            away = [
                await channel.call(method, path, body, Authorization="", Accept_Language="de")
                for method, path, body in (("POST", "/trainings", b"{"), ("HEAD", "/nowhere", None))
            ]
        gate.set()
        served = await asyncio.gather(*first)
        again = await channel.call("POST", "/trainings", BODY)

    assert [one.status_code for one in away] == [429, 429]
    assert kind(away[0]) == "belgif:tooManyRequests"
    assert away[0].headers["retry-after"] == str(away[0].json()["retryAfterSec"]) == "1"
    assert away[0].headers["content-language"] == "de"
    assert away[0].headers["cache-control"] == "no-store"
    assert away[0].json()["detail"] == problem_detail("tooManyRequests", "de")
    assert away[1].content == b""
    assert log == [{"event": "rest.turned_away", "log_level": "warning", "calls": 1}]
    assert [one.status_code for one in (*served, again)] == [201, 201, 201]


async def test_a_slow_body_keeps_no_place_from_others(pipeline: Pipeline) -> None:
    foundation = pipeline.ground.foundation_with(most_calls=1, body_timeout=5)
    application = RestApplication(foundation, {"registerTraining": pipeline.handling})
    come = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        await come.wait()
        yield json.dumps(BODY).encode()

    async with speaking(application) as http:
        channel = Channel(http, foundation, pipeline.channel.token)
        headers = {"Authorization": f"Bearer {channel.token}", "Content-Type": "application/json"}
        address = f"{BASE}/trainings"
        slow = asyncio.create_task(http.post(address, content=slowly(), headers=headers))
        await asyncio.sleep(0.1)
        quick = await channel.call("POST", "/trainings", BODY)
        come.set()

    assert quick.status_code == 201
    assert (await slow).status_code == 201


async def test_bodies_that_do_not_fit_together_are_turned_away(pipeline: Pipeline) -> None:
    size = len(json.dumps(BODY))
    foundation = pipeline.ground.foundation_with(body_budget=2 * size)
    application = RestApplication(foundation, {"registerTraining": pipeline.handling})
    come, begun = asyncio.Event(), asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        raw = json.dumps(BODY).encode()
        yield raw[:-1]
        begun.set()
        await come.wait()
        yield raw[-1:]

    async with speaking(application) as http:
        channel = Channel(http, foundation, pipeline.channel.token)
        headers = {"Authorization": f"Bearer {channel.token}", "Content-Type": "application/json"}
        slow = asyncio.create_task(
            http.post(f"{BASE}/trainings", content=slowly(), headers=headers)
        )
        await begun.wait()
        away = await channel.call("POST", "/trainings", json.dumps(BODY).encode() + b"  ")
        come.set()
        served = await slow
        again = await channel.call("POST", "/trainings", json.dumps(BODY).encode() + b"  ")

    assert (away.status_code, kind(away)) == (429, "belgif:tooManyRequests")
    assert away.headers["retry-after"] == "1"
    assert [served.status_code, again.status_code] == [201, 201]


async def test_a_refused_body_is_let_go_of_at_once(pipeline: Pipeline) -> None:
    gc.collect()
    before = len(_refusals())
    gc.disable()
    try:
        answer = await pipeline.channel.call("POST", "/trainings", b'{"reference": 1}')
        after = len(_refusals())
    finally:
        gc.enable()

    assert answer.status_code == 400
    assert after == before, "with its traceback it would hold the body until the next collection"


def _refusals() -> list[Refusal]:
    return [one for one in gc.get_objects() if isinstance(one, Refusal)]


async def test_a_client_that_finds_nothing_again_and_again_is_stopped(pipeline: Pipeline) -> None:
    foundation = pipeline.ground.foundation_with(failed_rate_limit=12)

    async def nothing(call: Call) -> Answer:
        raise Refusal(404, "resourceNotFound")

    async with speaking(RestApplication(foundation, {"getTraining": nothing})) as http:
        channel = Channel(http, foundation, pipeline.channel.token)
        answers = [await channel.call("GET", TRAINING) for _ in range(4)]
        strangers = [await channel.call("GET", TRAINING, Authorization="") for _ in range(4)]

    assert [one.status_code for one in answers] == [404, 404, 429, 429]
    assert kind(answers[-1]) == "belgif:tooManyFailedRequests"
    assert answers[-1].json()["limit"] == 12
    assert [one.status_code for one in strangers] == [401, 401, 429, 429]


async def test_an_expired_token_is_told_as_one_however_often_it_comes(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    foundation = pipeline.ground.foundation_with(failed_rate_limit=12)

    async def expired(token: str) -> Principal:
        raise InvalidTokenError if token == "forged" else ExpiredTokenError

    monkeypatch.setattr(foundation.tokens, "principal", expired)
    async with speaking(RestApplication(foundation, {})) as http:
        channel = Channel(http, foundation, pipeline.channel.token)
        first = [await channel.call("GET", TRAINING) for _ in range(4)]
        forged = [
            await channel.call("GET", TRAINING, Authorization="Bearer forged") for _ in range(3)
        ]
        then = await channel.call("GET", TRAINING)

    assert [kind(one) for one in (*first, then)] == ["belgif:expiredAccessToken"] * 5
    assert [one.status_code for one in forged] == [401, 401, 429], "none of the others is counted"


async def test_a_client_may_not_call_more_often_than_set(pipeline: Pipeline) -> None:
    foundation = pipeline.ground.foundation_with(rate_limit=12)
    handlers = {"registerTraining": pipeline.handling}
    async with speaking(RestApplication(foundation, handlers)) as http:
        channel = Channel(http, foundation, pipeline.channel.token)
        answers = [await channel.call("POST", "/trainings", BODY) for _ in range(3)]

    assert [one.status_code for one in answers] == [201, 201, 429]
    assert answers[-1].json()["limit"] == 12
    assert answers[-1].headers["retry-after"] == "5"
