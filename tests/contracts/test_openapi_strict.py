"""Requests by the contract: with nothing unknown in them, and with something unknown anywhere."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator

from tests.contracts.contract import Operation, published
from tests.contracts.instances import faults
from tests.contracts.strict import strict

STRICT = strict(published())
JSON = "application/json"
WITH_BODY = [
    one for one in STRICT.operations() if JSON in one.node.get("requestBody", {}).get("content", {})
]
_MAP = "settings"
"""The one member that is a map, whose keys are free."""


def _body(operation: Operation) -> Any:
    return operation.node["requestBody"]["content"][JSON]


def test_the_strict_contract_is_valid_openapi() -> None:
    OpenAPIV30SpecValidator(STRICT.document).validate()


@pytest.mark.parametrize("operation", WITH_BODY, ids=lambda one: one.place)
def test_a_request_may_have_what_is_named(operation: Operation) -> None:
    body = _body(operation)
    assert faults(STRICT, body["schema"], body["example"]) == []


@pytest.mark.parametrize("operation", WITH_BODY, ids=lambda one: one.place)
def test_a_request_may_have_nothing_else_anywhere(operation: Operation) -> None:
    body = _body(operation)
    spoilt = list(_spoilt(body["example"]))
    assert spoilt
    for request in spoilt:
        assert faults(STRICT, body["schema"], request) != [], request


def _spoilt(example: Any) -> Iterator[Any]:
    """The example with an unknown member in each of its objects, one at a time."""
    for path in _objects(example, ()):
        request = copy.deepcopy(example)
        target = request
        for step in path:
            target = target[step]
        target["unheardOf"] = 1
        yield request


def _objects(node: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    if isinstance(node, dict) and path[-1:] != (_MAP,):
        yield path
        for name, value in node.items():
            yield from _objects(value, (*path, name))
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _objects(value, (*path, number))
