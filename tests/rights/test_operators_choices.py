"""The operator's answers to the open questions of the law, instead of the pack's defaults."""

from collections.abc import Iterator

import pytest

from fla.law.model import Choices
from fla.rights.run import operators_choices
from fla.settings import SettingsError


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    operators_choices.cache_clear()
    yield
    operators_choices.cache_clear()


def test_without_answers_the_pack_decides() -> None:
    assert operators_choices() == Choices()


def test_an_answer_goes_before_the_pack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLA_LAW", '{"rounding": "halfDayUp", "excludedCategories": ["student"]}')
    chosen = Choices(rounding="halfDayUp", excluded_categories=("student",))
    assert operators_choices() == chosen


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (
            '{"rounding": "sometimes"}',
            "law: rounding: 'sometimes' is no alternative; there are none",
        ),
        ('{"rouding": "none"}', "law: rouding: no such setting"),
    ],
)
def test_an_answer_that_is_none_is_told_with_those_there_are(
    answers: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLA_LAW", answers)
    with pytest.raises(SettingsError, match=said):
        operators_choices()
