"""The life of declarations: registered, retried, corrected, cancelled; nothing half-written."""

import datetime as dt
from decimal import Decimal
from typing import Any

import msgspec
import psycopg
import pytest

from fla.clock import FixedClock
from fla.database.identity import OPERATOR, assume, enterprise
from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import AnyDeclaration, Sender, Unreadable
from fla.intake.submit import MAXIMUM, submit, submit_addressed
from tests.intake.build import (
    ANNA,
    BAKERY,
    BRAM,
    CLOCK,
    FOUNDRY,
    PAYROLL,
    SCHOOL,
    TODAY,
    Connection,
    codes,
    employment,
    right,
    send,
    training,
)


async def rows(connection: Connection, query: str, who: str = BAKERY) -> list[tuple[Any, ...]]:
    async with connection.transaction():
        await assume(connection, enterprise(who), TODAY)
        return await (await connection.execute(query)).fetchall()


async def test_a_set_may_bring_a_worker_his_right_and_his_training(register: Connection) -> None:
    outcomes = await send(
        register,
        training(BRAM, "TRN-9"),
        right(BRAM, "RGT-9"),
        employment(BRAM, "EMP-9", name=("Janssens", "Bram")),
    )
    assert [outcome.status for outcome in outcomes] == ["accepted"] * 3
    assert [outcome.reference for outcome in outcomes] == ["TRN-9", "RGT-9", "EMP-9"]


async def test_the_credit_follows_what_is_declared(register: Connection) -> None:
    await send(register, right(), training())
    query = "SELECT entitled_days, used_days, remaining_days, used_hours FROM credit"
    assert await rows(register, query) == [
        (Decimal(4), Decimal(2), Decimal(2), Decimal("15.2000")),
    ]
    await send(register, training(action="cancel"))
    assert await rows(register, query) == [(Decimal(4), Decimal(0), Decimal(4), Decimal(0))]


async def test_a_retry_is_answered_with_the_first_outcome(register: Connection) -> None:
    late = training(start_date=dt.date(2026, 3, 2), end_date=dt.date(2026, 3, 3))
    (first,) = await send(register, late)
    assert codes(first) == ["TRAINING_END_DATE-LATE"]
    (again,) = await send(register, late)
    assert again.repeated
    assert (again.declaration_id, again.target) == (first.declaration_id, first.target)
    assert again.status == "acceptedWithWarnings"
    assert codes(again) == codes(first)
    assert await rows(register, "SELECT count(*) FROM training") == [(1,)]
    assert await rows(register, "SELECT count(*) FROM journal WHERE kind = 'training'") == [(1,)]


async def test_a_retry_after_a_correction_is_still_the_first_declaration(
    register: Connection,
) -> None:
    (first,) = await send(register, training())
    await send(register, training(action="correct", title="Werken op hoogte"))
    (again,) = await send(register, training())
    assert (again.repeated, again.declaration_id) == (True, first.declaration_id)
    assert await rows(register, "SELECT title, version FROM training") == [("Werken op hoogte", 2)]


async def test_a_planned_training_may_be_retried_when_its_day_has_passed(
    register: Connection,
) -> None:
    planned = training(
        status="planned",
        start_date=dt.date(2026, 11, 30),
        end_date=dt.date(2026, 11, 30),
        duration_minutes=456,
        charged_minutes=456,
    )
    (first,) = await send(register, planned)
    later = FixedClock(CLOCK.now() + dt.timedelta(days=30))
    (again,) = await send(register, planned, clock=later)
    assert (first.status, again.repeated) == ("accepted", True)


async def test_what_was_rejected_is_judged_anew(register: Connection) -> None:
    (rejected,) = await send(register, training(BRAM))
    assert codes(rejected) == ["SSIN-UNKNOWN"]
    await send(register, employment(BRAM, "EMP-2", name=("Janssens", "Bram")))
    (accepted,) = await send(register, training(BRAM))
    assert accepted.status == "accepted"


