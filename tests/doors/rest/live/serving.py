"""The service as an operator runs it, on a socket, before the register of two employers."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from fla.access.client_key import read_key
from fla.database.pool import open_pool
from fla.doors.http import create_application
from fla.doors.serving import address, listen, new_loop
from fla.settings import Settings
from tests.access.machine import ASSERTION_TYPE, ISSUER, Machine, ec_key, jwk_text
from tests.databases import Database
from tests.doors.rest.attacks.world import Sides
from tests.intake.build import CLOCK

MANY = 10**7


@dataclass(frozen=True)
class Live:
    """A running service: where it is, what is behind it, and a token of the bakery's software."""

    url: str
    database: Database
    spool: Path
    sides: Sides
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@contextmanager
def serving(database: Database, spool: Path, **settings: Any) -> Iterator[str]:
    """Serve a database and a spool; give the address."""
    values: dict[str, Any] = {
        "public_url": ISSUER,
        "rate_limit": MANY,
        "failed_rate_limit": MANY,
        "spool": spool,
        **settings,
    }
    app = create_application(
        Settings(**values),
        open_pool(database.app_url, 4),
        CLOCK,
        secret=b"known to the tests alone",
    )
    server = uvicorn.Server(uvicorn.Config(app, lifespan="on", log_level="critical"))
    with listen("127.0.0.1", 0) as listening:
        thread = threading.Thread(target=_run, args=(server, listening))
        thread.start()
        try:
            yield address(listening)
        finally:
            server.should_exit = True
            thread.join()


def _run(server: uvicorn.Server, listening: Any) -> None:
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(server.serve(sockets=[listening]))


def token(url: str, client_id: str) -> str:
    """Return an access token that a client registered by the world asked for."""
    key = ec_key()
    kid = read_key(jwk_text(key), CLOCK.now()).kid
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": Machine(client_id, CLOCK, key, kid).assertion(),
    }
    answer = httpx.post(f"{url}/oauth/v1/token", data=form, trust_env=False)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])
