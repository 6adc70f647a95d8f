"""The credit of a worker, to the last decimal, from rights and trainings as they stand."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest

from fla.credit.model import Amounts, CreditLine
from fla.credit.store import credit_of_citizen, credit_of_worker, credit_of_workers
from fla.database.identity import citizen, enterprise
from tests.rows import (
    Connection,
    Row,
    acting,
    charged,
    employer,
    insert,
    training,
    training_right,
    worker,
)
from tests.statements import recorded

SSIN = "85073003328"


@pytest.fixture
async def ann(app: Connection) -> Row:
    """A worker at the first of two employers."""
    async with acting(app):
        await insert(app, "employer", employer(1, "Acme"))
        await insert(app, "employer", employer(2, "Brug"))
        return await insert(app, "worker", worker(1, SSIN))


async def put(connection: Connection, *lines: Row) -> None:
    """Insert rights and trainings, whichever they are."""
    async with acting(connection):
        for line in lines:
            await insert(connection, "training_right" if "year" in line else "training", line)


async def credit(connection: Connection, of: Row) -> list[CreditLine]:
    async with acting(connection):
        return await credit_of_worker(connection, of["employer_id"], of["id"])


def amounts(
    entitled: str = "0",
    carried_in: str = "0",
    adjusted: str = "0",
    planned: str = "0",
    used: str = "0",
    *,
    remaining: str,
) -> Amounts:
    terms = (entitled, carried_in, adjusted, planned, used, remaining)
    return Amounts(*map(Decimal, terms))


async def test_a_right_in_days_is_shown_in_hours_too(app: Connection, ann: Row) -> None:
    await put(app, training_right(ann))
    (line,) = await credit(app, ann)
    assert line == CreditLine(
        employer_id=1,
        worker_id=ann["id"],
        year=2026,
        right_type="statutory",
        unit="day",
        minutes_per_day=480,
        days=amounts("5", remaining="5"),
        hours=amounts("40", remaining="40"),
    )
    assert str(line.days.entitled) == "5.0000"


async def test_a_right_in_hours_is_shown_in_days_too(app: Connection, ann: Row) -> None:
    await put(app, training_right(ann, unit="hour", entitled=Decimal(38), minutes_per_day=456))
    (line,) = await credit(app, ann)
    assert line.hours == amounts("38", remaining="38")
    assert line.days == amounts("5", remaining="5")


async def test_what_was_carried_in_and_adjusted_adds_up(app: Connection, ann: Row) -> None:
    given = {"carried_in": Decimal("1.5"), "adjusted": Decimal("-0.25"), "adjustment_reason": "CBA"}
    await put(app, training_right(ann, **given))
    (line,) = await credit(app, ann)
    assert line.days == amounts("5", "1.5", "-0.25", remaining="6.25")
    assert line.hours == amounts("40", "12", "-2", remaining="50")


async def test_planned_is_shown_but_only_completed_is_taken_off(app: Connection, ann: Row) -> None:
    planned = charged(ann, 960, status="planned", start_date=dt.date(2026, 12, 1))
    await put(app, training_right(ann), planned, charged(ann, 480), charged(ann, 240))
    (line,) = await credit(app, ann)
    assert line.days == amounts("5", planned="2", used="1.5", remaining="3.5")
    assert line.hours == amounts("40", planned="16", used="12", remaining="28")


async def test_a_part_timer_uses_up_days_of_his_own_length(app: Connection, ann: Row) -> None:
    right = training_right(ann, entitled=Decimal("2.5"), minutes_per_day=228)
    await put(app, right, charged(ann, 114, minutes_per_day=228))
    (line,) = await credit(app, ann)
    assert line.days == amounts("2.5", used="0.5", remaining="2")
    assert line.hours == amounts("9.5", used="1.9", remaining="7.6")


async def test_each_training_counts_at_the_day_of_its_time(app: Connection, ann: Row) -> None:
    """Who went from half time to full time used whole days before and after."""
    await put(
        app,
        training_right(ann),
        charged(ann, 228, minutes_per_day=228),
        charged(ann, 480, minutes_per_day=480),
    )
    (line,) = await credit(app, ann)
    assert line.days == amounts("5", used="2", remaining="3")
    assert line.hours == amounts("40", used="11.8", remaining="28.2")


async def test_a_proposal_counts_as_planned_until_it_is_settled(app: Connection, ann: Row) -> None:
    await put(app, training_right(ann), charged(ann, 480, verification="pending"))
    (line,) = await credit(app, ann)
    assert line.days.planned == 1
    assert line.days.used == 0
    assert line.days.remaining == 5


@pytest.mark.parametrize("counting", [{"verification": "confirmed"}, {"result": "failed"}])
async def test_a_settled_or_failed_training_counts(
    app: Connection, ann: Row, counting: Row
) -> None:
    await put(app, training_right(ann), charged(ann, 480, **counting))
    (line,) = await credit(app, ann)
    assert line.days.used == 1


@pytest.mark.parametrize(
    "idle", [{"status": "cancelled"}, {"status": "notFollowed"}, {"verification": "objected"}]
)
async def test_what_was_not_followed_does_not_count(app: Connection, ann: Row, idle: Row) -> None:
    planned = {"start_date": dt.date(2026, 12, 1), "status": "planned"} | idle
    await put(app, training_right(ann), charged(ann, 480, **idle), charged(ann, 480, **planned))
    (line,) = await credit(app, ann)
    assert line.days == amounts("5", remaining="5")
    assert line.hours == amounts("40", remaining="40")


async def test_a_training_charged_to_nothing_makes_no_line(app: Connection, ann: Row) -> None:
    await put(app, training(ann))
    assert await credit(app, ann) == []


async def test_a_cancelled_right_is_gone_and_may_be_given_anew(app: Connection, ann: Row) -> None:
    anew = training_right(ann, entitled=Decimal(4))
    await put(app, training_right(ann, cancelled=True), anew)
    (line,) = await credit(app, ann)
    assert line.days == amounts("4", remaining="4")


async def test_more_used_than_there_was_is_negative(app: Connection, ann: Row) -> None:
    await put(app, training_right(ann, entitled=Decimal(1)), charged(ann, 720))
    (line,) = await credit(app, ann)
    assert line.days == amounts("1", used="1.5", remaining="-0.5")
    assert line.hours == amounts("8", used="12", remaining="-4")


async def test_a_training_counts_in_the_year_it_ends(app: Connection, ann: Row) -> None:
    over_new_year = {"start_date": dt.date(2026, 12, 28), "end_date": dt.date(2027, 1, 5)}
    last_day = {"start_date": dt.date(2026, 12, 31), "end_date": dt.date(2026, 12, 31)}
    await put(
        app, training_right(ann), charged(ann, 960, **over_new_year), charged(ann, 480, **last_day)
    )
    later, sooner = await credit(app, ann)
    assert (later.year, sooner.year) == (2027, 2026)
    assert later.days == amounts(used="2", remaining="-2")
    assert sooner.days == amounts("5", used="1", remaining="4")


async def test_every_right_has_a_line_of_its_own(app: Connection, ann: Row) -> None:
    rights = {"statutory": "5", "sectoral": "2", "employer": "0.5"}
    for kind, days in rights.items():
        await put(app, training_right(ann, right_type=kind, entitled=Decimal(days)))
    await put(app, charged(ann, 480, charged_right="sectoral"), charged(ann, 240))
    lines = {line.right_type: line.days for line in await credit(app, ann)}
    assert list(lines) == [*rights]
    assert lines["statutory"] == amounts("5", used="0.5", remaining="4.5")
    assert lines["sectoral"] == amounts("2", used="1", remaining="1")
    assert lines["employer"] == amounts("0.5", remaining="0.5")


async def test_only_the_sum_is_rounded(app: Connection, ann: Row) -> None:
    ten_minutes = [charged(ann, 10, minutes_per_day=456) for _ in range(10)]
    await put(app, *ten_minutes)
    (line,) = await credit(app, ann)
    assert line.days.used == Decimal("0.2193")  # 100 / 456; ten times 0.0219 would be 0.2190
    assert line.hours.used == Decimal("1.6667")


async def test_a_page_of_workers_takes_one_statement(app: Connection, ann: Row) -> None:
    others = [worker(1, f"9001010{number:04}") for number in range(30)]
    namesake = worker(2, SSIN)
    async with acting(app):
        for other in (*others, namesake):
            await insert(app, "worker", other)
    await put(app, training_right(namesake), training_right(ann), training_right(ann, year=2025))
    await put(app, *(training_right(other, entitled=Decimal(3)) for other in others))
    page = [ann["id"], *(other["id"] for other in others[:20]), uuid.uuid4()]
    async with acting(app, enterprise("0200000001")):
        with recorded(app) as executed:
            lines = await credit_of_workers(app, 1, page, 2026)
    assert len(executed) == 1
    entitled = {line.worker_id: line.days.entitled for line in lines}
    assert entitled == {ann["id"]: 5} | {other["id"]: 3 for other in others[:20]}


async def test_nobody_s_page_is_empty(app: Connection, ann: Row) -> None:
    async with acting(app):
        assert await credit_of_workers(app, 1, [], 2026) == []


async def test_a_citizen_has_a_credit_at_each_employer(app: Connection, ann: Row) -> None:
    at_brug, neighbour = worker(2, SSIN), worker(2, "90010100201")
    async with acting(app):
        await insert(app, "worker", at_brug)
        await insert(app, "worker", neighbour)
    await put(app, training_right(ann), charged(ann, 480), training_right(ann, year=2025))
    await put(app, training_right(at_brug, entitled=Decimal(2)), training_right(neighbour))
    async with acting(app, citizen(SSIN)):
        lines = await credit_of_citizen(app, SSIN)
        foreign = await credit_of_citizen(app, "90010100201")
    assert [(line.employer_id, line.year, line.days.remaining) for line in lines] == [
        (1, 2026, Decimal(4)),
        (2, 2026, Decimal(2)),
        (1, 2025, Decimal(5)),
    ]
    assert foreign == []
