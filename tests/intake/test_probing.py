"""What a provider learns about workers, and how often he may be wrong."""

import asyncio
import datetime as dt
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from fla.clock import FixedClock
from fla.database.identity import INTAKE, OPERATOR, assume, enterprise
from fla.identifiers import ssin_with_check_digits
from fla.intake import probing
from fla.intake.declaration import Outcome, Sender
from fla.intake.filing import Filing, file
from fla.intake.submit import submit, submit_addressed, trial
from tests.conftest import Database
from tests.intake.build import (
    ANNA,
    BAKERY,
    BRAM,
    CLOCK,
    FOUNDRY,
    NOBODY,
    SCHOOL,
    STRANGER,
    TODAY,
    Connection,
    as_operator,
    codes,
    employment,
    occupation,
    right,
    send,
)
from tests.intake.cases.case import charged, day, october, planned, withdrawn
from tests.intake.race import connected, race_between
from tests.statements import recorded

ELSEWHERE = ssin_with_check_digits("780512004")
"""She works at the foundry, and not at the bakery."""
FORMER = ssin_with_check_digits("810305006")
"""She worked at the bakery until last year."""
OTHERS = [NOBODY, ELSEWHERE, FORMER]
PROVIDER = Sender(enterprise_number=SCHOOL, door="rest")


@pytest.fixture
async def world(register: Connection) -> Connection:
    """Anna works at the bakery, with trainings and a right of which a provider knows nothing."""
    gone = dt.date(2025, 12, 31)
    past = (occupation(dt.date(2020, 1, 1), gone),)
    await send(
        register,
        employment(FORMER, "E-2", name=("Maes", "Els"), end_date=gone, occupations=past),
        day(reference="SECRET", duration_minutes=1400, session_reference="S-1"),
        right(reference="R-SECRET"),
    )
    await send(
        register,
        employment(ELSEWHERE, "E-3", employer=FOUNDRY, name=("Dubois", "Léa")),
        sender=FOUNDRY,
    )
    return register


def told(outcome: Outcome) -> Any:
    """An outcome without what is different each time, and without the number that was sent."""
    anomalies = [
        msgspec.structs.replace(one, value=None) if one.value in (ANNA, *OTHERS) else one
        for one in outcome.anomalies
    ]
    return outcome.status, outcome.target is None, outcome.version, anomalies


ASKED: dict[str, Callable[..., Any]] = {
    "a sound registration": day,
    "a plan": planned,
    "a plan in the past": lambda ssin: planned(
        ssin=ssin, start_date=october(1), end_date=october(1)
    ),
    "of days": lambda ssin: day(ssin, duration_minutes=None, duration_days=Decimal(1)),
    "more charged than it lasts": lambda ssin: charged(ssin=ssin, charged_minutes=61),
    "minutes against days": lambda ssin: charged(
        ssin=ssin, duration_minutes=None, duration_days=Decimal(1), charged_minutes=470
    ),
    "late": lambda ssin: day(ssin, start_date=dt.date(2026, 2, 2), end_date=dt.date(2026, 2, 2)),
    "a correction of nothing": lambda ssin: day(ssin, action="correct"),
    "a cancellation of nothing": lambda ssin: withdrawn(day(ssin)),
}


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
async def test_who_does_not_work_there_is_the_same_to_a_provider(
    world: Connection, ask: Callable[..., Any]
) -> None:
    """Unknown, known at another employer, known there formerly: the answer is one and the same."""
    answers = []
    for ssin in OTHERS:
        declaration = ask(ssin) if ask is day else ask(ssin=ssin)
        (outcome,) = await send(world, declaration, sender=SCHOOL)
        answers.append(told(outcome))
    assert answers == [answers[0]] * len(OTHERS)
    assert answers[0][0] == "rejected"


@pytest.mark.parametrize(
    "name", ["a plan in the past", "more charged than it lasts", "minutes against days"]
)
async def test_whether_somebody_works_there_is_only_told_of_what_is_else_sound(
    world: Connection, name: str
) -> None:
    """A question without a registration in sight would be one that nobody ever sees."""
    answers = []
    for ssin in (ANNA, *OTHERS):
        (outcome,) = await send(world, ASKED[name](ssin=ssin), sender=SCHOOL)
        assert "SSIN-NOT_EMPLOYED" not in codes(outcome)
        answers.append(told(outcome))
    assert answers == [answers[0]] * 4


