"""`fla client`: what the operator does, and what he is refused."""

from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner, Result

from fla.access.scopes import SCOPES
from fla.commands.client import app
from fla.identifiers import enterprise_number_with_check_digits
from tests.access.machine import certificate, ec_key, jwk_text, rsa_key
from tests.conftest import Database

NUMBER = enterprise_number_with_check_digits(8_000_001)


@pytest.fixture
def register(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A register that knows one enterprise."""
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("SET LOCAL fla.actor = 'operator'")
        owner.execute("INSERT INTO sender VALUES (%s, 'Payroll')", [NUMBER])
    monkeypatch.setenv("FLA_DATABASE_URL", database.app_url)
    monkeypatch.setenv("FLA_DATABASE_OWNER_URL", database.owner_url)
    monkeypatch.setenv("COLUMNS", "300")
    return database


@pytest.fixture
def first_key(tmp_path: Path) -> Path:
    path = tmp_path / "client.crt"
    path.write_text(certificate(rsa_key()))
    return path


def run(*arguments: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments], input=stdin)


def said(*arguments: str | Path, stdin: str | None = None) -> str:
    result = run(*arguments, stdin=stdin)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_client_is_registered_changes_its_key_and_is_switched_off(
    register: Database, first_key: Path
) -> None:
    told = said(
        *("register", "--enterprise", NUMBER, "--name", "Payroll", "--id", "payroll-demo"),
        *("--scope", "training:declare", "--scope", "scope:fla:account:consult"),
        *("--key", first_key),
    )
    assert f"Registered payroll-demo for {NUMBER}." in told
    first = told.split("kid: ")[1].strip()

    added = said("add-key", "payroll-demo", "--key", "-", stdin=jwk_text(ec_key()))
    second = added.split("kid: ")[1].strip()
    assert "Revoked" in said("revoke-key", "payroll-demo", first)
    assert "active  Payroll" in said("list")
    assert "Disabled" in said("disable", "payroll-demo")

    shown = said("show", "payroll-demo")
    assert "disabled by operator" in shown
    assert "scope:fla:training:declare" in shown
    assert "scope:fla:training:consult" not in shown
    assert f"key {first}: RS256, revoked" in shown
    assert "CN=payroll-demo" in shown
    assert f"key {second}: ES256, valid from" in shown
    assert "disabled  Payroll" in said("list", "--enterprise", NUMBER)
    assert "Enabled" in said("enable", "payroll-demo")
    assert "active  Payroll" in said("list")


def test_a_client_gets_an_id_and_all_scopes_unless_told_otherwise(register: Database) -> None:
    told = said(
        *("register", "--enterprise", NUMBER, "--name", "Sandbox"),
        *("--key-set-url", "https://keys.example.be/jwks.json"),
    )
    client_id = told.split()[1]
    assert client_id.startswith("client-")
    shown = said("show", client_id)
    assert [scope for scope in SCOPES if scope not in shown] == []
    assert "keys at https://keys.example.be/jwks.json" in shown


def test_a_client_may_do_more_and_less_and_has_another_name(
    register: Database, first_key: Path
) -> None:
    sound = ("register", "--enterprise", NUMBER, "--name", "Payroll", "--id", "payroll-demo")
    said(*sound, "--scope", "training:declare", "--scope", "account:consult", "--key", first_key)

    more = ("--add-scope", "batch:send", "--drop-scope", "scope:fla:training:declare")
    assert "Changed payroll-demo." in said("change", "payroll-demo", *more, "--name", "Reading")

    shown = said("show", "payroll-demo")
    assert "payroll-demo: Reading, for" in shown
    told = shown.split("changed ", 1)
    assert "  scope:fla:batch:send" in told[0]
    assert "scope:fla:account:consult" in told[0]
    assert "training:declare" not in told[0]
    assert (
        "by operator: called Reading, +scope:fla:batch:send, -scope:fla:training:declare" in told[1]
    )
    assert run("change", "payroll-demo", *more).exit_code == 1
    said("change", "payroll-demo", "--scope", "event:consult")
    assert "  scope:fla:event:consult\nkey" in said("show", "payroll-demo")
    for arguments, refused in (
        (("nobody", *more), "no such client"),
        (("payroll-demo", "--drop-scope", "event:consult"), "nothing would be left"),
        (("payroll-demo", "--scope", "event:consult", *more), "give either --scope or"),
        (("payroll-demo", "--add-scope", "all"), "there is no scope:fla:all"),
        (("payroll-demo", "--name", " "), "printable characters"),
    ):
        result = run("change", *arguments)
        assert result.exit_code == 2, arguments
        assert refused in " ".join(result.output.replace("│", "").split()), result.output


def test_what_cannot_be_is_refused(register: Database, first_key: Path, tmp_path: Path) -> None:
    sound = ("register", "--enterprise", NUMBER, "--name", "Payroll", "--id", "payroll-demo")
    said(*sound, "--key", first_key)
    private = tmp_path / "client.key"
    private.write_bytes(rsa_key().as_pem(private=True))
    latin = tmp_path / "latin"
    latin.write_bytes(b"\xe9")
    stranger = enterprise_number_with_check_digits(8_000_099)

    for arguments, told in (
        ((*sound, "--key", first_key), "another client has this id"),
        (sound, "give either --key or --key-set-url"),
        ((*sound, "--key", first_key, "--key-set-url", "https://a.be"), "give either"),
        ((*sound[:3], "--name", " ", "--key", first_key), "printable characters"),
        ((*sound[:-1], "Payroll!", "--key", first_key), "3 to 64 of"),
        ((*sound, "--scope", "all", "--key", first_key), "there is no scope:fla:all"),
        ((*sound, "--key", private), "private key"),
        ((*sound, "--key", latin), "there is no certificate"),
        ((*sound, "--key", tmp_path / "nothing"), "cannot be read"),
        ((*sound, "--key-set-url", "http://a.be/jwks"), "an https address"),
        (("register", "--enterprise", stranger, "--name", "x", "--key", first_key), "not know"),
        (("add-key", "payroll-demo", "--key", first_key), "has or had this key"),
        (("add-key", "nobody", "--key", first_key), "no such client"),
        (("show", "nobody"), "no such client"),
    ):
        result = run(*arguments)
        assert result.exit_code == 2, arguments
        assert told in " ".join(result.output.replace("│", "").split()), result.output


def test_nothing_to_change_is_told_by_the_status(register: Database) -> None:
    for arguments in (("disable", "nobody"), ("enable", "nobody"), ("revoke-key", "nobody", "x")):
        assert run(*arguments).exit_code == 1
