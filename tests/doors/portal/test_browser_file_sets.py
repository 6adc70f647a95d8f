"""Files sent and file sets read in a browser without scripts: wide, on a phone, and printed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from fla.clock import FixedClock
from fla.filesets.spool import Spool
from fla.languages import LANGUAGES, Language
from fla.settings import Settings
from tests.conftest import Database
from tests.doors.portal import file_set_world, sender_world
from tests.doors.portal.browser import CHROMIUM, SMALL_TARGETS, Watch, chromium, overflow, portal_at
from tests.doors.portal.file_set_doors import settings_of
from tests.doors.portal.file_set_world import STATES, FileSets
from tests.doors.portal.world import World
from tests.intake import build as intake
from tests.intake.build import Connection

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no Chromium at {CHROMIUM}"),
]

BAKERY = f"employer-{intake.BAKERY}"
OPERATOR = "operator-"
FILE = '<?xml version="1.0" encoding="UTF-8"?>\n<FlaDeclarations/>\n'
WORDS: dict[Language, tuple[str, str, str]] = {
    "nl": ("Een bestand versturen", "Simulatie", "We hebben uw bestand"),
    "fr": ("Envoyer un fichier", "Simulation", "Nous avons votre fichier"),
    "de": ("Eine Datei senden", "Simulation", "Wir haben Ihre Datei"),
    "en": ("Send a file", "Simulation", "We have your file"),
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_of(tmp_path)


@pytest.fixture
async def home(
    world: World, settings: Settings, database: Database, clock: FixedClock
) -> AsyncIterator[str]:
    """The portal's address, served as to anybody."""
    async with portal_at(database, clock, settings) as address:
        yield address


@pytest.fixture
async def sets(world: World, app: Connection, settings: Settings) -> FileSets:
    return await file_set_world.build(app, Spool(settings.spool_directory), world.bakery)


@asynccontextmanager
async def _logged_in(
    browser: Browser, home: str, language: str, who: str, width: int
) -> AsyncIterator[Page]:
    context = await browser.new_context(
        base_url=home,
        locale=language,
        viewport={"width": width, "height": 800},
        java_script_enabled=False,
    )
    context.set_default_timeout(10_000)
    page = await context.new_page()
    watch = Watch(page, home)
    await page.goto("/")
    await page.locator(f"button[value='{who}']").click()
    yield page
    assert watch.complaints == []
    assert watch.elsewhere == []
    await context.close()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_file_is_sent_without_scripts(
    home: str, tmp_path: Path, language: Language
) -> None:
    send, simulation, done = WORDS[language]
    file = tmp_path / "aangifte é.xml"
    file.write_text(FILE, "utf-8")
    async with chromium() as browser, _logged_in(browser, home, language, BAKERY, 360) as page:
        await page.goto("/file-sets")
        await page.get_by_role("link", name=send).click()
        await page.locator("main button[type=submit]").click()
        await expect(page.get_by_role("alert").get_by_role("listitem")).to_have_count(2)
        assert await overflow(page) == 0
        await page.get_by_label(simulation, exact=False).first.check()
        await page.locator("#file").set_input_files(file)
        await page.locator("main button[type=submit]").click()

        await expect(page.get_by_role("status").first).to_contain_text(done)
        assert await overflow(page) == 0
        await page.goto("/file-sets")
        await expect(page.locator("tbody tr")).to_have_count(1)


async def test_a_large_file_is_refused_and_the_page_says_so(home: str, tmp_path: Path) -> None:
    file = tmp_path / "large.xml"
    file.write_bytes(b"<a>" + b" " * 5_000_000)
    async with chromium() as browser, _logged_in(browser, home, "en", BAKERY, 1280) as page:
        await page.goto("/file-sets/new")
        await page.get_by_label("Simulation").check()
        await page.locator("#file").set_input_files(file)
        await page.get_by_role("button", name="Send the file").click()

        await expect(page.get_by_role("alert")).to_contain_text("too large: at most 100 kB")


async def test_pages_fit_every_width_and_the_thumb(
    home: str, sets: FileSets, world: World, app: Connection
) -> None:
    number = await sender_world.build(app, world.payroll)
    held = f"/file-sets/{sets.tickets['held']}"
    bakery = ["/file-sets", "/file-sets/new", f"{held}/confirm", f"{held}/cancel"]
    bakery += [f"/file-sets/{sets.tickets[state]}" for state in STATES]
    operator = ["/file-sets", "/senders", f"/senders/{number}", f"/senders/{number}/disable"]
    async with chromium() as browser:
        for who, addresses in ((BAKERY, bakery), (OPERATOR, operator)):
            for language, width in (("de", 320), ("fr", 768), ("nl", 1280)):
                async with _logged_in(browser, home, language, who, width) as page:
                    for address in addresses:
                        answer = await page.goto(address)
                        assert answer is not None
                        assert answer.status == 200, address
                        for details in await page.locator("summary").all():
                            await details.click()
                        assert await overflow(page) == 0, (language, width, address)
                        assert await page.evaluate(SMALL_TARGETS) == [], (language, address)


async def test_what_came_of_a_set_is_printed(home: str, sets: FileSets) -> None:
    async with chromium() as browser, _logged_in(browser, home, "en", BAKERY, 800) as page:
        await page.goto(f"/file-sets/{sets.tickets['done']}")
        await page.emulate_media(media="print")

        await expect(page.locator("svg.progress")).to_be_visible()
        await expect(page.get_by_text("860")).to_be_visible()
        await expect(page.get_by_text("EMP-7")).to_be_visible()
        await expect(page.get_by_role("link", name="Download the refused forms")).to_be_hidden()


async def test_replies_are_downloaded(home: str, sets: FileSets) -> None:
    async with chromium() as browser, _logged_in(browser, home, "en", BAKERY, 1280) as page:
        await page.goto(f"/file-sets/{sets.tickets['done']}")
        async with page.expect_download() as started:
            await page.get_by_role("link", name="Download the refused forms").click()
        download = await started.value

        assert download.suggested_filename == f"{sets.tickets['done']}-rejected.xml"
