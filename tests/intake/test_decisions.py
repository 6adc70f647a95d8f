"""Decisions: what an employer says of what a provider registered, and what it leads to."""

import datetime as dt
import uuid
from typing import Any

import msgspec
import pytest

from fla.clock import FixedClock
from fla.database.identity import OPERATOR, assume
from fla.intake.declaration import Decision, Outcome, TrainingDeclaration
from tests.conftest import Database
from tests.intake.build import (
    ANNA,
    BAKERY,
    CLOCK,
    FOUNDRY,
    PAYROLL,
    SCHOOL,
    STRANGER,
    TODAY,
    Connection,
    codes,
    decision,
    employment,
    mandate,
    send,
)
from tests.intake.cases.case import charged, day, december, headed, planned, withdrawn
from tests.intake.race import connected, race_between
from tests.statements import recorded

REASON = "Anna was ill that day"


def on(day_: dt.date) -> FixedClock:
    return FixedClock(dt.datetime.combine(day_, dt.time(11), dt.UTC))


async def read(connection: Connection, query: str) -> list[tuple[Any, ...]]:
    async with connection.transaction():
        await assume(connection, OPERATOR, TODAY)
        return await (await connection.execute(query)).fetchall()


async def proposed(
    connection: Connection, declaration: TrainingDeclaration | None = None, clock: Any = CLOCK
) -> uuid.UUID:
    """The id of what the school registered: an hour of October, charged, unless it is said."""
    (outcome,) = await send(connection, declaration or charged(), sender=SCHOOL, clock=clock)
    assert outcome.status == "accepted"
    assert outcome.target is not None
    return outcome.target


async def state(connection: Connection) -> tuple[Any, ...]:
    """Verification, reason and version of the only training."""
    (row,) = await read(connection, "SELECT verification, objection, version FROM training")
    return row


@pytest.mark.parametrize("sender", [BAKERY, PAYROLL])
async def test_who_answers_for_the_employer_confirms(register: Connection, sender: str) -> None:
    target = await proposed(register)
    (outcome,) = await send(register, decision(target), sender=sender)
    assert (outcome.status, outcome.target, outcome.version) == ("accepted", target, 2)
    assert await state(register) == ("confirmed", None, 2)


async def test_an_objection_keeps_its_reason_and_what_the_provider_said(
    register: Connection,
) -> None:
    target = await proposed(register)
    before = await read(register, "SELECT title, declaration_id, settles_on FROM training")
    (outcome,) = await send(register, decision(target, REASON))
    assert codes(outcome) == []
    assert await state(register) == ("objected", REASON, 2)
    assert await read(register, "SELECT title, declaration_id, settles_on FROM training") == before


async def test_what_is_open_and_confirmed_and_objected_counts_as_such(register: Connection) -> None:
    query = "SELECT planned_hours, used_hours FROM credit WHERE planned_hours + used_hours > 0"
    target = await proposed(register)
    assert await read(register, query) == [(1, 0)]
    await send(register, decision(target))
    assert await read(register, query) == [(0, 1)]
    await send(register, decision(target, REASON, "DEC-2"))
    assert await read(register, query) == []


@pytest.mark.parametrize("sender", [SCHOOL, STRANGER, FOUNDRY])
async def test_nobody_else_decides(register: Connection, sender: str) -> None:
    target = await proposed(register)
    (outcome,) = await send(register, decision(target), sender=sender)
    assert codes(outcome) == ["ENTERPRISE_NUMBER-NOT_ENTITLED"]
    assert await state(register) == ("pending", None, 1)


async def test_another_employers_proposal_is_not_known(register: Connection) -> None:
    target = await proposed(register)
    answers = [
        await send(register, decision(named, employer=FOUNDRY), sender=FOUNDRY)
        for named in (target, uuid.UUID(int=7))
    ]
    assert [codes(outcome) for (outcome,) in answers] == [["TARGET-UNKNOWN"]] * 2


