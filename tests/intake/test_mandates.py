"""Mandates proposed, confirmed, refused, withdrawn and closed: as a set, by whom, and when."""

import asyncio
import datetime as dt
import uuid
from typing import Any

import msgspec
import psycopg
import pytest

from fla.clock import FixedClock
from fla.database.identity import enterprise
from fla.identifiers import Quarter, enterprise_number_with_check_digits
from fla.intake import mandates
from fla.intake.anomaly import Error
from fla.intake.declaration import Sender
from fla.intake.mandates import MOST, MandateOutcome, propose
from fla.intake.mandates_deciding import MandateDecision, decide
from fla.intake.mandates_shape import Proposal
from fla.mandates.list_store import latest_mandates
from fla.mandates.model import Filter, Mandate
from fla.mandates.store import events_of
from tests.conftest import Database
from tests.intake.build import (
    BAKERY,
    CLOCK,
    FOUNDRY,
    PAYROLL,
    SCHOOL,
    STRANGER,
    Connection,
    belgium,
    send,
)
from tests.intake.cases.case import day
from tests.rows import acting
from tests.statements import recorded

JANUARY = FixedClock(dt.datetime(2027, 1, 11, 11, tzinfo=dt.UTC))
NOWHERE = enterprise_number_with_check_digits(8_000_099)


@pytest.fixture
async def register(app: Connection) -> Connection:
    """The bakery gave the payroll office a mandate in 2026Q1, without end; the foundry none."""
    await belgium(app)
    return app


def by(number: str) -> Sender:
    return Sender(enterprise_number=number, door="portal", person="p-1")


def proposal(**changes: Any) -> Proposal:
    """The payroll office for the foundry, from the next quarter on."""
    values: dict[str, Any] = {"mandator": FOUNDRY, "mandatary": PAYROLL}
    values |= {"groups": ("federalLearningAccount",), "start_quarter": "2027Q1"}
    return Proposal(**(values | changes))


async def proposed(connection: Connection, sender: str = PAYROLL, **changes: Any) -> Mandate:
    (outcome,) = await propose(connection, by(sender), [proposal(**changes)], CLOCK)
    assert outcome.status == "accepted", outcome
    assert outcome.mandate is not None
    return outcome.mandate


async def decided(
    connection: Connection,
    sender: str,
    mandate: Mandate,
    event: str,
    end: str = "",
    clock: FixedClock = CLOCK,
    version: int | None = None,
) -> MandateOutcome:
    decision = MandateDecision(
        event=event,  # type: ignore[arg-type]  # of a test's table
        mandator=mandate.mandator,
        mandate_id=mandate.id,
        version=version,
        end_quarter=end,
    )
    (outcome,) = await decide(connection, by(sender), [decision], clock)
    return outcome


async def active(connection: Connection, **changes: Any) -> Mandate:
    mandate = await proposed(connection, **changes)
    outcome = await decided(connection, mandate.mandator, mandate, "confirmed")
    assert outcome.mandate is not None
    assert outcome.mandate.status == "active", outcome
    return outcome.mandate


def codes(outcome: MandateOutcome) -> list[str]:
    return [f"{one.field.name}-{one.error.name}" for one in outcome.anomalies]


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"mandator": ""}, "MANDATOR-ABSENT"),
    ({"mandator": "123"}, "MANDATOR-LENGTH"),
    ({"mandator": "08OOOOO1"}, "MANDATOR-INVALID"),
    ({"mandator": FOUNDRY[:-1] + str((int(FOUNDRY[-1]) + 1) % 10)}, "MANDATOR-CHECK_DIGIT"),
    ({"mandator": NOWHERE}, "MANDATOR-UNKNOWN"),
    ({"mandator": PAYROLL}, "MANDATARY-FORBIDDEN"),
    ({"mandatary": SCHOOL}, "MANDATOR-NOT_ENTITLED"),
    ({"mandatary": "0"}, "MANDATARY-LENGTH"),
    ({"groups": ()}, "MANDATE_GROUPS-ABSENT"),
    ({"groups": ("documents", "wages")}, "MANDATE_GROUPS-OUT_OF_LIST"),
    ({"start_quarter": ""}, "START_QUARTER-ABSENT"),
    ({"start_quarter": "next"}, "START_QUARTER-INVALID"),
    ({"start_quarter": "2026Q3"}, "START_QUARTER-TOO_LOW"),
    ({"start_quarter": "2029Q1"}, "START_QUARTER-TOO_HIGH"),
    ({"end_quarter": "2027Q5"}, "END_QUARTER-INVALID"),
    ({"end_quarter": ""}, "END_QUARTER-ABSENT"),
    ({"end_quarter": "2026Q4"}, "END_QUARTER-END_BEFORE_START"),
]
"""What may be wrong with a proposal of the payroll office, and what is said of it."""


