"""Versions: a change of what the sender has seen, and of nothing else."""

import hashlib
import uuid
from typing import Any, NamedTuple

import msgspec
import pytest

from fla.intake.declaration import AnyDeclaration, Outcome, Sender
from fla.intake.filing import file
from tests.conftest import Database
from tests.intake.build import (
    BAKERY,
    PAYROLL,
    Connection,
    adjustment,
    codes,
    employment,
    head_count,
    opt_out,
    right,
    send,
    verification,
)
from tests.intake.cases.case import amount, bram, day, headed, withdrawn
from tests.intake.race import connected, race_between

DIGESTS = {
    "training": "9f7197de8884d8bd9b3beeb83b695d8c5bbc2e7dbc7f5d58700f3a2d91e16f33",
    "employment": "90b7f9bc9f45e96e680c3f7c7bfc8af9267f676249e61f7a6ba6032f41e096cf",
    "right": "4e6cc846d1af1cf72555e2b94eea51d8a289f701019ed0e6dc987b59b409a53c",
    "opt_out": "7ff230689b3aafaaf30f1dfe9f14dd07fb59ea7fd7e6464c293f476234c53e5f",
    "head_count": "84bb49226abdd82f3654a6911fc0b33278424b7ba36ec5b01514cc37f6bc7ff1",
}
"""As computed before declarations knew versions."""


class Change(NamedTuple):
    """An object of a kind, and something else to say of it."""

    table: str
    registered: AnyDeclaration
    corrected: AnyDeclaration


CHANGES = [
    Change("employment", bram(), bram(action="correct", mean_hours=1900)),
    Change("training", day(), day(action="correct", title="B")),
    Change("training_right", right(), right(action="correct", entitled=amount("3"))),
    Change("opt_out", opt_out(year=2025), opt_out(year=2025, action="correct", reason="B")),
    Change("right_adjustment", adjustment(), adjustment(action="correct", amount=amount("1"))),
    Change("right_verification", verification(), verification(action="correct")),
    Change("head_count", head_count(), head_count(action="correct", fte=amount("2"))),
]
EACH = pytest.mark.parametrize("change", CHANGES, ids=[change.table for change in CHANGES])


async def version(connection: Connection, table: str, outcome: Outcome) -> int:
    query = f"SELECT version FROM {table} WHERE id = %s"
    async with connection.transaction():
        await connection.execute("SET LOCAL fla.actor = 'operator'")
        cursor = await connection.execute(query, (outcome.target,))
        return int((await cursor.fetchone() or (0,))[0])


@EACH
async def test_a_change_applies_to_the_version_that_was_seen(
    unmarked: Connection, change: Change
) -> None:
    table, registered, corrected = change
    (first,) = await send(unmarked, registered)
    assert await version(unmarked, table, first) == 1
    (wrong,) = await send(unmarked, headed(corrected, version=7))
    assert codes(wrong) == ["TARGET-STALE"]
    assert (wrong.anomalies[0].value, wrong.anomalies[0].detail) == (str(first.target), "1")
    (right_,) = await send(unmarked, headed(corrected, version=1))
    assert (right_.status == "rejected", await version(unmarked, table, first)) == (False, 2)
    (late,) = await send(unmarked, headed(withdrawn(registered), version=1))
    assert codes(late) == ["TARGET-STALE"]
    (gone,) = await send(unmarked, headed(withdrawn(registered), version=2))
    assert (codes(gone), await version(unmarked, table, first)) == ([], 3)


@EACH
async def test_a_change_without_a_version_applies_to_whichever_there_is(
    unmarked: Connection, change: Change
) -> None:
    table, registered, corrected = change
    (first,) = await send(unmarked, registered)
    await send(unmarked, corrected)
    await send(unmarked, withdrawn(registered))
    assert await version(unmarked, table, first) == 3


async def test_a_retry_is_one_although_its_version_is_past(register: Connection) -> None:
    await send(register, day())
    correction = headed(day(action="correct", title="B"), version=1)
    (first,) = await send(register, correction)
    (again,) = await send(register, correction)
    assert (first.repeated, again.repeated, again.status) == (False, True, "accepted")
    assert again.declaration_id == first.declaration_id


async def test_somebody_elses_object_is_changed_at_its_version_too(register: Connection) -> None:
    (first,) = await send(register, day())
    theirs: Any = {"target": first.target, "reference": "OFFICE"}
    corrected = headed(day(action="correct", title="B"), **theirs)
    (wrong,) = await send(register, headed(corrected, version=2), sender=PAYROLL)
    (sound,) = await send(register, headed(corrected, version=1), sender=PAYROLL)
    assert (codes(wrong), codes(sound)) == (["TARGET-STALE"], [])


@EACH
async def test_of_two_changes_of_one_version_at_once_the_second_is_stale(
    unmarked: Connection, database: Database, monkeypatch: pytest.MonkeyPatch, change: Change
) -> None:
    """It waits for the first, finds the object changed, and is judged anew: not written over it."""
    table, registered, corrected = change
    (first,) = await send(unmarked, registered)
    async with connected(database) as second, connected(database) as watch:
        race = race_between(unmarked, second, watch, monkeypatch)
        (ahead,), (behind,) = await race(
            [headed(corrected, version=1)], [headed(withdrawn(registered), version=1)]
        )
    assert (ahead.status == "rejected", codes(behind)) == (False, ["TARGET-STALE"])
    assert await version(unmarked, table, first) == 2


@pytest.mark.parametrize(
    ("declaration", "digest"),
    [
        (day(), "training"),
        (employment(), "employment"),
        (right(), "right"),
        (opt_out(None), "opt_out"),
        (withdrawn(head_count()), "head_count"),
    ],
)
def test_what_says_no_version_is_written_and_hashed_as_ever(
    declaration: AnyDeclaration, digest: str
) -> None:
    """Retries are known by this hash, over releases of this software too."""
    filing = file(0, uuid.uuid4(), Sender(enterprise_number=BAKERY, door="xml"), declaration)
    assert b'"version"' not in filing.content
    assert hashlib.sha256(filing.content).hexdigest() == DIGESTS[digest]
    assert msgspec.json.decode(filing.content, type=type(declaration)) == declaration


def test_a_text_that_looks_like_a_version_stays_as_it_is() -> None:
    odd = day(title='A,"version":null')
    filing = file(0, uuid.uuid4(), Sender(enterprise_number=BAKERY, door="xml"), odd)
    assert msgspec.json.decode(filing.content, type=type(odd)) == odd
