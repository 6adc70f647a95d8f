"""`fla rights run` and `report`: what they print, and the status a script can rely on."""

import asyncio

import psycopg
import pytest
from typer.testing import CliRunner, Result

from fla.cli import app
from fla.identifiers import enterprise_number_with_check_digits
from tests.conftest import Database
from tests.rights.run_world import employ

NUMBER = enterprise_number_with_check_digits(2_000_000)


@pytest.fixture
def register(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Two employers with three workers, in the environment's settings."""
    asyncio.run(_fill(database))
    with psycopg.connect(database.superuser_url) as superuser:
        superuser.execute("UPDATE employer SET enterprise_number = %s WHERE id = 2", [NUMBER])
    monkeypatch.setenv("FLA_DATABASE_URL", database.app_url)
    return database


async def _fill(database: Database) -> None:
    async with await psycopg.AsyncConnection.connect(database.app_url) as connection:
        await employ(connection, 1, workers=1)
        await employ(connection, 2, workers=2)


def rights(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["rights", *arguments])


def squeezed(result: Result) -> str:
    return " ".join(result.output.split())


def test_a_run_prints_what_it_did_and_so_does_its_report(register: Database) -> None:
    first = rights("run", "2026", "--processes", "1")
    assert first.exit_code == 0
    assert "Run 1, rights of 2026: finished" in first.output
    assert "3 rights created" in squeezed(first)
    assert "200 3 3" in squeezed(first)
    second = rights("run", "2026", "--processes", "1")
    assert second.exit_code == 0
    assert "3 rights unchanged" in squeezed(second)
    assert "Run 2" in rights("report").output
    assert rights("report", "1").output == first.output


def test_a_dry_run_of_one_employer_keeps_nothing(register: Database) -> None:
    result = rights("run", "2026", "--employer", NUMBER, "--dry-run", "--processes", "1")
    assert result.exit_code == 0
    assert "dry run, nothing kept" in result.output
    assert "2 rights created" in squeezed(result)
    with psycopg.connect(register.superuser_url) as superuser:
        assert superuser.execute("SELECT count(*) FROM computed_right").fetchone() == (0,)


def test_a_failed_chunk_gives_status_1(register: Database) -> None:
    with psycopg.connect(register.superuser_url, autocommit=True) as superuser:
        superuser.execute("ALTER TABLE computed_right ADD CONSTRAINT no CHECK (employer_id <> 2)")
    result = rights("run", "2026", "--processes", "1")
    assert result.exit_code == 1
    assert "failed: employers 1 and later: incident" in squeezed(result)


def test_a_head_count_is_decided_again(register: Database) -> None:
    assert rights("decide-again", "2026", "--employer", NUMBER).exit_code == 1
    rights("run", "2026", "--processes", "1")
    with psycopg.connect(register.superuser_url) as superuser:
        superuser.execute("UPDATE head_count SET fte = 9.99 WHERE quarter = '2025Q1'")
    said = rights("decide-again", "2026", "--employer", NUMBER)
    assert said.exit_code == 0
    assert "before: 25.0000 full-time equivalents, class 20+" in said.output
    assert "now: 21.2475 full-time equivalents, class 20+" in said.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "2021"), "YEAR"),
        (("run", "2026", "--employer", "0200000002"), "check the others"),
        (("run", "2026", "--employer", enterprise_number_with_check_digits(9)), "has no employer"),
        (("report", "7"), "no such run"),
        (("decide-again", "2021", "--employer", NUMBER), "YEAR"),
        (("decide-again", "2026", "--employer", "0200000002"), "check the others"),
    ],
)
def test_what_cannot_be_is_said(register: Database, arguments: tuple[str, ...], said: str) -> None:
    result = rights(*arguments)
    assert result.exit_code == 2
    assert said in " ".join(result.output.replace("│", "").split())