async def test_a_mandatary_decides_for_the_quarters_of_its_mandate(register: Connection) -> None:
    await send(register, employment(employer=FOUNDRY), sender=FOUNDRY)
    await mandate(register, FOUNDRY, PAYROLL, "2026Q1", "2026Q4")
    now = await proposed(register, charged(employer=FOUNDRY))
    january = {"start_date": dt.date(2027, 1, 5), "end_date": dt.date(2027, 1, 5)}
    later = await proposed(register, planned(reference="T-2", employer=FOUNDRY, **january))
    outcomes = await send(
        register,
        decision(now, employer=FOUNDRY),
        decision(later, reference="DEC-2", employer=FOUNDRY),
        sender=PAYROLL,
    )
    assert [codes(outcome) for outcome in outcomes] == [[], ["ENTERPRISE_NUMBER-NO_MANDATE"]]
    assert outcomes[1].anomalies[0].detail == "2027Q1"


async def test_a_former_mandatary_does_not_decide_on_its_own_registration(
    register: Connection,
) -> None:
    """The school once had a mandate: what it registers as a provider is not its to confirm."""
    target = await proposed(register)
    await mandate(register, BAKERY, SCHOOL, "2026Q1", "2026Q3", "closed")
    (outcome,) = await send(register, decision(target), sender=SCHOOL)
    assert outcome.status == "rejected"
    assert await state(register) == ("pending", None, 1)


async def test_what_nobody_proposed_is_not_decided_on(register: Connection) -> None:
    (own,) = await send(register, day())
    target = await proposed(register, charged(reference="T-2"))
    await send(register, charged(action="correct", title="B", reference="C"))
    corrected = headed(charged(action="correct", title="B", reference="C"), target=target)
    await send(register, corrected)
    outcomes = await send(
        register,
        decision(own.target),
        decision(target, reference="DEC-2"),
        decision(None, None, "N"),
    )
    found = [codes(outcome) for outcome in outcomes]
    assert found == [["TARGET-WRONG_STATE"], ["TARGET-WRONG_STATE"], ["TARGET-ABSENT"]]


async def test_a_cancelled_proposal_is_not_decided_on(register: Connection) -> None:
    target = await proposed(register)
    await send(register, withdrawn(charged()), sender=SCHOOL)
    (outcome,) = await send(register, decision(target))
    assert codes(outcome) == ["REFERENCE-WRONG_STATE"]


async def test_an_objection_says_why_and_a_confirmation_does_not(register: Connection) -> None:
    target = await proposed(register)
    objection = decision(target, REASON)
    wrong = [
        (headed(objection, decision=Decision(verdict="object")), "OBJECTION_REASON-ABSENT"),
        (
            headed(objection, decision=Decision(verdict="object", reason=" ")),
            "OBJECTION_REASON-ABSENT",
        ),
        (decision(target, "x" * 501), "OBJECTION_REASON-LENGTH"),
        (decision(target, "a\nb"), "OBJECTION_REASON-INVALID"),
        (
            headed(objection, decision=Decision(verdict="confirm", reason="Why not")),
            "OBJECTION_REASON-FORBIDDEN",
        ),
        (headed(objection, decision=None), "DECLARATION-ABSENT"),
        (headed(objection, ssin=ANNA), "SSIN-FORBIDDEN"),
        (headed(objection, action="cancel"), "ACTION-FORBIDDEN"),
        (headed(objection, action="register"), "ACTION-FORBIDDEN"),
    ]
    for declaration, found in wrong:
        (outcome,) = await send(register, declaration)
        assert codes(outcome) == [found]
    (longest,) = await send(register, decision(target, "x" * 500))
    assert codes(longest) == []


async def test_an_employer_thinks_again_until_the_last_day(register: Connection) -> None:
    target = await proposed(register)
    last = dt.date(2027, 1, 31)
    await send(register, decision(target))
    (again,) = await send(register, decision(target, REASON, "D-2"), clock=on(last))
    assert codes(again) == []
    (withdrawn_,) = await send(
        register, decision(target, None, "D-3"), clock=on(dt.date(2027, 3, 1))
    )
    assert (codes(withdrawn_), await state(register)) == ([], ("confirmed", None, 4))
    late = on(last + dt.timedelta(1))
    (too_late,) = await send(register, decision(target, REASON, "D-4"), clock=late)
    assert codes(too_late) == ["TARGET-WRONG_STATE"]


async def test_what_is_open_after_its_last_day_can_still_be_objected_to(
    register: Connection,
) -> None:
    """Until it settles: by the operator's setting it may never do so by itself."""
    target = await proposed(register)
    (outcome,) = await send(register, decision(target, REASON), clock=on(dt.date(2027, 4, 1)))
    assert (codes(outcome), (await state(register))[0]) == ([], "objected")


