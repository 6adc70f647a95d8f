"""Computed rights and what was said of them, as pages read them, and who sees them."""

import datetime as dt
import uuid
from decimal import Decimal
from fractions import Fraction

import pytest

from fla.database.identity import Identity, citizen, enterprise
from fla.law.pack import pack
from fla.rights import store
from fla.rights.term import verification_term
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
    training_right,
    worker,
)

SSIN = "85073003328"
ACME = enterprise("0200000001")
BRUG = enterprise("0200000002")


@pytest.fixture
async def ann(app: Connection) -> Row:
    """A worker of Acme's with a computed right of 2026, and one of Brug's with none."""
    async with acting(app):
        await insert(app, "employer", employer(1, "Acme"))
        await insert(app, "employer", employer(2, "Brug"))
        await insert(app, "worker", worker(2, "90010100201"))
        found = await insert(app, "worker", worker(1, SSIN))
        basis = facts.right_basis(1, fte_hundredths=8467, cba_registration_number="181682/CO/200")
        await insert(app, "right_basis", basis)
        await insert(app, "computed_right", facts.computed_right(found, "4"))
    return found


async def given(connection: Connection, *rows: tuple[str, Row]) -> None:
    async with acting(connection):
        await facts.put(connection, *rows)


async def test_a_computed_right_comes_with_its_basis(app: Connection, ann: Row) -> None:
    async with acting(app, ACME):
        right = await store.computed_right(app, 1, ann["id"], 2026)
        none = await store.computed_right(app, 1, ann["id"], 2025)
    assert none is None
    assert right is not None
    assert (right.entitled, right.unit, right.months) == (Decimal(4), "day", 12)
    assert (right.right_type, right.scale) == ("statutory", "general.20")
    assert right.average == Fraction(8467, 400)
    assert right.cba_registration_number == "181682/CO/200"
    assert not right.replaced


async def test_a_computed_right_knows_that_it_is_replaced(app: Connection, ann: Row) -> None:
    await given(
        app,
        ("computed_right", facts.computed_right(ann, "3", year=2025)),
        ("training_right", training_right(ann, right_type="sectoral")),
        ("training_right", training_right(ann, right_type="employer", year=2025)),
    )
    async with acting(app, ACME):
        rights = await store.computed_rights(app, 1, ann["id"])
    assert [(one.year, one.replaced) for one in rights] == [(2026, True), (2025, False)]


async def test_the_head_count_of_a_day_is_the_last_decided(app: Connection, ann: Row) -> None:
    decision = {"employer_id": 1, "method": "declared", "inputs": "{}", "fte_hundredths": 8467}
    decision |= {"quarters": 4, "run": 1, "decided_at": NOW}
    for year in (2024, 2026):
        await given(app, ("size_decision", decision | {"start_date": dt.date(year, 1, 1)}))
    async with acting(app, ACME):
        before = await store.size_decision(app, 1, dt.date(2023, 12, 31))
        found = await store.size_decision(app, 1, dt.date(2025, 12, 31))
    assert before is None
    assert found is not None
    assert found.start_date == dt.date(2024, 1, 1)
    assert found.average == Fraction(8467, 400)


async def test_an_adjustment_is_flagged_when_its_amount_changes(app: Connection, ann: Row) -> None:
    on_what_stands = facts.adjustment(ann, "1", computed_then=Decimal(4))
    on_another = facts.adjustment(ann, "2", computed_then=Decimal("3.5"))
    on_none_then = facts.adjustment(ann, "3", computed_then=None)
    on_none_still = facts.adjustment(ann, "4", computed_then=None, year=2025)
    on_none_now = facts.adjustment(ann, "5", year=2024)
    gone = facts.adjustment(ann, "6", cancelled=True)
    rows = (on_what_stands, on_another, on_none_then, on_none_still, on_none_now, gone)
    await given(app, *(("right_adjustment", row) for row in rows))
    async with acting(app, ACME):
        found = await store.adjustments(app, 1, ann["id"])
        outdated = await store.outdated_adjustments(app, 1, 2026)
        cancelled = await store.adjustment_by_id(app, 1, gone["id"])
        unknown = await store.adjustment_by_id(app, 1, uuid.uuid4())
    assert {int(one.amount): one.outdated for one in found} == {
        1: False,
        2: True,
        3: True,
        4: False,
        5: True,
    }
    assert {int(one.amount) for one in outdated} == {2, 3}
    assert [one.year for one in found] == [2026, 2026, 2026, 2025, 2024]
    assert cancelled is not None
    assert cancelled.cancelled
    assert unknown is None


