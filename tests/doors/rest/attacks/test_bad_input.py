"""Bad input at every operation: each is refused as the contract says, and nothing is written."""

import functools
import gzip
import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest

from tests.contracts.contract import published
from tests.doors.rest.answers import accept
from tests.doors.rest.attacks.conftest import NARROW, Scene
from tests.doors.rest.attacks.requests import sound
from tests.doors.rest.conftest import BASE

pytestmark = pytest.mark.asyncio(loop_scope="module")

ALL = [one.node["operationId"] for one in published().operations()]
PROTECTED = [
    one.node["operationId"] for one in published().operations() if one.node.get("security") != []
]
WITH_BODY = [
    one.node["operationId"]
    for one in published().operations()
    if "application/json" in one.node.get("requestBody", {}).get("content", {})
]
"""Those whose body is a record; files are looked at in `test_batches` and `test_spooling`."""
PATHS = sorted(published().paths)
PROBLEM = "urn:problem-type:"
NOTHING: Mapping[str, str] = {}


def problem(answer: httpx.Response) -> str:
    """Return the type of the problem that an answer tells."""
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["status"] == answer.status_code
    return str(answer.json()["type"].removeprefix(PROBLEM))


def headers(scene: Scene, **more: str) -> dict[str, str]:
    sent = {"authorization": f"Bearer {scene.tokens['bakery']}", "if-match": '"1"'}
    return sent | {name.replace("_", "-"): value for name, value in more.items()}


async def send(
    scene: Scene,
    operation_id: str,
    content: bytes | None = None,
    query: Mapping[str, str] = NOTHING,
    **more: str,
) -> httpx.Response:
    """Send bytes to where a sound request goes, or that request's own body."""
    request = sound(operation_id, scene.sides.own)
    own, media_type = request.sent
    return await scene.http.request(
        request.operation.method.upper(),
        BASE + request.operation.path.format(**request.path),
        params={**request.query, **query},
        content=own if content is None else content,
        headers=headers(scene, **{"content_type": media_type} | more),
    )


TOKENS = {
    "none": ("", "noAccessToken"),
    "another scheme": ("Basic YWJjOmRlZg==", "noAccessToken"),
    "empty": ("Bearer ", "invalidAccessToken"),
    "no token": ("Bearer x.y.z", "invalidAccessToken"),
    "unsigned": ("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJiYWtlcnkifQ.", "invalidAccessToken"),
}


@pytest.mark.parametrize("operation_id", PROTECTED)
async def test_without_a_token_that_holds_nobody_comes_in(scene: Scene, operation_id: str) -> None:
    for token, type_ in TOKENS.values():
        answer = await send(scene, operation_id, authorization=token)
        accept(operation_id, answer)
        assert (answer.status_code, problem(answer)) == (401, f"belgif:{type_}")
        assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("operation_id", PROTECTED)
async def test_a_token_of_other_scopes_does_not_do(scene: Scene, operation_id: str) -> None:
    stated = published().operation(operation_id).node["security"]
    asked = {scope for one in stated for scopes in one.values() for scope in scopes}
    token = next(scene.tokens[scope] for scope in NARROW if scope not in asked)
    answer = await send(scene, operation_id, authorization=f"Bearer {token}")
    accept(operation_id, answer)
    assert (answer.status_code, problem(answer)) == (403, "belgif:missingScope")
    assert set(answer.json()["requiredScopes"]) == asked


@pytest.mark.parametrize("path", PATHS)
async def test_another_method_is_told_which_there_are(scene: Scene, path: str) -> None:
    known = {name.upper() for name in published().paths[path] if name != "parameters"}
    address = BASE + path.replace("{", "").replace("}", "")
    for method in {"GET", "PUT", "POST", "PATCH", "DELETE", "TRACE", "PROPFIND"} - known:
        answer = await scene.http.request(method, address, headers=headers(scene))
        assert (answer.status_code, problem(answer)) == (405, "fla:methodNotAllowed"), method
        allowed = {one.strip() for one in answer.headers["allow"].split(",")}
        assert known <= allowed <= known | {"HEAD", "OPTIONS"}


