"""The pages of mandates in a real browser: four languages, a phone's width, without JavaScript."""

import pytest
from playwright.async_api import Page

from fla.clock import FixedClock
from fla.languages import LANGUAGES
from tests.conftest import Database
from tests.doors.portal.browser import CHROMIUM, SMALL_TARGETS, Watch, chromium, overflow, portal_at
from tests.doors.portal.world import World

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no Chromium at {CHROMIUM}")


async def fits(page: Page) -> None:
    """No page is wider than its window, and no control smaller than a finger, on any screen."""
    for width in (1280, 320):
        await page.set_viewport_size({"width": width, "height": 800})
        assert await overflow(page) == 0, (width, page.url)
        assert await page.evaluate(SMALL_TARGETS) == [], page.url


async def test_a_list_is_proposed_on_any_screen_and_in_each_language(
    world: World, database: Database, clock: FixedClock
) -> None:
    async with portal_at(database, clock) as address, chromium() as browser:
        for language in LANGUAGES:
            context = await browser.new_context(
                base_url=address, locale=language, java_script_enabled=False
            )
            page = await context.new_page()
            watch = Watch(page, address)

            await page.goto("/")
            await page.get_by_role("button", name="Sociaal Secretariaat Demo").click()
            for place in ("/mandates", "/mandates/new", "/mandates/several"):
                await page.goto(place)
                await fits(page)
            lines = f"{world.foundry} 2027Q1\n0000000000 {'x' * 70}\n{world.bakery}"
            await page.locator("#lines").fill(lines)
            await page.locator("main form button").click()
            assert await page.locator("#faults tbody tr").count() == 1
            await fits(page)
            await page.locator("#lines").fill(world.foundry + " 2027Q1")
            await page.locator("main form button").click()
            await fits(page)
            await page.locator("main tbody a").click()
            await fits(page)
            mandate = page.url
            for verb in ("refuse", "confirm", "close"):
                for place in (f"{mandate}/{verb}", f"/mandates/together/{verb}?ticked=all"):
                    await page.goto(place)
                    await fits(page)
            await page.locator("main form.sheet button").click()
            assert await page.locator("#end-problem-1").count() == 1
            await fits(page)
            await page.goto("/mandates/together/refuse?ticked=all")
            await page.locator("main form.sheet button").click()
            assert await page.locator("main tbody tr").count() == 1
            await fits(page)
            assert watch.complaints == []
            assert watch.elsewhere == []
            await context.close()
