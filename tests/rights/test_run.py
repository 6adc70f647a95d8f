"""The yearly run on a real database: what it gives, and what it leaves alone."""

import datetime as dt
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from fla.database.columns import open_columns
from fla.database.identity import OPERATOR, citizen, enterprise
from fla.law.model import LawError
from fla.rights import run as runs
from fla.rights import run_columns_store
from fla.rights.run_chunk import compute
from fla.rights.run_columns_store import Part
from fla.rights.run_model import OPEN_END, Counts
from fla.rights.run_report import report_of
from tests.conftest import Connection, Database
from tests.rights.run_world import (
    CLOCK,
    RIGHTS,
    RULES,
    carried_out,
    counts,
    declaration,
    do,
    employ,
    hire,
    planned,
    table,
    versions,
)
from tests.rows import TODAY, acting, insert, occupation

HALF_TIME: dict[str, Any] = {"mean_hours": 1900}


async def entitled(app: Connection) -> dict[Any, Decimal]:
    """What each worker is owed."""
    return {row[1]: row[6] for row in await table(app, RIGHTS)}


async def changes(app: Connection) -> list[Any]:
    """Changes with reasons, the committees of old and new basis beside them."""
    return await table(
        app, "SELECT worker_id, before, after, reasons FROM right_change ORDER BY run, worker_id"
    )


async def test_the_first_run_is_told_once_for_an_employer(
    app: Connection, database: Database
) -> None:
    await employ(app, 1, workers=2)
    for _ in range(2):
        await carried_out(database)
    told = await table(app, "SELECT employer_id, year, event FROM year_event")
    assert told == [(1, 2026, "recalculated")]


async def test_a_first_run_gives_everybody_who_worked_in_the_year(
    app: Connection, database: Database
) -> None:
    whole, half = await employ(app, 1, workers=2)
    await do(app, "UPDATE employment SET end_date = '2026-06-30' WHERE id = %s", whole["id"])
    await do(app, "DELETE FROM occupation WHERE employment_id = %s", half["id"])
    async with acting(app):
        await insert(app, "occupation", occupation(half, **HALF_TIME))
    await hire(app, 1, "90000000000", end=dt.date(2025, 12, 31))
    run, reached = await carried_out(database)
    assert reached.state == "finished"
    assert reached.counts == Counts(workers=2, created=2)
    # Committee 200 of 20 and more: 4 days in 2026, times 6/12 and times 1/2.
    assert await entitled(app) == {whole["worker_id"]: Decimal(2), half["worker_id"]: Decimal(2)}
    rows = await table(app, "SELECT months, regime, minutes_per_day, run FROM computed_right")
    assert sorted(rows) == [
        (6, Decimal(1), 456, run.number),
        (12, Decimal("0.5"), 456, run.number),
    ]
    ((scale, committee, cba),) = await table(
        app, "SELECT scale, joint_committee, cba_registration_number FROM right_basis"
    )
    assert (scale, committee, cba) == ("200.20", "200", "181682/CO/200")
    assert await changes(app) == []


async def test_a_second_run_touches_no_row(app: Connection, database: Database) -> None:
    await employ(app, 1, workers=3)
    await employ(app, 2, workers=2, fte=None)
    await counts(database)
    before = await versions(app)
    assert await counts(database) == Counts(workers=5, unchanged=5)
    assert await versions(app) == before


async def test_a_dry_run_counts_and_writes_nothing(app: Connection, database: Database) -> None:
    await employ(app, 1, workers=2)
    run, reached = await carried_out(database, dry_run=True)
    assert reached.counts == Counts(workers=2, created=2)
    assert reached.state == "finished"
    assert all(not rows for rows in (await versions(app)).values())
    assert await counts(database) == Counts(workers=2, created=2)
    assert (await planned(database)).number > run.number


async def test_one_employer_alone(app: Connection, database: Database) -> None:
    await employ(app, 1)
    (other,) = await employ(app, 2)
    assert await counts(database, employer_id=2) == Counts(workers=1, created=1)
    assert list(await entitled(app)) == [other["worker_id"]]


