"""A call goes through its stages, and each answers as the contract and the guide say."""

import asyncio
import copy
import gc
import gzip
import json
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg
import psycopg_pool
import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from fla.access.model import Principal
from fla.access.oauth import ExpiredTokenError, InvalidTokenError
from fla.access.scopes import SCOPES
from fla.contract.structs import Outcome
from fla.database.pool import open_pool
from fla.database.server import Server
from fla.doors.foundation import Foundation
from fla.doors.rest.answer import Answer, Refusal
from fla.doors.rest.application import RestApplication
from fla.doors.rest.call import Call
from fla.doors.rest.contract import contract
from fla.doors.rest.texts import problem_detail
from fla.intake.desk import DeskBusyError
from fla.settings import Settings
from tests.access.machine import Machine, register
from tests.contracts.contract import published
from tests.doors.rest.conftest import BASE, Channel, speaking, token_of
from tests.intake import build

_OPERATION = published().operation("registerTraining").node
BODY: dict[str, Any] = _OPERATION["requestBody"]["content"]["application/json"]["example"]
pytestmark = pytest.mark.asyncio(loop_scope="module")

TRAINING = "/employers/1900000069/trainings/01a20191-1a4f-7431-820c-5fa2dfb22899"


class Handling:
    """Stands in for all handlers: keeps the last call, and answers or raises what it is told."""

    def __init__(self) -> None:
        self.call: Call | None = None
        self.outcome: Answer | Exception = Answer(
            201,
            Outcome(declaration_id="d", reference="r", status="accepted"),
            etag="3",
            location="/t/1",
            localised=True,
        )

    async def __call__(self, call: Call) -> Answer:
        self.call = call
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome

    @property
    def seen(self) -> Call:
        assert self.call is not None, "no handler was called"
        return self.call


@dataclass
class Pipeline:
    channel: Channel
    handling: Handling
    ground: "Ground"

    async def call(self, *arguments: Any, **headers: str) -> httpx.Response:
        return await self.channel.call(*arguments, **headers)


@dataclass
class Ground:
    """What all tests of this module share: nothing that they do is kept."""

    foundation: Foundation
    machine: Machine
    token: str

    def foundation_with(self, **settings: int) -> Foundation:
        """Return the same foundation under other settings."""
        changed = copy.copy(self.foundation)
        changed.settings = Settings(**settings)  # type: ignore[arg-type]
        return changed


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ground(server: Server, template: str) -> AsyncIterator[Ground]:
    name = f"fla_pipeline_{os.getpid()}"
    server.create_database(name, template)
    pool = open_pool(server.app_url(name), 4)
    foundation = Foundation(Settings(), pool, build.CLOCK, b"known to the tests alone")
    async with foundation.opened():
        async with pool.connection() as connection:
            machine = await register(connection, build.CLOCK, build.BAKERY, scopes=SCOPES)
        yield Ground(foundation, machine, await token_of(foundation, machine))
    server.drop_database(name)


@pytest_asyncio.fixture(loop_scope="module")
async def pipeline(ground: Ground) -> AsyncIterator[Pipeline]:
    handling = Handling()
    handlers = {operation.id: handling for operation in contract().operations}
    async with speaking(RestApplication(ground.foundation, handlers)) as http:
        channel = Channel(http, ground.foundation, ground.token)
        yield Pipeline(channel, handling, ground)


def kind(answer: httpx.Response) -> str:
    """Return the kind of a problem, which is told as one in all respects."""
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["status"] == answer.status_code
    assert problem["instance"] == f"urn:uuid:{answer.headers['belgov-trace-id']}"
    assert problem["title"]
    assert problem["detail"]
    own = problem["type"].startswith("urn:problem-type:fla:")
    assert own or problem["href"].startswith("https://www.belgif.be/specification/rest/api-guide/")
    return str(problem["type"]).removeprefix("urn:problem-type:")


def named(answer: httpx.Response) -> list[tuple[str, str, str]]:
    """Return the issues of a problem: where, of which name, of which kind."""
    return [
        (one["in"], one.get("name", ""), one["type"].rpartition(":")[2])
        for one in answer.json()["issues"]
    ]


