"""What employers say about rights: kept as declared, with what was computed, and marked."""

import datetime as dt
from decimal import Decimal
from typing import Any

import msgspec
import psycopg
import pytest

from fla.clock import FixedClock
from fla.intake.declaration import AnyDeclaration
from tests.conftest import Database
from tests.intake.build import (
    ANNA,
    BAKERY,
    BRAM,
    PAYROLL,
    SCHOOL,
    STRANGER,
    Connection,
    adjustment,
    as_operator,
    closed,
    codes,
    decided,
    employment,
    head_count,
    mandate,
    opt_out,
    right,
    send,
    suspension,
    verification,
)
from tests.intake.cases.case import headed, withdrawn
from tests.intake.race import connected, race_between
from tests.intake.test_concurrency import read

NEXT_YEAR = FixedClock(dt.datetime(2027, 2, 1, 11, tzinfo=dt.UTC))


async def test_suspensions_are_kept_and_a_correction_states_them_all_anew(
    register: Connection,
) -> None:
    leave, part = suspension(), suspension(dt.date(2026, 9, 1), None, 1900)
    query = "SELECT start_date, end_date, extent, mean_hours FROM suspension ORDER BY start_date"
    await send(register, employment(action="correct", suspensions=(part, leave)))
    assert await read(register, query) == [
        (dt.date(2026, 2, 1), dt.date(2026, 5, 31), "full", None),
        (dt.date(2026, 9, 1), None, "partial", 1900),
    ]
    await send(register, employment(action="correct", suspensions=(part,)))
    assert await read(register, query) == [(dt.date(2026, 9, 1), None, "partial", 1900)]
    await send(register, employment(action="correct"))
    assert await read(register, query) == []


async def test_a_new_employment_brings_its_suspensions(register: Connection) -> None:
    await send(
        register,
        employment(BRAM, "EMP-2", name=("Janssens", "Bram"), suspensions=(suspension(),)),
        employment(
            ANNA,
            "EMP-3",
            parallel=True,
            suspensions=(suspension(), suspension(dt.date(2027, 1, 1), None)),
        ),
    )
    query = "SELECT w.ssin, count(*) FROM suspension s JOIN employment e ON e.id = s.employment_id"
    query += " JOIN worker w ON w.id = e.worker_id GROUP BY w.ssin ORDER BY w.ssin"
    assert await read(register, query) == [(ANNA, 2), (BRAM, 1)]


async def test_a_suspension_changed_alone_changes_the_employment(register: Connection) -> None:
    (unchanged,) = await send(register, employment(action="correct"))
    assert codes(unchanged) == ["DECLARATION-UNCHANGED"]
    (changed,) = await send(register, employment(action="correct", suspensions=(suspension(),)))
    assert codes(changed) == []


async def test_an_adjustment_remembers_what_was_computed_when_it_was_made(
    unmarked: Connection,
) -> None:
    await send(unmarked, right(year=2025), adjustment(), adjustment(reference="ADJ-2", year=2025))
    query = (
        "SELECT year, amount, computed_then, minutes_per_day FROM right_adjustment ORDER BY year"
    )
    assert await read(unmarked, query) == [
        (2025, Decimal("-0.5"), None, 456),
        (2026, Decimal("-0.5"), Decimal(5), 456),
    ]
    await as_operator(unmarked, "UPDATE computed_right SET entitled = 4", ())
    await send(unmarked, adjustment(action="correct", amount=Decimal(-1)))
    assert (await read(unmarked, query))[1] == (2026, Decimal(-1), Decimal(4), 456)


async def test_what_was_computed_counts_for_an_adjustment_of_its_type_alone(
    unmarked: Connection,
) -> None:
    await send(
        unmarked, right(right_type="employer"), adjustment(right_type="employer", reference="A-2")
    )
    assert await read(unmarked, "SELECT computed_then FROM right_adjustment") == [(None,)]


async def test_a_verification_keeps_the_amount_and_a_new_amount_is_verified_anew(
    unmarked: Connection,
) -> None:
    (first,) = await send(unmarked, verification())
    (again,) = await send(unmarked, verification(reference="VER-2"))
    assert (codes(first), codes(again)) == ([], ["RIGHT_YEAR-VERIFIED"])
    assert again.anomalies[0].detail == "VER-1"
    await as_operator(unmarked, "UPDATE computed_right SET entitled = 4", ())
    (anew,) = await send(unmarked, verification(reference="VER-3"))
    assert codes(anew) == []
    query = "SELECT reference, entitled FROM right_verification ORDER BY reference"
    assert await read(unmarked, query) == [
        ("VER-1", Decimal(5)),
        ("VER-2", Decimal(5)),
        ("VER-3", Decimal(4)),
    ]