@pytest.mark.parametrize(
    ("found", "state", "waiting"), [(None, "none", 1), ("4", "verified", 0), ("3.5", "again", 1)]
)
async def test_a_verification_holds_for_the_amount_it_found(
    app: Connection, ann: Row, found: str | None, state: str, waiting: int
) -> None:
    if found:
        await given(app, ("right_verification", facts.verification(ann, found)))
    cancelled = facts.verification(ann, "4", cancelled=True, changed_at=NOW + dt.timedelta(1))
    await given(app, ("right_verification", cancelled))
    async with acting(app, ACME):
        read = await store.verification(app, 1, ann["id"], 2026)
        every = await store.verifications(app, 1, ann["id"])
        unverified = await store.count_unverified(app, 1, 2026)
        nothing = await store.verification(app, 1, ann["id"], 2025)
    assert read is not None
    assert every == [read]
    assert (read.state, unverified) == (state, waiting)
    assert read.verified == (None if found is None else Decimal(found))
    assert nothing is None


@pytest.mark.parametrize(
    ("computed", "hired", "term"),
    [
        ("2026-01-01T03:00:00Z", None, dt.date(2026, 1, 31)),
        ("2025-12-20T03:00:00Z", None, dt.date(2026, 1, 31)),
        ("2026-03-01T23:30:00Z", None, dt.date(2026, 4, 1)),  # 2 March in Brussels
        ("2026-03-01T10:00:00Z", dt.date(2026, 2, 25), dt.date(2026, 4, 26)),
        ("2026-09-01T10:00:00Z", dt.date(2026, 2, 25), dt.date(2026, 10, 1)),
        ("2026-01-01T03:00:00Z", dt.date(2025, 12, 31), dt.date(2026, 1, 31)),
    ],
)
async def test_the_term_of_a_verification(
    app: Connection, ann: Row, computed: str, hired: dt.date | None, term: dt.date
) -> None:
    if hired:
        await given(app, ("employment", employment(ann, start_date=hired)))
    async with acting(app):
        await app.execute("UPDATE computed_right SET computed_at = %s", [computed])
    async with acting(app, ACME):
        read = await store.verification(app, 1, ann["id"], 2026)
    assert read is not None
    assert verification_term(pack(), read) == term


async def test_opt_outs_of_a_worker_and_of_a_year(app: Connection, ann: Row) -> None:
    company, own = facts.opt_out(1, year=2025), facts.opt_out(1, ann, reason="agreed")
    colleague = worker(1, "90010100302")
    others = facts.opt_out(1, colleague)
    rows = (own, company, others, facts.opt_out(1, year=2024, cancelled=True))
    await given(app, ("worker", colleague), *(("opt_out", row) for row in rows))
    async with acting(app, ACME):
        of_ann = await store.opt_outs_of_worker(app, 1, ann["id"])
        of_year = await store.opt_outs_of_year(app, 1, 2026)
        one = await store.opt_out_by_id(app, 1, own["id"])
    assert [opt_out.id for opt_out in of_ann] == [own["id"], company["id"]]
    assert {opt_out.worker_id for opt_out in of_year} == {ann["id"], colleague["id"]}
    assert one is not None
    assert one.reason == "agreed"
    async with acting(app, citizen(SSIN)):
        seen = await store.opt_outs_of_worker(app, 1, ann["id"])
        foreign = await store.opt_outs_of_worker(app, 1, colleague["id"])
    assert seen == of_ann
    assert [opt_out.worker_id for opt_out in foreign] == [None]


