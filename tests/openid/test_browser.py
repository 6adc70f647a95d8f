"""The whole way of a login as people go it: a real Chromium, without scripts, by keyboard too."""

import asyncio

import pytest
from playwright.async_api import Page, expect
from typer.testing import CliRunner

from fla.commands.access import app as access_commands
from fla.doors.http import Application
from tests.conftest import Database
from tests.doors.portal.browser import CHROMIUM, SMALL_TARGETS, chromium, overflow
from tests.doors.portal.world import World
from tests.openid.conftest import LateClock

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no Chromium at {CHROMIUM}"),
]

FEDERAL = {
    "nl": "Aanmelden met eID, itsme of een andere digitale sleutel",
    "de": "Anmelden mit eID, itsme oder einem anderen digitalen Schlüssel",
}


async def _sound(page: Page) -> None:
    """A page fits a phone, and what is to be touched can be."""
    assert await overflow(page) <= 0
    assert await page.evaluate(SMALL_TARGETS) == []
    assert await page.locator("h1").count() == 1


@pytest.mark.parametrize("language", FEDERAL)
async def test_a_worker_logs_in_and_out(
    portal: Application, database: Database, home: str, late_clock: LateClock, language: str
) -> None:
    async with chromium() as browser:
        context = await browser.new_context(
            base_url=home,
            locale=language,
            viewport={"width": 320, "height": 640},
            java_script_enabled=False,
        )
        page = await context.new_page()
        await page.goto("/")
        await _sound(page)
        await page.get_by_role("link", name=FEDERAL[language]).first.click()
        await expect(page).to_have_title("Who are you?")
        await page.get_by_role("button", name="anna").click()
        await expect(page).to_have_url(f"{home}/account")
        await expect(page.locator("body")).to_contain_text("Anna Peeters")
        await page.goto("/acting")
        await _sound(page)

        await page.locator("form[action='/logout'] button").click()
        await page.wait_for_url("**/session/end**")
        await page.get_by_role("button", name="Log out here too").click()
        await expect(page).to_have_url(f"{home}/logged-out")
        await _sound(page)
        await page.goto("/account")
        await expect(page).to_have_url(f"{home}/")


async def test_somebody_is_invited_and_invites(
    portal: Application,
    database: Database,
    home: str,
    world: World,
    late_clock: LateClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FLA_DATABASE_URL", database.app_url)
    arguments = ["invite", "Dirk", "--employer", world.bakery, "--address", home]
    invoked = await asyncio.to_thread(
        CliRunner().invoke, access_commands, arguments, env={"COLUMNS": "250"}
    )
    link = invoked.output.split()[-1]
    async with chromium() as browser:
        context = await browser.new_context(
            base_url=home, locale="en", viewport={"width": 320, "height": 640}
        )
        page = await context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(f"{message.location} {message.text}"))
        await page.goto(link)
        await _sound(page)
        await page.get_by_role("link", name="Log in with Bakkerij Demo").press("Enter")
        await page.get_by_role("button", name="dirk").press("Enter")
        await expect(page.locator("main")).to_contain_text("You are logged in as Dirk Daems.")
        await page.get_by_role("button", name="Accept the invitation").press("Enter")
        await expect(page).to_have_url(f"{home}/employers/{world.bakery}/workers")

        await page.get_by_role("link", name="Access", exact=True).click()
        await _sound(page)
        await page.get_by_role("link", name="Invite somebody").click()
        await _sound(page)
        await page.get_by_role("button", name="Make the invitation").click()
        await expect(page.get_by_role("alert")).to_contain_text("Say whom you invite")
        await _sound(page)
        await page.get_by_label("Name").fill("Els")
        await page.get_by_label("Reader").check()
        await page.get_by_role("button", name="Make the invitation").click()
        invitation = await page.get_by_label("Link of the invitation").input_value()
        assert invitation.startswith(f"{home}/invitation?code=")
        await _sound(page)
        await page.get_by_role("link", name="Change Dirk Daems").click()
        await _sound(page)
        await page.get_by_label("No access any more").check()
        await page.get_by_role("button", name="Save the change").click()
        await expect(page.get_by_role("alert")).to_contain_text("You are the last access manager.")
        ours = [one for one in complaints if home in one and "status of 422" not in one]
        assert ours == []
