"""A call goes through its stages, and each answers as the contract and the guide say."""

import pytest

from fla.doors.rest.answer import Answer
from tests.doors.rest.conftest import BASE, token_of
from tests.doors.rest.pipeline import BODY, TRAINING, Pipeline, kind, named
from tests.intake import build

pytestmark = pytest.mark.asyncio(loop_scope="module")


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
