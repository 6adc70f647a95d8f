"""The operator sees who hands in file sets, and switches a sender off; nobody else sees any."""

import pytest

from fla.access.model import PersonaKind
from fla.database.identity import OPERATOR, assume
from fla.languages import LANGUAGES
from fla.senders import store
from tests.doors.portal import sender_world
from tests.doors.portal.conftest import Opener, Visitor, find
from tests.doors.portal.world import XSS, World
from tests.intake.build import ANNA, CLOCK, TODAY, Connection

NOW = CLOCK.now()


@pytest.fixture
async def number(world: World, app: Connection) -> str:
    """The payroll office's sender."""
    return await sender_world.build(app, world.payroll)


@pytest.fixture
def operator(world: World, open_portal: Opener) -> Visitor:
    return open_portal().log_in("operator")


def test_a_sender_is_shown_with_what_it_proves_itself_with(operator: Visitor, number: str) -> None:
    listed = operator.get("/senders").text
    assert find(listed, f"//th/a[@href='/senders/{number}']")
    assert XSS not in listed
    page = operator.get(f"/senders/{number}").text

    states = find(page, "//section[@aria-labelledby='keys']//td[@data-label='State']")
    assert [one.text_content().strip() for one in states] == [
        "In use",
        "Not valid now",
        "Not valid now",
    ]
    [revoked] = find(page, "//section[@aria-labelledby='certificates']//td[@data-label='State']")
    assert revoked.text_content().startswith("Revoked")
    assert "CN=payroll" in page
    assert "it@payroll.example" in page
    assert "Declarations" in page
    assert "Circuit test" not in page.partition("</dl>")[0]


async def test_a_sender_is_switched_off(operator: Visitor, number: str, app: Connection) -> None:
    assert (
        "switched on again on the command line" in operator.get(f"/senders/{number}/disable").text
    )
    page = operator.follow(operator.post(f"/senders/{number}/disable")).text

    assert "Switched off" in page
    async with app.transaction():
        await assume(app, OPERATOR, TODAY)
        sender = await store.find(app, number)
    assert sender is not None
    assert (sender.disabled_by, sender.disabled_at) == ("demo", NOW)
    assert not find(page, "//a[contains(@href, '/disable')]")
    assert operator.get(f"/senders/{number}/disable").status_code == 404
    assert operator.post(f"/senders/{number}/disable").status_code == 404


@pytest.mark.parametrize("odd", ["000000", "999999", "1", "x", "%00", "%EF%BC%91" * 6, "a" * 3000])
def test_there_is_no_other_sender(operator: Visitor, odd: str) -> None:
    operator.get("/senders")
    assert operator.get(f"/senders/{odd}").status_code in (400, 404)
    assert operator.post(f"/senders/{odd}/disable").status_code in (400, 404)


def test_nobody_else_sees_a_sender(world: World, open_portal: Opener, number: str) -> None:
    others: list[tuple[PersonaKind, str]] = [
        ("employer", world.bakery),
        ("mandatary", world.payroll),
        ("provider", world.school),
        ("worker", ANNA),
    ]
    for kind, who in others:
        visitor = open_portal().log_in(kind, who)
        assert "/senders" not in visitor.get("/what-if").text
        for address in ("/senders", f"/senders/{number}", f"/senders/{number}/disable"):
            assert visitor.get(address).status_code == 404, (kind, address)
        assert visitor.post(f"/senders/{number}/disable").status_code == 404, kind


def test_the_pages_speak_every_language(operator: Visitor, number: str) -> None:
    titles = set()
    for language in LANGUAGES:
        operator.get(f"/language/{language}")
        for address in ("/senders", f"/senders/{number}", f"/senders/{number}/disable"):
            page = operator.get(address)
            assert page.status_code == 200
            titles.add((address, find(page.text, "//h1/text()")[0]))
    assert len(titles) == 3 * len(LANGUAGES)