async def test_a_registration_of_his_own_is_no_question_about_somebody_else(
    world: Connection,
) -> None:
    await send(world, day(), sender=SCHOOL)
    answers = []
    for ssin in OTHERS:
        other = day(ssin, action="correct", title="B")
        (outcome,) = await send(world, other, sender=SCHOOL)
        answers.append(told(outcome))
        assert codes(outcome) == ["SSIN-FORBIDDEN"]
    assert answers == [answers[0]] * 3


async def test_a_provider_is_told_of_no_other_training_right_or_day(world: Connection) -> None:
    same = day(duration_minutes=600, session_reference="S-1")
    charging = charged(reference="T-2", charged_right="employer")
    outcomes = await send(world, same, charging, sender=SCHOOL)
    assert [(codes(outcome), outcome.status) for outcome in outcomes] == [([], "accepted")] * 2


@pytest.mark.parametrize("hours", [3800, 1900])
async def test_how_long_a_workers_day_is_does_not_show(world: Connection, hours: int) -> None:
    """A day is 7 h 36 to a provider who sets minutes against days, whatever it is at the bakery."""
    start = dt.date(2020, 1, 1)
    line = (occupation(start, None, hours, days_per_week=400 if hours == 3800 else 500),)
    await send(world, employment(BRAM, "E-9", name=("Janssens", "Bram"), occupations=line))
    asked: Any = {"duration_minutes": None, "duration_days": Decimal(1)}
    sound, wrong = await send(
        world,
        charged(ssin=BRAM, charged_minutes=456, **asked),
        charged(ssin=BRAM, reference="T-2", charged_minutes=457, **asked),
        sender=SCHOOL,
    )
    assert (codes(sound), codes(wrong)) == ([], ["CHARGED_MINUTES-MORE_THAN_DURATION"])
    assert wrong.anomalies[0].detail is None


async def test_no_more_is_charged_than_a_training_lasts_on_the_workers_own_day(
    world: Connection,
) -> None:
    start = dt.date(2020, 1, 1)
    line = (occupation(start, mean_hours=3000, reference_hours=3000),)
    await send(world, employment(BRAM, "E-9", name=("Janssens", "Bram"), occupations=line))
    asked: Any = {"duration_minutes": None, "duration_days": Decimal(1), "charged_minutes": 456}
    (outcome,) = await send(world, charged(ssin=BRAM, **asked), sender=SCHOOL)
    assert codes(outcome) == []
    query = "SELECT duration_minutes, charged_minutes FROM training WHERE registered_by = %s"
    assert await read(world, query, SCHOOL) == [(360, 360)]


async def test_that_a_number_was_replaced_does_not_show(world: Connection) -> None:
    """The old number still names its worker to a provider, and so does the new one."""
    replacing = employment(BRAM, "EMP-1", "correct", replaced_ssin=ANNA, name=("Peeters", "Anna"))
    (outcome,) = await send(world, replacing)
    assert outcome.status == "accepted"
    by_old, by_new = await send(world, day(ANNA), day(BRAM, "T-2"), sender=SCHOOL)
    assert (codes(by_old), codes(by_new)) == ([], [])
    (again,) = await send(world, withdrawn(day(ANNA)), sender=SCHOOL)
    assert codes(again) == []
    late = day(ANNA, "T-3", start_date=dt.date(2019, 1, 7), end_date=dt.date(2019, 1, 7))
    (missed,) = await send(world, late, sender=SCHOOL)
    assert codes(missed)[-1] == "SSIN-NOT_EMPLOYED"


