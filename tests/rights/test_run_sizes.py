"""Head counts in a run: declared, read from the register, of the first quarter; then frozen."""

import datetime as dt
import json
from typing import Any

import pytest

from fla.clock import FixedClock
from fla.law.model import Choices
from fla.rights.run_chunk import Rules
from tests.conftest import Connection, Database
from tests.rights.run_world import (
    CLOCK,
    RULES,
    carried_out,
    counts,
    do,
    employ,
    head_count,
    hire,
    table,
    versions,
)
from tests.rows import acting, insert, suspension

OPEN = {"end_date": None}


async def decision(app: Connection) -> tuple[Any, ...]:
    """Start, method, inputs, sum in hundredths, quarters."""
    ((start, method, inputs, fte, quarters),) = await table(
        app, "SELECT start_date, method, inputs, fte_hundredths, quarters FROM size_decision"
    )
    return start, method, json.loads(inputs), fte, quarters


async def size_class(app: Connection) -> str:
    ((found,),) = await table(app, "SELECT DISTINCT size_class FROM right_basis")
    return str(found)


async def test_declared_quarters_are_averaged_with_their_adjustments(
    app: Connection, database: Database
) -> None:
    await employ(app, 1, fte=None)
    async with acting(app):
        await insert(app, "head_count", head_count(1, "2024Q4", "9.90"))
        await insert(app, "head_count", head_count(1, "2025Q2", "9.50"))
        await insert(app, "head_count", head_count(1, "2025Q2", "0.60", "adjustment"))
        await insert(app, "head_count", head_count(1, "2025Q3", "50", "adjustment"))
        await insert(app, "head_count", head_count(1, "2025Q4", "99"))
    await counts(database)
    inputs = {"2024Q4": "9.90", "2025Q2": "10.10"}
    assert await decision(app) == (dt.date(2026, 1, 1), "declared", inputs, 2000, 2)
    assert await size_class(app) == "10-19"


async def test_without_declarations_the_register_is_counted(
    app: Connection, database: Database
) -> None:
    await employ(app, 1, workers=2, fte=None)
    await hire(app, 1, "90000000000", mean_hours=1267)  # a third of full time
    await hire(app, 1, "90000000001", worker_category="student")
    await hire(app, 1, "90000000002", mean_hours=0)
    await hire(app, 1, "90000000003", start_date=dt.date(2025, 3, 31))
    await hire(app, 1, "90000000004", end=dt.date(2025, 6, 29))
    await counts(database)
    inputs = {"2024Q4": "3.33", "2025Q1": "4.33", "2025Q2": "3.33", "2025Q3": "3.33"}
    assert await decision(app) == (dt.date(2026, 1, 1), "register", inputs, 1432, 4)


async def test_who_is_wholly_suspended_at_a_quarter_s_end_is_not_counted(
    app: Connection, database: Database
) -> None:
    """As one whose line has no hours: the NSSO leaves out full career breaks, not partial ones."""
    whole, part = await employ(app, 1, workers=2, fte=None)
    async with acting(app):
        await insert(app, "suspension", suspension(whole, end_date=dt.date(2025, 3, 31)))
        await insert(app, "suspension", suspension(whole, start_date=dt.date(2025, 9, 30)) | OPEN)
        await insert(app, "suspension", suspension(part, extent="partial", mean_hours=1900))
    await counts(database)
    inputs = {"2024Q4": "2.00", "2025Q1": "1.00", "2025Q2": "2.00", "2025Q3": "1.00"}
    assert (await decision(app))[1:] == ("register", inputs, 600, 4)


