from pathlib import Path

from fla.intake.anomaly import Error, Field
from fla.intake.glossary import glossary_page

PAGE = Path(__file__).parents[2] / "docs" / "glossary.md"


def test_the_page_in_the_documentation_is_the_present_catalogue() -> None:
    written = PAGE.read_text("utf-8")
    assert written == glossary_page(), "run: python -m fla.intake.glossary > docs/glossary.md"


def test_the_page_has_every_field_and_error() -> None:
    page = glossary_page()
    assert all(page.count(f"\n| {field:05d} | ") == 1 for field in Field)
    assert all(page.count(f"\n| {error:03d} | ") == 4 for error in Error)
    assert "| 014 | B | The end of the period comes before its start. | Check both" in page
