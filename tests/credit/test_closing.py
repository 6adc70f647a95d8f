"""The closing of a year: what is carried over, what lapses and why, again and back."""

import datetime as dt
from decimal import Decimal

import psycopg
import pytest
from psycopg import sql

from fla.credit.closing import (
    Closing,
    YearNotOverError,
    close_year,
    closing_waits,
    reclose,
    reclose_listed,
    reopen_year,
)
from fla.credit.store import credit_of_worker
from fla.database.columns import open_columns
from fla.database.identity import OPERATOR, enterprise
from fla.law.model import Choices
from fla.rights.store import carried_over
from tests.conftest import Database
from tests.credit import facts
from tests.rows import (
    TODAY,
    Connection,
    Row,
    acting,
    charged,
    employer,
    employment,
    insert,
    named,
    occupation,
    training_right,
    worker,
)

NOW = dt.datetime(2034, 1, 15, 4, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=40)
DEFAULTS = Choices()
SSIN = "85073003328"


@pytest.fixture
async def ann(app: Connection) -> Row:
    """A worker since 2020 whose employer gave five days in 2025, of which three were used."""
    async with acting(app):
        await facts.ran(app, *range(2022, 2034))
        await insert(app, "employer", employer(1, "Acme"))
        await insert(app, "employer", employer(2, "Brug"))
        await insert(app, "right_basis", facts.right_basis(1))
        found = await insert(app, "worker", worker(1, SSIN))
        await hire(app, found)
        await insert(app, "computed_right", facts.computed_right(found, year=2025))
        await insert(app, "training", used(found, 2025, 3))
    return found


async def hire(connection: Connection, of: Row, **values: object) -> Row:
    relation = await insert(connection, "employment", employment(of, **values))
    await insert(connection, "occupation", occupation(relation))
    return relation


def used(of: Row, year: int, days: int) -> Row:
    return charged(of, 480 * days, start_date=dt.date(year, 5, 4))


async def given(connection: Connection, *rows: tuple[str, Row]) -> None:
    async with acting(connection):
        await facts.put(connection, *rows)


async def close(
    connection: Connection,
    year: int = 2025,
    choices: Choices = DEFAULTS,
    *,
    dry_run: bool = False,
    now: dt.datetime = NOW,
) -> Closing:
    async with acting(connection):
        return await close_year(connection, year, range(1, 3), now, choices, dry_run=dry_run)


async def remaining(connection: Connection, of: Row) -> dict[int, Decimal]:
    """What is left in days, by year, of the statutory right."""
    async with acting(connection):
        lines = await credit_of_worker(connection, of["employer_id"], of["id"])
    return {line.year: line.days.remaining for line in lines if line.right_type == "statutory"}


async def history(connection: Connection, of: Row) -> list[tuple[int, str, str, str | None]]:
    """Each closed year, what it carried out and what lapsed for which reason."""
    async with acting(connection):
        lines = await carried_over(connection, of["employer_id"], of["id"])
    return [
        (line.year, f"{line.carried_out:f}", f"{line.lapsed:f}", line.lapse_reason)
        for line in reversed(lines)
    ]


async def test_what_is_left_goes_on_top_of_the_next_year(app: Connection, ann: Row) -> None:
    await given(app, ("computed_right", facts.computed_right(ann)))
    closing = await close(app)
    assert closing == Closing(year=2025, employers=1, workers=1, lines=1, created=1, carried=1)
    assert await remaining(app, ann) == {2025: 2, 2026: 7}
    assert await history(app, ann) == [(2025, "2.0000", "0.0000", None)]


async def test_without_a_right_of_the_next_year_there_is_a_line_all_the_same(
    app: Connection, ann: Row
) -> None:
    await close(app)
    assert await remaining(app, ann) == {2025: 2, 2026: 2}


async def test_an_over_use_is_taken_off_the_next_year(app: Connection, ann: Row) -> None:
    more = used(ann, 2025, 4)
    await given(app, ("training", more), ("computed_right", facts.computed_right(ann)))
    await close(app)
    assert await remaining(app, ann) == {2025: -2, 2026: 3}


async def test_a_dry_run_counts_and_writes_nothing(app: Connection, ann: Row) -> None:
    dry = await close(app, dry_run=True)
    assert await history(app, ann) == []
    assert await close(app) == dry


async def test_closing_again_changes_nothing(app: Connection, ann: Row) -> None:
    await close(app)
    again = await close(app, now=LATER)
    assert (again.created, again.changed, again.removed) == (0, 0, 0)
    async with acting(app):
        [line] = await carried_over(app, 1, ann["id"])
    assert line.closed_at == NOW


