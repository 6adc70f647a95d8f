"""Many in one call: outcomes in their order, whatever the others are; a dry run; scopes."""

from typing import Any

import psycopg
import pytest

from fla.access.scopes import SCOPES
from fla.intake.probing import allowed_misses
from tests.doors.rest.declaring.conftest import Door, id_of, training
from tests.doors.rest.declaring.test_registering import REGISTRATIONS, member
from tests.intake.build import (
    ANNA,
    BAKERY,
    BRAM,
    FOUNDRY,
    NOBODY,
    SCHOOL,
    Connection,
    as_operator,
    computed,
)


def declared(kind: str, action: str = "register", **changes: Any) -> dict[str, Any]:
    """A declaration of a kind, as a mixed submission has it."""
    return {"kind": member(kind), "action": action, **REGISTRATIONS[kind]} | changes


async def journalled(world: Connection) -> int:
    """How much the journal holds beside the world's own."""
    async with world.transaction():
        await as_operator(world, "SELECT 1", ())
        cursor = await world.execute("SELECT count(*) FROM journal WHERE door = 'rest'")
        [[count]] = await cursor.fetchall()
    return int(count)


async def test_what_is_sound_is_taken_and_the_rest_is_told(door: Door) -> None:
    items = [
        training("T-1"),
        training("T-2", "90010100223", endDate="2026-10-11"),
        training("T-3", employer=FOUNDRY),
        training("T-4", BRAM, startDate="2026-01-12", endDate="2026-01-12"),
        training("T-1", BRAM),
    ]
    answer = (await door("registerTrainings", BAKERY, {"items": items})).body
    counts = [answer[name] for name in ("accepted", "acceptedWithWarnings", "rejected", "repeated")]
    assert counts == [1, 1, 3, 0]
    outcomes = answer["items"]
    assert [one["reference"] for one in outcomes] == [one["reference"] for one in items]
    assert outcomes[0]["version"] == 1
    assert "issues" not in outcomes[0]
    assert [(issue["code"], issue["pointer"]) for issue in outcomes[1]["issues"]] == [
        ("70004-004", "/items/1/ssin"),
        ("70064-014", "/items/1/training/endDate"),
    ]
    assert outcomes[1]["issues"][1]["name"] == "items[1].training.endDate"
    assert outcomes[2]["issues"][0]["code"] == "70003-101"
    assert "target" not in outcomes[2]
    assert outcomes[3]["issues"][0]["pointer"] == "/items/3/training/endDate"
    assert outcomes[4]["issues"][0]["code"] == "70001-006"
    assert (await door("getTraining", BAKERY, at=(BAKERY, outcomes[0]["target"]))).status == 200


async def test_the_same_again_is_repeated_item_by_item(door: Door) -> None:
    body = {"items": [training("T-1"), training("T-2", BRAM)]}
    first = (await door("registerTrainings", BAKERY, body)).body
    body["items"].append(training("T-3", BRAM, title="Brandblussen"))
    again = (await door("registerTrainings", BAKERY, body)).body
    assert (again["repeated"], again["accepted"]) == (2, 3)
    for before, after in zip(first["items"], again["items"], strict=False):
        assert after == before | {"repeated": True}


async def test_a_dry_run_says_the_same_and_writes_nothing(door: Door, world: Connection) -> None:
    items = [training("T-1"), training("T-2", NOBODY)]
    tried = (await door("registerTrainings", BAKERY, {"items": items, "dryRun": True})).body
    assert await journalled(world) == 0
    assert [one["status"] for one in tried["items"]] == ["accepted", "rejected"]
    assert not {"target", "href", "version"} & tried["items"][0].keys()
    done = (await door("registerTrainings", BAKERY, {"items": items})).body
    assert done["items"][1]["issues"] == tried["items"][1]["issues"]
    assert await journalled(world) == 2


async def test_all_kinds_and_actions_in_one_submission(door: Door, world: Connection) -> None:
    await computed(world)
    made = {kind: await door(f"register{kind}", BAKERY, REGISTRATIONS[kind]) for kind in ("Right",)}
    new = declared("Employment")
    items = [
        declared("Training", reference="T-9", ssin=NOBODY),
        {**declared("Right", "cancel"), "target": id_of(made["Right"]), "version": 1},
        declared("HeadCount"),
        declared("OptOut"),
        declared("Verification"),
        declared("Adjustment"),
        new,
    ]
    del items[1]["right"]
    answer = (await door("submitDeclarations", BAKERY, {"items": items})).body
    assert [one["status"] for one in answer["items"]] == ["accepted"] * 7
    assert answer["items"][1]["version"] == 2
    for item, outcome in zip(items, answer["items"], strict=True):
        assert f"/{item['kind']}s/{outcome['target']}" in outcome["href"]


async def test_a_mixed_dry_run_writes_nothing(door: Door, world: Connection) -> None:
    await computed(world)
    items = [declared("Employment"), declared("Training", reference="T-9", ssin=NOBODY)]
    tried = (await door("submitDeclarations", BAKERY, {"items": items, "dryRun": True})).body
    assert [one["status"] for one in tried["items"]] == ["accepted"] * 2
    assert await journalled(world) == 0


