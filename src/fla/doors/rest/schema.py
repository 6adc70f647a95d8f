"""Schemas of the contract as the server checks requests by them.

OpenAPI 3.0 has words of its own, which are said here in those of JSON Schema draft 4: the last one
in which 1.0 is no integer, as in OpenAPI. What the guide keeps out of a contract is added: requests
hold no members but those that are named.
"""

from typing import Any, Final

from fla.doors.rest.contract import Contract, Node

SHALLOW: Final = frozenset(
    [
        "type",
        "enum",
        "format",
        "pattern",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minProperties",
        "maxProperties",
    ]
)
"""Words that judge a value without looking into it."""
CHOICES: Final = ("oneOf", "anyOf")
_KEPT: Final = SHALLOW | {"required", "discriminator"}
_BOUNDS: Final = {"int32": 2**31, "int64": 2**63}


class Schemas:
    """The schemas of a contract, each with all that it refers to in its place."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._named: dict[str, Node] = {}

    def strict(self, node: Node) -> Node:
        """Return a schema that refuses unknown members; the same object for the same reference.

        Raises RecursionError for one that contains itself, of which the contract has none.
        """
        reference = node.get("$ref")
        if reference is None:
            return self._translate(node)
        if reference not in self._named:
            self._named[reference] = self.strict(self._contract.resolve(node))
        return self._named[reference]

    def _translate(self, node: Node) -> Node:
        known = {word: value for word, value in node.items() if word in _KEPT}
        if node.get("nullable"):
            known["type"] = [node["type"], "null"]
        if (bound := _BOUNDS.get(node.get("format", ""))) is not None:
            known = {"minimum": -bound, "maximum": bound - 1} | known
        if "discriminator" in known:
            known["discriminator"] = self._discriminator(node["discriminator"])
        for word in (*CHOICES, "allOf"):
            if word in node:
                known[word] = [self.strict(part) for part in node[word]]
        for word in ("items", "not", "additionalProperties"):
            if isinstance(node.get(word), dict):
                known[word] = self.strict(node[word])
        if "properties" in node:
            members = node["properties"].items()
            known["properties"] = {name: self.strict(member) for name, member in members}
            known.setdefault("additionalProperties", False)
        return _composed(known)

    def _discriminator(self, node: Node) -> Node:
        mapping = node["mapping"].items()
        branches = {value: self.strict({"$ref": target}) for value, target in mapping}
        return {"propertyName": node["propertyName"], "branches": branches}


def _composed(schema: Node) -> Node:
    """Return a schema without `allOf` where that only adds a name, or parts of one object."""
    parts = schema.get("allOf", [])
    rest = {word: value for word, value in schema.items() if word != "allOf"}
    if len(parts) == 1 and not rest:
        only: Node = parts[0]
        return only
    if not any("properties" in part for part in parts):
        return schema
    return _merged([*parts, rest])


def _merged(parts: list[Node]) -> Node:
    """Return the one object that parts say together; only together do they name all members."""
    whole: Node = {
        "type": "object",
        "properties": {},
        "required": [],
        "additionalProperties": False,
    }
    for part in parts:
        whole["properties"] |= part.get("properties", {})
        whole["required"] = [*whole["required"], *part.get("required", [])]
        inner = ("properties", "required", "additionalProperties")
        whole |= {word: value for word, value in part.items() if word not in inner}
    if not whole["required"]:
        del whole["required"]
    return whole


def draft4(schema: Node) -> Node:
    """Return a schema as a validator takes it: without the branches of a discriminator."""
    plain: Node = _without(schema, "discriminator")
    return plain


def _without(node: Any, word: str) -> Any:
    if isinstance(node, list):
        return [_without(one, word) for one in node]
    if isinstance(node, dict):
        return {name: _without(value, word) for name, value in node.items() if name != word}
    return node
