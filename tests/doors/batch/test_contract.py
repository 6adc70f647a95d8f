"""The schemas and the declarations say the same, and the examples keep to them."""

import datetime as dt
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from lxml import etree
from msgspec import inspect

from fla import codes as codes_module
from fla.doors.batch import contract
from fla.doors.batch.layout import LAYOUTS, Layout, Member, locate
from fla.doors.batch.offline import offline_outcomes
from fla.doors.batch.reader import Reader
from fla.intake import declaration as declarations
from fla.intake.anomaly import Field
from fla.intake.shape_employment import MOST_OCCUPATIONS
from fla.intake.shape_suspension import MOST_SUSPENSIONS
from fla.languages import LANGUAGES

XS = f"{{{contract.XS}}}"
EXAMPLES = sorted((contract.contracts() / "examples").glob("*.xml"))
SCHEMAS = sorted(contract.contracts().glob("*.xsd"))
TREE = etree.parse(contract.contracts() / contract.RECORD_SCHEMA)


def members() -> Iterator[tuple[Layout, Member]]:
    for layout in LAYOUTS.values():
        for member in layout.members:
            yield layout, member
            if member.part:
                yield from ((member.part, below) for below in member.part.members)


def definition(name: str) -> Any:
    """A record's, part's or type's definition in the record schema."""
    found = TREE.find(f"./*[@name='{name}']")
    assert found is not None
    return found


def schema_elements(layout: Layout) -> list[Any]:
    """The elements of a record or part, the common ones first, in the order of the schema."""
    return [
        one for one in _elements(definition(layout.element)) if one.get("name") != layout.element
    ]


def _elements(within: Any) -> Iterator[Any]:
    """The elements below a definition, those of the groups that it refers to included."""
    for one in within.iter(f"{XS}element", f"{XS}group"):
        if one.tag == f"{XS}element":
            yield one
        elif one.get("ref") is not None:
            yield from _elements(definition(one.get("ref")))


@pytest.mark.parametrize("layout", [*LAYOUTS.values()], ids=lambda layout: layout.element)
def test_schema_and_struct_have_the_same_elements_in_the_same_order(layout: Layout) -> None:
    parts = [member.part for member in layout.members if member.part]
    for each in (layout, *parts):
        assert [element.get("name") for element in schema_elements(each)] == [
            member.element for member in each.members
        ]


def test_what_is_required_in_the_struct_is_required_in_the_schema() -> None:
    for layout, member in members():
        element = next(e for e in schema_elements(layout) if e.get("name") == member.element)
        assert (element.get("minOccurs", "1") == "1") is member.required, member.element
        assert (element.get("maxOccurs", "1") == "1") is not member.many, member.element


@pytest.mark.parametrize(
    ("name", "most"), [("Occupation", MOST_OCCUPATIONS), ("Suspension", MOST_SUSPENSIONS)]
)
def test_lines_are_bounded_alike(name: str, most: int) -> None:
    (line,) = definition("Employment").xpath(f".//*[@name='{name}']")
    assert line.get("maxOccurs") == str(most)


ELSEWHERE = {
    *("Kind", "Door", "OutcomeStatus", "Verification", "DecisionOutcome"),
    *("MandateStatus", "MandateRole", "MandateGroup", "MandateEventKind"),
}
"""Codes that stand in no file: what came of a declaration, and what is no declaration."""
UNFILED = {
    *(Field.DECLARATION, Field.OBJECTION_REASON),
    *(Field.MANDATOR, Field.MANDATARY, Field.MANDATE_GROUPS, Field.START_QUARTER),
    Field.END_QUARTER,
}
"""Fields of decisions on proposals and of mandates, which go by other doors."""


def test_every_code_list_is_an_enumeration() -> None:
    lists = {
        name: list(get_args(value))
        for name, value in vars(codes_module).items()
        if isinstance(value, type(declarations.Action)) and name not in ELSEWHERE
    }
    types = TREE.findall(f"./{XS}simpleType")
    listed = {one.get("name") for one in types if one.find(f".//{XS}enumeration") is not None}
    assert listed == {*lists, "Language"}
    for name, codes in lists.items():
        assert [e.get("value") for e in definition(name).iter(f"{XS}enumeration")] == codes


def test_a_code_field_has_its_list_as_type() -> None:
    for layout, member in members():
        if member.part is None:
            element = next(e for e in schema_elements(layout) if e.get("name") == member.element)
            assert enumerated(element.get("type")) == codes(layout, member), member.element


def enumerated(type_name: str) -> set[str]:
    if type_name.startswith("xs:"):
        return set()
    return {str(e.get("value")) for e in definition(type_name).iter(f"{XS}enumeration")}