async def test_a_sound_call_reaches_its_handler_and_is_answered(pipeline: Pipeline) -> None:
    answer = await pipeline.call("POST", "/trainings", BODY, Accept_Language="fr-BE, nl;q=0.5")

    call = pipeline.handling.seen
    assert call.operation == "registerTraining"
    assert call.body == BODY
    assert call.language == "fr"
    assert call.client.enterprise_number == build.BAKERY
    assert call.sender.door == "rest"
    assert answer.status_code == 201
    assert answer.json() == {"declarationId": "d", "reference": "r", "status": "accepted"}
    assert answer.headers["etag"] == '"3"'
    assert answer.headers["location"] == "/t/1"
    assert answer.headers["content-language"] == "fr"
    assert answer.headers["vary"] == "Accept-Language"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "access-control-allow-origin" not in answer.headers
    assert "server" not in answer.headers


async def test_parameters_come_typed_and_with_their_defaults(pipeline: Pipeline) -> None:
    await pipeline.call("GET", "/employers/1900000069/headCounts?quarter=2026Q3&pageSize=7")
    call = pipeline.handling.seen
    assert call.path == {"enterpriseNumber": "1900000069"}
    assert call.query == {"quarter": "2026Q3", "pageSize": 7}

    await pipeline.call("GET", "/mandates")
    assert pipeline.handling.seen.query == {"pageSize": 50}


@pytest.mark.parametrize(
    ("query", "issues"),
    [
        ("pageSize=0", [("query", "pageSize", "schemaViolation")]),
        ("pageSize=501", [("query", "pageSize", "schemaViolation")]),
        ("pageSize=1e1", [("query", "pageSize", "schemaViolation")]),
        ("pageSize=01", [("query", "pageSize", "schemaViolation")]),
        ("pageSize=%D9%A1", [("query", "pageSize", "schemaViolation")]),
        ("pageSize=", [("query", "pageSize", "schemaViolation")]),
        ("pageSize=1&pageSize=1", [("query", "pageSize", "schemaViolation")]),
        ("surprise=1", [("query", "surprise", "unknownInput")]),
        ("PageSize=1", [("query", "PageSize", "unknownInput")]),
        (
            "status=done&surprise&counterparty=x",
            [
                ("query", "status", "schemaViolation"),
                ("query", "surprise", "unknownInput"),
                ("query", "counterparty", "schemaViolation"),
            ],
        ),
        ("status=%FF%00", [("query", "status", "schemaViolation")]),
    ],
)
async def test_what_is_wrong_with_a_query_is_told_in_full(
    pipeline: Pipeline, query: str, issues: list[tuple[str, str, str]]
) -> None:
    answer = await pipeline.call("GET", f"/mandates?{query}")

    assert answer.status_code == 400
    assert kind(answer) == "belgif:badRequest"
    assert named(answer) == issues
    assert pipeline.handling.call is None


async def test_what_is_wrong_with_address_headers_and_body_is_told_in_one_answer(
    pipeline: Pipeline,
) -> None:
    answer = await pipeline.call(
        "PATCH",
        "/employers/190000006/trainings/1?x=1",
        {"training": {"title": 1}},
        BelGov_Trace_Id="x" * 37,
        Accept_Language="nl",
    )

    assert named(answer) == [
        ("path", "enterpriseNumber", "schemaViolation"),
        ("path", "trainingId", "schemaViolation"),
        ("query", "x", "unknownInput"),
        ("header", "BelGov-Trace-Id", "schemaViolation"),
        ("header", "If-Match", "schemaViolation"),
        ("body", "training.title", "schemaViolation"),
    ]
    assert answer.json()["issues"][-1] == {
        "type": "urn:problem-type:belgif:input-validation:schemaViolation",
        "title": "Input isn't valid with respect to schema",
        "detail": "training.title “1”: verwacht wordt tekst.",
        "in": "body",
        "name": "training.title",
        "pointer": "/training/title",
        "value": 1,
    }


