"""What the endpoints make of odd requests, and what a client's library finds out by itself."""

import asyncio
import base64
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import psycopg
import pytest
from structlog.testing import capture_logs

from fla.access.scopes import SCOPES
from fla.doors.address import own_addresses
from fla.doors.oauth import reader
from fla.doors.oauth.attempts import MOST_BY_ADDRESS, MOST_BY_CLIENT, FailedAttempts
from tests.access.machine import Machine, MovingClock, ec_key, register
from tests.conftest import Connection
from tests.doors.oauth.conftest import Door
from tests.intake.build import FOUNDRY

FORM = "application/x-www-form-urlencoded"


async def _posted(
    door: Door, content: bytes, kind: str = FORM, **headers: str
) -> tuple[int, str, str]:
    headers |= {"content-type": kind}
    answer = await door.http.post("/oauth/v1/token", content=content, headers=headers)
    body = answer.json()
    assert answer.headers["cache-control"] == "no-store"
    assert "error" in body
    return answer.status_code, body["error"], body["error_description"]


async def test_a_body_that_is_no_form_is_refused(door: Door) -> None:
    form = urlencode(door.machine.form()).encode()
    twice = form + b"&grant_type=client_credentials"
    for content, kind, status, told in (
        (b"{}", "application/json", 400, "must be"),
        (form, "text/plain", 400, "must be"),
        (form, "", 400, "must be"),
        (b"\xff=\xfe", FORM, 400, "cannot be read"),
        (b"a=%ff", FORM, 400, "cannot be read"),
        (b"&".join(b"a%d=1" % number for number in range(60)), FORM, 400, "cannot be read"),
        (twice, FORM, 400, "comes twice"),
        (b"scope=&scope=&" + form, FORM, 400, "comes twice"),
        (b"", FORM, 400, "no grant_type"),
        (b"grant_type=&", FORM, 400, "no grant_type"),
        (form + b"&more=" + b"x" * reader.LARGEST_BODY, FORM, 413, "may have 16384 bytes"),
    ):
        answered = await _posted(door, content, kind)
        assert answered[:2] == (status, "invalid_request"), content[:80]
        assert told in answered[2]
    packed = await _posted(door, form, **{"content-encoding": "gzip"})
    assert packed[:2] == (400, "invalid_request")


async def test_a_body_without_end_is_refused(door: Door) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"a" * 1000

    answer = await door.http.post(
        "/oauth/v1/token", content=endless(), headers={"content-type": FORM}
    )
    assert answer.status_code == 413


async def test_a_body_that_does_not_come_is_refused(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "PATIENCE", 0.01)

    async def slow() -> AsyncIterator[bytes]:
        yield b"grant_type="
        await asyncio.sleep(60)

    answer = await door.http.post("/oauth/v1/token", content=slow(), headers={"content-type": FORM})
    assert answer.status_code == 408


async def test_a_client_shows_itself_in_one_way(door: Door) -> None:
    sound = door.machine.form()
    grant = {"grant_type": "client_credentials"}
    for form, status, error in (
        ({**sound, "grant_type": "password"}, 400, "unsupported_grant_type"),
        (grant, 401, "invalid_client"),
        ({**grant, "client_id": "payroll-demo", "client_secret": "x"}, 401, "invalid_client"),
        ({**sound, "client_secret": "x"}, 400, "invalid_request"),
        ({**sound, "client_id": "somebody"}, 401, "invalid_client"),
        ({**sound, "client_assertion_type": "urn:other"}, 401, "invalid_client"),
        ({**sound, "client_assertion": ""}, 401, "invalid_client"),
        ({**sound, "client_assertion": "a.b"}, 401, "invalid_client"),
        ({**sound, "client_assertion": "é.b.c"}, 401, "invalid_client"),
        ({**sound, "client_assertion": "x" * 9000}, 401, "invalid_client"),
    ):
        answer = await door.http.post("/oauth/v1/token", data=form)
        assert (answer.status_code, answer.json()["error"]) == (status, error), form
        assert ("www-authenticate" in answer.headers) == (status == 401)
    assert (await door.ask(client_id="payroll-demo", unknown="ignored")).status_code == 200


