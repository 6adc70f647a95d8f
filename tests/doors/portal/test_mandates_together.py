"""Many mandates ticked and decided at once on the portal, and who may not."""

from collections.abc import Sequence

import pytest

from tests.doors.portal.conftest import Opener, Visitor, find
from tests.doors.portal.world import World
from tests.intake.build import SCHOOL, Connection, mandate

TOGETHER = "/mandates/together"


@pytest.fixture
def office(world: World, open_portal: Opener) -> Visitor:
    """The payroll office, which has a mandate of the bakery."""
    return open_portal().log_in("mandatary", world.payroll)


@pytest.fixture
def foundry(world: World, open_portal: Opener) -> Visitor:
    return open_portal().log_in("employer", world.foundry)


@pytest.fixture
async def offered(world: World, app: Connection) -> World:
    """The foundry has three proposals: two of the payroll office, one of the school."""
    for quarter in ("2027Q1", "2028Q1"):
        await mandate(app, world.foundry, world.payroll, quarter, quarter, "pending")
    await mandate(app, world.foundry, SCHOOL, "2027Q1", None, "pending")
    return world


def boxes(visitor: Visitor) -> list[str]:
    """What the boxes of the last page stand for."""
    return [str(one) for one in find(visitor.last.text, "//input[@name='mandate']/@value")]


def decided(visitor: Visitor, verb: str, mandates: Sequence[str], **more: str) -> str:
    """Send the form; return what the page says."""
    answer = visitor.post(f"{TOGETHER}/{verb}", {"mandate": mandates, **more})
    assert answer.status_code == 200, answer.text
    return " ".join("".join(find(answer.text, "//main")[0].itertext()).split())


def test_an_employer_confirms_several_and_the_office_closes_them(
    offered: World, foundry: Visitor, office: Visitor
) -> None:
    assert f"{TOGETHER}/confirm" in foundry.get("/mandates").text
    foundry.get(f"{TOGETHER}/confirm")
    assert len(boxes(foundry)) == 3
    assert not find(foundry.last.text, "//input[@name='mandate'][@checked]")
    foundry.get(f"{TOGETHER}/confirm?ticked=all")
    assert len(find(foundry.last.text, "//input[@name='mandate'][@checked]")) == 3
    said = decided(foundry, "confirm", boxes(foundry)[:2])
    assert "2 mandates are decided" in said
    assert said.count("Active") == 2
    assert "1 mandate waits" in foundry.get("/mandates").text

    office.get(f"{TOGETHER}/close")
    mine = boxes(office)
    answer = office.post(f"{TOGETHER}/close", {"mandate": mine})
    assert answer.status_code == 422
    assert find(answer.text, "//*[@id='end-problem-1']")
    assert len(find(answer.text, "//input[@name='mandate'][@checked]")) == len(mine) == 3
    said = decided(office, "close", mine, end="2027Q1")
    assert "2 mandates are decided" in said
    assert said.count("Closed") == 2
    assert "1 mandate is as it was" in said  # the one that begins later
    assert len(boxes_after(office, "close")) == 1


def boxes_after(visitor: Visitor, verb: str) -> list[str]:
    visitor.get(f"{TOGETHER}/{verb}")
    return boxes(visitor)


def test_what_changed_meanwhile_stays_and_the_rest_is_done(
    offered: World, foundry: Visitor, office: Visitor
) -> None:
    foundry.get(f"{TOGETHER}/confirm")
    seen = boxes(foundry)
    office.get(f"{TOGETHER}/refuse")
    withdrawn = boxes(office)[:1]
    assert "1 mandate is decided" in decided(office, "refuse", withdrawn)
    said = decided(foundry, "confirm", seen)
    assert "2 mandates are decided" in said
    assert "1 mandate is as it was" in said
    assert "0 mandates are decided" in decided(foundry, "confirm", seen)


def test_nobody_decides_about_others(
    offered: World, foundry: Visitor, office: Visitor, employer: Visitor
) -> None:
    foundry.get(f"{TOGETHER}/confirm")
    theirs = boxes(foundry)
    for visitor in (employer, office):  # another employer, and who proposed two of them
        assert boxes_after(visitor, "confirm") == []
        visitor.get("/mandates/new")
        said = decided(visitor, "confirm", theirs)
        assert "0 mandates are decided" in said
    elsewhere = [one.replace(offered.foundry, offered.bakery) for one in theirs]
    employer.get("/mandates/new")
    said = decided(employer, "confirm", elsewhere)
    assert "3 mandates are as they were" in said
    assert "Fonderie" not in said
    assert boxes_after(foundry, "confirm") == theirs


@pytest.mark.parametrize("ticked", [[], ["x"], ["0000000000.x.1"], ["1.2.3", ""]])
def test_who_ticks_nothing_is_told(offered: World, foundry: Visitor, ticked: list[str]) -> None:
    foundry.get(f"{TOGETHER}/confirm")
    answer = foundry.post(f"{TOGETHER}/confirm?search=", {"mandate": ticked})
    assert answer.status_code == 422
    assert "tick at least one mandate" in answer.text
    assert len(boxes(foundry)) == 3


def test_a_list_is_searched_and_what_is_no_decision_is_not_found(
    offered: World, foundry: Visitor, open_portal: Opener
) -> None:
    foundry.get(f"{TOGETHER}/confirm?search=socia")
    assert len(boxes(foundry)) == 2
    foundry.get(f"{TOGETHER}/confirm?search=zzz")
    assert "No mandate found" in foundry.last.text
    assert foundry.get(f"{TOGETHER}/burn").status_code == 404
    assert foundry.post(f"{TOGETHER}/burn").status_code == 404
    operator = open_portal().log_in("operator")
    for verb in ("confirm", "refuse", "close"):
        assert operator.get(f"{TOGETHER}/{verb}").status_code == 404
        assert operator.post(f"{TOGETHER}/{verb}").status_code == 404
