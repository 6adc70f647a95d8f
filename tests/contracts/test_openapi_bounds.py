"""What the REST contract refuses by form is what the intake refuses, value by value.

The contract may leave to the intake what a schema cannot say; it must not refuse what the intake
takes, nor name a length or a bound that the intake does not have.
"""

import copy
import datetime as dt
from typing import Any, NamedTuple

import msgspec
import pytest

from fla.intake import declaration
from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.shape import shape_faults
from tests.contracts.contract import Node, published
from tests.contracts.instances import faults

TODAY = dt.date(2026, 11, 22)
KINDS = ("Employment", "HeadCount", "OptOut", "Right", "Adjustment", "Verification", "Training")
NESTED = {"Person": "person", "Occupation": "occupations", "Suspension": "suspensions"}
_OF_FORM = {Error.ABSENT, Error.LENGTH, Error.INVALID, Error.TOO_LOW, Error.TOO_HIGH}


class Member(NamedTuple):
    """A member of a named schema: plain, and how the schema's kind of declaration is called."""

    owner: str
    name: str
    schema: Node

    def __str__(self) -> str:
        return f"{self.owner}.{self.name}"


def _members() -> list[Member]:
    owners = [(one, one) for one in NESTED] + [(kind, f"{kind}Content") for kind in KINDS]
    return [
        Member(owner, name, published().plain(member))
        for owner, schema in owners
        for name, member in published().schema(schema)["properties"].items()
    ]


TEXTS = [one for one in _members() if "maxLength" in one.schema]
WHOLE = [one for one in _members() if one.schema["type"] == "integer"]
AMOUNTS = [one for one in _members() if one.schema.get("format") == "number"]
PATTERNS = [one for one in _members() if "pattern" in one.schema and one not in [*TEXTS, *AMOUNTS]]
BY_OTHERS = {
    "OptOut.year",
    "Suspension.meanHours",
    "Occupation.meanHours",
    "Occupation.daysPerWeek",
}
"""Bounds that depend on today or on other members as well."""


def test_every_kind_of_member_is_held_against_the_intake() -> None:
    assert (len(TEXTS), len(WHOLE), len(AMOUNTS), len(PATTERNS)) == (13, 10, 9, 6)


def test_the_examples_that_are_changed_below_are_sound() -> None:
    assert [_judged(Member(kind, "none", {}), None) for kind in KINDS] == [[]] * len(KINDS)


@pytest.mark.parametrize("member", TEXTS, ids=str)
def test_a_text_is_as_long_as_the_intake_takes_it(member: Member) -> None:
    most = member.schema["maxLength"]
    for text in ("x", "é" * most, "a\u2028b", "a\u00a0b", "\U0001f600"):
        assert faults(published(), member.schema, text) == []
        assert _of_form(member, text) == []
    for text in ("", "x" * (most + 1), "a\tb", "a\nb", "a\x7fb", "a\x85b"):
        assert faults(published(), member.schema, text) != []
        assert _judged(member, text) != []


@pytest.mark.parametrize("member", WHOLE, ids=str)
def test_a_whole_number_has_the_intake_s_bounds(member: Member) -> None:
    least, most = member.schema["minimum"], member.schema["maximum"]
    for number in (least - 1, most + 1):
        assert _judged(member, number) != []
    for number in (least, most):
        assert str(member) in BY_OTHERS or _of_form(member, number) == []


@pytest.mark.parametrize("member", AMOUNTS, ids=str)
def test_an_amount_that_the_contract_refuses_is_refused_by_the_intake(member: Member) -> None:
    refused = 0
    for text in ("1.00001", "0.125", "-1", "9" * 9, "NaN", "Infinity", "1e9", "x", ""):
        if faults(published(), member.schema, text):
            refused += 1
            assert _judged(member, text) != [], text
    assert refused > 0


@pytest.mark.parametrize("member", AMOUNTS, ids=str)
def test_an_amount_has_as_many_decimals_as_the_intake_takes(member: Member) -> None:
    for decimals in ("1.5", "1.25", "1.125", "1.0625", "1.03125"):
        taken = not any(one.error is Error.INVALID for one in _of_form(member, decimals))
        assert (faults(published(), member.schema, decimals) == []) == taken, decimals


@pytest.mark.parametrize("member", PATTERNS, ids=str)
def test_an_identifier_has_the_form_that_the_intake_takes(member: Member) -> None:
    probes = (
        "",
        "x",
        "200",
        "149.01",
        "140.01.03",
        "14901",
        "181682/CO/200",
        "1/co/200",
        "nl",
        "NL",
    )
    numbers = ("1900000069", "BE1900000069", "1900.000.069", "2900000069", "2025Q3", "2025Q5")
    for text in (*probes, *numbers):
        refused = faults(published(), member.schema, text) != []
        assert refused == bool(_of_form(member, text)), text


@pytest.mark.parametrize("text", ["a", "A-1/b.2", "x" * 60, "", "x" * 61, "a b", "a_b", "é"])
def test_a_reference_has_the_form_that_the_intake_takes(text: str) -> None:
    refused = faults(published(), published().schema("Reference"), text) != []
    request = {**_request("Verification"), "reference": text}
    assert refused == bool(_submitted("Verification", request))


@pytest.mark.parametrize("text", ["85031403392", "8503140339", "850314033921", "85.03.14-033.92"])
def test_an_ssin_has_the_form_that_the_intake_takes(text: str) -> None:
    refused = faults(published(), published().schema("Ssin"), text) != []
    request = {**_request("Verification"), "ssin": text}
    assert refused == bool(_submitted("Verification", request))


def _of_form(member: Member, value: object) -> list[Anomaly]:
    """What the intake says against the form of this very value."""
    shown = str(value)[:60]
    return [
        one
        for one in _judged(member, value)
        if one.error in _OF_FORM and str(one.value or "").startswith(shown)
    ]


def _judged(member: Member, value: object) -> list[Anomaly]:
    """What the intake says of the contract's own example with one member changed."""
    kind = "Employment" if member.owner in NESTED else member.owner
    request = _request(kind)
    content = request[kind[0].lower() + kind[1:]]
    target = content
    if member.owner in NESTED:
        nested = NESTED[member.owner]
        content.setdefault(nested, [copy.deepcopy(published().schema("Suspension")["example"])])
        target = content[nested] if nested == "person" else content[nested][0]
    if value is not None:
        target[member.name] = value
        target.pop(member.name.replace("Days", "Minutes") if "Days" in member.name else "", None)
    return _submitted(kind, request, value)


def _request(kind: str) -> dict[str, Any]:
    operation = published().operation(f"register{kind}")
    body = operation.node["requestBody"]["content"]["application/json"]
    request: dict[str, Any] = copy.deepcopy(body["example"])
    return request


def _submitted(kind: str, request: dict[str, Any], value: object = "") -> list[Anomaly]:
    """What is wrong with a request; a value that cannot even be typed is one anomaly."""
    record = getattr(declaration, f"{kind}Declaration")
    tagged = {"kind": record.__struct_config__.tag, "action": "register", **request}
    try:
        typed = msgspec.convert(tagged, record)
    except msgspec.ValidationError:
        return [Anomaly(Field.DECLARATION, Error.INVALID, str(value))]
    return shape_faults(typed, TODAY)
