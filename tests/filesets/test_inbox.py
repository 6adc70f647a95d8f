"""What lies in a folder: no file is left lying for ever, and none counts in two sets at once."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fla.filesets.inbox import Bundle, Lying, astray, bundle, odd, unfinished, without_go
from fla.filesets.model import Fault
from fla.filesets.names import take_apart
from tests.rows import NOW

STEMS = [
    "FLAD.100001.20261122.00001.R",
    "FLAD.100001.20261122.00002.R",
    "FLAD.100001.20261121.00001.R",
    "x.y.z.1.2",
]
NAMES = st.one_of(
    st.builds(
        "{}.{}.{}".format,
        st.sampled_from(["FI", "FS", "GO", "TD", "fi", "XX"]),
        st.sampled_from(STEMS),
        st.sampled_from(["1", "2", "1.1", "2.1", "2.2", "1.1.gz", "2.2.zip", "1.1.xml", "", "x"]),
    ),
    st.text(min_size=1, max_size=30),
)


def lying(*names: str) -> list[Lying]:
    return [Lying(name, name, NOW) for name in names]


@given(st.lists(NAMES, max_size=12, unique=True))
def test_every_file_belongs_somewhere(names: list[str]) -> None:
    files = lying(*names)
    gos = [name for name in names if name.startswith("GO.")]
    tds = {
        name for name in names if name.startswith("TD.") and not isinstance(take_apart(name), Fault)
    }
    started = {file.name for go in gos for file in bundle(files, go).files}
    waiting = [file.name for found in without_go(files) for file in found.files]
    strange = [file.name for file in odd(files) if not file.name.startswith("GO.")]
    assert started | tds | set(waiting) | set(strange) == set(names)
    rest = waiting + strange
    assert len(rest) == len(set(rest))
    assert not started & set(rest)


@pytest.mark.parametrize(
    ("names", "complete"),
    [
        (["FI.1.1", "FS.1.1"], True),
        (["FI.1.1"], False),
        (["FS.1.1"], False),
        (["FI.1.1.gz", "FS.1.1"], True),
        (["FI.1.1.zip", "FS.1.1.zip"], True),
        (["FI.1.2", "FS.1.2"], False),
        ([], False),
    ],
)
def test_a_set_is_complete_with_all_that_go_announces(names: list[str], complete: bool) -> None:
    files = [f"{name[:2]}.{STEMS[0]}.{name[3:]}" for name in names]
    found = bundle(lying(f"GO.{STEMS[0]}.1", *files), f"GO.{STEMS[0]}.1")
    assert found.complete("R") is complete
    assert found.complete("S") is (complete or names == ["FI.1.1"])


@pytest.mark.parametrize("parts", ["0", "x", "1000", ""])
def test_a_go_that_announces_nothing_waits_for_nothing(parts: str) -> None:
    go = f"GO.{STEMS[0]}.{parts}"
    assert bundle(lying(go), go).complete("R")


def test_go_comes_first_so_that_it_is_moved_first() -> None:
    files = lying(f"FI.{STEMS[0]}.1.1", f"GO.{STEMS[0]}.1")
    assert [file.name[:2] for file in bundle(files, f"GO.{STEMS[0]}.1").files] == ["GO", "FI"]


def test_the_last_file_decides_how_long_is_waited() -> None:
    later = NOW + dt.timedelta(hours=1)
    first, last = lying("FI.x"), [Lying("FI.y", "FI.y", later)]
    assert Bundle("", None, first + last, None).changed_at == later


def test_a_set_that_waits_for_its_own_go_is_not_astray_beside_another() -> None:
    """Its GO is there: it is no stray part of the set that misses one."""
    go, other = f"GO.{STEMS[0]}.1", f"FI.{STEMS[1]}.1.1"
    assert [fault.code for fault in astray(lying(go, other), go)] == [127]
    assert astray(lying(go, other, f"GO.{STEMS[1]}.1"), go) == []
    assert astray(lying(go, f"FI.{STEMS[1]}.2.1"), go) == []
    assert astray(lying(other), "GO.x") == []


@pytest.mark.parametrize("name", [".x", "a.part", "a.PARTIAL", "a.tmp", "a.filepart"])
def test_what_clients_name_so_is_unfinished(name: str) -> None:
    assert unfinished(name)
    assert not unfinished(f"a{name}x")
