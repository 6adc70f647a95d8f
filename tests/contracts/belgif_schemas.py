"""Checks of the Belgif REST guide over schemas.

Each takes a contract and returns what it finds wrong; each is named after the rule's id, and says
the rule in its docstring. A schema may waive a rule by `x-ignore-rules`, which gives the reason.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.contracts.belgif_paths import is_camel
from tests.contracts.contract import Contract, Located, Node, parts
from tests.contracts.instances import faults

_UPPER_CAMEL = re.compile(r"([A-Z][a-z0-9]+)*")
_SIMPLE = ("string", "integer", "number", "boolean")
_ANY_TYPE = frozenset({*_SIMPLE, "array", "object"})
_WITH_REQUIRED = {"required", "description", "example", "title", "not"}


def _schemas(contract: Contract, rule: str) -> Iterator[Located]:
    for place, schema in contract.schemas():
        if rule not in schema.get("x-ignore-rules", {}):
            yield Located(place, schema)


def cod_design(contract: Contract) -> Iterator[str]:
    """Codes are lowerCamelCase texts, and so are the values of a discriminator."""
    for place, schema in _schemas(contract, "cod-design"):
        codes = schema.get("enum", []) if schema.get("type") == "string" else []
        codes = [*codes, *schema.get("discriminator", {}).get("mapping", {})]
        for code in codes:
            if isinstance(code, str) and not is_camel(code):
                yield f"{place}: {code}"


def jsn_naming(contract: Contract) -> Iterator[str]:
    """Members are lowerCamelCase."""
    for place, schema in _schemas(contract, "jsn-naming"):
        yield from (
            f"{place}: {name}" for name in schema.get("properties", {}) if not is_camel(name)
        )


def jsn_null(contract: Contract) -> Iterator[str]:
    """Null stands in merge patches only."""
    for place, schema in _schemas(contract, "jsn-null"):
        owner = place.split("/")[3] if place.startswith("#/components/schemas/") else ""
        if schema.get("nullable") and "patch" not in owner.lower():
            yield place


def oas_comp(contract: Contract) -> Iterator[str]:
    """Components are named in UpperCamelCase."""
    for kind, components in contract.components.items():
        yield from (f"{kind}: {name}" for name in components if not _UPPER_CAMEL.fullmatch(name))


def oas_descr(contract: Contract) -> Iterator[str]:
    """Operations have a summary, inline objects a title; titles are UpperCamelCase."""
    for operation in contract.operations():
        if not operation.node.get("summary", "").strip():
            yield f"{operation.place}: no summary"
    for place, schema in _schemas(contract, "oas-descr"):
        named = re.fullmatch("#/components/schemas/([^/]+)", place)
        title = schema.get("title")
        part = re.search(r"/(allOf|anyOf)/[0-9]+$", place)
        if title is None and not named and not part and schema.get("type") == "object":
            yield f"{place}: no title"
        if title is not None and (not title or _UPPER_CAMEL.fullmatch(title) is None):
            yield f"{place}: {title}"
        if title is not None and named and named[1] != title:
            yield f"{place}: {title}"


def oas_enum(contract: Contract) -> Iterator[str]:
    """The values of a list are valid by the schema that lists them."""
    for place, schema in _schemas(contract, "oas-enum"):
        for value in schema.get("enum", []):
            yield from (f"{place}: {fault}" for fault in faults(contract, schema, value))


def oas_defaul(contract: Contract) -> Iterator[str]:
    """Defaults are valid by the schema that has them."""
    for place, schema in _schemas(contract, "oas-defaul"):
        if "default" in schema:
            found = faults(contract, schema, schema["default"])
            yield from (f"{place}: {fault}" for fault in found)


def oas_rdonly(contract: Contract) -> Iterator[str]:
    """What is read only is not required."""
    for place, schema in _schemas(contract, "oas-rdonly"):
        properties = contract.properties(schema)
        for name in schema.get("required", []):
            if name in properties and contract.resolve(properties[name]).get("readOnly"):
                yield f"{place}: {name}"


def prop_req(contract: Contract) -> Iterator[str]:
    """What is required is defined."""
    for place, schema in _schemas(contract, "prop-req"):
        if re.search(r"/(allOf|anyOf|oneOf|not)(/|$)", place):
            continue  # judged with the schema that it is a part of
        defined = contract.properties(schema)
        yield from (f"{place}: {name}" for name in _required(schema) if name not in defined)


def _required(schema: Node) -> list[str]:
    inline = [part for part in parts(schema) if "$ref" not in part]
    return [*schema.get("required", []), *(name for part in inline for name in _required(part))]


def sch_allof(contract: Contract) -> Iterator[str]:
    """Parts of a composition do not define the same members, and are of types that go together.

    A schema that others build on has the member that tells them apart, and requires it.
    """
    for place, schema in _schemas(contract, "sch-allof"):
        times = Counter(
            name for part in schema.get("allOf", []) for name in contract.properties(part)
        )
        yield from (f"{place}: {name} twice" for name, count in times.items() if count > 1)
        if not _types(contract, schema):
            yield f"{place}: types that exclude each other"
        name = schema.get("discriminator", {}).get("propertyName")
        if name and _is_built_on(contract, place) and not _has_required(contract, schema, name):
            yield f"{place}: {name}"


def _is_built_on(contract: Contract, place: str) -> bool:
    """Tell whether a schema is a part of others."""
    part = {"$ref": place}
    return any(part in schema.get("allOf", []) for _, schema in contract.schemas())


def _types(contract: Contract, schema: Node) -> frozenset[str]:
    """The types that fit a schema."""
    schema = contract.resolve(schema)
    found = frozenset({schema["type"]}) if "type" in schema else _ANY_TYPE
    for part in schema.get("allOf", []):
        found &= _types(contract, part)
    for word in ("oneOf", "anyOf"):
        if word in schema:
            found &= frozenset().union(*(_types(contract, part) for part in schema[word]))
    return found


def sch_discr(contract: Contract) -> Iterator[str]:
    """A discriminator maps its values to schemas by reference."""
    for place, schema in _schemas(contract, "sch-discr"):
        if "discriminator" in schema:
            mapping = schema["discriminator"].get("mapping", {})
            if not mapping:
                yield f"{place}: no mapping"
            yield from (f"{place}: {target}" for target in mapping.values() if "/" not in target)


def sch_oneof(contract: Contract) -> Iterator[str]:
    """`oneOf` is about what is required, lists of one type, or objects with a discriminator."""
    for place, schema in _schemas(contract, "sch-oneof"):
        if "oneOf" not in schema:
            continue
        choices = [contract.resolve(choice) for choice in schema["oneOf"]]
        lists = all("enum" in one and one.get("type") in _SIMPLE for one in choices)
        same_type = len({one.get("type") for one in choices}) == 1
        required = all(_words(one) <= _WITH_REQUIRED for one in choices)
        if not (required or (lists and same_type) or _discriminated(contract, schema, choices)):
            yield place


def _words(schema: Node) -> set[str]:
    return {word for word in schema if not word.startswith("x-")}


def _has_required(contract: Contract, schema: Node, name: str) -> bool:
    return name in contract.properties(schema) and name in contract.required(schema)


def _discriminated(contract: Contract, schema: Node, choices: list[Node]) -> bool:
    name = schema.get("discriminator", {}).get("propertyName")
    return (
        name is not None
        and "properties" not in schema
        and all(contract.is_object(choice) for choice in choices)
        and all(_has_required(contract, choice, name) for choice in choices)
    )


def oas_exampl(contract: Contract) -> Iterator[str]:
    """Examples are valid by the schema that they are of."""
    for place, schema, example in examples(contract):
        yield from (f"{place}: {fault}" for fault in faults(contract, schema, example))


def examples(contract: Contract) -> Iterator[tuple[str, Node, Any]]:
    """Yield every example with its place and the schema that it is of."""
    for place, schema in contract.schemas():
        if "example" in schema:
            yield place, schema, schema["example"]
    for place, node in contract.nodes():
        if "schema" in node and isinstance(node["schema"], dict):
            if "example" in node:
                yield place, node["schema"], node["example"]
            for name, example in node.get("examples", {}).items():
                value = contract.resolve(example)["value"]
                yield f"{place}/examples/{name}", node["schema"], value
