"""What is sent and what comes back: media types, versions, packing, and what goes wrong inside."""

import gzip
import json
from typing import Any

import psycopg
import psycopg_pool
import pytest
from structlog.testing import capture_logs

from fla.doors.rest.answer import Answer, Refusal
from fla.doors.rest.application import RestApplication
from fla.intake.desk import DeskBusyError
from tests.doors.rest.conftest import BASE
from tests.doors.rest.pipeline import BODY, TRAINING, Pipeline, kind

pytestmark = pytest.mark.asyncio(loop_scope="module")


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
