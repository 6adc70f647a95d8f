"""`fla sender`: what the operator does, and what he is refused."""

import datetime as dt
import json
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner, Result

from fla.commands.sender import app
from fla.identifiers import enterprise_number_with_check_digits
from tests.conftest import Database
from tests.senders.credentials import certificate, key, openssh

NUMBER = enterprise_number_with_check_digits(8_000_001)


@pytest.fixture
def register(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A register that knows nobody."""
    monkeypatch.setenv("FLA_DATABASE_URL", database.app_url)
    monkeypatch.setenv("FLA_DATABASE_OWNER_URL", database.owner_url)
    monkeypatch.setenv("COLUMNS", "300")
    return database


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with two keys and two certificates."""
    for name in ("first", "second"):
        (tmp_path / f"{name}.pub").write_bytes(openssh(name))
        (tmp_path / f"{name}.crt").write_bytes(certificate(name).der)
    return tmp_path


def run(*arguments: str | Path, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments], input=stdin)


def said(*arguments: str | Path, stdin: bytes | None = None) -> str:
    result = run(*arguments, stdin=stdin)
    assert result.exit_code == 0, result.output
    return result.output


def shown(number: str) -> Any:
    return json.loads(said("show", number, "--json"))


def test_a_sender_is_registered_rotates_what_it_has_and_is_switched_off(
    register: Database, files: Path
) -> None:
    told = said(
        *("add", "--enterprise", NUMBER, "--name", "Payroll [Gent]", "--contact", "An"),
        *("--email", "an@payroll.example", "--phone", "+32 9 123 45 67"),
        *("--environment", "t", "--environment", "S", "--purpose", "FLAD"),
    )
    assert told == f"Registered sender 100001 for {NUMBER}.\n"
    assert key().fingerprint in said("key", "add", "100001", files / "first.pub")
    assert "CN=first" in said("certificate", "add", "100001", files / "first.crt")

    said("key", "add", "100001", "-", "--until", "2999-12-31", stdin=openssh("second"))
    said("certificate", "add", "100001", files / "second.crt", "--from", "2998-12-01")
    said("key", "revoke", "100001", key().fingerprint)
    said("certificate", "revoke", "100001", certificate().fingerprint)
    said("change", "100001", "--environment", "R", "--email", "batch@payroll.example")
    assert "Disabled" in said("disable", "100001")

    whole = shown("100001")
    sender = whole["sender"]
    assert sender["enterpriseNumber"] == NUMBER
    assert (sender["purposes"], sender["environments"]) == (["FLAD"], ["R"])
    assert (sender["contactName"], sender["contactEmail"]) == ("An", "batch@payroll.example")
    assert sender["disabledBy"] == "operator"
    assert [one["revokedBy"] for one in whole["keys"]] == [None, "operator"]
    assert whole["keys"][0]["validUntil"] == "2999-12-31T23:00:00Z"  # midnight in Brussels
    assert [one["revokedBy"] for one in whole["certificates"]] == [None, "operator"]
    assert whole["certificates"][0]["validFrom"] == "2998-11-30T23:00:00Z"
    assert "der" not in whole["certificates"][0]

    table = said("show", "100001")
    for part in ("disabled ", "Payroll [Gent]", "2999-12-31", "in force", "revoked 2", "not yet"):
        assert part in table, part
    assert "disabled" in said("list", "--enterprise", NUMBER)
    assert "Enabled" in said("enable", "100001")
    assert "active" in said("list")


def test_a_new_sender_may_all_and_its_enterprise_may_declare(register: Database) -> None:
    said("add", "--enterprise", NUMBER, "--name", "Payroll")
    said("add", "--enterprise", NUMBER, "--name", "Payroll, second")
    first, second = json.loads(said("list", "--json"))
    assert (first["number"], second["number"]) == ("100001", "100002")
    assert first["purposes"] == ["FLAD", "FLAS"]
    assert first["environments"] == ["R", "T", "S"]
    with psycopg.connect(register.owner_url) as owner:
        owner.execute("SET LOCAL fla.actor = 'operator'")
        rows = owner.execute("SELECT enterprise_number, name, provider FROM sender").fetchall()
    assert rows == [(NUMBER, "Payroll", False)]
    assert json.loads(said("list", "--json", "--enterprise", "0200065765")) == []


