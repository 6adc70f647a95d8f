"""Mandates on the portal: both sides, one or many, and who may decide."""

import re

import pytest

from fla.identifiers import enterprise_number_with_check_digits
from fla.intake.mandates import MOST
from tests.doors.portal.conftest import Opener, Visitor, find
from tests.doors.portal.world import World, training_form
from tests.intake.build import Connection, mandate

UNKNOWN = enterprise_number_with_check_digits(8_000_098)


@pytest.fixture
def office(world: World, open_portal: Opener) -> Visitor:
    """The payroll office, which has a mandate of the bakery."""
    return open_portal().log_in("mandatary", world.payroll)


@pytest.fixture
def foundry(world: World, open_portal: Opener) -> Visitor:
    """The foundry, which has given no mandate."""
    return open_portal().log_in("employer", world.foundry)


def proposed(visitor: Visitor, other: str, **changes: str) -> str:
    """Propose a mandate; return its address."""
    visitor.get("/mandates/new")
    answer = visitor.post("/mandates/new", {**visitor.form(), "number": other, **changes})
    page = visitor.follow(answer)
    assert page.status_code == 200
    return answer.headers["location"].partition("?")[0]


def told(text: str) -> str:
    return " ".join("".join(find(text, "//main")[0].itertext()).split())


def test_a_mandatary_proposes_and_the_employer_confirms(
    office: Visitor, foundry: Visitor, world: World
) -> None:
    address = proposed(office, "0" + world.foundry[1:4] + "." + world.foundry[4:])
    assert "It takes effect once the other side has confirmed it" in office.last.text
    assert "Confirm</a>" not in office.last.text

    assert "1 mandate waits for your confirmation" in foundry.get("/mandates").text
    page = foundry.get(address)
    assert f"{address}/confirm" in page.text
    asked = foundry.get(f"{address}/confirm")
    assert "Confirm this mandate?" in asked.text
    done = foundry.follow(foundry.post(f"{address}/confirm", foundry.form()))
    assert "The mandate is confirmed" in done.text
    assert "Active" in done.text

    history = told(office.get(address).text)
    assert "Confirmed" in history
    assert "Sociaal Secretariaat Demo for Fonderie Démo" in history


def test_an_employer_proposes_and_takes_it_back(
    foundry: Visitor, office: Visitor, world: World
) -> None:
    address = proposed(foundry, world.payroll)
    foundry.get(f"{address}/refuse")
    assert "Withdraw this mandate?" in foundry.last.text
    done = foundry.follow(foundry.post(f"{address}/refuse", foundry.form()))
    assert "does not go through" in done.text
    assert "Withdrawn" in told(done.text)
    assert office.get(f"{address}/confirm").status_code == 200
    late = office.post(f"{address}/confirm", office.form())
    assert late.status_code == 422
    assert "cannot be done with a mandate as it stands" in late.text


def test_the_same_again_adds_nothing(office: Visitor, world: World) -> None:
    address = proposed(office, world.foundry)
    assert proposed(office, world.foundry) == address
    assert "was there already" in office.last.text


def test_closing_offers_the_quarters_that_are_left(employer: Visitor, world: World) -> None:
    page = employer.get("/mandates").text
    (address,) = set(re.findall(r'href="(/mandates/\d{10}/[-0-9a-f]{36})"', page))
    asked = employer.get(f"{address}/close")
    offered = [one.get("value") for one in find(asked.text, "//select[@id='end']/option")]
    assert offered[:3] == ["", "2026Q4", "2027Q1"]
    refused = employer.post(f"{address}/close", employer.form())
    assert refused.status_code == 422
    assert "Last quarter of the mandate: this information is missing" in refused.text
    done = employer.follow(employer.post(f"{address}/close", employer.form() | {"end": "2026Q4"}))
    assert "serves until the end of its last quarter" in done.text
    assert "Closed at the end of Q4 2026" in told(done.text)


def test_what_was_changed_meanwhile_is_not_decided_unseen(
    office: Visitor, foundry: Visitor, world: World
) -> None:
    address = proposed(office, world.foundry)
    foundry.get(f"{address}/confirm")
    seen = foundry.form()
    office.get(f"{address}/refuse")
    office.follow(office.post(f"{address}/refuse", office.form()))
    answer = foundry.post(f"{address}/confirm", seen)
    assert answer.status_code == 422


def test_faults_stand_beside_their_controls(office: Visitor, world: World) -> None:
    office.get("/mandates/new")
    answer = office.post("/mandates/new", {"number": "123", "start": "2020Q1"})
    assert answer.status_code == 422
    for control in ("number", "groups", "start"):
        assert find(answer.text, f"//*[@id='{control}-problem-1']"), control
    assert find(answer.text, "//input[@id='number']")[0].get("value") == "123"


