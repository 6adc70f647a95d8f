"""What becomes of credit on leaving: told for every reason, to those who may know, in figures."""

import datetime as dt
from decimal import Decimal
from typing import get_args

import pytest

from fla.codes import EndReason
from fla.languages import LANGUAGES
from tests.doors.portal.conftest import Opener, Visitor, find
from tests.doors.portal.world import World
from tests.intake import build as intake
from tests.rows import Connection

_LAST = dt.date(2026, 9, 30)


async def _leave(connection: Connection, reason: EndReason | None, last: dt.date = _LAST) -> None:
    """Anna leaves the bakery with three days left: four, one of them used."""
    outcomes = await intake.send(
        connection,
        intake.employment(action="correct", end_date=last, end_reason=reason),
        intake.right(action="correct", entitled=Decimal(4), carried_in=Decimal(0)),
    )
    assert "rejected" not in {one.status for one in outcomes}, outcomes


def _address(world: World) -> str:
    return f"/employers/{world.bakery}/workers/{world.anna}/settlement"


def _facts(page: str) -> dict[str, str]:
    """Return the figures of the first right."""
    terms = find(page, "//section[@aria-labelledby='right-1']//dl/div")
    return {one[0].text_content(): one[1].text_content().replace("\xa0", " ") for one in terms}


async def test_who_resigns_with_three_days_left_may_use_none(
    employer: Visitor, world: World, app: Connection
) -> None:
    """Case E30."""
    await _leave(app, "resignation")

    worker = employer.get(f"/employers/{world.bakery}/workers/{world.anna}")
    assert find(worker.text, f"//a[@href='{_address(world)}']")
    page = employer.get(_address(world)).text

    assert _facts(page) == {
        "Right": "4 days", "Used": "1 day", "Left": "3 days", "Still usable": "0 days",
    }  # fmt: skip
    assert "What is left is lost." in page
    assert "several specialist sources agree" in page
    assert find(page, "//p[@class='source']//a")


async def test_a_notice_may_be_used_until_its_last_day(
    employer: Visitor, world: World, app: Connection
) -> None:
    await _leave(app, "dismissalWithNotice")

    page = employer.get(_address(world)).text

    assert _facts(page)["Still usable"] == "3 days"
    assert "30 Sep" in find(page, "//dt[.='Usable until']/following-sibling::dd")[0].text_content()


@pytest.mark.parametrize("reason", [*get_args(EndReason), None])
async def test_every_reason_has_a_statement_in_every_language(
    employer: Visitor, world: World, app: Connection, reason: EndReason | None
) -> None:
    await _leave(app, reason)

    for language in LANGUAGES:
        employer.client.headers["accept-language"] = language
        answer = employer.get(_address(world))
        assert answer.status_code == 200, reason
        assert find(answer.text, "//section[@aria-labelledby='rule']/p")
        assert find(answer.text, f"//html[@lang='{language}']")


async def test_sources_that_disagree_are_said_to(
    employer: Visitor, world: World, app: Connection
) -> None:
    await _leave(app, "dismissalWithIndemnity")

    assert "The sources disagree" in employer.get(_address(world)).text


async def test_only_those_who_keep_or_own_the_account_see_it(
    world: World, open_portal: Opener, app: Connection
) -> None:
    await _leave(app, "resignation")
    statuses = await _statuses(world, open_portal)

    assert statuses == {
        "employer": 200, "foundry": 404, "operator": 200, "provider": 404, "worker": 404,
    }  # fmt: skip
    own = open_portal().log_in("worker", intake.ANNA)
    assert find(own.get("/account").text, f"//a[@href='/account/{world.bakery}/settlement']")
    assert _facts(own.get(f"/account/{world.bakery}/settlement").text)["Left"] == "3 days"
    assert own.get(f"/account/{world.foundry}/settlement").status_code == 404
    other = open_portal().log_in("worker", intake.BRAM)
    assert other.get(f"/account/{world.bakery}/settlement").status_code == 404


async def _statuses(world: World, open_portal: Opener) -> dict[str, int]:
    people = {
        "employer": ("employer", world.bakery),
        "foundry": ("employer", world.foundry),
        "operator": ("operator", ""),
        "provider": ("provider", world.school),
        "worker": ("worker", intake.BRAM),
    }
    return {
        name: open_portal().log_in(*who).get(_address(world)).status_code  # type: ignore[arg-type]
        for name, who in people.items()
    }


async def test_who_works_on_has_no_statement(employer: Visitor, world: World) -> None:
    assert employer.get(_address(world)).status_code == 404
    worker = employer.get(f"/employers/{world.bakery}/workers/{world.anna}")
    assert not find(worker.text, f"//a[@href='{_address(world)}']")
