"""What is wrong with a value by its schema: every fault, in the order in which they stand there.

A compiled validator says at once whether there is a fault at all; only then is the value walked
through, and each part held against its own words of the schema. The walk is lazy, so a body of
millions of faults costs no more than the faults that are asked for.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema_rs import Draft4Validator
from msgspec import Struct

from fla.doors.rest.contract import Node
from fla.doors.rest.schema import CHOICES, SHALLOW, draft4

Place = tuple[str | int, ...]
_FINAL = ("type", "maxItems")
"""After these nobody looks further into a value."""


class Fault(Struct, frozen=True):
    """One thing wrong: the word of the schema that says so, and where.

    `unknown` stands for a member that is not named, `choice` for members that do not go together;
    `expected` is what the word asks for. Absent members have no value.
    """

    word: str
    place: Place
    value: Any = None
    expected: Any = None


class Checker:
    """Holds values against one schema, as `Schemas.strict` gives it."""

    def __init__(self, schema: Node) -> None:
        self._schema = schema
        self._whole = _compiled(schema)
        self._parts: dict[tuple[str, int], Draft4Validator] = {}

    def fits(self, value: Any) -> bool:
        """Say whether a value has no fault."""
        return self._whole.is_valid(value)

    def faults(self, value: Any) -> Iterator[Fault]:
        """Yield the faults of a value that does not fit, at least one."""
        found = False
        for fault in self._walk(self._schema, value, ()):
            found = True
            yield fault
        if not found:
            yield Fault("choice", (), value)

    def _walk(self, schema: Node, value: Any, place: Place) -> Iterator[Fault]:
        own = list(self._own(schema, value, place))
        yield from own
        if any(fault.word in _FINAL for fault in own):
            return
        if "discriminator" in schema:
            yield from self._branch(schema, value, place)
            return
        for part in schema.get("allOf", ()):
            yield from self._walk(part, value, place)
        if isinstance(value, dict):
            yield from self._members(schema, value, place)
        elif isinstance(value, list) and "items" in schema:
            for number, item in enumerate(value):
                yield from self._walk(schema["items"], item, (*place, number))
        yield from self._choice(schema, value, place)

    def _members(self, schema: Node, value: Mapping[str, Any], place: Place) -> Iterator[Fault]:
        known: Mapping[str, Node] = schema.get("properties", {})
        others = schema.get("additionalProperties", {})
        for name, member in value.items():
            if name in known:
                yield from self._walk(known[name], member, (*place, name))
            elif others is False:
                yield Fault("unknown", (*place, name), member)
            else:
                yield from self._walk(others, member, (*place, name))
        for name in schema.get("required", ()):
            if name not in value:
                yield Fault("required", (*place, name))

    def _branch(self, schema: Node, value: Any, place: Place) -> Iterator[Fault]:
        """Judge an object by the branch that it says it is."""
        if not isinstance(value, dict):
            yield Fault("type", place, value, ["object"])
            return
        name, branches = (
            schema["discriminator"]["propertyName"],
            schema["discriminator"]["branches"],
        )
        if name not in value:
            yield Fault("required", (*place, name))
        elif not isinstance(value[name], str):
            yield Fault("type", (*place, name), value[name], ["string"])
        elif value[name] not in branches:
            yield Fault("enum", (*place, name), value[name], list(branches))
        else:
            yield from self._walk(branches[value[name]], value, place)

    def _choice(self, schema: Node, value: Any, place: Place) -> Iterator[Fault]:
        """Judge a value by the one choice that is of its type, if there is one such."""
        for word in CHOICES:
            branches = schema.get(word)
            if branches is None or self._kept(word, schema).is_valid(value):
                continue
            typed = [one for one in branches if "type" in one]
            meant = [one for one in typed if self._kept("type", one).is_valid(value)]
            if len(meant) == 1:
                yield from self._walk(meant[0], value, place)
            elif typed and not meant:
                yield Fault("type", place, value, [one for part in typed for one in _types(part)])
            else:
                yield Fault("choice", place, value)

    def _own(self, schema: Node, value: Any, place: Place) -> Iterator[Fault]:
        """Judge a value without looking into it; of a list too long nothing else is said."""
        if isinstance(value, list) and len(value) > schema.get("maxItems", len(value)):
            yield Fault("maxItems", place, expected=schema["maxItems"])
            return
        for error in self._kept("", schema).iter_errors(value):
            expected = next(iter(error.kind.as_dict().values()), None)
            yield Fault(error.kind.name, place, value, expected)

    def _kept(self, word: str, schema: Node) -> Draft4Validator:
        """Return the validator of one word of a schema, or of all its shallow ones."""
        key = (word, id(schema))
        if key not in self._parts:
            wanted = {word} if word else SHALLOW
            said = {name: value for name, value in schema.items() if name in wanted}
            self._parts[key] = _compiled(said)
        return self._parts[key]


def _compiled(schema: Node) -> Draft4Validator:
    return Draft4Validator(draft4(schema), validate_formats=True)


def _types(schema: Node) -> list[str]:
    types = schema["type"]
    return types if isinstance(types, list) else [types]
