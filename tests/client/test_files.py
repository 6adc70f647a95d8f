"""Files go out packed and piece by piece, come in as they are sent, and are waited for."""

import datetime as dt
import gzip
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from multipart import MultipartParser, parse_options_header

from fla.client import ProblemError
from fla.client.file import pieces
from fla.client.operations import GET_BATCH_REPLY, GET_BATCH_TASK, SEND_BATCH
from tests.client.service import Scripted, client, told

TICKET = "7K2M9QX4TB0WD"
COUNTS = dict.fromkeys(
    ["answered", "accepted", "acceptedWithWarnings", "rejected", "repeated", "unchanged"], 0
)
CONTENT = b"<LearningAccountDeclaration/>" * 30_000


def task(state: str, status: str = "processing", **more: Any) -> dict[str, Any]:
    return {
        "self": f"/api/learningAccount/v1/batches/{TICKET}/task",
        "ticket": TICKET,
        "status": {"state": status, **more},
        "state": state,
        "counts": COUNTS,
    }


def batch(state: str) -> dict[str, Any]:
    return {
        "href": f"/api/learningAccount/v1/batches/{TICKET}",
        "ticket": TICKET,
        "sender": "100001",
        "state": state,
        "environment": "R",
        "channel": "rest",
        "arrivedAt": "2026-11-22T09:30:12+01:00",
        "counts": COUNTS,
        "fileNames": [],
        "size": 1,
        "faults": [],
        "anomalies": [],
        "replies": [],
    }


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the client waited, which takes no time here."""
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    return waited


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file to send."""
    place = tmp_path / "declarations.xml"
    place.write_bytes(CONTENT)
    return place


def test_a_file_is_sent_packed(file: Path) -> None:
    service = Scripted(told(202, task("arrived")))
    with client(service) as account:
        answer = account.send_file(SEND_BATCH, file, idempotency_key="mine", environment="T")
    (request,) = service.asked
    assert answer.ticket == TICKET
    assert gzip.decompress(request.content) == CONTENT
    assert request.url.params == httpx.QueryParams(environment="T")
    assert {name: request.headers[name] for name in SAID} == SAID


SAID = {
    "Content-Encoding": "gzip",
    "Content-Type": "application/xml",
    "Idempotency-Key": "mine",
    "Accept-Language": "nl",
}


def test_or_as_it_is(file: Path) -> None:
    service = Scripted(told(202, task("arrived")))
    with client(service) as account:
        account.send_file(SEND_BATCH, file, packed=False, environment="R")
    assert service.asked[0].content == CONTENT
    assert "Content-Encoding" not in service.asked[0].headers


@pytest.mark.parametrize("packed", [True, False])
def test_several_are_sent_as_a_form(file: Path, tmp_path: Path, packed: bool) -> None:
    second = tmp_path / "more.xml"
    second.write_bytes(b"<more/>")
    service = Scripted(told(429, Retry_After="0"), told(202, task("arrived")))
    with client(service) as account:
        account.send_file(SEND_BATCH, file, second, packed=packed, environment="T")
    for request in service.asked:
        content = gzip.decompress(request.content) if packed else request.content
        _, options = parse_options_header(request.headers["content-type"])
        parts = list(MultipartParser(BytesIO(content), options["boundary"]))
        assert [(part.name, part.raw) for part in parts] == [
            ("part", CONTENT),
            ("part", b"<more/>"),
        ]
        for part in parts:
            part.close()


def test_a_busy_service_gets_it_from_its_beginning_again(file: Path, waits: list[float]) -> None:
    service = Scripted(told(429, Retry_After="5"), told(401), told(202, task("arrived")))
    with client(service) as account:
        account.send_file(SEND_BATCH, file, environment="R")
    assert [gzip.decompress(request.content) for request in service.asked] == [CONTENT] * 3
    assert waits == [5]


def test_it_is_never_held_as_a_whole(file: Path) -> None:
    assert max(map(len, pieces(file, packed=False))) < len(CONTENT) / 2
    assert b"".join(pieces(file, packed=False)) == CONTENT


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with client(Scripted(told(202, task("arrived")))) as account, pytest.raises(FileNotFoundError):
        account.send_file(SEND_BATCH, tmp_path / "nothing.xml", environment="R")


class Parts(httpx.SyncByteStream):
    """An answer that comes in parts, or breaks off."""

    def __init__(self, *parts: bytes | Exception) -> None:
        self._parts = parts

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            if isinstance(part, Exception):
                raise part
            yield part


def test_a_reply_is_written_as_it_comes(tmp_path: Path) -> None:
    place = tmp_path / "notification.xml"
    place.write_text("of yesterday")
    service = Scripted(httpx.Response(200, stream=Parts(b"<NOTI", b"FICATION/>")))
    with client(service) as account:
        size = account.download(GET_BATCH_REPLY, place, ticket=TICKET, reply_name="notification")
    assert (size, place.read_bytes()) == (15, b"<NOTIFICATION/>")
    assert service.asked[0].url.path.endswith(f"/batches/{TICKET}/replies/notification")
    assert list(tmp_path.iterdir()) == [place]


def test_what_breaks_off_takes_the_place_of_nothing(tmp_path: Path) -> None:
    place = tmp_path / "notification.xml"
    place.write_text("of yesterday")
    service = Scripted(httpx.Response(200, stream=Parts(b"<NOTI", httpx.ReadError("gone"))))
    with client(service) as account, pytest.raises(httpx.ReadError):
        account.download(GET_BATCH_REPLY, place, ticket=TICKET, reply_name="notification")
    assert place.read_text() == "of yesterday"


def test_a_reply_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    gone = told(404, {"type": "urn:problem-type:belgif:resourceNotFound", "detail": "Nothing."})
    with client(Scripted(gone)) as account, pytest.raises(ProblemError, match=r"Nothing\."):
        account.download(GET_BATCH_REPLY, tmp_path / "x", ticket=TICKET, reply_name="notification")


def test_a_task_that_is_done_is_an_answer() -> None:
    done = told(303, task("done", "done"), Location=f"/api/learningAccount/v1/batches/{TICKET}")
    with client(Scripted(done)) as account:
        assert account.call(GET_BATCH_TASK, ticket=TICKET).status.state == "done"


def test_a_result_is_waited_for_as_long_as_the_service_wants(waits: list[float]) -> None:
    soon = (dt.datetime.now(dt.UTC) + dt.timedelta(seconds=5)).isoformat()
    never = (dt.datetime.now(dt.UTC) + dt.timedelta(days=1)).isoformat()
    service = Scripted(
        told(200, task("processing", pollAfter=soon)),
        told(200, task("processing", pollAfter=never)),
        told(200, task("processing")),
        told(303, task("done", "done")),
        told(200, batch("done")),
    )
    with client(service) as account:
        assert account.batch_result(TICKET).state == "done"
    assert 4 < waits[0] <= 5
    assert waits[1:] == [60, 0.2]


def test_a_snapshot_that_is_held_is_a_result(waits: list[float]) -> None:
    service = Scripted(told(200, task("held")), told(200, batch("held")))
    with client(service) as account:
        assert account.batch_result(TICKET).state == "held"
    assert waits == []


def test_patience_has_an_end(waits: list[float]) -> None:
    with (
        client(Scripted(told(200, task("processing")))) as account,
        pytest.raises(TimeoutError, match=TICKET),
    ):
        account.batch_result(TICKET, patience=0.1)
    assert waits == []