async def test_corrections_of_each_kind_change_the_object(register: Connection) -> None:
    await send(register, right(), training())
    outcomes = await send(
        register,
        right(
            action="correct", entitled=Decimal("3.5"), adjusted=Decimal(1), adjustment_reason="x"
        ),
        training(action="correct", duration_minutes=480, charged_minutes=480),
        employment(action="correct", name=("Peeters-Maes", "Anna"), end_date=dt.date(2026, 12, 31)),
    )
    assert [outcome.status for outcome in outcomes] == ["accepted"] * 3
    assert await rows(register, "SELECT entitled, adjusted, version FROM training_right") == [
        (Decimal("3.5"), Decimal(1), 2)
    ]
    assert await rows(register, "SELECT duration_minutes, version FROM training") == [(480, 2)]
    assert await rows(register, "SELECT family_name, search_name FROM worker") == [
        ("Peeters-Maes", "peeters-maes anna")
    ]
    assert await rows(register, "SELECT end_date FROM occupation") == [(dt.date(2026, 12, 31),)]


async def test_each_kind_can_be_cancelled_and_then_no_longer_changed(register: Connection) -> None:
    await send(register, right(), training())
    declarations: list[AnyDeclaration] = [right(), training()]
    cancelled = await send(register, *(_act(d, "cancel") for d in declarations))
    assert [outcome.status for outcome in cancelled] == ["accepted"] * 2
    again = await send(register, *(_act(d, "cancel") for d in declarations))
    assert [outcome.repeated for outcome in again] == [True, True]
    retried = await send(register, *declarations)
    assert [outcome.repeated for outcome in retried] == [True, True]
    for action in ("register", "correct"):
        changed = (right(action=action, entitled=Decimal(1)), training(action=action, title="B"))
        refused = await send(register, *changed)
        assert [codes(o) for o in refused] == [["REFERENCE-WRONG_STATE"]] * 2


def _act(declaration: Any, action: str) -> Any:
    changed = msgspec.structs.replace(declaration, action=action)
    if action != "cancel":
        return changed
    kind = "training" if hasattr(declaration, "training") else "right"
    return msgspec.structs.replace(changed, **{kind: None})


async def test_an_employment_is_cancelled_when_nothing_hangs_on_it(register: Connection) -> None:
    await send(register, training())
    cancel = msgspec.structs.replace(employment(action="cancel"), employment=None)
    (refused,) = await send(register, cancel)
    assert codes(refused) == ["ACTION-WRONG_STATE"]
    await send(register, msgspec.structs.replace(training(action="cancel"), training=None))
    (accepted,) = await send(register, cancel)
    assert accepted.status == "accepted"


async def test_the_end_of_one_employment_makes_room_for_the_next(register: Connection) -> None:
    outcomes = await send(
        register,
        employment(reference="EMP-2", start=dt.date(2026, 4, 1), mean_hours=1900),
        employment(action="correct", end_date=dt.date(2026, 3, 31)),
    )
    assert [codes(outcome) for outcome in outcomes] == [[], []]
    assert await rows(register, "SELECT count(*) FROM occupation") == [(2,)]


async def test_a_correction_may_name_the_object_by_its_id(register: Connection) -> None:
    (first,) = await send(register, training(), sender=PAYROLL)
    correction = training(reference="MINE-1", action="correct", title="Hoogtewerken")
    by_id = msgspec.structs.replace(correction, target=first.target)
    (corrected,) = await send(register, by_id)
    assert (corrected.status, corrected.target) == ("accepted", first.target)
    assert await rows(register, "SELECT title, registered_by FROM training") == [
        ("Hoogtewerken", PAYROLL)
    ]


async def test_a_dry_run_says_the_same_and_writes_nothing(register: Connection) -> None:
    dry = await send(register, right(), training(), training(BRAM, "TRN-2"), dry_run=True)
    assert await rows(register, "SELECT count(*) FROM training") == [(0,)]
    assert await rows(register, "SELECT count(*) FROM journal WHERE kind <> 'employment'") == [(0,)]
    wet = await send(register, right(), training(), training(BRAM, "TRN-2"))
    assert [(o.status, o.anomalies) for o in dry] == [(o.status, o.anomalies) for o in wet]


