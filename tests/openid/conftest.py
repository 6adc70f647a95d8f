"""A portal at which people log in with a real provider, both on this machine."""

import asyncio
import datetime as dt
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import uvicorn
from joserfc.jwk import ECKey, KeySet, RSAKey
from litestar.testing import TestClient

from fla.clock import BRUSSELS
from fla.database.pool import open_pool
from fla.database.server import Server
from fla.doors.http import Application, create_application
from fla.doors.serving import address, listen
from fla.settings import Settings
from tests.conftest import Database
from tests.doors.portal.conftest import SECRET, Visitor
from tests.doors.portal.world import World, build
from tests.openid.desk import Desk
from tests.openid.people import ACCOUNTS, AtProvider, Traveller
from tests.openid.running import running


@dataclass
class LateClock:
    """The machine's clock, which the provider goes by, and some time on top of it."""

    ahead: dt.timedelta = field(default_factory=dt.timedelta)

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self.ahead

    def today(self) -> dt.date:
        return self.now().astimezone(BRUSSELS).date()


@pytest.fixture(scope="module")
def clock() -> LateClock:
    """The portal's clock."""
    return LateClock()


@pytest.fixture
def late_clock(clock: LateClock) -> LateClock:
    """The portal's clock, which a test puts forward."""
    clock.ahead = dt.timedelta()
    return clock


@pytest.fixture(scope="session")
def reserved() -> Iterator[socket.socket]:
    """Where the portal is; the provider sends browsers back there and nowhere else."""
    with listen("127.0.0.1", 0) as listening:
        yield listening


@pytest.fixture(scope="session")
def home(reserved: socket.socket) -> str:
    """The portal's address."""
    return address(reserved)


@dataclass(frozen=True)
class Known:
    """A running provider, and the settings under which the portal knows it."""

    issuer: str
    tables: dict[str, Any]


@pytest.fixture(scope="session")
def known(home: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Known]:
    """A provider with a client for each way in."""
    key = ECKey.generate_key("P-256", auto_kid=True)
    file = tmp_path_factory.mktemp("keys") / "client.pem"
    file.write_bytes(key.as_pem(private=True))
    signing = KeySet([RSAKey.generate_key(2048, auto_kid=True)])
    wanted = {
        "accounts": ACCOUNTS,
        "clients": [
            _client(home, "federal", userinfo_signed_response_alg="RS256"),
            _client(home, "strong", userinfo_signed_response_alg="RS256"),
            _client(home, "company", token_endpoint_auth_method="client_secret_post"),
            _client(home, "keyed", **_keyed(key)),
        ],
        "jwks": signing.as_dict(private=True),
    }
    with running(wanted) as issuer:
        yield Known(issuer, _tables(issuer, file))


def _client(home: str, name: str, **values: Any) -> dict[str, Any]:
    secret = {} if "jwks" in values else {"client_secret": f"the secret of {name} & + %"}
    return {
        "client_id": f"fla-{name}",
        "redirect_uris": [f"{home}/login/{name}/callback"],
        "post_logout_redirect_uris": [f"{home}/logged-out"],
        **secret,
        **values,
    }


def _keyed(key: ECKey) -> dict[str, Any]:
    return {
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "ES256",
        "jwks": KeySet([key]).as_dict(private=False),
    }


def _tables(issuer: str, key_file: Path) -> dict[str, Any]:
    def table(name: str, **values: Any) -> dict[str, Any]:
        secret = {"client_secret": f"the secret of {name} & + %"}
        return {"issuer": issuer, "client_id": f"fla-{name}"} | secret | values

    return {
        "federal": table("federal", preset="federal"),
        "strong": table("strong", preset="federal", acr_values=["urn:test:strong"]),
        "company": table(
            "company", title="Bakkerij Demo", client_authentication="client_secret_post"
        ),
        "keyed": {
            "issuer": issuer,
            "client_id": "fla-keyed",
            "client_authentication": "private_key_jwt",
            "client_key": str(key_file),
        },
    }


@pytest.fixture(scope="module")
def inhabited(server: Server, template: str) -> Iterator[tuple[Database, World]]:
    """A database whose register all tests of a module share."""
    database = Database(f"fla_openid_{os.getpid()}", server)
    server.create_database(database.name, template)
    yield database, asyncio.run(_built(database))
    server.drop_database(database.name)


async def _built(database: Database) -> World:
    async with await psycopg.AsyncConnection.connect(database.app_url) as connection:
        return await build(connection)


@pytest.fixture
def database(inhabited: tuple[Database, World]) -> Database:
    """The module's database, in which nobody has logged in yet."""
    with psycopg.connect(inhabited[0].superuser_url) as connection:
        connection.execute("TRUNCATE person, person_role, invitation, access_event, login_session")
    return inhabited[0]


@pytest.fixture
def world(inhabited: tuple[Database, World]) -> World:
    """What the register holds."""
    return inhabited[1]


@pytest.fixture(scope="module")
def portal(
    inhabited: tuple[Database, World], known: Known, reserved: socket.socket, clock: LateClock
) -> Iterator[Application]:
    """A portal for all tests of a module, served as in earnest."""
    settings = Settings(openid=known.tables)
    app = create_application(settings, open_pool(inhabited[0].app_url, 4), clock, secret=SECRET)
    server = uvicorn.Server(uvicorn.Config(app, lifespan="on", log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [reserved.dup()]})
    thread.start()
    yield app
    server.should_exit = True
    thread.join()


Arrive = Callable[..., Traveller]


@pytest.fixture
def arrive(
    portal: Application, database: Database, home: str, late_clock: LateClock
) -> Iterator[Arrive]:
    """Let somebody arrive with a browser of his own, at the portal or at one set up otherwise."""
    with ExitStack() as stack:

        def arrive(tables: dict[str, Any] | None = None) -> Traveller:
            app, client = portal, httpx.Client(base_url=home, trust_env=False)
            if tables is not None:
                pool = open_pool(database.app_url, 2)
                app = create_application(Settings(openid=tables), pool, late_clock, secret=SECRET)
                client = TestClient(app, base_url=home, raise_server_exceptions=False)
            stack.enter_context(client)
            client.headers["accept-language"] = "en"
            elsewhere = stack.enter_context(httpx.Client(trust_env=False))
            return Traveller(Visitor(client, app), AtProvider(home, elsewhere))

        yield arrive


@pytest.fixture
def somebody(arrive: Arrive) -> Traveller:
    """Somebody who has not logged in."""
    return arrive()


@pytest.fixture
def desk(database: Database, home: str, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("FLA_DATABASE_URL", database.app_url)
    return Desk(home)


@pytest.fixture
def manager(arrive: Arrive, desk: Desk, world: World) -> Traveller:
    """Dirk, the bakery's access manager, of its own directory."""
    dirk = arrive().logged_in("dirk", "company")
    dirk.portal.follow(dirk.accept(desk.invite("--employer", world.bakery)))
    return dirk
