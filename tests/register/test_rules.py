"""Names are found however they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fla.register.rules import NameSearch, fold, read_search, search_name


@pytest.mark.parametrize(
    ("family", "given_name", "found"),
    [
        ("Peeters", "René", "peeters rene"),
        ("PEETERS", "RENE", "peeters rene"),
        ("  De  Smet ", "\tAnne-Marie\n", "de smet anne-marie"),
        ("D’Hondt", "Zoë", "d'hondt zoe"),
        ("Łukasiewicz", "Søren", "lukasiewicz soren"),
        ("Işık", "İbrahim", "isik ibrahim"),
        ("Weiß", "Œdipe", "weiss oedipe"),
        ("Ｗｉｄｅ", "ﬁne", "wide fine"),
        ("Van\nÉtten", "Jo\tAn", "van etten jo an"),
        ("Zero\u200bwidth", "Bell\x07", "zerowidth bell"),
        ("Νικολάου", "Μαρία", "νικολαου μαρια"),
        ("محمد", "", "محمد"),
    ],
)
def test_case_accents_and_spaces_do_not_count(family: str, given_name: str, found: str) -> None:
    assert search_name(family, given_name) == found


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_any_text_can_be_stored_and_sorts_before_the_end_of_its_range(text: str) -> None:
    folded = fold(text)
    assert "\0" not in folded
    assert folded.encode() < (folded + "\U0010ffff").encode()


@given(st.text(alphabet="aZé Łß'-"), st.integers(0, 10))
def test_the_start_of_a_name_finds_it(text: str, length: int) -> None:
    assert fold(text).startswith(fold(text[:length]))


@pytest.mark.parametrize(
    "typed", ["85073003328", "85.07.30-033.28", " 850730 033 28 ", "８５０７３００３３２８"]
)
def test_eleven_digits_are_an_ssin(typed: str) -> None:
    assert read_search(typed, 11) == NameSearch(number="85073003328")


@pytest.mark.parametrize(
    ("typed", "prefix"),
    [("8507300332", "8507300332"), ("Peeters 2", "peeters 2"), ("", ""), ("  ", ""), ("\0", "")],
)
def test_anything_else_starts_a_name(typed: str, prefix: str) -> None:
    assert read_search(typed, 11) == NameSearch(prefix=prefix)