async def test_each_fault_is_told_and_nothing_is_added(register: Connection) -> None:
    proposals = [proposal(**changes) for changes, _ in FAULTS]
    outcomes = await propose(register, by(PAYROLL), proposals, CLOCK)
    assert [codes(outcome) for outcome in outcomes] == [[found] for _, found in FAULTS]
    assert {(outcome.status, outcome.mandate) for outcome in outcomes} == {("rejected", None)}
    async with acting(register, enterprise(PAYROLL)):
        assert len(await latest_mandates(register, PAYROLL, Filter())) == 1


async def test_an_employer_cannot_name_a_mandatary_that_nobody_knows(register: Connection) -> None:
    (outcome,) = await propose(
        register, by(FOUNDRY), [proposal(mandatary=STRANGER, start_quarter="2026Q3")], CLOCK
    )
    assert codes(outcome) == ["START_QUARTER-TOO_LOW"]
    (outcome,) = await propose(register, by(FOUNDRY), [proposal(mandatary=STRANGER)], CLOCK)
    assert codes(outcome) == ["MANDATARY-UNKNOWN"]


@pytest.mark.parametrize("quarter", ["2026Q4", "2028Q4"])
async def test_a_mandate_begins_now_or_within_two_years(register: Connection, quarter: str) -> None:
    mandate = await proposed(register, start_quarter=quarter, end_quarter=quarter)
    assert str(mandate.start) == str(mandate.end) == quarter


@pytest.mark.parametrize(
    ("sender", "side", "other"), [(PAYROLL, "mandatary", FOUNDRY), (FOUNDRY, "mandator", PAYROLL)]
)
async def test_either_side_proposes_and_the_other_confirms(
    register: Connection, sender: str, side: str, other: str
) -> None:
    mandate = await proposed(register, sender)
    assert (mandate.status, mandate.proposed_by, mandate.version) == ("pending", side, 1)
    own = await decided(register, sender, mandate, "confirmed")
    assert (codes(own), own.status) == (["TARGET-OTHER_SIDE"], "rejected")
    confirmed = await decided(register, other, mandate, "confirmed", version=1)
    assert confirmed.mandate is not None
    assert (confirmed.mandate.status, confirmed.mandate.version) == ("active", 2)
    async with acting(register, enterprise(other)):
        events = await events_of(register, mandate.employer_id, mandate.id)
    assert [(one.event, one.acted_for, one.acted_by, one.door) for one in events] == [
        ("proposed", sender, "p-1", "portal"),
        ("confirmed", other, "p-1", "portal"),
    ]


async def test_what_is_there_already_is_given_back(register: Connection) -> None:
    mandate = await proposed(register)
    later = proposal(start_quarter="2027Q3", end_quarter="2027Q4")
    more = proposal(groups=("identification", "federalLearningAccount"))
    bakery = proposal(mandator=BAKERY)
    outcomes = await propose(register, by(PAYROLL), [proposal(), later, bakery, more, more], CLOCK)
    assert [one.repeated for one in outcomes] == [True, True, True, False, True]
    assert [one.mandate.id for one in outcomes[:2] if one.mandate] == [mandate.id] * 2
    assert outcomes[2].mandate is not None
    assert outcomes[2].mandate.status == "active"
    assert outcomes[3].mandate == outcomes[4].mandate
    (theirs,) = await propose(register, by(FOUNDRY), [proposal()], CLOCK)
    assert theirs.repeated
    assert theirs.mandate is not None
    assert (theirs.mandate.id, theirs.mandate.status) == (mandate.id, "pending")


async def test_after_a_refusal_one_may_propose_again(register: Connection) -> None:
    mandate = await proposed(register)
    refused = await decided(register, FOUNDRY, mandate, "refused")
    assert refused.mandate is not None
    assert refused.mandate.status == "refused"
    again = await proposed(register)
    assert (again.status, again.id == mandate.id) == ("pending", False)


