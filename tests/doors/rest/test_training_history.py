"""Who declared what about a training, for those whose it is to know."""

import datetime as dt
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
from msgspec.structs import replace

from tests.conftest import Database
from tests.doors.rest.asking import Asking, asking, told
from tests.intake import build as intake
from tests.intake.build import BAKERY, CLOCK, FOUNDRY, PAYROLL, SCHOOL, STRANGER
from tests.rows import Connection

HOUR: dict[str, Any] = {
    "start_date": dt.date(2026, 9, 1),
    "end_date": dt.date(2026, 9, 1),
    "duration_minutes": 60,
    "charged_right": None,
    "charged_minutes": None,
}


@pytest.fixture
async def ask(database: Database) -> AsyncIterator[Asking]:
    async with asking(database.app_url, CLOCK) as asks:
        yield asks


def at(training: uuid.UUID | None, employer: str = BAKERY) -> dict[str, str]:
    return {"enterpriseNumber": employer, "trainingId": str(training)}


async def test_what_the_mandatary_did_stays_visible_with_both_names(
    register: Connection, ask: Asking
) -> None:
    (first,) = await intake.send(register, intake.training(**HOUR), sender=PAYROLL)
    await intake.send(
        register, intake.training(action="correct", title="Anders", **HOUR), sender=PAYROLL
    )
    items = (await ask("getTrainingHistory", BAKERY, path=at(first.target)))["items"]
    assert [one["action"] for one in items] == ["correct", "register"]
    assert {(one["sender"], one["senderName"]) for one in items} == {
        (PAYROLL, "Sociaal Secretariaat Demo")
    }
    assert items[1]["declarationId"] == str(first.declaration_id)
    mandatarys = await ask("getTrainingHistory", PAYROLL, path=at(first.target))
    assert mandatarys["items"] == items


async def test_a_provider_sees_its_own_part(register: Connection, ask: Asking) -> None:
    (first,) = await intake.send(register, intake.training(**HOUR), sender=SCHOOL)
    changed = intake.training(action="correct", title="Anders", **HOUR)
    (corrected,) = await intake.send(register, replace(changed, target=first.target), sender=BAKERY)
    assert corrected.status != "rejected"
    whole = (await ask("getTrainingHistory", BAKERY, path=at(first.target)))["items"]
    assert [one["sender"] for one in whole] == [BAKERY, SCHOOL]
    own = (await ask("getTrainingHistory", SCHOOL, path=at(first.target)))["items"]
    assert [one["sender"] for one in own] == [SCHOOL]


@pytest.mark.parametrize("who", [FOUNDRY, SCHOOL, STRANGER])
async def test_a_foreign_training_is_not_there(register: Connection, ask: Asking, who: str) -> None:
    (first,) = await intake.send(register, intake.training(**HOUR))
    for path in (at(first.target), at(uuid.uuid4()), at(first.target, STRANGER)):
        refusal = await ask.refused("getTrainingHistory", who, path=path)
        assert told(refusal) == (404, "resourceNotFound", ["trainingId"])
