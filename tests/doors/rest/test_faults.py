"""Every fault of a body is found, at its place, in the order in which they stand there."""

from itertools import islice
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fla.doors.rest.contract import Contract, contract
from fla.doors.rest.faults import Checker, Fault
from fla.doors.rest.schema import Schemas
from tests.contracts.contract import published
from tests.contracts.strict import strict

SCHEMAS = Schemas(contract())
CHECKERS = {
    (operation.id, media_type): Checker(SCHEMAS.strict(schema))
    for operation in contract().operations
    for media_type, schema in operation.bodies.items()
}
BODIES = [
    (key, published().operation(key[0]).node["requestBody"]["content"][key[1]]["example"])
    for key in CHECKERS
]
_IDS = [f"{operation_id} {media_type}" for (operation_id, media_type), _ in BODIES]


def found(operation_id: str, body: Any) -> list[tuple[str, str]]:
    """Return the faults of a body: where, and by which word of the schema."""
    checker = CHECKERS[operation_id, "application/json"]
    if checker.fits(body):
        return []
    return [("/".join(map(str, one.place)), one.word) for one in checker.faults(body)]


@pytest.mark.parametrize(("key", "body"), BODIES, ids=_IDS)
def test_the_contracts_own_examples_have_no_fault(key: tuple[str, str], body: Any) -> None:
    assert CHECKERS[key].fits(body)


@pytest.mark.parametrize(("key", "body"), BODIES, ids=_IDS)
def test_an_unknown_member_is_found_wherever_it_stands(key: tuple[str, str], body: Any) -> None:
    for place, changed in _with_surprises(body):
        faults = list(CHECKERS[key].faults(changed))
        if place[-2:] == ("settings", "surprise"):
            assert CHECKERS[key].fits(changed), "settings are a map"
        else:
            assert not CHECKERS[key].fits(changed)
            assert faults == [Fault("unknown", place, 1)]


def _with_surprises(body: Any, above: tuple[str | int, ...] = ()) -> Any:
    """Yield copies of a body with one more member in each of its objects."""
    if isinstance(body, dict):
        yield (*above, "surprise"), body | {"surprise": 1}
        for name, member in body.items():
            for place, changed in _with_surprises(member, (*above, name)):
                yield place, body | {name: changed}
    elif isinstance(body, list):
        for number, item in enumerate(body):
            for place, changed in _with_surprises(item, (*above, number)):
                yield place, [*body[:number], changed, *body[number + 1 :]]


def test_all_faults_are_told_in_the_order_of_the_body() -> None:
    body = {
        "reference": "a b",
        "surprise": True,
        "training": {
            "title": "",
            "startDate": "2026-02-30",
            "durationMinutes": 1.5,
            "language": "NL",
            "status": "done",
            "cost": 240,
        },
        "enterpriseNumber": 8,
    }

    assert found("registerTraining", body) == [
        ("reference", "pattern"),
        ("surprise", "unknown"),
        ("training/title", "minLength"),
        ("training/startDate", "format"),
        ("training/durationMinutes", "type"),
        ("training/language", "pattern"),
        ("training/status", "enum"),
        ("training/cost", "type"),
        ("training/endDate", "required"),
        ("training/form", "required"),
        ("training/category", "required"),
        ("training/inScope", "required"),
        ("enterpriseNumber", "type"),
        ("ssin", "required"),
    ]


def test_a_declaration_of_some_kind_is_judged_as_one_of_that_kind() -> None:
    body = {
        "items": [
            {"kind": "optOut", "action": "register", "reference": "R-1"},
            {"kind": "holiday"},
            {"action": "register"},
            {"kind": 1},
            "training",
        ]
    }

    assert found("submitDeclarations", body) == [
        ("items/0/enterpriseNumber", "required"),
        ("items/1/kind", "enum"),
        ("items/2/kind", "required"),
        ("items/3/kind", "type"),
        ("items/4", "type"),
    ]


