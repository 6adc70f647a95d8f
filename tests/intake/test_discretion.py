"""Who may touch nothing but his own registrations: what he can do, and what he is not told."""

import datetime as dt
from typing import Any

import msgspec
import pytest

from fla.clock import FixedClock
from fla.database.identity import OPERATOR, assume
from fla.identifiers import ssin_with_check_digits
from fla.intake import probing
from fla.intake.declaration import AnyDeclaration, Outcome
from tests.intake.build import (
    ANNA,
    BAKERY,
    BRAM,
    FOUNDRY,
    NOBODY,
    PAYROLL,
    SCHOOL,
    TODAY,
    Connection,
    codes,
    employment,
    mandate,
    opt_out,
    right,
    training,
)
from tests.intake.build import send as send_on
from tests.intake.cases.case import charged, day, headed, october, withdrawn

OFFICE: dict[str, Any] = {"employer": FOUNDRY}
"""The foundry closed the payroll office's mandate at the end of the quarter before."""
LATER = ssin_with_check_digits("780512004")
"""The foundry hired him after that."""
JANUARY = FixedClock(dt.datetime(2027, 1, 11, 11, tzinfo=dt.UTC))


async def send(
    connection: Connection, *declarations: AnyDeclaration, sender: str = BAKERY
) -> list[Outcome]:
    """Hand in after the last quarter of the mandate, and before that quarter's deadline."""
    return await send_on(connection, *declarations, sender=sender, clock=JANUARY)


@pytest.fixture
async def closed(register: Connection) -> Connection:
    """A register in which Anna works at the foundry too, and the office declared a little there."""
    await send(register, employment(**OFFICE), sender=FOUNDRY)
    await mandate(register, FOUNDRY, PAYROLL, "2026Q1", "2026Q4", "closed")
    outcomes = await send(
        register,
        employment(BRAM, "OFFICE", name=("Janssens", "Bram"), **OFFICE),
        day(BRAM, **OFFICE),
        right(BRAM, **OFFICE),
        sender=PAYROLL,
    )
    assert [outcome.status for outcome in outcomes] == ["accepted"] * 3
    return register


async def read(connection: Connection, query: str) -> list[tuple[Any, ...]]:
    async with connection.transaction():
        await assume(connection, OPERATOR, TODAY)
        return await (await connection.execute(query)).fetchall()


async def test_a_closed_mandatary_corrects_and_cancels_its_own(closed: Connection) -> None:
    for declaration in (
        day(BRAM, action="correct", title="B", **OFFICE),
        withdrawn(day(BRAM, **OFFICE)),
        right(BRAM, action="correct", year=2026, adjustment_reason="B", **OFFICE),
        withdrawn(right(BRAM, **OFFICE)),
        employment(BRAM, "OFFICE", "correct", mean_hours=1900, name=("Janssens", "Bram"), **OFFICE),
        withdrawn(employment(BRAM, "OFFICE", **OFFICE)),
    ):
        (outcome,) = await send(closed, declaration, sender=PAYROLL)
        assert (codes(outcome), outcome.status) == ([], "accepted")
    query = "SELECT title, status, version FROM training"
    assert await read(closed, query) == [("B", "cancelled", 3)]
    assert await read(closed, "SELECT mean_hours FROM occupation ORDER BY 1") == [
        (1900,),
        (3800,),
        (3800,),
    ]


@pytest.mark.parametrize(
    "declared",
    [
        pytest.param(training(reference="T", **OFFICE), id="training"),
        pytest.param(right(reference="R", right_type="employer", **OFFICE), id="right"),
        pytest.param(employment(reference="E", parallel=True, **OFFICE), id="employment"),
    ],
)
async def test_a_closed_mandatary_does_not_touch_what_others_registered(
    closed: Connection, declared: Any
) -> None:
    (theirs,) = await send(closed, declared, sender=FOUNDRY)
    assert theirs.status == "accepted"
    for by_id in (
        headed(declared, action="correct", target=theirs.target, reference="MINE"),
        headed(withdrawn(declared), target=theirs.target, reference="MINE"),
    ):
        (outcome,) = await send(closed, by_id, sender=PAYROLL)
        assert codes(outcome)[0] == "TARGET-UNKNOWN"
        assert outcome.status == "rejected"