async def test_a_closing_is_told_once_and_told_again_when_it_comes_out_otherwise(
    app: Connection, ann: Row
) -> None:
    await close(app)
    await close(app)
    assert await _told(app) == [(2025, "closed")]
    await given(app, ("training", used(ann, 2025, 1)))
    await close(app)
    assert await _told(app) == [(2025, "closed")] * 2


async def _told(connection: Connection) -> list[tuple[int, str]]:
    async with acting(connection):
        cursor = await connection.execute("SELECT year, event FROM year_event ORDER BY id")
        return await cursor.fetchall()


async def test_a_late_training_closes_anew_and_what_follows_too(app: Connection, ann: Row) -> None:
    await given(app, ("computed_right", facts.computed_right(ann)))
    await close(app)
    await close(app, 2026)
    assert await remaining(app, ann) == {2025: 2, 2026: 7, 2027: 7}
    await given(app, ("training", used(ann, 2025, 1)))
    async with acting(app):
        assert await reclose(app, 1, [ann["id"]], LATER, DEFAULTS) == 2
        assert await reclose(app, 1, [ann["id"]], LATER, DEFAULTS) == 0
        assert await reclose(app, 1, [named("nobody")], LATER, DEFAULTS) == 0
        assert await reclose(app, 2, None, LATER, DEFAULTS) == 0
    assert await remaining(app, ann) == {2025: 1, 2026: 6, 2027: 6}
    async with acting(app):
        assert {line.closed_at for line in await carried_over(app, 1, ann["id"])} == {LATER}


async def test_a_recalculation_closes_anew_for_its_workers(
    app: Connection, ann: Row, database: Database
) -> None:
    """Within its own transaction, over a connection of columns; only years that were closed."""
    bob = worker(1, "90010100201")
    async with acting(app):
        await insert(app, "worker", bob)
        await hire(app, bob)
    await given(app, ("computed_right", facts.computed_right(bob, year=2025)))
    await close(app)
    await given(app, *(("training", used(one, 2025, 1)) for one in (ann, bob)))
    await given(app, ("computed_right", facts.computed_right(ann)))
    marked = sql.SQL(
        "CREATE TEMP TABLE marked AS SELECT {}::bigint employer_id, {}::uuid worker_id"
    )
    with open_columns(database.app_url) as columns, columns.transaction(OPERATOR, TODAY):
        columns.execute(marked.format(1, ann["id"]))
        reclose_listed(columns, "marked", LATER, DEFAULTS)
    assert await remaining(app, ann) == {2025: 1, 2026: 6}
    assert await remaining(app, bob) == {2025: 4, 2026: 5}


async def test_years_may_be_closed_in_any_order(app: Connection, ann: Row) -> None:
    await given(app, ("computed_right", facts.computed_right(ann)))
    await close(app, 2026)
    assert await remaining(app, ann) == {2025: 2, 2026: 5, 2027: 5}
    await close(app, 2025)
    assert await remaining(app, ann) == {2025: 2, 2026: 7, 2027: 7}


async def test_what_is_no_line_any_more_is_taken_away(app: Connection, ann: Row) -> None:
    extra = training_right(ann, year=2025, right_type="employer")
    await given(app, ("training_right", extra))
    assert (await close(app)).created == 2
    async with acting(app):
        await app.execute("UPDATE training_right SET cancelled = true")
    assert (await close(app)).removed == 1
    assert await history(app, ann) == [(2025, "2.0000", "0.0000", None)]


async def test_planned_trainings_use_nothing_up(app: Connection, ann: Row) -> None:
    planned = used(ann, 2025, 1) | {"status": "planned"}
    await given(app, ("training", planned))
    await close(app)
    assert await history(app, ann) == [(2025, "2.0000", "0.0000", None)]


async def test_a_right_in_hours_is_carried_over_in_hours(app: Connection, ann: Row) -> None:
    hours = facts.right_basis(1, 2, unit="hour", full_time=Decimal(40))
    await given(
        app,
        ("right_basis", hours),
        ("computed_right", facts.computed_right(ann, "40", year=2026, basis=2)),
        ("training", charged(ann, 100)),
    )
    await close(app)
    await close(app, 2026)
    async with acting(app):
        line, before = await carried_over(app, 1, ann["id"])
    assert (before.unit, line.unit, line.used) == ("day", "hour", Decimal("1.6667"))
    assert line.carried_out == Decimal(40) + 16 - Decimal("1.6667")


@pytest.mark.parametrize("left", [2, -1])
async def test_at_the_end_of_a_window_everything_lapses(
    app: Connection, ann: Row, left: int
) -> None:
    days_used = 5 - left
    await given(
        app,
        ("computed_right", facts.computed_right(ann, year=2028)),
        ("training", used(ann, 2028, days_used)),
        ("computed_right", facts.computed_right(ann, year=2029)),
    )
    assert (await close(app, 2028)).window_end == 1
    assert await history(app, ann) == [(2028, "0.0000", f"{left}.0000", "windowEnd")]
    assert (await remaining(app, ann))[2029] == 5


