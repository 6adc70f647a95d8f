"""Another employer's numbers, people and objects in every place of every operation.

Nothing comes of it: no success, no word of what is the other's, not a row of his changed. The same
request about one's own is answered with success, so none of it fails for another reason.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from tests.contracts.contract import published
from tests.doors.rest.answers import accept
from tests.doors.rest.attacks.conftest import Scene
from tests.doors.rest.attacks.requests import NAMES, Place, Request, places, sound
from tests.doors.rest.attacks.world import SECRETS, Sides

pytestmark = pytest.mark.asyncio(loop_scope="module")

OPERATIONS = [
    one.node["operationId"] for one in published().operations() if one.node.get("security") != []
]
ANYBODY = {
    "providerNumber": "a training may be given by anybody",
    "mandatary": "a mandate may be proposed to anybody",
    "counterparty": "a filter of one's own mandates",
}
"""Members that may name another enterprise."""
HIRING = {"registerEmployment", "submitDeclarations"}
"""Operations that may name anybody's worker: he is hired."""


def named_paths(request: Request, sides: Sides) -> Iterator[Request]:
    """Yield the request with the other's number, with his object at one's own number, and both."""
    theirs = {"enterpriseNumber": sides.their.number}
    for name, own in request.path.items():
        if name == "enterpriseNumber":
            yield replace(request, path=request.path | theirs)
            continue
        for id_ in sides.their.all_ids:
            yield replace(request, path=request.path | {name: id_})
            yield replace(request, path=request.path | theirs | {name: id_})
        assert name in NAMES or own in sides.own.all_ids


def named_queries(request: Request, sides: Sides) -> Iterator[Request]:
    for one in request.operation.parameters:
        schema = str(one["schema"].get("$ref", ""))
        if one["in"] == "query" and schema.endswith("/EnterpriseNumber"):
            yield replace(request, query={one["name"]: sides.their.number})


def named_bodies(request: Request, sides: Sides) -> Iterator[tuple[Place, Request]]:
    values = {
        "EnterpriseNumber": [sides.their.number],
        "Ssin": [sides.their.worker],
        "Uuid": sides.their.all_ids,
    }
    for place, type_ in places(request):
        for value in values[type_]:
            yield place, request.with_body(place, value)


def attacks(request: Request, sides: Sides) -> Iterator[tuple[str, Request]]:
    """Yield the other's in every place of a request, and what that place is called."""
    for one in named_paths(request, sides):
        yield "path", one
    for one in named_queries(request, sides):
        yield next(iter(one.query)), one
    for place, one in named_bodies(request, sides):
        yield str(place[-1] if isinstance(place[-1], str) else place[-2]), one


def came_to_nothing(answer: httpx.Response) -> bool:
    """Tell whether an answer refuses, or rejects all it was given, or found nothing."""
    if answer.status_code >= 400:
        return answer.status_code in (400, 403, 404, 409, 412)
    items: list[Any] = answer.json().get("items", [None])
    return all(item is not None and item.get("status") == "rejected" for item in items)


def may_succeed(operation_id: str, name: str) -> bool:
    return name in ANYBODY or (name == "ssin" and operation_id in HIRING)


def check(operation_id: str, name: str, request: Request, answer: httpx.Response) -> None:
    accept(operation_id, answer)
    shown = f"{request.text} {answer.status_code} {answer.text}"
    assert may_succeed(operation_id, name) or came_to_nothing(answer), shown


def told(sides: Sides, request: Request, answer: httpx.Response) -> list[str]:
    """Return what an answer says of the other beyond what it was asked."""
    known = [*SECRETS, sides.their.worker, sides.their.colleague, *sides.their.all_ids]
    return [word for word in known if word in answer.text and word not in request.text]


@pytest.mark.parametrize("operation_id", OPERATIONS)
async def test_nothing_comes_of_naming_another_employers_own(
    scene: Scene, operation_id: str
) -> None:
    request = sound(operation_id, scene.sides.own)
    before = scene.rows(scene.sides.their.number)
    for name, attack in attacks(request, scene.sides):
        answer = await scene.send(attack)
        check(operation_id, name, attack, answer)
        assert not told(scene.sides, attack, answer), answer.text
    assert scene.rows(scene.sides.their.number) == before


@pytest.mark.parametrize("operation_id", OPERATIONS)
async def test_the_same_about_ones_own_succeeds(scene: Scene, operation_id: str) -> None:
    request = sound(operation_id, scene.sides.own)
    answer = await scene.send(request, version=2 if operation_id == "closeMandate" else 1)
    accept(operation_id, answer)
    assert answer.is_success, answer.text
    assert '"rejected":1' not in answer.text, answer.text
    assert not told(scene.sides, request, answer)
