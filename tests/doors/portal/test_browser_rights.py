"""A part-timer's right in a browser without scripts: in each language, wide and on a phone."""

import pytest

from fla.clock import FixedClock
from fla.languages import LANGUAGES, Language
from tests.conftest import Database
from tests.doors.portal.browser import CHROMIUM, SMALL_TARGETS, Watch, chromium, overflow, portal_at
from tests.doors.portal.rights_world import RightsWorld

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no Chromium at {CHROMIUM}"),
]

WORDS: dict[Language, tuple[str, str]] = {
    "nl": ("Hoe werd dit berekend?", "2,07 dagen"),
    "fr": ("Comment cela a-t-il été calculé\u00a0?", "2,07 jours"),
    "de": ("Wie wurde das berechnet?", "2,07 Tage"),
    "en": ("How was this computed?", "2.07 days"),
}


async def test_pages_of_rights_fit_and_say_so_in_each_language(
    rights: RightsWorld, database: Database, clock: FixedClock
) -> None:
    home = f"/employers/{rights.world.bakery}"
    right = f"{home}/workers/{rights.celine}/rights/2026"
    others = [
        f"{home}/years/2026",
        f"{home}/years/2026/workers",
        f"{home}/head-count/2026",
        f"{home}/workers/{rights.celine}/adjustments/new",
        f"{home}/opt-outs/new",
        f"/what-if?enterprise={rights.world.bakery}&worker={rights.celine}",
    ]
    async with portal_at(database, clock) as address, chromium() as browser:
        for language in LANGUAGES:
            context = await browser.new_context(
                base_url=address, locale=language, java_script_enabled=False
            )
            page = await context.new_page()
            watch = Watch(page, address)
            await page.goto("/")
            await page.get_by_role("button", name="Bakkerij Demo").click()
            for width in (1280, 320):
                await page.set_viewport_size({"width": width, "height": 800})
                for place in (right, *others):
                    answer = await page.goto(place)
                    assert answer is not None
                    assert answer.status == 200, place
                    assert await overflow(page) == 0, (language, width, place)
                    assert await page.evaluate(SMALL_TARGETS) == [], (language, place)
                await page.goto(right)
                how, amount = WORDS[language]
                text = (await page.inner_text("main")).replace("\u202f", "\u00a0")
                assert how in text
                assert amount in text
                assert await page.locator("svg.months").is_visible()
            assert watch.complaints == []
            assert watch.elsewhere == []
            await context.close()
