"""Sentences of law as the reader's language writes them."""

import ast
import datetime as dt
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

import fla
from fla.codes import Unit
from fla.languages import LANGUAGES, Language
from fla.law.pack import pack
from fla.law.text import (
    number,
    period,
    placeholders,
    quantity,
    sentence,
    source_title,
    source_url,
    total,
)
from fla.rights.wording import own

FIXED = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("amount", "unit", "language", "written"),
    [
        (1, "day", "nl", "1 dag"),
        (Decimal("2.50"), "day", "nl", "2,5 dagen"),
        (Decimal("1.5"), "day", "fr", "1,5 jour"),
        (2, "day", "fr", "2 jours"),
        (0, "day", "fr", "0 jour"),
        (0, "day", "de", "0 Tage"),
        (Fraction(5, 12), "day", "en", "0.4167 days"),
        (Fraction(-1, 3), "day", "en", "−0.3333 days"),
        (24, "hour", "nl", "24 uur"),
        (Decimal("1.00"), "hour", "de", "1 Stunde"),
        (40, "hour", "en", "40 hours"),
    ],
)
def test_an_amount_brings_its_unit(
    amount: Decimal | Fraction | int, unit: Unit, language: Language, written: str
) -> None:
    assert quantity(amount, unit, language) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Fraction(1, 20000), "0.0001"),
        (Fraction(1, 20001), "0"),
        (Decimal(100), "100"),
        (Decimal("1E+2"), "100"),
        (Fraction(62, 3), "20.6667"),
        (Fraction(-1, 30000), "0"),
        (Fraction(-5, 2), "−2.5"),
    ],
)
def test_a_number_has_four_places_half_up(value: Decimal | Fraction, written: str) -> None:
    assert number(value, "en") == written


def test_dates_and_numbers_are_written_as_the_language_writes_them() -> None:
    values = {"start": dt.date(2024, 10, 1), "end": dt.date(2025, 9, 30), "year": 2027}
    assert sentence("referencePeriod", "nl", **values) == (
        "Voor 2027 telt het gemiddelde van 1 oktober 2024 tot en met 30 september 2025."
    )
    assert "du 1er octobre 2024 au 30 septembre 2025" in sentence("referencePeriod", "fr", **values)
    assert "vom 1. Oktober 2024 bis zum 30. September" in sentence(
        "referencePeriod", "de", **values
    )
    assert "from 1 October 2024 to 30 September" in sentence("referencePeriod", "en", **values)


def test_a_line_does_not_break_before_a_french_colon() -> None:
    said = sentence("headCountGiven", "fr", average=Decimal("20.5"))
    assert "20,5 équivalents" in said
    said = sentence("scaleNothing", "fr", size="x", year=2026)
    assert f"«{FIXED}x{FIXED}»" in said
    assert f"{FIXED}: " in sentence("rounding", "fr")
    assert f"80{FIXED}%" in sentence("regime", "nl", regime="80 %")


def test_a_sum_writes_what_is_taken_off_with_a_minus() -> None:
    amounts = (Decimal(4), Fraction(-3, 4), Decimal(0))
    assert total(amounts, "day", "fr") == "4 jours − 0,75 jour + 0 jour"


@pytest.mark.parametrize(
    ("language", "one", "two"),
    [("nl", "1 jaar", "2 jaar"), ("fr", "1 an", "2 ans"), ("de", "1 Jahr", "2 Jahren"),
     ("en", "1 year", "2 years")],
)  # fmt: skip
def test_a_period_has_a_real_plural(language: Language, one: str, two: str) -> None:
    assert (period(1, language), period(2, language)) == (one, two)


def _constants() -> set[str]:
    """Every text in the program's code; of one with places to fill in, what stands before them."""
    found: set[str] = set()
    for path in Path(fla.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def test_every_text_is_used_somewhere() -> None:
    written = _constants()
    families = ("unit.", "period.", "size.", "certainty.", "column.", "track.", "category.")
    of_scales = {key for scale in pack().scales.values() for key in scale.warnings}
    for key in (*pack().texts, *own().texts):
        family = next((one for one in families if key.startswith(one)), None)
        assert family in written or key.removeprefix("warning.") in written | of_scales, key


@pytest.mark.parametrize("key", sorted(pack().texts))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_said(key: str, language: Language) -> None:
    said = sentence(key, language, **dict.fromkeys(placeholders(key), "x"))
    assert "{" not in said


def test_a_missing_value_and_an_unknown_sentence_are_errors() -> None:
    with pytest.raises(KeyError):
        sentence("months", "nl")
    with pytest.raises(KeyError):
        sentence("silence", "nl")


def test_what_a_value_says_is_not_read_as_a_placeholder() -> None:
    said = sentence("adjustment", "en", amount="1 day", date="today", reason="{months} {0}")
    assert said.endswith("{months} {0}.")


def test_a_source_has_a_title_and_mostly_an_address() -> None:
    assert source_title("fps-pro-nl,anon-end").count("; ") == 1
    assert source_title("") == ""
    assert source_url("anon-end") is None
    assert (source_url("sfonds200") or "").startswith("https://www.sfonds200.be/")