async def test_a_former_mandatary_takes_back_what_it_registered_then(register: Connection) -> None:
    """A cancellation bears no date, so that it need not lie within the mandate."""
    await send(register, employment(**OFFICE), sender=FOUNDRY)
    await mandate(register, FOUNDRY, PAYROLL, "2025Q1", "2026Q3", "closed")
    then = day(start_date=dt.date(2026, 9, 30), end_date=dt.date(2026, 9, 30), **OFFICE)
    (registered,) = await send(register, then, sender=PAYROLL)
    (cancelled,) = await send(register, withdrawn(then), sender=PAYROLL)
    assert (registered.target, codes(cancelled)) == (cancelled.target, [])


async def test_a_closed_mandatary_does_not_learn_the_name_that_the_register_has(
    closed: Connection,
) -> None:
    stranger = employment(reference="E", name=("Anders", "Iemand"), parallel=True, **OFFICE)
    (told,) = await send(closed, stranger, sender=PAYROLL)
    assert codes(told) == ["FAMILY_NAME-NAME_DIFFERS"]
    assert told.anomalies[0].detail is None
    (owner,) = await send(closed, headed(stranger, reference="E-2"), sender=FOUNDRY)
    assert owner.anomalies[0].detail == "Peeters Anna"


async def test_the_name_of_a_worker_is_not_a_closed_mandatarys_to_change(
    closed: Connection,
) -> None:
    renamed = employment(BRAM, "OFFICE", "correct", name=("Anders", "Bram"), **OFFICE)
    (outcome,) = await send(closed, renamed, sender=PAYROLL)
    assert codes(outcome) == ["FAMILY_NAME-NAME_DIFFERS"]
    assert outcome.status == "acceptedWithWarnings"
    query = f"SELECT family_name FROM worker WHERE ssin = '{BRAM}'"
    assert await read(closed, query) == [("Janssens",)]


async def test_a_closed_mandatary_does_not_learn_the_dates_or_rights_of_others(
    closed: Connection,
) -> None:
    await send(closed, right(reference="SECRET", **OFFICE), sender=FOUNDRY)
    outcomes = await send(
        closed,
        employment(reference="E", start=october(1), **OFFICE),
        right(reference="R", **OFFICE),
        sender=PAYROLL,
    )
    assert [codes(outcome) for outcome in outcomes] == [
        ["EMPLOYMENT_START_DATE-OVERLAP"],
        ["RIGHT_TYPE-RIGHT_EXISTS"],
    ]
    assert [outcome.anomalies[0].detail for outcome in outcomes] == [None, None]


HIRED = employment(
    LATER, "LATER", start=dt.date(2027, 1, 4), name=("Later", "Lou"), employer=FOUNDRY
)


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(day, id="training"),
        pytest.param(charged, id="training with a charge"),
        pytest.param(right, id="right"),
        pytest.param(opt_out, id="opt-out"),
    ],
)
async def test_a_closed_mandatary_does_not_learn_who_was_hired_since(
    closed: Connection, asked: Any
) -> None:
    """Of a worker hired after its mandate it hears what it hears of one whom nobody knows."""
    (hired,) = await send(closed, HIRED, sender=FOUNDRY)
    assert hired.status == "accepted"
    answers = []
    for ssin in (LATER, NOBODY):
        declaration = headed(asked(reference="ASKED", **OFFICE), ssin=ssin)
        (outcome,) = await send(closed, declaration, sender=PAYROLL)
        assert "SSIN-NOT_EMPLOYED" in codes(outcome)
        answers.append(told(outcome))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("action", ["correct", "cancel"])