async def test_one_statement_serves_five_hundred(register: Connection) -> None:
    counts = []
    for groups, quarters in (
        (("documents",), ["2027Q1"]),
        # The later ones first, or these would be served by what is proposed before them.
        (("identification",), [f"{2027 + n // 4}Q{1 + n % 4}" for n in reversed(range(7))]),
    ):
        proposals = [
            proposal(groups=groups, start_quarter=start, end_quarter=f"{2030 + n // 4}Q{1 + n % 4}")
            for start in quarters
            for n in range(70)
        ][:MOST]
        with recorded(register) as executed:
            outcomes = await propose(register, by(PAYROLL), proposals, CLOCK)
        assert {(one.status, one.repeated) for one in outcomes} == {("accepted", False)}
        counts.append(len(executed))
    assert counts[0] == counts[1]


async def test_many_are_decided_with_as_many_statements_as_one(register: Connection) -> None:
    counts = []
    for last in (1, 12):
        mandates = [
            await proposed(register, end_quarter=f"{2030 + last + n}Q1") for n in range(last)
        ]
        decisions = [
            MandateDecision(event="confirmed", mandator=one.mandator, mandate_id=one.id)
            for one in mandates
        ]
        with recorded(register) as executed:
            outcomes = await decide(register, by(FOUNDRY), decisions, CLOCK)
        assert {one.status for one in outcomes} == {"accepted"}
        counts.append(len(executed))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("sender", "told"),
    [(PAYROLL, "MANDATOR-TOO_MANY_PENDING"), (FOUNDRY, "MANDATARY-TOO_MANY_PENDING")],
)
async def test_of_what_one_proposed_so_many_wait_and_no_more(
    register: Connection, monkeypatch: pytest.MonkeyPatch, sender: str, told: str
) -> None:
    monkeypatch.setattr(mandates, "MOST_PENDING", 3)
    other = FOUNDRY if sender == PAYROLL else PAYROLL
    await proposed(register, other, start_quarter="2026Q4", end_quarter="2026Q4")
    first = await proposed(register, sender, end_quarter="2027Q1")
    ends = ["2027Q2", "2027Q1", "2027Q3", "2027Q4", "2027Q4"]
    many = [proposal(end_quarter=end) for end in ends]

    outcomes = await propose(register, by(sender), many, CLOCK)

    assert [codes(one) for one in outcomes] == [[], [], [], [told], [told]]
    assert [one.status for one in outcomes][3:] == ["rejected"] * 2
    assert outcomes[1].mandate == first, "what waits already is given back"
    [message] = [one.message("en") for one in outcomes[3].anomalies]
    assert "too many mandates that you proposed are waiting already (maximum: 3)" in message
    assert (await propose(register, by(sender), many[:1], CLOCK))[0].repeated
    await proposed(register, other, start_quarter="2028Q1")

    await decided(register, sender, first, "refused")
    (again,) = await propose(register, by(sender), many[-1:], CLOCK)
    assert again.status == "accepted", "there is room again"


async def test_of_two_calls_at_once_the_second_finds_the_room_taken(
    register: Connection, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mandates, "MOST_PENDING", 1)
    async with await psycopg.AsyncConnection.connect(database.app_url) as second:
        outcomes = await asyncio.gather(
            propose(register, by(PAYROLL), [proposal(end_quarter="2027Q1")], CLOCK),
            propose(second, by(PAYROLL), [proposal(end_quarter="2027Q2")], CLOCK),
        )
    assert sorted(one.status for (one,) in outcomes) == ["accepted", "rejected"]


async def test_more_than_a_call_takes_is_refused_whole(register: Connection) -> None:
    with pytest.raises(ValueError, match="500"):
        await propose(register, by(PAYROLL), [proposal()] * (MOST + 1), CLOCK)
    mandate = await proposed(register)
    many = [MandateDecision(event="refused", mandator=FOUNDRY, mandate_id=mandate.id)] * (MOST + 1)
    with pytest.raises(ValueError, match="500"):
        await decide(register, by(PAYROLL), many, CLOCK)


async def test_a_fault_among_many_stops_no_other(register: Connection) -> None:
    outcomes = await propose(
        register, by(PAYROLL), [proposal(mandator=NOWHERE), proposal(), proposal(groups=())], CLOCK
    )
    assert [one.status for one in outcomes] == ["rejected", "accepted", "rejected"]


