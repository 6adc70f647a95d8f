"""`fla batch`: what a vendor is told offline, and what the operator does with sets that came."""

import asyncio
import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from fla.cli import app
from fla.clock import SystemClock
from fla.doors.batch.work import process
from fla.filesets.spool import Spool
from fla.settings import read_settings
from tests.conftest import Connection
from tests.databases import Database
from tests.doors.batch import documents
from tests.doors.batch.documents import document
from tests.doors.batch.test_checking import put
from tests.filesets.desk import OFFICE, Desk, register
from tests.filesets.openssl import signer
from tests.intake.build import BAKERY

TODAY = SystemClock().today()
"""By the command's own clock, which judges names and dates."""
STEM = f"FLAD.100001.{TODAY:%Y%m%d}.00001"


def training(**changes: str) -> str:
    """A training of today."""
    day = {"StartDate": TODAY.isoformat(), "EndDate": TODAY.isoformat()}
    hour = {"DurationMinutes": "60", "ChargedMinutes": "60"}
    return documents.training(**day | hour | changes)


def simulation(folder: Path, *trainings: str) -> Path:
    """A set of one part in simulation, which needs no signature."""
    content = document(*trainings)
    return put(folder, f"FI.{STEM}.S.1.1", f"GO.{STEM}.S.1", content=content)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["batch", *map(str, arguments)])


def told(result: Result) -> str:
    """What was printed, whatever the width of the screen."""
    return " ".join(result.output.split())


class TestCheck:
    """Offline: the codes, the words and the status that a vendor's own checks can rely on."""

    def test_a_sound_set(self, tmp_path: Path) -> None:
        result = run("check", simulation(tmp_path / "set", training(), training(Reference="B")))
        assert (result.exit_code, "2 sound" in told(result)) == (0, True)

    def test_some_would_be_rejected(self, tmp_path: Path) -> None:
        folder = simulation(tmp_path / "set", training(Form="?"))
        result = run("check", folder, "--language", "nl")
        assert result.exit_code == 1
        assert "70067-008" in told(result)
        assert "staat niet in de lijst" in told(result)

    def test_a_set_that_would_be_refused_as_json(self, tmp_path: Path) -> None:
        folder = put(tmp_path / "set", f"GO.{STEM}.S.2", f"FI.{STEM}.S.2.1")
        result = run("check", folder, "--json")
        assert result.exit_code == 2
        found = json.loads(result.output)
        assert found["status"] == 2
        (one,) = found["checked"]
        (fault,) = one["faults"]
        assert (fault["code"], fault["detail"], fault["file"]) == (
            *("ACRF-120", "1/2", f"GO.{STEM}.S.2"),
        )
        assert fault["message"]

    def test_anomalies_as_json(self, tmp_path: Path) -> None:
        path = tmp_path / "trainings.xml"
        path.write_bytes(document(training(Reference="A"), training(Reference="B", Form="?")))
        result = run("check", path, "--json", "--language", "en")
        assert result.exit_code == 1
        (one,) = json.loads(result.output)["checked"]
        assert (one["forms"], one["accepted"], one["rejected"]) == (2, 1, 1)
        (anomaly,) = one["anomalies"]
        assert (anomaly["code"], anomaly["class"], anomaly["count"]) == ("70067-008", "B", 1)
        (example,) = anomaly["examples"]
        assert (example["position"], example["part"], example["reference"]) == (2, 1, "B")

    def test_a_signature_without_and_with_a_certificate(self, tmp_path: Path) -> None:
        folder = simulation(tmp_path / "set", training())
        office, other = (signer(tmp_path, name) for name in ("office", "other"))
        (folder / f"FS.{STEM}.S.1.1").write_bytes(office.sign(folder / f"FI.{STEM}.S.1.1"))
        result = run("check", folder)
        assert (result.exit_code, "not verified" in told(result)) == (0, True)
        assert run("check", folder, "--certificate", office.certificate).exit_code == 0
        result = run("check", folder, "--certificate", other.certificate)
        assert (result.exit_code, "ACRF-125" in told(result)) == (2, True)
        result = run("check", folder, "--certificate", office.key)
        assert (result.exit_code, "--certificate" in result.output) == (2, True)


