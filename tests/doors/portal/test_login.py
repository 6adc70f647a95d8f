"""The demonstration's login, the end of a session, and the choice of a language."""

import datetime as dt
from dataclasses import replace

import pytest

from fla.clock import FixedClock
from fla.settings import Settings
from tests.doors.portal.conftest import Opener, Shared, Visitor
from tests.doors.portal.world import World
from tests.intake.build import ANNA, CLOCK


def test_the_people_of_the_demonstration_are_there_to_choose(shared: Shared) -> None:
    visitor = shared.visitor()

    page = visitor.get("/")

    assert page.status_code == 200
    for text in ("Bakkerij Demo", "Fonderie Démo", "Sociaal Secretariaat Demo", "École Démo"):
        assert text in page.text
    assert "85.07.30-***.**" in page.text
    assert ANNA not in page.text.replace(f'value="worker-{ANNA}"', "")


def test_an_empty_register_says_so_until_it_is_filled(open_portal: Opener) -> None:
    visitor = open_portal()

    assert "The register is still empty" in visitor.get("/").text


def test_without_the_demo_setting_there_is_no_such_login(shared: Shared) -> None:
    visitor = shared.open_portal(Settings(demo=False))

    page = visitor.get("/")
    visitor.get("/invitation?code=none")  # a page without a form gives no token
    answer = visitor.post("/login", {"persona": f"employer-{shared.world.bakery}"})

    assert page.status_code == 200
    assert "no login provider is set up" in page.text
    assert "Bakkerij" not in page.text
    assert answer.status_code in (403, 404)
    assert "fla_session" not in visitor.client.cookies


def test_a_session_of_the_demonstration_opens_nothing_without_the_setting(
    shared: Shared,
) -> None:
    demo = shared.employer()
    other = shared.open_portal(Settings(demo=False))
    for name in ("fla_session", "fla_form"):
        other.client.cookies.set(name, demo.client.cookies[name])

    assert other.get(f"/employers/{shared.world.bakery}/workers").headers["location"] == (
        "/?ended=1"
    )


@pytest.mark.parametrize(
    ("kind", "home"),
    [
        ("employer", "/employers/{bakery}/workers"),
        ("mandatary", "/employers"),
        ("provider", "/registrations"),
        ("worker", "/account"),
        ("operator", "/employers"),
    ],
)
def test_everybody_begins_where_his_work_is(shared: Shared, kind: str, home: str) -> None:
    numbers = {
        "employer": shared.world.bakery,
        "mandatary": shared.world.payroll,
        "provider": shared.world.school,
        "worker": ANNA,
    }
    visitor = shared.visitor().log_in(kind, numbers.get(kind, ""))  # type: ignore[arg-type]

    answer = visitor.get("/")

    assert answer.headers["location"] == home.format(bakery=shared.world.bakery)
    assert visitor.follow(answer).status_code == 200


@pytest.mark.parametrize("persona", ["", "employer-0000000000", "operator", "worker-x\x00"])
def test_nobody_else_is_let_in(shared: Shared, persona: str) -> None:
    visitor = shared.visitor()
    visitor.get("/")

    assert visitor.post("/login", {"persona": persona}).status_code == 404
    assert visitor.get("/account").headers["location"].startswith("/")


def test_logging_out_ends_the_session(shared: Shared) -> None:
    visitor = shared.employer()
    visitor.get(f"/employers/{shared.world.bakery}/workers")

    assert visitor.post("/logout").headers["location"] == "/"
    assert visitor.get(f"/employers/{shared.world.bakery}/workers").status_code == 303


def test_a_session_ends_by_itself(world: World, open_portal: Opener) -> None:
    visitor = open_portal().log_in("employer", world.bakery)
    address = f"/employers/{world.bakery}/workers"
    house = visitor.application.portal.state["house"]

    for hours, status in ((7, 200), (8, 303)):
        later = FixedClock(CLOCK.now() + dt.timedelta(hours=hours))
        visitor.application.portal.state["house"] = replace(house, clock=later)
        assert visitor.get(address).status_code == status
    assert "session has ended" in visitor.follow(visitor.last).text


def test_a_session_that_was_tampered_with_is_none(shared: Shared) -> None:
    visitor = shared.employer()
    session = visitor.client.cookies["fla_session"]
    visitor.client.cookies.delete("fla_session")
    visitor.client.cookies.set("fla_session", session[:-8] + "AAAAAAA=")

    assert visitor.get(f"/employers/{shared.world.bakery}/workers").status_code == 303


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("fr-BE,fr;q=0.9,en;q=0.8", "fr"),
        ("en;q=0.3,de;q=0.7", "de"),
        ("pl,NL;q=0.5", "nl"),
        ("pl", "nl"),
        ("", "nl"),
        ("fr;q=0,de;q=x,;;;,=,en;q=0.1", "en"),
        ("*" * 5000, "nl"),
    ],
)
def test_the_first_language_is_the_browsers(shared: Shared, accepted: str, language: str) -> None:
    visitor = shared.visitor()

    page = visitor.get("/", **{"accept-language": accepted})

    assert f'<html lang="{language}">' in page.text
    assert page.headers["content-language"] == language


def test_a_chosen_language_is_kept_and_leads_back(shared: Shared) -> None:
    visitor = shared.employer()
    here = f"/employers/{shared.world.bakery}/workers"

    answer = visitor.get(f"/language/fr?back={here}")

    assert answer.headers["location"] == here
    assert '<html lang="fr">' in visitor.follow(answer).text
    assert visitor.get("/language/xx").status_code == 404


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "evil",
        "",
        "/\n/evil",
        "/%0d%0aX",
    ],
)
def test_choosing_a_language_leads_nowhere_else(shared: Shared, elsewhere: str) -> None:
    visitor = shared.visitor()

    answer = visitor.client.get("/language/nl", params={"back": elsewhere}, follow_redirects=False)

    location = answer.headers["location"]
    assert location == "/" or location.startswith("/%")
    assert not location.startswith("//")


def test_the_clock_decides_what_day_it_is(employer: Visitor, world: World) -> None:
    page = employer.get(f"/employers/{world.bakery}/workers")

    assert "credit in 2026" in page.text
