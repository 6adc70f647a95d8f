"""One training of several workers, corrected and cancelled with one form."""

import re

import pytest

from tests.doors.portal.conftest import Visitor, find
from tests.doors.portal.world import World, training_form


@pytest.fixture
def taught(employer: Visitor, world: World) -> World:
    """Anna and Bram followed the same training; Anna has a certificate of it."""
    employer.get(f"/employers/{world.bakery}/workers")
    address = f"/employers/{world.bakery}/trainings/new"
    anna = training_form(
        worker=str(world.anna), reference="P.anna", result="passed", certificate_number="C-1"
    )
    bram = training_form(worker=str(world.bram), reference="P.bram")
    for values in (anna, bram):
        assert employer.post(address, values).status_code == 303
    return world


def _choose(employer: Visitor, world: World, action: str) -> str:
    """Choose both workers and open the page to correct or cancel what they share."""
    here = f"/employers/{world.bakery}/workers"
    employer.get(here)
    chosen = {"worker": [str(world.anna), str(world.bram)], "go": ["change"]}
    page = employer.follow(employer.post(here, employer.form() | chosen)).text
    links = find(page, "//tbody/tr[1]//a/@href")
    address = next(link for link in links if f"/{action}?" in link)
    employer.get(address)
    return f"/employers/{world.bakery}/trainings/several/{action}"


def _account(employer: Visitor, world: World, worker: object) -> str:
    return employer.get(f"/employers/{world.bakery}/workers/{worker}").text


def test_what_most_of_them_share_comes_first(employer: Visitor, taught: World) -> None:
    here = f"/employers/{taught.bakery}/workers"
    employer.get(here)
    chosen = {"worker": [str(taught.anna), str(taught.bram)], "go": ["change"]}

    page = employer.follow(employer.post(here, employer.form() | chosen)).text

    shown = [" ".join(row.text_content().split()) for row in find(page, "//tbody/tr")]
    assert shown[0].startswith("Hygiëne in de bakkerij 20 Nov 2026 2")
    assert shown[1].startswith("Veilig werken op hoogte")


def test_a_correction_reaches_each_and_leaves_each_his_own(
    employer: Visitor, taught: World
) -> None:
    address = _choose(employer, taught, "correct")
    values = employer.form()
    assert len(values["training"]) == 2
    assert "result" not in values

    page = employer.follow(employer.post(address, values | {"title": ["Hygiëne, deel 1"]}))

    assert "Corrected for 2 workers" in page.text
    for worker in (taught.anna, taught.bram):
        assert "Hygiëne, deel 1" in _account(employer, taught, worker)
    [training] = re.findall(
        r"/trainings/([0-9a-f-]{36})\">Hygiëne, deel 1", _account(employer, taught, taught.anna)
    )
    kept = employer.get(f"/employers/{taught.bakery}/trainings/{training}").text
    assert "C-1" in kept
    assert "Passed" in kept


def test_who_is_not_ticked_keeps_what_he_has(employer: Visitor, taught: World) -> None:
    address = _choose(employer, taught, "correct")
    values = employer.form()

    one = values | {"training": values["training"][:1], "title": ["Only one"]}
    employer.post(address, one)

    titles = [_account(employer, taught, one) for one in (taught.anna, taught.bram)]
    assert sorted("Only one" in title for title in titles) == [False, True]


def test_a_refused_correction_changes_nobody(employer: Visitor, taught: World) -> None:
    address = _choose(employer, taught, "correct")

    answer = employer.post(address, employer.form() | {"end_date": ["never"]})

    assert answer.status_code == 422
    assert "Nothing was changed" in answer.text
    assert employer.form()["end_date"] == ["never"]
    assert len(employer.form()["training"]) == 2


def test_some_refused_stay_on_the_form(employer: Visitor, taught: World) -> None:
    address = _choose(employer, taught, "correct")
    # Anna has a result, which only a completed training may have.
    values = employer.form() | {"status": ["notFollowed"], "charged_right": [""], "charged": [""]}

    answer = employer.post(address, values)

    assert answer.status_code == 422
    assert "Corrected for 1 worker" in answer.text
    assert "Not corrected for 1 worker" in answer.text
    assert "(Anna Peeters)" in answer.text
    assert len(employer.form()["training"]) == 1


def test_cancelling_asks_first_and_cancels_each(employer: Visitor, taught: World) -> None:
    address = _choose(employer, taught, "cancel")
    assert "Cancel the registrations of 2 workers?" in employer.last.text

    page = employer.follow(employer.post(address, employer.form()))

    assert "Cancelled for 2 workers" in page.text
    account = _account(employer, taught, taught.bram)
    assert "2 days" in account.partition('id="credit"')[2].partition("</tbody>")[0]


@pytest.mark.parametrize("action", ["correct", "cancel"])
def test_registrations_of_others_or_of_nobody_are_not_found(
    employer: Visitor, world: World, action: str
) -> None:
    address = f"/employers/{world.bakery}/trainings/several/{action}"
    employer.get(f"/employers/{world.bakery}/workers")

    for training in (["x"], [str(world.foreign_training)], [str(world.training), str(world.bram)]):
        answer = employer.post(address, {**training_form(), "training": training})
        assert answer.status_code == 404
    nobody = employer.follow(employer.post(address, training_form()))
    assert "Choose at least one worker first" in nobody.text
    assert "Veilig werken op hoogte" in _account(employer, world, world.anna)