@pytest.mark.parametrize("own", [day(BRAM, **OFFICE), right(BRAM, **OFFICE)])
async def test_nor_by_naming_somebody_else_under_its_own_reference(
    closed: Connection, own: Any, action: str
) -> None:
    await send(closed, HIRED, sender=FOUNDRY)
    changed = withdrawn(own) if action == "cancel" else headed(own, action="correct")
    answers = []
    for ssin in (LATER, NOBODY):
        (outcome,) = await send(closed, headed(changed, ssin=ssin), sender=PAYROLL)
        assert "SSIN-FORBIDDEN" in codes(outcome)
        answers.append(told(outcome))
    assert answers[0] == answers[1]


async def test_what_a_closed_mandatary_asks_in_vain_is_counted(closed: Connection) -> None:
    """And a trial, of which nobody sees anything, says nothing of workers."""
    asked = day(NOBODY, reference="ASKED", **OFFICE)
    (tried,) = await send_on(closed, asked, sender=PAYROLL, clock=JANUARY, dry_run=True)
    assert codes(tried) == []
    assert await read(closed, "SELECT provider, misses FROM provider_miss") == []
    await send(closed, asked, sender=PAYROLL)
    assert await read(closed, "SELECT provider, misses FROM provider_miss") == [(PAYROLL, 1)]


OVERLAPPING = employment(reference="E-1", start=october(1), **OFFICE)
MISNAMED = employment(reference="E-2", name=("Anders", "Iemand"), parallel=True, **OFFICE)


async def test_nor_does_a_trial_tell_it_by_employments(closed: Connection) -> None:
    """What overlaps, what somebody is called, and that nobody knows him, are one answer."""
    moved = employment(BRAM, "OFFICE", "correct", name=("Anders", "Bram"), **OFFICE)
    later = employment(BRAM, "LATER", start=october(20), name=("Anders", "Bram"), **OFFICE)
    for one in (OVERLAPPING, MISNAMED, headed(OVERLAPPING, ssin=NOBODY), moved, later):
        (tried,) = await send_on(closed, one, sender=PAYROLL, clock=JANUARY, dry_run=True)
        assert (codes(tried), tried.status) == ([], "accepted")
    together = (moved, later, OVERLAPPING, MISNAMED)
    tried_all = await send_on(closed, *together, sender=PAYROLL, clock=JANUARY, dry_run=True)
    assert [codes(one) for one in tried_all] == [[]] * 4
    assert await read(closed, "SELECT provider, misses FROM provider_miss") == []
    assert await read(closed, "SELECT count(*) FROM employment") == [(3,)]


async def test_what_employments_ask_in_vain_is_counted_until_no_more_is_told(
    closed: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probing, "allowed_misses", lambda: 2)
    misses = "SELECT provider, misses FROM provider_miss"
    overlapping, misnamed = await send(closed, OVERLAPPING, MISNAMED, sender=PAYROLL)
    assert codes(overlapping) == ["EMPLOYMENT_START_DATE-OVERLAP"]
    assert codes(misnamed) == ["FAMILY_NAME-NAME_DIFFERS"]
    assert await read(closed, misses) == [(PAYROLL, 2)]
    for asked in (headed(OVERLAPPING, reference="E-3"), day(NOBODY, reference="T-3", **OFFICE)):
        (stopped,) = await send(closed, asked, sender=PAYROLL)
        assert codes(stopped) == ["DECLARATION-TOO_MANY_MISSES"]
    (again,) = await send(closed, MISNAMED, sender=PAYROLL)
    assert (again.status, again.target) == (misnamed.status, misnamed.target)
    (taken_back,) = await send(closed, withdrawn(MISNAMED), sender=PAYROLL)
    assert codes(taken_back) == []
    (owner,) = await send(closed, headed(OVERLAPPING, reference="E-4"), sender=FOUNDRY)
    assert codes(owner) == ["EMPLOYMENT_START_DATE-OVERLAP"]