async def test_what_is_wrong_with_each_kind_is_told_where_it_stands(door: Door) -> None:
    items = [
        declared("HeadCount", headCount={"quarter": "2026Q3", "line": "adjustment", "fte": "1"}),
        declared("Training", "correct", reference="T-9"),
        {"kind": "training", "action": "register", "reference": "T-8", "ssin": ANNA}
        | {"enterpriseNumber": BAKERY},
    ]
    answer = (await door("submitDeclarations", BAKERY, {"items": items})).body
    told = [(issue["code"], issue["pointer"]) for one in answer["items"] for issue in one["issues"]]
    assert told == [
        ("70093-001", "/items/0/headCount/reason"),
        ("70001-070", "/items/1/reference"),
        ("70000-001", "/items/2"),
    ]


async def test_a_stale_version_in_a_submission_is_an_outcome(door: Door) -> None:
    made = await door("registerTraining", BAKERY, training())
    await door(
        "correctTraining",
        BAKERY,
        {"training": {"title": "Anders"}},
        at=(BAKERY, id_of(made)),
        if_match='"1"',
    )
    item = {"kind": "training", "action": "correct", **training(title="Nog anders"), "version": 1}
    answer = (await door("submitDeclarations", BAKERY, {"items": [item]})).body
    assert [issue["code"] for issue in answer["items"][0]["issues"]] == ["70005-921"]


@pytest.mark.parametrize(
    ("kinds", "held"),
    [
        (["Training", "Employment"], "training"),
        (["Training", "OptOut"], "training"),
        (["Employment", "HeadCount"], "right"),
    ],
)
async def test_a_submission_asks_for_the_scope_of_each_kind(
    door: Door, world: Connection, kinds: list[str], held: str
) -> None:
    scopes = (f"scope:fla:{held}:declare",)
    body = {"items": [declared(kind) for kind in kinds]}
    refused = await door("submitDeclarations", BAKERY, body, scopes=scopes)
    assert (refused.status, refused.body["type"]) == (403, "urn:problem-type:belgif:missingScope")
    assert set(refused.body["requiredScopes"]) - {*scopes}
    assert set(refused.body["requiredScopes"]) <= {*SCOPES}
    assert await journalled(world) == 0


async def test_a_dry_run_tells_a_provider_nothing_of_a_worker(door: Door) -> None:
    items = [training("T-1"), training("T-2", NOBODY), training("T-3", endDate="2026-10-11")]
    tried = (await door("registerTrainings", SCHOOL, {"items": items, "dryRun": True})).body
    assert [one["status"] for one in tried["items"]] == ["accepted", "accepted", "rejected"]
    done = (await door("registerTrainings", SCHOOL, {"items": items})).body
    assert [one["status"] for one in done["items"]] == ["accepted", "rejected", "rejected"]


async def test_a_provider_that_guesses_is_turned_away(door: Door) -> None:
    guesses = [training(f"T-{n}", NOBODY) for n in range(allowed_misses())]
    missed = (await door("registerTrainings", SCHOOL, {"items": guesses})).body
    assert missed["rejected"] == len(guesses)
    refused = await door("registerTraining", SCHOOL, training())
    kind = "urn:problem-type:belgif:tooManyFailedRequests"
    assert (refused.status, refused.body["type"]) == (429, kind)
    assert int(refused.headers["retry-after"]) == refused.body["retryAfterSec"] == 12 * 3600
    assert (await door("registerTraining", BAKERY, training())).status == 201


async def test_a_broken_body_is_refused_as_a_whole(door: Door, world: Connection) -> None:
    items = [training("T-1"), training("T-2", startDate="2026-02-30", durationMinutes=0)]
    refused = await door("registerTrainings", BAKERY, {"items": items})
    assert refused.status == 400
    assert sorted(refused.pointers) == [
        "/items/1/training/durationMinutes",
        "/items/1/training/startDate",
    ]
    assert await journalled(world) == 0


async def test_the_number_of_statements_does_not_grow(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    executed: list[Any] = []
    execute = psycopg.AsyncCursor.execute

    async def counted(self: Any, query: Any, *arguments: Any, **options: Any) -> Any:
        executed.append(query)
        return await execute(self, query, *arguments, **options)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", counted)
    counts: list[int] = []
    # Each of four connections prepares itself once, and once more for large sets.
    for size in (*[200] * 5, *[600] * 5):
        day = f"2026-10-{len(counts) + 1:02}"
        items = [
            training(
                *(f"T-{len(counts)}-{n}", (ANNA, BRAM)[n % 2]),
                startDate=day,
                endDate=day,
                durationMinutes=1,
            )
            for n in range(size)
        ]
        executed.clear()
        answer = (await door("registerTrainings", BAKERY, {"items": items})).body
        assert answer["rejected"] == 0
        counts.append(len(executed))
    assert min(counts[5:]) == min(counts[:5])