async def test_chunks_cover_every_employer_once(app: Connection, database: Database) -> None:
    for number, workers in ((1, 2), (2, 5), (4, 1), (7, 1), (9, 3)):
        await employ(app, number, workers=workers)
    run, reached = await carried_out(database, chunk=3)
    assert reached.counts == Counts(workers=12, created=12)
    spans = await table(
        app,
        "SELECT first_employer, last_employer FROM right_run_chunk WHERE run = %s ORDER BY number",
        run.number,
    )
    assert spans == [(1, 1), (2, 8), (9, OPEN_END)]  # and whoever comes in between or later


async def test_an_opted_out_worker_has_no_computed_right(
    app: Connection, database: Database
) -> None:
    stays, leaves = await employ(app, 1, workers=2)
    await counts(database)
    async with acting(app):
        out = declaration(1, worker_id=leaves["worker_id"], year=2026)
        await insert(app, "opt_out", out)
        await insert(app, "opt_out", declaration(1, worker_id=stays["worker_id"], year=2027))
    assert await counts(database) == Counts(workers=2, unchanged=1, removed=1, opted_out=1)
    assert list(await entitled(app)) == [stays["worker_id"]]
    assert await changes(app) == [(leaves["worker_id"], Decimal(4), None, ["optOut"])]
    await do(app, "UPDATE opt_out SET cancelled = true WHERE id = %s", out["id"])
    assert await counts(database) == Counts(workers=2, created=1, unchanged=1)


async def test_a_company_opts_out(app: Connection, database: Database) -> None:
    await employ(app, 1, workers=3)
    (other,) = await employ(app, 2)
    await counts(database)
    async with acting(app):
        await insert(app, "opt_out", declaration(1, year=2026))
    assert await counts(database) == Counts(workers=4, unchanged=1, removed=3, opted_out=3)
    assert list(await entitled(app)) == [other["worker_id"]]


async def test_an_adjustment_is_left_alone(app: Connection, database: Database) -> None:
    (job,) = await employ(app, 1)
    await counts(database)
    line = declaration(1, worker_id=job["worker_id"], year=2026, right_type="sectoral")
    line |= {"unit": "day", "amount": Decimal(1), "effective_date": TODAY, "reason": "gift"}
    async with acting(app):
        await insert(app, "right_adjustment", line | {"minutes_per_day": 456, "computed_then": 4})
    before = await table(app, "SELECT *, ctid::text, xmin::text FROM right_adjustment")
    await do(app, "UPDATE employment SET end_date = '2026-03-31'")
    assert (await counts(database)).changed == 1
    assert await table(app, "SELECT *, ctid::text, xmin::text FROM right_adjustment") == before


@pytest.mark.parametrize(
    ("change", "after", "reasons"),
    [
        ("occupation SET mean_hours = 1900", Decimal(2), ["regime"]),
        ("employment SET end_date = '2026-03-31'", Decimal(1), ["months"]),
        ("occupation SET joint_committee = '124'", Decimal(3), ["jointCommittee", "law"]),
        ("occupation SET joint_committee = '999'", Decimal(5), ["jointCommittee", "law"]),
    ],
)
async def test_what_changed_is_kept_with_its_reasons(
    app: Connection, database: Database, change: str, after: Decimal, reasons: list[str]
) -> None:
    changing, _ = await employ(app, 1, workers=2)
    await counts(database)
    name, _, _ = change.partition(" ")
    key = "id" if name == "employment" else "employment_id"
    with psycopg.connect(database.superuser_url) as superuser:
        statement = f"UPDATE {change} WHERE {key} = %s"
        superuser.execute(statement.encode(), [changing["id"]])
    assert await counts(database) == Counts(workers=2, changed=1, unchanged=1)
    ((who, before, now, why),) = await changes(app)
    assert (who, before, now) == (changing["worker_id"], Decimal(4), after)
    assert why == [reason for reason in reasons if reason != "law"]
    assert (await entitled(app))[changing["worker_id"]] == after


