"""The list of workers: found, paged, shown with their credit, and chosen across pages."""

import re

import psycopg
import pytest

from fla.identifiers import mask_ssin, ssin_with_check_digits
from tests.conftest import Database
from tests.doors.portal.conftest import Shared, Visitor
from tests.doors.portal.world import World
from tests.intake import build as intake


def _search(visitor: Visitor, world: World, **values: str) -> str:
    here = f"/employers/{world.bakery}/workers"
    visitor.get(here)
    return visitor.follow(visitor.post(here, {"go": "search", "year": "2026", **values})).text


def test_each_right_is_shown_in_days_and_hours(shared: Shared) -> None:
    page = shared.employer().get(f"/employers/{shared.world.bakery}/workers").text

    anna = page.partition("Peeters, Anna")[2].partition("</tbody>")[0]
    plain = " ".join(re.sub(r"<[^>]+>", " ", anna).split())
    assert "Sectoral 4 days 30 h 24 1 day 7 h 36 0 days 0 h 3 days 22 h 48" in plain


def test_numbers_are_masked_in_the_list_and_shown_in_the_account(shared: Shared) -> None:
    visitor = shared.employer()
    page = visitor.get(f"/employers/{shared.world.bakery}/workers").text
    assert mask_ssin(intake.ANNA) in page
    assert intake.ANNA not in page
    assert "85.07.30-033.28" not in page

    account = visitor.get(f"/employers/{shared.world.bakery}/workers/{shared.world.anna}").text
    assert "85.07.30-033.28" in account


@pytest.mark.parametrize(
    ("sought", "found", "missing"),
    [
        ("pee", "Peeters", "Janssens"),
        ("PEETERS  anna", "Peeters", "Janssens"),
        ("85.07.30-033.28", "Peeters", "Janssens"),
        (intake.BRAM, "Janssens", "Peeters"),
        ("anna", "No worker found", "Peeters"),
        ("%", "No worker found", "Peeters"),
        ("'; DROP TABLE worker", "No worker found", "Peeters"),
        ("\x00\x07", "Peeters", "No worker found"),
        ("x" * 5000, "No worker found", "Peeters"),
        (intake.NOBODY, "No worker found", "Peeters"),
    ],
)
def test_workers_are_found_by_the_start_of_a_name_or_a_number(
    shared: Shared, sought: str, found: str, missing: str
) -> None:
    page = _search(shared.employer(), shared.world, search=sought)

    assert found in page
    assert missing not in page


@pytest.mark.parametrize("year", ["", "1", "9999", "20 26", "<b>", "2026\x00"])
def test_an_odd_year_is_this_year(shared: Shared, year: str) -> None:
    assert "credit in 2026" in _search(shared.employer(), shared.world, year=year)


def test_another_year_has_its_own_credit(shared: Shared) -> None:
    page = _search(shared.employer(), shared.world, year="2025")

    assert "credit in 2025" in page
    assert "No right registered for this year" in page


def test_nobody_and_too_many_are_asked_to_choose_again(shared: Shared) -> None:
    world = shared.world
    here = f"/employers/{world.bakery}/workers"
    visitor = shared.employer()
    visitor.get(here)
    many = [f"00000000-0000-0000-0000-{number:012}" for number in range(101)]

    nobody = visitor.follow(visitor.post(here, {"go": "register", "worker": "nonsense"})).text
    crowd = visitor.follow(visitor.post(here, {"go": "register", "worker": many})).text

    assert "Choose at least one worker first" in nobody
    assert "Choose at most 100 workers" in crowd


@pytest.fixture
async def crowd(world: World, database: Database) -> World:
    """Sixty more workers at the bakery."""
    async with await psycopg.AsyncConnection.connect(database.app_url) as connection:
        outcomes = await intake.send(
            connection,
            *(
                intake.employment(
                    ssin_with_check_digits(f"8001{number // 10 + 1:02}{number % 10 + 1:03}"),
                    f"CROWD-{number}",
                    name=(f"Aerts{number:02}", "Jo"),
                )
                for number in range(60)
            ),
        )
    assert {outcome.status for outcome in outcomes} == {"accepted"}
    return world


def test_pages_follow_each_other_and_keep_who_was_chosen(crowd: World, employer: Visitor) -> None:
    here = f"/employers/{crowd.bakery}/workers"
    first = employer.get(here).text
    assert "62 workers found" in first
    assert first.count('type="checkbox"') == 25

    chosen = re.findall(r'name="worker" value="([^"]+)"', first)[:2]
    second = employer.follow(
        employer.post(here, employer.form() | {"worker": chosen, "go": ["after"]})
    ).text
    assert "Aerts25" in second
    assert "Aerts24" not in second
    assert "2 more chosen on other pages" in second

    more = re.findall(r'name="worker" value="([^"]+)"', second)[:1]
    third = employer.follow(
        employer.post(here, employer.form() | {"worker": more, "go": ["after"]})
    ).text
    assert "Peeters, Anna" in third
    assert "Next page" not in third

    back = employer.follow(employer.post(here, employer.form() | {"go": ["before"]})).text
    assert "Aerts25" in back
    assert back.count(" checked") == 1

    form = employer.follow(employer.post(here, employer.form() | {"go": ["register"]})).text
    assert form.count('name="worker"') == 3
    for name in ("Aerts00", "Aerts01", "Aerts25"):
        assert name in form


def test_who_was_chosen_can_be_let_go(crowd: World, employer: Visitor) -> None:
    here = f"/employers/{crowd.bakery}/workers"
    page = employer.get(here).text
    chosen = re.findall(r'name="worker" value="([^"]+)"', page)[:2]
    employer.follow(employer.post(here, employer.form() | {"worker": chosen, "go": ["search"]}))
    assert employer.last.text.count(" checked") == 2

    cleared = employer.follow(employer.post(here, employer.form() | {"go": ["clear"]})).text

    assert " checked" not in cleared


@pytest.mark.parametrize("cursor", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_an_odd_place_in_the_list_is_no_failure(shared: Shared, cursor: str) -> None:
    here = f"/employers/{shared.world.bakery}/workers"
    visitor = shared.employer()
    visitor.get(here)

    for go in ("after", "before", "", "nonsense"):
        answer = visitor.follow(visitor.post(here, {"go": go, "after": cursor, "before": cursor}))
        assert answer.status_code == 200


@pytest.mark.parametrize(
    "query",
    ["search=Bak", "search=0800.000.174", "search=%00", "after=1", "before=1", "after=999999999"],
)
def test_employers_are_searched_and_paged(shared: Shared, query: str) -> None:
    visitor = shared.visitor().log_in("mandatary", shared.world.payroll)

    page = visitor.get(f"/employers?{query}")

    assert page.status_code == 200
    assert ("Bakkerij Demo" in page.text) == query.startswith("search=")


@pytest.mark.parametrize("query", ["after=x", "after=-1", "after=99999999999999999999", "before="])
def test_an_odd_place_among_employers_is_refused(shared: Shared, query: str) -> None:
    visitor = shared.visitor().log_in("mandatary", shared.world.payroll)

    assert visitor.get(f"/employers?{query}").status_code in (200, 400)