async def test_the_last_day_is_the_quarters_or_thirty_days_on(register: Connection) -> None:
    await proposed(register)
    first = {"start_date": dt.date(2026, 3, 2), "end_date": dt.date(2026, 3, 2)}
    (late,) = await send(register, charged(reference="T-2", **first), sender=SCHOOL)
    assert codes(late) == ["TRAINING_END_DATE-LATE"]
    query = "SELECT reference, settles_on FROM training ORDER BY 1"
    assert await read(register, query) == [
        ("T-2", dt.date(2026, 12, 22)),
        ("TRN-1", dt.date(2027, 1, 31)),
    ]


async def test_saying_the_same_again_is_a_warning(register: Connection) -> None:
    target = await proposed(register)
    for verdict in (None, REASON):
        await send(register, decision(target, verdict, f"A{verdict is None}"))
        (again,) = await send(register, decision(target, verdict, f"B{verdict is None}"))
        assert codes(again) == ["DECLARATION-UNCHANGED"]
        assert again.status == "acceptedWithWarnings"


async def test_a_retried_decision_is_answered_as_before(register: Connection) -> None:
    target = await proposed(register)
    (first,) = await send(register, decision(target, version=1))
    await send(register, decision(target, REASON, "D-2", version=2))
    (again,) = await send(register, decision(target, version=1))
    assert (again.repeated, again.declaration_id) == (True, first.declaration_id)
    assert await state(register) == ("objected", REASON, 3)


async def test_a_decision_on_a_version_that_is_past_is_refused(register: Connection) -> None:
    target = await proposed(register)
    await send(register, charged(action="correct", title="B"), sender=SCHOOL)
    (outcome,) = await send(register, decision(target, version=1))
    assert codes(outcome) == ["TARGET-STALE"]
    (outcome,) = await send(register, decision(target, version=2))
    assert codes(outcome) == []


async def test_a_provider_corrects_or_cancels_after_an_objection(register: Connection) -> None:
    target = await proposed(register)
    await send(register, decision(target, REASON))
    (corrected,) = await send(register, charged(action="correct", title="B"), sender=SCHOOL)
    assert (codes(corrected), await state(register)) == ([], ("pending", None, 3))
    await send(register, decision(target, REASON, "D-2"))
    (cancelled,) = await send(register, withdrawn(charged()), sender=SCHOOL)
    assert (codes(cancelled), (await state(register))[2]) == ([], 5)


async def test_what_was_confirmed_is_no_longer_the_providers_to_change(
    register: Connection,
) -> None:
    target = await proposed(register)
    await send(register, decision(target))
    for declaration in (charged(action="correct", title="B"), withdrawn(charged())):
        (outcome,) = await send(register, declaration, sender=SCHOOL)
        assert codes(outcome) == ["REFERENCE-WRONG_STATE"]


async def test_of_a_confirmed_plan_the_provider_still_says_what_became_of_it(
    register: Connection,
) -> None:
    target = await proposed(register, planned())
    await send(register, decision(target))
    followed = planned(action="correct", status="completed")
    (outcome,) = await send(register, followed, sender=SCHOOL, clock=on(december(2)))
    assert (codes(outcome), await state(register)) == ([], ("pending", None, 3))


async def test_a_plan_that_the_employer_made_his_own_is_no_longer_the_providers(
    register: Connection,
) -> None:
    target = await proposed(register, planned())
    own = headed(planned(action="correct", title="B", reference="MINE"), target=target)
    await send(register, own)
    (outcome,) = await send(register, withdrawn(planned()), sender=SCHOOL)
    assert codes(outcome) == ["REFERENCE-WRONG_STATE"]
    assert await read(register, "SELECT proposed, settles_on FROM training") == [(True, None)]


async def test_a_decision_on_last_years_training_marks_its_worker(register: Connection) -> None:
    lately = {"start_date": dt.date(2025, 12, 1), "end_date": dt.date(2025, 12, 1)}
    (old,) = await send(register, charged(**lately), sender=SCHOOL)
    now = await proposed(register, charged(reference="T-2"))
    async with register.transaction():
        await assume(register, OPERATOR, TODAY)
        await register.execute("DELETE FROM recalculation")
    first, second = await send(register, decision(old.target), decision(now, reference="D-2"))
    assert (codes(first), codes(second)) == ([], [])
    marks = await read(register, "SELECT declaration_id FROM recalculation")
    assert marks == [(first.declaration_id,)]


