"""The glossary says what is so: of the catalogue, of the schema, and of what can go wrong."""

import re
from functools import cache
from pathlib import Path

from fla.doors.batch.field_rules import field_places
from fla.doors.batch.glossary import glossary_page
from fla.doors.batch.layout import LAYOUTS, Layout
from fla.filesets.faults import FaultCode
from fla.intake.anomaly import Error, Field
from fla.intake.catalogue import catalogue
from tests.doors.batch.probing import implied
from tests.intake.raised import raised

Pair = tuple[Field, Error]

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "glossary.md"
TESTS = ROOT / "tests"
NAMED = re.compile(r"\b([A-Z_]{3,})-([A-Z_]{3,})\b")
NUMBERED = re.compile(r"\b(70\d{3})-(\d{3})\b")
MADE_UP = {"doors/portal/test_file_sets.py", "doors/portal/file_set_world.py"}
"""Their anomalies are written into a row, to be shown; no declaration has had them."""
NUMBER_FAULTS = {Error.ABSENT, Error.INVALID, Error.CHECK_DIGIT, Error.LENGTH}


def test_the_page_in_the_documentation_is_the_present_catalogue() -> None:
    written = PAGE.read_text("utf-8")
    assert written == glossary_page(), "run: python -m fla.doors.batch.glossary > docs/glossary.md"


def test_the_page_has_every_field_and_error() -> None:
    page = glossary_page()
    assert all(page.count(f"\n| {field:05d} | ") == 1 for field in Field)
    assert all(page.count(f"\n| {error:03d} | ") == 4 for error in Error)
    assert all(page.count(f"\n| ACRF-{code:03d} | ") == 4 for code in FaultCode)
    assert "| 014 | B | The end of the period comes before its start. | Check both" in page


def test_a_field_has_its_elements_its_rule_and_its_errors() -> None:
    (row,) = re.findall(r"^\| 70073 .*$", glossary_page(), re.MULTILINE)
    assert (
        "| `Training/Score`? | decimal number, at least 0, at most 100, up to 2 decimals |" in row
    )
    assert row.endswith(" 003 005 045 046 092 |")
    (row,) = re.findall(r"^\| 70001 .*$", glossary_page(), re.MULTILINE)
    assert "| `…/Reference` | text, `[\\-A-Za-z0-9./]{1,60}` |" in row
    (row,) = re.findall(r"^\| 70030 .*$", glossary_page(), re.MULTILINE)
    assert "| `Employment/Occupation` | up to 100 times |" in row


def test_the_schema_gives_each_element_the_number_that_the_code_gives_it() -> None:
    told = {(place.path, number) for number, places in field_places().items() for place in places}
    known = {pair for layout in LAYOUTS.values() for pair in elements(layout, layout.element)}
    assert told == known


def elements(layout: Layout, path: str) -> set[tuple[str, int]]:
    found: set[tuple[str, int]] = set()
    for member in layout.members:
        below = f"{path}/{member.element}"
        if member.field:
            found.add((below, int(member.field)))
        if member.part:
            found |= elements(member.part, below)
    return found


@cache
def occurring() -> frozenset[Pair]:
    return frozenset(
        (Field(field), Error(error))
        for field, errors in catalogue().occurring.items()
        for error in errors
    )


def test_every_field_has_its_errors_once_and_in_order() -> None:
    assert list(catalogue().occurring) == list(catalogue().fields)
    for errors in catalogue().occurring.values():
        assert errors == sorted(set(errors))


def test_the_errors_of_a_field_are_what_the_intake_and_the_schema_find() -> None:
    found = raised() | implied()
    assert sorted(found - occurring()) == [], "errors that the glossary does not know"
    extra = occurring() - found
    of_mandates = expected(TESTS / "intake" / "test_mandates.py")
    of_mandates |= {
        (Field.MANDATARY, error)
        for field, error in of_mandates
        if field is Field.MANDATOR and error in NUMBER_FAULTS
    }
    assert sorted(extra - of_mandates) == [], "errors that nothing finds"


def test_the_glossary_knows_every_error_that_a_test_expects() -> None:
    unknown = {
        str(path.relative_to(TESTS)): sorted(missing)
        for path in sorted(TESTS.rglob("*"))
        if path.suffix in {".py", ".yaml", ".json", ".xml"}
        and str(path.relative_to(TESTS)) not in MADE_UP
        and (missing := expected(path) - occurring())
    }
    assert unknown == {}


def expected(path: Path) -> set[Pair]:
    """The anomalies that a file names, by their numbers or by their names."""
    text = path.read_text("utf-8")
    numbered = {(Field(int(one)), Error(int(two))) for one, two in NUMBERED.findall(text)}
    named = {
        (Field[one], Error[two])
        for one, two in NAMED.findall(text)
        if one in Field.__members__ and two in Error.__members__
    }
    return numbered | named
