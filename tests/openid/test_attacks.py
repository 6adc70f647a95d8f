"""Logins tampered with on their way, stolen, replayed, or planted in the browser of another."""

import datetime as dt
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.conftest import Connection
from tests.openid.conftest import Arrive, LateClock
from tests.openid.people import Tamper, Traveller
from tests.openid.rows import seen

EXPIRED = "This login has expired"
REFUSED = "We could not let you in"


def _with(**values: str) -> Tamper:
    return lambda parameters: parameters | values


def _without(name: str) -> Tamper:
    return lambda parameters: {key: one for key, one in parameters.items() if key != name}


def test_what_leaves_is_bound_to_this_browser_and_this_login(arrive: Arrive) -> None:
    first, second = (dict(_parameters(arrive().leave())) for _ in range(2))

    assert first["response_type"] == "code"
    assert first["code_challenge_method"] == "S256"
    for bound in ("state", "nonce", "code_challenge"):
        assert len(first[bound]) == 43
        assert first[bound] != second[bound]
    assert "client_secret" not in first


def _parameters(address: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(address).query)


@pytest.mark.parametrize(
    "back",
    [_with(state="x" * 43), _with(state=""), _without("state"), _with(state="é")],
    ids=["other", "empty", "none", "odd"],
)
def test_another_state_is_refused(somebody: Traveller, back: Tamper) -> None:
    assert EXPIRED in somebody.refused(somebody.log_in("anna", back=back)).text


@pytest.mark.parametrize(
    ("out", "back"),
    [
        (_with(nonce="n" * 43), dict),
        (_without("nonce"), dict),
        (_with(code_challenge="c" * 43), dict),
        (dict, _with(code="made up")),
        (dict, _with(code="c" * 5000)),
        (dict, _with(code="\x00\r\n")),
        (dict, _without("code")),
        (dict, _with(iss="https://other.example")),
        (dict, _without("iss")),
    ],
    ids=["nonce", "no nonce", "pkce", "code", "long", "odd", "no code", "issuer", "no issuer"],
)
def test_what_was_changed_on_the_way_is_refused(
    somebody: Traveller, out: Tamper, back: Tamper
) -> None:
    assert REFUSED in somebody.refused(somebody.log_in("anna", out=out, back=back)).text


def test_a_code_is_good_once(arrive: Arrive) -> None:
    somebody = arrive()
    address = somebody.elsewhere.authenticate(somebody.leave(), "anna")
    underway = somebody.portal.client.cookies["fla_login"]
    assert somebody.come_back(address).headers["location"] == "/account"

    again = arrive()
    again.portal.client.cookies.set("fla_login", underway)
    assert REFUSED in again.refused(again.come_back(address)).text


def test_an_answer_is_good_in_the_browser_that_asked(arrive: Arrive) -> None:
    """Nobody is logged in as somebody else by a link (login CSRF)."""
    attacker, victim = arrive(), arrive()
    address = attacker.elsewhere.authenticate(attacker.leave(), "bram")

    assert EXPIRED in victim.refused(victim.come_back(address)).text
    victim.leave()
    assert EXPIRED in victim.refused(victim.come_back(address)).text


def test_an_answer_is_good_at_the_provider_that_was_asked(somebody: Traveller) -> None:
    address = somebody.elsewhere.authenticate(somebody.leave("company"), "anna")

    answer = somebody.come_back(address.replace("/company/", "/federal/"))

    assert EXPIRED in somebody.refused(answer).text


@pytest.mark.parametrize("cookie", ["", "x", "A" * 500, "é"])
def test_a_made_up_memory_of_a_login_is_none(somebody: Traveller, cookie: str) -> None:
    address = somebody.elsewhere.authenticate(somebody.leave(), "anna")
    somebody.portal.client.cookies.clear()

    answer = somebody.portal.client.get(
        address.removeprefix(somebody.elsewhere.home),
        headers={b"cookie": f"fla_login={cookie}".encode()},
        follow_redirects=False,
    )

    assert EXPIRED in somebody.refused(answer).text


def test_a_login_takes_ten_minutes_at_the_most(somebody: Traveller, late_clock: LateClock) -> None:
    address = somebody.elsewhere.authenticate(somebody.leave(), "anna")
    late_clock.ahead = dt.timedelta(minutes=10)

    assert EXPIRED in somebody.refused(somebody.come_back(address)).text


@pytest.mark.parametrize("planted", ["planted-by-somebody-else", "A" * 300])
def test_an_id_that_was_there_before_the_login_is_not_used(arrive: Arrive, planted: str) -> None:
    """Session fixation: whoever planted an id does not get in with it."""
    somebody, attacker = arrive(), arrive()
    somebody.portal.client.cookies.set("fla_session", planted, domain="127.0.0.1")

    somebody.logged_in("anna")

    assert somebody.session != planted
    assert not _opens(attacker, planted)
    assert _opens(attacker, somebody.session)


def test_the_id_changes_with_every_change_of_what_it_opens(arrive: Arrive) -> None:
    somebody, attacker = arrive().logged_in("anna"), arrive()
    before = somebody.session
    somebody.get("/acting")

    assert somebody.post("/acting", choice="worker").headers["location"] == "/account"

    assert somebody.session != before
    assert not _opens(attacker, before)
    assert _opens(attacker, somebody.session)


def _opens(somebody: Traveller, session: str) -> bool:
    """Say whether an id opens Anna's account to somebody who got hold of it."""
    headers = {"cookie": f"fla_session={session}"}
    answer = somebody.portal.client.get("/account", headers=headers, follow_redirects=False)
    return answer.status_code == 200


async def test_a_new_login_ends_the_session_that_was_there(arrive: Arrive, app: Connection) -> None:
    somebody = arrive().logged_in("anna")
    before = somebody.session
    other = arrive()
    other.portal.client.cookies.set("fla_session", before, domain="127.0.0.1")

    other.logged_in("bram")

    assert not _opens(somebody, before)
    assert "Bram" in other.get("/account").text
    assert await seen(app, "SELECT count(*) FROM login_session") == [(1,)]
