"""The REST contract, the XML schema and the what-if format say the same."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import etree

from tests.contracts.contract import ROOT, Node, published
from tests.contracts.instances import faults, undeclared

XS = "{http://www.w3.org/2001/XMLSchema}"
SCHEMA = etree.parse(ROOT / "contracts" / "learningAccountRecord_2026q4.xsd")
WHAT_IF = ROOT / "contracts" / "rights"
KINDS = ("Employment", "HeadCount", "OptOut", "Right", "Adjustment", "Verification", "Training")
PARTS = ("Person", "Occupation", "Suspension")
RECORDS = {name: name for name in PARTS} | {name: f"{name}Content" for name in KINDS}
_ALSO = {"Quarter": "YearQuarter"}
"""A type that bears another name here, the Belgif one."""
_FACETS = {
    "minInclusive": "minimum",
    "maxInclusive": "maximum",
    "minLength": "minLength",
    "maxLength": "maxLength",
}


def _simple_types() -> list[str]:
    """The value types that both contracts have, by name."""
    named = {one.get("name", "") for one in SCHEMA.iter(f"{XS}simpleType")}
    return sorted(named & set(published().components["schemas"]))


def test_the_contracts_share_most_value_types() -> None:
    assert len(_simple_types()) >= 30


@pytest.mark.parametrize("name", _simple_types())
def test_a_value_type_is_that_of_the_xml_schema(name: str) -> None:
    [type_] = SCHEMA.iterfind(f"{XS}simpleType[@name='{name}']")
    stated = published().schema(name)
    codes = {one.get("value") for one in type_.iter(f"{XS}enumeration")}
    assert set(stated.get("enum", [])) == codes
    if stated["type"] == "integer" or "maxLength" in stated:
        assert _facets(type_) == {word: stated[word] for word in _FACETS.values() if word in stated}
    for pattern in type_.iter(f"{XS}pattern"):
        if name not in ("Uuid", "Date"):  # the one is wider in XML, the other a format in JSON
            assert f"^{_plain(pattern.get('value', ''))}$" == stated["pattern"]
    for digits in type_.iter(f"{XS}fractionDigits"):
        assert stated["pattern"].endswith(f"(\\.[0-9]{{1,{digits.get('value')}}})?$")


def _facets(type_: Any) -> dict[str, int]:
    facets = (one for one in type_.iter() if etree.QName(one).localname in _FACETS)
    return {_FACETS[etree.QName(one).localname]: int(one.get("value")) for one in facets}


def _plain(pattern: str) -> str:
    return pattern.replace("[\\-A-Z", "[-A-Z")


@pytest.mark.parametrize(("record", "schema"), RECORDS.items())
def test_a_record_of_the_xml_schema_has_the_same_members(record: str, schema: str) -> None:
    stated = published().schema(schema)
    for name, element in _elements(record):
        member = stated["properties"][name]
        assert (name in stated["required"]) == (element.get("minOccurs") != "0"), name
        referred = re.search(r"schemas/(\w+)'", str(member))
        if referred and not element.get("type").startswith("xs:"):
            assert _ALSO.get(element.get("type"), element.get("type")) == referred[1], name


@pytest.mark.parametrize(("record", "schema"), RECORDS.items())
def test_a_record_of_the_xml_schema_has_all_members(record: str, schema: str) -> None:
    names = {name for name, _ in _elements(record)}
    assert names == set(published().schema(schema)["properties"])


def _elements(record: str) -> Iterator[tuple[str, Any]]:
    kind = "complexType" if record in PARTS else "element"
    [owner] = SCHEMA.iterfind(f"{XS}{kind}[@name='{record}']")
    for element in owner.iter(f"{XS}element"):
        name = element.get("name", "")
        if element is not owner and element.get("type"):
            plural = {"Occupation": "occupations", "Suspension": "suspensions"}.get(name)
            yield plural or name[:1].lower() + name[1:], element


SCHEMAS = {
    "CalculationCase": ("cases.schema.json", "case"),
    "CalculationHeadCount": ("cases.schema.json", "headCount"),
    "CalculationOccupation": ("cases.schema.json", "occupation"),
    "CalculationSuspension": ("cases.schema.json", "suspension"),
    "CalculatedRight": ("results.schema.json", "result"),
    "CalculationStep": ("results.schema.json", "step"),
    "CalculationRefusal": ("results.schema.json", "refusal"),
}


def _what_if(file: str, name: str) -> Node:
    whole = json.loads((WHAT_IF / file).read_text("utf-8"))
    found: Node = whole["$defs"][name]
    return found


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_calculation_has_the_members_of_the_what_if_format(name: str) -> None:
    theirs, ours = _what_if(*SCHEMAS[name]), published().schema(name)
    assert set(ours["properties"]) == set(theirs["properties"])
    assert set(ours.get("required", [])) == set(theirs.get("required", []))
    assert ours.get("oneOf") == theirs.get("oneOf")
    for member, stated in ours["properties"].items():
        _same_bounds(published().plain(stated), theirs["properties"][member])


def _same_bounds(ours: Node, theirs: Node) -> None:
    for word in ("minimum", "maximum", "minItems", "maxItems", "maxLength", "default"):
        if word in theirs and theirs[word] != "0" and "type" in ours:
            assert ours.get(word) == theirs[word]
    listed = set(theirs.get("enum", [])) - {None}
    assert listed <= set(ours.get("enum", listed))


def test_the_errors_of_a_case_are_those_of_the_what_if_format() -> None:
    theirs = _what_if("results.schema.json", "refusal")["properties"]["error"]
    ours = published().schema("CalculationError")
    assert set(ours["properties"]) == set(theirs["properties"])
    assert ours["properties"]["code"]["enum"] == theirs["properties"]["code"]["enum"]


@pytest.mark.parametrize(
    "file", sorted((WHAT_IF / "examples").glob("*.json")), ids=lambda f: f.stem
)
def test_an_example_of_the_what_if_format_can_be_sent(file: Any) -> None:
    cases = [_without_nulls(case) for case in json.loads(file.read_text("utf-8"))]
    schema, request = published().schema("CalculationRequest"), {"items": cases}
    assert faults(published(), schema, request) == []
    assert list(undeclared(published(), schema, request)) == []


def _without_nulls(node: Any) -> Any:
    """What the contract asks for: a member without a value is left out."""
    if isinstance(node, dict):
        return {name: _without_nulls(value) for name, value in node.items() if value is not None}
    return [_without_nulls(item) for item in node] if isinstance(node, list) else node
