"""`fla rights close` and `reopen`: what they do, say, and refuse."""

import psycopg
import pytest
import typer
from typer.testing import CliRunner, Result

from fla.commands import closing
from tests.conftest import Database

NUMBER = "0473077710"
FILL = f"""
SET LOCAL fla.actor = 'operator';
INSERT INTO employer (id, enterprise_number, name, search_name) OVERRIDING SYSTEM VALUE
VALUES (1500, '{NUMBER}', 'Acme', 'acme');
INSERT INTO right_run (year, scope, dry_run, state, law_version, started_at)
SELECT year, 'nation', false, 'finished', 'x', now() FROM generate_series(2024, 2025) year;
INSERT INTO right_run_chunk (run, number, first_employer, last_employer, state)
SELECT number, 1, 1, 1500, 'finished' FROM right_run;
INSERT INTO worker (employer_id, id, ssin, family_name, given_name, search_name)
SELECT 1500, md5('ann')::uuid, '85073003328', 'Peeters', 'Ann', 'peeters ann';
INSERT INTO employment (employer_id, id, worker_id, start_date, registered_by, reference,
                        declaration_id, registered_at, changed_at)
SELECT 1500, md5('ann')::uuid, md5('ann')::uuid, '2020-01-01', 'x', 'x', md5('x')::uuid,
       now(), now();
INSERT INTO right_basis
VALUES (1500, 1, 2024, '200', 'statutory', 'general.20', '20+', 2500, 1, 5, 'day', NULL, NULL, NULL,
        'x');
INSERT INTO computed_right VALUES (1500, md5('ann')::uuid, 2024, 12, 1, 480, 1, 1, 5, false, now());
"""


@pytest.fixture
def register(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """One employer with one computed right of 2024."""
    with psycopg.connect(database.owner_url) as owner:
        owner.execute(FILL)
    monkeypatch.setenv("FLA_DATABASE_URL", database.app_url)
    monkeypatch.setenv("FLA_DATABASE_OWNER_URL", database.owner_url)
    return database


def run(*arguments: str) -> Result:
    app = typer.Typer()
    closing.add_to(app)
    return CliRunner().invoke(app, arguments)


def carried(database: Database) -> int:
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("SET LOCAL fla.actor = 'operator'")
        [[count]] = owner.execute("SELECT count(*) FROM carried_over").fetchall()
    return int(count)


def test_a_year_is_closed_and_reopened(register: Database) -> None:
    closed = run("close", "2024")
    assert closed.exit_code == 0, closed.output
    assert "Closed 2024 for 1 employer." in closed.output
    assert carried(register) == 1
    reopened = run("reopen", "2024", "--employer", NUMBER)
    assert "Reopened 2024 for 1 employer: 1 lines" in reopened.output
    assert carried(register) == 0


def test_a_dry_run_writes_nothing(register: Database) -> None:
    assert "Would close 2024" in run("close", "2024", "--dry-run", "--employer", NUMBER).output
    assert carried(register) == 0
    run("close", "2024")
    assert "Would reopen 2024" in run("reopen", "2024", "--dry-run").output
    assert carried(register) == 1


def test_a_year_before_a_closed_one_stays_closed(register: Database) -> None:
    run("close", "2024")
    run("close", "2025")
    refused = run("reopen", "2024")
    assert refused.exit_code == closing.REFUSED
    assert "1 employer closed 2025 already" in refused.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("close", "2100"), "not over"),
        (("close", "2024", "--employer", "12"), "no enterprise number"),
        (("close", "2024", "--employer", "0123456749"), "no employer"),
    ],
)
def test_misuse_is_told(register: Database, arguments: tuple[str, ...], said: str) -> None:
    refused = run(*arguments)
    assert refused.exit_code == 2
    assert said in refused.output


def test_who_was_not_computed_is_named_and_left_open(register: Database) -> None:
    told = run("close", "2023").output
    assert "Closed 2023 for 0 employers." in told
    assert "1 employer not computed yet, left open: `fla rights run 2023` first." in told
    assert carried(register) == 0
