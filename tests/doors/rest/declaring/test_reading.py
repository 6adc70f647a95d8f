"""Single things at their addresses: as declared, by whom they may be read, and since when known."""

from typing import Any

import pytest

from tests.doors.rest.declaring.conftest import CELINE, Door, id_of, training
from tests.doors.rest.declaring.test_registering import REGISTRATIONS
from tests.intake.build import (
    ANNA,
    BAKERY,
    BRAM,
    NOBODY,
    PAYROLL,
    SCHOOL,
    Connection,
    as_operator,
    computed,
)


async def test_what_the_client_holds_is_not_sent_again(door: Door) -> None:
    at = (BAKERY, id_of(await door("registerTraining", BAKERY, training())))
    for known in ('"1"', '"7", "1"', "*", 'W/"1"'):
        unchanged = await door("getTraining", BAKERY, at=at, if_none_match=known)
        assert (unchanged.status, unchanged.body, unchanged.etag) == (304, None, '"1"')
    changed = await door("getTraining", BAKERY, at=at, if_none_match='"2"')
    assert changed.status == 200


async def test_today_s_computed_amount_is_told_whatever_version_is_held(
    door: Door, world: Connection
) -> None:
    await computed(world)
    made = await door("registerAdjustment", BAKERY, REGISTRATIONS["Adjustment"])
    at = (BAKERY, id_of(made))
    found = (await door("getAdjustment", BAKERY, at=at)).body
    assert (found["computedThen"], found["computedNow"]) == ("5.0000", "5.0000")
    assert found["outdated"] is False
    await as_operator(world, "UPDATE computed_right SET entitled = 4", ())
    found = (await door("getAdjustment", BAKERY, at=at, if_none_match='"1"')).body
    assert (found["computedThen"], found["computedNow"]) == ("5.0000", "4.0000")
    assert found["outdated"] is True


async def test_a_provider_reads_its_own_and_learns_nothing_of_the_worker(door: Door) -> None:
    body = training(durationMinutes=None, durationDays="1")
    at = (BAKERY, id_of(await door("registerTraining", SCHOOL, body)))
    found = (await door("getTraining", SCHOOL, at=at)).body
    assert (found["ssin"], found["training"]["durationDays"]) == (ANNA, "1")
    assert "counted" not in found
    assert (await door("getTraining", BAKERY, at=at)).body["counted"]["minutesPerDay"] == 456


@pytest.mark.parametrize("withdrawn", [False, True])
async def test_minutes_against_days_tell_a_provider_nothing_of_the_day(
    door: Door, withdrawn: bool
) -> None:
    """Noor's day has six hours; of the seven and a half charged six are kept, and none is told."""
    employed = REGISTRATIONS["Employment"]
    line = employed["employment"]["occupations"][0] | {"referenceHours": 3000, "meanHours": 1500}
    content = employed["employment"] | {"occupations": [line]}
    await door("registerEmployment", BAKERY, employed | {"employment": content})
    charged: dict[str, Any] = {"chargedRight": "statutory", "chargedMinutes": 450}
    body = training(ssin=NOBODY, durationMinutes=None, durationDays="1", **charged)
    at = (BAKERY, id_of(await door("registerTraining", SCHOOL, body)))
    patch = {"training": {"chargedMinutes": 440}}
    assert (await door("correctTraining", SCHOOL, patch, at=at, if_match='"1"')).status == 200
    if withdrawn:
        await door("cancelTraining", SCHOOL, at=at, if_match='"2"')
    assert (await door("getTraining", SCHOOL, at=at)).body["training"]["chargedMinutes"] == 440
    listed = await door("queryTrainings", SCHOOL, {"enterpriseNumber": BAKERY})
    assert [one["training"]["chargedMinutes"] for one in listed.body["items"]] == [440]
    kept = (await door("getTraining", BAKERY, at=at)).body["counted"]
    assert (kept["chargedMinutes"], kept["minutesPerDay"]) == (360, 360)


