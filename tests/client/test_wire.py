"""Tokens and waiting: renewed once, asked again in time, and no secret in what fails."""

import datetime as dt
import logging
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from email.utils import format_datetime

import httpx
import pytest

from fla.client import ProblemError
from fla.client.operations import GET_HEALTH, REGISTER_OPT_OUT
from fla.contract.structs import OptOutContent, OptOutRegistration
from tests.client.service import SECRET, Scripted, client, told

GOOD = told(200, {"status": "UP"})


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the client waited, which takes no time here."""
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    return waited


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_service_is_asked_again_after_the_time_it_names(
    waits: list[float], status: int
) -> None:
    service = Scripted(told(status, Retry_After="7"), told(status, Retry_After="2"), GOOD)
    with client(service) as account:
        assert account.call(GET_HEALTH).status == "UP"
    assert waits == [7, 2]
    assert service.shown == ["token-1"] * 3


def test_it_is_the_same_request_again(waits: list[float]) -> None:
    service = Scripted(told(503), told(200, OUTCOME))
    with client(service) as account:
        account.call(REGISTER_OPT_OUT, OPT_OUT, idempotency_key="mine")
    first, second = service.asked
    assert first.content == second.content != b""
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"] == "mine"
    assert waits == [1]


def test_a_moment_to_wait_for_is_understood_and_nonsense_is_a_second(waits: list[float]) -> None:
    soon = format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=30), usegmt=True)
    past = format_datetime(dt.datetime(2020, 1, 1, tzinfo=dt.UTC), usegmt=True)
    busy = [told(503, Retry_After=said) for said in (soon, past, "later", "-5", "")]
    with client(Scripted(*busy, GOOD), attempts=9) as account:
        account.call(GET_HEALTH)
    assert 20 < waits[0] <= 30
    assert waits[1:] == [0, 1, 1, 1]


def test_it_gives_up_after_the_last_attempt(waits: list[float]) -> None:
    busy = {"type": "urn:problem-type:belgif:tooManyRequests", "retryAfterSec": 3}
    service = Scripted(told(429, busy, Retry_After="3"))
    with client(service, attempts=3) as account, pytest.raises(ProblemError) as refused:
        account.call(GET_HEALTH)
    assert (refused.value.status, refused.value.problem.retry_after_sec) == (429, 3)
    assert (len(service.asked), waits) == (3, [3, 3])


def test_one_token_serves_until_shortly_before_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    service = Scripted(GOOD)
    with client(service) as account:
        account.call(GET_HEALTH)
        now += 269
        account.call(GET_HEALTH)
        now += 1
        account.call(GET_HEALTH)
        assert account.token() == "token-2"
    assert service.shown == ["token-1", "token-1", "token-2"]


def test_a_token_that_counts_no_more_is_renewed_once() -> None:
    service = Scripted(told(401), GOOD)
    with client(service) as account:
        account.call(GET_HEALTH)
    assert service.shown == ["token-1", "token-2"]
    assert len(set(service.assertions)) == 2

    refusing = Scripted(told(401, {"type": "urn:problem-type:belgif:invalidAccessToken"}))
    with client(refusing) as account, pytest.raises(ProblemError, match="401 invalidAccessToken"):
        account.call(GET_HEALTH)
    assert refusing.shown == ["token-1", "token-2"]


def test_threads_share_a_token() -> None:
    service = Scripted(GOOD)
    with client(service) as account, ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: account.call(GET_HEALTH), range(32)))
    assert (service.tokens, len(service.asked)) == (1, 32)


def test_the_token_endpoint_may_be_busy_and_gets_a_new_assertion(waits: list[float]) -> None:
    service = Scripted(GOOD)
    service.refused = [told(429, {"error": "slow_down"}, Retry_After="4")]
    with client(service) as account:
        account.call(GET_HEALTH)
    assert waits == [4]
    assert len(set(service.assertions)) == 2


def test_what_the_token_endpoint_refuses_is_told() -> None:
    service = Scripted(GOOD)
    refusal = {"error": "invalid_client", "error_description": "the assertion has expired"}
    service.refused = [told(401, refusal)]
    with client(service) as account, pytest.raises(ProblemError) as refused:
        account.call(GET_HEALTH)
    assert str(refused.value) == "401 invalid_client: the assertion has expired"
    assert service.asked == []


def test_no_secret_stands_in_what_fails_or_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    service = Scripted(told(400, {"detail": "no"}))
    with client(service) as account, pytest.raises(ProblemError) as refused:
        account.call(GET_HEALTH)
    service.refused = [httpx.Response(502, content=b"<html>")]
    with client(service) as other, pytest.raises(ProblemError) as unreachable:
        other.call(GET_HEALTH)
    said = "".join(
        text
        for error in (refused.value, unreachable.value)
        for text in (str(error), repr(error), *traceback.format_exception(error))
    )
    for secret in (*service.assertions, "token-1", SECRET.decode().splitlines()[1]):
        assert secret not in said + caplog.text + repr(account)
    assert "502" in said


OPT_OUT = OptOutRegistration(
    reference="O-1", enterprise_number="1900000069", opt_out=OptOutContent(year=2027)
)
OUTCOME = {
    "declarationId": "01a20191-1a4f-7431-820c-5fa5863b7742",
    "reference": "O-1",
    "status": "accepted",
}