async def test_withdrawing_is_refusing_one_s_own(register: Connection) -> None:
    mandate = await proposed(register)
    outcome = await decided(register, PAYROLL, mandate, "refused")
    assert outcome.mandate is not None
    assert outcome.mandate.status == "refused"
    late = await decided(register, FOUNDRY, mandate, "confirmed")
    assert codes(late) == ["TARGET-MANDATE_STATE"]
    stale = await decided(register, FOUNDRY, mandate, "confirmed", version=1)
    assert codes(stale) == ["TARGET-STALE"]
    assert stale.mandate is not None
    assert stale.mandate.version == 2


async def test_what_has_begun_is_closed_and_not_refused(register: Connection) -> None:
    mandate = await active(register)
    outcome = await decided(register, FOUNDRY, mandate, "refused", clock=JANUARY)
    assert codes(outcome) == ["TARGET-MANDATE_STATE"]
    before = await decided(register, FOUNDRY, mandate, "refused")
    assert before.mandate is not None
    assert before.mandate.status == "refused"


async def test_a_mandate_is_closed_at_the_end_of_a_quarter_that_it_has(
    register: Connection,
) -> None:
    mandate = await active(register, end_quarter="2028Q1")
    for end, found in (
        ("", "END_QUARTER-ABSENT"),
        ("soon", "END_QUARTER-INVALID"),
        ("2026Q4", "END_QUARTER-TOO_LOW"),
        ("2028Q2", "END_QUARTER-TOO_HIGH"),
    ):
        outcome = await decided(register, FOUNDRY, mandate, "closed", end, JANUARY)
        assert (codes(outcome), outcome.status) == ([found], "rejected")


async def test_a_mandate_is_not_closed_before_it_begins(register: Connection) -> None:
    mandate = await active(register, start_quarter="2027Q2")
    outcome = await decided(register, FOUNDRY, mandate, "closed", "2027Q1")
    assert codes(outcome) == ["END_QUARTER-END_BEFORE_START"]


@pytest.mark.parametrize("sender", [FOUNDRY, PAYROLL])
async def test_either_side_closes_once(register: Connection, sender: str) -> None:
    mandate = await active(register)
    outcome = await decided(register, sender, mandate, "closed", "2027Q2", JANUARY)
    assert outcome.mandate is not None
    assert (outcome.mandate.status, outcome.mandate.end) == ("closed", Quarter(2027, 2))
    again = await decided(register, sender, mandate, "closed", "2027Q1", JANUARY)
    assert codes(again) == ["TARGET-MANDATE_STATE"]
    async with acting(register, enterprise(FOUNDRY)):
        events = await events_of(register, mandate.employer_id, mandate.id)
    assert [one.event for one in events] == ["proposed", "confirmed", "closed"]
    assert events[-1].end == Quarter(2027, 2)


@pytest.mark.parametrize("event", ["confirmed", "refused"])
async def test_only_a_closing_says_a_last_quarter(register: Connection, event: str) -> None:
    mandate = await proposed(register)
    outcome = await decided(register, FOUNDRY, mandate, event, "2027Q1")
    assert codes(outcome) == ["END_QUARTER-FORBIDDEN"]


async def test_a_pending_mandate_cannot_be_closed(register: Connection) -> None:
    mandate = await proposed(register)
    outcome = await decided(register, PAYROLL, mandate, "closed", "2027Q4")
    assert codes(outcome) == ["TARGET-MANDATE_STATE"]


async def test_a_stranger_finds_no_mandate(register: Connection) -> None:
    mandate = await proposed(register)
    for sender, event in ((SCHOOL, "confirmed"), (BAKERY, "refused"), (STRANGER, "closed")):
        outcome = await decided(register, sender, mandate, event, "2027Q4")
        assert (codes(outcome), outcome.mandate) == (["TARGET-UNKNOWN"], None)
    elsewhere = msgspec.structs.replace(mandate, mandator=BAKERY)
    outcome = await decided(register, PAYROLL, elsewhere, "refused")
    assert codes(outcome) == ["TARGET-UNKNOWN"]


DOCUMENTS: dict[str, Any] = {"groups": ("documents",)}


async def test_documents_have_one_mandatary_at_a_time(register: Connection) -> None:
    old = await active(register, **DOCUMENTS)
    new = await proposed(register, SCHOOL, mandatary=SCHOOL, **DOCUMENTS)
    met = await decided(register, FOUNDRY, new, "confirmed")
    assert codes(met) == ["MANDATE_GROUPS-EXCLUSIVE"]
    assert met.anomalies[0].detail == "Sociaal Secretariaat Demo, 2027Q1 – …"
    assert (await decided(register, FOUNDRY, new, "refused")).status == "accepted"
    theirs = await proposed(
        register, FOUNDRY, mandatary=SCHOOL, start_quarter="2027Q2", **DOCUMENTS
    )
    untold = await decided(register, SCHOOL, theirs, "confirmed")
    assert codes(untold) == ["MANDATE_GROUPS-EXCLUSIVE"]
    assert untold.anomalies[0].detail is None
    closed = await decided(register, FOUNDRY, old, "closed", "2027Q1")
    assert closed.status == "accepted"
    moved = await decided(register, SCHOOL, theirs, "confirmed")
    assert (codes(moved), moved.status) == ([], "accepted")