@pytest.mark.parametrize(
    ("head_count", "faults"),
    [
        ({"average": "20"}, []),
        ({"average": 20}, []),
        ({"quarters": [None, "1", 2, "3.5"]}, []),
        ({}, [("", "choice")]),
        ({"average": 1, "quarters": ["1", "1", "1", "1"]}, [("", "choice")]),
        ({"average": -1}, [("/average", "minimum")]),
        ({"average": True}, [("/average", "type")]),
        ({"quarters": ["1", "x", "1"]}, [("/quarters", "minItems"), ("/quarters/1", "pattern")]),
    ],
)
def test_a_choice_is_judged_by_what_was_meant(
    head_count: Any, faults: list[tuple[str, str]]
) -> None:
    case = {"id": "x", "year": 2026, "headCount": head_count, "occupations": []}
    place = "items/0/headCount"

    assert found("calculateRights", {"items": [case]}) == [
        (place + at, word) for at, word in faults
    ]


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ([], [("", "type")]),
        (None, [("", "type")]),
        ({}, [("items", "required")]),
        ({"items": []}, [("items", "minItems")]),
        ({"items": [{}] * 1_001}, [("items", "maxItems")]),
        ({"items": {}}, [("items", "type")]),
    ],
)
def test_a_list_is_neither_empty_nor_too_long(body: Any, faults: list[tuple[str, str]]) -> None:
    assert found("registerTrainings", body) == faults


def test_a_patch_may_take_away_what_need_not_be_there_and_nothing_else() -> None:
    assert found("correctTraining", {"training": {"result": None, "title": None}}) == [
        ("training/title", "type")
    ]
    assert found("correctTraining", {"training": {}}) == [("training", "minProperties")]


def test_a_body_with_millions_of_faults_costs_no_more_than_those_that_are_told() -> None:
    body: Any = {"items": [[{}] * 1_000] * 1_000}
    checker = CHECKERS["registerTrainings", "application/json"]

    assert not checker.fits(body)
    assert [fault.place for fault in islice(checker.faults(body), 3)] == [
        ("items", 0),
        ("items", 1),
        ("items", 2),
    ]


def test_members_of_an_object_that_is_put_together_are_known_in_all_its_parts() -> None:
    name, age = {"name": {"type": "string"}}, {"age": {"type": "integer"}}
    named = {"type": "object", "required": ["name"], "properties": name}
    aged = {"type": "object", "required": ["age"], "properties": age}
    parts = {"Named": named, "Aged": {"allOf": [{"$ref": "#/components/schemas/Named"}, aged]}}
    made = Contract(b"", {"components": {"schemas": parts}}, ())
    checker = Checker(Schemas(made).strict({"$ref": "#/components/schemas/Aged"}))

    assert checker.fits({"name": "x", "age": 1})
    assert [(one.word, one.place) for one in checker.faults({"name": 1, "size": 2})] == [
        ("type", ("name",)),
        ("unknown", ("size",)),
        ("required", ("age",)),
    ]


_SCALARS = st.none() | st.booleans() | st.integers(-5, 5_000) | st.text(max_size=12)


@st.composite
def _changed(draw: st.DrawFn, body: Any) -> Any:
    """A body with some things in it exchanged, left out or added."""
    if isinstance(body, dict):
        changed = {name: draw(_changed(one)) for name, one in body.items() if draw(_mostly())}
        return changed if draw(_mostly()) else changed | {"surprise": 1}
    if isinstance(body, list):
        return [draw(_changed(one)) for one in body]
    return body if draw(_mostly()) else draw(_SCALARS)


def _mostly() -> st.SearchStrategy[bool]:
    return st.sampled_from([True, True, True, True, False])


@settings(deadline=None, max_examples=60)
@given(st.data(), st.sampled_from(BODIES))
def test_a_body_has_a_fault_exactly_where_the_strict_contract_says_no(
    data: st.DataObject, chosen: tuple[tuple[str, str], Any]
) -> None:
    key, example = chosen
    body = data.draw(_changed(example))

    judged = _reference(key).is_valid(body)

    assert CHECKERS[key].fits(body) == judged
    faults = [] if judged else list(CHECKERS[key].faults(body))
    assert bool(faults) != judged
    assert all(fault.place for fault in faults), "a fault below the root says where it is"


_STRICT = strict(published())


def _reference(key: tuple[str, str]) -> jsonschema_rs.Draft4Validator:
    """A validator of the contract that the tests hold requests to, made another way."""
    operation = _STRICT.operation(key[0]).node
    schema = operation["requestBody"]["content"][key[1]]["schema"]
    whole = _nullable({"allOf": [schema], "components": {"schemas": _STRICT.components["schemas"]}})
    return jsonschema_rs.Draft4Validator(whole, validate_formats=True)


def _nullable(node: Any) -> Any:
    if isinstance(node, list):
        return [_nullable(one) for one in node]
    if not isinstance(node, dict):
        return node
    changed = {name: _nullable(value) for name, value in node.items()}
    if node.get("nullable") is True:
        changed["type"] = [node["type"], "null"]
    return changed
