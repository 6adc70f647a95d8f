"""An employer's year in figures: all of it, by joint committee, by right, and collectively."""

import datetime as dt
from decimal import Decimal

import pytest

from fla.credit.model import Overview, Total
from fla.credit.store import collective_effort, overview
from fla.database.identity import enterprise
from tests.credit import facts
from tests.rows import (
    Connection,
    Row,
    acting,
    charged,
    employer,
    employment,
    insert,
    occupation,
    training,
    training_right,
    worker,
)
from tests.statements import recorded

ACME = enterprise("0200000001")
SSINS = ("85073003328", "90010100201", "90010100302")


@pytest.fixture
async def people(app: Connection) -> list[Row]:
    """Ann and Bob under joint committee 200, Cyd half time under 124 since July."""
    async with acting(app):
        await insert(app, "employer", employer(1, "Acme"))
        await insert(app, "employer", employer(2, "Brug"))
        await insert(app, "right_basis", facts.right_basis(1))
        ann, bob, cyd = [worker(1, ssin) for ssin in SSINS]
        for one in (ann, bob, cyd):
            await insert(app, "worker", one)
        for one in (ann, bob):
            relation = await insert(app, "employment", employment(one))
            await insert(app, "occupation", occupation(relation))
        relation = await insert(app, "employment", employment(cyd))
        until = dt.date(2026, 6, 30)
        await insert(app, "occupation", occupation(relation, end_date=until))
        change = {"start_date": dt.date(2026, 7, 1), "joint_committee": "124", "mean_hours": 1900}
        await insert(app, "occupation", occupation(relation) | change)
        return [ann, bob, cyd]


async def given(connection: Connection, *rows: tuple[str, Row]) -> None:
    async with acting(connection):
        await facts.put(connection, *rows)


def figures(total: Total | None) -> tuple[int, list[Decimal]]:
    assert total is not None
    days = total.days
    return total.workers, [days.entitled, days.planned, days.used, days.remaining]


async def read(connection: Connection, year: int = 2026) -> Overview:
    async with acting(connection, ACME):
        with recorded(connection) as executed:
            found = await overview(connection, 1, year)
    assert len(executed) == 1
    return found


async def test_a_year_is_added_up_by_committee_and_by_right(
    app: Connection, people: list[Row]
) -> None:
    ann, bob, cyd = people
    later = {"status": "planned", "start_date": dt.date(2026, 12, 1)}
    await given(
        app,
        *(("computed_right", facts.computed_right(one)) for one in (ann, bob)),
        ("training_right", training_right(cyd, right_type="sectoral", entitled=Decimal(2))),
        ("training_right", training_right(ann, right_type="employer", entitled=Decimal(1))),
        ("training", charged(ann, 480)),
        ("training", charged(bob, 240, **later)),
        ("computed_right", facts.computed_right(bob, year=2025)),
    )
    year = await read(app)
    assert figures(year.whole) == (3, [13, Decimal("0.5"), 1, 12])
    by_committee = {one.joint_committee: figures(one) for one in year.by_committee}
    assert by_committee == {
        "124": (1, [2, 0, 0, 2]),
        "200": (2, [11, Decimal("0.5"), 1, 10]),
    }
    by_right = {one.right_type: figures(one)[0] for one in year.by_right}
    assert by_right == {"statutory": 2, "sectoral": 1, "employer": 1}
    assert [(one.joint_committee, one.right_type) for one in year.by_both] == [
        ("124", "sectoral"),
        ("200", "statutory"),
        ("200", "employer"),
    ]


async def test_nothing_adds_up_to_nothing(app: Connection, people: list[Row]) -> None:
    assert await read(app) == Overview(whole=None, by_committee=[], by_right=[], by_both=[])


async def test_who_never_worked_under_a_committee_is_told_apart(
    app: Connection, people: list[Row]
) -> None:
    stray = worker(1, "90010100403")
    await given(app, ("worker", stray), ("computed_right", facts.computed_right(stray)))
    year = await read(app)
    assert [one.joint_committee for one in year.by_committee] == [""]


async def test_what_all_followed_together_per_full_time_equivalent(
    app: Connection, people: list[Row]
) -> None:
    """Two full-timers and half a year of a third: 2 + 181/365 of full time under 200."""
    ann, bob, cyd = people
    last_day = dt.date(2026, 6, 30)
    await given(
        app,
        ("training", training(ann)),
        ("training", charged(bob, 240, duration_minutes=960)),
        ("training", training(cyd, start_date=last_day)),
        ("training", training(cyd, start_date=dt.date(2026, 7, 1), duration_minutes=120)),
        ("training", training(ann, start_date=dt.date(2025, 12, 31))),
        ("training", training(ann, status="planned")),
        ("training", training(ann, in_scope=False, out_of_scope_reason="other")),
        ("training", training(ann, verification="pending")),
    )
    async with acting(app, ACME):
        construction, clerks = await collective_effort(
            app, 1, dt.date(2026, 1, 1), dt.date(2026, 12, 31)
        )
    assert (construction.joint_committee, clerks.joint_committee) == ("124", "200")
    assert (construction.fte, clerks.fte) == facts.decimals("0.2521", "2.4959")
    assert (construction.days, construction.hours) == facts.decimals("0.25", "2")
    assert construction.days_each == Decimal("0.9917")
    assert clerks.days == 4
    assert clerks.hours_each == Decimal("12.8210")


async def test_a_career_break_divides_by_nothing(app: Connection, people: list[Row]) -> None:
    dan = worker(1, "90010100403")
    relation = employment(dan)
    pause = occupation(relation, mean_hours=0, joint_committee="302")
    await given(app, ("worker", dan), ("employment", relation), ("occupation", pause))
    async with acting(app, ACME):
        efforts = await collective_effort(app, 1, dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert [one.days_each is None for one in efforts] == [False, False, True]
