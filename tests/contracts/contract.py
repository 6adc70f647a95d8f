"""The REST contract as the checks see it: its operations and schemas, with their places."""

import copy
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).parents[2]
BUNDLE = ROOT / "contracts" / "openapi.yaml"
Node = dict[str, Any]
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_LITERAL = ("example", "examples", "default", "enum", "x-ignore-rules", "mapping", "scopes")
"""Members whose values are no part of the document's own structure."""


class Located(NamedTuple):
    """Something in the document, and its JSON pointer."""

    place: str
    node: Node


class Operation(NamedTuple):
    """An operation with its path and method; `parameters` has the path's as well, resolved."""

    path: str
    method: str
    node: Node
    parameters: list[Node]

    @property
    def place(self) -> str:
        """How the guide names it: `GET /health`."""
        return f"{self.method.upper()} {self.path}"


class MediaType(NamedTuple):
    """A body's media type: where, which, and what stands there."""

    place: str
    name: str
    node: Node


@cache
def published() -> "Contract":
    """The contract that is published."""
    return Contract(yaml.safe_load(BUNDLE.read_text("utf-8")))


class Contract:
    """A contract to look into."""

    def __init__(self, document: Node) -> None:
        self.document = document

    def changed(self) -> "Contract":
        """Return a copy to break."""
        return Contract(copy.deepcopy(self.document))

    @property
    def paths(self) -> Node:
        """The path items by path."""
        paths: Node = self.document["paths"]
        return paths

    @property
    def components(self) -> Node:
        """The components by kind and name."""
        components: Node = self.document["components"]
        return components

    def schema(self, name: str) -> Node:
        """Return a schema by its name."""
        schema: Node = self.components["schemas"][name]
        return schema

    def plain(self, schema: Node) -> Node:
        """Return a schema with what it refers to in its place: a described reference is one too."""
        schema = self.resolve(schema)
        if len(schema.get("allOf", [])) != 1:
            return schema
        own = {name: value for name, value in schema.items() if name != "allOf"}
        return self.plain(schema["allOf"][0]) | own

    def operation(self, operation_id: str) -> Operation:
        """Return an operation by its id."""
        for path, item in self.paths.items():
            for method in METHODS:
                if item.get(method, {}).get("operationId") == operation_id:
                    return self._operation(path, method)
        raise KeyError(operation_id)

    def resolve(self, node: Any) -> Node:
        """Follow references within the document."""
        while isinstance(node, dict) and "$ref" in node:
            target: Any = self.document
            for step in node["$ref"].removeprefix("#/").split("/"):
                target = target[step.replace("~1", "/").replace("~0", "~")]
            node = target
        assert isinstance(node, dict)
        return node

    def operations(self) -> Iterator[Operation]:
        """Yield every operation."""
        for path, item in self.paths.items():
            for method in METHODS:
                if method in item:
                    yield self._operation(path, method)

    def _operation(self, path: str, method: str) -> Operation:
        item = self.paths[path]
        node = item[method]
        parameters = [*item.get("parameters", []), *node.get("parameters", [])]
        return Operation(path, method, node, [self.resolve(one) for one in parameters])

    def responses(self, operation: Operation) -> Iterator[tuple[str, Node]]:
        """Yield the status and the answer of everything that an operation may answer."""
        for status, response in operation.node["responses"].items():
            yield status, self.resolve(response)

    def media_types(self) -> Iterator[MediaType]:
        """Yield the media types of all request and response bodies, components' too."""
        for place, node in self.nodes():
            if place.endswith("/content") and "/properties/" not in place:
                for name, media_type in node.items():
                    yield MediaType(f"{place}/{name}", name, media_type)

    def nodes(self) -> Iterator[Located]:
        """Yield every object of the document's structure."""
        yield from _walk(Located("#", self.document))

    def schemas(self) -> Iterator[Located]:
        """Yield every schema that is no mere reference: named, inline, and inside of others."""
        for name, schema in self.components.get("schemas", {}).items():
            yield from _inside(Located(f"#/components/schemas/{name}", schema))
        for place, node in self.nodes():
            if place.endswith("/schema") and not place.startswith("#/components/schemas/"):
                yield from _inside(Located(place, node))

    def properties(self, schema: Node) -> Node:
        """Return the properties of a schema and of all that it is composed of."""
        schema = self.resolve(schema)
        found: Node = dict(schema.get("properties", {}))
        for part in parts(schema):
            found |= self.properties(part)
        return found

    def required(self, schema: Node) -> set[str]:
        """Return what a schema and all that it is composed of require."""
        schema = self.resolve(schema)
        inner = (self.required(part) for part in schema.get("allOf", []))
        return set(schema.get("required", [])).union(*inner)

    def is_object(self, schema: Node) -> bool:
        """Tell whether only objects fit a schema."""
        schema = self.resolve(schema)
        if "type" in schema:
            return bool(schema["type"] == "object")
        if "allOf" in schema:
            return any(self.is_object(part) for part in schema["allOf"])
        choices = schema.get("oneOf") or schema.get("anyOf") or []
        return bool(choices) and all(self.is_object(part) for part in choices)


def parts(schema: Node) -> list[Node]:
    """Return what a schema is composed of."""
    return [part for word in ("allOf", "oneOf", "anyOf") for part in schema.get(word, [])]


def _walk(found: Located) -> Iterator[Located]:
    place, node = found
    yield found
    for name, value in node.items():
        if name in _LITERAL and not place.endswith("/responses"):
            continue
        step = f"{place}/{str(name).replace('~', '~0').replace('/', '~1')}"
        if isinstance(value, dict):
            yield from _walk(Located(step, value))
        elif isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, dict):
                    yield from _walk(Located(f"{step}/{number}", item))


def _inside(found: Located) -> Iterator[Located]:
    place, schema = found
    if "$ref" in schema:
        return
    yield found
    for name, value in schema.get("properties", {}).items():
        yield from _inside(Located(f"{place}/properties/{name}", value))
    for word in ("items", "additionalProperties", "not"):
        if isinstance(schema.get(word), dict):
            yield from _inside(Located(f"{place}/{word}", schema[word]))
    for word in ("allOf", "oneOf", "anyOf"):
        for number, value in enumerate(schema.get(word, [])):
            yield from _inside(Located(f"{place}/{word}/{number}", value))
