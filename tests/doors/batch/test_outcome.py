"""The outcome file: valid, in order, in the languages asked for, whole or not there."""

import datetime as dt
import stat
import uuid
from pathlib import Path

import pytest
from lxml import etree

from fla.doors.batch import contract
from fla.doors.batch.fault import FaultKind, FileFault
from fla.doors.batch.outcome import OutcomeFile
from fla.doors.batch.reader import Record
from fla.doors.batch.tally import Tally
from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import Outcome
from fla.languages import LANGUAGES, Language
from tests.doors.batch.documents import document, read, training

NOW = dt.datetime(2026, 11, 22, 11, 30, 5, tzinfo=dt.UTC)
ID = uuid.UUID(int=7)


def records(count: int = 1) -> list[Record]:
    found, _ = read(document(*(training(Reference=f"R{number}") for number in range(count))))
    return found


def outcome(*anomalies: Anomaly, reference: str = "R0") -> Outcome:
    return Outcome(
        declaration_id=ID,
        reference=reference,
        status="rejected" if anomalies else "accepted",
        target=None if anomalies else ID,
        anomalies=anomalies,
        repeated=not anomalies,
    )


def write(
    path: Path,
    outcomes: list[Outcome],
    fault: FileFault | None = None,
    languages: tuple[Language, ...] = LANGUAGES,
    *,
    dry_run: bool = False,
) -> etree._Element:
    """Write an outcome file, hold it against its schema and give its root."""
    tally = Tally()
    tally.add(outcomes)
    with OutcomeFile(path, "t & t.xml", NOW, languages, dry_run=dry_run) as file:
        file.write(records(len(outcomes)), outcomes)
        file.finish(tally, fault)
    tree = etree.parse(path)
    schema = contract.schema(contract.OUTCOME_SCHEMA)
    assert schema.validate(tree), schema.error_log
    return tree.getroot()


def test_an_accepted_record(tmp_path: Path) -> None:
    root = write(tmp_path / "o.xml", [outcome()])
    assert root.findtext("Header/FileName") == "t & t.xml"
    assert root.findtext("Header/CreatedAt") == "2026-11-22T11:30:05Z"
    assert root.findtext("Header/DryRun") == "false"
    (record,) = root.findall("Record")
    assert {child.tag: child.text for child in record} == {
        "Position": "1",
        "Path": "/LearningAccountDeclaration/Training[1]",
        "Line": "4",
        "Reference": "R0",
        "DeclarationId": str(ID),
        "Status": "accepted",
        "Target": str(ID),
        "Repeated": "true",
    }
    assert root.findtext("Summary/Accepted") == root.findtext("Summary/Repeated") == "1"
    assert root.findtext("Summary/Complete") == "true"


def test_an_anomaly_is_told_in_every_language_with_its_place(tmp_path: Path) -> None:
    known = Anomaly(Field.TITLE, Error.LENGTH, "x", "1–200", "/LearningAccountDeclaration/a", 9)
    found = Anomaly(Field.TRAINING_END_DATE, Error.LATE, "2026-01-01")
    nowhere = Anomaly(Field.FAMILY_NAME, Error.NAME_DIFFERS)
    root = write(tmp_path / "o.xml", [outcome(known, found, nowhere)])
    places = [(a.findtext("Path"), a.findtext("Line")) for a in root.iter("Anomaly")]
    assert places == [
        ("/LearningAccountDeclaration/a", "9"),
        ("/LearningAccountDeclaration/Training[1]/EndDate", "4"),
        ("/LearningAccountDeclaration/Training[1]", "4"),
    ]
    first = next(root.iter("Anomaly"))
    assert (first.findtext("Code"), first.findtext("Class")) == ("70060-093", "B")
    assert (first.findtext("Value"), first.findtext("Detail")) == ("x", "1–200")
    messages = {message.get("language"): message.text for message in first.iter("Message")}
    assert messages == {language: known.message(language) for language in LANGUAGES}


def test_one_language_when_asked_for(tmp_path: Path) -> None:
    anomaly = Anomaly(Field.TITLE, Error.ABSENT)
    root = write(tmp_path / "o.xml", [outcome(anomaly)], languages=("de",))
    assert [m.get("language") for m in root.iter("Message")] == ["de"]


def test_a_dry_run_has_no_ids(tmp_path: Path) -> None:
    root = write(tmp_path / "o.xml", [outcome()], dry_run=True)
    assert root.findtext("Header/DryRun") == "true"
    assert root.find("Record/DeclarationId") is root.find("Record/Target") is None


def test_a_fault_makes_it_incomplete_and_says_where(tmp_path: Path) -> None:
    fault = FileFault(FaultKind.MALFORMED, 12, 3, "<oops>")
    root = write(tmp_path / "o.xml", [outcome()], fault)
    assert root.findtext("Summary/Complete") == "false"
    told = root.find("Summary/FileFault")
    assert told is not None
    assert [told.findtext(name) for name in ("Code", "Line", "Column")] == ["FILE-102", "12", "3"]
    assert "<oops>" in (told.findtext("Message") or "")


def test_whatever_stood_in_a_value_the_file_stays_xml(tmp_path: Path) -> None:
    evil = "</Value>&<![CDATA[\x00\x1b\ud800\uffff]]>\r\n\t€"
    anomaly = Anomaly(Field.TITLE, Error.INVALID, evil, evil)
    root = write(tmp_path / "o.xml", [outcome(anomaly, reference=evil)])
    shown = "</Value>&<![CDATA[����]]>\r\n\t€"
    assert root.findtext("Record/Reference") == shown
    assert root.findtext("Record/Anomaly/Value") == shown


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    write(tmp_path / "o.xml", [])
    assert stat.S_IMODE((tmp_path / "o.xml").stat().st_mode) == 0o600


def test_it_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "o.xml"
    path.write_text("the one before", "utf-8")
    with OutcomeFile(path, "t.xml", NOW, LANGUAGES, dry_run=False) as file:
        file.write(records(), [outcome()])
        assert path.read_text("utf-8") == "the one before"
        file.finish(Tally(), None)
        assert path.read_text("utf-8").startswith("<?xml")
    with (
        pytest.raises(RuntimeError),
        OutcomeFile(tmp_path / "p.xml", "t.xml", NOW, LANGUAGES, dry_run=False),
    ):
        raise RuntimeError
    assert [found.name for found in tmp_path.iterdir()] == ["o.xml"]


def test_two_that_answer_the_same_file_do_not_disturb_each_other(tmp_path: Path) -> None:
    path = tmp_path / "o.xml"
    with (
        OutcomeFile(path, "first.xml", NOW, LANGUAGES, dry_run=False) as first,
        OutcomeFile(path, "second.xml", NOW, LANGUAGES, dry_run=False) as second,
    ):
        second.finish(Tally(), None)
        first.finish(Tally(), None)
    assert "first.xml" in path.read_text("utf-8")
