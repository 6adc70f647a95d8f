"""Choices come from the pack's settings, and nothing else is a choice."""

import pytest

from fla.law.choices import ChoiceError, choose
from fla.law.model import Choices
from fla.law.pack import pack


def test_an_override_takes_the_place_of_its_default() -> None:
    chosen = choose(pack(), {"rounding": "hourUp", "headCountWindow": "yearly"})
    assert chosen == Choices(rounding="hourUp", head_count_window="yearly")


def test_several_categories_may_be_excluded() -> None:
    assert choose(pack(), {"excludedCategories": ["student", "flexiJob"]}) == Choices(
        excluded_categories=("student", "flexiJob")
    )


def test_every_alternative_can_be_chosen() -> None:
    for name, setting in pack().settings.items():
        for word in setting.alternatives:
            value = word if isinstance(setting.default, str) else [word]
            assert choose(pack(), {name: value}) is not None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rounding", "up"),
        ("rounding", 1),
        ("rounding", None),
        ("rounding", ["none"]),
        ("statutoryDays2022", 3),
        ("excludedCategories", "student"),
        ("excludedCategories", ["students"]),
        ("excludedCategories", [{}]),
    ],
)
def test_what_is_no_alternative_is_refused_with_those_there_are(name: str, value: object) -> None:
    with pytest.raises(ChoiceError) as refused:
        choose(pack(), {name: value})
    assert (refused.value.name, refused.value.value) == (name, value)
    assert refused.value.allowed == tuple(pack().settings[name].alternatives)
    assert not refused.value.unknown


@pytest.mark.parametrize("name", ["head_count_window", "", "Rounding"])
def test_an_unknown_setting_is_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(ChoiceError) as refused:
        choose(pack(), {name: "none"})
    assert refused.value.unknown
    assert set(refused.value.allowed) == set(pack().settings)