async def test_names_that_no_database_takes_are_unknown(door: Door) -> None:
    for header, claims in (
        ({"kid": "a\0b"}, {}),
        ({"kid": "x" * 201}, {}),
        ({"kid": ""}, {}),
        ({}, {"sub": "a\0b", "iss": "a\0b"}),
        ({}, {"sub": "x" * 65, "iss": "x" * 65}),
        ({}, {"sub": "", "iss": ""}),
    ):
        answer = await door.show(door.machine.assertion(header, **claims))
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_a_refusal_is_logged_without_what_was_shown(door: Door) -> None:
    assertion = Machine("payroll-demo", door.clock, door.machine.key, "unknown").assertion()
    with capture_logs() as logs:
        await door.show(assertion)
    [entry] = logs
    assert entry["client"] == "payroll-demo"
    assert "not known" in entry["error"]
    assert assertion[-40:] not in str(logs)


async def test_deep_json_is_no_assertion(door: Door) -> None:
    deep = base64.urlsafe_b64encode(b"[" * 2000 + b"]" * 2000).decode()
    assert (await door.show(f"{deep}.e30.e30")).status_code == 401
    crit = door.machine.assertion({"crit": ["kid"]})
    assert "extensions" in (await door.show(crit)).json()["error_description"]


async def test_scopes_are_what_the_client_may_have(door: Door, app: Connection) -> None:
    few = await register(
        app,
        door.clock,
        FOUNDRY,
        client_id="foundry-reads",
        scopes=["scope:fla:training:consult", "scope:fla:account:consult"],
    )
    granted = await door.token(few, scope="scope:fla:account:consult")
    principal = await door.tokens.principal(granted)
    assert principal.scopes == {"scope:fla:account:consult"}
    all_of_them = await door.tokens.principal(await door.token(few))
    assert len(all_of_them.scopes) == 2

    for scope in (
        "scope:fla:training:declare",
        "scope:fla:training:consult scope:fla:training:declare",
        "scope:fla:everything",
        "   ",
        "openid",
    ):
        answer = await door.ask(few, scope=scope)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope"), scope


async def test_whoever_fails_again_and_again_has_to_wait(door: Door) -> None:
    stranger = Machine("payroll-demo", door.clock, door.machine.key, "unknown")
    for _ in range(MOST_BY_CLIENT):
        assert (await door.ask(stranger)).status_code == 401
        door.clock.pass_by(seconds=1)

    answer = await door.ask()
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "50"
    assert answer.json()["error"] == "temporarily_unavailable"
    revoking = await door.http.post("/oauth/v1/revoke", data=door.machine.form(token="x"))
    assert revoking.status_code == 429

    door.clock.pass_by(seconds=50)
    assert (await door.ask()).status_code == 200


def test_nobody_is_locked_out_from_elsewhere(moving: MovingClock) -> None:
    attempts = FailedAttempts(moving)
    for _ in range(MOST_BY_CLIENT):
        attempts.failed("10.0.0.1", "mine")
    assert attempts.wait("10.0.0.1", "mine") == 60
    assert attempts.wait("10.0.0.2", "mine") == 0
    assert attempts.wait("10.0.0.1", "other") == 0
    for number in range(MOST_BY_ADDRESS):
        attempts.failed("10.0.0.3", f"client-{number}")
    assert attempts.closed("10.0.0.3") == attempts.wait("10.0.0.3", "client-7") == 60
    assert attempts.wait("10.0.0.3", "other") == 0, "it has not failed itself"
    moving.pass_by(seconds=60)
    assert attempts.closed("10.0.0.3") == attempts.wait("10.0.0.1", "mine") == 0


def test_at_a_closed_address_one_failure_is_waited_for_until_it_counts_no_more(
    moving: MovingClock,
) -> None:
    attempts = FailedAttempts(moving)
    attempts.failed("10.0.0.1", "mine")
    moving.pass_by(seconds=40)
    assert attempts.wait("10.0.0.1", "mine") == 0
    for number in range(MOST_BY_ADDRESS):
        attempts.failed("10.0.0.1", f"client-{number}")
    assert attempts.wait("10.0.0.1", "mine") == 20
    moving.pass_by(seconds=20)
    assert attempts.wait("10.0.0.1", "mine") == 0
    assert attempts.closed("10.0.0.1") == 40


