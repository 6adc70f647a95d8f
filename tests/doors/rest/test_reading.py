"""JSON is read as it stands, or not at all."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fla.doors.rest.reading import DEEPEST, LONGEST_NUMBER, UnreadableError, read_json


def flaw(raw: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        read_json(raw)
    return caught.value.flaw


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", "notJson"),
        (b"{", "notJson"),
        (b'{"a":1} x', "notJson"),
        (b"{'a':1}", "notJson"),
        (b'{"a":01}', "notJson"),
        (b'{"a":NaN}', "notJson"),
        (b'{"a":-Infinity}', "notJson"),
        (b'{"a":1e400}', "number"),
        (b'{"a":1e-400}', "number"),
        (b'{"a":' + b"1" * 5_000 + b"}", "number"),
        (b'{"a":0.' + b"1" * LONGEST_NUMBER + b"}", "number"),
        (b'{"a":"\x00"}', "notJson"),
        (b'{"a":"\\u0000"}', "control"),
        (b'{"a\\u0000":1}', "control"),
        (b'{"a":"\\\\\\u0000"}', "control"),
        (b'{"a":"\\ud800"}', "notJson"),
        (b'{"a":"\\udc00x"}', "notJson"),
        (b'{"a":"\xff"}', "notUtf8"),
        (b'{"a":"\xed\xa0\x80"}', "notUtf8"),
        ('{"a":"é"}'.encode("latin-1"), "notUtf8"),
        ('{"a":"é"}'.encode("utf-16"), "notUtf8"),
        (b"\xef\xbb\xbf{}", "byteOrderMark"),
        (b'{"a":1,"a":1}', "repeatedMember"),
        (b'{"x":{"a":1,"b":2,"a":3}}', "repeatedMember"),
        (b'{"a":1,"\\u0061":2}', "repeatedMember"),
        (b'{"a":"\\u0022\\u0022","b":1,"b":2}', "repeatedMember"),
        (b"[" * 65 + b"]" * 65, "depth"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "depth"),
        (b"[" * 1_000_000, "depth"),
        (b"[" * 1_000_000 + b"]" * 1_000_000, "depth"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_no_json_to_rely_on_is_refused(raw: bytes, expected: str) -> None:
    assert flaw(raw) == expected


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b'{"a":"\\\\u0000"}', {"a": "\\u0000"}),
        (b'{"a":"say \\"so\\"","b":"\\u0022"}', {"a": 'say "so"', "b": '"'}),
        (b' {"a" : [1, -2, 1.10, true, null]}\n', {"a": [1, -2, Decimal("1.10"), True, None]}),
        ('["é\\u00e9\U0001f600\\ud83d\\ude00"]'.encode(), ["éé\U0001f600\U0001f600"]),
        (b"[" * DEEPEST + b"]" * DEEPEST, None),
        (b'["' + b"[" * 100 + b'"]', ["[" * 100]),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_json_is_read(raw: bytes, value: Any) -> None:
    read = read_json(raw)
    assert value is None or read == value


def test_a_fraction_keeps_its_digits_and_is_no_whole_number() -> None:
    value = read_json(b"[1.0, 21.10]")

    assert [str(one) for one in value] == ["1.0", "21.10"]


_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64) | _TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(_TEXT, inner),
    max_leaves=30,
)


@given(_VALUES, st.booleans())
def test_every_value_comes_back(value: Any, escaped: bool) -> None:
    assert read_json(json.dumps(value, ensure_ascii=escaped).encode()) == value


@given(st.binary() | st.text().map(str.encode))
def test_what_is_read_the_standard_library_reads_too(raw: bytes) -> None:
    try:
        value = read_json(raw)
    except UnreadableError:
        return
    assert json.loads(raw, parse_float=Decimal) == value
