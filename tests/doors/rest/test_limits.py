"""Nobody takes more than his share, and what is turned away costs next to nothing."""

from dataclasses import dataclass

import pytest

from fla.doors.rest.answer import Refusal
from fla.doors.rest.limits import MOST_REMEMBERED, Hands, Limits, Rate


@dataclass
class Stopwatch:
    """Seconds that pass when a test says so."""

    seconds: float = 1_000.0

    def __call__(self) -> float:
        return self.seconds


def test_a_caller_may_call_evenly_and_ten_seconds_worth_at_once() -> None:
    watch = Stopwatch()
    rate = Rate(60, watch)

    calls = 0
    while not rate.wait("a"):
        rate.count("a")
        calls += 1

    assert calls == 10
    assert rate.wait("a") == 1
    watch.seconds += 1
    assert rate.wait("a") == 0
    rate.count("a")
    assert rate.wait("a") == 1


def test_a_caller_at_rest_has_his_burst_again_and_no_more() -> None:
    watch = Stopwatch()
    rate = Rate(60, watch)
    for _ in range(10):
        rate.count("a")
    watch.seconds += 3_600

    calls = 0
    while not rate.wait("a"):
        rate.count("a")
        calls += 1

    assert calls == 10


def test_a_caller_costs_another_nothing() -> None:
    rate = Rate(6, Stopwatch())
    rate.count("a")

    assert rate.wait("a") == 10
    assert rate.wait("b") == 0


def test_one_call_a_minute_is_one_call_a_minute() -> None:
    watch = Stopwatch()
    rate = Rate(1, watch)

    assert rate.wait("a") == 0
    rate.count("a")
    assert rate.wait("a") == 60
    watch.seconds += 60
    assert rate.wait("a") == 0


def test_only_so_many_callers_are_remembered() -> None:
    rate = Rate(6, Stopwatch())
    rate.count("first")
    for number in range(MOST_REMEMBERED):
        rate.count(str(number))

    assert rate.wait("first") == 0
    assert rate.wait("1") == 10


def test_so_many_calls_are_in_hand_and_no_more() -> None:
    hands = Hands(2)

    with hands.taking(), hands.taking(), pytest.raises(Refusal) as caught, hands.taking():
        raise AssertionError("a third call was taken")

    assert (caught.value.status, caught.value.retry_after) == (429, 1)
    with hands.taking(), hands.taking():
        assert caught.value.type == "tooManyRequests"


def test_a_call_that_fails_leaves_the_hand_free() -> None:
    hands = Hands(1)
    for _ in range(3):
        with pytest.raises(KeyError), hands.taking():
            raise KeyError


def test_a_client_with_too_many_calls_is_told_the_limit() -> None:
    limits = Limits(rate=6, failed=6, at_once=10, bytes_at_once=1)
    limits.admit("a")

    with pytest.raises(Refusal) as caught:
        limits.admit("a")

    assert caught.value.type == "tooManyRequests"
    assert caught.value.more == {"limit": 6}
    assert caught.value.retry_after == 10


def test_a_client_whose_calls_fail_is_stopped_for_a_while() -> None:
    limits = Limits(rate=6_000, failed=6, at_once=10, bytes_at_once=1)
    limits.admit("a")
    limits.failed("a")

    with pytest.raises(Refusal) as caught:
        limits.admit("a")
    limits.admit("b")

    assert (caught.value.status, caught.value.type) == (429, "tooManyFailedRequests")
    with pytest.raises(Refusal, match="tooManyFailedRequests"):
        limits.failed("a")
