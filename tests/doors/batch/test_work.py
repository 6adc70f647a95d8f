"""A file set on its whole way: handed in, examined, acknowledged, answered, notified."""

import gzip
import io
import zipfile
from typing import Any

import pytest

from fla.doors.batch import contract
from tests.doors.batch.bureau import Bureau, answers, results, summary
from tests.doors.batch.documents import HEADER, document, employment, training
from tests.doors.batch.test_process import count
from tests.intake.build import BRAM

LANGUAGE = HEADER.replace("</Header>", "<Language>fr</Language></Header>")


def day(number: int, **changes: str) -> str:
    """A training of one hour, on a day of its own in October."""
    date = f"2026-10-{number:02}"
    said = {"StartDate": date, "EndDate": date, "DurationMinutes": "60", "ChargedMinutes": "60"}
    return training(**{"Reference": f"T{number}", **said, **changes})


async def test_a_set_is_acknowledged_and_each_form_answered(bureau: Bureau) -> None:
    done = await bureau.taken(
        document(day(1), day(2, Form="?"), day(3, Ssin=BRAM), day(4), header=LANGUAGE)
    )
    assert (done.state, done.forms, done.answered) == ("done", 4, 4)
    assert (done.accepted, done.warned, done.rejected) == (2, 0, 2)

    acknowledged = (await bureau.acknowledgement(done)).find("Form")
    assert acknowledged is not None
    assert acknowledged.findtext("ReceptionResult/ResultCode") == "1"
    assert acknowledged.findtext("ApplicationData/Forms") == "4"
    assert acknowledged.findtext("FileReference/FileName") == done.go_name
    assert acknowledged.findtext("FileReference/ReferenceNbr") == done.ticket

    notification = await bureau.notification(done)
    assert results(notification) == ["1", "0/3", "0/3", "1"]
    first, second, third, _ = answers(notification)
    assert first.findtext("FileReference/FileName") == done.go_name.replace("GO", "FI") + ".1"
    assert second.find("FileReference") is None
    assert first.findtext("Reference[1]/ReferenceNbr") == "T1"
    assert [one.findtext("ReferenceOrigin") for one in first.findall("Reference")] == [
        "1",
        "2",
        "2",
    ]
    report = second.find("HandlingResult/AnomalyReport")
    assert report is not None
    assert report.findtext("ErrorID") == "70067-008"
    assert report.findtext("TagName") == "Form"
    assert report.findtext("Path/Reference") == "T2"
    assert (
        report.findtext("AnomalyLocation/Location") == f"/{contract.DECLARATION}/Training[2]/Form"
    )
    assert report.findtext("AnomalyLocation/ColumnNbr") == "3"
    assert [label.get("language") for label in report.iter("AnomalyLabel")] == ["fr"]
    assert third.findtext("HandlingResult/AnomalyReport/ErrorID") == "70004-070"
    assert notification[-1].findtext("TypeForm") == "SU"
    assert summary(notification)["Rejected"] == 2


async def test_the_sender_finds_both_replies_signed_in_his_folder(bureau: Bureau) -> None:
    done = await bureau.taken(document(day(1)))
    names = await bureau.replies(done)
    assert [name.split(".")[:3] for name in names] == [
        ["FO", "ACRF", "999999"],
        ["FO", "NOTI", "999999"],
    ]
    folder = bureau.spool.out_folder(bureau.sender.number, "R")
    expected = {f"{kind}{name[2:]}" for name in names for kind in ("FO", "FS", "GO")}
    assert {path.name for path in folder.iterdir()} == expected


async def test_a_set_in_parts_is_answered_in_their_order(bureau: Bureau) -> None:
    parts = [document(day(n * 3 + 1), day(n * 3 + 2), day(n * 3 + 3, Form="?")) for n in range(3)]
    done = await bureau.taken(*parts)
    assert (done.part_forms, done.answered, done.rejected) == ([3, 3, 3], 9, 3)
    notification = await bureau.notification(done)
    told = [
        (
            form.findtext("Reference[1]/ReferenceNbr"),
            form.findtext("HandledOriginalForm/SequenceNbr"),
        )
        for form in answers(notification)
    ]
    assert told == [(f"T{n}", str((n - 1) % 3 + 1)) for n in range(1, 10)]
    named = [form.findtext("FileReference/FileName") for form in answers(notification)[::3]]
    assert [name and name[-4:] for name in named] == [".3.1", ".3.2", ".3.3"]
    (found,) = await bureau.anomalies(done.ticket)
    assert (found.code, found.count) == ("70067-008", 3)
    assert [(one.position, one.part) for one in found.examples] == [(3, 1), (6, 2), (9, 3)]


def zipped(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("declarations.xml", content)
    return file.getvalue()


@pytest.mark.parametrize(("end", "pack"), [(".gz", gzip.compress), (".zip", zipped)])
async def test_what_comes_compressed_is_answered_compressed(
    bureau: Bureau, end: str, pack: Any
) -> None:
    done = await bureau.taken(pack(document(day(1), day(2))), ends=[end])
    assert (done.state, done.accepted) == ("done", 2)
    assert [name[:2] for name in await bureau.replies(done)] == ["FO", "CO"]
    assert results(await bureau.notification(done)) == ["1", "1"]


@pytest.mark.parametrize("environment", ["T", "S"])
async def test_what_is_only_tried_leaves_no_trace_and_is_answered_the_same(
    bureau: Bureau, environment: Any
) -> None:
    forms = document(
        employment(Ssin=BRAM, Reference="E1"), day(1, Ssin=BRAM), day(2, Form="?"), day(3)
    )
    before = [await count(bureau.pool, table) for table in ("training", "journal", "employment")]
    tried = await bureau.taken(forms, environment=environment)
    assert tried.state == "done"
    after = [await count(bureau.pool, table) for table in ("training", "journal", "employment")]
    assert after == before
    told = await bureau.notification(tried)
    given = {one.text for one in told.iterfind("Form/Reference/ReferenceOrigin")}
    assert (given, told.find("Form/Reference[2]")) == ({"1"}, None)
    done = await bureau.taken(forms)
    assert results(told) == results(await bureau.notification(done)) == ["1", "1", "0/3", "1"]
    assert await count(bureau.pool, "training") == 2
