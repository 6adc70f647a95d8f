"""The what-if calculation over REST: the format's answers and faults, case by case."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from fla.clock import FixedClock
from fla.doors.rest import calculation
from fla.doors.rest.answer import Refusal
from tests.conftest import Database
from tests.contracts.contract import published
from tests.doors.rest.asking import Asking, asking
from tests.intake.build import STRANGER

CASE = {
    "id": "x",
    "year": 2026,
    "jointCommittee": "200",
    "headCount": {"quarters": ["21.0", "20.5", None, "22"]},
    "occupations": [{"start": "2025-03-15", "q": 3040, "s": 3800}],
}


@pytest.fixture
async def ask(database: Database, clock: FixedClock) -> AsyncIterator[Asking]:
    async with asking(database.app_url, clock) as asks:
        yield asks


async def calculated(ask: Asking, *cases: Any) -> list[Any]:
    """Return the answers to cases; nobody needs to be known for this."""
    answer = await ask("calculateRights", STRANGER, {"items": list(cases)})
    items: list[Any] = answer["items"]
    return items


async def test_a_case_is_calculated_with_its_steps(ask: Asking) -> None:
    (result,) = await calculated(ask, CASE)
    assert (result["id"], result["entitled"], result["unit"]) == ("x", "3.2000", "day")
    assert result["averageHeadCount"] == "21.1667"
    assert {"headCount", "scale", "regime", "entitled"} <= {s["step"] for s in result["steps"]}
    assert None not in result.values()


async def test_the_contract_s_own_example_is_answered(ask: Asking) -> None:
    contract = published().changed()
    body = contract.operation("calculateRights").node["requestBody"]
    example = body["content"]["application/json"]["example"]
    answers = await calculated(ask, *example["items"])
    good = contract.operation("calculateRights").node["responses"]["200"]
    first, second = good["content"]["application/json"]["example"]["items"]
    steps = {step["step"]: step for step in answers[0]["steps"]}
    assert first.pop("steps") == [steps["months"], steps["entitled"]]  # it shows two of them
    assert first.items() <= answers[0].items()
    assert second == answers[1]


async def test_a_faulty_case_leaves_the_others_alone(ask: Asking) -> None:
    late = CASE | {"id": 7, "year": 1999}
    wrong = CASE | {"id": "s", "settings": {"colour": "red"}}
    first, fault, odd, last = await calculated(ask, CASE, late, wrong, CASE | {"id": "z"})
    assert (first["entitled"], last["entitled"]) == ("3.2000", "3.2000")
    assert (fault["id"], fault["error"]["code"], fault["error"]["path"]) == (
        *(7, "yearWithoutFigures"),
        "year",
    )
    assert odd["error"]["code"] == "unknownSetting"
    assert set(odd["error"]["message"]) == {"nl", "fr", "de", "en"}


async def test_general_law_without_a_committee(ask: Asking) -> None:
    plain = {name: value for name, value in CASE.items() if name != "jointCommittee"}
    (result,) = await calculated(ask, plain | {"headCount": {"average": 12}})
    assert (result["sizeClass"], result["entitled"]) == ("10-19", "0.8000")
    assert "jointCommittee" not in result
    assert "cbaRegistrationNumber" not in result


async def test_many_cases_keep_their_order_over_lots(
    ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calculation, "LOT", 3)
    answers = await calculated(ask, *(CASE | {"id": number} for number in range(8)))
    assert [one["id"] for one in answers] == list(range(8))


async def test_the_service_goes_on_while_it_calculates(ask: Asking) -> None:
    beats = 0
    calculating = asyncio.create_task(
        calculated(ask, *(CASE | {"id": number} for number in range(60)))
    )
    while not calculating.done():
        await asyncio.sleep(0)
        beats += 1
    assert len(await calculating) == 60
    assert beats > 3


async def test_more_than_it_can_take_is_turned_away(
    ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calculation, "MOST_WAITING", 2)
    asked = [calculated(ask, CASE) for _ in range(4)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    refused = [one for one in answers if isinstance(one, Refusal)]
    assert [(one.status, one.type) for one in refused] == [(429, "tooManyRequests")] * 2
    assert (await calculated(ask, CASE))[0]["entitled"] == "3.2000"