async def test_a_provider_reads_what_the_employer_made_of_it(door: Door) -> None:
    at = (BAKERY, id_of(await door("registerTraining", SCHOOL, training())))
    body = {"training": {"title": "Brandblussen", "durationMinutes": 60}}
    await door("correctTraining", BAKERY, body, at=at, if_match='"1"')
    found = (await door("getTraining", SCHOOL, at=at)).body
    assert found["training"]["title"] == "Brandblussen"
    assert (found["version"], found["verification"]) == (2, "confirmed")


async def test_a_provider_keeps_to_the_number_it_knows(door: Door) -> None:
    employed = REGISTRATIONS["Employment"]
    made = await door("registerEmployment", BAKERY, employed)
    at = (BAKERY, id_of(await door("registerTraining", SCHOOL, training(ssin=NOBODY))))
    body = {"ssin": CELINE, "employment": {"replacedSsin": NOBODY}}
    changed = await door(
        "correctEmployment", BAKERY, body, at=(BAKERY, id_of(made)), if_match='"1"'
    )
    assert changed.status == 200
    assert (await door("getTraining", BAKERY, at=at)).body["ssin"] == CELINE
    assert (await door("getTraining", SCHOOL, at=at)).body["ssin"] == NOBODY


async def test_an_objection_is_told_with_its_reason(door: Door) -> None:
    at = (BAKERY, id_of(await door("registerTraining", SCHOOL, training())))
    await door("objectToTraining", BAKERY, {"reason": "She was ill."}, at=at, if_match='"1"')
    found = (await door("getTraining", SCHOOL, at=at)).body
    assert (found["verification"], found["objection"]) == ("objected", "She was ill.")


async def test_a_former_mandatary_reads_what_it_registered(door: Door, world: Connection) -> None:
    await computed(world)
    made = {
        kind: await door(f"register{kind}", PAYROLL, body) for kind, body in REGISTRATIONS.items()
    }
    before = {
        kind: (await door(f"get{kind}", PAYROLL, at=(BAKERY, id_of(one)))).body
        for kind, one in made.items()
    }
    await as_operator(world, "UPDATE mandate SET status = 'refused'", ())
    for kind, one in made.items():
        after = (await door(f"get{kind}", PAYROLL, at=(BAKERY, id_of(one)))).body
        for gone in ("counted", "computedNow"):
            before[kind].pop(gone, None)
        assert after == before[kind]
    other = await door("registerTraining", BAKERY, training(ssin=BRAM))
    assert (await door("getTraining", PAYROLL, at=(BAKERY, id_of(other)))).status == 404


async def test_amounts_are_shown_as_they_were_declared(door: Door) -> None:
    amounts = {"score": "87.5", "cost": "240.50", "durationDays": "1", "chargedDays": "0.25"}
    body = training(durationMinutes=None, chargedRight="statutory", **amounts)
    at = (BAKERY, id_of(await door("registerTraining", BAKERY, body)))
    shown = (await door("getTraining", BAKERY, at=at)).body["training"]
    assert {name: shown[name] for name in amounts} == amounts | {"cost": "240.5"}


async def test_suspensions_and_regimes_stand_in_the_order_of_time(door: Door) -> None:
    body = {**REGISTRATIONS["Employment"]}
    line = body["employment"]["occupations"][0]
    content = {
        **body["employment"],
        "occupations": [
            line | {"startDate": "2026-06-01", "meanHours": 3800},
            line | {"endDate": "2026-05-31"},
        ],
        "suspensions": [
            {"startDate": "2026-09-01", "extent": "partial", "meanHours": 1900},
            {"startDate": "2026-04-01", "endDate": "2026-04-30", "extent": "full"},
        ],
    }
    made = await door("registerEmployment", BAKERY, body | {"employment": content})
    shown = (await door("getEmployment", BAKERY, at=(BAKERY, id_of(made)))).body["employment"]
    assert [one["startDate"] for one in shown["occupations"]] == ["2026-03-02", "2026-06-01"]
    assert shown["suspensions"] == content["suspensions"][::-1]
    assert shown["occupations"][0]["daysPerWeek"] == 500
