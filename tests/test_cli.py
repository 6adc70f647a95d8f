"""The command line: what it prints, and the status a script can rely on."""

import datetime as dt
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner, Result

from fla.cli import app, main
from fla.demo.belgium import generate
from fla.demo.senders import payroll_office
from fla.doors.batch.reader import Header
from fla.doors.batch.writer import write_declarations
from fla.doors.serving import listen
from fla.intake.anomaly import Field, field_label
from fla.intake.declaration import (
    AnyDeclaration,
    EmploymentDeclaration,
    Right,
    RightDeclaration,
)
from fla.languages import Language
from tests.conftest import Database

FILE_LANGUAGE: Language = "fr"
TODAY = dt.date(2026, 11, 20)
FIRM = next(generate(1, 1, TODAY))
EMPLOYER = FIRM.employer.enterprise_number


@pytest.fixture
def register(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A register that knows one employer, in the environment's settings."""
    with psycopg.connect(database.owner_url) as owner:
        owner.execute(
            """
            INSERT INTO employer (enterprise_number, name, search_name) VALUES (%s, 'Firm', 'firm')
            """,
            [EMPLOYER],
        )
    monkeypatch.setenv("FLA_DATABASE_URL", database.app_url)
    monkeypatch.setenv("FLA_DATABASE_OWNER_URL", database.owner_url)
    return database


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def declaration_file(path: Path, *declarations: AnyDeclaration, sender: str = EMPLOYER) -> Path:
    with path.open("wb") as file:
        header = Header(sender=sender, creation_date=TODAY, language=FILE_LANGUAGE)
        write_declarations(file, header, declarations)
    return path


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    return declaration_file(tmp_path / "sound.xml", *FIRM.employments[:3])


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """Two employments, and rights of two workers of whom the register knows one."""
    first, second, third = FIRM.employments[:3]
    return declaration_file(tmp_path / "faulty.xml", first, second, granted(second), granted(third))


def granted(employed: EmploymentDeclaration) -> RightDeclaration:
    return RightDeclaration(
        action="register",
        reference=f"R-{employed.reference}",
        enterprise_number=EMPLOYER,
        ssin=employed.ssin,
        right=Right(year=TODAY.year, right_type="employer", unit="day", entitled=Decimal(1)),
    )


def test_version_is_printed() -> None:
    result = run("version")
    assert result.exit_code == 0
    assert result.output.strip()[0].isdigit()


def test_a_sound_file_is_checked_and_nothing_written(sound: Path, register: Database) -> None:
    result = run("batch", "check", sound)
    assert result.exit_code == 0
    assert "3 records" in result.output
    assert workers(register) == 0
    assert not list(sound.parent.glob("*.outcome.xml"))


def test_a_sound_file_is_submitted_and_answered_beside_it(sound: Path, register: Database) -> None:
    result = run("batch", "submit", sound)
    assert result.exit_code == 0
    assert "3 accepted" in result.output
    assert workers(register) == 3
    assert sound.with_name("sound.outcome.xml").exists()


def test_submitting_again_doubles_nothing(sound: Path, register: Database) -> None:
    run("batch", "submit", sound)
    result = run("batch", "submit", sound)
    assert result.exit_code == 0
    assert "3 known already" in result.output
    assert workers(register) == 3


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_what_is_wrong_is_told_in_the_files_language_or_the_one_asked_for(
    faulty: Path, language: Language
) -> None:
    asked = () if language == FILE_LANGUAGE else ("--language", language)
    result = run("batch", "submit", faulty, *asked)
    assert result.exit_code == 1
    assert "3 accepted" in result.output
    assert "70004-070" in result.output
    assert field_label(Field.SSIN, language) in " ".join(result.output.split())


@pytest.mark.usefixtures("register")
def test_the_line_of_what_is_wrong_is_told(faulty: Path) -> None:
    lines = enumerate(faulty.read_text("utf-8").splitlines(), 1)
    *_, line = (number for number, text in lines if text == "<Right>")
    assert str(line) in run("batch", "check", faulty).output


@pytest.mark.usefixtures("register")
def test_outcomes_go_where_they_are_asked_to_go(faulty: Path, tmp_path: Path) -> None:
    outcome = tmp_path / "answer.xml"
    assert run("batch", "check", faulty, "--outcome", outcome).exit_code == 1
    assert "<DryRun>true</DryRun>" in outcome.read_text("utf-8")


def test_the_form_is_checked_without_any_register(
    faulty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLA_DATABASE_URL", "host=/nowhere")
    assert run("batch", "check", faulty, "--offline").exit_code == 0


@pytest.mark.usefixtures("register")
def test_a_file_that_is_no_declaration_gives_status_2(tmp_path: Path) -> None:
    path = tmp_path / "letter.xml"
    path.write_text("<letter>Dear Sir</letter>")
    result = run("batch", "submit", path)
    assert result.exit_code == 2
    assert "FILE-135" in result.output


def test_a_file_of_another_sender_is_refused_whole(sound: Path, register: Database) -> None:
    other = payroll_office(0).enterprise_number
    result = run("batch", "submit", sound, "--sender", other)
    assert result.exit_code == 2
    assert "FILE-103" in result.output
    assert workers(register) == 0


@pytest.mark.usefixtures("register")
def test_the_sender_is_understood_as_people_type_it(sound: Path) -> None:
    typed = f"BE {EMPLOYER[:4]}.{EMPLOYER[4:7]}.{EMPLOYER[7:]}"
    assert run("batch", "check", sound, "--sender", typed).exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("batch", "submit", "no-such-file.xml"),
        ("batch", "check", __file__, "--language", "it"),
        ("batch", "check", __file__, "--sender", "12345"),
        ("demo", "--employers", "0"),
        ("demo", "--port", "70000"),
        ("dance",),
    ],
)
def test_misuse_gives_status_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


@pytest.mark.usefixtures("register")
def test_doctor_names_what_it_looked_at() -> None:
    result = run("doctor")
    assert "row-level security" in result.output
    assert result.exit_code == (1 if "error" in result.output else 0)


def test_doctor_fails_for_a_superuser(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLA_DATABASE_URL", database.superuser_url)
    result = run("doctor")
    assert result.exit_code == 1
    assert "error" in result.output


@pytest.mark.usefixtures("register")
def test_migrating_twice_is_harmless() -> None:
    assert "up to date" in run("database", "migrate").output


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("demo", "--port", "0"), "data that is not the demo's"),
        (("database", "start"), "FLA_DATABASE_URL"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    arguments: tuple[str, ...],
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert says in failure(arguments, monkeypatch, capsys)


def test_a_port_that_is_taken_is_said_before_anything_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FLA_DATABASE_URL", "host=/nowhere")
    with closing(listen("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert "--port" in failure(("serve", "--port", str(port)), monkeypatch, capsys)


def test_a_setting_that_does_not_exist_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FLA_PROT", "8000")
    assert "FLA_PROT" in failure(("doctor",), monkeypatch, capsys)


def test_a_database_that_does_not_answer_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FLA_DATABASE_URL", "host=/nowhere")
    assert "database cannot be used" in failure(("doctor",), monkeypatch, capsys)


def failure(
    arguments: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> str:
    """What the program says when it ends with status 2."""
    monkeypatch.setattr("sys.argv", ["fla", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    return " ".join(capsys.readouterr().err.split())


def workers(database: Database) -> int:
    with psycopg.connect(database.superuser_url) as connection:
        row = connection.execute("SELECT count(*) FROM worker").fetchone()
    return row[0] if row else -1