async def test_an_overlap_is_told_only_where_nothing_else_is_wrong(closed: Connection) -> None:
    ends_first = employment(reference="E", start=october(1), end_date=dt.date(2026, 1, 1), **OFFICE)
    (outcome,) = await send(closed, ends_first, sender=PAYROLL)
    assert "EMPLOYMENT_START_DATE-OVERLAP" not in codes(outcome)
    assert outcome.status == "rejected"
    assert await read(closed, "SELECT count(*) FROM provider_miss") == [(0,)]


def told(outcome: Outcome) -> Any:
    """An outcome without the number that was sent."""
    anomalies = [
        msgspec.structs.replace(one, value=None) if one.value in (LATER, NOBODY) else one
        for one in outcome.anomalies
    ]
    return outcome.status, outcome.target, outcome.version, anomalies


@pytest.mark.parametrize(("sender", "employer"), [(SCHOOL, BAKERY), (PAYROLL, FOUNDRY)])
async def test_duplicates_and_full_days_of_others_are_not_told(
    closed: Connection, sender: str, employer: str
) -> None:
    """The employer itself is told that it is the same training, and too much for the day."""
    same = day(duration_minutes=1440, session_reference="S-1", employer=employer)
    (first,) = await send(closed, same, sender=employer)
    (other,) = await send(closed, headed(same, reference="TRN-2"), sender=sender)
    assert (codes(first), codes(other)) == ([], [])
    (owner,) = await send(closed, headed(same, reference="TRN-3"), sender=employer)
    assert codes(owner) == ["DURATION_MINUTES-DAY_TOO_LONG", "TITLE-PROBABLE_DUPLICATE"]


async def test_the_length_of_a_workers_day_is_not_told_to_a_provider(register: Connection) -> None:
    (told,) = await send(register, charged(charged_minutes=61), sender=SCHOOL)
    assert codes(told) == ["CHARGED_MINUTES-MORE_THAN_DURATION"]
    assert told.anomalies[0].detail is None
    (owner,) = await send(register, charged(charged_minutes=61))
    assert owner.anomalies[0].detail == "1:00"


async def test_a_provider_changes_its_own_and_nobody_elses(register: Connection) -> None:
    (theirs,) = await send(register, day(title="A"))
    (own,) = await send(register, day(title="B", start_date=october(4)), sender=SCHOOL)
    assert own.target != theirs.target
    for declaration in (
        day(action="correct", title="C", start_date=october(4)),
        withdrawn(day()),
    ):
        (changed,) = await send(register, declaration, sender=SCHOOL)
        assert (codes(changed), changed.target) == ([], own.target)
    for declaration in (day(reference="MINE", action="correct"), withdrawn(day(reference="MINE"))):
        by_id = msgspec.structs.replace(declaration, target=theirs.target)
        (refused,) = await send(register, by_id, sender=SCHOOL)
        assert codes(refused) == ["TARGET-UNKNOWN"]
    query = f"SELECT title, status FROM training WHERE registered_by = '{BAKERY}'"
    assert await read(register, query) == [("A", "completed")]


async def test_a_provider_cannot_pass_its_training_to_another_worker(register: Connection) -> None:
    await send(register, employment(BRAM, "E", name=("Janssens", "Bram")))
    await send(register, day(ANNA), sender=SCHOOL)
    (outcome,) = await send(register, day(BRAM, action="correct", title="B"), sender=SCHOOL)
    assert codes(outcome) == ["SSIN-FORBIDDEN"]


async def test_the_same_reference_of_two_senders_names_two_things(register: Connection) -> None:
    answers = [
        await send(register, day(title=sender), sender=sender) for sender in (BAKERY, SCHOOL)
    ]
    targets = {outcome.target for (outcome,) in answers}
    assert len(targets) == 2
    assert None not in targets
