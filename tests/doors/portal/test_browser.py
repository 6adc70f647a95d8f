"""The portal used as people use it: without scripts, on a phone, with the keyboard alone."""

import functools
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Page, expect

from fla.clock import FixedClock
from fla.intake.anomaly import Field, field_label
from fla.intake.catalogue import code_label
from fla.languages import Language
from tests.conftest import Database
from tests.doors.portal.browser import CHROMIUM, SMALL_TARGETS, Watch, chromium, overflow, portal_at
from tests.doors.portal.world import World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no Chromium at {CHROMIUM}"),
]

Open = Callable[..., AbstractAsyncContextManager[Page]]


@pytest.fixture
def open_page(world: World, database: Database, clock: FixedClock) -> Open:
    """Open the portal in a fresh browser; scripts are off unless asked for."""

    @asynccontextmanager
    async def opened(
        language: str = "en", width: int = 1280, *, scripts: bool = False, **options: Any
    ) -> AsyncIterator[Page]:
        async with portal_at(database, clock) as home, chromium() as browser:
            context = await browser.new_context(
                base_url=home,
                locale=language,
                viewport={"width": width, "height": 800},
                java_script_enabled=scripts,
                **options,
            )
            context.set_default_timeout(10_000)
            page = await context.new_page()
            watch = Watch(page, home)
            await page.goto("/")
            yield page
            assert watch.complaints == []
            assert watch.elsewhere == []

    return opened


WORDS: dict[Language, dict[str, str]] = {
    "nl": {
        "choose": "kiezen",
        "for the chosen": "Een opleiding registreren voor de gekozen werknemers",
        "duration": "Duur",
        "register": "Opleiding registreren",
        "done": "Geregistreerd voor 2 werknemers",
        "correct": "Verbeteren",
        "save": "Verbetering bewaren",
        "accepted": "Aanvaard",
        "cancel": "Deze registratie annuleren",
        "yes": "Ja, annuleren",
        "after": "2,5 dagen",
        "corrected": "2 dagen",
        "given back": "3 dagen",
    },
    "fr": {
        "choose": "Choisir",
        "for the chosen": "Enregistrer une formation pour les travailleurs choisis",
        "duration": "Durée",
        "register": "Enregistrer la formation",
        "done": "Enregistrée pour 2 travailleurs",
        "correct": "Corriger",
        "save": "Enregistrer la correction",
        "accepted": "Acceptée",
        "cancel": "Annuler cet enregistrement",
        "yes": "Oui, annuler",
        "after": "2,5 jours",
        "corrected": "2 jours",
        "given back": "3 jours",
    },
}


async def _fits(page: Page) -> None:
    assert await overflow(page) == 0, page.url


@pytest.mark.parametrize(("language", "width"), [("nl", 1280), ("fr", 360)])
async def test_the_main_job_is_done_without_scripts(
    open_page: Open, language: Language, width: int
) -> None:
    say = WORDS[language]
    label = functools.partial(field_label, language=language)
    async with open_page(language, width) as page:
        await page.get_by_role("button", name="Bakkerij Demo").click()
        await page.wait_for_url("**/workers")
        for box in await page.get_by_role("checkbox", name=say["choose"]).all():
            await box.check()
        await _fits(page)
        await page.get_by_role("button", name=say["for the chosen"]).click()

        await page.get_by_label(label(Field.TITLE), exact=True).fill("Hygiëne in de bakkerij")
        await page.get_by_label(label(Field.CATEGORY)).select_option("safety")
        await page.get_by_label(label(Field.TRAINING_START_DATE)).fill("2026-11-20")
        await page.get_by_label(label(Field.TRAINING_END_DATE)).fill("2026-11-20")
        await page.get_by_label(say["duration"], exact=True).fill("3:48")
        completed = code_label("TrainingStatus", "completed", language)
        await page.get_by_role("radio", name=completed, exact=True).check()
        await page.get_by_label(label(Field.CHARGED_RIGHT)).select_option("sectoral")
        await _fits(page)
        await page.get_by_role("button", name=say["register"], exact=True).click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(say["done"])
        await _fits(page)

        await page.get_by_role("link", name="Anna Peeters").click()
        credit = page.locator("section", has=page.locator("#credit"))
        await expect(credit).to_contain_text(say["after"])
        await _fits(page)

        await page.get_by_role("link", name="Hygiëne in de bakkerij").click()
        await page.get_by_role("link", name=say["correct"], exact=True).click()
        await page.get_by_label(say["duration"], exact=True).fill("7:36")
        await page.locator("#charged").fill("7:36")
        await page.get_by_role("button", name=say["save"]).click()
        await expect(page.get_by_role("status")).to_contain_text(say["accepted"])
        await _fits(page)
        await page.get_by_role("link", name="Anna Peeters").click()
        await expect(credit).to_contain_text(say["corrected"])

        await page.get_by_role("link", name="Hygiëne in de bakkerij").click()
        await page.get_by_role("link", name=say["cancel"]).click()
        await _fits(page)
        await page.get_by_role("button", name=say["yes"]).click()
        await expect(page.locator(".title .tag")).to_have_text(
            code_label("TrainingStatus", "cancelled", language)
        )
        await page.get_by_role("link", name="Anna Peeters").click()
        await expect(credit).to_contain_text(say["given back"])


