"""What a value is to be, as the documentation tells it: its type, its bounds, its members."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from markupsafe import Markup, escape
from msgspec import Struct

from fla.doors.rest.contract import Contract, Node
from fla.doors.rest.doc.prose import line

_PLAIN: Final = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "object": "object",
}
_FORMATS: Final = {
    "date": "date",
    "date-time": "moment",
    "uuid": "UUID",
    "uri": "URI",
    "uri-reference": "address",
    "number": "decimal as text",
    "binary": "bytes",
}
_COMPOSED: Final = (
    ("allOf", Markup(" and ")),
    ("oneOf", Markup(" or ")),
    ("anyOf", Markup(" or ")),
)
_REFERENCE: Final = "#/components/schemas/"


class Member(Struct, frozen=True):
    """A member of an object."""

    name: str
    type: Markup
    required: bool
    bounds: str
    description: Markup


class Shape(Struct, frozen=True):
    """A schema that has a name: its members where it is an object, else its type and bounds."""

    name: str
    description: Markup
    type: Markup
    bounds: str
    codes: tuple[str, ...]
    members: tuple[Member, ...]


class Shapes:
    """The named schemas of a contract."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._named: Mapping[str, Node] = contract.document["components"]["schemas"]

    def all(self) -> list[Shape]:
        """Return the shapes by name."""
        return [self._shape(name, schema) for name, schema in sorted(self._named.items())]

    def _shape(self, name: str, schema: Node) -> Shape:
        members = tuple(self._members(schema))
        return Shape(
            name=name,
            description=line(schema.get("description", "")),
            type=Markup("object") if members else type_of(schema),
            bounds=bounds_of(schema),
            codes=tuple(str(code) for code in schema.get("enum", ())),
            members=members,
        )

    def _members(self, schema: Node) -> Iterator[Member]:
        for part in schema.get("allOf", ()):
            yield from self._members(self._contract.resolve(part))
        needed = schema.get("required", ())
        for name, member in schema.get("properties", {}).items():
            own = self._contract.resolve(member)
            yield Member(
                name=name,
                type=type_of(member),
                required=name in needed,
                bounds=bounds_of(member) if "$ref" not in member else "",
                description=line(own.get("description", "") if "$ref" not in member else ""),
            )


def type_of(schema: Node) -> Markup:
    """Return the type of a value: `list of Training`, with links to the shapes that it names."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_REFERENCE)
        return Markup('<a href="#schema-{0}">{0}</a>').format(name)
    for word, between in _COMPOSED:
        parts = [one for one in schema.get(word, ()) if "$ref" in one or "type" in one]
        if parts:
            return between.join(dict.fromkeys(type_of(one) for one in parts))
    if schema.get("type") == "array":
        return Markup("list of {}").format(type_of(schema["items"]))
    named = _FORMATS.get(schema.get("format", "")) or _PLAIN.get(schema.get("type", ""), "anything")
    return escape(f"{named}, or null" if schema.get("nullable") else named)


def bounds_of(schema: Node) -> str:
    """Return what a value has to keep to besides its type."""
    return "; ".join(_bounds(schema))


def _bounds(schema: Node) -> Iterator[str]:
    for low, high, what in (
        ("minimum", "maximum", ""),
        ("minLength", "maxLength", " characters"),
        ("minItems", "maxItems", " items"),
    ):
        if low in schema and high in schema:
            yield f"{schema[low]} to {schema[high]}{what}"
        elif low in schema:
            yield f"at least {schema[low]}{what}"
        elif high in schema:
            yield f"at most {schema[high]}{what}"
    if schema.get("uniqueItems"):
        yield "each once"
    if "minProperties" in schema:
        yield "not empty"
    if "pattern" in schema:
        yield f"matches {schema['pattern']}"
    if "default" in schema:
        yield f"default {_written(schema['default'])}"


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
