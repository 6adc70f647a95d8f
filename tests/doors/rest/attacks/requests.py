"""A sound request of the bakery for every operation, and the places in it that name somebody."""

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from fla.identifiers import ssin_with_check_digits
from tests.contracts.contract import Node, Operation, parts, published
from tests.doors.rest.attacks.world import Side

EXAMPLES = {"1900000069": "number", "85031403392": "worker", "90010100223": "worker"}
"""Whom the contract's examples speak of, and who that is on a side."""
NEW = ssin_with_check_digits("880515010")
NAMING = ("EnterpriseNumber", "Ssin", "Uuid")
"""The types of the contract by which employers, workers and objects are named."""
OTHERS = {
    "confirmTraining": ("trainingId", "proposal"),
    "confirmTrainings": ("trainingId", "proposal"),
    "objectToTraining": ("trainingId", "proposal"),
    "cancelEmployment": ("employmentId", "colleague"),
    "closeMandate": ("mandateId", "active"),
}
"""Operations that need something in another state than the others do."""
NAMES = {"codeListName": "TrainingStatus", "replyName": "acknowledgement"}
"""Parameters of paths that are everybody's."""
Place = tuple[Any, ...]
"""Names of members and numbers of items."""


@dataclass(frozen=True)
class Request:
    """What is sent for an operation."""

    operation: Operation
    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None

    @property
    def sent(self) -> tuple[bytes | None, str]:
        """The body as it goes over the wire, and its media type; a text is a file's."""
        if self.body is None:
            return None, ""
        if isinstance(self.body, str):
            return self.body.encode(), "application/xml"
        return json.dumps(self.body).encode(), "application/json"

    @property
    def text(self) -> str:
        """All that the client said itself, which an answer may say again."""
        return json.dumps([self.path, self.query, self.body], default=str)

    def with_body(self, place: Place, value: Any) -> "Request":
        """Return the request with another value at a place of its body."""
        body = copy.deepcopy(self.body)
        inner = body
        for step in place[:-1]:
            inner = inner[step]
        inner[place[-1]] = value
        return replace(self, body=body)


def sound(operation_id: str, side: Side) -> Request:
    """Return a request that is answered with success, for an employer about its own."""
    operation = published().operation(operation_id)
    ids = {name: str(one) for name, one in side.ids.items()}
    if operation_id in OTHERS:
        name, other = OTHERS[operation_id]
        ids[name] = str(side.others[other])
    path = {"enterpriseNumber": side.number, **NAMES, **ids}
    names = {one["name"] for one in operation.parameters if one["in"] == "path"}
    asked = [one for one in operation.parameters if one["in"] == "query" and one.get("required")]
    return Request(
        operation,
        {name: path[name] for name in names},
        {one["name"]: one["example"] for one in asked},
        _body(operation, side, ids),
    )


def _body(operation: Operation, side: Side, ids: dict[str, str]) -> Any:
    """The contract's example, said of a side's own people."""
    name = operation.node["operationId"]
    if name == "confirmTrainings":
        return {"trainings": [ids["trainingId"]]}
    stated = published().resolve(operation.node.get("requestBody", {}))
    for content in stated.get("content", {}).values():
        text = json.dumps(content["example"])
        for example, who in EXAMPLES.items():
            text = text.replace(example, getattr(side, who))
        body = json.loads(text)
        if isinstance(body, str):
            return body
        return SOUND.get(name, lambda body: body)(body)
    return None


def _first(body: Any, members: str) -> Any:
    """Keep the first of a list, which is the one without a fault."""
    return body | {members: body[members][:1]}


def _hired(body: Any) -> Any:
    """Say of somebody new what cannot be said twice of one who works there."""
    (body["items"][0] if "items" in body else body)["ssin"] = NEW
    return body


SOUND: dict[str, Callable[[Any], Any]] = {
    "registerTrainings": lambda body: _first(body, "items"),
    "submitDeclarations": lambda body: _hired(_first(body, "items")),
    "registerSession": lambda body: _first(body, "participants"),
    "registerEmployment": _hired,
    "registerOptOut": lambda body: body | {"optOut": {"year": 2026}},
    "registerHeadCount": lambda body: (
        body | {"headCount": body["headCount"] | {"quarter": "2026Q2"}}
    ),
}
"""What must be said otherwise than in the examples for a request to be sound here."""


def named(schema: Node, value: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Yield where a body names somebody or something or could, and by which type of the contract.

    A member that is not there counts, if what it stands in is.
    """
    type_ = _type(schema)
    if type_ in NAMING:
        yield place, type_
    schema = published().resolve(schema)
    for part in parts(schema):
        yield from named(part, value, place)
    if isinstance(value, dict):
        for name, member in schema.get("properties", {}).items():
            yield from named(member, value.get(name), (*place, name))
    if "items" in schema:
        for number, item in enumerate(value or [None]):
            yield from named(schema["items"], item, (*place, number))


def _type(schema: Node) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def places(request: Request) -> list[tuple[Place, str]]:
    """Return every place of a request's body that names or could name somebody, once."""
    if request.body is None:
        return []
    stated = published().resolve(request.operation.node["requestBody"])
    schema = next(iter(stated["content"].values()))["schema"]
    found = dict(named(schema, request.body))
    return [(place, type_) for place, type_ in found.items() if _reachable(request.body, place)]


def _reachable(body: Any, place: Place) -> bool:
    for step in place[:-1]:
        if isinstance(body, dict) and step not in body:
            return False
        body = body[step]
    return True
