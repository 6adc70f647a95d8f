"""A right registered, corrected and cancelled by page."""

import re

import pytest

from tests.doors.portal.conftest import Shared, Visitor
from tests.doors.portal.world import World


def _form(**changes: str) -> dict[str, str]:
    values = {
        "year": "2026",
        "right_type": "employer",
        "unit": "day",
        "entitled": "1,5",
        "carried_in": "",
        "adjusted": "",
        "adjustment_reason": "",
        "cba_registration_number": "",
        "reference": "P.right",
    }
    return values | changes


def _account(world: World) -> str:
    return f"/employers/{world.bakery}/workers/{world.anna}"


def test_a_right_of_the_employers_own_adds_to_the_credit(employer: Visitor, world: World) -> None:
    employer.get(f"{_account(world)}/rights/new?year=2026")
    assert employer.form()["year"] == ["2026"]

    page = employer.follow(employer.post(f"{_account(world)}/rights/new", _form()))

    assert "The register has it." in page.text
    assert "Granted by the employer" in page.text
    assert "1.5 days" in page.text


def test_a_right_sent_twice_counts_once(employer: Visitor, world: World) -> None:
    employer.get(f"{_account(world)}/rights/new")

    employer.post(f"{_account(world)}/rights/new", _form())
    page = employer.follow(employer.post(f"{_account(world)}/rights/new", _form()))

    assert "The register has it." in page.text
    assert len(set(re.findall(r"/rights/([0-9a-f-]{36})/correct", page.text))) == 2


def test_a_right_is_corrected_from_what_is_registered(employer: Visitor, world: World) -> None:
    address = f"/employers/{world.bakery}/rights/{world.right}/correct"
    employer.get(address)
    values = employer.form()
    assert values["entitled"] == ["4"]
    assert values["cba_registration_number"] == ["181682/CO/200"]

    page = employer.follow(
        employer.post(address, values | {"adjusted": ["-1"], "adjustment_reason": ["Parental"]})
    )

    assert "Parental" in page.text
    assert "2 days" in page.text.partition('id="credit"')[2].partition("</tbody>")[0]


def test_cancelling_a_right_asks_first(employer: Visitor, world: World) -> None:
    address = f"/employers/{world.bakery}/rights/{world.right}/cancel"
    assert "Cancel this right?" in employer.get(address).text

    page = employer.follow(employer.post(address, {}))

    credit = page.text.partition('id="credit"')[2].partition("</tbody>")[0]
    assert "-1 day" in credit
    assert "No right is registered for this year" in page.text
    assert employer.post(address, {}).status_code == 303


def test_a_second_right_of_one_type_and_year_is_refused(employer: Visitor, world: World) -> None:
    employer.get(f"{_account(world)}/rights/new")

    answer = employer.post(f"{_account(world)}/rights/new", _form(right_type="sectoral"))

    assert answer.status_code == 422
    assert "already a training right of this type" in answer.text


@pytest.fixture(scope="module")
def looking(shared: Shared) -> Visitor:
    return shared.employer()


@pytest.mark.parametrize(
    ("control", "value"),
    [
        ("year", "2021"),
        ("year", "next"),
        ("year", "2101"),
        ("right_type", "statutory"),
        ("right_type", "other"),
        ("unit", "week"),
        ("entitled", ""),
        ("entitled", "-1"),
        ("entitled", "1.23456"),
        ("entitled", "367"),
        ("entitled", "Infinity"),
        ("carried_in", "a"),
        ("adjusted", "--1"),
        ("adjustment_reason", "x" * 501),
        ("cba_registration_number", "CBA 5"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_control(
    looking: Visitor, shared: Shared, control: str, value: str
) -> None:
    looking.get(f"{_account(shared.world)}/rights/new")

    answer = looking.post(
        f"{_account(shared.world)}/rights/new", _form(reference="P.odd", **{control: value})
    )

    assert answer.status_code == 422
    assert f'href="#{control}"' in answer.text


def test_an_adjustment_needs_its_reason(looking: Visitor, shared: Shared) -> None:
    looking.get(f"{_account(shared.world)}/rights/new")

    answer = looking.post(f"{_account(shared.world)}/rights/new", _form(adjusted="1"))

    assert answer.status_code == 422
    assert 'href="#adjustment_reason"' in answer.text