@pytest.fixture
async def desk(
    app: Connection, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Desk:
    monkeypatch.setenv("FLA_DATABASE_URL", database.app_url)
    monkeypatch.setenv("FLA_DATABASE_OWNER_URL", database.owner_url)
    monkeypatch.setenv("FLA_SPOOL", str(tmp_path / "spool"))
    monkeypatch.setenv("COLUMNS", "300")
    spool = Spool(Path(os.environ["FLA_SPOOL"]))
    spool.prepare()
    return Desk(app, spool, await register(app))


def sent(desk: Desk, folder: Path) -> str:
    """Hand a file over as the operator; its ticket."""
    path = folder / "trainings.xml"
    header = documents.HEADER.replace(BAKERY, OFFICE)
    path.write_bytes(document(training(Reference="A"), header=header))
    result = run("send", path, "--sender", desk.sender.number, "--environment", "S")
    assert result.exit_code == 0, result.output
    return result.output.strip()


def test_a_file_is_handed_over_listed_shown_and_cancelled(desk: Desk, tmp_path: Path) -> None:
    ticket = sent(desk, tmp_path)
    assert ticket in told(run("list"))
    assert ticket not in told(run("list", "--state", "done"))
    (one,) = json.loads(run("list", "--json").output)
    assert (one["ticket"], one["enterpriseNumber"], one["state"]) == (ticket, OFFICE, "arrived")
    shown = told(run("show", ticket))
    assert "State arrived" in shown
    assert desk.sender.number in shown
    found = json.loads(run("show", ticket, "--json").output)
    assert (found["fileSet"]["ticket"], found["faults"], found["replies"]) == (ticket, [], [])
    assert told(run("confirm", ticket)) == f"{ticket} is not held."
    assert run("confirm", ticket).exit_code == 1
    assert told(run("resume", ticket)) == f"{ticket} was not stopped by a failure."
    assert run("resume", ticket).exit_code == 1
    assert run("cancel", ticket).exit_code == 0
    assert run("cancel", ticket).exit_code == 1
    assert "cancelled" in told(run("show", ticket))
    assert run("resend", ticket).exit_code == 1


def test_replies_and_what_was_rejected_are_copied(desk: Desk, tmp_path: Path) -> None:
    ticket = sent(desk, tmp_path)
    asyncio.run(process(read_settings(), ticket, SystemClock()))
    found = json.loads(run("show", ticket, "--json").output)
    assert (found["fileSet"]["state"], found["fileSet"]["rejected"]) == ("done", 1)
    assert [one["code"] for one in found["anomalies"]] == ["70003-101"]
    assert "70003-101" in told(run("show", ticket))
    names = [one["name"] for one in json.loads(run("replies", ticket, "--json").output)]
    assert run("replies", ticket, "--to", tmp_path / "replies").exit_code == 0
    copied = {path.name for path in (tmp_path / "replies").iterdir()}
    assert copied == {f"{kind}{name[2:]}" for name in names for kind in ("FO", "FS", "GO")}
    target = tmp_path / "again.xml"
    assert run("resend", ticket, "--to", target).exit_code == 0
    assert "<Reference>A</Reference>" in target.read_text()
    assert f"<Sender>{OFFICE}</Sender>" in target.read_text()


def test_a_set_that_is_not_there(desk: Desk) -> None:
    for command in ("show", "confirm", "cancel", "resume", "replies", "resend"):
        result = run(command, "0000000000000")
        assert (result.exit_code, "no file set" in told(result)) == (1, True)


def test_a_sender_that_is_not_there(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_bytes(document(training()))
    result = run("send", path, "--sender", "100999")
    assert (result.exit_code, "100999" in result.output) == (2, True)
