"""Access in the demonstration: everybody manages his own enterprise's, in the demo's name."""

import pytest

from fla.access.model import PersonaKind
from tests.doors.portal.conftest import Visitor, find
from tests.doors.portal.world import World


@pytest.mark.parametrize(
    ("kind", "number"), [("employer", "bakery"), ("mandatary", "payroll"), ("provider", "school")]
)
def test_each_kind_of_enterprise_has_people_of_its_own(
    visitor: Visitor, world: World, kind: PersonaKind, number: str
) -> None:
    visitor.log_in(kind, getattr(world, number))
    visitor.get("/access/invite")

    page = visitor.follow(visitor.post("/access/invite", {"invitee": "Els", "role": "reader"}))

    assert find(page.text, "//input[@id='link']/@value")[0].startswith("http://portal.test/invit")
    [row] = find(page.text, "//section[@aria-labelledby='events']//tbody/tr")
    said = [cell.text_content().strip() for cell in row]
    assert said[1:] == ["Invited", "Els", "Reader", "Demonstration"]


def test_a_link_is_shown_while_it_opens_something(employer: Visitor) -> None:
    employer.get("/access/invite")
    answer = employer.post("/access/invite", {"invitee": "Els", "role": "reader"})
    page = employer.follow(answer).text
    [withdraw] = find(page, "//form[contains(@action, '/revoke')]/@action")
    employer.post(str(withdraw))

    page = employer.follow(answer).text

    assert not find(page, "//input[@id='link']")


def test_the_demonstration_has_no_sessions_to_choose_in(employer: Visitor) -> None:
    assert employer.get("/acting").status_code == 404
    employer.get("/access/invite")
    assert employer.post("/acting", {"choice": "worker"}).status_code == 404
    assert employer.post("/invitation", {"code": "x"}).status_code == 404
    assert employer.post("/logout/everywhere").status_code == 404


def test_workers_and_the_operator_have_no_people(visitor: Visitor) -> None:
    visitor.log_in("operator")

    for address in ("/access", "/access/invite"):
        assert visitor.get(address).status_code == 404
