"""`fla law check` and `fla law show`."""

import re
from unittest.mock import patch

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from fla.commands import law
from fla.languages import LANGUAGES
from tests.law.conftest import Spoiled


def run(*words: str, columns: int = 240) -> Result:
    # A console that was made while COLUMNS was set, as it is in test processes, keeps that width.
    with patch.object(law, "_out", Console(width=columns)):
        return CliRunner().invoke(law.app, list(words))


def test_the_built_in_pack_is_in_order() -> None:
    result = run("check")
    assert result.exit_code == 0
    assert "is in order" in result.output
    assert "Years 2022 to 2033; 16 joint committees" in result.output


def test_a_pack_of_ones_own_is_checked(spoiled: Spoiled) -> None:
    assert run("check", str(spoiled.directory)).exit_code == 0


def test_every_fault_is_printed_with_status_1(spoiled: Spoiled) -> None:
    spoiled.replace("sectors/124.yaml", "unit: day", "unit: [day]")
    spoiled.replace("law.yaml", "asOf", "as_of")
    result = run("check", str(spoiled.directory))
    assert result.exit_code == 1
    assert "fault: sectors/124.yaml: scales[0].unit: " in result.output
    assert "fault: law.yaml: as_of: unknown key; did you mean asOf?" in result.output
    assert "3 found." in result.output


def test_show_says_what_applies_for_each_size_and_why() -> None:
    result = run("show", "--year", "2027", "--joint-committee", "200")
    assert result.exit_code == 0
    shown = " ".join(result.output.split())
    assert "≥ 20 4 days sector agreement 200.20 181682/CO/200" in shown
    assert "10 – < 20 1 day sector agreement 200.10 181682/CO/200 4.5 days per FTE" in shown
    assert "sfonds200: Sociaal Fonds 200: aantal opleidingsdagen https://www.sfonds200.be" in shown
    assert "headCountWindow=twoYear" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_of_an_agreement_is_never_cut(language: str) -> None:
    asked = ("show", "--year", "2027", "--joint-committee", "200", "--language", language)
    result = run(*asked, columns=80)
    assert result.output.count("181682/CO/200 ") >= 3
    assert "…" not in result.output


def test_show_for_one_head_count_says_how_it_was_counted() -> None:
    result = run("show", "--year", "2027", "--joint-committee", "200", "--head-count", "21")
    assert "200.20" in result.output
    assert "200.10" not in result.output
    assert "the average from 1 October 2024 to 30 September 2025" in result.output


def test_show_without_committee_is_the_general_law() -> None:
    result = run("show", "--year", "2026")
    assert re.findall(r"general\.\d+", result.output) == ["general.0", "general.10", "general.20"]


def test_show_names_a_committee_of_the_general_law() -> None:
    result = run("show", "--year", "2026", "--joint-committee", "302")
    assert "No sector agreement on this right was found for joint committee 302" in result.output


@pytest.mark.parametrize("language", LANGUAGES)
def test_show_speaks_four_languages(language: str) -> None:
    result = run("show", "--year", "2026", "--joint-committee", "119", "--language", language)
    assert result.exit_code == 0
    words = {"nl": "Instelling", "fr": "Paramètre", "de": "Einstellung", "en": "Setting"}
    assert words[language] in result.output


def test_show_follows_a_setting() -> None:
    asked = ("show", "--year", "2025", "--joint-committee", "119", "--head-count", "20")
    assert "4 days" in run(*asked).output
    assert "3 days" in run(*asked, "--setting", "committee119Step=2026").output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--year", "2034"), "No figures are known yet for 2034."),
        (("--year", "2021"), "2021 is before the Act"),
        (("--year", "soon"), "Invalid value for '--year'"),
        (("--year", "2026", "--joint-committee", "two"), "two is no joint committee"),
        (("--year", "2026", "--head-count", "-1"), "-1 is no head count"),
        (("--year", "2026", "--head-count", "1e9"), "1e9 is no head count"),
        (("--year", "2026", "--head-count", "nan"), "nan is no head count"),
        (("--year", "2026", "--setting", "rounding"), "'' is no alternative"),
        (("--year", "2026", "--setting", "mood=good"), "mood: no such setting"),
        (("--year", "2026", "--language", "es"), "'es' is not one of"),
    ],
)
def test_bad_input_is_a_sentence_and_status_2(words: tuple[str, ...], said: str) -> None:
    result = run("show", *words)
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())


def test_show_can_exclude_categories() -> None:
    result = run("show", "--year", "2026", "--setting", "excludedCategories=student,flexiJob")
    assert "Students, Flexi-jobs" in result.output