async def test_a_cancelled_employment_takes_its_right_along(
    app: Connection, database: Database
) -> None:
    gone, stays = await employ(app, 1, workers=2)
    await counts(database)
    await do(app, "UPDATE employment SET cancelled = true WHERE id = %s", gone["id"])
    assert await counts(database) == Counts(workers=1, unchanged=1, removed=1)
    assert list(await entitled(app)) == [stays["worker_id"]]
    assert await changes(app) == [(gone["worker_id"], Decimal(4), None, ["employment"])]


async def test_a_career_break_keeps_the_regime_of_the_year_before(
    app: Connection, database: Database
) -> None:
    await employ(app, 1)
    job = await hire(app, 1, "90000000000", end_date=dt.date(2025, 12, 31), **HALF_TIME)
    async with acting(app):
        broken = {"start_date": dt.date(2026, 1, 1), "end_date": None, "mean_hours": 0}
        await insert(app, "occupation", occupation(job, **broken))
    await counts(database)
    assert (await entitled(app))[job["worker_id"]] == Decimal(2)


async def test_an_open_line_ends_with_its_employment(app: Connection, database: Database) -> None:
    await employ(app, 1)
    job = await hire(app, 1, "90000000000", end=dt.date(2026, 1, 31))
    await do(app, "UPDATE employment SET cancelled = false WHERE id = %s", job["id"])
    async with acting(app):
        await app.execute("DELETE FROM occupation WHERE employment_id = %s", [job["id"]])
        await insert(app, "occupation", occupation(job, end_date=None))
    await counts(database)
    assert (await entitled(app))[job["worker_id"]] == Decimal("0.3333")


async def test_a_year_without_figures_is_refused(database: Database) -> None:
    for year in (2021, 2040):
        with pytest.raises(LawError):
            await runs.plan(database.app_url, runs.Wanted(year=year), CLOCK)


async def test_statements_do_not_grow_with_the_chunk(app: Connection, database: Database) -> None:
    await employ(app, 1, workers=2)
    few = _statements(database, 1, 1)
    for number in range(2, 12):
        await employ(app, number, workers=6, fte="12" if number % 2 else None)
    assert _statements(database, 2, 11) <= few + 1  # employers without declarations: a frame more
    assert few < 40


def _statements(database: Database, first: int, last: int) -> int:
    with open_columns(database.app_url) as columns:
        run_columns_store.make_temporary(columns)
        before = columns.statements
        with columns.transaction(OPERATOR, TODAY):
            part = Part(year=2026, first_employer=first, last_employer=last)
            written = compute(columns, part, 1, RULES, follow_up=False)
        assert written.created > 0
        return columns.statements - before


async def test_the_report_says_what_changed_and_why(app: Connection, database: Database) -> None:
    changing, *_ = await employ(app, 1, workers=4)
    await counts(database)
    await do(app, "UPDATE employment SET end_date = '2026-03-31' WHERE id = %s", changing["id"])
    run, _ = await carried_out(database)
    found = await report_of(database.app_url, CLOCK, None)
    assert found is not None
    assert found.run.number == run.number
    assert found.reasons == {"months": 1}
    assert found.committees == [("200", 4, 4)]
    assert found.problems == []


@pytest.mark.parametrize("actor", [enterprise("0200000001"), citizen("00001000000")])
async def test_nobody_but_the_operator_writes_rights(
    app: Connection, database: Database, actor: Any
) -> None:
    (job,) = await employ(app, 1)
    await counts(database)
    row = {"employer_id": 1, "worker_id": job["worker_id"], "year": 2027, "months": 12, "basis": 1}
    row |= {"minutes_per_day": 456, "run": 1, "regime": 1, "entitled": 9, "mixed": False}
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with acting(app, actor):
            await insert(app, "computed_right", row | {"computed_at": CLOCK.now()})
    async with acting(app, actor):
        cursor = await app.execute("UPDATE computed_right SET entitled = 9")
        assert cursor.rowcount == 0
        cursor = await app.execute("DELETE FROM computed_right")
        assert cursor.rowcount == 0