@pytest.mark.parametrize(
    ("language", "detail"),
    [
        ("nl-BE", "ssin: dit gegeven ontbreekt."),
        ("fr", "ssin\N{NO-BREAK SPACE}: cette donnée manque."),
        ("de-DE;q=0.9, en;q=0.8", "ssin: Diese Angabe fehlt."),
        ("en-GB", "ssin: this information is missing."),
        ("pl", "ssin: dit gegeven ontbreekt."),
        ("*", "ssin: dit gegeven ontbreekt."),
    ],
)
async def test_issues_speak_the_readers_language(
    pipeline: Pipeline, language: str, detail: str
) -> None:
    body = {name: value for name, value in BODY.items() if name != "ssin"}

    answer = await pipeline.call("POST", "/trainings", body, Accept_Language=language)

    assert answer.json()["issues"][0]["detail"] == detail


@pytest.mark.parametrize(
    ("method", "path", "status", "expected"),
    [
        ("GET", "/", 404, "belgif:resourceNotFound"),
        ("GET", "/health/", 404, "belgif:resourceNotFound"),
        ("GET", "/employers/1900000069", 404, "belgif:resourceNotFound"),
        ("PUT", "/trainings", 405, "fla:methodNotAllowed"),
        ("GET", "/trainings", 405, "fla:methodNotAllowed"),
        ("TRACE", "/health", 405, "fla:methodNotAllowed"),
        ("BREW", "/health", 405, "fla:methodNotAllowed"),
        ("get", "/health", 405, "fla:methodNotAllowed"),
    ],
)
async def test_addresses_and_methods_that_are_none(
    pipeline: Pipeline, method: str, path: str, status: int, expected: str
) -> None:
    request = pipeline.channel.http.build_request("GET", BASE + path)
    request.method = method  # as it is; httpx would write it in capitals

    answer = await pipeline.channel.http.send(request)

    assert answer.status_code == status
    assert kind(answer) == expected
    assert ("allow" in answer.headers) == (status == 405)


async def test_head_is_get_without_a_body_and_options_tells_the_methods(pipeline: Pipeline) -> None:
    pipeline.handling.outcome = Answer(body={"a": 1}, etag="3")
    got, head = await pipeline.call("GET", TRAINING), await pipeline.call("HEAD", TRAINING)
    options = await pipeline.call("OPTIONS", TRAINING)

    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == got.headers["content-length"] == "7"
    assert options.status_code == 204
    assert options.headers["allow"] == "DELETE, GET, HEAD, OPTIONS, PATCH"
    assert (await pipeline.call("HEAD", "/nowhere")).content == b""


@pytest.mark.parametrize(
    ("authorization", "expected", "challenge"),
    [
        ("", "noAccessToken", "Bearer"),
        ("Basic eDp5", "noAccessToken", "Bearer"),
        ("Bearer", "invalidAccessToken", "invalid_token"),
        ("Bearer x", "invalidAccessToken", "invalid_token"),
        ("Bearer " + "x" * 10_000, "invalidAccessToken", "invalid_token"),
        ("Bearer eyJhbGciOiJub25lIn0.e30.", "invalidAccessToken", "invalid_token"),
        ("Bearer a b", "invalidAccessToken", "invalid_token"),
    ],
)
async def test_who_shows_no_token_is_challenged(
    pipeline: Pipeline, authorization: str, expected: str, challenge: str
) -> None:
    answer = await pipeline.call("POST", "/trainings", b"{", Authorization=authorization)

    assert answer.status_code == 401
    assert kind(answer) == f"belgif:{expected}"
    assert challenge in answer.headers["www-authenticate"]
    assert pipeline.handling.call is None


async def test_the_scheme_of_a_token_may_be_written_in_any_case(pipeline: Pipeline) -> None:
    token = pipeline.channel.token

    answer = await pipeline.call("POST", "/trainings", BODY, Authorization=f"bearer  {token}")

    assert answer.status_code == 201