async def test_what_fails_does_not_hold_back_its_neighbours(register: Connection) -> None:
    outcomes = await send(register, training(), training(BRAM, "TRN-2"), right())
    assert [outcome.status for outcome in outcomes] == ["accepted", "rejected", "accepted"]
    assert await rows(register, "SELECT count(*) FROM training") == [(1,)]


async def test_the_journal_keeps_who_said_what_and_why_it_was_refused(register: Connection) -> None:
    who = Sender(enterprise_number=PAYROLL, door="portal", person="Dirk")
    (outcome,) = await submit(register, who, [training(BRAM, "TRN-2")], CLOCK)
    found = await rows(
        register,
        "SELECT j.sender, j.declared_by, j.door, j.outcome, j.content::json->>'ssin',"
        "       a.code, a.class"
        "  FROM journal j JOIN anomaly a ON a.employer_id = j.employer_id"
        "                               AND a.declaration_id = j.id",
    )
    assert found == [(PAYROLL, "Dirk", "portal", "rejected", BRAM, "70004-070", "B")]
    assert outcome.anomalies[0].code == "70004-070"


async def test_an_unreadable_record_is_answered_and_journalled(register: Connection) -> None:
    unreadable = Unreadable(
        action="register",
        reference="TRN\x00" + "x" * 100,
        enterprise_number=BAKERY,
        ssin="85\ud800",
        anomalies=(Anomaly(Field.TRAINING_START_DATE, Error.INVALID, "2026-02-30"),),
    )
    (outcome,) = await send(register, unreadable)
    assert codes(outcome) == ["TRAINING_START_DATE-INVALID"]
    found = await rows(register, "SELECT kind, outcome FROM journal WHERE kind = 'unreadable'")
    assert found == [("unreadable", "rejected")]


async def test_several_senders_share_a_transaction_and_keep_apart(register: Connection) -> None:
    outcomes = await submit_addressed(
        register,
        [
            (Sender(enterprise_number=BAKERY, door="portal"), training()),
            (
                Sender(enterprise_number=PAYROLL, door="rest"),
                training(reference="TRN-1", title="B"),
            ),
            (Sender(enterprise_number=FOUNDRY, door="rest"), training(reference="TRN-1")),
        ],
        CLOCK,
    )
    assert [codes(o) for o in outcomes] == [[], [], ["ENTERPRISE_NUMBER-NOT_ENTITLED"]]
    found = await rows(register, "SELECT registered_by FROM training ORDER BY registered_by")
    assert found == sorted([(BAKERY,), (PAYROLL,)])


