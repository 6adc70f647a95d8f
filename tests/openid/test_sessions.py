"""How long somebody stays logged in, and how he leaves: here, everywhere, and at the provider."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.conftest import Connection
from tests.doors.portal.conftest import find
from tests.openid.conftest import Arrive, LateClock
from tests.openid.people import Traveller
from tests.openid.rows import seen


def _is_in(somebody: Traveller) -> bool:
    return somebody.get("/account").status_code == 200


def test_half_an_hour_without_a_page_ends_a_session(arrive: Arrive, late_clock: LateClock) -> None:
    somebody = arrive().logged_in("anna")
    for minutes in (29, 58, 87):
        late_clock.ahead = dt.timedelta(minutes=minutes)
        assert _is_in(somebody)
    late_clock.ahead += dt.timedelta(minutes=30)

    answer = somebody.get("/account")

    assert answer.headers["location"] == "/?ended=1"
    assert "Your session has ended" in somebody.portal.follow(answer).text


def test_eight_hours_end_a_session_however_busy(arrive: Arrive, late_clock: LateClock) -> None:
    somebody = arrive().logged_in("anna")
    for minutes in range(20, 480, 20):
        late_clock.ahead = dt.timedelta(minutes=minutes)
        assert _is_in(somebody)
    somebody.get("/acting")
    somebody.post("/acting", choice="worker")
    assert _is_in(somebody)

    late_clock.ahead = dt.timedelta(hours=8)

    assert not _is_in(somebody)


async def test_ended_sessions_are_cleared_away(
    arrive: Arrive, late_clock: LateClock, app: Connection
) -> None:
    arrive().logged_in("anna")
    late_clock.ahead = dt.timedelta(minutes=30)
    arrive().logged_in("bram")

    assert await seen(app, "SELECT count(*) FROM login_session") == [(1,)]


async def test_not_every_page_writes(arrive: Arrive, app: Connection) -> None:
    somebody = arrive().logged_in("anna")
    first = await seen(app, "SELECT seen_at, xmin::text FROM login_session")

    assert _is_in(somebody)

    assert await seen(app, "SELECT seen_at, xmin::text FROM login_session") == first


async def test_logging_out_leaves_nothing(arrive: Arrive, app: Connection) -> None:
    somebody, attacker = arrive().logged_in("anna"), arrive()
    before = somebody.session
    somebody.get("/account")

    page = somebody.portal.follow(somebody.post("/logout")).text

    assert "You are logged out" in page
    assert somebody.session == ""
    assert await seen(app, "SELECT count(*) FROM login_session") == [(0,)]
    attacker.portal.client.cookies.set("fla_session", before, domain="127.0.0.1")
    assert not _is_in(attacker)


def test_logging_out_everywhere_leaves_none(arrive: Arrive) -> None:
    here, there, other = (arrive().logged_in(one) for one in ("anna", "anna", "bram"))
    here.get("/acting")

    here.portal.follow(here.post("/logout/everywhere"))

    assert not _is_in(here)
    assert not _is_in(there)
    assert _is_in(other)


@pytest.mark.parametrize(("account", "provider"), [("anna", "federal"), ("dirk", "company")])
def test_the_session_at_the_provider_ends_too(arrive: Arrive, account: str, provider: str) -> None:
    somebody = arrive().logged_in(account, provider)
    again = somebody.leave(provider)
    assert somebody.elsewhere.authenticate(again, "nobody is asked").startswith(
        somebody.elsewhere.home
    )
    somebody.get("/acting")

    page = somebody.portal.follow(somebody.post("/logout"))

    [there] = find(page.text, "//main//a[contains(@href, '/session/end')]/@href")
    assert f"0; url={there}" in find(page.text, "//meta[@http-equiv='refresh']/@content")
    back = _end_at_provider(somebody, str(there))
    assert somebody.come_back(back).status_code == 200
    asked = somebody.elsewhere.client.get(somebody.leave(provider), follow_redirects=True)
    assert "Who are you?" in asked.text


def _end_at_provider(somebody: Traveller, address: str) -> str:
    """Confirm the provider's own question; return where it sends the browser."""
    client = somebody.elsewhere.client
    question = client.get(address)
    assert question.status_code == 200, question.text
    values = {
        str(one.get("name")): str(one.get("value"))
        for one in find(question.text, "//form//input[@name]")
    }
    [action] = find(question.text, "//form/@action")
    answer = client.post(question.url.join(action), data={**values, "logout": "yes"})
    assert answer.is_redirect, answer.text
    return str(answer.headers["location"])


def test_the_address_of_a_logout_names_no_national_number(arrive: Arrive) -> None:
    """The ID token is the hint only where it holds no number."""
    somebody = arrive().logged_in("anna")
    somebody.get("/acting")

    page = somebody.portal.follow(somebody.post("/logout")).text

    [there] = find(page, "//main//a[contains(@href, '/session/end')]/@href")
    query = parse_qs(urlsplit(there).query)
    assert query["client_id"] == ["fla-federal"]
    assert query["post_logout_redirect_uri"] == [f"{somebody.elsewhere.home}/logged-out"]
    assert query["id_token_hint"][0].count(".") == 2


def test_a_session_of_a_provider_that_is_gone_ends_all_the_same(arrive: Arrive) -> None:
    before, somebody = arrive().logged_in("anna").session, arrive({})
    somebody.portal.client.cookies.set("fla_session", before, domain="127.0.0.1")
    assert _is_in(somebody)

    page = somebody.portal.follow(somebody.post("/logout")).text

    assert "You are logged out" in page
    assert "login service too" not in page
    assert not _is_in(somebody)