async def test_a_dry_run_says_nothing_of_workers(world: Connection) -> None:
    """It leaves nothing to see or to count: it judges what the provider says, and no more."""
    answers = []
    for ssin in (ANNA, *OTHERS):
        (outcome,) = await submit(world, PROVIDER, [day(ssin)], CLOCK, dry_run=True)
        answers.append(told(outcome))
        async with trial(world, CLOCK) as tried:
            (outcome,) = await tried(PROVIDER, [day(ssin)])
        answers.append(told(outcome))
    assert answers == [("accepted", False, 1, [])] * 8
    (faulty,) = await submit(
        world, PROVIDER, [day(NOBODY, duration_minutes=0)], CLOCK, dry_run=True
    )
    assert codes(faulty) == ["DURATION_MINUTES-TOO_LOW"]
    assert await misses(world) == []


async def test_a_dry_run_looks_nobody_up(world: Connection) -> None:
    """A thousand lines about one worker would take longer if he were there."""
    with recorded(world) as executed:
        await submit(world, PROVIDER, [day(ANNA)], CLOCK, dry_run=True)
    asked = [str(values) for statement, values in executed if "staged_key" in str(statement)]
    assert asked
    assert not any(ANNA in one for one in asked)


async def test_the_employers_dry_run_is_held_against_workers_as_ever(world: Connection) -> None:
    sender = Sender(enterprise_number=BAKERY, door="rest")
    (outcome,) = await submit(world, sender, [day(NOBODY)], CLOCK, dry_run=True)
    assert codes(outcome) == ["SSIN-UNKNOWN"]


# How often a provider may be wrong.


@pytest.fixture
def most(monkeypatch: pytest.MonkeyPatch) -> int:
    """Three misses a day, instead of a hundred."""
    monkeypatch.setattr(probing, "allowed_misses", lambda: 3)
    return 3


async def read(connection: Connection, query: Any, *values: Any) -> list[tuple[Any, ...]]:
    async with connection.transaction():
        await assume(connection, OPERATOR, TODAY)
        return await (await connection.execute(query, values)).fetchall()


async def misses(connection: Connection) -> list[tuple[Any, ...]]:
    return await read(connection, "SELECT provider, day, misses, accepted FROM provider_miss")


async def test_misses_are_counted_by_provider_and_day(world: Connection) -> None:
    await send(world, day(), sender=SCHOOL)
    assert await misses(world) == []
    await send(world, day(NOBODY, "T-2"), day(ELSEWHERE, "T-3"), sender=SCHOOL)
    await send(world, day(reference="T-4"), day(NOBODY, "T-2"), sender=SCHOOL)
    assert await misses(world) == [(SCHOOL, TODAY, 3, 1)]


async def test_who_misses_too_often_is_told_no_more_that_day(world: Connection, most: int) -> None:
    wrong = [day(NOBODY, f"W-{number}") for number in range(most)]
    for outcome in await send(world, *wrong, sender=SCHOOL):
        assert codes(outcome) == ["SSIN-NOT_EMPLOYED"]
    for declaration in (day(reference="T-1"), day(NOBODY, "T-2"), planned(reference="T-3")):
        (outcome,) = await send(world, declaration, sender=SCHOOL)
        assert codes(outcome) == ["DECLARATION-TOO_MANY_MISSES"]
        assert outcome.anomalies[0].detail == "2026-11-23"
    assert await misses(world) == [(SCHOOL, TODAY, most, 0)]
    tomorrow = FixedClock(CLOCK.now() + dt.timedelta(days=1))
    (outcome,) = await send(world, day(reference="T-1"), sender=SCHOOL, clock=tomorrow)
    assert codes(outcome) == []


async def test_a_set_is_stopped_in_the_middle(world: Connection, most: int) -> None:
    """Or one call of thousands would ask for thousands."""
    asked = [day(ELSEWHERE, f"T-{number}") for number in range(most + 4)]
    outcomes = await send(world, *asked, day(reference="SOUND"), sender=SCHOOL)
    found = [codes(outcome) for outcome in outcomes]
    assert found == [["SSIN-NOT_EMPLOYED"]] * most + [["DECLARATION-TOO_MANY_MISSES"]] * 5


