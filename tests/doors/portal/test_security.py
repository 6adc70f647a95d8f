"""What the portal refuses, what it tells browsers, and what it never shows or writes down."""

import json
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from structlog.testing import capture_logs

from fla.doors.portal.headers import CONTENT_SECURITY_POLICY
from fla.doors.portal.posted import LARGEST_FORM, MOST_FIELDS
from tests.doors.portal.conftest import Shared, Visitor
from tests.doors.portal.world import World, training_form
from tests.intake.build import ANNA

FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def employer(shared: Shared) -> Visitor:
    return shared.employer()


def _addresses(world: World) -> list[str]:
    return ["/", f"/employers/{world.bakery}/workers", "/nothing", "/login", "/account.json"]


def test_every_answer_tells_browsers_what_they_may_do(employer: Visitor, shared: Shared) -> None:
    for address in _addresses(shared.world):
        headers = employer.get(address).headers
        assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store", address
        assert "server" not in headers


def test_assets_may_be_kept_and_change_their_address(employer: Visitor) -> None:
    page = employer.get("/nothing").text
    address = page.partition('<link rel="stylesheet" href="')[2].partition('"')[0]

    answer = employer.get(address)

    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["cache-control"]
    assert employer.get("/static/000000000000/portal.css").status_code == 404
    assert employer.get("/static/x/..%2f..%2fpages.py").status_code == 404


def test_pages_hold_no_script_and_no_style_of_their_own(employer: Visitor, shared: Shared) -> None:
    for address in _addresses(shared.world):
        text = employer.get(address).text
        assert "<script" not in text
        assert " style=" not in text
        assert " onclick=" not in text


def test_cookies_are_closed_to_scripts_and_other_sites(shared: Shared) -> None:
    visitor = shared.visitor()
    visitor.get("/")
    cookies = visitor.last.headers.get_list("set-cookie")
    visitor.post("/login", {"persona": f"employer-{shared.world.bakery}"})
    cookies += visitor.last.headers.get_list("set-cookie")
    cookies += visitor.get("/language/nl").headers.get_list("set-cookie")

    assert {cookie.split("=")[0] for cookie in cookies} == {
        "fla_form",
        "fla_session",
        "fla_language",
    }
    for cookie in cookies:
        assert "httponly" in cookie.lower()
        assert "samesite=lax" in cookie.lower()
        assert "secure" not in cookie.lower()
        assert shared.world.bakery not in cookie


def test_over_https_cookies_and_visitors_stay_there(shared: Shared) -> None:
    visitor = shared.open_portal(base_url="https://portal.test")

    answer = visitor.get("/")

    assert answer.headers["strict-transport-security"].startswith("max-age=")
    assert all("secure" in one.lower() for one in answer.headers.get_list("set-cookie"))


@pytest.mark.parametrize("token", ["", "x", "0" * 128, "é" * 70, "\x00", "a\r\nb: c"])
def test_a_form_without_our_token_changes_nothing(
    employer: Visitor, shared: Shared, token: str
) -> None:
    world = shared.world
    values = training_form(worker=str(world.bram), title="Forged") | {"_csrf_token": token}

    answer = employer.client.post(f"/employers/{world.bakery}/trainings/new", data=values)

    assert answer.status_code == 403
    assert "form has expired" in answer.text
    assert "Forged" not in employer.get(f"/employers/{world.bakery}/workers/{world.bram}").text


def test_a_token_in_the_header_alone_is_none(employer: Visitor, shared: Shared) -> None:
    employer.get(f"/employers/{shared.world.bakery}/workers")

    answer = employer.client.post(
        "/logout", content=b"a=1", headers=FORM | {"x-fla-form": employer.token}
    )

    assert answer.status_code == 403


@pytest.mark.parametrize("cookie", ["stale", "%C3%A9" * 70, "0" * 128])
def test_a_stale_token_is_taken_away_so_that_the_next_try_succeeds(
    shared: Shared, cookie: str
) -> None:
    visitor = shared.visitor()
    visitor.client.cookies.set("fla_form", cookie, domain="portal.test")
    visitor.get("/")
    choice = {"persona": f"employer-{shared.world.bakery}"}

    assert visitor.post("/login", choice).status_code == 403
    visitor.get("/")
    assert visitor.post("/login", choice).status_code == 303


