"""A real Chromium before a real server: started for a test, and stopped with it."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import uvicorn
from playwright.async_api import Browser, Page, async_playwright

from fla.clock import FixedClock
from fla.doors.http import Application
from fla.doors.serving import address, listen
from fla.settings import Settings
from tests.databases import Database
from tests.doors.portal.conftest import application

CHROMIUM = Path(os.environ.get("FLA_TEST_CHROMIUM", "/usr/bin/chromium"))
_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def served(app: Application) -> Iterator[str]:
    """Serve an application on a free port, in a thread of its own, and give its address."""
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, lifespan="on", log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield address(listening)
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@asynccontextmanager
async def portal_at(
    database: Database, clock: FixedClock, settings: Settings | None = None
) -> AsyncIterator[str]:
    """Serve all doors on a database, and give their address."""
    with application(database, clock, settings) as app:
        server = served(app)
        home = await asyncio.to_thread(server.__enter__)
        try:
            yield home
        finally:
            await asyncio.to_thread(server.__exit__, None, None, None)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        try:
            yield browser
        finally:
            await browser.close()


class Watch:
    """What a page complains about or asks of others while it is used."""

    def __init__(self, page: Page, home: str) -> None:
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        page.on("console", lambda message: self._heard(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._asked(request.url, home))

    def _heard(self, text: str) -> None:
        if "status of 422" not in text:  # a refused form is no complaint
            self.complaints.append(text)

    def _asked(self, url: str, home: str) -> None:
        if not url.startswith(home):
            self.elsewhere.append(url)


async def overflow(page: Page) -> int:
    """Return how many pixels a page is wider than its window."""
    return int(
        await page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
    )


SMALL_TARGETS = """
[...document.querySelectorAll('button, input:not([type=hidden]), select, textarea, summary')]
  .filter(one => { const box = one.getBoundingClientRect();
                   return box.width > 1 && box.height > 1 && (box.width < 24 || box.height < 24); })
  .map(one => one.outerHTML.slice(0, 80))
"""
"""Controls smaller than 24 by 24 pixels (WCAG 2.2, 2.5.8); what is hidden from sight is 1 by 1."""
