"""A worker's account as a file, from the portal."""

import json

import pytest

from tests.doors.portal.conftest import SharedRights, Visitor
from tests.intake.build import ANNA, BRAM

TYPES = {"json": "application/json", "pdf": "application/pdf"}


@pytest.fixture(scope="module")
def bakery(shared_rights: SharedRights) -> Visitor:
    return shared_rights.employer()


@pytest.fixture(scope="module")
def bram(shared_rights: SharedRights) -> Visitor:
    return shared_rights.visitor().log_in("worker", BRAM)


@pytest.mark.parametrize("form", TYPES)
def test_an_employer_hands_an_account_over(
    bakery: Visitor, shared_rights: SharedRights, form: str
) -> None:
    world = shared_rights.world
    home = f"/employers/{world.bakery}/workers/{shared_rights.rights.celine}"
    assert f'href="{home}/export.{form}"' in bakery.get(home).text

    answer = bakery.get(f"{home}/export.{form}")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == TYPES[form]
    name = f"learning-account-{world.bakery}.{form}"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content.startswith(b"%PDF-" if form == "pdf" else b"{")


def test_it_holds_the_right_with_its_explanation(
    bakery: Visitor, shared_rights: SharedRights
) -> None:
    home = f"/employers/{shared_rights.world.bakery}/workers/{shared_rights.rights.celine}"
    account = json.loads(bakery.get(f"{home}/export.json").content)

    year = next(one for one in account["years"] if one["year"] == 2026)
    assert account["worker"]["familyName"] == "Dubois"
    assert year["computed"]["entitled"] == "2.0667"
    assert "scale" in [one["step"] for one in year["explanation"]]


@pytest.mark.parametrize("form", TYPES)
def test_a_worker_takes_his_own_at_each_employer(
    bram: Visitor, shared_rights: SharedRights, form: str
) -> None:
    page = bram.get("/account").text
    for number in (shared_rights.world.bakery, shared_rights.world.foundry):
        assert f'href="/account/{number}/export.{form}"' in page
        answer = bram.get(f"/account/{number}/export.{form}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == TYPES[form]


def test_a_worker_reads_it_in_the_language_of_his_page(
    bram: Visitor, shared_rights: SharedRights
) -> None:
    answer = bram.get(f"/account/{shared_rights.world.foundry}/export.json")
    assert json.loads(answer.content)["language"] == "en"


@pytest.mark.parametrize("form", TYPES)
def test_others_accounts_are_not_found(
    bakery: Visitor, bram: Visitor, shared_rights: SharedRights, form: str
) -> None:
    world = shared_rights.world
    foreign = f"/employers/{world.foundry}/workers/{world.stranger}/export.{form}"
    crossed = f"/employers/{world.bakery}/workers/{world.stranger}/export.{form}"
    anna = shared_rights.visitor().log_in("worker", ANNA)

    assert bakery.get(foreign).status_code == 404
    assert bakery.get(crossed).status_code == 404
    assert bram.get(crossed).status_code == 404
    assert anna.get(f"/account/{world.foundry}/export.{form}").status_code == 404