async def test_a_cancelled_opt_out_makes_room_for_another_in_the_same_set(
    register: Connection,
) -> None:
    await send(register, opt_out(None))
    outcomes = await send(register, opt_out(None, reference="OPT-2"), withdrawn(opt_out(None)))
    assert [codes(outcome) for outcome in outcomes] == [[], []]
    query = "SELECT reference, cancelled, worker_id IS NULL FROM opt_out ORDER BY reference"
    assert await read(register, query) == [("OPT-1", True, True), ("OPT-2", False, True)]


async def test_an_opt_out_and_the_right_it_allows_come_together(register: Connection) -> None:
    outcomes = await send(register, right(right_type="statutory"), opt_out())
    assert [codes(outcome) for outcome in outcomes] == [[], []]


async def test_a_cancelled_head_count_makes_room_for_another(register: Connection) -> None:
    await send(register, head_count())
    outcomes = await send(
        register, head_count("HCT-2", fte=Decimal("21.25")), withdrawn(head_count())
    )
    assert [codes(outcome) for outcome in outcomes] == [[], []]
    query = "SELECT fte, cancelled FROM head_count ORDER BY reference"
    assert await read(register, query) == [(Decimal("19.50"), True), (Decimal("21.25"), False)]


async def test_a_frozen_quarter_is_told_when_it_is_cancelled_too(register: Connection) -> None:
    await send(register, head_count(quarter="2025Q3"))
    await decided(register, dt.date(2026, 1, 1), "2025Q2", "2025Q3")
    (outcome,) = await send(register, withdrawn(head_count()))
    assert codes(outcome) == ["HEAD_COUNT_QUARTER-FROZEN"]
    assert (outcome.anomalies[0].value, outcome.anomalies[0].detail) == ("2025Q3", "2026-01-01")


BY_KIND = pytest.mark.parametrize(
    "declaration",
    [
        pytest.param(opt_out(None), id="opt-out of the company"),
        pytest.param(opt_out(), id="opt-out of a worker"),
        pytest.param(adjustment(), id="adjustment"),
        pytest.param(verification(), id="verification"),
        pytest.param(head_count(), id="head count"),
    ],
)


@BY_KIND
async def test_a_whole_history_sent_again_changes_nothing(
    unmarked: Connection, declaration: Any
) -> None:
    history = [declaration, withdrawn(declaration)]
    for repeated in (False, True):
        for one in history:
            (outcome,) = await send(unmarked, one)
            assert (outcome.status, outcome.repeated) == ("accepted", repeated)


@BY_KIND
async def test_a_reference_stands_for_one_thing(unmarked: Connection, declaration: Any) -> None:
    await send(unmarked, declaration)
    content = declaration.__struct_fields__[-1]
    changes = {"quarter": "2026Q2"} if content == "head_count" else {"year": 2027}
    other = headed(
        declaration,
        **{content: msgspec.structs.replace(getattr(declaration, content), **changes)},
    )
    (outcome,) = await send(unmarked, other)
    assert codes(outcome)[0] == "REFERENCE-REFERENCE_TAKEN"


@BY_KIND
async def test_a_cancellation_of_what_is_cancelled_is_refused(
    unmarked: Connection, declaration: Any
) -> None:
    (first,) = await send(unmarked, declaration)
    await send(unmarked, withdrawn(declaration))
    by_id = headed(withdrawn(declaration), target=first.target, reference="AGAIN")
    (outcome,) = await send(unmarked, by_id)
    assert codes(outcome) == ["REFERENCE-WRONG_STATE"]


@BY_KIND
async def test_a_closed_mandate_serves_its_year_and_no_other(
    unmarked: Connection, declaration: Any
) -> None:
    former = "0800000570"
    await as_operator(unmarked, "INSERT INTO sender VALUES (%s, 'Office', false)", (former,))
    await mandate(unmarked, BAKERY, former, "2025Q1", "2026Q3", status="closed")
    (outcome,) = await send(unmarked, declaration, sender=former)
    assert codes(outcome) == []
    (unseen,) = await send(
        unmarked,
        headed(withdrawn(declaration), target=outcome.target, reference="X"),
        sender=SCHOOL,
    )
    assert codes(unseen) == ["ENTERPRISE_NUMBER-NOT_ENTITLED"]
    (own,) = await send(unmarked, withdrawn(declaration), sender=former)
    assert codes(own) == []


@BY_KIND
async def test_a_stranger_learns_nothing(unmarked: Connection, declaration: Any) -> None:
    await send(unmarked, declaration)
    for one in (declaration, withdrawn(declaration)):
        (outcome,) = await send(unmarked, one, sender=STRANGER)
        assert codes(outcome) == ["ENTERPRISE_NUMBER-NOT_ENTITLED"]
        assert outcome.target is None