async def test_the_keyboard_alone_is_enough(open_page: Open) -> None:
    async with open_page(scripts=True) as page:
        await _tab_to(page, "Skip to the content")
        await _tab_to(page, "Bakkerij Demo")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/workers")

        await _tab_to(page, "Start of the name, or national register number")
        await page.keyboard.type("peeters")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_contain_text("1 worker found")

        await _tab_to(page, "Choose Anna Peeters")
        await page.keyboard.press("Space")
        await _tab_to(page, "Register a training for the chosen workers")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Register a training")

        await _tab_to(page, "Register the training")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_be_visible()
        await _tab_to(page, "Training title: this information is missing.")
        await page.keyboard.press("Enter")
        await expect(page.locator("#title")).to_be_focused()
        await page.keyboard.type("Typed")
        await page.keyboard.press("Enter")
        await expect(page.locator("#title")).to_have_value("Typed")
        await expect(page.locator("#title")).not_to_have_attribute("aria-invalid", "true")


FOCUSED = """
() => { const one = document.activeElement, style = getComputedStyle(one);
        const label = one.labels && one.labels[0] ? one.labels[0].innerText : one.innerText;
        if (one === document.body) return ['', false];
        return [one.getAttribute('aria-label') || label || '',
                style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2]; }
"""


async def _tab_to(page: Page, name: str) -> None:
    """Press Tab until what has that name has the focus; every stop on the way shows it."""
    for _ in range(120):
        await page.keyboard.press("Tab")
        found, outlined = await page.evaluate(FOCUSED)
        if not found:
            continue
        assert outlined, f"no focus to be seen on {found!r}"
        if name in " ".join(found.split()):
            return
    raise AssertionError(f"{name!r} cannot be reached with the keyboard")


async def test_a_page_can_be_reloaded_and_gone_back_to(open_page: Open) -> None:
    async with open_page(scripts=True) as page:
        await page.get_by_role("button", name="Bakkerij Demo").click()
        await page.get_by_label("Start of the name").fill("jans")
        await page.get_by_role("button", name="Show").click()
        await expect(page.get_by_role("status")).to_contain_text("1 worker found")
        await page.get_by_role("link", name="Janssens, Bram").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Bram Janssens")

        await page.go_back()
        await expect(page.get_by_label("Start of the name")).to_have_value("jans")
        await page.reload()
        await expect(page.get_by_role("status")).to_contain_text("1 worker found")


@pytest.mark.parametrize("width", [320, 768])
async def test_pages_fit_the_narrowest_phone_and_controls_the_thumb(
    open_page: Open, world: World, width: int
) -> None:
    home = f"/employers/{world.bakery}"
    anna = f"{home}/workers/{world.anna}"
    async with open_page("de", width, scripts=True) as page:
        await _fits(page)
        await page.get_by_role("button", name="Bakkerij Demo").click()
        for address in (
            f"{home}/workers",
            anna,
            f"{home}/trainings/new?worker={world.anna}",
            f"{home}/trainings/{world.training}",
            f"{home}/trainings/{world.training}/cancel",
            f"{anna}/rights/new",
            f"{anna}/employments/{world.employment}/correct",
        ):
            await page.goto(address)
            await _fits(page)
            assert await page.evaluate(SMALL_TARGETS) == [], address


async def test_a_date_a_browser_cannot_show_stays_as_it_was_typed(open_page: Open) -> None:
    async with open_page() as page:
        await page.get_by_role("button", name="Bakkerij Demo").click()
        await page.get_by_role("link", name="Peeters, Anna").click()
        await page.get_by_role("link", name="Register a training").click()
        date = page.get_by_label("Training start date")
        await date.evaluate("one => { one.type = 'text' }")
        await date.fill("31 november")
        await page.get_by_role("button", name="Register the training").click()

        await expect(page.get_by_label("Training start date")).to_have_value("31 november")


async def test_the_worker_takes_his_account_with_him(open_page: Open) -> None:
    async with open_page(accept_downloads=True) as page:
        await page.get_by_role("button", name="Anna Peeters").click()
        async with page.expect_download() as started:
            await page.get_by_role("link", name="Download my account").click()
        download = await started.value

        assert download.suggested_filename == "learning-account.json"
