"""A what-if by form: its answer, its faults beside their controls, and nothing kept."""

import pytest

from tests.doors.portal.conftest import SharedRights, Visitor, find


def _sound(**changes: str) -> dict[str, str]:
    values = {"year": "2026", "joint_committee": "200", "average": "25", "go": "calculate"}
    values |= {"line_start-1": "2026-01-01", "mean_hours-1": "30:24", "reference_hours-1": "38"}
    return values | changes


@pytest.fixture(scope="module")
def visitor(shared_rights: SharedRights) -> Visitor:
    return shared_rights.employer()


def _ask(visitor: Visitor, values: dict[str, str]) -> tuple[int, str]:
    visitor.get("/what-if")
    answer = visitor.post("/what-if", values)
    return answer.status_code, answer.text


def test_a_part_timers_right_with_its_steps(visitor: Visitor) -> None:
    status, page = _ask(visitor, _sound(carried_in="1"))

    assert status == 200
    [answer] = find(page, "//section[@aria-labelledby='answer']//dl")
    assert "3.2 days" in answer.text_content()
    assert "4.2 days" in answer.text_content()
    assert len(find(page, "//ol[@class='steps']/li")) >= 7


def test_other_answers_of_the_law_give_other_rights(visitor: Visitor) -> None:
    _, page = _ask(visitor, _sound(**{"setting-rounding": "halfDayUp"}))

    assert "3.5 days" in find(page, "//section[@aria-labelledby='answer']//dl")[0].text_content()


def test_what_the_register_has_of_a_worker_fills_the_form(
    visitor: Visitor, shared_rights: SharedRights
) -> None:
    rights = shared_rights.rights
    query = f"enterprise={rights.world.bakery}&worker={rights.celine}&year=2026"

    visitor.get(f"/what-if?{query}")
    answer = visitor.post("/what-if", visitor.form())

    assert (
        "2.07 days"
        in find(answer.text, "//section[@aria-labelledby='answer']//dl")[0].text_content()
    )


def test_another_tenants_worker_fills_nothing(shared_rights: SharedRights) -> None:
    world = shared_rights.world
    for kind, number in (("employer", world.bakery), ("provider", world.school)):
        visitor = shared_rights.visitor().log_in(kind, number)  # type: ignore[arg-type]
        for enterprise in (world.foundry, "x", ""):
            address = f"/what-if?enterprise={enterprise}&worker={world.stranger}"
            assert visitor.get(address).status_code == 404


@pytest.mark.parametrize(
    ("control", "value"),
    [
        ("year", "2021"),
        ("year", "next"),
        ("joint_committee", "x"),
        ("average", ""),
        ("average", "many"),
        ("average", "-1"),
        ("carried_in", "all"),
        ("line_start-1", "31 november"),
        ("line_end-1", "2025-01-01"),
        ("mean_hours-1", "a day"),
        ("mean_hours-1", "48"),
        ("reference_hours-1", "0"),
        ("setting-rounding", "up"),
        ("off_extent-1", "half"),
    ],
)
def test_what_cannot_be_is_said_beside_its_control(
    visitor: Visitor, control: str, value: str
) -> None:
    off = {"off_start-1": "2026-02-01"} if control.startswith("off") else {}

    status, page = _ask(visitor, _sound(**off, **{control: value}))

    assert status == 422
    assert find(page, f"//a[starts-with(@href, '#{control.partition('-')[0]}')]"), control


def test_lines_can_be_added(visitor: Visitor) -> None:
    _, page = _ask(visitor, _sound(go="line"))
    assert find(page, "//input[@id='line_start-2']")
    _, page = _ask(visitor, _sound(go="suspension"))
    assert find(page, "//input[@id='off_start-1']")


def test_without_work_nothing_is_due(visitor: Visitor) -> None:
    empty = {"line_start-1": "", "mean_hours-1": "", "reference_hours-1": ""}

    status, page = _ask(visitor, _sound(**empty))

    assert status == 200
    assert "0 days" in find(page, "//section[@aria-labelledby='answer']//dl")[0].text_content()
