"""The built-in pack is whole: every row, every question, every sentence."""

import re
from importlib.resources import files
from pathlib import Path
from typing import get_args

import pytest

from fla.languages import LANGUAGES
from fla.law.choices import choose
from fla.law.model import Certainty, Choices
from fla.law.pack import load, pack
from fla.law.schema import Words

TEXTS = [pytest.param(words, id=key) for key, words in pack().texts.items()]
LABELS = [
    *(setting.explanation for setting in pack().settings.values()),
    *(one.label for setting in pack().settings.values() for one in setting.alternatives.values()),
    *(deadline.label for deadline in pack().deadlines.values()),
    *(dispute.text for dispute in pack().disputes.values()),
    *(sector.name for sector in pack().sectors.values()),
]


def test_it_names_every_sector_with_published_rows() -> None:
    found = {code: sector.figures for code, sector in pack().sectors.items()}
    assert found == {
        **dict.fromkeys(("113", "116", "119", "124", "140.01", "142.01"), "scales"),
        **dict.fromkeys(("149.01", "149.04", "200", "209", "327.03"), "scales"),
        **dict.fromkeys(("302", "327.01", "329.02", "329.03"), "generalLaw"),
        "111": "notFound",
    }


def test_a_collective_scale_is_never_individual_and_has_its_own_period() -> None:
    collective = {
        scale.id: (str(scale.amounts), scale.period_years)
        for scale in pack().scales.values()
        if scale.counter == "collective" and scale.id.startswith("142.01")
    }
    assert collective == {
        "142.01.0.collective": ("{2017: Decimal('1')}", 2),
        "142.01.40.collective": ("{2017: Decimal('2')}", 2),
    }


def test_the_defaults_of_the_settings_are_those_of_the_program() -> None:
    assert choose(pack(), {}) == Choices()


def test_the_version_follows_the_content(tmp_path: Path) -> None:
    assert re.fullmatch(r"be-2026-11-01-[0-9a-f]{8}", pack().version)
    other = tmp_path / "pack"
    for name, content in _contents().items():
        path = other / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    assert load(other).version == pack().version
    law = other / "law.yaml"
    law.write_text(f"{law.read_text('utf-8')}\n# read again\n", "utf-8")
    assert load(other).version != pack().version


def test_the_files_are_those_of_the_installed_package() -> None:
    names = set(_contents())
    assert {"law.yaml", "sources.yaml", "deadlines.yaml", "disputes.yaml"} < names
    assert "sectors/200.yaml" in names
    assert all(name.endswith(".yaml") for name in names)


def _contents() -> dict[str, bytes]:
    with_files = files("fla.law").joinpath("be")
    root = Path(str(with_files))
    return {
        str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    longest = {name: content.count(b"\n") for name, content in _contents().items()}
    assert max(longest.values()) < 300, longest


def test_each_source_is_cited_or_disputes_something() -> None:
    root = Path(str(files("fla.law").joinpath("be")))
    cited = "\n".join(
        path.read_text("utf-8") for path in root.rglob("*.yaml") if path.name != "sources.yaml"
    )
    unused = {source for source in pack().sources if not re.search(rf"\b{source}\b", cited)}
    assert unused == set()


def test_sources_are_secure_addresses() -> None:
    for source in pack().sources.values():
        assert source.url is None or source.url.startswith("https://")


def test_what_is_our_own_reading_is_marked_so() -> None:
    for setting in pack().settings.values():
        assert setting.source or setting.certainty == "D"


def test_every_certainty_has_its_words() -> None:
    assert {f"certainty.{mark}" for mark in get_args(Certainty)} <= set(pack().texts)


@pytest.mark.parametrize("words", TEXTS)
def test_texts_have_the_same_placeholders_in_every_language(words: Words) -> None:
    asked = [words.fields(language) for language in LANGUAGES]
    assert all(one == asked[0] for one in asked)


@pytest.mark.parametrize("words", [*TEXTS, *LABELS])
def test_texts_are_translated_and_tidy(words: Words) -> None:
    texts = [words.in_language(language) for language in LANGUAGES]
    for text in texts:
        assert re.fullmatch(r"\S(.*\S)?", text)
        assert "  " not in text
        assert "'" not in text
        assert '"' not in text
    if any(len(text.split()) > 4 for text in texts):
        assert len(set(texts)) == len(LANGUAGES)


@pytest.mark.parametrize("words", [*TEXTS, *LABELS])
def test_french_has_its_space_before_double_marks_and_the_others_none(words: Words) -> None:
    assert not re.search(r"[^ ][:;?!](?= |$)", words.fr)
    for other in (words.nl, words.de, words.en):
        assert not re.search(r" [:;?!]", other)
