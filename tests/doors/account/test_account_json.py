"""The account as JSON: its contract, and every field the individual training account must have."""

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from fla.database.identity import citizen, enterprise
from fla.doors.account.model import Account
from fla.doors.account.writer_json import schema, write_json
from fla.languages import LANGUAGES, Language
from tests.doors.account import world
from tests.rows import Connection

CONTRACT = Path("contracts/account")
_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
}


def faults(value: Any, rule: dict[str, Any], defs: dict[str, Any], path: str = "$") -> list[str]:
    """What a value lacks of a schema, for the keywords that ours uses."""
    if "$ref" in rule:
        return faults(value, defs[rule["$ref"].rpartition("/")[2]], defs, path)
    if "anyOf" in rule:
        fits = any(not faults(value, one, defs, path) for one in rule["anyOf"])
        return [] if fits else [f"{path}: none of the alternatives"]
    if "enum" in rule:
        return [] if value in rule["enum"] else [f"{path}: {value}"]
    if not isinstance(value, _TYPES[rule["type"]]):
        return [f"{path}: no {rule['type']}"]
    if isinstance(value, dict):
        return _object_faults(value, rule, defs, path)
    if isinstance(value, list):
        rules = rule.get("prefixItems") or [rule["items"]] * len(value)
        parts = enumerate(zip(value, rules, strict=True))
        return [
            one
            for place, (part, wanted) in parts
            for one in faults(part, wanted, defs, f"{path}[{place}]")
        ]
    good = re.search(rule.get("pattern", ""), str(value))
    return [] if good else [f"{path}: {value}"]


def _object_faults(
    value: dict[str, Any], rule: dict[str, Any], defs: dict[str, Any], path: str
) -> list[str]:
    known = rule["properties"]
    found = [f"{path}.{name}: missing" for name in rule["required"] if name not in value]
    found += [f"{path}.{name}: unknown" for name in value if name not in known]
    for name in value.keys() & known.keys():
        found += faults(value[name], known[name], defs, f"{path}.{name}")
    return found


def against_contract(written: bytes) -> list[str]:
    contract = json.loads((CONTRACT / "account.schema.json").read_text("utf-8"))
    return faults(json.loads(written), contract, contract["$defs"])


def test_the_contract_says_what_is_written() -> None:
    contract = json.loads((CONTRACT / "account.schema.json").read_text("utf-8"))
    assert contract == schema()


def test_the_example_keeps_the_contract() -> None:
    example = (CONTRACT / "examples" / "account.json").read_bytes()
    assert against_contract(example) == []
    assert msgspec.json.decode(example, type=Account).settlement is not None


def test_the_contract_notices_what_is_wrong() -> None:
    example = json.loads((CONTRACT / "examples" / "account.json").read_bytes())
    example["worker"]["ssin"] = "1"
    del example["years"][0]["credit"]
    example["colour"] = "red"
    found = against_contract(json.dumps(example).encode())
    assert sorted(found) == [
        "$.colour: unknown",
        "$.worker.ssin: 1",
        "$.years[0].credit: missing",
    ]


@pytest.mark.parametrize("ssin", [world.SSIN, world.BARE])
async def test_what_is_written_keeps_the_contract(app: Connection, ssin: str) -> None:
    await world.build(app)
    written = write_json(await world.export(app, ssin))
    assert against_contract(written) == []
    assert msgspec.json.decode(written, type=Account).worker.ssin == ssin


