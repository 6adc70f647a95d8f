"""What is wrong with the inside of a set's parts refuses all of it, in the acknowledgement."""

import gzip
from typing import Any

import pytest
from msgspec.structs import replace

from tests.doors.batch.bureau import Bureau
from tests.doors.batch.documents import END, HEADER, ROOT, XML_DECLARATION, document, training
from tests.doors.batch.test_decompress import archive
from tests.doors.batch.test_process import count
from tests.doors.batch.test_work import day
from tests.intake.build import BAKERY, FOUNDRY

SOUND = document(day(1))
LARGE = document(day(1), " " * (2 << 20))
DOCTYPE = '<!DOCTYPE a [<!ENTITY b "c">]>'


def changed(before: str, after: str) -> bytes:
    return SOUND.replace(before.encode(), after.encode())


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (SOUND[:-30], 102, True),
        (changed("</Training>", "</Trainings>"), 102, True),
        (SOUND + b"<a/>", 102, True),
        (changed("<Form>formal", "<Form>\x01"), 102, True),
        (changed("formal", "&b;"), 102, True),
        (changed(BAKERY + "</Sender>", FOUNDRY + "</Sender>"), 103, False),
        (b" \n", 134, False),
        (changed("LearningAccountDeclaration", "Declaration"), 135, True),
        (changed("learningAccount_2026q4.xsd", "learningAccount_2019q4.xsd"), 137, True),
        (changed(ROOT, "<LearningAccountDeclaration>"), 136, True),
        (changed("UTF-8", "ISO-8859-1"), 138, True),
        (SOUND.decode().encode("utf-16"), 138, True),
        (
            changed("<LearningAccountDeclaration", '<LearningAccountDeclaration xmlns="urn:x"'),
            139,
            True,
        ),
        ((XML_DECLARATION + ROOT + HEADER + END).encode(), 142, False),
        (changed("<LearningAccount", f"{DOCTYPE}<LearningAccount"), 901, True),
        (document(training(Title="x" * 1_100_000)), 902, True),
        (changed(HEADER, ""), 903, True),
        (changed("<Training>", "stray<Training>"), 904, True),
    ],
)
async def test_each_fault_of_a_file_is_told_by_its_code(
    bureau: Bureau, content: bytes, code: int, line: bool
) -> None:
    """Found in the second part, after a sound one, of which nothing is taken either."""
    done = await bureau.taken(document(day(2)), content)
    assert (done.state, done.answered) == ("refused", 0)
    form = (await bureau.acknowledgement(done)).find("Form")
    assert form is not None
    assert form.findtext("ReceptionResult/ResultCode") == "0"
    assert [one.text for one in form.iterfind("ReceptionResult/ErrorID")] == [f"ACRF-{code}"]
    (report,) = form.iterfind("ApplicationData/FaultReport")
    assert report.findtext("FileName") == done.go_name.replace("GO", "FI") + ".2"
    assert (report.find("AnomalyLocation/LineNbr") is not None) is line
    assert len(report.findall("AnomalyLabel")) == 4
    assert [reply[:7] for reply in await bureau.replies(done)] == ["FO.ACRF"]
    assert await count(bureau.pool, "training") == 0


@pytest.mark.parametrize(
    ("content", "end", "code"),
    [
        (gzip.compress(LARGE), ".gz", 908),
        (archive(LARGE), ".zip", 908),
        (gzip.compress(SOUND)[:-9], ".gz", 907),
        (archive(SOUND)[:-9], ".zip", 907),
        (SOUND, ".gz", 907),
        (archive(SOUND, SOUND), ".zip", 909),
    ],
)
async def test_what_cannot_be_unpacked_within_bounds_is_refused(
    bureau: Bureau, content: bytes, end: str, code: int
) -> None:
    bureau.settings = replace(bureau.settings, batch_unpacked_limit=1 << 20)
    done = await bureau.taken(content, ends=[end])
    assert done.state == "refused"
    assert [fault.code for fault in await bureau.faults(done.ticket)] == [code]
    assert [reply[:7] for reply in await bureau.replies(done)] == ["FO.ACRF"]


async def test_a_fault_is_told_in_the_language_of_the_header(bureau: Bureau) -> None:
    header = HEADER.replace("</Header>", "<Language>de</Language></Header>")
    done = await bureau.taken(document(day(1), header=header)[:-30])
    labels = list((await bureau.acknowledgement(done)).iter("AnomalyLabel"))
    assert [label.get("language") for label in labels] == ["de"]


async def test_each_part_at_fault_is_told(bureau: Bureau) -> None:
    done = await bureau.taken(SOUND[:-30], SOUND, b" ")
    told = [
        (fault.code, fault.file_name and fault.file_name[-1])
        for fault in await bureau.faults(done.ticket)
    ]
    assert told == [(102, "1"), (134, "3")]


async def test_a_refused_set_that_was_not_acknowledged_is_refused_for_the_same(
    bureau: Bureau, monkeypatch: Any
) -> None:
    ticket = await bureau.hand_in(SOUND[:-30])

    def full(*_: Any) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("fla.doors.batch.replies._write", full)
        with pytest.raises(OSError, match="disk"):
            await bureau.work(ticket)
    assert (await bureau.file_set(ticket)).state == "examining"
    done = await bureau.work(ticket)
    assert done.state == "refused"
    assert [fault.code for fault in await bureau.faults(ticket)] == [102]
    await bureau.acknowledgement(done)
