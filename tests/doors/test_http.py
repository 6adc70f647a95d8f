"""All doors in one application: each has its address, and the portal's guards are its own."""

from collections.abc import Iterator

import pytest
from litestar.testing import TestClient

from fla.clock import FixedClock
from fla.database.pool import open_pool
from fla.doors.http import Application, create_application
from fla.settings import Settings
from tests.access.machine import register
from tests.conftest import Connection, Database
from tests.intake.build import BAKERY

SECRET = b"known to the tests alone"
Client = TestClient[Application]


@pytest.fixture
def client(database: Database, clock: FixedClock) -> Iterator[Client]:
    pool = open_pool(database.app_url, 4)
    app = create_application(Settings(demo=True), pool, clock, secret=SECRET)
    with TestClient(app, base_url="http://portal.test") as client:
        yield client


async def test_software_needs_no_form_token_and_gets_no_cookie(
    client: Client, app: Connection, clock: FixedClock
) -> None:
    machine = await register(app, clock, BAKERY)
    answer = client.post("/oauth/v1/token", data=machine.form())
    assert answer.status_code == 200, answer.text
    assert "set-cookie" not in answer.headers
    assert "permissions-policy" not in answer.headers

    api = "/api/learningAccount/v1"
    bare = client.get(f"{api}/events")
    assert bare.status_code == 401
    token = answer.json()["access_token"]
    heard = client.get(f"{api}/events", headers={"authorization": f"Bearer {token}"})
    assert heard.status_code == 200, heard.text


def test_the_portals_forms_still_need_theirs(client: Client) -> None:
    page = client.get("/")
    assert "set-cookie" in page.headers
    assert client.post("/login", data={"persona": "operator-"}).status_code == 403
    assert client.post("/logout", json={}).status_code == 415


def test_an_address_that_only_begins_like_a_door_is_the_portals(client: Client) -> None:
    for path in ("/oauthx", "/api", "/api/learningAccount", "/.well-known/other"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "permissions-policy" in answer.headers, path
    for path in ("/oauth", "/oauth/", "/api/learningAccount/v1/nothing"):
        assert "permissions-policy" not in client.get(path).headers, path
