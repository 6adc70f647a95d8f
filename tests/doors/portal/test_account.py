"""A worker's own account, to read and to take away."""

import json

import pytest

from tests.doors.portal.conftest import Shared, Visitor
from tests.intake.build import ANNA, BRAM


@pytest.fixture(scope="module")
def bram(shared: Shared) -> Visitor:
    return shared.visitor().log_in("worker", BRAM)


def test_a_worker_sees_all_his_employers_and_nobody_else(bram: Visitor) -> None:
    page = bram.get("/account").text

    for text in ("Bakkerij Demo", "Fonderie Démo", "Gieten", "90.01.01-002"):
        assert text in page
    assert "Anna" not in page
    assert ANNA not in page


def test_what_is_used_at_one_employer_counts_there_alone(bram: Visitor) -> None:
    page = bram.get("/account").text

    bakery = page.partition("Bakkerij Demo")[2].partition("</section>")[0]
    foundry = page.partition("Fonderie Démo")[2].partition("</section>")[0]
    assert "2 days" in bakery
    assert "15\xa0h\xa012" in foundry


@pytest.mark.parametrize("query", ["year=2025", "status=planned"])
def test_the_account_is_narrowed_down(bram: Visitor, query: str) -> None:
    assert "Gieten" not in bram.get(f"/account?{query}").text


@pytest.mark.parametrize("query", ["year=x", "status=x", "year=%00", "status="])
def test_odd_wishes_are_passed_over(bram: Visitor, query: str) -> None:
    assert "Gieten" in bram.get(f"/account?{query}").text


@pytest.mark.parametrize("query", ["after=x", "before=x"])
def test_an_odd_place_is_refused(bram: Visitor, query: str) -> None:
    assert bram.get(f"/account?{query}").status_code == 400


def test_an_account_changes_nothing(bram: Visitor) -> None:
    page = bram.get("/account").text

    assert "/correct" not in page
    assert "/cancel" not in page
    assert page.count('method="post"') == 1, "to log out"


def test_everything_goes_into_one_file(bram: Visitor) -> None:
    answer = bram.get("/account.json")

    assert answer.headers["content-type"] == "application/json"
    assert "attachment" in answer.headers["content-disposition"]
    content = json.loads(answer.content)
    assert content["ssin"] == BRAM
    assert content["issuedAt"].startswith("2026-11-22T11:00:00")
    names = [one["employer"]["name"] for one in content["accounts"]]
    assert names == ["Bakkerij Demo", "Fonderie Démo"]
    foundry = content["accounts"][1]
    assert foundry["employer"]["enterpriseNumber"]
    assert [one["title"] for one in foundry["trainings"]] == ["Gieten"]
    assert foundry["trainings"][0]["startDate"] == "2026-10-05"
    [year] = foundry["years"]
    assert year["credit"][0]["days"]["remaining"] == "2.0000"
    assert foundry["employments"][0]["regimes"][0]["jointCommittee"] == "200"
    assert year["declared"][0]["entitled"] == "4.0000"


def test_the_file_holds_no_keys_of_the_registers_own(bram: Visitor) -> None:
    text = bram.get("/account.json").text

    for name in ("employer_id", "employerId", "workerId", "_"):
        assert f'"{name}' not in text