async def test_a_token_without_the_scope_is_told_which(pipeline: Pipeline) -> None:
    channel = pipeline.channel
    channel.token = await token_of(
        channel.foundation, pipeline.ground.machine, "scope:fla:training:consult"
    )

    answer = await pipeline.call("POST", "/trainings", BODY)

    assert answer.status_code == 403
    assert kind(answer) == "belgif:missingScope"
    assert answer.json()["requiredScopes"] == ["scope:fla:training:declare"]
    assert 'scope="scope:fla:training:declare"' in answer.headers["www-authenticate"]
    pipeline.handling.outcome = Answer(body={"items": []})
    assert (await pipeline.call("GET", TRAINING)).status_code == 200


async def test_one_of_several_scopes_is_enough(pipeline: Pipeline) -> None:
    channel, machine = pipeline.channel, pipeline.ground.machine
    item = {
        "kind": "optOut",
        "action": "cancel",
        "reference": "R",
        "enterpriseNumber": "1900000069",
    }
    pipeline.handling.outcome = Answer(body={})

    channel.token = await token_of(channel.foundation, machine, "scope:fla:right:declare")
    taken = await pipeline.call("POST", "/declarations/submit", {"items": [item]})
    channel.token = await token_of(channel.foundation, machine, "scope:fla:right:consult")
    refused = await pipeline.call("POST", "/declarations/submit", {"items": [item]})

    assert [taken.status_code, refused.status_code] == [200, 403]
    assert len(refused.json()["requiredScopes"]) == 3


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("", 200),
        ("*/*", 200),
        ("application/*", 200),
        ("application/json", 200),
        ("text/html, application/json;q=0.1", 200),
        ("application/json; charset=utf-8", 200),
        ("text/html", 406),
        ("application/json;q=0", 406),
        ("application/xml;q=0.9, text/*", 406),
        ("application/problem+json", 406),
    ],
)
async def test_who_cannot_read_json_is_told_so(
    pipeline: Pipeline, accept: str, status: int
) -> None:
    pipeline.handling.outcome = Answer(body={})

    answer = await pipeline.call("GET", TRAINING, Accept=accept)

    assert answer.status_code == status
    assert status == 200 or kind(answer) == "fla:notAcceptable"


@pytest.mark.parametrize(
    ("known", "status"),
    [('"3"', 304), ('W/"3"', 304), ('"2", "3"', 304), ("*", 304), ('"2"', 200), ("3", 200)],
)
async def test_what_is_known_is_not_sent_again(pipeline: Pipeline, known: str, status: int) -> None:
    pipeline.handling.outcome = Answer(body={"a": 1}, etag="3")

    answer = await pipeline.call("GET", TRAINING, If_None_Match=known)

    assert answer.status_code == status
    assert answer.headers["etag"] == '"3"'
    assert bool(answer.content) == (status == 200)
    assert ("content-length" in answer.headers) == (status == 200)


@pytest.mark.parametrize(
    ("tag", "version"), [('"3"', 3), ("*", None), (' "12" ', 12), ('"999999999"', 999_999_999)]
)
async def test_the_version_that_is_changed_is_told(
    pipeline: Pipeline, tag: str, version: int | None
) -> None:
    await pipeline.call("DELETE", TRAINING, If_Match=tag)

    assert pipeline.handling.seen.version == version


@pytest.mark.parametrize("tag", ["3", 'W/"3"', '"x"', '"3", "4"', '"0"', '"99999999999"', '"٣"'])
async def test_a_version_that_never_was_is_not_changed(pipeline: Pipeline, tag: str) -> None:
    sent = {b"Authorization": f"Bearer {pipeline.channel.token}".encode()}
    sent[b"If-Match"] = tag.encode()

    answer = await pipeline.channel.http.delete(BASE + TRAINING, headers=sent)

    assert answer.status_code == 412
    assert kind(answer) == "fla:preconditionFailed"


async def test_a_body_may_be_packed(pipeline: Pipeline) -> None:
    packed = gzip.compress(json.dumps(BODY).encode())

    answer = await pipeline.call("POST", "/trainings", packed, Content_Encoding="gzip")

    assert answer.status_code == 201
    assert pipeline.handling.seen.body == BODY


