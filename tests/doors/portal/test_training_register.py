"""A training registered by page, for one worker and for several at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.doors.portal.conftest import Visitor
from tests.doors.portal.world import XSS, World, training_form


def _chosen(employer: Visitor, world: World) -> None:
    """Choose both workers in the list and open the form."""
    here = f"/employers/{world.bakery}/workers"
    employer.get(here)
    values = employer.form() | {"worker": [str(world.anna), str(world.bram)], "go": ["register"]}
    employer.follow(employer.post(here, values))
    assert employer.last.status_code == 200


def test_one_training_for_two_workers_changes_the_credit_of_both(
    employer: Visitor, world: World
) -> None:
    _chosen(employer, world)
    values = {**employer.form(), **training_form(reference=employer.form()["reference"][0])}

    answer = employer.post(f"/employers/{world.bakery}/trainings/new", values)

    page = employer.follow(answer)
    assert "Registered for 2 workers" in page.text
    assert "Anna Peeters" in page.text
    assert "Bram Janssens" in page.text
    for worker, remaining in ((world.anna, "2.5 days"), (world.bram, "1.5 days")):
        account = employer.get(f"/employers/{world.bakery}/workers/{worker}")
        assert "Hygiëne in de bakkerij" in account.text
        assert remaining in account.text


def test_one_worker_comes_back_to_his_account(employer: Visitor, world: World) -> None:
    answer = employer.post(
        f"/employers/{world.bakery}/trainings/new", training_form(worker=str(world.bram))
    )

    page = employer.follow(answer)
    assert f"/workers/{world.bram}" in str(page.url)
    assert "The register has it." in page.text


def test_a_form_sent_twice_counts_once(employer: Visitor, world: World) -> None:
    values = training_form(worker=str(world.bram))
    address = f"/employers/{world.bakery}/trainings/new"

    first = employer.post(address, values)
    second = employer.post(address, values)

    assert (first.status_code, second.status_code) == (303, 303)
    account = employer.get(f"/employers/{world.bakery}/workers/{world.bram}").text
    assert account.count("Hygiëne in de bakkerij") == 1


def test_two_clicks_at_the_same_moment_count_once(employer: Visitor, world: World) -> None:
    employer.get(f"/employers/{world.bakery}/workers")
    values = training_form(worker=str(world.bram)) | {"_csrf_token": employer.token}

    def click(_: int) -> int:
        address = f"/employers/{world.bakery}/trainings/new"
        return employer.client.post(address, data=values, follow_redirects=False).status_code

    with ThreadPoolExecutor(4) as hands:
        answers = list(hands.map(click, range(4)))

    assert answers == [303] * 4
    account = employer.get(f"/employers/{world.bakery}/workers/{world.bram}").text
    assert account.count("Hygiëne in de bakkerij") == 1


def test_other_content_under_the_same_reference_is_refused(employer: Visitor, world: World) -> None:
    address = f"/employers/{world.bakery}/trainings/new"
    employer.post(address, training_form(worker=str(world.bram)))

    answer = employer.post(address, training_form(worker=str(world.bram), title="Something else"))

    assert answer.status_code == 422
    assert "different content" in answer.text


def test_a_late_training_is_accepted_with_warnings(employer: Visitor, world: World) -> None:
    values = training_form(
        worker=str(world.bram), start_date="2026-06-02", end_date="02/06/2026", reference="P.late"
    )

    page = employer.follow(employer.post(f"/employers/{world.bakery}/trainings/new", values))

    assert "Accepted with warnings" in page.text
    assert "deadline for this quarter has passed" in page.text


def test_some_refused_leaves_them_on_the_form_and_registers_the_others(
    employer: Visitor, world: World
) -> None:
    # Anna followed two days then, of 15 h 12 together; what is left of them does not hold 33 hours.
    values = training_form(start_date="2026-10-05", end_date="2026-10-06", duration="33:00")
    values |= {"charged_right": ""}
    both = {**values, "worker": [str(world.anna), str(world.bram)]}

    answer = employer.post(f"/employers/{world.bakery}/trainings/new", both)

    assert answer.status_code == 422
    assert "Registered for 1 worker" in answer.text
    assert "Not registered for 1 worker" in answer.text
    assert "(Anna Peeters)" in answer.text
    left = employer.form()
    assert left["worker"] == [str(world.anna)]
    assert left["duration"] == ["33:00"]
    again = employer.post(f"/employers/{world.bakery}/trainings/new", {**left, "duration": "8:00"})
    assert again.status_code == 303


def test_every_missing_value_is_said_beside_its_control(employer: Visitor, world: World) -> None:
    answer = employer.post(
        f"/employers/{world.bakery}/trainings/new", {"worker": str(world.bram), "reference": "P.1"}
    )

    assert answer.status_code == 422
    for control in ("title", "start_date", "end_date", "duration", "form", "category", "status"):
        assert f'href="#{control}"' in answer.text, control
        assert f'id="{control}-problem-1"' in answer.text, control


def test_hostile_text_is_shown_as_text(employer: Visitor, world: World) -> None:
    values = training_form(
        worker=str(world.bram), title=XSS, provider_name=XSS, location=XSS, session_reference=XSS
    )

    page = employer.follow(employer.post(f"/employers/{world.bakery}/trainings/new", values))

    assert XSS not in page.text
    assert "&lt;script&gt;alert" in page.text
    refused = employer.post(f"/employers/{world.bakery}/trainings/new", values | {"duration": XSS})
    assert refused.status_code == 422
    assert XSS not in refused.text
    assert "&lt;script&gt;alert" in refused.text


def test_without_a_worker_the_list_asks_for_one(employer: Visitor, world: World) -> None:
    answer = employer.post(f"/employers/{world.bakery}/trainings/new", training_form())

    assert "Choose at least one worker first" in employer.follow(answer).text


@pytest.mark.parametrize("worker", ["", "not-an-id", "00000000-0000-0000-0000-000000000000"])
def test_a_form_for_nobody_known_is_not_found(employer: Visitor, world: World, worker: str) -> None:
    address = f"/employers/{world.bakery}/trainings/new"

    assert employer.get(f"{address}?worker={worker}").status_code in (400, 404)
    answer = employer.post(address, training_form(worker=worker))
    assert answer.status_code == 404


def test_more_workers_than_a_form_takes_are_refused(employer: Visitor, world: World) -> None:
    many = [f"00000000-0000-0000-0000-{number:012}" for number in range(101)]

    answer = employer.post(
        f"/employers/{world.bakery}/trainings/new", {**training_form(), "worker": many}
    )

    assert answer.status_code == 404
