"""A pack whose files have the wrong form is refused, with each fault and its place."""

import pytest

from tests.law.conftest import Spoiled

FORM = [
    pytest.param(
        "sectors/200.yaml",
        "amounts: {2024: 3, 2026",
        "amuonts: {2024: 3, 2026",
        [
            "sectors/200.yaml: scales[4].amuonts: unknown key; did you mean amounts?",
            "sectors/200.yaml: scales[4]: the key amounts is missing",
        ],
        id="misspelt key",
    ),
    pytest.param(
        "sectors/124.yaml",
        "certainty: A/B\nnote",
        "certainty: A/B\nlastYear: 2030\nnote",
        ["sectors/124.yaml: lastYear: unknown key"],
        id="misplaced key",
    ),
    pytest.param(
        "law.yaml",
        "  periods:\n",
        "  windows: {firstYear: 2024}\n  periods:\n",
        ["law.yaml: headCount.windows: unknown key"],
        id="key of the level above",
    ),
    pytest.param(
        "sectors/209.yaml",
        "2024: 32",
        "2024: thirty-two",
        ["sectors/209.yaml: scales[2].amounts.2024: Invalid decimal string"],
        id="word for a number",
    ),
    pytest.param(
        "sectors/209.yaml",
        "2024: 32",
        '"2024": 32',
        ["sectors/209.yaml: scales[2].amounts.2024: Expected `int`, got `str`"],
        id="quoted year",
    ),
    pytest.param(
        "sectors/124.yaml",
        'committee: "124"',
        "committee: 124",
        ["sectors/124.yaml: committee: Expected `str`, got `int`"],
        id="number for a code",
    ),
    pytest.param(
        "sectors/124.yaml",
        "atLeast: 10",
        "atLeast: 9.5",
        ["sectors/124.yaml: scales[0].atLeast: Expected `int`, got `decimal`"],
        id="part of a person as a bound",
    ),
    pytest.param(
        "sectors/327.03.yaml",
        '"2023-12-21"',
        '"2023-02-30"',
        ["sectors/327.03.yaml: scales[0].cba.signed: Invalid RFC3339 encoded date"],
        id="day that never was",
    ),
    pytest.param(
        "sectors/327.03.yaml",
        'signed: "2023-12-21"',
        "registrationNumber: CO/327/181682",
        ["sectors/327.03.yaml: scales[0].cba.registrationNumber: Expected `str` matching regex"],
        id="registration number of another form",
    ),
    pytest.param(
        "sectors/200.yaml",
        "counter: individual",
        "counter: personal",
        ["sectors/200.yaml: scales[0].counter: Invalid enum value 'personal'"],
        id="counter of no kind",
    ),
    pytest.param(
        "sectors/200.yaml",
        "certainty: A\nnote",
        "certainty: E\nnote",
        ["sectors/200.yaml: certainty: Invalid enum value 'E'"],
        id="certainty of no kind",
    ),
    pytest.param(
        "sectors/200.yaml",
        "source: [sfonds200, besox-pc200]\ncertainty: A\nnote",
        "source: sfonds200\ncertainty: A\nnote",
        ["sectors/200.yaml: source: a list is expected here"],
        id="one word for a list",
    ),
    pytest.param(
        "texts/warnings.yaml",
        "  de: Für {year} sind noch keine Zahlen bekannt.\n",
        "",
        ["texts/warnings.yaml: yearWithoutFigures: the key de is missing"],
        id="missing language",
    ),
    pytest.param(
        "texts/warnings.yaml",
        "de: Für {year} sind noch keine Zahlen bekannt.",
        'de: ""',
        ["texts/warnings.yaml: yearWithoutFigures.de: Expected `str` of length >= 1"],
        id="empty text",
    ),
    pytest.param(
        "deadlines.yaml",
        "days: 60",
        "days: -60",
        ["deadlines.yaml: newWorker.days: Expected `int` >= 0"],
        id="days before",
    ),
    pytest.param(
        "law.yaml",
        "lastYear: 2033\n\nsize",
        "lastYear: 20330\n\nsize",
        ["law.yaml: lastYear: Expected `int` <= 2099"],
        id="year of five digits",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), FORM)
def test_a_fault_of_form_is_named_with_its_place(
    spoiled: Spoiled, file: str, old: str, new: str, said: list[str]
) -> None:
    spoiled.replace(file, old, new)
    found = spoiled.faults()
    assert len(found) == len(said)
    assert all(one.startswith(start) for one, start in zip(found, said, strict=True)), found


def test_all_faults_of_all_files_are_listed(spoiled: Spoiled) -> None:
    spoiled.replace("law.yaml", "asOf", "as_of")
    spoiled.replace("sectors/124.yaml", "unit: day", "unit: week")
    spoiled.replace("sectors/124.yaml", "unit: day", "unit: month")
    spoiled.replace("sources.yaml", "title", "titel")
    files = [fault.file for fault in spoiled.found()]
    assert files == ["law.yaml"] * 2 + ["sectors/124.yaml"] * 2 + ["sources.yaml"] * 2


def test_a_doubled_key_is_refused_with_its_line(spoiled: Spoiled) -> None:
    spoiled.replace("sectors/119.yaml", "certainty: C\n", "certainty: C\ncertainty: A\n")
    (found,) = spoiled.faults()
    assert found.startswith("sectors/119.yaml: the key certainty stands twice")
    assert "line 12" in found


@pytest.mark.parametrize(
    "text", ["a: [", "\ta: 1", "? [1]\n: 2", "!!python/object:os.system x", "a: " + "[" * 5000]
)
def test_what_is_no_yaml_of_ours_is_refused(spoiled: Spoiled, text: str) -> None:
    spoiled.write("disputes.yaml", text)
    (found,) = spoiled.faults()
    assert found.startswith("disputes.yaml: ")


@pytest.mark.parametrize("text", ["", "[]", "word", "7"])
def test_a_file_that_is_no_mapping_is_refused(spoiled: Spoiled, text: str) -> None:
    spoiled.write("disputes.yaml", text)
    assert spoiled.faults() == ["disputes.yaml: a mapping of keys is expected here"]


def test_a_file_of_another_name_is_refused(spoiled: Spoiled) -> None:
    spoiled.write("sector.yaml", "{}")
    assert spoiled.faults() == ["sector.yaml: a pack has no such file"]


def test_a_pack_without_its_law_is_refused(spoiled: Spoiled) -> None:
    (spoiled.directory / "law.yaml").unlink()
    assert spoiled.faults() == ["law.yaml: this file is missing"]


def test_no_directory_is_no_pack(spoiled: Spoiled) -> None:
    spoiled.directory /= "nowhere"
    assert spoiled.faults() == [f"{spoiled.directory} is no directory"]


def test_a_committee_twice_is_refused(spoiled: Spoiled) -> None:
    text = (spoiled.directory / "sectors/302.yaml").read_text("utf-8")
    spoiled.write("sectors/hotels.yaml", text)
    assert spoiled.faults() == ["sectors/hotels.yaml: 302: stands in sectors/302.yaml already"]


def test_a_text_twice_is_refused(spoiled: Spoiled) -> None:
    spoiled.write("texts/again.yaml", "unit.day.one: {nl: a, fr: b, de: c, en: d}")
    found = spoiled.faults()
    assert found == ["texts/words.yaml: unit.day.one: stands in texts/again.yaml already"]
