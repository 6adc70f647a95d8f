"""By which address the service goes: by its setting alone, whatever others call it."""

from base64 import urlsafe_b64decode
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import msgspec
import pytest
from litestar.testing import TestClient
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from fla.clock import FixedClock
from fla.database.pool import open_pool
from fla.doors.http import create_application
from fla.settings import Settings
from tests.access.machine import Machine, register
from tests.conftest import Connection, Database
from tests.intake import build
from tests.intake.build import FOUNDRY, PAYROLL

PUBLIC = "https://learning.example"
API = "/api/learningAccount/v1"
EVIL = "evil.example"
HOSTILE = {
    "host": EVIL,
    "x-forwarded-host": EVIL,
    "x-forwarded-proto": "http",
    "x-forwarded-port": "8443",
    "x-forwarded-prefix": f"//{EVIL}",
    "x-forwarded-server": EVIL,
    "x-original-host": EVIL,
    "x-host": EVIL,
    "forwarded": f"for=203.0.113.9;host={EVIL};proto=http",
}
PROVIDER: dict[str, Any] = {
    "title": "Acme",
    "issuer": "https://login.acme.example",
    "client_id": "learning-account",
    "client_secret": "not so secret",
    "endpoints": {
        name: f"https://login.acme.example/{name}"
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
    },
}


class Caller:
    """Somebody whose proxy, which we trust more than any, hands on whatever he says."""

    def __init__(self, client: TestClient[Any]) -> None:
        self.client = client

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self._sound(self.client.get(path, headers=HOSTILE | headers, follow_redirects=False))

    def post(self, path: str, **given: Any) -> httpx.Response:
        headers = HOSTILE | given.pop("headers", {})
        return self._sound(self.client.post(path, headers=headers, follow_redirects=False, **given))

    def _sound(self, answer: httpx.Response) -> httpx.Response:
        """No answer says what the caller called us, in whatever place."""
        assert EVIL not in answer.text
        assert EVIL not in str(answer.headers)
        return answer


@pytest.fixture
def public_url() -> str | None:
    return PUBLIC


@pytest.fixture
def caller(database: Database, clock: FixedClock, public_url: str | None) -> Iterator[Caller]:
    settings = Settings(demo=True, public_url=public_url, openid={"acme": PROVIDER})
    app = create_application(settings, open_pool(database.app_url, 4), clock, secret=b"known")
    behind: Any = ProxyHeadersMiddleware(app, "*")  # type: ignore[arg-type]
    with TestClient(behind, base_url="http://10.0.0.1:8000") as client:
        yield Caller(client)


@pytest.fixture
async def machine(app: Connection, clock: FixedClock) -> Machine:
    await build.belgium(app)
    return await register(app, clock, PAYROLL)


def _token(caller: Caller, machine: Machine, address: str) -> str:
    assertion = machine.assertion(aud=f"{address}/oauth/v1/token")
    answer = caller.post("/oauth/v1/token", data=machine.form(client_assertion=assertion))
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


def test_a_login_comes_back_to_the_public_address(caller: Caller) -> None:
    answer = caller.get("/login/acme")
    assert answer.status_code == 303
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    assert asked["redirect_uri"] == [f"{PUBLIC}/login/acme/callback"]
    cookies = answer.headers.get_list("set-cookie")
    assert cookies
    assert all("; Secure" in one for one in cookies)


def test_cookies_go_over_https_whatever_a_proxy_says(caller: Caller) -> None:
    answer = caller.get("/")
    assert answer.headers["strict-transport-security"]
    cookies = answer.headers.get_list("set-cookie")
    assert cookies
    assert all("; secure" in one.lower() for one in cookies)


@pytest.mark.parametrize("public_url", ["http://learning.example"])
def test_over_http_no_proxy_makes_it_https(caller: Caller) -> None:
    answer = caller.get("/", **{"x-forwarded-proto": "https"})
    assert "strict-transport-security" not in answer.headers
    assert all("; secure" not in one.lower() for one in answer.headers.get_list("set-cookie"))


async def test_a_token_is_for_and_of_the_public_address(caller: Caller, machine: Machine) -> None:
    metadata = caller.get("/.well-known/oauth-authorization-server").json()
    addresses = [one for one in metadata.values() if str(one).startswith("http")]
    assert len(addresses) >= 3
    assert all(urlsplit(one)[:2] == ("https", "learning.example") for one in addresses)
    for called in (
        *(f"https://{EVIL}", f"http://{EVIL}", "http://10.0.0.1:8000", "http://learning.example"),
        *(f"{PUBLIC}:8443", f"{PUBLIC}/{EVIL}", f"https://{EVIL}:8443"),
    ):
        form = machine.form(client_assertion=machine.assertion(aud=f"{called}/oauth/v1/token"))
        refused = caller.post("/oauth/v1/token", data=form)
        assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client"), called
    claims = jwt_claims(_token(caller, machine, PUBLIC))
    assert claims["iss"] == PUBLIC


def jwt_claims(token: str) -> dict[str, Any]:
    content: dict[str, Any] = msgspec.json.decode(urlsafe_b64decode(token.split(".")[1] + "=="))
    return content


async def test_what_rest_tells_has_no_host_but_the_setting_s(
    caller: Caller, machine: Machine
) -> None:
    bearer = {"authorization": f"Bearer {_token(caller, machine, PUBLIC)}"}
    feed = caller.get(f"{API}/events", **bearer).json()["next"]
    for number in (1, 2):
        body = {
            "mandator": FOUNDRY,
            "mandatary": PAYROLL,
            "groups": ["federalLearningAccount"],
            "startQuarter": f"2027Q{number}",
            "endQuarter": f"2027Q{number}",
        }
        made = caller.post(f"{API}/mandates", json=body, headers=bearer)
        assert made.status_code == 201, made.text
        assert made.headers["location"] == made.json()["href"]
        assert made.headers["location"].startswith(f"{API}/employers/{FOUNDRY}/mandates/")
        assert made.headers["strict-transport-security"]
    mandates = caller.get(f"{API}/mandates?pageSize=1", **bearer).json()
    events = caller.get(feed, **bearer).json()
    for link in (mandates["self"], mandates["next"]):
        assert link.startswith(f"{API}/mandates?")
    for link in (feed, events["self"], events["next"]):
        assert link.startswith(f"{API}/events?")


@pytest.mark.parametrize("public_url", [None])
async def test_without_a_setting_it_goes_by_its_socket(caller: Caller, machine: Machine) -> None:
    socket = "http://10.0.0.1:8000"
    answer = caller.get("/login/acme")
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    assert asked["redirect_uri"] == [f"{socket}/login/acme/callback"]
    refused = caller.post(
        "/oauth/v1/token",
        data=machine.form(client_assertion=machine.assertion(aud=f"https://{EVIL}/oauth/v1/token")),
    )
    assert refused.status_code == 401
    assert jwt_claims(_token(caller, machine, socket))["iss"] == socket