def codes(layout: Layout, member: Member) -> set[str]:
    struct = layout.declaration if member.common and layout.declaration else layout.content
    info = inspect.type_info(struct)
    assert isinstance(info, inspect.StructType)
    kind = next(field.type for field in info.fields if field.name == member.name)
    kinds = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    return {
        str(value) for one in kinds if isinstance(one, inspect.LiteralType) for value in one.values
    }


def test_free_texts_are_those_the_schema_collapses() -> None:
    for layout, member in members():
        if member.part is None:
            element = next(e for e in schema_elements(layout) if e.get("name") == member.element)
            collapsed = str(element.get("type")).startswith("Text")
            assert member.free_text is collapsed, member.element


def test_every_field_of_the_glossary_is_an_element_and_every_element_a_field() -> None:
    fields = [member.field for _, member in members() if member.element != "Person"]
    assert None not in fields
    assert set(fields) == set(Field) - UNFILED
    for layout in LAYOUTS.values():
        below = [part.field for one in layout.members if one.part for part in one.part.members]
        own = [member.field for member in layout.members if member.field is not None] + below
        assert len(own) == len(set(own)), layout.element


def test_the_schema_names_the_glossary_number_of_every_element() -> None:
    for layout, member in members():
        element = next(e for e in schema_elements(layout) if e.get("name") == member.element)
        numbers = [info.text for info in element.findall(f"{XS}annotation/{XS}appinfo")]
        assert numbers == ([] if member.field is None else [str(int(member.field))])


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_schemas_say_whose_they_are_and_explain_each_element(path: Path) -> None:
    tree = etree.parse(path)
    about = " ".join(str(tree.findtext(f"{XS}annotation/{XS}documentation")).split())
    assert "It is NOT a schema of Sigedis" in about
    if path.name == contract.RECORD_SCHEMA:
        for element in tree.iter(f"{XS}element"):
            documented = element.find(f"{XS}annotation/{XS}documentation")
            assert documented is not None or element.get("type") == "Person"


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_the_version_is_in_the_name_and_in_the_schema(path: Path) -> None:
    version = re.search(r"_(\d{4}q[1-4])\.xsd$", path.name)
    assert version
    assert etree.parse(path).getroot().get("version") == version[1] == contract.VERSION


def test_the_outcome_schema_knows_the_languages() -> None:
    tree = etree.parse(contract.contracts() / contract.OUTCOME_SCHEMA)
    values = tree.xpath("//xs:simpleType[@name='Language']//@value", namespaces={"xs": contract.XS})
    assert values == list(LANGUAGES)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_valid_explained_and_free_of_faults(path: Path) -> None:
    tree = etree.parse(path)
    schema = contract.schema(contract.DECLARATION_SCHEMA)
    assert schema.validate(tree), schema.error_log
    comment = tree.getroot().getprevious()
    assert isinstance(comment, etree._Comment)
    assert len((comment.text or "").split()) > 4
    read = [
        record.declaration for block in Reader(io.BytesIO(path.read_bytes())) for record in block
    ]
    outcomes = offline_outcomes(read, dt.date(2026, 11, 22))
    assert [outcome.anomalies for outcome in outcomes] == [()] * len(read)


def test_there_is_an_example_of_each_record_and_action_and_one_with_every_element() -> None:
    forms, shown = set(), set()
    for path in EXAMPLES:
        root = etree.parse(path).getroot()
        for record in root.iterchildren(*contract.RECORDS):
            forms.add((record.tag, record.findtext("Action")))
            shown |= {
                (record.tag, element.tag) for element in record.iter() if element is not record
            }
    actions = get_args(declarations.Action)
    assert forms == {(record, action) for record in contract.RECORDS for action in actions}
    wanted = {
        (layout.element, member.element) for layout in LAYOUTS.values() for member in layout.members
    }
    rare = {("Training", "OutOfScopeReason"), ("Employment", "Parallel")}
    assert wanted - shown <= {(name, "Target") for name in contract.RECORDS} | rare


def test_the_path_of_a_field_leads_to_its_element() -> None:
    layout = LAYOUTS["Employment"]
    assert locate(layout, Field.FAMILY_NAME) == "Person/FamilyName"
    assert locate(layout, Field.OCCUPATION) == "Occupation"
    assert locate(layout, Field.MEAN_HOURS) == "Occupation/MeanHours"
    assert locate(layout, Field.EMPLOYMENT_START_DATE) == "StartDate"
    assert locate(layout, Field.SUSPENSION_MEAN_HOURS) == "Suspension/MeanHours"
    assert locate(layout, Field.TITLE) is None
    assert locate(LAYOUTS["OptOut"], Field.RIGHT_YEAR) == "Year"
    assert locate(LAYOUTS["OptOut"], Field.OPT_OUT_REASON) == "Reason"
    assert locate(LAYOUTS["HeadCount"], Field.SSIN) is None
