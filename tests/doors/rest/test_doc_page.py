"""The documentation that the server hands out: whole, readable by all, and running nothing."""

import asyncio
import re
import shlex
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

import pytest
from lxml import html
from playwright.async_api import Page

from fla.clock import FixedClock
from fla.database.pool import open_pool
from fla.doors.http import create_application
from fla.doors.rest.contract import contract
from fla.doors.rest.doc.page import page
from fla.doors.rest.doc.prose import prose
from fla.doors.rest.problems import STATUSES, TITLES, urn
from fla.settings import Settings
from tests.conftest import Database
from tests.contracts.contract import published
from tests.doors.portal.browser import CHROMIUM, SMALL_TARGETS, Watch, chromium, overflow, served
from tests.doors.rest.conftest import BASE, Channel

DOCUMENT: Any = html.fromstring(page().decode())


def text(node: Any) -> str:
    return " ".join(node.text_content().split())


def test_every_operation_is_there_with_all_that_it_takes() -> None:
    for operation in contract().operations:
        (article,) = DOCUMENT.xpath(f"//article[@aria-labelledby='{operation.id}']")
        said = text(article)
        assert operation.path in said
        for parameter in operation.parameters:
            assert parameter.name in said
        for scopes in operation.scopes:
            assert all(scope in said for scope in scopes)
        assert [one.text for one in article.xpath(".//dl/dt")] == list(
            published().operation(operation.id).node["responses"]
        )


def test_every_schema_and_each_of_its_members_is_there() -> None:
    for name, schema in published().components["schemas"].items():
        (article,) = DOCUMENT.xpath(f"//article[@aria-labelledby='schema-{name}']")
        members = set() if "discriminator" in schema else set(published().properties(schema))
        assert {one.text for one in article.xpath(".//tbody/tr/th/code")} == members
        assert {one.text for one in article.xpath("./p/code")} >= set(schema.get("enum", []))


def test_every_problem_is_there_and_has_a_status() -> None:
    rows = DOCUMENT.xpath("//section[@aria-labelledby='problems']//table[1]/tbody/tr")
    told = [[text(cell) for cell in row] for row in rows]

    assert set(TITLES) == set(STATUSES)
    assert [row[:3] for row in told] == [
        [urn(one), str(STATUSES[one]), TITLES[one]] for one in TITLES
    ]
    assert all(row[3] for row in told)


def test_every_link_leads_somewhere_and_every_id_is_there_once() -> None:
    ids = DOCUMENT.xpath("//@id")
    links = {link[1:] for link in DOCUMENT.xpath("//a/@href") if link.startswith("#")}

    assert len(ids) == len(set(ids))
    assert links <= set(ids)
    assert set(DOCUMENT.xpath("//@aria-labelledby")) <= set(ids)


def test_headings_are_in_order_and_tables_have_heads() -> None:
    levels = [int(one.tag[1]) for one in DOCUMENT.xpath("//h1 | //h2 | //h3 | //h4")]

    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    for table in DOCUMENT.xpath("//table"):
        assert table.xpath("./caption")
        assert table.xpath("./thead//th[@scope='col']")
        assert len(table.xpath("./tbody/tr")) == len(table.xpath("./tbody/tr/th[@scope='row']"))


def test_nothing_in_it_runs_or_comes_from_elsewhere() -> None:
    assert not DOCUMENT.xpath("//script | //style | //*[@style] | //iframe | //img | //form")
    assert not DOCUMENT.xpath("//@*[starts-with(name(), 'on')]")
    assert DOCUMENT.xpath("//link/@href") == ["style.css", "data:,"]


