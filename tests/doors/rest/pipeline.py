"""The stages of a call with a stand-in for all handlers, and what is said of its answers."""

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx

from fla.contract.structs import Outcome
from fla.doors.foundation import Foundation
from fla.doors.rest.answer import Answer
from fla.doors.rest.call import Call
from fla.settings import Settings
from tests.access.machine import Machine
from tests.contracts.contract import published

if TYPE_CHECKING:
    from tests.doors.rest.conftest import Channel

_OPERATION = published().operation("registerTraining").node
BODY: dict[str, Any] = _OPERATION["requestBody"]["content"]["application/json"]["example"]

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
    channel: "Channel"
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