async def test_the_number_of_statements_does_not_grow(
    register: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: list[int] = []
    original = psycopg.AsyncConnection.execute

    async def counted(self: Connection, *args: Any, **kwargs: Any) -> Any:
        counts[-1] += 1
        return await original(self, *args, **kwargs)

    monkeypatch.setattr(psycopg.AsyncConnection, "execute", counted)
    for size in (1, 300):
        counts.append(0)
        declarations = [
            training(
                reference=f"T-{size}-{number}",
                start_date=dt.date(2025, 1, 1) + dt.timedelta(days=number),
                end_date=dt.date(2025, 1, 1) + dt.timedelta(days=number),
                duration_minutes=60,
                charged_minutes=60,
            )
            for number in range(size)
        ]
        await send(register, *declarations)
    assert counts[0] == counts[1] <= 9


async def test_a_submission_has_its_bounds(register: Connection) -> None:
    assert await send(register) == []
    with pytest.raises(ValueError, match="at most"):
        await send(register, *([training()] * (MAXIMUM + 1)))
    async with register.transaction():
        with pytest.raises(RuntimeError):
            await send(register, training())


async def test_the_operator_sees_attempts_on_employers_nobody_may_declare_for(
    register: Connection,
) -> None:
    await send(register, training(), sender=FOUNDRY)
    async with register.transaction():
        await assume(register, OPERATOR, TODAY)
        cursor = await register.execute("SELECT sender, outcome FROM journal WHERE employer_id = 0")
        assert await cursor.fetchall() == [(FOUNDRY, "rejected")]
    assert await rows(register, f"SELECT count(*) FROM journal WHERE sender = '{FOUNDRY}'") == [
        (0,)
    ]


async def test_a_provider_registers_proposals(register: Connection) -> None:
    (outcome,) = await send(register, training(), sender=SCHOOL)
    assert outcome.status == "accepted"
    assert await rows(register, "SELECT verification FROM training") == [("pending",)]
    assert await rows(register, "SELECT count(*) FROM worker", who=SCHOOL) == [(0,)]
    correction = msgspec.structs.replace(
        training(reference="OK-1", action="correct"), target=outcome.target
    )
    await send(register, correction)
    assert await rows(register, "SELECT verification FROM training") == [("confirmed",)]
    assert ANNA


async def test_a_whole_history_sent_again_changes_nothing(register: Connection) -> None:
    history = [
        training(),
        training(action="correct", title="B"),
        training(action="correct", title="C"),
        _act(training(), "cancel"),
    ]
    for repeated in (False, True):
        for declaration in history:
            (outcome,) = await send(register, declaration)
            assert (outcome.status, outcome.repeated) == ("accepted", repeated)
    assert await rows(register, "SELECT title, status, version FROM training") == [
        ("C", "cancelled", 4)
    ]


async def test_an_object_may_be_changed_once_in_a_set_by_whatever_name(
    register: Connection,
) -> None:
    (first,) = await send(register, training())
    by_id = msgspec.structs.replace(
        training(reference="X-2", action="correct", title="By id"), target=first.target
    )
    again = msgspec.structs.replace(by_id, reference="X-3")
    outcomes = await send(register, by_id, again, _act(training(), "cancel"))
    assert [codes(o) for o in outcomes] == [["REFERENCE-REPEATED"]] * 2 + [[]]
    assert await rows(register, "SELECT status, version FROM training") == [("cancelled", 2)]


async def test_days_are_counted_as_the_set_leaves_them(register: Connection) -> None:
    day: dict[str, Any] = {"start_date": dt.date(2026, 10, 5), "end_date": dt.date(2026, 10, 5)}
    long: dict[str, Any] = {"duration_minutes": 1200, "charged_minutes": 60, **day}
    await send(register, training(reference="A", **long))
    swapped = await send(
        register, training(reference="B", **long), _act(training(reference="A"), "cancel")
    )
    assert [codes(outcome) for outcome in swapped] == [[], []]
    moved = await send(
        register,
        training(reference="B", action="correct", **(long | {"duration_minutes": 600})),
        training(reference="C", **(long | {"duration_minutes": 840})),
        training(reference="D", **(long | {"duration_minutes": 61})),
    )
    assert [codes(o) for o in moved] == [[], [], ["DURATION_MINUTES-DAY_TOO_LONG"]]


async def test_a_short_training_within_a_full_long_one_is_too_much(register: Connection) -> None:
    full = training(reference="A", duration_minutes=2880)
    day: dict[str, Any] = {"start_date": dt.date(2026, 10, 5), "end_date": dt.date(2026, 10, 5)}
    short = training(reference="B", duration_minutes=480, charged_minutes=480, **day)
    (first,) = await send(register, full)
    (second,) = await send(register, short)
    assert codes(first) == []
    assert codes(second) == ["DURATION_MINUTES-DAY_TOO_LONG"]
    assert second.anomalies[0].detail == "56:00"


async def test_a_proposal_does_not_use_up_credit_and_settled_is_settled(
    register: Connection,
) -> None:
    await send(register, right())
    (proposal,) = await send(register, training(), sender=SCHOOL)
    query = "SELECT planned_days, used_days FROM credit"
    assert await rows(register, query) == [(Decimal(2), Decimal(0))]
    confirm = msgspec.structs.replace(
        training(reference="OK-1", action="correct", location="Gent"), target=proposal.target
    )
    await send(register, confirm)
    assert await rows(register, query) == [(Decimal(0), Decimal(2))]
    for attempt in (training(action="correct", title="Mine"), _act(training(), "cancel")):
        (refused,) = await send(register, attempt, sender=SCHOOL)
        assert codes(refused) == ["REFERENCE-WRONG_STATE"]