@pytest.mark.parametrize("fte", ["25", None])
async def test_nothing_is_decided_before_the_reference_period_is_over(
    app: Connection, database: Database, fte: str | None
) -> None:
    """A year computed early gets its rights by what is expected, and later by what came."""
    await employ(app, 1, workers=20, fte=None)
    if fte is not None:
        async with acting(app):
            await insert(app, "head_count", head_count(1, "2026Q4", fte))
    assert (await counts(database, year=2028)).created == 20
    assert await table(app, "SELECT * FROM size_decision") == []
    for day, decided in ((dt.date(2027, 9, 30), 0), (dt.date(2027, 10, 1), 1)):
        clock = FixedClock(dt.datetime.combine(day, dt.time(11), dt.UTC))
        await carried_out(database, Rules(choices=Choices(), clock=clock), year=2028)
        assert len(await table(app, "SELECT * FROM size_decision")) == decided


async def test_a_new_employer_has_the_workers_of_its_first_quarter(
    app: Connection, database: Database
) -> None:
    await employ(app, 1, workers=0, fte=None)
    for number in range(3):
        start = dt.date(2026, 2, 1 + number)
        await hire(app, 1, f"9000000000{number}", start_date=start, mean_hours=1900)
    await hire(app, 1, "90000000009", start_date=dt.date(2026, 2, 1), end=dt.date(2026, 3, 30))
    await hire(app, 1, "90000000008", start_date=dt.date(2026, 4, 1))
    await counts(database)
    inputs = {"day": "2026-03-31", "workers": 3}
    assert await decision(app) == (dt.date(2026, 1, 1), "firstQuarter", inputs, 300, 1)


async def test_a_day_to_come_decides_nothing_for_good(app: Connection, database: Database) -> None:
    await employ(app, 1, workers=0, fte=None)
    await hire(app, 1, "90000000000", start_date=dt.date(2026, 10, 15))
    assert (await counts(database)).created == 1
    assert await table(app, "SELECT * FROM size_decision") == []
    assert await size_class(app) == "<10"
    new_year = FixedClock(dt.datetime(2027, 1, 1, 11, tzinfo=dt.UTC))
    await carried_out(database, Rules(choices=Choices(), clock=new_year))
    assert (await decision(app))[1:] == (
        "firstQuarter",
        {"day": "2026-12-31", "workers": 1},
        100,
        1,
    )


async def test_a_head_count_once_used_is_frozen(app: Connection, database: Database) -> None:
    await employ(app, 1, fte="20")
    await counts(database)
    before = await versions(app)
    await do(app, "UPDATE head_count SET fte = 5")
    await counts(database)
    assert await versions(app) == before
    await counts(database, year=2027)
    assert (await decision(app))[3:] == (8000, 4)  # both years share the one head count
    assert await size_class(app) == "20+"


async def test_deciding_anew_changes_rights_because_of_the_size(
    app: Connection, database: Database
) -> None:
    await employ(app, 1, workers=2, fte="20")
    await counts(database)
    await do(app, "UPDATE head_count SET fte = 19.99")
    await do(app, "DELETE FROM size_decision")
    assert (await counts(database)).changed == 2
    assert await table(app, "SELECT DISTINCT reasons FROM right_change") == [(["size"],)]
    numbers = await table(app, "SELECT number, size_class FROM right_basis ORDER BY number")
    assert numbers == [(1, "20+"), (2, "10-19")]


@pytest.mark.parametrize("fte", ["19.99", "20.00", "9.99", "10.00"])
async def test_a_threshold_is_reached_exactly(
    app: Connection, database: Database, fte: str
) -> None:
    await employ(app, 1, fte=fte)
    await counts(database)
    assert await size_class(app) == {"19.99": "10-19", "20.00": "20+", "9.99": "<10"}.get(
        fte, "10-19"
    )


async def test_a_yearly_window_has_a_head_count_of_its_own(
    app: Connection, database: Database
) -> None:
    await employ(app, 1, fte="25")
    yearly = Rules(choices=Choices(head_count_window="yearly"), clock=CLOCK)
    await carried_out(database, yearly, year=2027)
    assert (await decision(app))[0] == dt.date(2027, 1, 1)
    assert RULES.choices.head_count_window == "twoYear"