async def test_changes_and_closings_are_a_history(app: Connection, ann: Row) -> None:
    change = {"employer_id": 1, "worker_id": ann["id"], "year": 2026, "changed_at": NOW}
    change |= {"before": Decimal(5), "after": Decimal(4), "old_basis": 1, "new_basis": 1}
    change |= {"reasons": ["regime", "months"]}
    closed = facts.carried_over(ann, "1.5", used=Decimal(1), entitled=Decimal("2.5"))
    await given(
        app,
        ("right_change", change | {"run": 1}),
        ("right_change", change | {"run": 2, "after": None, "new_basis": None}),
        ("year_closing", facts.closing(1, 2024)),
        ("year_closing", facts.closing(1, 2025)),
        ("carried_over", closed),
        ("carried_over", facts.carried_over(ann, "0.5", year=2024)),
    )
    async with acting(app, ACME):
        changes = await store.changes_of_worker(app, 1, ann["id"])
        closings = await store.carried_over(app, 1, ann["id"])
    assert [(one.run, one.after) for one in changes] == [(2, None), (1, Decimal(4))]
    assert changes[1].reasons == ["regime", "months"]
    assert [(one.year, one.carried_out) for one in closings] == [
        (2025, Decimal("1.5")),
        (2024, Decimal("0.5")),
    ]
    assert (closings[0].law_version, closings[0].closed_at) == ("test", NOW)


async def test_regimes_of_a_year_and_those_they_follow(app: Connection, ann: Row) -> None:
    """A full career break keeps the regime before it, whenever that was."""
    relation = employment(ann, end_date=dt.date(2026, 9, 30))
    before = occupation(relation, end_date=dt.date(2025, 6, 30))
    pause = occupation(relation, start_date=dt.date(2025, 7, 1), end_date=None, mean_hours=0)
    ended = employment(ann, start_date=dt.date(2018, 1, 1), end_date=dt.date(2019, 12, 31))
    void = employment(ann, cancelled=True)
    await given(
        app,
        *(("employment", row) for row in (relation, ended, void)),
        *(("occupation", row) for row in (before, pause, occupation(ended), occupation(void))),
        ("suspension", facts.suspension(relation, dt.date(2025, 7, 1))),
        ("suspension", facts.suspension(ended, dt.date(2018, 5, 1))),
    )
    async with acting(app, ACME):
        lines = await store.occupations_of_year(app, 1, ann["id"], 2026)
        suspensions = await store.suspensions_of_year(app, 1, ann["id"], 2026)
        none = await store.suspensions_of_year(app, 1, ann["id"], 2024)
    assert [(line.start_date, line.end_date, line.mean_hours) for line in lines] == [
        (dt.date(2020, 1, 1), dt.date(2025, 6, 30), 3800),
        (dt.date(2025, 7, 1), dt.date(2026, 9, 30), 0),
    ]
    assert [(one.start_date, one.end_date, one.extent) for one in suspensions] == [
        (dt.date(2025, 7, 1), dt.date(2026, 9, 30), "full")
    ]
    assert none == []


@pytest.mark.parametrize(("who", "sees"), [(ACME, True), (citizen(SSIN), True), (BRUG, False)])
async def test_rights_are_seen_by_those_concerned(
    app: Connection, ann: Row, who: Identity, sees: bool
) -> None:
    await given(
        app,
        ("right_adjustment", facts.adjustment(ann, "1")),
        ("right_verification", facts.verification(ann, "4")),
        ("opt_out", facts.opt_out(1, ann)),
        ("year_closing", facts.closing(1)),
        ("carried_over", facts.carried_over(ann, "1")),
    )
    async with acting(app, who):
        found = (
            await store.computed_rights(app, 1, ann["id"]),
            await store.adjustments(app, 1, ann["id"]),
            await store.verifications(app, 1, ann["id"]),
            await store.opt_outs_of_worker(app, 1, ann["id"]),
            await store.carried_over(app, 1, ann["id"]),
        )
    assert [len(one) for one in found] == [int(sees)] * len(found)
