"""Values held against schemas of the contract."""

from collections.abc import Iterator
from typing import Any

from openapi_schema_validator import OAS30Validator

from tests.contracts.contract import Contract, Node, parts


def faults(contract: Contract, schema: Node, value: Any) -> list[str]:
    """Return what is wrong with a value by a schema, in words."""
    whole = {"allOf": [schema], "components": contract.components}
    checker = OAS30Validator(whole, format_checker=OAS30Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(value)]


def undeclared(contract: Contract, schema: Node, value: Any, place: str = "") -> Iterator[str]:
    """Yield the members of a value that the contract does not name: a server refuses them."""
    schema = contract.resolve(schema)
    if isinstance(value, list):
        items = _member(contract, schema, "items")
        for number, item in enumerate(value):
            yield from undeclared(contract, items, item, f"{place}[{number}]")
    elif isinstance(value, dict):
        known = contract.properties(schema)
        extra = _member(contract, schema, "additionalProperties")
        for name, item in value.items():
            if name in known:
                yield from undeclared(contract, known[name], item, f"{place}.{name}")
            elif known and not extra:
                yield f"{place}.{name}"


def _member(contract: Contract, schema: Node, word: str) -> Node:
    """The member of a schema, or of what it is composed of, that bears a word."""
    if word in schema:
        return contract.resolve(schema[word]) or {"description": "anything"}
    found = (_member(contract, contract.resolve(part), word) for part in parts(schema))
    return next((one for one in found if one), {})