async def test_before_the_first_window_nothing_goes_into_it(app: Connection, ann: Row) -> None:
    for year in (2022, 2023):
        await given(app, ("computed_right", facts.computed_right(ann, year=year)))
        await close(app, year)
    assert await history(app, ann) == [
        (2022, "5.0000", "0.0000", None),
        (2023, "0.0000", "10.0000", "windowEnd"),
    ]


@pytest.mark.parametrize(
    ("hired", "lapses"),
    [(2020, (2028, 2033)), (2024, (2028, 2033)), (2025, (2029,)), (2027, (2031,)), (2029, (2033,))],
)
async def test_a_window_from_hire_ends_five_years_after(
    app: Connection, ann: Row, hired: int, lapses: tuple[int, ...]
) -> None:
    """Never counted from before 2024."""
    bob = worker(1, "90010100201")
    async with acting(app):
        await insert(app, "worker", bob)
        await hire(app, bob, start_date=dt.date(hired, 9, 1))
    rights = [facts.computed_right(bob, year=year) for year in range(max(hired, 2024), 2034)]
    await given(app, *(("computed_right", right) for right in rights))
    for right in rights:
        await close(app, right["year"], Choices(window="fromHire"))
    assert tuple(year for year, _, _, why in await history(app, bob) if why) == lapses


@pytest.mark.parametrize(("size", "lapses"), [("10-19", True), ("<10", True), ("20+", False)])
async def test_small_employers_carry_over_by_choice(
    app: Connection, ann: Row, size: str, lapses: bool
) -> None:
    async with acting(app):
        basis = facts.right_basis(1, 2, year=2025, size_class=size)
        await insert(app, "right_basis", basis)
        await app.execute("UPDATE computed_right SET basis = 2")
    assert (await close(app, dry_run=True)).carried == 1
    closing = await close(app, choices=Choices(small_employer_carry_over="lapses"))
    assert closing.small_employer == int(lapses)
    assert closing.carried == int(not lapses)


async def test_a_leaver_s_balance_lapses(app: Connection, ann: Row) -> None:
    bob = worker(1, "90010100201")
    async with acting(app):
        await insert(app, "worker", bob)
        last_day = dt.date(2025, 12, 31)
        await hire(app, bob, end_date=last_day, end_reason="resignation")
    await given(app, ("computed_right", facts.computed_right(bob, year=2025)))
    closing = await close(app)
    assert (closing.leaver, closing.carried) == (1, 1)
    assert await history(app, bob) == [(2025, "0.0000", "5.0000", "leaver")]


@pytest.mark.parametrize(("reason", "kept"), [("mutualAgreement", True), ("retirement", False)])
async def test_an_agreement_may_keep_it(app: Connection, ann: Row, reason: str, kept: bool) -> None:
    bob = worker(1, "90010100201")
    async with acting(app):
        await insert(app, "worker", bob)
        await hire(app, bob, end_date=dt.date(2025, 6, 30), end_reason=reason)
    await given(app, ("computed_right", facts.computed_right(bob, year=2025)))
    await close(app, choices=Choices(mutual_agreement_credit="kept"))
    [(_, carried, _, why)] = await history(app, bob)
    assert (Decimal(carried) > 0, why) == (kept, None if kept else "leaver")


@pytest.mark.parametrize(
    ("again", "stays"), [("2026-01-05", True), ("2026-01-31", True), ("2026-02-01", False)]
)
async def test_who_starts_again_in_january_goes_on(
    app: Connection, ann: Row, again: str, stays: bool
) -> None:
    bob = worker(1, "90010100201")
    async with acting(app):
        await insert(app, "worker", bob)
        await hire(app, bob, end_date=dt.date(2025, 12, 24), end_reason="endOfTerm")
        await hire(app, bob, start_date=dt.date.fromisoformat(again))
    await given(app, ("computed_right", facts.computed_right(bob, year=2025)))
    await close(app)
    [(_, _, _, why)] = await history(app, bob)
    assert (why is None) == stays


async def test_a_cancelled_employment_keeps_nobody(app: Connection, ann: Row) -> None:
    bob = worker(1, "90010100201")
    async with acting(app):
        await insert(app, "worker", bob)
        await hire(app, bob, end_date=dt.date(2025, 6, 30))
        await insert(app, "employment", employment(bob, cancelled=True))
    await given(app, ("computed_right", facts.computed_right(bob, year=2025)))
    await close(app)
    assert await history(app, bob) == [(2025, "0.0000", "5.0000", "leaver")]