def test_the_examples_are_calls_that_a_shell_understands() -> None:
    for example in DOCUMENT.xpath("//pre[starts-with(@aria-label, 'Example call')]/code"):
        words = shlex.split(example.text_content().replace("\\\n", " "))
        assert words[0] == "curl"
        assert words[3].startswith(f"$server{BASE}/")
        assert "{" not in words[3]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("A `b < c` and **d**.", "<p>A <code>b &lt; c</code> and <b>d</b>.</p>"),
        (
            "Such as:\n- one,\n  two\n- `x`",
            "<p>Such as:</p>\n<ul><li>one, two</li><li><code>x</code></li></ul>",
        ),
        ("<script>", "<p>&lt;script&gt;</p>"),
        ("", ""),
    ],
)
def test_descriptions_become_paragraphs_and_lists(said: str, expected: str) -> None:
    assert str(prose(said)) == expected


async def test_it_is_served_beside_the_contract(channel: Channel) -> None:
    answer = await channel.call("GET", "/doc/", Authorization="")
    style = await channel.call("GET", "/doc/style.css", Authorization="")
    again = await channel.call("GET", "/doc/", If_None_Match=answer.headers["etag"])
    without_slash = await channel.call("GET", "/doc")
    posted = await channel.call("POST", "/doc/", {})

    assert answer.content == page()
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "script" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert style.headers["content-type"] == "text/css; charset=utf-8"
    assert again.status_code == 304
    assert (without_slash.status_code, without_slash.headers["location"]) == (308, f"{BASE}/doc/")
    assert (posted.status_code, posted.headers["allow"]) == (405, "GET, HEAD")


@pytest.fixture
async def opened(database: Database, clock: FixedClock) -> AsyncIterator[tuple[Page, Watch]]:
    """The page in a browser that runs no scripts."""
    app = create_application(Settings(), open_pool(database.app_url, 4), clock)
    server = served(app)
    home = await asyncio.to_thread(server.__enter__)
    try:
        async with chromium() as running:
            context = await running.new_context(base_url=home, java_script_enabled=False)
            context.set_default_timeout(20_000)
            tab = await context.new_page()
            watch = Watch(tab, home)
            await tab.goto(f"{BASE}/doc/")
            yield tab, watch
    finally:
        await asyncio.to_thread(server.__exit__, None, None, None)


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no Chromium at {CHROMIUM}")
async def test_a_browser_shows_it_on_every_screen_and_by_keyboard(
    opened: tuple[Page, Watch],
) -> None:
    tab, watch = opened
    for width in (1280, 360):
        await tab.set_viewport_size({"width": width, "height": 800})
        assert await overflow(tab) == 0
        assert await tab.evaluate(SMALL_TARGETS) == []
    await tab.keyboard.press("Tab")
    assert await tab.evaluate("document.activeElement.textContent") == "Skip to the content"
    await tab.get_by_role("navigation").get_by_role("link", name="Register a training").click()
    assert re.search(r"#registerTraining$", tab.url)
    assert await _contrast(tab) >= 4.5
    await tab.emulate_media(color_scheme="dark")
    assert await _contrast(tab) >= 4.5
    await tab.emulate_media(media="print")
    assert not await tab.get_by_role("navigation").is_visible()
    assert watch.complaints == []
    assert watch.elsewhere == []


async def _contrast(tab: Page) -> float:
    """The lowest contrast of text with its ground (WCAG 2.2, 1.4.3)."""
    return float(
        await tab.evaluate("""() => {
          const parts = text => text.match(/[\\d.]+/g).map(Number);
          const light = ([r, g, b]) => {
            const one = c => c <= 10.31475 ? c / 3294.6 : ((c / 255 + .055) / 1.055) ** 2.4;
            return .2126 * one(r) + .7152 * one(g) + .0722 * one(b);
          };
          const ground = node => {
            for (; node; node = node.parentElement) {
              const found = parts(getComputedStyle(node).backgroundColor);
              if (found.length < 4 || found[3] > 0) return found;
            }
            return [255, 255, 255];
          };
          const kinds = 'p,a,small,caption,th,td,dt,dd,pre,code,h1,h2,header small,pre code';
          return Math.min(...kinds.split(',').flatMap(kind =>
            [...document.querySelectorAll(kind)].slice(0, 300).map(node => {
              const [a, b] = [light(parts(getComputedStyle(node).color)), light(ground(node))];
              return (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
            })));
        }""")
    )