def test_a_form_is_bounded(employer: Visitor) -> None:
    large = employer.client.post("/logout", content=b"a=" + b"x" * LARGEST_FORM, headers=FORM)
    many = employer.client.post("/logout", content=b"a=1&" * (MOST_FIELDS + 1), headers=FORM)

    assert large.status_code == 413
    assert "form is too large" in large.text
    assert many.status_code == 400


def test_a_form_in_many_small_pieces_is_bounded_too(employer: Visitor) -> None:
    pieces = (b"a=" + b"x" * 1000 for _ in range(100))

    assert employer.client.post("/logout", content=pieces, headers=FORM).status_code == 413


@pytest.mark.parametrize("body", [b"a=%ff", b"a=\xff", b"%c3=%28"])
def test_a_form_that_is_no_text_is_refused(employer: Visitor, body: bytes) -> None:
    assert employer.client.post("/logout", content=body, headers=FORM).status_code == 400


@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=x", "application/json", "text/plain", ""]
)
def test_only_forms_are_read(employer: Visitor, kind: str) -> None:
    answer = employer.client.post("/logout", content=b"x", headers={"content-type": kind})

    assert answer.status_code == 415


@pytest.mark.parametrize(("method", "address"), [("DELETE", "/"), ("PUT", "/account")])
def test_other_methods_are_refused(employer: Visitor, method: str, address: str) -> None:
    assert employer.client.request(method, address).status_code == 405


def test_error_pages_speak_four_languages_and_give_a_number(employer: Visitor) -> None:
    headings = set()
    for language in ("nl", "fr", "de", "en"):
        page = employer.get("/nothing", cookie=f"fla_language={language}")
        assert page.status_code == 404
        assert f'<html lang="{language}">' in page.text
        headings.add(page.text.partition("<h1>")[2].partition("</h1>")[0])
    assert len(headings) == 4


class _Broken:
    """A pool that fails in a way that names things nobody should see."""

    def connection(self) -> Any:
        raise RuntimeError(f"/srv/secret.py: SELECT * FROM worker WHERE ssin = '{ANNA}'")


def test_a_failure_shows_nothing_of_the_inside(shared: Shared) -> None:
    visitor = shared.employer()
    house = visitor.application.portal.state["house"]
    visitor.application.portal.state["house"] = replace(house, pool=_Broken())

    with capture_logs() as logs:
        answer = visitor.get(f"/employers/{shared.world.bakery}/workers")

    assert answer.status_code == 500
    for secret in (ANNA, "SELECT", "secret.py", "RuntimeError", "Traceback", ".py"):
        assert secret not in answer.text
    [entry] = logs
    assert entry["incident"] in answer.text
    assert entry["error"] == "RuntimeError"
    assert any("entrance.py" in frame for frame in entry["trace"])
    assert ANNA not in str(entry), "what an error says may name whom it was about"


class _Unreachable:
    def connection(self) -> Any:
        raise psycopg.OperationalError("connection to server at 10.1.2.3 failed")


def test_without_a_database_the_portal_says_so(shared: Shared) -> None:
    visitor = shared.employer()
    house = visitor.application.portal.state["house"]
    visitor.application.portal.state["house"] = replace(house, pool=_Unreachable())

    answer = visitor.get(f"/employers/{shared.world.bakery}/workers")

    assert answer.status_code == 503
    assert "10.1.2.3" not in answer.text
    assert "Nothing was changed" in answer.text


def test_nothing_personal_stands_in_addresses_or_in_the_log(shared: Shared) -> None:
    visitor = shared.employer()
    here = f"/employers/{shared.world.bakery}/workers"
    visitor.get(here)

    with capture_logs() as logs:
        for sought in (ANNA, "Peeters"):
            answer = visitor.post(here, {"search": sought, "go": "search", "year": "2026"})
            assert sought not in answer.headers["location"]
            assert "Anna" in visitor.follow(answer).text
        visitor.get(f"{here}/nothing?ssin={ANNA}")

    assert ANNA not in json.dumps(logs)
    assert logs
