"""People log in at a real provider, by each way there is, and come to where they belong."""

import hashlib

import pytest

from tests.conftest import Connection
from tests.doors.portal.conftest import find
from tests.doors.portal.world import World
from tests.intake.build import ANNA
from tests.openid.conftest import Arrive
from tests.openid.people import Traveller
from tests.openid.rows import seen

CLOSED_PORT = "http://127.0.0.1:9"


def test_the_start_page_shows_the_ways_to_log_in(somebody: Traveller) -> None:
    page = somebody.get("/").text

    assert find(page, "//main//a/@href")[:3] == [
        "/login/federal",
        "/login/strong",
        "/login/company",
    ]
    assert "Log in with eID, itsme or another digital key" in page
    assert "Log in with Bakkerij Demo" in page


def test_a_worker_comes_to_his_own_account(somebody: Traveller, world: World) -> None:
    answer = somebody.log_in("anna")

    assert answer.headers["location"] == "/account"
    page = somebody.portal.follow(answer)
    assert page.status_code == 200
    assert "Anna Peeters" in page.text
    assert "Bakkerij Demo" in page.text
    assert somebody.get(f"/employers/{world.bakery}/workers").status_code == 404
    assert somebody.get("/").headers["location"] == "/account"


async def test_a_session_is_kept_on_our_side_and_hashed(
    somebody: Traveller, app: Connection
) -> None:
    cookies = somebody.log_in("anna").headers.get_list("set-cookie")

    [session] = [one for one in cookies if one.startswith("fla_session=")]
    assert "httponly" in session.lower()
    assert "samesite=lax" in session.lower()
    [(id_hash, capacity)] = await seen(app, "SELECT id_hash, capacity FROM login_session")
    assert id_hash == hashlib.sha256(somebody.session.encode()).digest()
    assert capacity == "worker"
    assert ANNA not in session


async def test_who_is_known_stays_the_same_person(arrive: Arrive, app: Connection) -> None:
    for account, provider in (("anna", "federal"), ("anna", "strong"), ("dirk", "company")):
        arrive().log_in(account, provider)
    arrive().log_in("dirk", "company")

    people = await seen(app, "SELECT name, ssin, subject FROM person ORDER BY first_seen_at")
    assert people == [("Anna Peeters", ANNA, None), ("Dirk Daems", None, "dirk")]


@pytest.mark.parametrize("provider", ["company", "keyed"])
def test_a_directory_states_no_number_and_opens_no_account(
    somebody: Traveller, provider: str
) -> None:
    """The secret is sent in the form, or a key of ours signs."""
    answer = somebody.log_in("anna", provider)

    assert answer.headers["location"] == "/acting"
    page = somebody.portal.follow(answer).text
    assert "Nothing is open to you yet" in page
    assert "Anna" not in page.replace("A. Peeters", "")
    assert somebody.get("/account").headers["location"] == "/acting"


def test_a_number_that_nobody_registered_opens_nothing(somebody: Traveller) -> None:
    page = somebody.portal.follow(somebody.log_in("chris")).text

    assert "Nothing is open to you yet" in page
    assert "My own account" not in page
    assert somebody.post("/acting", choice="worker").status_code == 404
    for address in ("/account", "/employers", "/runs", "/access", "/registrations", "/what-if"):
        assert somebody.get(address).headers["location"] == "/acting"


@pytest.mark.parametrize("account", ["numberless", "misnumbered"])
def test_a_login_without_a_sound_number_is_refused(somebody: Traveller, account: str) -> None:
    page = somebody.refused(somebody.log_in(account))

    assert page.status_code == 403
    assert "did not give us your national register number" in page.text


def test_the_means_of_authentication_are_asked_for_and_demanded(arrive: Arrive) -> None:
    somebody = arrive()
    weak = somebody.refused(somebody.log_in("anna", "strong", acr="urn:test:weak"))
    strong = arrive().log_in("anna", "strong")

    assert weak.status_code == 403
    assert "Please log in with a stronger digital key" in weak.text
    assert strong.headers["location"] == "/account"


def test_whoever_stops_is_told_so_in_his_language(somebody: Traveller) -> None:
    headings = set()
    for language in ("nl", "fr", "de", "en"):
        somebody.portal.client.cookies.set("fla_language", language)
        page = somebody.refused(somebody.log_in(""))
        assert page.status_code == 403
        headings.add("".join(find(page.text, "//h1/text()")))
        assert "changed" not in page.text
    assert len(headings) == 4


def test_a_provider_that_is_down_is_said_to_be(arrive: Arrive) -> None:
    table = {"issuer": CLOSED_PORT, "client_id": "fla", "client_secret": "x"}

    somebody = arrive({"down": table})
    page = somebody.refused(somebody.get("/login/down"))

    assert page.status_code == 503
    assert "cannot be reached right now" in page.text
    assert CLOSED_PORT not in page.text


@pytest.mark.parametrize("name", ["nobody", "federal%00", "Federal"])
def test_other_providers_do_not_exist(somebody: Traveller, name: str) -> None:
    assert somebody.get(f"/login/{name}").status_code == 404
    assert somebody.get(f"/login/{name}/callback?code=a&state=b").status_code == 404


def test_the_login_goes_on_where_it_was_meant_to(somebody: Traveller) -> None:
    assert somebody.log_in("anna", onward="/what-if").headers["location"] == "/what-if"


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example/", "/\\evil.example"]
)
def test_the_login_leads_nowhere_else(somebody: Traveller, elsewhere: str) -> None:
    assert somebody.log_in("anna", onward=elsewhere).headers["location"] == "/account"