async def test_others_at_an_address_do_not_close_it_to_a_sound_client(
    door: Door, app: Connection
) -> None:
    named = await register(app, door.clock, FOUNDRY, client_id="foundry-demo")
    forger = Machine("foundry-demo", door.clock, ec_key("forger"), named.kid)
    strangers = (
        Machine(f"stranger-{number}", door.clock, door.machine.key, "unknown")
        for number in range(MOST_BY_ADDRESS)
    )
    for stranger in strangers:
        assert (await door.ask(stranger)).status_code == 401

    answer = await door.ask(Machine("stranger-x", door.clock, door.machine.key, "unknown"))
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
    forged = await door.ask(forger)
    assert (forged.status_code, forged.text) == (429, answer.text), "as one that is unknown"
    assert (await door.ask(named)).status_code == 429, "somebody failed in its name just now"
    for _ in range(2):
        assert (await door.ask()).status_code == 200

    door.clock.pass_by(seconds=60)
    assert (await door.ask(named)).status_code == 200


async def test_other_addresses_and_methods(door: Door) -> None:
    for method, path, status, allow in (
        ("GET", "/oauth/v1/token", 405, "POST"),
        ("PUT", "/oauth/v1/revoke", 405, "POST"),
        ("POST", "/oauth/v1/jwks", 405, "GET, HEAD"),
        ("GET", "/oauth/v1/nothing", 404, None),
        ("POST", "/oauth", 404, None),
    ):
        answer = await door.http.request(method, path)
        assert (answer.status_code, answer.headers.get("allow")) == (status, allow)


async def test_the_server_describes_itself(door: Door) -> None:
    answer = await door.http.get("/.well-known/oauth-authorization-server")
    told = answer.json()
    assert told["issuer"] == "http://portal.test"
    assert told["scopes_supported"] == list(SCOPES)
    assert told["token_endpoint_auth_methods_supported"] == ["private_key_jwt"]
    paths = [told[name] for name in ("token_endpoint", "revocation_endpoint", "jwks_uri")]
    assert paths == [f"http://portal.test/oauth/v1/{name}" for name in ("token", "revoke", "jwks")]

    published = (await door.http.get(told["jwks_uri"])).json()
    assert [sorted(key) for key in published["keys"]] == [
        ["alg", "crv", "kid", "kty", "use", "x", "y"]
    ]
    head = await door.http.head(told["jwks_uri"])
    assert (head.status_code, head.content) == (200, b"")


async def test_the_database_away_is_told_and_no_more(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise psycopg.OperationalError("connection to server at 10.1.2.3 failed")

    monkeypatch.setattr(door.tokens, "issue", away)
    answer = await door.ask()
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "10.1.2.3" not in answer.text

    monkeypatch.setattr(door.tokens, "issue", lambda *_: 1 // 0)
    answer = await door.ask()
    assert (answer.status_code, answer.json()["error"]) == (500, "server_error")


def _scope(host: str, server: tuple[str, int | None] | None, scheme: str = "http") -> object:
    headers = [(b"host", host.encode())]
    return {"type": "http", "scheme": scheme, "server": server, "headers": headers}


def test_the_server_goes_by_its_own_addresses_only() -> None:
    def addresses(*seen: object, public_url: str | None = None) -> list[str]:
        return own_addresses(_scope(*seen), public_url)  # type: ignore[arg-type]

    assert addresses("evil.example", ("10.0.0.1", 8000)) == ["http://10.0.0.1:8000"]
    assert addresses("evil.example", ("10.0.0.1", 443), "https") == ["https://10.0.0.1"]
    assert addresses("x", ("2001:db8::1", 80)) == ["http://[2001:db8::1]"]
    local = addresses("localhost:8000", ("127.0.0.1", 8000))
    assert local[0] == "http://localhost:8000"
    assert set(local[1:]) == {"http://127.0.0.1:8000", "http://[::1]:8000"}
    assert addresses("evil.example", None)[0] == "http://127.0.0.1"
    assert addresses("evil.example", ("10.0.0.1", 1), public_url="https://a.example") == [
        "https://a.example"
    ]