@BY_KIND
async def test_a_mandatary_speaks_for_the_employer_who_may_take_it_back(
    unmarked: Connection, declaration: Any
) -> None:
    (outcome,) = await send(unmarked, declaration, sender=PAYROLL)
    assert codes(outcome) == []
    (taken_back,) = await send(
        unmarked, headed(withdrawn(declaration), target=outcome.target, reference="MINE")
    )
    assert codes(taken_back) == []


@pytest.mark.parametrize(
    "declaration",
    [
        pytest.param(opt_out(year=2026), id="opt-out"),
        pytest.param(adjustment(), id="adjustment"),
        pytest.param(verification(), id="verification"),
    ],
)
async def test_last_year_is_declared_as_long_as_it_is_open(
    unmarked: Connection, declaration: Any
) -> None:
    """Until its closing in February, and again once that is taken back."""
    (outcome,) = await send(unmarked, declaration, clock=NEXT_YEAR)
    assert codes(outcome) == []
    await closed(unmarked, 2026)
    (refused,) = await send(unmarked, withdrawn(declaration), clock=NEXT_YEAR)
    assert codes(refused) == ["RIGHT_YEAR-YEAR_CLOSED"]
    await as_operator(unmarked, "UPDATE year_closing SET reopened_at = now()", ())
    (outcome,) = await send(unmarked, withdrawn(declaration), clock=NEXT_YEAR)
    assert codes(outcome) == []


@pytest.mark.parametrize(
    "declaration",
    [
        pytest.param(opt_out(year=2026), id="opt-out"),
        pytest.param(right(), id="right"),
        pytest.param(adjustment(), id="adjustment"),
        pytest.param(verification(), id="verification"),
    ],
)
async def test_what_a_year_was_closed_with_is_not_cancelled(
    unmarked: Connection, declaration: Any
) -> None:
    await send(unmarked, declaration)
    await closed(unmarked, 2026)
    (outcome,) = await send(unmarked, withdrawn(declaration), clock=NEXT_YEAR)
    assert codes(outcome) == ["RIGHT_YEAR-YEAR_CLOSED"]
    assert outcome.anomalies[0].value == "2026"
    (retry,) = await send(unmarked, declaration, clock=NEXT_YEAR)
    assert retry.repeated


async def test_the_number_of_statements_does_not_grow_with_any_kind(
    unmarked: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: list[int] = []
    original = psycopg.AsyncConnection.execute

    async def counted(self: Connection, *args: Any, **kwargs: Any) -> Any:
        counts[-1] += 1
        return await original(self, *args, **kwargs)

    await send(unmarked, verification())
    monkeypatch.setattr(psycopg.AsyncConnection, "execute", counted)
    for size in (1, 40):
        counts.append(0)
        declarations: list[AnyDeclaration] = []
        for n in range(size):
            key = f"{size}-{n}"
            line: dict[str, Any] = {"line": "adjustment", "reason": "Agency"}
            declarations += [
                adjustment(reference=f"ADJ-{key}"),
                verification(reference=f"VER-{key}"),
                head_count(f"HCT-{key}", **line),
                employment(reference=f"EMP-{key}", parallel=True, suspensions=(suspension(),)),
            ]
        outcomes = await send(unmarked, *declarations)
        assert {outcome.status for outcome in outcomes} <= {"accepted", "acceptedWithWarnings"}
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("ahead", "behind", "refused"),
    [
        pytest.param(
            opt_out(None), opt_out(None, reference="B"), "RIGHT_YEAR-EXISTS", id="company"
        ),
        pytest.param(opt_out(), opt_out(reference="B"), "RIGHT_YEAR-EXISTS", id="worker"),
        pytest.param(head_count(), head_count("B"), "HEAD_COUNT_QUARTER-EXISTS", id="head count"),
    ],
)
async def test_of_two_at_once_one_is_refused(
    register: Connection,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    ahead: AnyDeclaration,
    behind: AnyDeclaration,
    refused: str,
) -> None:
    async with connected(database) as second, connected(database) as watch:
        race = race_between(register, second, watch, monkeypatch)
        (first,), (late,) = await race([ahead], [behind])
    assert (codes(first), codes(late)) == ([], [refused])


async def test_the_same_opt_out_twice_at_once_is_one(
    register: Connection, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with connected(database) as second, connected(database) as watch:
        race = race_between(register, second, watch, monkeypatch)
        (first,), (again,) = await race([opt_out()], [opt_out()])
    assert (first.repeated, again.repeated) == (False, True)
    assert await read(register, "SELECT count(*) FROM opt_out") == [(1,)]
