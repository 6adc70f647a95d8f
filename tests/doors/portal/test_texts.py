"""Everything the pages say is in the catalogues, in each language, and nothing else is there."""

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from fla.doors.portal.formats import Formats
from fla.doors.portal.texts import Texts
from fla.languages import LANGUAGES, Language, preferred_language
from tests.doors.portal.messages import TEMPLATES, TRANSLATED, messages, read_catalogue

PAGES = sorted(TEMPLATES.glob("*.html"))
_CODE = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_SPOKEN = re.compile(r'\b(?:aria-label|alt|title|placeholder|label|content)="([^"]*)"')
_ATTRIBUTE = re.compile(r'\baria-(?:describedby|invalid)="[^"]*"')
_SILENT = {"width=device-width, initial-scale=1"}


def _ids(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else [str(one) for one in message.id]


def _strings(message: Message) -> list[str]:
    found = message.string or ""
    return [found] if isinstance(found, str) else [one or "" for one in found]


def _blanks(text: str) -> list[str]:
    return sorted(re.findall(r"%\((\w+)\)s", text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_template_says_nothing_by_itself(page: Path) -> None:
    bare = _ATTRIBUTE.sub("", _CODE.sub("", page.read_text("utf-8")))
    spoken = [text for text in _SPOKEN.findall(bare) if text not in _SILENT]
    between_tags = re.sub(r"<[^>]*>", " ", bare)
    words = re.sub(r"&\w+;", " ", between_tags)

    assert not [text for text in spoken if any(c.isalpha() for c in text)]
    assert not [c for c in words if c.isalpha()], "a text outside the catalogue"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_code_in_a_template_says_nothing_either(page: Path) -> None:
    without_calls = re.sub(
        r"(?:\b_|ngettext)\(\s*(?:\"[^\"]*\"|'[^']*')(?:\s*,\s*\"[^\"]*\")?",
        "",
        page.read_text("utf-8"),
    )
    printed = re.findall(r"\{\{.*?\}\}", without_calls, re.DOTALL)
    literals = [text for code in printed for text in re.findall(r'"([^"]*)"', code)]

    assert not [text for text in literals if " " in text.strip() and text[0].isalpha()]


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_every_message_and_no_other(language: str) -> None:
    said = {tuple(_ids(message)) for message in messages() if message.id}
    translated = {tuple(_ids(message)) for message in read_catalogue(language) if message.id}

    assert translated - said == set(), "no longer said"
    assert said - translated == set(), "not in the catalogue"


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated_with_its_blanks(language: str) -> None:
    for message in read_catalogue(language):
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        assert all(_strings(message)), message.id
        for translation in _strings(message):
            assert _blanks(translation) == _blanks(_ids(message)[-1]), message.id
            ends = _ids(message)[-1][-1]
            if ends in ".?:":
                assert translation[-1] == ends, message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_sentence_stays_english(language: str) -> None:
    same = [
        message.id
        for message in read_catalogue(language)
        if isinstance(message.id, str) and message.id == message.string and " " in message.id
    ]

    assert same == ["Federal Learning Account"]


def test_french_punctuation_does_not_stand_alone_on_a_line() -> None:
    for message in read_catalogue("fr"):
        for translation in _strings(message) if message.id else ():
            assert not re.search(r" [:;?!]", translation), translation


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("nl", ["0 dagen", "1 dag", "1,5 dagen", "1.234,57 dagen"]),
        ("fr", ["0 jour", "1 jour", "1,5 jour", "1 234,57 jours"]),
        ("de", ["0 Tage", "1 Tag", "1,5 Tage", "1.234,57 Tage"]),
        ("en", ["0 days", "1 day", "1.5 days", "1,234.57 days"]),
    ],
)
def test_amounts_are_written_as_the_language_does(language: Language, shown: list[str]) -> None:
    formats = Formats(Texts(language))
    amounts = [Decimal(0), Decimal("1.0000"), Decimal("1.5"), Decimal("1234.5678")]

    found = [formats.days(one).replace("\u202f", " ").replace("\xa0", " ") for one in amounts]

    assert found == shown


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [(0, "0 h"), (45, "45 min"), (60, "1 h"), (452, "7 h 32"), (-90, "-1 h 30")],
)
def test_minutes_are_written_as_hours(minutes: int, shown: str) -> None:
    assert Formats(Texts("en")).minutes(minutes).replace("\xa0", " ") == shown


def test_an_instant_is_told_in_the_time_of_brussels() -> None:
    instant = dt.datetime(2026, 7, 1, 22, 5, tzinfo=dt.UTC)

    assert Formats(Texts("nl")).moment(instant) == "2 jul 2026, 00:05"


def test_a_period_is_said_in_each_language() -> None:
    start, end = dt.date(2026, 3, 1), dt.date(2026, 3, 31)

    assert [Formats(Texts(language)).period(start, None) for language in LANGUAGES] == [
        "sinds 1 mrt 2026",
        "depuis le 1 mars 2026",
        "seit 01.03.2026",
        "since 1 Mar 2026",
    ]
    assert Formats(Texts("nl")).period(start, end) == "1 mrt 2026 – 31 mrt 2026"
    assert Formats(Texts("nl")).period(start, start) == "1 mrt 2026"


def test_a_browser_without_a_language_of_ours_gets_dutch() -> None:
    assert preferred_language("pl, ja;q=0.5") == "nl"