async def test_who_registers_much_may_miss_a_tenth_of_it(world: Connection, most: int) -> None:
    await send(world, day(NOBODY, "W"), sender=SCHOOL)
    sound = [day(reference=f"S-{number}", duration_minutes=1) for number in range(60)]
    await send(world, *sound, sender=SCHOOL)
    wrong = [day(NOBODY, f"W-{number}") for number in range(8)]
    outcomes = await send(world, *wrong, sender=SCHOOL)
    stopped = [codes(outcome) == ["DECLARATION-TOO_MANY_MISSES"] for outcome in outcomes]
    assert stopped == [False] * 5 + [True] * 3


async def test_misses_cannot_be_bought_without_end(
    world: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many registrations are accepted, ten times the limit is the end."""
    monkeypatch.setattr(probing, "allowed_misses", lambda: 1)
    await send(world, day(NOBODY, "W"), sender=SCHOOL)
    await as_operator(world, "UPDATE provider_miss SET accepted = %s", [1_000_000])
    wrong = [day(NOBODY, f"W-{number}") for number in range(12)]
    outcomes = await send(world, *wrong, sender=SCHOOL)
    stopped = [codes(outcome) == ["DECLARATION-TOO_MANY_MISSES"] for outcome in outcomes]
    assert stopped == [False] * 9 + [True] * 3


async def test_retries_and_cancellations_are_answered_all_the_same(
    world: Connection, most: int
) -> None:
    (first,) = await send(world, day(), sender=SCHOOL)
    await send(world, *(day(NOBODY, f"W-{number}") for number in range(most)), sender=SCHOOL)
    (again,) = await send(world, day(), sender=SCHOOL)
    assert (again.repeated, again.declaration_id) == (True, first.declaration_id)
    (corrected,) = await send(world, day(action="correct", title="B"), sender=SCHOOL)
    (cancelled,) = await send(world, withdrawn(day()), sender=SCHOOL)
    assert (codes(corrected), codes(cancelled)) == (["DECLARATION-TOO_MANY_MISSES"], [])


async def test_employers_and_other_providers_are_not_stopped(world: Connection, most: int) -> None:
    await as_operator(
        world,
        "INSERT INTO sender (enterprise_number, name, provider) VALUES (%s, 'B', true)",
        [FOUNDRY],
    )
    wrong = [(PROVIDER, day(NOBODY, f"W-{number}")) for number in range(most + 1)]
    other = Sender(enterprise_number=FOUNDRY, door="rest")
    own = Sender(enterprise_number=BAKERY, door="rest")
    sound = [
        (other, day(reference="A")),
        (own, day(reference="B", start_date=october(20), end_date=october(20))),
    ]
    outcomes = await submit_addressed(world, [*wrong, *sound], CLOCK)
    assert [codes(outcome) for outcome in outcomes[most:]] == [
        ["DECLARATION-TOO_MANY_MISSES"],
        [],
        [],
    ]


async def test_a_fault_of_form_is_no_miss(world: Connection, most: int) -> None:
    faulty = [day(NOBODY, f"W-{number}", duration_minutes=0) for number in range(most + 1)]
    await send(world, *faulty, sender=SCHOOL)
    assert await misses(world) == []


async def test_what_is_refused_is_journalled(world: Connection, most: int) -> None:
    await send(world, *(day(NOBODY, f"W-{number}") for number in range(most + 2)), sender=SCHOOL)
    query = """
        SELECT a.code, count(*) FROM journal j
          JOIN anomaly a ON a.employer_id = j.employer_id AND a.declaration_id = j.id
         WHERE j.sender = %s AND j.outcome = 'rejected' GROUP BY 1 ORDER BY 1
    """
    assert await read(world, query, SCHOOL) == [("70000-925", 2), ("70004-152", most)]


async def test_two_sets_at_once_are_both_counted(
    world: Connection, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with connected(database) as second, connected(database) as watch:
        race = race_between(world, second, watch, monkeypatch)
        monkeypatch.setattr("tests.intake.race.send", by_the_school)
        await race([day(NOBODY, "W-1")], [day(NOBODY, "W-2")])
    assert await misses(world) == [(SCHOOL, TODAY, 2, 0)]


async def test_sets_at_once_share_one_limit(
    world: Connection, database: Database, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Both begin with one miss of three: the second hears what the first has used up."""
    await send(world, day(NOBODY, "W"), sender=SCHOOL)
    async with connected(database) as second, connected(database) as watch:
        race = race_between(world, second, watch, monkeypatch)
        monkeypatch.setattr("tests.intake.race.send", by_the_school)
        first, then = await race(guesses("A", 2), guesses("B", 2))
    assert [codes(outcome) for outcome in first] == [["SSIN-NOT_EMPLOYED"]] * 2
    assert [codes(outcome) for outcome in then] == [["DECLARATION-TOO_MANY_MISSES"]] * 2
    assert await misses(world) == [(SCHOOL, TODAY, most, 0)]


async def test_the_first_sets_of_a_day_share_one_limit(
    world: Connection, database: Database, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """There is no count to wait for yet: what is too much together is judged anew."""
    async with connected(database) as second, connected(database) as watch:
        race = race_between(world, second, watch, monkeypatch)
        monkeypatch.setattr("tests.intake.race.send", by_the_school)
        first, then = await race(guesses("A", 2), guesses("B", 2))
    assert [codes(outcome) for outcome in first] == [["SSIN-NOT_EMPLOYED"]] * 2
    assert [codes(outcome) for outcome in then] == [
        ["SSIN-NOT_EMPLOYED"],
        ["DECLARATION-TOO_MANY_MISSES"],
    ]
    assert await misses(world) == [(SCHOOL, TODAY, most, 0)]


async def test_who_never_missed_waits_for_nobody(
    world: Connection, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two sets of a provider without a miss hold nothing that the other needs."""
    async with connected(database) as second, world.transaction():
        await assume(world, INTAKE, TODAY)
        await probing.watch(world, filings_of_the_school(), TODAY, dry_run=False)
        async with asyncio.timeout(5):
            (outcome,) = await send(second, day(), sender=SCHOOL)
    assert codes(outcome) == []


async def test_groups_of_several_providers_do_not_lock_each_other_out(
    world: Connection, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each set takes their counts in the order of their numbers, and is not judged twice."""
    await as_operator(
        world,
        "INSERT INTO sender (enterprise_number, name, provider) VALUES (%s, 'B', true)",
        [STRANGER],
    )
    senders = [PROVIDER, Sender(enterprise_number=STRANGER, door="rest")]
    await submit_addressed(world, [(one, day(NOBODY, "W")) for one in senders], CLOCK)
    monkeypatch.setattr("fla.intake.submit._settle", None)
    async with connected(database) as second:
        for number in range(5):
            asked = [(one, day(NOBODY, f"A-{number}")) for one in senders]
            turned = [(one, day(NOBODY, f"B-{number}")) for one in reversed(senders)]
            async with asyncio.timeout(5):
                await asyncio.gather(
                    submit_addressed(world, asked, CLOCK), submit_addressed(second, turned, CLOCK)
                )
    assert sorted(await misses(world)) == [(SCHOOL, TODAY, 11, 0), (STRANGER, TODAY, 11, 0)]


def guesses(name: str, number: int) -> list[Any]:
    return [day(NOBODY, f"{name}-{position}") for position in range(number)]


def filings_of_the_school() -> list[Filing]:
    filing = file(0, uuid.uuid4(), PROVIDER, day())
    filing.as_provider = filing.own_only = True
    return [filing]


async def by_the_school(connection: Connection, *declarations: Any) -> list[Outcome]:
    return await send(connection, *declarations, sender=SCHOOL)


async def test_only_the_provider_itself_and_the_operator_see_the_count(world: Connection) -> None:
    await send(world, day(NOBODY), sender=SCHOOL)
    seen = {}
    for number in (SCHOOL, BAKERY):
        async with world.transaction():
            await assume(world, enterprise(number), TODAY)
            cursor = await world.execute("SELECT count(*) FROM provider_miss")
            seen[number] = (await cursor.fetchall())[0][0]
    assert seen == {SCHOOL: 1, BAKERY: 0}
    assert len(await misses(world)) == 1
