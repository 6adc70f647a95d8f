"""The published contract as a document: valid, complete, and its examples worth copying."""

import datetime as dt
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from openapi_spec_validator import OpenAPIV30SpecValidator

from fla.identifiers import enterprise_number_fault, ssin_fault
from tests.contracts.belgif_schemas import examples
from tests.contracts.contract import ROOT, Contract, Operation, published
from tests.contracts.instances import undeclared

OPERATIONS = list(published().operations())
PUBLIC = {"/health", "/doc/openapi.yaml", "/doc/openapi.json"}
_SENSITIVE = re.compile("ssin|inss|niss|insz|nationalregister", re.IGNORECASE)
_WRONG_ON_PURPOSE = {"85031403393", "90010100223"}
"""Numbers whose check digits an example shows to be told."""


def test_the_document_is_valid_openapi_3_0() -> None:
    OpenAPIV30SpecValidator(published().document).validate()


def test_the_published_file_is_what_its_parts_say() -> None:
    tool = [sys.executable, str(ROOT / "tools" / "bundle_contract.py"), "--check"]
    checked = subprocess.run(tool, capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_a_name_stands_in_one_part_only() -> None:
    names = [
        (section, name)
        for part in (ROOT / "contracts" / "openapi").glob("*.yaml")
        for section, name in _defined(yaml.safe_load(part.read_text("utf-8")))
    ]
    assert len(names) == len(set(names))


def test_any_yaml_reader_reads_the_same_values() -> None:
    """No date, and no digits that one reader takes for a number and another for a text."""
    assert {type(value) for value in _values(published().document)} <= {
        str,
        int,
        bool,
        type(None),
    }


def test_every_body_has_an_example() -> None:
    bodies = published().media_types()
    assert [body.place for body in bodies if not {"example", "examples"} & set(body.node)] == []


def test_examples_hold_nothing_that_the_contract_does_not_name() -> None:
    contract = published()
    found = [
        f"{place}{name}"
        for place, schema, example in examples(contract)
        for name in undeclared(contract, schema, example)
    ]
    assert found == []


def test_an_unknown_member_of_an_example_is_noticed() -> None:
    contract = published().changed()
    body = contract.operation("registerTraining").node["requestBody"]["content"]
    body["application/json"]["example"]["training"]["titel"] = "Werken op hoogte"
    found = [
        name
        for _, schema, example in examples(contract)
        for name in undeclared(contract, schema, example)
    ]
    assert found == [".training.titel"]


def test_numbers_in_examples_have_right_check_digits() -> None:
    today = dt.date(2026, 11, 22)
    for place, _, example in examples(published()):
        for text in _texts(example):
            if re.fullmatch("[0-9]{11}", text) and text not in _WRONG_ON_PURPOSE:
                assert ssin_fault(text, today) is None, (place, text)
            if re.fullmatch("[0-9]{10}", text):
                assert enterprise_number_fault(text) is None, (place, text)


def test_numbers_that_are_wrong_on_purpose_are_wrong() -> None:
    today = dt.date(2026, 11, 22)
    assert all(ssin_fault(number, today) is not None for number in _WRONG_ON_PURPOSE)


def test_no_national_register_number_stands_in_an_address_or_a_header() -> None:
    assert list(sensitive(published())) == []


@pytest.mark.parametrize("place", ["path", "query", "header"])
def test_a_national_register_number_in_an_address_is_noticed(place: str) -> None:
    contract = published().changed()
    schema = {"$ref": "#/components/schemas/Ssin"}
    parameter = {"name": "worker", "in": place, "required": True, "schema": schema}
    contract.paths["/events"]["parameters"].append(parameter)
    assert list(sensitive(contract)) == ["GET /events: worker"]


def sensitive(contract: Contract) -> Iterator[str]:
    """Yield the paths, parameters and headers in which a national register number would stand."""
    for path in contract.paths:
        if _SENSITIVE.search(path):
            yield path
    for operation in contract.operations():
        for parameter in operation.parameters:
            if _SENSITIVE.search(parameter["name"]) or "Ssin" in str(parameter["schema"]):
                yield f"{operation.place}: {parameter['name']}"
        for _, response in contract.responses(operation):
            for name, header in response.get("headers", {}).items():
                if _SENSITIVE.search(name) or "Ssin" in str(contract.resolve(header)):
                    yield f"{operation.place}: {name}"


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.place)
def test_an_operation_tells_its_problems(operation: Operation) -> None:
    missing = _expected(operation) - set(operation.node["responses"])
    assert missing == set()


def _expected(operation: Operation) -> set[str]:
    """The problems that can come up by what an operation asks for."""
    expected = {"429", "default"}
    if operation.path not in PUBLIC:
        expected |= {"400", "503"}
    if operation.node["security"]:
        expected |= {"401", "403"}
    if "requestBody" in operation.node:
        expected |= {"413", "415"}
    names = {parameter["name"] for parameter in operation.parameters}
    if re.search(r"Id\}|Name\}", operation.path):
        expected |= {"404"}
    if "If-Match" in names:
        expected |= {"409", "412"}
    if "Idempotency-Key" in names:
        expected |= {"409"}
    if "If-None-Match" in names:
        expected |= {"304"}
    return expected


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.place)
def test_an_operation_that_changes_something_can_be_retried(operation: Operation) -> None:
    names = {parameter["name"] for parameter in operation.parameters}
    scopes = [scope for needed in operation.node["security"] for scope in needed["Oauth"]]
    changes = any(scope.endswith((":declare", ":verify", ":manage", ":send")) for scope in scopes)
    assert ("Idempotency-Key" in names) == changes


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.place)
def test_an_operation_is_open_to_all_only_where_it_tells_nothing_of_anybody(
    operation: Operation,
) -> None:
    public = operation.path in PUBLIC or operation.path.startswith("/refData/")
    assert (operation.node["security"] == []) == public


def test_what_is_changed_at_its_address_is_changed_under_if_match() -> None:
    for operation in published().operations():
        if operation.method in ("patch", "delete"):
            required = {one["name"] for one in operation.parameters if one.get("required")}
            assert "If-Match" in required, operation.place


def test_a_correction_is_a_merge_patch() -> None:
    for operation in published().operations():
        if operation.method == "patch":
            types = list(operation.node["requestBody"]["content"])
            assert types == ["application/merge-patch+json", "application/json"]


def test_the_base_path_is_the_one_that_was_announced() -> None:
    assert [server["url"] for server in published().document["servers"]] == [
        "/api/learningAccount/v1"
    ]


def _defined(part: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield from (("paths", path) for path in part.get("paths", {}))
    for kind, components in part.get("components", {}).items():
        yield from ((kind, name) for name in components)


def _values(node: object) -> Iterator[object]:
    if isinstance(node, dict):
        for name, value in node.items():
            yield name
            yield from _values(value)
    elif isinstance(node, list):
        for value in node:
            yield from _values(value)
    else:
        yield node


def _texts(node: object) -> Iterator[str]:
    return (value for value in _values(node) if isinstance(value, str))