def test_a_list_is_proposed_and_faulty_lines_stay(
    office: Visitor, foundry: Visitor, world: World
) -> None:
    office.get("/mandates/several")
    lines = f"{world.foundry} Fonderie 2027Q1\n{UNKNOWN}\n{world.bakery}\n123 2027Q1\n"
    answer = office.post("/mandates/several", office.form() | {"lines": lines})
    assert answer.status_code == 422
    said = told(answer.text)
    assert "2 lines are done" in said
    assert "There already" in said
    assert "2 lines are not proposed" in said
    assert f"1 {UNKNOWN} Mandator “{UNKNOWN}”: this is not in the register" in said
    (left,) = find(answer.text, "//textarea")
    assert left.text.split() == [UNKNOWN, "123", "2027Q1"]
    assert "1 mandate waits" in foundry.get("/mandates").text

    again = office.post("/mandates/several", office.form() | {"lines": f"{world.foundry} 2027Q1"})
    assert again.status_code == 200
    assert "1 line is done" in told(again.text)


def test_a_fault_of_all_lines_is_said_once(office: Visitor, world: World) -> None:
    office.get("/mandates/several")
    values = office.form() | {"lines": f"{world.foundry}\n{world.bakery}", "groups": []}
    answer = office.post("/mandates/several", values)
    assert answer.status_code == 422
    assert answer.text.count("What the mandate is about: this information is missing") == 2
    (left,) = find(answer.text, "//textarea")
    assert left.text.split() == [world.foundry, world.bakery]


@pytest.mark.parametrize(("count", "said"), [(0, "at least one"), (MOST + 1, "501 lines")])
def test_a_list_of_a_wrong_length_is_kept(
    office: Visitor, world: World, count: int, said: str
) -> None:
    office.get("/mandates/several")
    lines = "\n".join([world.foundry] * count)
    answer = office.post("/mandates/several", office.form() | {"lines": lines})
    assert answer.status_code == 422
    assert said in answer.text
    (left,) = find(answer.text, "//textarea")
    assert len((left.text or "").split()) == count


async def test_the_list_is_searched_and_leafed_through(
    office: Visitor, world: World, app: Connection
) -> None:
    for number in range(52):
        quarter = f"{2027 + number // 4}Q{number % 4 + 1}"
        await mandate(app, world.foundry, world.payroll, quarter, quarter, "pending")
    first = office.get("/mandates")
    assert len(find(first.text, "//tbody/tr")) == 50
    (following,) = find(first.text, "//a[@rel='next']/@href")
    rest = office.get(following)
    assert len(find(rest.text, "//tbody/tr")) == 3
    (back,) = find(rest.text, "//a[@rel='prev']/@href")
    assert len(find(office.get(back).text, "//tbody/tr")) == 50
    assert len(find(office.get("/mandates?search=bakk").text, "//tbody/tr")) == 1
    assert len(find(office.get(f"/mandates?search={world.bakery}").text, "//tbody/tr")) == 1
    assert "No mandate found" in office.get("/mandates?search=zzz").text
    assert len(find(office.get("/mandates?status=active").text, "//tbody/tr")) == 1


def test_an_employer_proposes_no_list(employer: Visitor) -> None:
    assert "/mandates/several" not in employer.get("/mandates").text
    assert employer.get("/mandates/several").status_code == 404
    assert employer.post("/mandates/several", {"lines": "x"}).status_code == 404


def test_what_was_registered_shows_both_names_after_the_mandate_too(
    office: Visitor, employer: Visitor, world: World
) -> None:
    both = "Sociaal Secretariaat Demo for Bakkerij Demo"
    here = f"/employers/{world.bakery}/workers"
    office.get(here)
    two = {"worker": [str(world.anna), str(world.bram)], "go": ["register"]}
    office.follow(office.post(here, office.form() | two))
    reference = office.form()["reference"][0]
    values = {**office.form(), **training_form(reference=reference)}
    assert both in told(
        office.follow(office.post(f"/employers/{world.bakery}/trainings/new", values)).text
    )

    (address,) = set(find(employer.get("/mandates").text, "//tbody//a/@href"))
    employer.get(f"{address}/close")
    employer.post(f"{address}/close", employer.form() | {"end": "2026Q4"})
    account = employer.get(f"{here}/{world.anna}").text
    (training,) = find(account, "//a[text()='Hygiëne in de bakkerij']/@href")
    assert both in told(employer.get(training).text)


def test_nobody_opens_another_s_mandate(
    office: Visitor, employer: Visitor, foundry: Visitor, world: World
) -> None:
    address = proposed(office, world.foundry)
    for then in ("", "/confirm", "/refuse", "/close"):
        assert employer.get(f"{address}{then}").status_code == 404
    assert employer.post(f"{address}/refuse", {"version": "1"}).status_code == 404
    moved = address.replace(world.foundry, world.bakery)
    assert office.get(moved).status_code == 404
    assert foundry.get(f"{address}/burn").status_code == 404


def test_workers_and_the_operator_have_none(world: World, open_portal: Opener) -> None:
    visitor = open_portal().log_in("operator")
    for address in ("/mandates", "/mandates/new", "/mandates/several"):
        assert visitor.get(address).status_code == 404
