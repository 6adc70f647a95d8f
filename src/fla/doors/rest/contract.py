"""The REST contract as the server reads it: its operations, and where the document lies.

Parsing takes a tenth of a second, so it is done once a process, when the first application is made.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec.yaml
from msgspec import Struct

import fla

Node = dict[str, Any]

BASE: Final = "/api/learningAccount/v1"
"""What every address of the contract begins with."""
_METHODS: Final = ("get", "put", "post", "patch", "delete")


class Parameter(Struct, frozen=True):
    """One parameter of an operation; `place` is `path`, `query` or `header`."""

    name: str
    place: str
    required: bool
    schema: Node


class Operation(Struct, frozen=True):
    """One operation.

    `scopes` are alternatives, of which a token must cover one; none for an operation that anybody
    may call. `bodies` are schemas by media type, `produces` the media types of a good answer.
    """

    id: str
    method: str
    path: str
    scopes: tuple[frozenset[str], ...]
    parameters: tuple[Parameter, ...]
    bodies: Mapping[str, Node]
    body_required: bool
    produces: frozenset[str]
    statuses: frozenset[str]


class Contract(Struct, frozen=True):
    """The document, as it is published (`text`, YAML in UTF-8) and as it was read."""

    text: bytes
    document: Node
    operations: tuple[Operation, ...]

    def resolve(self, node: Node) -> Node:
        """Follow references within the document."""
        while "$ref" in node:
            target: Any = self.document
            for step in node["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            node = target
        return node


def contracts() -> Path:
    """Return the directory of the contracts: in the installed package, else in the checkout."""
    package = Path(fla.__file__).parent
    installed = package / "contracts"
    return installed if installed.is_dir() else package.parent.parent / "contracts"


@cache
def contract() -> Contract:
    """Return the contract of this version of the server."""
    text = (contracts() / "openapi.yaml").read_bytes()
    document = msgspec.yaml.decode(text)
    unread = Contract(text, document, ())
    return Contract(text, document, tuple(_operations(unread)))


def _operations(unread: Contract) -> Iterator[Operation]:
    for path, item in unread.document["paths"].items():
        shared = item.get("parameters", [])
        for method in _METHODS:
            if method in item:
                yield _operation(unread, path, method, item[method], shared)


def _operation(
    unread: Contract, path: str, method: str, node: Node, shared: list[Node]
) -> Operation:
    body = unread.resolve(node.get("requestBody", {}))
    content = body.get("content", {})
    security: list[Node] = (node if "security" in node else unread.document)["security"]
    told = [*shared, *node.get("parameters", [])]
    good = [unread.resolve(one) for code, one in node["responses"].items() if code.startswith("2")]
    return Operation(
        id=node["operationId"],
        method=method.upper(),
        path=path,
        scopes=tuple(frozenset(scheme["Oauth"]) for scheme in security),
        parameters=tuple(_parameter(unread.resolve(one)) for one in told),
        bodies={media_type: one["schema"] for media_type, one in content.items()},
        body_required=bool(body.get("required", False)),
        produces=frozenset(media_type for one in good for media_type in one.get("content", {})),
        statuses=frozenset(node["responses"]),
    )


def _parameter(node: Node) -> Parameter:
    required = node.get("required", False)
    return Parameter(node["name"], node["in"], required, node["schema"])
