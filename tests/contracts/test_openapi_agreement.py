"""The REST contract says what the house does: code lists, members, lengths and bounds agree.

The contract is written by hand and the intake's records are too; these tests keep them the same.
"""

import typing

import msgspec
import pytest

from fla import codes
from fla.credit import model as credit
from fla.intake import content, declaration
from fla.intake.catalogue import AnomalyClass
from fla.languages import Language
from fla.rights import year_model
from fla.trainings import model as trainings
from tests.contracts.contract import Node, published

CONTENTS = ("Employment", "HeadCount", "OptOut", "Right", "Adjustment", "Verification", "Training")
PARTS = ("Person", "Occupation", "Suspension")
RECORDS = [(name, name) for name in PARTS] + [(name, f"{name}Content") for name in CONTENTS]


def _lists() -> dict[str, object]:
    named = {name: one for name, one in vars(codes).items() if typing.get_args(one)}
    named["TrainingVerification"] = named.pop("Verification")
    return {**named, "Language": Language, "Standing": year_model.Standing}


@pytest.mark.parametrize("name", _lists())
def test_a_code_list_is_the_house_s(name: str) -> None:
    house = set(typing.get_args(_lists()[name])) - {"unreadable"}
    assert set(published().schema(name)["enum"]) == house


def test_anomaly_classes_are_the_catalogue_s() -> None:
    pattern = published().schema("AnomalyClass")["pattern"]
    assert pattern == f"^[{''.join(typing.get_args(AnomalyClass))}]$"


@pytest.mark.parametrize(("record", "schema"), RECORDS)
def test_a_content_has_the_members_of_its_record(record: str, schema: str) -> None:
    fields = msgspec.structs.fields(getattr(content, record))
    written = published().schema(schema)
    assert list(written["properties"]) == [field.encode_name for field in fields]
    assert written["required"] == [field.encode_name for field in fields if field.required]


@pytest.mark.parametrize(("record", "schema"), RECORDS)
def test_a_default_is_the_record_s(record: str, schema: str) -> None:
    for field in msgspec.structs.fields(getattr(content, record)):
        stated = published().schema(schema)["properties"][field.encode_name].get("default")
        if field.default in (None, msgspec.NODEFAULT, ()):
            assert stated is None
        else:
            assert msgspec.convert(stated, field.type) == field.default


@pytest.mark.parametrize(("record", "schema"), RECORDS)
def test_a_member_is_of_the_record_s_type(record: str, schema: str) -> None:
    for field in msgspec.structs.fields(getattr(content, record)):
        member = published().plain(published().schema(schema)["properties"][field.encode_name])
        assert member["type"] == _json_type(field.type), field.encode_name


def _json_type(type_: object) -> str:
    """The JSON type of a record's field; amounts are texts, so that no reader rounds them."""
    kinds = [one for one in typing.get_args(type_) or (type_,) if one is not type(None)]
    if typing.get_origin(type_) is tuple:
        return "array"
    known = {bool: "boolean", int: "integer", content.Person: "object"}
    return known.get(typing.cast("type", kinds[0]), "string")


@pytest.mark.parametrize("name", CONTENTS)
def test_a_registration_and_a_declaration_have_the_members_of_the_record(name: str) -> None:
    record = getattr(declaration, f"{name}Declaration")
    members = [field.encode_name for field in msgspec.structs.fields(record)]
    if name == "HeadCount":
        members.remove("ssin")  # it concerns no worker
    declared = published().schema(f"{name}Declaration")["properties"]
    registered = published().schema(f"{name}Registration")["properties"]
    assert set(declared) == {"kind", *members}
    assert set(registered) == {*members} - {"action", "target", "version"}
    assert declared["kind"]["enum"] == [record.__struct_config__.tag]


def test_an_outcome_has_the_members_of_the_record() -> None:
    members = {field.encode_name for field in msgspec.structs.fields(declaration.Outcome)}
    stated = set(published().schema("Outcome")["properties"])
    of_snapshots = {"unchanged"}  # which come as files only
    assert stated == members - {"anomalies"} - of_snapshots | {"issues", "href"}


@pytest.mark.parametrize(
    ("record", "schema", "ours"),
    [
        (credit.Amounts, "CreditAmounts", set()),
        (credit.CreditLine, "CreditLine", {"-employer_id", "-worker_id"}),
        (trainings.HistoryEntry, "HistoryEntry", set()),
    ],
)
def test_what_is_read_has_the_members_of_the_record(
    record: type[msgspec.Struct], schema: str, ours: set[str]
) -> None:
    added = {name for name in ours if not name.startswith("-")}
    left_out = {name[1:] for name in ours if name.startswith("-")}
    names = {*record.__struct_fields__} - left_out | added
    assert set(published().schema(schema)["properties"]) == {_camel(name) for name in names}


@pytest.mark.parametrize("name", ["Person", *CONTENTS])
def test_a_patch_has_the_members_of_the_content_and_null_for_what_may_go(name: str) -> None:
    if name == "Verification":
        assert "VerificationPatch" not in published().components["schemas"]
        return
    whole = published().schema(name if name == "Person" else f"{name}Content")
    patch = published().schema("PersonPatch" if name == "Person" else f"{name}ContentPatch")
    assert list(patch["properties"]) == list(whole["properties"])
    assert "required" not in patch
    for member, schema in patch["properties"].items():
        needed = member in whole["required"]
        assert bool(published().plain(schema).get("nullable")) != needed, member
        if member != "person":
            assert _bare(schema) == _bare(whole["properties"][member]), member


def _bare(schema: Node) -> Node:
    """A schema without words, and without what makes null fit it."""
    words = ("nullable", "description", "example", "default")
    bare = {name: value for name, value in published().plain(schema).items() if name not in words}
    if "enum" in bare:
        bare["enum"] = [value for value in bare["enum"] if value is not None]
    return bare


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