async def test_the_account_may_have_several_mandataries(register: Connection) -> None:
    await active(register)
    new = await proposed(register, SCHOOL, mandatary=SCHOOL)
    assert codes(await decided(register, FOUNDRY, new, "confirmed")) == []


async def test_of_two_that_come_at_once_one_proposal_is_made(
    register: Connection, database: Database
) -> None:
    async with await psycopg.AsyncConnection.connect(database.app_url) as other:
        answers = await asyncio.gather(
            propose(register, by(PAYROLL), [proposal()], CLOCK),
            propose(other, by(FOUNDRY), [proposal()], CLOCK),
        )
    outcomes = [outcome for (outcome,) in answers]
    assert {one.status for one in outcomes} == {"accepted"}
    assert len({one.mandate.id for one in outcomes if one.mandate}) == 1
    assert sorted(one.repeated for one in outcomes) == [False, True]


async def test_of_two_that_decide_at_once_one_is_told_that_it_changed(
    register: Connection, database: Database
) -> None:
    mandate = await proposed(register)
    async with await psycopg.AsyncConnection.connect(database.app_url) as other:
        outcomes = await asyncio.gather(
            decided(register, FOUNDRY, mandate, "confirmed"),
            decided(other, PAYROLL, mandate, "refused"),
        )
    # The one that came later either met the lock of the other or saw what it had written.
    accepted = [one for one in outcomes if one.status == "accepted"]
    assert accepted
    for one in outcomes:
        assert codes(one) in ([], ["TARGET-STALE"], ["TARGET-MANDATE_STATE"])
    async with acting(register, enterprise(FOUNDRY)):
        events = await events_of(register, mandate.employer_id, mandate.id)
    assert len(events) == 1 + len(accepted)
    assert [one.version for one in events] == [*range(1, len(events) + 1)]


async def test_of_two_exclusive_ones_confirmed_at_once_one_stands(
    register: Connection, database: Database
) -> None:
    first = await proposed(register, **DOCUMENTS)
    second = await proposed(register, SCHOOL, mandatary=SCHOOL, **DOCUMENTS)
    async with await psycopg.AsyncConnection.connect(database.app_url) as other:
        outcomes = await asyncio.gather(
            decided(register, FOUNDRY, first, "confirmed"),
            decided(other, FOUNDRY, second, "confirmed"),
        )
    assert sorted(one.status for one in outcomes) == ["accepted", "rejected"]
    (refused,) = (one for one in outcomes if one.status == "rejected")
    assert codes(refused) == ["MANDATE_GROUPS-EXCLUSIVE"]


async def test_an_id_that_nobody_has_is_not_found(register: Connection) -> None:
    mandate = await proposed(register)
    nobody_s = msgspec.structs.replace(mandate, id=uuid.uuid4())
    assert codes(await decided(register, FOUNDRY, nobody_s, "confirmed")) == ["TARGET-UNKNOWN"]


async def test_what_a_mandate_is_not_about_it_does_not_open(register: Connection) -> None:
    """One for documents alone lets nobody declare; neither does one that still waits."""
    for groups in (("documents",), ("identification",)):
        await active(register, start_quarter="2026Q4", groups=groups)
    (outcome,) = await send(register, day(employer=FOUNDRY), sender=PAYROLL)
    assert [one.error for one in outcome.anomalies] == [Error.NOT_ENTITLED]
    mandate = await proposed(register, start_quarter="2026Q4")
    (outcome,) = await send(register, day(employer=FOUNDRY), sender=PAYROLL)
    assert [one.error for one in outcome.anomalies] == [Error.NO_MANDATE]
    await decided(register, FOUNDRY, mandate, "confirmed")
    (outcome,) = await send(register, day(employer=FOUNDRY), sender=PAYROLL)
    assert not {Error.NOT_ENTITLED, Error.NO_MANDATE} & {one.error for one in outcome.anomalies}
