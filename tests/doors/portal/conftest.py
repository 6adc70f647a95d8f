"""A small register behind the portal, and visitors who use it as a browser would."""

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from lxml import html

from fla.access.model import PersonaKind
from fla.clock import FixedClock
from fla.database.pool import open_pool
from fla.doors.http import Application, create_application
from fla.settings import Settings
from tests.databases import Database as Database
from tests.databases import Databases
from tests.doors.portal import rights_world
from tests.doors.portal.rights_world import RightsWorld
from tests.doors.portal.world import World, build
from tests.intake.build import CLOCK

SECRET = b"known to the tests alone"
ADDRESS = "http://portal.test"
Values = Mapping[str, str | Sequence[str]]


@dataclass
class Visitor:
    """Somebody with a browser: keeps cookies, and sends forms with the token of the last page."""

    client: httpx.Client
    application: Application
    token: str = ""
    last: httpx.Response = field(init=False)

    def get(self, address: str, **headers: str) -> httpx.Response:
        return self._seen(self.client.get(address, headers=headers, follow_redirects=False))

    def post(self, address: str, values: Values | None = None) -> httpx.Response:
        data = {"_csrf_token": self.token, **(values or {})}
        return self._seen(self.client.post(address, data=data, follow_redirects=False))

    def follow(self, answer: httpx.Response) -> httpx.Response:
        assert answer.status_code == 303, answer.text
        return self.get(answer.headers["location"])

    def log_in(self, kind: PersonaKind, number: str = "") -> "Visitor":
        self.get("/")
        answer = self.post("/login", {"persona": f"{kind}-{number}"})
        assert answer.status_code == 303, answer.text
        return self

    def form(self) -> dict[str, list[str]]:
        """Return what the last page's own form would send as it stands."""
        shown: Any = html.fromstring(self.last.text).find(".//main//form[@method='post']")
        values: dict[str, list[str]] = {}
        for name, value in shown.form_values():
            values.setdefault(name, []).append(value)
        return values

    def _seen(self, answer: httpx.Response) -> httpx.Response:
        if found := re.search(r'name="_csrf_token" value="([^"]+)"', answer.text):
            self.token = found[1]
        self.last = answer
        return answer


def find(text: str, xpath: str) -> list[Any]:
    """Return what an XPath finds in a page."""
    page: Any = html.fromstring(text)
    found: list[Any] = page.xpath(xpath)
    return found


Opener = Callable[..., Visitor]


_shells: list[Litestar] = []
"""Portals' routes that no test uses now: building them takes longer than most tests."""


@contextmanager
def application(
    database: Database, clock: FixedClock, settings: Settings | None = None
) -> Iterator[Application]:
    """Give all doors on a database, with routes that no other test uses now."""
    app = create_application(
        settings or Settings(demo=True),
        open_pool(database.app_url, 4),
        clock,
        secret=SECRET,
        shell=_shells.pop() if _shells else None,
    )
    yield app
    _shells.append(app.portal)


def opener(stack: ExitStack, database: Database, clock: FixedClock) -> Opener:
    """Return what opens portals on a database; they are closed with the stack."""

    def opened(settings: Settings | None = None, base_url: str = ADDRESS) -> Visitor:
        app = stack.enter_context(application(database, clock, settings))
        client = stack.enter_context(
            TestClient(app, base_url=base_url, raise_server_exceptions=False)
        )
        client.headers["accept-language"] = "en"
        return Visitor(client, app)

    return opened


@pytest.fixture
async def world(databases: Databases, database: Database) -> World:
    """What the register holds at the beginning of a test."""
    return await databases.built(database, build)


@pytest.fixture
async def rights(databases: Databases, database: Database) -> RightsWorld:
    """The same with computed rights."""
    return await databases.built(database, rights_world.build)


@pytest.fixture
def open_portal(database: Database, clock: FixedClock) -> Iterator[Opener]:
    """Open portals on the test's database, closed at its end; browsers prefer English."""
    with ExitStack() as stack:
        yield opener(stack, database, clock)


@pytest.fixture
def visitor(world: World, open_portal: Opener) -> Visitor:
    """Somebody at the door of the portal."""
    return open_portal()


@pytest.fixture
def employer(visitor: Visitor, world: World) -> Visitor:
    """The bakery, logged in."""
    return visitor.log_in("employer", world.bakery)


@dataclass(frozen=True)
class Shared:
    """A register that a whole module's tests look at and none of them changes."""

    world: World
    open_portal: Opener

    def visitor(self) -> Visitor:
        return self.open_portal()

    def employer(self) -> Visitor:
        return self.visitor().log_in("employer", self.world.bakery)


@pytest.fixture(scope="module")
def shared(databases: Databases) -> Iterator[Shared]:
    """One register and its portals for tests that leave everything as it is."""
    database = databases.lend()
    with ExitStack() as stack:
        stack.callback(databases.take_back, database)
        world = asyncio.run(databases.built(database, build))
        yield Shared(world, opener(stack, database, CLOCK))


@dataclass(frozen=True)
class SharedRights:
    """The same for a register with computed rights."""

    rights: RightsWorld
    open_portal: Opener

    @property
    def world(self) -> World:
        return self.rights.world

    def visitor(self) -> Visitor:
        return self.open_portal()

    def employer(self) -> Visitor:
        return self.visitor().log_in("employer", self.world.bakery)


@pytest.fixture(scope="module")
def shared_rights(databases: Databases) -> Iterator[SharedRights]:
    """One register with computed rights for tests that leave everything as it is."""
    database = databases.lend()
    with ExitStack() as stack:
        stack.callback(databases.take_back, database)
        found = asyncio.run(databases.built(database, rights_world.build))
        yield SharedRights(found, opener(stack, database, CLOCK))