def test_senders_that_run_out_of_keys_are_listed_with_a_status(
    register: Database, files: Path
) -> None:
    said("add", "--enterprise", NUMBER, "--name", "Payroll")
    said("key", "add", "100001", files / "first.pub", "--until", "2998-12-31")
    assert said("running-out") == ""
    assert json.loads(said("running-out", "--json")) == []
    tomorrow = dt.date.today() + dt.timedelta(days=1)  # noqa: DTZ011 - commands have no other
    said("key", "revoke", "100001", key().fingerprint)
    said("key", "add", "100001", files / "second.pub", "--until", tomorrow.isoformat())
    result = run("running-out")
    assert result.exit_code == 1
    assert f"100001 key {tomorrow}" in " ".join(result.output.split())
    assert json.loads(run("running-out", "--json").output)[0]["kind"] == "key"
    assert run("running-out", "--days", "0").exit_code == 0


def test_what_cannot_be_is_refused(register: Database, files: Path) -> None:
    sound = ("add", "--enterprise", NUMBER, "--name", "Payroll")
    said(*sound)
    said("key", "add", "100001", files / "first.pub")
    secret = files / "secret"
    secret.write_text("-----BEGIN PRIVATE KEY-----\n")
    for arguments, told in (
        (("add", "--enterprise", "123", "--name", "x"), "no enterprise number"),
        ((*sound[:3], "--name", " "), "printable characters"),
        ((*sound, "--email", "nobody"), "batch@payroll.example"),
        ((*sound, "--phone", "none"), "+32 2"),
        ((*sound, "--contact", "\t"), "printable characters"),
        ((*sound, "--purpose", "DMFA"), "there is no DMFA; there are FLAD, FLAS"),
        ((*sound, "--environment", "P"), "there is no P; there are R, T, S"),
        (("change", "100001"), "say what is to be changed"),
        (("change", "100009", "--name", "x"), "there is no sender 100009"),
        (("show", "100009"), "there is no sender 100009"),
        (("key", "add", "100001", files / "first.pub"), "has or had this one"),
        (("key", "add", "100009", files / "first.pub"), "no such sender"),
        (("key", "add", "100001", files / "first.crt"), "does not hold just one"),
        (("key", "add", "100001", secret), "private key"),
        (("key", "add", "100001", files / "nothing"), "cannot be read"),
        (("key", "add", "100001", files / "second.pub", "--until", "2020-01-01"), "not count"),
        (("key", "add", "100001", files / "second.pub", "--until", "soon"), "as 2026-12-31"),
        (("certificate", "add", "100001", files / "first.pub"), "does not hold just one"),
        (("certificate", "add", "100001", files / "first.crt", "--until", "2020-01-01"), "count"),
    ):
        result = run(*arguments)
        assert result.exit_code == 2, arguments
        assert told in " ".join(result.output.replace("│", "").split()), result.output


def test_nothing_to_change_is_told_by_the_status(register: Database) -> None:
    for arguments in (
        ("disable", "100009"),
        ("enable", "100009"),
        ("key", "revoke", "100009", "SHA256:x"),
        ("certificate", "revoke", "100009", "00"),
    ):
        assert run(*arguments).exit_code == 1


def test_the_servers_certificate_stays_the_same_and_can_be_read(tmp_path: Path) -> None:
    printed = said("server-certificate")
    assert said("server-certificate") == printed
    (tmp_path / "server.pem").write_text(printed)
    read = subprocess.run(
        ["openssl", "x509", "-in", tmp_path / "server.pem", "-noout", "-subject"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert "sender 999999" in read.stdout


def test_a_servers_key_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    keys = tmp_path / "data" / "spool" / "keys"
    keys.mkdir(parents=True)
    (keys / "signing.pem").write_text("mislaid")
    result = run("server-certificate")
    assert result.exit_code == 2
    assert "no private key with its certificate" in result.output
