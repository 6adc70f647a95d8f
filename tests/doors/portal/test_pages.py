"""Every page is built so that assistive technology can read and use it (WCAG 2.2 AA)."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import html

from fla.access.model import PersonaKind
from fla.languages import LANGUAGES, Language
from tests.doors.portal.conftest import Shared, Visitor, find
from tests.doors.portal.world import World, training_form
from tests.intake.build import ANNA

Page = Any


def _addresses(kind: PersonaKind, world: World) -> list[str]:
    home = f"/employers/{world.bakery}"
    anna = f"{home}/workers/{world.anna}"
    if kind == "worker":
        return ["/account", "/account?year=2025"]
    if kind == "provider":
        return ["/registrations", "/registrations/list"]
    if kind == "mandatary":
        return ["/employers", "/employers?search=zzz"]
    return [
        f"{home}/workers",
        f"{home}/proposals",
        anna,
        f"{home}/trainings/new?worker={world.anna}",
        f"{home}/trainings/{world.training}",
        f"{home}/trainings/{world.training}/correct",
        f"{home}/trainings/{world.training}/cancel",
        f"{anna}/rights/new",
        f"{home}/rights/{world.right}/correct",
        f"{home}/rights/{world.right}/cancel",
        f"{home}/employments/new",
        f"{anna}/employments/{world.employment}/correct",
        f"{anna}/employments/{world.employment}/cancel",
        "/nothing",
    ]


def _several(visitor: Visitor, world: World) -> Iterator[str]:
    """Yield the pages on the way to change a training of several workers."""
    here = f"/employers/{world.bakery}/workers"
    visitor.get(here)
    chosen = visitor.form() | {"worker": [str(world.anna), str(world.bram)], "go": ["change"]}
    shared = visitor.follow(visitor.post(here, chosen)).text
    yield shared
    for address in find(shared, "//main//td//a/@href"):
        yield visitor.get(address).text


def _refused(visitor: Visitor, world: World) -> Iterator[str]:
    """Yield forms shown again with messages."""
    home = f"/employers/{world.bakery}"
    both = {**training_form(title=""), "worker": [str(world.anna), str(world.bram)]}
    yield visitor.post(f"{home}/trainings/new", both).text
    yield visitor.post(f"{home}/workers/{world.anna}/rights/new", {}).text
    yield visitor.post(f"{home}/employments/new", {"line_start-2": "x"}).text


@pytest.fixture(scope="module", params=LANGUAGES)
def pages(request: pytest.FixtureRequest, shared: Shared) -> list[tuple[str, Page]]:
    """All pages in one language."""
    language: Language = request.param
    numbers: dict[PersonaKind, str] = {
        "employer": shared.world.bakery,
        "mandatary": shared.world.payroll,
        "provider": shared.world.school,
        "worker": ANNA,
    }
    found: list[tuple[str, str]] = []
    for kind, number in numbers.items():
        visitor = shared.visitor()
        visitor.get(f"/language/{language}")
        found.append(("/", visitor.get("/").text))
        visitor.log_in(kind, number)
        found += [(one, visitor.get(one).text) for one in _addresses(kind, shared.world)]
        if kind == "employer":
            visitor.get(f"/employers/{number}/workers")
            found += [("refused", text) for text in _refused(visitor, shared.world)]
            found += [("several", text) for text in _several(visitor, shared.world)]
    return [(f"{language} {address}", html.fromstring(text)) for address, text in found]


def test_a_page_says_its_language_its_name_and_where_its_content_is(
    pages: list[tuple[str, Page]],
) -> None:
    for address, page in pages:
        assert page.get("lang") == address[:2], address
        assert page.findtext(".//title").strip(" –"), address
        assert page.xpath("count(//main[@id='main'])") == 1, address
        assert page.xpath("//body/a[1]/@href") == ["#main"], address


def test_headings_lead_through_a_page(pages: list[tuple[str, Page]]) -> None:
    for address, page in pages:
        levels = [int(one.tag[1]) for one in page.xpath("//h1|//h2|//h3|//h4")]
        assert levels.count(1) == 1, address
        steps = itertools.pairwise(levels)
        assert all(after - before <= 1 for before, after in steps), (address, levels)


def test_every_control_has_a_name(pages: list[tuple[str, Page]]) -> None:
    for address, page in pages:
        labels = {label.get("for"): label for label in page.xpath("//label")}
        controls = page.xpath("//input[@type!='hidden']|//select|//textarea")
        for control in controls:
            label = labels.get(control.get("id"))
            name = control.get("aria-label") or ("" if label is None else label.text_content())
            assert name.strip(), (address, control.get("name"))
            assert not (control.get("aria-label") and label is not None), address
        for button in page.xpath("//button|//a"):
            assert button.text_content().strip(), (address, html.tostring(button))


def test_references_within_a_page_are_kept(pages: list[tuple[str, Page]]) -> None:
    for address, page in pages:
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), (address, sorted(ids))
        known = set(ids)
        for attribute in ("aria-describedby", "aria-labelledby"):
            for value in page.xpath(f"//@{attribute}"):
                assert set(value.split()) <= known, (address, value)
        for target in page.xpath("//label/@for"):
            assert target in known, (address, target)
        for link in page.xpath("//a[starts-with(@href, '#')]/@href"):
            assert link[1:] in known, (address, link)


def test_messages_belong_to_their_controls(pages: list[tuple[str, Page]]) -> None:
    shown = 0
    for address, page in pages:
        for problem in page.xpath("//*[contains(@class, 'problem')][@id]/@id"):
            [control] = page.xpath(
                f"//*[contains(concat(' ', @aria-describedby, ' '), ' {problem} ')]"
            )
            assert control.get("aria-invalid") == "true", (address, problem)
            shown += 1
    assert shown > 10


def test_tables_name_their_rows_and_columns(pages: list[tuple[str, Page]]) -> None:
    for address, page in pages:
        for table in page.xpath("//table"):
            assert table.xpath("string(caption)").strip(), address
            assert not table.xpath(".//th[not(@scope)]"), address
            assert table.xpath(".//tbody//th"), address
            for cell in ("table", "thead", "tbody", "tr", "th", "td"):
                assert not table.xpath(f"descendant-or-self::{cell}[not(@role)]"), (address, cell)


def test_regions_are_told_apart(pages: list[tuple[str, Page]]) -> None:
    for address, page in pages:
        names = page.xpath("//nav/@aria-label")
        assert len(names) == page.xpath("count(//nav)"), address
        assert len(names) == len(set(names)), (address, names)
        for group in page.xpath("//fieldset"):
            assert group.xpath("string(legend)").strip(), address


def test_pictures_are_described_or_passed_over(pages: list[tuple[str, Page]]) -> None:
    for address, page in pages:
        assert not page.xpath("//img[not(@alt)]"), address
        assert not page.xpath("//svg[not(@aria-hidden) and not(@role)]"), address


def test_forms_do_without_scripts_and_keep_nothing_in_browsers(
    pages: list[tuple[str, Page]],
) -> None:
    for address, page in pages:
        assert not page.xpath("//script|//*[@onclick or @onchange or @style]"), address
        for form in page.xpath("//form"):
            assert form.xpath(".//button[@type='submit']"), address
            posted = form.get("method") == "post"
            assert bool(form.xpath("input[@name='_csrf_token']")) == posted, address
        for control in page.xpath("//input[@type='text' or @type='search' or @type='date']"):
            assert control.get("autocomplete"), (address, control.get("name"))
