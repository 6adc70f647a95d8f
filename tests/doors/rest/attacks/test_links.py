"""The contract's links lead on: what they take from an answer is what the next operation takes."""

import re
from dataclasses import replace
from typing import Any

import httpx
import pytest

from tests.contracts.contract import Node, published
from tests.doors.rest.answers import accept
from tests.doors.rest.attacks.conftest import Scene
from tests.doors.rest.attacks.requests import Request, sound

pytestmark = pytest.mark.asyncio(loop_scope="module")


def _links() -> dict[str, tuple[str, Node]]:
    """The links of the contract, by where they come from and lead to."""
    return {
        f"{one.node['operationId']} {link['operationId']}": (one.node["operationId"], link)
        for one in published().operations()
        for response in one.node["responses"].values()
        for link in published().resolve(response).get("links", {}).values()
    }


LINKS = _links()
EXPRESSION = re.compile(r"\$(request|response)\.(body#/(?P<member>\w+)|header\.(?P<name>\w+))")
NOT_YET = {"confirmMandate", "closeMandate"}
"""Whoever proposed a mandate does not confirm it, and what is not active is not closed."""


async def test_every_kind_that_is_registered_leads_on() -> None:
    assert len({origin for origin, _ in LINKS.values()}) == 9


@pytest.mark.parametrize(("origin", "link"), LINKS.values(), ids=LINKS)
async def test_a_link_leads_on(scene: Scene, origin: str, link: Node) -> None:
    first = sound(origin, scene.sides.own)
    answer = await scene.send(first)
    accept(origin, answer)
    assert answer.status_code in (201, 202), answer.text
    values = {name: taken(said, first, answer) for name, said in link["parameters"].items()}
    name = link["operationId"]
    following = sound(name, scene.sides.own)
    path = {one: values[one] for one in following.path}
    version = int(values.get("If-Match", '"1"').strip('"'))
    reached = await scene.send(replace(following, path=path), version)
    accept(name, reached)
    assert reached.status_code in ((409,) if name in NOT_YET else (200, 202)), reached.text


def taken(said: str, request: Request, answer: httpx.Response) -> str:
    """Return what an expression of a link stands for."""
    found = re.fullmatch(
        r"\$(request|response)\.(body#/(?P<member>\w+)|header\.(?P<name>\w+))", said
    )
    assert found, said
    if found["name"]:
        return answer.headers[found["name"]]
    body: Any = request.body if found[1] == "request" else answer.json()
    return str(body[found["member"]])
