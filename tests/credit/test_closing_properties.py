"""Any worker's years, closed one after the other, come to what is added up by hand."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from fla.credit.closing import close_year, reclose, reopen_year
from fla.credit.model import CreditLine
from fla.credit.store import credit_of_worker
from fla.law.model import Choices
from tests.credit import facts
from tests.rows import (
    Connection,
    Row,
    acting,
    charged,
    employer,
    employment,
    insert,
    training_right,
    worker,
)

FIRST, LAST = 2024, 2029
WINDOW_ENDS = {2028}
NOW = dt.datetime(2040, 1, 1, tzinfo=dt.UTC)
CHOICES = Choices()


class Year(Struct, frozen=True):
    """What happened in a year, in quarters of days; `said` is a carry-over of the right's own."""

    declared: bool
    entitled: int
    said: int
    adjustments: list[int]
    trainings: list[int]
    late: int


years = st.builds(
    Year,
    declared=st.booleans(),
    entitled=st.integers(0, 24),
    said=st.sampled_from([0, 0, 0, 5, -3]),
    adjustments=st.lists(st.integers(-8, 8).filter(bool), max_size=2),
    trainings=st.lists(st.integers(1, 10), max_size=3),
    late=st.integers(0, 4),
)
stories = st.lists(years, min_size=LAST - FIRST + 1, max_size=LAST - FIRST + 1)


def by_hand(story: list[Year], *, closed: bool, late: bool) -> dict[int, Decimal]:
    """What is left at the end of each year, in days."""
    left, carried = {}, 0
    for number, year in enumerate(story, start=FIRST):
        said = year.said if year.declared else 0
        rest = year.entitled + (said or carried) + sum(year.adjustments) - sum(year.trainings)
        rest -= year.late if late else 0
        left[number] = Decimal(rest) / 4
        carried = rest if closed and number not in WINDOW_ENDS else 0
    return left


async def credit(connection: Connection, of: Row) -> list[CreditLine]:
    return await credit_of_worker(connection, of["employer_id"], of["id"])


def remaining(lines: list[CreditLine]) -> dict[int, Decimal]:
    return {line.year: line.days.remaining for line in lines if line.year <= LAST}


def quarters(of: Row, number: int, amount: int) -> Row:
    return charged(of, 120 * amount, start_date=dt.date(number, 6, 1))


def rows(of: Row, number: int, year: Year) -> list[tuple[str, Row]]:
    days = Decimal(year.entitled) / 4
    if year.declared:
        terms = {"entitled": days, "carried_in": Decimal(year.said) / 4, "year": number}
        right = [("training_right", training_right(of, **terms))]
    else:
        right = [("computed_right", facts.computed_right(of, str(days), year=number))]
    adjusted = [
        facts.adjustment(of, str(Decimal(one) / 4), year=number) for one in year.adjustments
    ]
    return [
        *right,
        *(("right_adjustment", row) for row in adjusted),
        *(("training", quarters(of, number, one)) for one in year.trainings),
    ]


@pytest.fixture
async def ann(app: Connection) -> Row:
    async with acting(app):
        await facts.ran(app, *range(FIRST, LAST + 1))
        await insert(app, "employer", employer(1))
        await insert(app, "right_basis", facts.right_basis(1))
        found = await insert(app, "worker", worker(1, "85073003328"))
        await insert(app, "employment", employment(found))
    return found


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(story=stories)
async def test_closings_come_to_the_sum_by_hand_and_back(
    app: Connection, ann: Row, story: list[Year]
) -> None:
    async with acting(app), app.transaction(force_rollback=True):
        for number, year in enumerate(story, start=FIRST):
            await facts.put(app, *rows(ann, number, year))
        before = await credit(app, ann)
        assert remaining(before) == by_hand(story, closed=False, late=False)
        for number in range(FIRST, LAST + 1):
            await close_year(app, number, [1], NOW, CHOICES)
        assert remaining(await credit(app, ann)) == by_hand(story, closed=True, late=False)
        for number in range(LAST, FIRST - 1, -1):
            await reopen_year(app, number, [1], NOW)
        assert await credit(app, ann) == before

        for number in range(LAST, FIRST - 1, -1):  # backwards: earlier ones pull later ones along
            await close_year(app, number, range(1, 2), NOW, CHOICES)
        for number, year in enumerate(story, start=FIRST):
            if year.late:
                await facts.put(app, ("training", quarters(ann, number, year.late)))
        await reclose(app, 1, [ann["id"]], NOW, CHOICES)
        assert remaining(await credit(app, ann)) == by_hand(story, closed=True, late=True)