@pytest.mark.parametrize(
    ("body", "more", "status", "expected"),
    [
        (b"{", {}, 400, "belgif:badRequest"),
        (b"", {}, 400, "belgif:badRequest"),
        (b"\xef\xbb\xbf{}", {}, 400, "belgif:badRequest"),
        (b"{}", {"Content_Type": "text/plain"}, 415, "fla:unsupportedMediaType"),
        (b"{}", {"Content_Encoding": "br"}, 415, "fla:unsupportedMediaType"),
        (b"{}", {"Content_Encoding": "gzip"}, 400, "belgif:badRequest"),
        (b" " * (8 * 1024 * 1024 + 1), {}, 413, "belgif:payloadTooLarge"),
    ],
    ids=["broken", "absent", "mark", "type", "packing", "unpacked", "large"],
)
async def test_a_body_that_cannot_be_read_is_refused(
    pipeline: Pipeline, body: bytes, more: dict[str, str], status: int, expected: str
) -> None:
    answer = await pipeline.call("POST", "/trainings", body, **more)

    assert answer.status_code == status
    assert kind(answer) == expected
    assert pipeline.handling.call is None


@pytest.mark.parametrize(
    ("error", "status", "expected"),
    [
        (RuntimeError("secret 85.07.30-033.28"), 500, "belgif:internalServerError"),
        (psycopg.OperationalError("host=secret"), 503, "belgif:serviceUnavailable"),
        (psycopg_pool.PoolTimeout("secret"), 503, "belgif:serviceUnavailable"),
        (DeskBusyError(), 429, "belgif:tooManyRequests"),
        (Refusal(403, "missingPermission"), 403, "belgif:missingPermission"),
    ],
)
async def test_what_goes_wrong_inside_is_told_without_details(
    pipeline: Pipeline, error: Exception, status: int, expected: str
) -> None:
    pipeline.handling.outcome = error

    with capture_logs() as log:
        answer = await pipeline.call("POST", "/trainings", BODY)

    assert answer.status_code == status
    assert kind(answer) == expected
    assert "secret" not in answer.text
    assert ("retry-after" in answer.headers) == (status in (429, 503))
    assert log[-1]["trace_id"] == answer.headers["belgov-trace-id"]
    assert [one for one in log if one["log_level"] == "error"] == (log[:1] if status == 500 else [])
    # Neither does the log bear what an error says: it may be about somebody.
    assert not {"exc_info", "exception"} & log[0].keys()
    assert "85.07.30" not in str(log)
    assert ("trace" in log[0]) == (status == 500)


async def test_a_clients_own_trace_id_is_in_the_log_beside_ours(pipeline: Pipeline) -> None:
    with capture_logs() as log:
        answer = await pipeline.call("POST", "/trainings", BODY, BelGov_Trace_Id="theirs-1")

    assert answer.headers["belgov-trace-id"] != "theirs-1"
    assert log == [
        {
            "event": "rest.call",
            "log_level": "info",
            "status": 201,
            "trace_id": answer.headers["belgov-trace-id"],
            "client_trace_id": "theirs-1",
            "operation": "registerTraining",
            "client": "payroll-demo",
        }
    ]


async def test_a_client_gone_is_nobodys_fault(pipeline: Pipeline) -> None:
    sent: list[Any] = []

    async def gone() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": f"{BASE}/trainings",
        "query_string": b"",
        "scheme": "http",
        "headers": [
            (b"authorization", f"Bearer {pipeline.channel.token}".encode()),
            (b"content-type", b"application/json"),
        ],
    }
    await RestApplication(pipeline.ground.foundation, {})(scope, gone, send)

    assert sent == []


async def test_over_tls_a_client_is_told_to_stay_there(pipeline: Pipeline) -> None:
    answer = await pipeline.channel.http.get(f"https://portal.test{BASE}/nowhere")

    assert answer.headers["strict-transport-security"] == "max-age=63072000"


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