@pytest.mark.parametrize("operation_id", ALL)
async def test_an_unknown_parameter_is_refused(scene: Scene, operation_id: str) -> None:
    answer = await send(scene, operation_id, query={"ssin": "85073003328"})
    if operation_id.startswith("getContract") or operation_id == "getHealth":
        assert answer.status_code in (200, 400)
        return
    accept(operation_id, answer)
    assert answer.status_code == 400, answer.text
    [issue] = answer.json()["issues"]
    assert (issue["in"], issue["name"]) == ("query", "ssin")
    assert issue["type"].endswith("unknownInput")


def body_of(operation_id: str, scene: Scene) -> dict[str, Any]:
    return dict(sound(operation_id, scene.sides.own).body)


@pytest.mark.parametrize("operation_id", WITH_BODY)
async def test_an_unknown_member_is_refused(scene: Scene, operation_id: str) -> None:
    body = body_of(operation_id, scene) | {"enterpriseNumbr": "x"}
    answer = await send(scene, operation_id, json.dumps(body).encode())
    accept(operation_id, answer)
    assert answer.status_code == 400
    [issue] = answer.json()["issues"]
    assert issue["pointer"] == "/enterpriseNumbr"
    assert issue["type"].endswith("unknownInput")


MEDIA_TYPES = (
    "text/plain",
    "application/xml",
    "application/x-www-form-urlencoded",
    "application/json; charset=utf-16",
    "application/json; charset=latin-1",
)


@pytest.mark.parametrize("operation_id", WITH_BODY)
async def test_another_media_type_or_charset_is_refused(scene: Scene, operation_id: str) -> None:
    for said in MEDIA_TYPES:
        answer = await send(scene, operation_id, content_type=said)
        accept(operation_id, answer)
        assert (answer.status_code, problem(answer)) == (415, "fla:unsupportedMediaType"), said


LARGE = b'{"a": "' + b"x" * (8 * 1024 * 1024) + b'"}'
PACKED = functools.cache(lambda: gzip.compress(LARGE + b" " * len(LARGE), 1))
UNREADABLE: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda body: b"",
    "cut off": lambda body: body[:-1],
    "two values": lambda body: body + body,
    "a member twice": lambda body: b'{"reference": "A", ' + body[1:-1] + b', "reference": "B"}',
    "deep": lambda body: b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "not UTF-8": lambda body: body[:-1] + b', "x": "\xff\xfe"}',
    "UTF-16": lambda body: body.decode().encode("utf-16"),
    "a lone surrogate": lambda body: body[:-1] + b', "x": "\\ud800"}',
    "a NUL": lambda body: body[:-1] + b', "x": "a\x00b"}',
    "a comment": lambda body: b"/* */" + body,
    "no number": lambda body: body[:-1] + b', "x": NaN}',
    "no object": lambda body: b"[]",
    "null": lambda body: b"null",
}


@pytest.mark.parametrize("operation_id", WITH_BODY)
async def test_a_body_that_cannot_be_read_is_refused(scene: Scene, operation_id: str) -> None:
    body = json.dumps(body_of(operation_id, scene)).encode()
    for name, spoil in UNREADABLE.items():
        answer = await send(scene, operation_id, spoil(body))
        accept(operation_id, answer)
        assert answer.status_code == 400, (name, answer.text)
        assert answer.json()["issues"], name


@pytest.mark.parametrize("operation_id", WITH_BODY)
async def test_a_body_over_the_limit_is_refused(scene: Scene, operation_id: str) -> None:
    for content, packing in ((LARGE, "identity"), (PACKED(), "gzip")):
        answer = await send(scene, operation_id, content, content_encoding=packing)
        accept(operation_id, answer)
        assert (answer.status_code, problem(answer)) == (413, "belgif:payloadTooLarge")