async def test_every_minimum_field_is_there(app: Connection) -> None:
    """Royal Decree of 5 December 2017, art. 2."""
    await world.build(app)
    account = json.loads(write_json(await world.export(app)))

    assert account["worker"] == {
        "ssin": world.SSIN,
        "familyName": "Müller-Straße",
        "givenName": "Zoë",
        "birthDate": "1985-07-30",
        "birthPlace": "Eupen",
        "address": "Klosterstraße 1, 4700 Eupen",
        "language": "de",
    }
    assert account["employer"]["enterpriseNumber"] == world.EMPLOYER
    assert account["employer"]["nssoNumber"] == world.NSSO
    [work] = account["employments"]
    assert [(one["meanHours"], one["referenceHours"]) for one in work["regimes"]] == [
        (3800, 3800),
        (3040, 3800),
    ]
    assert [one["extent"] for one in work["suspensions"]] == ["full"]
    assert [one["code"] for one in account["jointCommittees"]] == ["200"]
    year = account["years"][0]
    assert (year["year"], year["computed"]["cbaRegistrationNumber"]) == (2026, world.CBA)
    assert year["credit"][0]["days"] == {
        "entitled": "3.4000",
        "carriedIn": "1.5000",
        "adjusted": "0.5000",
        "planned": "0.5000",
        "used": "1.0000",
        "remaining": "4.4000",
        "toCarryOver": "0.0000",
    }
    growth = {one["year"]: one["fullTime"] for one in account["growthPath"]}
    assert (growth[2024], growth[2026], growth[2028]) == ("3", "4", "5")


async def test_what_stands_behind_a_year_is_there(app: Connection) -> None:
    await world.build(app)
    account = await world.export(app)

    assert [one.year for one in account.years] == [2026, 2025, 2024]
    now, closed, opted_out = account.years
    assert "entitled" in [one.step for one in now.explanation]
    assert [one.reason for one in now.adjustments] == ["*Übung* #1"]
    assert now.verification is not None
    assert now.verification.state == "verified"
    assert [one.reasons for one in now.changes] == [["regime"]]
    assert [one.right_type for one in now.declared] == ["employer"]
    assert [str(one.carried_out) for one in closed.closings] == ["1.5000"]
    assert [one.whole_company for one in opted_out.opt_outs] == [False]
    assert [one.status for one in account.trainings] == ["planned", "completed", "notFollowed"]
    done = account.trainings[1]
    assert (done.certificate_number, done.charged_right, done.charged_minutes) == (
        "C-1",
        "sectoral",
        480,
    )


async def test_who_leaves_is_told_what_becomes_of_it(app: Connection) -> None:
    await world.build(app)
    settled = (await world.export(app)).settlement

    assert settled is not None
    assert (settled.fate, settled.end_reason) == ("usableInNotice", "dismissalWithNotice")
    assert [(one.right_type, str(one.left)) for one in settled.rights] == [
        ("sectoral", "4.4000"),
        ("employer", "1.0000"),
    ]
    assert (await world.export(app, world.BARE)).settlement is None


async def test_one_year_narrows_rights_and_trainings(app: Connection) -> None:
    await world.build(app)
    account = await world.export(app, year=2024)

    assert account.year == 2024
    assert [one.year for one in account.years] == [2024]
    assert [one.title for one in account.trainings] == ["Altes"]
    assert len(account.employments) == 1


async def test_the_language_is_the_workers_then_the_employers(app: Connection) -> None:
    await world.build(app)
    assert (await world.export(app)).language == "de"
    assert (await world.export(app, world.BARE)).language == "fr"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_sentences_are_in_the_language_asked_for(app: Connection, language: Language) -> None:
    await world.build(app)
    [months] = [
        one.text
        for one in (await world.export(app, language=language)).years[0].explanation
        if one.step == "months"
    ]
    words = {"nl": "maand", "fr": "mois", "de": "Monat", "en": "month"}
    assert words[language] in months


async def test_the_worker_and_the_employer_read_the_same(app: Connection) -> None:
    await world.build(app)
    whole = await world.export(app)
    assert await world.export(app, identity=enterprise(world.EMPLOYER)) == whole
    assert await world.export(app, identity=citizen(world.SSIN)) == whole


@pytest.mark.parametrize(
    "identity", [enterprise(world.OTHER), citizen(world.BARE)], ids=["employer", "citizen"]
)
async def test_others_find_nothing(app: Connection, identity: Any) -> None:
    await world.build(app)
    assert await world.found(app, identity) is None