async def test_a_decision_is_journalled_with_who_made_it_and_no_number_of_the_worker(
    register: Connection,
) -> None:
    target = await proposed(register)
    await send(register, decision(target, REASON), sender=PAYROLL)
    ((kind, action, sender, named, content),) = await read(
        register,
        "SELECT kind, action, sender, target_id, content FROM journal WHERE kind = 'decision'",
    )
    assert (kind, action, sender, named) == ("decision", "correct", PAYROLL, target)
    assert ANNA not in content
    assert msgspec.json.decode(content)["decision"] == {"verdict": "object", "reason": REASON}


async def test_a_provider_reads_the_outcome_and_not_who_decided(register: Connection) -> None:
    target = await proposed(register)
    await send(register, decision(target, REASON))
    async with register.transaction():
        await register.execute(
            f"SET LOCAL fla.actor = 'enterprise'; SET LOCAL fla.enterprise = '{SCHOOL}';"
            " SET LOCAL fla.quarter = '2026Q4'"
        )
        trainings = await (
            await register.execute("SELECT verification, objection FROM training")
        ).fetchall()
        kinds = await (await register.execute("SELECT kind FROM journal")).fetchall()
        workers = await (await register.execute("SELECT count(*) FROM worker")).fetchall()
    assert (trainings, kinds, workers) == ([("objected", REASON)], [("training",)], [(0,)])


async def test_two_decisions_in_one_set_are_one_too_many(register: Connection) -> None:
    target = await proposed(register)
    first, second = await send(register, decision(target), decision(target, REASON, "D-2"))
    assert (codes(first), codes(second)) == ([], ["REFERENCE-REPEATED"])


async def race_of(
    register: Connection, database: Database, monkeypatch: Any, first: Any, second: Any
) -> tuple[Outcome, Outcome]:
    async with connected(database) as other, connected(database) as watch:
        race = race_between(register, other, watch, monkeypatch)
        (ahead,), (behind,) = await race([first], [second])
    return ahead, behind


async def test_of_two_decisions_at_once_the_second_knows_of_the_first(
    register: Connection, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = await proposed(register)
    ahead, behind = await race_of(
        register,
        database,
        monkeypatch,
        decision(target, version=1),
        decision(target, REASON, "D-2", version=1),
    )
    assert (codes(ahead), codes(behind)) == ([], ["TARGET-STALE"])
    assert await state(register) == ("confirmed", None, 2)


async def test_a_decision_does_not_overtake_the_correction_it_has_not_seen(
    register: Connection, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = await proposed(register)
    correction = headed(charged(action="correct", title="B", reference="MINE"), target=target)
    ahead, behind = await race_of(
        register, database, monkeypatch, correction, decision(target, REASON, version=1)
    )
    assert (codes(ahead), codes(behind)) == ([], ["TARGET-STALE"])
    assert await state(register) == ("confirmed", None, 2)


async def test_without_a_version_the_later_decision_is_judged_by_what_there_is(
    register: Connection, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = await proposed(register)
    correction = headed(charged(action="correct", title="B", reference="MINE"), target=target)
    ahead, behind = await race_of(
        register, database, monkeypatch, correction, decision(target, REASON)
    )
    assert (codes(ahead), codes(behind)) == ([], ["TARGET-WRONG_STATE"])


async def test_many_decisions_take_as_many_statements_as_one(register: Connection) -> None:
    count = 300
    proposals = [
        charged(reference=f"T-{number}", duration_minutes=1, charged_minutes=1)
        for number in range(count + 1)
    ]
    registered = await send(register, *proposals, sender=SCHOOL)
    first, *others = [
        decision(one.target, reference=f"D-{number}", version=1)
        for number, one in enumerate(registered)
    ]
    executed = []
    for decisions in ([first], others):
        with recorded(register) as statements:
            outcomes = await send(register, *decisions)
        assert {outcome.status for outcome in outcomes} == {"accepted"}
        executed.append(len(statements))
    assert executed[0] == executed[1]
    query = "SELECT count(*) FROM training WHERE verification = 'confirmed' AND version = 2"
    assert await read(register, query) == [(count + 1,)]
