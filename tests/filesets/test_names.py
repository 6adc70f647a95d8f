"""Names of files: what each piece may be, what is said of what it may not be."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fla.filesets.model import Fault
from fla.filesets.names import (
    LONGEST,
    Compression,
    Expected,
    RawName,
    ReplyName,
    SetName,
    beside,
    counted,
    day_of,
    judge,
    nth_sequence,
    take_apart,
)
from fla.senders.model import ENVIRONMENTS, PURPOSES

TODAY = dt.date(2026, 11, 22)
SET = SetName(
    purpose="FLAD", sender="100001", sent_on=TODAY, sequence="00014", environment="R", parts=2
)
EXPECTED = Expected(sender="100001", environment="R", today=TODAY, most_parts=99, most_days=30)


def faults(name: str, expected: Expected = EXPECTED) -> list[tuple[int, str | None]]:
    raw = take_apart(name)
    if isinstance(raw, Fault):
        return [(raw.code, raw.detail)]
    judged = judge(raw, expected)
    return [] if isinstance(judged, SetName) else [(one.code, one.detail) for one in judged]


def test_names_are_composed_as_the_channel_has_them() -> None:
    assert SET.go == "GO.FLAD.100001.20261122.00014.R.2"
    assert SET.td == "TD.FLAD.100001.20261122.00014.R.2"
    assert SET.fi() == "FI.FLAD.100001.20261122.00014.R.2.1"
    assert SET.fi(2, "gz") == "FI.FLAD.100001.20261122.00014.R.2.2.gz"
    assert SET.fs(2) == "FS.FLAD.100001.20261122.00014.R.2.2"


@pytest.mark.parametrize("name", [SET.go, SET.td, SET.fi(), SET.fi(2, "zip"), SET.fs(2)])
def test_what_is_composed_is_read(name: str) -> None:
    raw = take_apart(name)
    assert isinstance(raw, RawName)
    assert (raw.stem, raw.name) == (SET.stem, name)
    assert judge(raw, EXPECTED) == SET


GO = "GO.FLAD.100001.20261122.00014.R.2"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("go.FLAD.100001.20261122.00014.R.2", (129, None)),
        ("XX.FLAD.100001.20261122.00014.R.2", (129, None)),
        ("declaration.xml", (129, None)),
        ("", (129, None)),
        ("GO", (107, None)),
        ("GO.FLAD.100001.20261122.00014.R", (107, None)),
        ("GO.FLAD.100001.20261122.00014.R.2.1", (107, None)),
        ("GO.FLAD.100001.20261122.00014.R.2.gz", (107, None)),
        ("GO.flad.100001.20261122.00014.R.2", (107, None)),
        ("GO.FLA.100001.20261122.00014.R.2", (107, None)),
        ("GO.FLAD.1001.20261122.00014.R.2", (107, None)),
        ("GO.FLAD.100001.2026 122.00014.R.2", (107, None)),
        ("GO.FLAD.100001.20261122.00014.R.2\n", (107, None)),
        ("TD.FLAD.100001", (107, None)),
        ("FI.FLAD.100001.20261122.00014.R.2", (131, None)),
        ("FI.FLAD.100001.20261122.00014.R.2.1.xml", (131, None)),
        ("FI.FLAD.100001.20261122.00014.R.2.1.gz.gz", (131, None)),
        ("FI.FLAD.100001.20261122.00014.R.2./", (131, None)),
        ("FS.FLAD.100001.20261122.00014.R.2.1\\", (132, None)),
        ("FI." + "A" * LONGEST, (131, None)),
        ("FS.FLAD.100001.20261122.00014.R.2", (132, None)),
        ("GO.DMFA.100001.20261122.00014.R.2", (154, "DMFA")),
        ("GO.FLAD.100002.20261122.00014.R.2", (108, "100002")),
        ("GO.FLAD.100001.20261131.00014.R.2", (109, None)),
        ("GO.FLAD.100001.2026112.00014.R.2", (109, None)),
        ("GO.FLAD.100001.00000000.00014.R.2", (109, None)),
        ("GO.FLAD.100001.20261123.00014.R.2", (110, None)),
        ("GO.FLAD.100001.20261022.00014.R.2", (111, "30")),
        ("GO.FLAD.100001.20261122.00000.R.2", (112, None)),
        ("GO.FLAD.100001.20261122.0014.R.2", (113, None)),
        ("GO.FLAD.100001.20261122.000014.R.2", (113, None)),
        ("GO.FLAD.100001.20261122.0001a.R.2", (367, None)),
        ("GO.FLAD.100001.20261122.00-14.R.2", (367, None)),
        ("GO.FLAD.100001.20261122.00014.R.x", (114, None)),
        ("GO.FLAD.100001.20261122.00014.R.02", (114, None)),
        ("GO.FLAD.100001.20261122.00014.R.-1", (114, None)),
        ("GO.FLAD.100001.20261122.00014.R.0", (115, None)),
        ("GO.FLAD.100001.20261122.00014.R.00", (115, None)),
        ("GO.FLAD.100001.20261122.00014.R.100", (116, "99")),
        ("GO.FLAD.100001.20261122.00014.P.2", (117, None)),
        ("GO.FLAD.100001.20261122.00014.r.2", (117, None)),
        ("GO.FLAD.100001.20261122.00014.T.2", (118, "R")),
    ],
)
def test_each_thing_that_is_wrong_has_its_code(name: str, found: tuple[int, str | None]) -> None:
    assert faults(name) == [found]


def test_a_file_of_production_does_not_belong_with_tests() -> None:
    simulation = Expected(
        sender="100001", environment="S", today=TODAY, most_parts=99, most_days=30
    )
    assert faults(GO, simulation) == [(119, "S")]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    found = [code for code, _ in faults("GO.DMFA.100009.20261140.0000a.X.0")]
    assert found == [154, 108, 109, 367, 117, 115]


@pytest.mark.parametrize(("days", "accepted"), [(0, True), (30, True), (31, False), (-1, False)])
def test_names_grow_old(days: int, accepted: bool) -> None:
    day = TODAY - dt.timedelta(days=days)
    assert (faults(f"GO.FLAD.100001.{day:%Y%m%d}.00014.R.1") == []) is accepted


def test_letters_take_over_when_digits_are_used_up() -> None:
    assert [nth_sequence(number) for number in (1, 99_999, 100_000, 100_001, 100_036)] == [
        *("00001", "99999", "A0000", "A0001", "A0010"),
    ]
    assert nth_sequence(100_000 + 26 * 36**4 - 1) == "ZZZZZ"
    with pytest.raises(ValueError, match="no sequence"):
        nth_sequence(100_000 + 26 * 36**4)


@given(st.lists(st.integers(1, 100_000 + 26 * 36**4 - 1), min_size=2, max_size=20, unique=True))
def test_no_two_numbers_share_a_sequence(numbers: list[int]) -> None:
    found = {nth_sequence(number) for number in numbers}
    assert len(found) == len(numbers)
    for one in found:
        assert faults(f"GO.FLAD.100001.20261122.{one}.R.1") == []


@pytest.mark.parametrize(
    ("digits", "number"), [("1", 1), ("999", 999), ("0", None), ("01", None), ("1000", None)]
)
def test_numbers_are_small_and_plain(digits: str, number: int | None) -> None:
    assert counted(digits) == number


def test_replies_are_named_after_ourselves() -> None:
    reply = ReplyName(kind="ACRF", sent_on=TODAY, number=82_456, environment="R")
    assert reply.main == "FO.ACRF.999999.20261122.82456.R"
    assert beside(reply.main, "FS") == "FS.ACRF.999999.20261122.82456.R"
    assert beside(reply.main, "GO") == "GO.ACRF.999999.20261122.82456.R"
    packed = ReplyName(kind="NOTI", sent_on=TODAY, number=1, environment="S", compressed=True)
    assert packed.main == "CO.NOTI.999999.20261122.00001.S.gz"
    assert beside(packed.main, "FS") == "FS.NOTI.999999.20261122.00001.S"


COMPRESSIONS: list[Compression | None] = [None, "gz", "zip"]
sets = st.builds(
    SetName,
    purpose=st.sampled_from(PURPOSES),
    sender=st.from_regex(r"[0-9]{6}", fullmatch=True),
    sent_on=st.dates(TODAY - dt.timedelta(days=30), TODAY),
    sequence=st.from_regex(r"[0-9A-Z]{4}[1-9A-Z]", fullmatch=True),
    environment=st.sampled_from(ENVIRONMENTS),
    parts=st.integers(1, 99),
)


@given(sets, st.data())
def test_every_sound_name_is_read_as_it_was_composed(one: SetName, data: st.DataObject) -> None:
    part = data.draw(st.integers(1, one.parts))
    compression: Compression | None = data.draw(st.sampled_from(COMPRESSIONS))
    expected = Expected(
        sender=one.sender, environment=one.environment, today=TODAY, most_parts=99, most_days=30
    )
    for name in (one.go, one.td, one.fi(part, compression), one.fs(part)):
        raw = take_apart(name)
        assert isinstance(raw, RawName)
        assert judge(raw, expected) == one
        assert day_of(raw) == one.sent_on


PIECES = st.one_of(
    st.sampled_from(
        ["FI", "GO", "FS", "TD", "FLAD", "100001", "20261122", "00001", "R", "1", "gz"]
    ),
    st.text(max_size=8),
    st.just("../.."),
    st.just("9" * 300),
)


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=10).map(".".join)))
def test_no_name_is_too_strange(name: str) -> None:
    raw = take_apart(name)
    if isinstance(raw, Fault):
        assert raw.code in {107, 129, 131, 132}
        assert raw.file_name is not None
        assert len(raw.file_name) <= LONGEST
        return
    assert raw.name == name
    judged = judge(raw, EXPECTED)
    if isinstance(judged, SetName):
        assert "/" not in judged.go
        assert raw.stem == judged.stem
    else:
        assert judged
