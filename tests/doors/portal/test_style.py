"""Colours can be told apart and read (WCAG 2.2, 1.4.3 and 1.4.11), by day and by night."""

import re
from importlib.resources import files

import pytest

from fla.doors.portal.assets import assets

PARTS = files("fla.doors.portal").joinpath("static", "style")
STYLE = assets()["portal.css"].content.decode()
TEXT = 4.5
"""Contrast of text with what is behind it, level AA."""
SHAPE = 3.0
"""Contrast of what has to be seen: edges of controls, the focus, a bar's parts."""

PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "muted", "link") for ground in ("paper", "ground")),
    ("brand-ink", "brand", TEXT),
    ("brand-muted", "brand", TEXT),
    ("button-ink", "button", TEXT),
    ("button-ink", "button-hover", TEXT),
    ("link", "note-ground", TEXT),
    ("muted", "note-ground", TEXT),
    *(
        (kind, ground, TEXT)
        for kind in ("error", "warning", "success", "note")
        for ground in (f"{kind}-ground", "paper")
    ),
    ("paper", "error", TEXT),
    ("edge", "paper", SHAPE),
    ("edge", "ground", SHAPE),
    ("focus", "paper", SHAPE),
    ("focus", "ground", SHAPE),
    ("used", "rest", SHAPE),
    ("used", "paper", SHAPE),
    ("planned", "warning-ground", SHAPE),
    ("edge", "rest", SHAPE),
]


def _colours(scheme: str) -> dict[str, str]:
    day, night = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
    chosen = day if scheme == "light" else day + night
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", chosen))


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("one", "other", "least"), PAIRS)
def test_colours_can_be_told_apart(scheme: str, one: str, other: str, least: float) -> None:
    colours = _colours(scheme)

    assert contrast(colours[one], colours[other]) >= least


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_focus_is_seen_on_the_masthead(scheme: str) -> None:
    focus = re.search(r"\.masthead :focus-visible \{\s*outline-color: (#\w{6})", STYLE)

    assert focus is not None
    assert contrast(focus[1], _colours(scheme)["brand"]) >= SHAPE


def test_colours_are_named_once() -> None:
    rules = STYLE[STYLE.index("*,\n") :]
    printed = rules[rules.index("@media print") :]
    loose = re.findall(r"#[0-9a-f]{3,8}\b", rules.removesuffix(printed))

    assert loose == ["#ffd166"], "the focus on the masthead alone"


def test_every_colour_by_day_has_its_counterpart_by_night() -> None:
    day, night = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]

    assert set(re.findall(r"--([\w-]+): #", day)) == set(re.findall(r"--([\w-]+): #", night))


def test_paper_is_white_by_night_too() -> None:
    assert "@media screen and (prefers-color-scheme: dark)" in STYLE
    assert STYLE.count("prefers-color-scheme") == 1


def test_nothing_comes_from_elsewhere() -> None:
    assert "url(" not in STYLE
    assert "@import" not in STYLE
    assert "http" not in STYLE


def test_every_part_of_the_stylesheet_is_sent_and_print_last() -> None:
    parts = {one.name: one.read_text("utf-8") for one in PARTS.iterdir()}

    assert all(part in STYLE for part in parts.values())
    assert STYLE.endswith(parts["print.css"])
