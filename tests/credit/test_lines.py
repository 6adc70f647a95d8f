"""What makes up a credit beside declared rights: computed ones, adjustments, and closings."""

from decimal import Decimal

import pytest

from fla.credit.model import CreditLine
from fla.credit.store import credit_of_citizen, credit_of_worker
from fla.database.identity import Identity, citizen, enterprise
from tests.credit import facts
from tests.rows import (
    Connection,
    Row,
    acting,
    charged,
    employer,
    insert,
    training_right,
    worker,
)

SSIN = "85073003328"


@pytest.fixture
async def ann(app: Connection) -> Row:
    """A worker whose employer has a basis for rights."""
    async with acting(app):
        await insert(app, "employer", employer(1, "Acme"))
        await insert(app, "employer", employer(2, "Brug"))
        await insert(app, "right_basis", facts.right_basis(1))
        return await insert(app, "worker", worker(1, SSIN))


async def given(connection: Connection, *rows: tuple[str, Row]) -> None:
    async with acting(connection):
        await facts.put(connection, *rows)


async def credit(connection: Connection, of: Row) -> list[CreditLine]:
    async with acting(connection):
        return await credit_of_worker(connection, of["employer_id"], of["id"])


async def test_a_computed_right_is_a_line_of_the_type_of_its_basis(
    app: Connection, ann: Row
) -> None:
    sectoral = facts.right_basis(1, 2, right_type="sectoral", full_time=Decimal(4))
    await given(
        app,
        ("right_basis", sectoral),
        ("computed_right", facts.computed_right(ann, "2.5", minutes_per_day=228)),
        ("computed_right", facts.computed_right(ann, "4", year=2027, basis=2)),
    )
    later, sooner = await credit(app, ann)
    assert (later.year, later.right_type) == (2027, "sectoral")
    assert (sooner.year, sooner.right_type) == (2026, "statutory")
    assert (later.days.remaining, sooner.days.remaining) == facts.decimals("4", "2.5")
    assert sooner.hours.entitled == Decimal("9.5")


async def test_a_computed_right_in_hours(app: Connection, ann: Row) -> None:
    await given(
        app,
        ("right_basis", facts.right_basis(1, 2, unit="hour", full_time=Decimal(40))),
        ("computed_right", facts.computed_right(ann, "40", basis=2)),
    )
    (line,) = await credit(app, ann)
    assert (line.days.entitled, line.hours.entitled) == facts.decimals("5", "40")


@pytest.mark.parametrize("declared", ["sectoral", "statutory"])
async def test_a_declared_right_takes_the_place_of_the_computed_one(
    app: Connection, ann: Row, declared: str
) -> None:
    right = training_right(ann, right_type=declared, entitled=Decimal(3))
    await given(app, ("computed_right", facts.computed_right(ann, "5")), ("training_right", right))
    (line,) = await credit(app, ann)
    assert line.right_type == declared
    assert line.days.entitled == 3


@pytest.mark.parametrize(
    "beside",
    [{"right_type": "employer"}, {"cancelled": True}, {"year": 2025, "right_type": "sectoral"}],
)
async def test_what_takes_nobody_s_place(app: Connection, ann: Row, beside: Row) -> None:
    await given(
        app,
        ("computed_right", facts.computed_right(ann, "5")),
        ("training_right", training_right(ann, **beside)),
    )
    computed = [line for line in await credit(app, ann) if line.year == 2026]
    assert ("statutory", Decimal(5)) in [(one.right_type, one.days.entitled) for one in computed]


async def test_adjustments_come_on_top_and_may_take_away(app: Connection, ann: Row) -> None:
    await given(
        app,
        ("computed_right", facts.computed_right(ann)),
        ("right_adjustment", facts.adjustment(ann, "1.5")),
        ("right_adjustment", facts.adjustment(ann, "-4", unit="hour")),
        ("right_adjustment", facts.adjustment(ann, "9", cancelled=True)),
    )
    (line,) = await credit(app, ann)
    assert (line.days.adjusted, line.days.remaining) == facts.decimals("1", "6")
    assert (line.hours.adjusted, line.hours.remaining) == facts.decimals("8", "48")


async def test_what_was_carried_over_counts_in_the_next_year(app: Connection, ann: Row) -> None:
    await given(
        app,
        ("computed_right", facts.computed_right(ann)),
        ("carried_over", facts.carried_over(ann, "1.25")),
    )
    (line,) = await credit(app, ann)
    assert line.year == 2026
    assert (line.days.carried_in, line.days.remaining) == facts.decimals("1.25", "6.25")
    assert line.hours.carried_in == 10


async def test_an_over_use_is_carried_over_too(app: Connection, ann: Row) -> None:
    await given(
        app,
        ("computed_right", facts.computed_right(ann)),
        ("carried_over", facts.carried_over(ann, "-0.5")),
        ("training", charged(ann, 2400)),
    )
    (line,) = await credit(app, ann)
    assert (line.days.carried_in, line.days.remaining) == facts.decimals("-0.5", "-0.5")


@pytest.mark.parametrize(("said", "counts"), [("2", "2"), ("0", "1.25"), ("-1", "-1")])
async def test_a_declared_right_may_say_itself_what_it_carries_in(
    app: Connection, ann: Row, said: str, counts: str
) -> None:
    right = training_right(ann, carried_in=Decimal(said))
    await given(app, ("training_right", right), ("carried_over", facts.carried_over(ann, "1.25")))
    (line,) = await credit(app, ann)
    assert line.days.carried_in == Decimal(counts)


async def test_the_word_of_one_right_leaves_the_others_their_carry_over(
    app: Connection, ann: Row
) -> None:
    extra = training_right(ann, right_type="employer", carried_in=Decimal(2))
    await given(
        app,
        ("training_right", extra),
        ("computed_right", facts.computed_right(ann)),
        ("carried_over", facts.carried_over(ann, "1")),
        ("carried_over", facts.carried_over(ann, "7", right_type="employer")),
    )
    carried = {line.right_type: line.days.carried_in for line in await credit(app, ann)}
    assert carried == {"statutory": 1, "employer": 2}


async def test_what_is_left_is_the_sum_of_what_is_shown(app: Connection, ann: Row) -> None:
    """Each term is rounded by itself, so that the reader's own sum comes out."""
    await given(
        app,
        ("computed_right", facts.computed_right(ann, minutes_per_day=456)),
        ("right_adjustment", facts.adjustment(ann, "0.1111", unit="hour", minutes_per_day=457)),
        ("carried_over", facts.carried_over(ann, "0.2222", unit="hour", minutes_per_day=455)),
        ("training", charged(ann, 10, minutes_per_day=456)),
    )
    (line,) = await credit(app, ann)
    for terms in (line.days, line.hours):
        added = terms.entitled + terms.carried_in + terms.adjusted - terms.used
        assert terms.remaining == added


@pytest.mark.parametrize(
    ("who", "lines"),
    [
        (citizen(SSIN), 1),
        (enterprise("0200000001"), 1),
        (enterprise("0200000002"), 0),
        (citizen("90010100201"), 0),
    ],
)
async def test_a_computed_credit_is_seen_by_those_concerned(
    app: Connection, ann: Row, who: Identity, lines: int
) -> None:
    await given(
        app,
        ("computed_right", facts.computed_right(ann)),
        ("right_adjustment", facts.adjustment(ann, "1")),
        ("carried_over", facts.carried_over(ann, "2")),
    )
    async with acting(app, who):
        seen = await credit_of_citizen(app, SSIN)
    assert [line.days.remaining for line in seen] == [Decimal(8)] * lines
