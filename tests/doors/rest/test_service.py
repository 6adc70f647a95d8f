"""Health, the contract and reference data, which anybody may ask for."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest
import yaml

from fla.contract import structs
from fla.doors.rest import operations  # noqa: F401
from fla.doors.rest.contract import contract, contracts
from fla.doors.rest.declaring.anomalies import issue_type
from fla.doors.rest.problems import STATUSES, TITLES, urn
from fla.doors.rest.reference import code_lists
from fla.doors.rest.registry import HANDLERS, operation
from fla.doors.rest.texts import texts
from fla.intake.anomaly import Error, Field
from fla.languages import LANGUAGES
from fla.law.pack import pack
from tests.contracts.contract import BUNDLE, ROOT
from tests.doors.rest.answers import accept
from tests.doors.rest.conftest import BASE, Channel


def test_every_operation_of_the_contract_is_answered_and_no_other() -> None:
    assert set(HANDLERS) == {one.id for one in contract().operations}


def test_an_operation_has_one_handler() -> None:
    with pytest.raises(ValueError, match="getHealth has two handlers"):
        operation("getHealth")(HANDLERS["getHealth"])


def test_the_server_reads_the_contract_that_is_published() -> None:
    assert contracts() / "openapi.yaml" == BUNDLE
    assert contract().document == yaml.safe_load(BUNDLE.read_bytes())


async def test_the_service_is_up_while_its_database_answers(channel: Channel) -> None:
    answer = await channel.call("GET", "/health", Authorization="")

    assert answer.status_code == 200
    assert accept("getHealth", answer) == {"status": "UP"}


async def test_the_service_is_down_without_its_database(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fla.doors.rest.service.PATIENCE", 0.05)
    async with _none_left(channel):
        answer = await channel.call("GET", "/health")

    assert answer.status_code == 503
    assert accept("getHealth", answer) == {"status": "DOWN"}


async def test_the_service_is_degraded_while_its_database_is_slow(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fla.doors.rest.service.QUICK", 0.0)

    answer = await channel.call("GET", "/health")

    assert accept("getHealth", answer) == {"status": "DEGRADED"}


@asynccontextmanager
async def _none_left(channel: Channel) -> AsyncIterator[None]:
    """Hold every connection of the pool."""
    pool = channel.foundation.pool
    held = [await pool.getconn() for _ in range(pool.max_size)]
    try:
        yield
    finally:
        for one in held:
            await pool.putconn(one)


@pytest.mark.parametrize("form", ["yaml", "json"])
async def test_the_contract_is_handed_out_as_it_is(channel: Channel, form: str) -> None:
    answer = await channel.call("GET", f"/doc/openapi.{form}", Authorization="")
    again = await channel.call("GET", f"/doc/openapi.{form}", If_None_Match=answer.headers["etag"])

    assert answer.headers["content-type"] == f"application/{form}"
    assert yaml.safe_load(answer.content) == contract().document
    assert form == "json" or answer.content == BUNDLE.read_bytes()
    assert again.status_code == 304


@pytest.mark.parametrize(
    "name", ["JointCommittees", "CodeLists", "Fields", "Errors"], ids=lambda name: name
)
async def test_reference_data_is_whole_and_by_the_contract(channel: Channel, name: str) -> None:
    path = f"/refData/{name[0].lower()}{name[1:]}"

    answer = await channel.call("GET", path, Authorization="")
    again = await channel.call("GET", path, If_None_Match=answer.headers["etag"])

    body = accept(f"list{name}", answer)
    assert body["self"] == BASE + path
    assert body["total"] == len(body["items"]) == len(_expected(name))
    keys = {"JointCommittees": "jointCommittee", "CodeLists": "codeListName"}
    keys |= {"Fields": "fieldNumber", "Errors": "errorNumber"}
    assert [item[keys[name]] for item in body["items"]] == _expected(name)
    assert again.status_code == 304


def _expected(name: str) -> list[Any]:
    known: dict[str, list[Any]] = {
        "JointCommittees": list(pack().sectors),
        "CodeLists": sorted(code_lists()),
        "Fields": sorted(Field),
        "Errors": sorted(Error),
    }
    return known[name]


async def test_every_code_list_has_labels_in_four_languages(channel: Channel) -> None:
    for name, codes in code_lists().items():
        answer = await channel.call("GET", f"/refData/codeLists/{name}", Authorization="")

        body = accept("getCodeList", answer)
        assert [item["code"] for item in body["items"]] == list(codes)
        assert all(item["label"][language] for item in body["items"] for language in LANGUAGES)


async def test_a_code_list_that_is_none_is_not_found(channel: Channel) -> None:
    answer = await channel.call("GET", "/refData/codeLists/Colour", Authorization="")

    assert answer.status_code == 404
    assert answer.json()["issues"][0]["value"] == "Colour"


async def test_errors_tell_the_kind_of_issue_that_they_become(channel: Channel) -> None:
    answer = await channel.call("GET", "/refData/errors", Authorization="")

    errors = msgspec.json.decode(answer.content, type=structs.AnomalyErrors)
    for one in errors.items:
        assert one.issue_type == issue_type(Error(one.error_number))
        assert "{field}" in one.text.en


def test_every_problem_is_said_in_four_languages_and_stands_in_the_documentation() -> None:
    page = (ROOT / "docs" / "rest.md").read_text("utf-8")
    said = re.findall(r"^\| ([0-9, ]+) \| (.*?) \| ", page, re.MULTILINE)

    assert set(STATUSES) == set(TITLES)
    for kind, status in STATUSES.items():
        name = kind.removeprefix("fla:")
        rows = [kinds for statuses, kinds in said if str(status) in statuses]
        assert any(name in kinds for kinds in rows), f"{status} {kind} is not in docs/rest.md"
        words = texts().problems[name]
        assert len({words.in_language(language) for language in LANGUAGES}) == len(LANGUAGES)
        assert urn(kind).endswith(kind)
