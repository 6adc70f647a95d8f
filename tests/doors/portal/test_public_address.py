"""The links of the pages name the service by its setting, whatever requests and proxies call it."""

import pytest

from fla.settings import Settings
from tests.doors.portal.conftest import Opener, Visitor, find
from tests.doors.portal.world import World

PUBLIC = "https://learning.example"
EVIL = "evil.example"


@pytest.fixture
def employer(world: World, open_portal: Opener) -> Visitor:
    """The bakery, logged in at a service whose proxy hands on what the caller calls it."""
    visitor = open_portal(Settings(demo=True, public_url=PUBLIC), base_url="https://10.0.0.1")
    visitor.client.headers.update(
        {
            "host": EVIL,
            "x-forwarded-host": EVIL,
            "x-forwarded-port": "8443",
            "x-forwarded-prefix": f"//{EVIL}",
            "forwarded": f"host={EVIL};proto=http",
        }
    )
    return visitor.log_in("employer", world.bakery)


def test_an_invitation_leads_to_the_public_address(employer: Visitor) -> None:
    employer.get("/access/invite")
    form = {**employer.form(), "invitee": "Els", "role": "reader"}
    shown = employer.follow(employer.post("/access/invite", form)).text
    assert f"{PUBLIC}/invitation?code=" in shown
    assert EVIL not in shown


def test_every_other_link_of_a_page_leads_to_where_it_came_from(employer: Visitor) -> None:
    seen = 0
    for path in ("/mandates", "/clients", "/clients/new", "/access", "/nothing"):
        answer = employer.get(path)
        assert EVIL not in answer.text
        assert EVIL not in str(answer.headers)
        for link in find(answer.text, "//@href | //@action | //@src"):
            seen += 1
            assert link[0] in "/#?", (path, link)
            assert link[:2] != "//", (path, link)
    assert seen > 50