async def test_a_year_is_closed_when_it_is_over(app: Connection, ann: Row) -> None:
    in_brussels = dt.datetime(2025, 12, 31, 23, 30, tzinfo=dt.UTC)
    with pytest.raises(YearNotOverError):
        await close(app, now=in_brussels - dt.timedelta(hours=1))
    assert (await close(app, now=in_brussels)).created == 1


async def test_reopening_restores_and_waits_for_the_next_year(app: Connection, ann: Row) -> None:
    await given(app, ("computed_right", facts.computed_right(ann)))
    before = await remaining(app, ann)
    await close(app)
    await close(app, 2026)
    async with acting(app):
        refused = await reopen_year(app, 2025, [1], LATER)
        dry = await reopen_year(app, 2026, [1], LATER, dry_run=True)
        reopened = await reopen_year(app, 2026, [1], LATER)
        nothing = await reopen_year(app, 2026, [1], LATER)
    assert (refused.employers, refused.kept) == (0, 1)
    assert dry == reopened
    assert (reopened.employers, reopened.lines, reopened.kept) == (1, 1, 0)
    assert (nothing.employers, nothing.kept) == (0, 0)
    async with acting(app):
        await reopen_year(app, 2025, range(1, 9), LATER)
    assert await remaining(app, ann) == before
    assert await history(app, ann) == []


async def test_an_enterprise_reads_a_closing_and_writes_none(app: Connection, ann: Row) -> None:
    await close(app)
    async with acting(app, enterprise("0200000001")):
        assert len(await carried_over(app, 1, ann["id"])) == 1
        await reopen_year(app, 2025, [1], LATER)
    async with acting(app):
        assert len(await carried_over(app, 1, ann["id"])) == 1


async def closings(connection: Connection) -> list[tuple[int, int, bool]]:
    """Employer and year of each closing, and whether it was taken back."""
    async with acting(connection):
        cursor = await connection.execute(
            "SELECT employer_id, year, reopened_at IS NOT NULL FROM year_closing ORDER BY 1, 2"
        )
        return await cursor.fetchall()


async def test_who_was_not_computed_stays_open(app: Connection, ann: Row) -> None:
    """What no run has computed would be carried over as nothing; a dry run says so too."""
    async with acting(app):
        await app.execute("UPDATE right_run_chunk SET state = 'waiting'")
    for dry_run in (True, False):
        assert await close(app, dry_run=dry_run) == Closing(year=2025, not_computed=1)
    assert await closings(app) == []
    async with acting(app):
        await app.execute("UPDATE right_run_chunk SET state = 'finished' WHERE run = 4")
    assert (await close(app)).employers == 1
    assert await closings(app) == [(1, 2025, False)]


@pytest.mark.parametrize("kind", ["dry_run = true", "scope = 'touched'", "year = 2021"])
async def test_other_runs_compute_no_year(
    app: Connection, ann: Row, database: Database, kind: str
) -> None:
    with psycopg.connect(database.superuser_url) as superuser:
        superuser.execute(f"UPDATE right_run SET {kind} WHERE year = 2025".encode())
    assert (await close(app)).not_computed == 1


async def test_where_there_is_nothing_to_compute_no_run_is_awaited(
    app: Connection, ann: Row
) -> None:
    async with acting(app):
        await app.execute("UPDATE right_run_chunk SET state = 'failed'")
        await insert(app, "opt_out", facts.opt_out(1, year=2025))
        await insert(app, "worker", worker(2, "90010100201"))  # who never had a contract
    closing = await close(app)
    assert (closing.employers, closing.not_computed) == (2, 0)


async def test_what_was_reopened_stays_open_until_somebody_closes_it(
    app: Connection, ann: Row
) -> None:
    await close(app)
    async with acting(app):
        await reopen_year(app, 2025, [1], LATER)
    assert await closings(app) == [(1, 2025, True)]
    async with acting(app):
        left = await close_year(app, 2025, [1], LATER, DEFAULTS, scheduled=True)
        assert await reclose(app, 1, None, LATER, DEFAULTS) == 0
        assert not await closing_waits(app, 2025)
    assert left == Closing(year=2025, reopened=1)
    assert await history(app, ann) == []
    assert (await close(app)).created == 1
    assert await closings(app) == [(1, 2025, False)]


async def test_a_closing_waits_for_a_finished_run(app: Connection, ann: Row) -> None:
    async with acting(app):
        assert await closing_waits(app, 2025)
        assert not await closing_waits(app, 2021)
        await close_year(app, 2025, [1], NOW, DEFAULTS, scheduled=True)
        assert not await closing_waits(app, 2025)
