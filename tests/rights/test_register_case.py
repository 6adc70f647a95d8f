"""A stored right explained: what was carried over, what lapsed, and what it would be now."""

import datetime as dt
from decimal import Decimal

import pytest

from fla.database.identity import enterprise
from fla.law.model import Choices
from fla.rights.explanation import explain
from fla.rights.register_case import case_of_register, reckon
from tests.credit import facts
from tests.rows import (
    NOW,
    Connection,
    Row,
    acting,
    employer,
    employment,
    insert,
    occupation,
    worker,
)

ACME = enterprise("0200000001")
FIXED = "\N{NO-BREAK SPACE}"


@pytest.fixture
async def ann(app: Connection) -> Row:
    """A full-timer of the general law's, at an employer of some twenty-one, with a right of 5."""
    async with acting(app):
        await insert(app, "employer", employer(1, "Acme"))
        found = await insert(app, "worker", worker(1, "85073003328"))
        relation = await insert(app, "employment", employment(found))
        await insert(app, "occupation", occupation(relation, joint_committee="302"))
        await insert(app, "right_basis", facts.right_basis(1, fte_hundredths=8467))
        await insert(app, "computed_right", facts.computed_right(found, "5"))
    return found


async def told(app: Connection, ann: Row, *rows: tuple[str, Row]) -> dict[str, tuple[str, str]]:
    """Value and English sentence of each step of 2026."""
    async with acting(app):
        await facts.put(app, *rows)
    async with acting(app, ACME):
        found = await reckon(app, 1, ann["id"], 2026, Choices())
    assert found is not None
    steps = explain(found.situation)
    return {one.step: (one.value, one.text.en.replace(FIXED, " ")) for one in steps}


async def test_a_year_that_is_not_closed(app: Connection, ann: Row) -> None:
    value, said = (await told(app, ann))["carriedIn"]
    assert (value, "not closed yet" in said) == ("0.0000", True)


async def test_a_closed_year_without_a_line_left_nothing(app: Connection, ann: Row) -> None:
    steps = await told(app, ann, ("year_closing", facts.closing(1, 2025)))
    assert steps["carriedIn"] == ("0.0000", "Nothing was left of 2025.")


async def test_a_year_that_was_opened_again_is_not_closed(app: Connection, ann: Row) -> None:
    opened = facts.closing(1, 2025) | {"reopened_at": NOW + dt.timedelta(1)}
    _, said = (await told(app, ann, ("year_closing", opened)))["carriedIn"]
    assert "not closed yet" in said


async def test_what_another_right_carried_over_is_told_with_it(app: Connection, ann: Row) -> None:
    steps = await told(
        app,
        ann,
        ("year_closing", facts.closing(1, 2025)),
        ("carried_over", facts.carried_over(ann, "1.5")),
        ("carried_over", facts.carried_over(ann, "1", right_type="sectoral")),
    )
    assert steps["carriedIn"] == (
        "2.5000",
        "Carried over from the year before: 2.5 days. It comes on top of this year’s right. Of "
        "that, this belongs to another right (sector agreement): 1 day.",
    )
    assert steps["credit"][0] == "7.5000"


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (
            "leaver",
            "The worker left in 2025; the balance of that time is not carried over: 2 days.",
        ),
        ("windowEnd", "A new period of five years begins in 2026"),
        ("smallEmployer", "an employer of fewer than 20 full-time equivalents"),
    ],
)
async def test_what_lapsed_is_not_credited_and_says_why(
    app: Connection, ann: Row, reason: str, sentence: str
) -> None:
    values = {"entitled": Decimal(2), "lapsed": Decimal(2), "lapse_reason": reason}
    steps = await told(
        app,
        ann,
        ("year_closing", facts.closing(1, 2025)),
        ("carried_over", facts.carried_over(ann, "0", **values)),
    )
    assert steps["carriedIn"][0] == "0.0000"
    assert sentence in steps["carriedIn"][1]
    assert steps["credit"][0] == "5.0000"


async def test_a_stored_right_says_what_it_would_be_now(app: Connection, ann: Row) -> None:
    assert "would be" not in (await told(app, ann))["entitled"][1]
    async with acting(app):
        await app.execute("UPDATE computed_right SET entitled = 4")
    value, said = (await told(app, ann))["entitled"]
    assert value == "4.0000"
    assert "= 5 days" in said
    assert "When last computed, it was 4 days; by what the register holds now it would be 5" in said


async def test_a_what_if_starts_from_what_was_carried_over(app: Connection, ann: Row) -> None:
    async with acting(app):
        await facts.put(
            app,
            ("year_closing", facts.closing(1, 2025)),
            ("carried_over", facts.carried_over(ann, "1.5")),
            ("carried_over", facts.carried_over(ann, "1", right_type="sectoral")),
        )
    async with acting(app, ACME):
        case = await case_of_register(app, 1, ann["id"], 2026, Choices())
    assert case.carried_in == Decimal("2.5")
