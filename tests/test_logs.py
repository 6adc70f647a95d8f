"""The log speaks in lines that machines read, and keeps what it must not tell to itself."""

import io
import json
import sys
from collections.abc import Iterator

import pytest
import structlog

from fla import logs


def failing(ssin: str) -> None:
    raise ValueError("cannot go on")


def test_a_failure_is_told_without_the_values_it_failed_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    logs.configure()
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    ssin = "85073003328"
    try:
        failing(ssin)
    except ValueError:
        structlog.get_logger().exception("command.failed", incident="1f")
    line = json.loads(stream.getvalue())
    assert (line["event"], line["level"], line["incident"]) == ("command.failed", "error", "1f")
    assert "cannot go on" in line["exception"]
    assert ssin not in stream.getvalue()


def test_the_log_outlives_an_exchanged_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    logs.configure()
    log = structlog.get_logger()
    for _ in range(2):
        stream = io.StringIO()
        monkeypatch.setattr(sys, "stderr", stream)
        log.info("still.here")
        assert json.loads(stream.getvalue())["event"] == "still.here"
        stream.close()


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()
