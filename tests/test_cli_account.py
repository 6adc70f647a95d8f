"""`fla account export`: what it writes, what it refuses, and the status a script can rely on."""

import asyncio
import json
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner, Result

from fla.cli import app
from fla.identifiers import enterprise_number_with_check_digits
from tests.conftest import Database
from tests.doors.account import world

UNKNOWN = enterprise_number_with_check_digits(2_000_099)


@pytest.fixture
def register(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The register of the account's tests, in the environment's settings."""
    asyncio.run(_fill(database))
    monkeypatch.setenv("FLA_DATABASE_URL", database.app_url)
    return database


async def _fill(database: Database) -> None:
    async with await psycopg.AsyncConnection.connect(database.app_url) as connection:
        await world.build(connection)


def export(*arguments: str, employer: str = world.EMPLOYER, ssin: str = world.SSIN) -> Result:
    whom = ("--employer", employer, "--ssin", ssin)
    return CliRunner().invoke(app, ["account", "export", *whom, *arguments])


def said(result: Result) -> str:
    return " ".join(result.output.replace("│", " ").split())


def test_json_goes_to_standard_output_in_the_workers_language(register: Database) -> None:
    result = export("--format", "json")
    assert result.exit_code == 0, result.output
    account = json.loads(result.stdout_bytes)
    assert (account["language"], account["worker"]["givenName"]) == ("de", "Zoë")


def test_a_year_and_a_language_can_be_asked_for(register: Database) -> None:
    result = export("--format", "json", "--year", "2024", "--language", "nl")
    account = json.loads(result.stdout_bytes)
    assert (account["language"], account["year"]) == ("nl", 2024)
    assert [one["year"] for one in account["years"]] == [2024]


def test_typed_numbers_may_have_separators(register: Database) -> None:
    number = f"BE {world.EMPLOYER[:4]}.{world.EMPLOYER[4:7]}.{world.EMPLOYER[7:]}"
    assert export("--format", "json", employer=number).exit_code == 0


def test_a_file_is_written_whole_and_never_over_another(register: Database, tmp_path: Path) -> None:
    file = tmp_path / "zoë.pdf"
    assert export("--format", "pdf", "-o", str(file)).exit_code == 0
    assert file.read_bytes().startswith(b"%PDF-")
    assert file.stat().st_mode & 0o077 == 0, "for its owner alone"

    refused = export("--format", "json", "-o", str(file))
    assert refused.exit_code == 2
    assert "--force overwrites it" in said(refused)
    assert file.read_bytes().startswith(b"%PDF-")

    assert export("--format", "json", "-o", str(file), "--force").exit_code == 0
    assert json.loads(file.read_bytes())["worker"]["ssin"] == world.SSIN
    assert list(tmp_path.iterdir()) == [file], "nothing is left beside it"


@pytest.mark.parametrize(
    ("employer", "ssin", "sentence"),
    [
        (UNKNOWN, world.SSIN, f"the register has no employer {UNKNOWN}"),
        (world.OTHER, world.SSIN, "has no worker with this number"),
        ("1", world.SSIN, "1 is no enterprise number"),
        (world.EMPLOYER, "1", "no national register number"),
    ],
)
def test_who_is_not_there_is_said(
    register: Database, employer: str, ssin: str, sentence: str
) -> None:
    result = export("--format", "json", employer=employer, ssin=ssin)
    assert result.exit_code == 2
    assert sentence in said(result)


@pytest.mark.parametrize("place", ["nowhere/a.json", "."])
def test_a_place_that_takes_no_file_is_refused(
    register: Database, tmp_path: Path, place: str
) -> None:
    result = export("--format", "json", "-o", str(tmp_path / place))
    assert result.exit_code == 2
    assert "directory" in said(result)
