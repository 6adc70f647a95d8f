"""The contract as the documentation shows it: operations by tag, each with its examples."""

import shlex
from collections.abc import Iterator
from typing import Any, Final

import msgspec
from markupsafe import Markup
from msgspec import Struct

from fla.doors.rest.contract import Contract, Node, Operation
from fla.doors.rest.doc.prose import line, prose
from fla.doors.rest.doc.shapes import bounds_of, type_of

_SENT: Final = ("If-Match", "Idempotency-Key", "Accept-Language")
"""Headers that an example sends; the others are for those who need them."""


class Parameter(Struct, frozen=True):
    """A parameter of an operation."""

    name: str
    place: str
    type: Markup
    bounds: str
    required: bool
    description: Markup


class Body(Struct, frozen=True):
    """What an operation is sent, or answers with: its media types, its type, an example."""

    media_types: tuple[str, ...]
    type: Markup
    example: str


class Answered(Struct, frozen=True):
    """One status that an operation answers with."""

    status: str
    description: Markup
    body: Body | None


class Shown(Struct, frozen=True):
    """An operation."""

    id: str
    method: str
    path: str
    summary: str
    description: Markup
    scopes: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    body: Body | None
    answers: tuple[Answered, ...]
    curl: str


class Group(Struct, frozen=True):
    """The operations of a tag."""

    id: str
    name: str
    description: Markup
    operations: tuple[Shown, ...]


class View:
    """What the page shows of a contract at the address `base`."""

    def __init__(self, contract: Contract, base: str) -> None:
        self._contract = contract
        self._base = base

    def groups(self) -> list[Group]:
        """Return the tags in their order with their operations."""
        return [
            Group(
                id=f"tag-{tag['name'].replace(' ', '-').lower()}",
                name=tag["name"],
                description=line(tag["description"]),
                operations=tuple(self._operations(tag["name"])),
            )
            for tag in self._contract.document["tags"]
        ]

    def _operations(self, tag: str) -> Iterator[Shown]:
        for operation in self._contract.operations:
            node = self._node(operation)
            if tag in node["tags"]:
                yield self._shown(operation, node)

    def _node(self, operation: Operation) -> Node:
        node: Node = self._contract.document["paths"][operation.path][operation.method.lower()]
        return node

    def _shown(self, operation: Operation, node: Node) -> Shown:
        shared = self._contract.document["paths"][operation.path].get("parameters", [])
        told = [self._contract.resolve(one) for one in (*shared, *node.get("parameters", []))]
        body = self._body(node.get("requestBody", {}))
        return Shown(
            id=operation.id,
            method=operation.method,
            path=operation.path,
            summary=node["summary"],
            description=prose(node.get("description", "")),
            scopes=tuple(sorted(frozenset().union(*operation.scopes))),
            parameters=tuple(_parameter(one) for one in told),
            body=body,
            answers=tuple(self._answers(node)),
            curl=self._curl(operation, told, body),
        )

    def _body(self, node: Node) -> Body | None:
        content = self._contract.resolve(node).get("content", {})
        if not content:
            return None
        first = next(iter(content.values()))
        return Body(
            media_types=tuple(content),
            type=type_of(first["schema"]),
            example=_written(first.get("example")),
        )

    def _answers(self, node: Node) -> Iterator[Answered]:
        for status, answer in node["responses"].items():
            resolved = self._contract.resolve(answer)
            body = self._body(resolved)
            yield Answered(status, line(" ".join(resolved["description"].split())), body)

    def _curl(self, operation: Operation, parameters: list[Node], body: Body | None) -> str:
        path, query = operation.path, []
        headers = ["Authorization: Bearer $token"] if operation.scopes else []
        for one in parameters:
            example = str(one.get("example", ""))
            if one["in"] == "path":
                path = path.replace(f"{{{one['name']}}}", example)
            elif one["in"] == "query" and example:
                query.append(f"{one['name']}={example}")
            elif one["name"] in _SENT:
                headers.append(f"{one['name']}: {example}")
        if body is not None:
            headers.append(f"Content-Type: {body.media_types[0]}")
        address = f"$server{self._base}{path}" + ("?" + "&".join(query) if query else "")
        lines = [f'curl --request {operation.method} "{address}"']
        lines += [f"  --header {_quoted(header)}" for header in headers]
        if body is not None:
            lines.append(f"  --data {shlex.quote(body.example)}")
        return " \\\n".join(lines)


def _quoted(header: str) -> str:
    """Quote a header for a shell; the token is the only variable in it."""
    return f'"{header}"' if "$token" in header else shlex.quote(header)


def _parameter(node: Node) -> Parameter:
    return Parameter(
        name=node["name"],
        place=node["in"],
        type=type_of(node["schema"]),
        bounds=bounds_of(node["schema"]),
        required=node.get("required", False),
        description=line(" ".join(node["description"].split())),
    )


def _written(example: Any) -> str:
    if isinstance(example, str):
        return example.strip()
    return msgspec.json.format(msgspec.json.encode(example), indent=2).decode()
