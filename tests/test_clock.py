from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from fla.clock import Clock, FixedClock, SystemClock


def test_the_day_is_the_one_in_brussels() -> None:
    summer, winter = (
        datetime(2026, 6, 30, 22, 30, tzinfo=UTC),
        datetime(2026, 12, 31, 22, 30, tzinfo=UTC),
    )
    assert FixedClock(summer).today() == date(2026, 7, 1)
    assert FixedClock(winter).today() == date(2026, 12, 31)


def test_the_instant_is_given_in_utc() -> None:
    instant = datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=2)))
    clock: Clock = FixedClock(instant)
    assert clock.now() == instant
    assert clock.now().tzinfo is UTC


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        FixedClock(datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None))


def test_the_machine_clock_moves_and_is_aware() -> None:
    clock: Clock = SystemClock()
    before = clock.now()
    assert before.tzinfo is UTC
    assert clock.now() >= before
    assert abs(clock.today() - before.date()) <= timedelta(days=1)


def test_the_tests_stand_in_november_2026(clock: Clock) -> None:
    assert clock.today() == date(2026, 11, 22)
