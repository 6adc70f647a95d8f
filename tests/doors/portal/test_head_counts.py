"""The head count by page: its quarters, its lines, and what stays as it was decided."""

import pytest

from tests.doors.portal.conftest import Opener, SharedRights, Visitor
from tests.doors.portal.rights_world import RightsWorld
from tests.doors.portal.world import World


@pytest.fixture
def employer(visitor: Visitor, world: World) -> Visitor:
    return visitor.log_in("employer", world.bakery)


def test_a_decided_head_count_says_since_when(shared_rights: SharedRights) -> None:
    page = shared_rights.employer().get(f"/employers/{shared_rights.world.bakery}/head-count/2026")

    assert "21.17" in page.text
    assert "Frozen since 1 Jan 2026" in page.text
    assert "+1.5: Agency" in page.text
    assert "lines changed since do not count" in page.text


def test_quarters_are_declared_added_to_corrected_and_cancelled(
    employer: Visitor, world: World
) -> None:
    home = f"/employers/{world.bakery}"
    new = f"{home}/head-counts/new"
    employer.get(f"{new}?quarter=2024Q4&line=declared&year=2026")
    page = employer.follow(employer.post(new, employer.form() | {"fte": ["19,5"]}))
    assert "The register has it." in page.text
    assert "10 to 19" in page.text

    employer.get(f"{new}?quarter=2024Q4&line=adjustment&year=2026")
    values = employer.form() | {"fte": ["1"], "reason": ["Agency workers"]}
    page = employer.follow(employer.post(new, values))
    assert "20 or more" in page.text
    assert "+1: Agency workers" in page.text

    line = page.text.partition("/head-counts/")[2].partition("/")[0]
    address = f"{home}/head-counts/{line}"
    employer.get(f"{address}/correct?year=2026")
    page = employer.follow(employer.post(f"{address}/correct", employer.form() | {"fte": ["5"]}))
    assert "fewer than 10" in page.text

    employer.get(f"{address}/cancel?year=2026")
    page = employer.follow(employer.post(f"{address}/cancel", employer.form()))
    assert "No quarter is declared" in page.text


@pytest.mark.parametrize(
    ("control", "value"),
    [
        ("quarter", ""),
        ("quarter", "2024"),
        ("quarter", "2019Q1"),
        ("quarter", "2099Q1"),
        ("line", "guess"),
        ("fte", ""),
        ("fte", "-1"),
        ("fte", "1.234"),
        ("fte", "Infinity"),
        ("reason", "x" * 501),
    ],
)
def test_what_cannot_be_is_refused_beside_its_control(
    shared_rights: SharedRights, control: str, value: str
) -> None:
    visitor = shared_rights.employer()
    new = f"/employers/{shared_rights.world.bakery}/head-counts/new"
    visitor.get(f"{new}?quarter=2025Q2&line=declared&year=2026")

    answer = visitor.post(new, visitor.form() | {"fte": ["20"]} | {control: [value]})

    assert answer.status_code == 422
    assert f'href="#{control}"' in answer.text


def test_a_line_without_reason_is_refused(rights: RightsWorld, open_portal: Opener) -> None:
    visitor = open_portal().log_in("employer", rights.world.bakery)
    new = f"/employers/{rights.world.bakery}/head-counts/new"
    visitor.get(f"{new}?quarter=2025Q2&line=adjustment&year=2026")

    answer = visitor.post(new, visitor.form() | {"fte": ["2"]})

    assert answer.status_code == 422
    assert 'href="#reason"' in answer.text
