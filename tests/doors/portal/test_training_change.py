"""A training looked at, corrected and cancelled by page."""

import re

import pytest

from tests.doors.portal.conftest import Opener, Visitor
from tests.doors.portal.world import World, training_form


def _address(world: World, action: str = "") -> str:
    return f"/employers/{world.bakery}/trainings/{world.training}{action}"


def _account(employer: Visitor, world: World) -> str:
    return employer.get(f"/employers/{world.bakery}/workers/{world.anna}").text


def test_the_page_of_a_training_shows_it_and_its_history(employer: Visitor, world: World) -> None:
    page = employer.get(_address(world)).text

    for text in ("Veilig werken op hoogte", "Safety and well-being at work", "15\xa0h\xa012"):
        assert text in page
    history = page.partition('id="history"')[2]
    for text in ("Register", "Bakkerij Demo", "XML file", "Accepted", "TRN-1"):
        assert text in history


def test_the_form_to_correct_shows_what_is_registered(employer: Visitor, world: World) -> None:
    employer.get(_address(world, "/correct"))

    values = employer.form()

    assert values["title"] == ["Veilig werken op hoogte"]
    assert values["start_date"] == ["2026-10-05"]
    assert values["duration"] == ["15:12"]
    assert values["charged"] == ["7:36"]
    assert values["charged_right"] == ["sectoral"]
    assert values["in_scope"] == ["yes"]


def test_a_correction_changes_the_credit_and_is_in_the_history(
    employer: Visitor, world: World
) -> None:
    employer.get(_address(world, "/correct"))
    values = employer.form() | {"charged": ["15:12"], "title": ["Veilig op hoogte"]}

    page = employer.follow(employer.post(_address(world, "/correct"), values))

    assert "The register has it." in page.text
    assert "Veilig op hoogte" in page.text
    assert "Correct" in page.text.partition('id="history"')[2]
    assert "Portal" in page.text.partition('id="history"')[2]
    assert "2 days" in _account(employer, world)


def test_a_correction_sent_twice_counts_once(employer: Visitor, world: World) -> None:
    employer.get(_address(world, "/correct"))
    values = employer.form() | {"title": ["Veilig op hoogte"]}

    employer.post(_address(world, "/correct"), values)
    page = employer.follow(employer.post(_address(world, "/correct"), values))

    assert page.text.count(">Correct<") == 1 + 1, "the button, and one line of the history"


def test_a_correction_that_changes_nothing_says_so(employer: Visitor, world: World) -> None:
    employer.get(_address(world, "/correct"))

    page = employer.follow(employer.post(_address(world, "/correct"), employer.form()))

    assert "Accepted with warnings" in page.text
    assert "changes nothing" in page.text


def test_a_refused_correction_keeps_what_was_typed(employer: Visitor, world: World) -> None:
    values = training_form(end_date="1 October", title="Changed")

    answer = employer.post(_address(world, "/correct"), values)

    assert answer.status_code == 422
    assert employer.form()["end_date"] == ["1 October"]
    assert employer.form()["title"] == ["Changed"]
    assert "Veilig werken op hoogte" in employer.get(_address(world)).text


def test_cancelling_asks_first_and_gives_the_credit_back(employer: Visitor, world: World) -> None:
    asked = employer.get(_address(world, "/cancel"))
    assert "Cancel this registration?" in asked.text
    assert "3 days" in _account(employer, world)

    page = employer.follow(employer.post(_address(world, "/cancel"), {}))

    assert "Cancelled" in page.text
    assert 'href="/correct' not in page.text
    account = _account(employer, world)
    assert "4 days" in account
    assert "3 days" not in account


def test_cancelling_twice_is_harmless(employer: Visitor, world: World) -> None:
    employer.get(_address(world, "/cancel"))
    employer.post(_address(world, "/cancel"), {})

    page = employer.follow(employer.post(_address(world, "/cancel"), {}))

    assert "The register has it." in page.text


def test_what_was_cancelled_cannot_be_corrected(employer: Visitor, world: World) -> None:
    employer.get(_address(world, "/cancel"))
    employer.post(_address(world, "/cancel"), {})

    answer = employer.post(_address(world, "/correct"), training_form())

    assert answer.status_code == 422
    assert "not possible in the present state" in answer.text


def test_an_employer_corrects_what_its_mandatary_registered(
    world: World, open_portal: Opener
) -> None:
    office = open_portal().log_in("mandatary", world.payroll)
    office.get(f"/employers/{world.bakery}/trainings/new?worker={world.bram}")
    values = training_form(worker=str(world.bram), reference="P.office")
    page = office.follow(office.post(f"/employers/{world.bakery}/trainings/new", values)).text
    [training] = set(re.findall(r"/trainings/([0-9a-f-]{36})", page))

    employer = open_portal().log_in("employer", world.bakery)
    employer.get(f"/employers/{world.bakery}/trainings/{training}/correct")
    corrected = employer.form() | {"title": ["Hygiëne, deel 1"]}
    answer = employer.post(f"/employers/{world.bakery}/trainings/{training}/correct", corrected)

    history = employer.follow(answer).text.partition('id="history"')[2]
    assert "Sociaal Secretariaat Demo" in history
    assert "Bakkerij Demo" in history


@pytest.mark.parametrize("status", ["", "planned", "nonsense", "\x00"])
def test_trainings_are_narrowed_down_by_status(
    employer: Visitor, world: World, status: str
) -> None:
    page = employer.client.get(
        f"/employers/{world.bakery}/workers/{world.anna}", params={"status": status, "year": "2026"}
    )

    assert page.status_code == 200
    assert ("Veilig werken op hoogte" in page.text) == (status != "planned")
