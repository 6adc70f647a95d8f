"""What is wrong with a set as a whole: each code of the channel, from files as they arrive."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from fla.database.identity import BATCH, OPERATOR
from fla.filesets import arrival, store
from fla.filesets.examination import examine
from fla.filesets.model import Fault
from fla.filesets.names import SetName
from fla.filesets.rounds import look_through
from fla.filesets.spool import Spool
from fla.senders import store as senders
from fla.senders.model import Environment, SenderCertificate
from fla.settings import Settings
from tests.filesets.desk import Desk, clock_now, register, set_name
from tests.filesets.openssl import Signer, signer
from tests.rows import NOW, acting

LATE = dt.timedelta(minutes=2)
SETTINGS = Settings(batch_parts=9)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return signer(tmp_path_factory.mktemp("keys"), "office")


async def examined(desk: Desk, ticket: str | None, settings: Settings = SETTINGS) -> list[Fault]:
    """What is wrong with a set that arrived on the day of the tests."""
    file_set = replace(await desk.find(ticket), arrived_at=NOW)
    async with acting(desk.app, BATCH):
        return await examine(desk.app, desk.spool, file_set, settings)


async def faults(
    desk: Desk,
    *files: str,
    environment: Environment = "S",
    content: bytes = b"<a/>",
    settings: Settings = SETTINGS,
) -> list[tuple[int, str | None]]:
    """The codes and details of a set whose GO is the first of some files."""
    for name in files:
        desk.put(name, content if name.startswith(("FI.", "FS.")) else b"", environment)
    ticket = await desk.hand_over(files[0], later=LATE, environment=environment)
    found = await examined(desk, ticket, settings)
    return [(fault.code, fault.detail) for fault in found]


async def test_a_sound_set_has_no_faults(desk: Desk) -> None:
    name = set_name(desk.sender, parts=2)
    assert await faults(desk, name.go, name.fi(1), name.fi(2, "gz")) == []


STEM = "FLAD.100001.20261122.00001.S"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (["GO.FLAD"], [(107, None)]),
        (["GO.FLAD.100002.20261122.00001.S.1"], [(108, "100002")]),
        (["GO.FLAD.100001.20261399.00001.S.1"], [(109, None)]),
        (["GO.FLAD.100001.20261123.00001.S.1"], [(110, None)]),
        (["GO.FLAD.100001.20261001.00001.S.1"], [(111, "30")]),
        (["GO.FLAD.100001.20261122.00000.S.1"], [(112, None)]),
        (["GO.FLAD.100001.20261122.1.S.1"], [(113, None)]),
        (["GO.FLAD.100001.20261122.00001.S.x"], [(114, None)]),
        (["GO.FLAD.100001.20261122.00001.S.0"], [(115, None)]),
        (["GO.FLAD.100001.20261122.00001.S.10"], [(116, "9")]),
        (["GO.FLAD.100001.20261122.00001.P.1"], [(117, None)]),
        (["GO.FLAD.100001.20261122.00001.R.1"], [(119, "S")]),
        (["GO.DMFA.100001.20261122.00001.S.1"], [(154, "DMFA")]),
        (["GO.FLAD.100001.20261122.0000a.S.1"], [(367, None)]),
    ],
)
async def test_the_name_of_the_set(
    desk: Desk, files: list[str], found: list[tuple[int, str | None]]
) -> None:
    go = files[0].replace("100001", desk.sender.number)
    parts = [f"FI.{go[3:]}.{part}" for part in range(1, 11)] if found[0][0] != 107 else []
    announced = int(go[-2:].strip(".")) if go[-1].isdigit() else 0
    assert await faults(desk, go, *parts[:announced]) == found


async def test_a_test_in_the_folder_of_production(desk: Desk) -> None:
    name = set_name(desk.sender, environment="T")
    files = [name.go, name.fi(), name.fs()]
    assert await faults(desk, *files, environment="R") == [(118, "R")]


def named(*files: str) -> Callable[[SetName], list[str]]:
    return lambda name: [name.go, *(f"{one[:2]}.{name.stem}.{one[3:]}" for one in files)]


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (named(), [(120, "0/2")]),
        (named("FI.2.1"), [(120, "1/2")]),
        (named("FI.2.1", "FI.2.2", "FI.2.3"), [(123, None)]),
        (named("FI.2.1", "FI.2.2", "FI.2.0"), [(123, None)]),
        (named("FI.2.1", "FI.2.2", "FI.2.x"), [(123, None)]),
        (named("FI.2.1", "FI.2.2", "FI.2.02"), [(123, None)]),
        (named("FI.2.1", "FI.2.2", "FI.2.2.gz"), [(124, None), (124, None)]),
        (named("FI.2.1", "FI.3.2"), [(128, "2")]),
        (named("FI.2.1", "FI.2.2", "FI.2.2.xml"), [(131, None)]),
        (named("FI.2.1", "FI.2.2", "FI.2"), [(131, None)]),
        (named("FI.2.1", "FI.2.2", "FS.2.1.sig"), [(132, None)]),
        (named("FI.2.1", "FS.2.2"), [(121, None), (120, "1/2")]),
    ],
)
async def test_the_files_of_the_set(
    desk: Desk,
    files: Callable[[SetName], list[str]],
    found: list[tuple[int, str | None]],
) -> None:
    assert await faults(desk, *files(set_name(desk.sender, parts=2))) == found


@pytest.mark.parametrize("environment", ["R", "T"])
async def test_signatures_are_required(desk: Desk, environment: Environment) -> None:
    name = set_name(desk.sender, environment=environment, parts=2)
    files = [name.go, name.fi(1), name.fi(2), name.fs(1)]
    assert await faults(desk, *files, environment=environment) == [(122, "1/2")]


@pytest.mark.parametrize(
    ("other", "code", "detail"),
    [
        ({"sent_on": NOW.date() - dt.timedelta(days=1)}, 126, "20261122"),
        ({"sequence": "00007"}, 127, "00001"),
    ],
)
async def test_parts_that_went_astray_are_pointed_out(
    desk: Desk, other: dict[str, Any], code: int, detail: str
) -> None:
    astray = set_name(desk.sender, **other)
    desk.put(astray.fi(), b"content")
    assert await faults(desk, set_name(desk.sender).go) == [(120, "0/1"), (code, detail)]
    assert desk.left() == {astray.fi()}


async def test_a_set_without_go(desk: Desk) -> None:
    name = set_name(desk.sender)
    desk.put(name.fi(), b"<a/>")
    (ticket,) = await arrival_without_go(desk)
    (fault,) = await examined(desk, ticket)
    assert (fault.code, fault.file_name) == (130, name.fi())


@pytest.mark.parametrize(
    ("name", "code"), [("declaration.xml", 129), ("FI.FLAD.1", 131), ("FS.x", 132), ("TD.x", 107)]
)
async def test_a_file_that_belongs_to_nothing(desk: Desk, name: str, code: int) -> None:
    desk.put(name, b"<a/>")
    (ticket,) = await arrival_without_go(desk)
    (fault,) = await examined(desk, ticket)
    assert (fault.code, fault.file_name) == (code, name)


async def arrival_without_go(desk: Desk) -> list[str]:
    later = clock_now() + dt.timedelta(days=2)
    return await look_through(desk.app, desk.spool, desk.sender, "S", later, SETTINGS)


async def test_a_name_that_came_before(desk: Desk) -> None:
    name = set_name(desk.sender)
    desk.put_set(name, b"first")
    first = await desk.hand_over(name)
    assert await faults(desk, name.go, name.fi(), content=b"second") == [(133, first)]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"purposes": ["FLAS"]}, [(154, "FLAD")]),
        ({"environments": ["R"]}, [(168, "S")]),
        ({"purposes": ["FLAS"], "environments": ["T"]}, [(154, "FLAD"), (168, "S")]),
    ],
)
async def test_what_the_sender_may_not(
    desk: Desk, change: dict[str, Any], found: list[tuple[int, str]]
) -> None:
    async with acting(desk.app, OPERATOR):
        await senders.update_sender(desk.app, replace(desk.sender, **change))
    name = set_name(desk.sender)
    assert await faults(desk, name.go, name.fi()) == found


async def test_a_sender_that_is_switched_off(desk: Desk) -> None:
    async with acting(desk.app, OPERATOR):
        await senders.disable(desk.app, desk.sender.number, "operator", NOW)
    name = set_name(desk.sender)
    assert await faults(desk, name.go, name.fi()) == [(103, desk.sender.number)]


async def test_sizes(desk: Desk) -> None:
    name = set_name(desk.sender, parts=2)
    files = [name.go, name.fi(1), name.fi(2)]
    small = replace(SETTINGS, batch_limit=1024)
    assert await faults(desk, *files, content=b"x" * 513, settings=small) == [(509, "1024")]
    other = set_name(desk.sender, sequence="00002")
    assert await faults(desk, other.go, other.fi(), content=b"") == [(134, None)]


async def test_a_set_may_be_as_large_as_allowed(desk: Desk) -> None:
    name = set_name(desk.sender)
    small = replace(SETTINGS, batch_limit=1024)
    assert await faults(desk, name.go, name.fi(), content=b"x" * 1024, settings=small) == []


async def test_the_same_content_under_another_name(desk: Desk, key: Signer) -> None:
    first = await signed(desk, key, set_name(desk.sender, environment="T"), b"<a/>")
    assert await examined(desk, first) == []
    again = await signed(desk, key, set_name(desk.sender, environment="T", sequence="2" * 5))
    (fault,) = await examined(desk, again)
    assert (fault.code, fault.detail) == (906, first)
    other = await signed(desk, key, set_name(desk.sender, environment="R"))
    assert await examined(desk, other) == []
    snapshot = set_name(desk.sender, environment="T", purpose="FLAS")
    for sequence in ("00001", "00002"):
        ticket = await signed(desk, key, replace(snapshot, sequence=sequence))
        assert await examined(desk, ticket) == []


async def test_content_that_failed_may_come_again(desk: Desk, key: Signer) -> None:
    first = await signed(desk, key, set_name(desk.sender, environment="T"))
    assert await examined(desk, first) == []
    assert first is not None
    async with acting(desk.app, BATCH):
        await store.set_state(desk.app, first, "refused", NOW, was={"arrived"})
    again = await signed(desk, key, set_name(desk.sender, environment="T", sequence="00002"))
    assert await examined(desk, again) == []


async def test_a_simulation_may_be_repeated(desk: Desk) -> None:
    for sequence in ("00001", "00002"):
        name = set_name(desk.sender, sequence=sequence)
        assert await faults(desk, name.go, name.fi()) == []


async def signed(
    desk: Desk, key: Signer, name: SetName, content: bytes = b"<a/>", signature: bytes | None = None
) -> str | None:
    """Hand over a set of one part that the key has signed."""
    async with acting(desk.app, OPERATOR):
        await senders.insert_certificate(desk.app, certificate(desk, key))
    part = desk.put(name.fi(), content, name.environment)
    made = key.sign(part) if signature is None else signature
    desk.put(name.fs(), made, name.environment)
    desk.put(name.go, b"", name.environment)
    return await desk.hand_over(name, environment=name.environment)


def certificate(desk: Desk, key: Signer) -> SenderCertificate:
    """The key's certificate as it would be registered, from long before the tests' day on."""
    early, late = NOW - dt.timedelta(days=1000), NOW + dt.timedelta(days=1000)
    return replace(
        key.registered(),
        sender=desk.sender.number,
        not_before=early,
        valid_from=early,
        not_after=late,
        valid_until=late,
    )


async def test_a_signature_over_other_bytes(desk: Desk, key: Signer, tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"other bytes")
    for environment in ("R", "T", "S"):
        name = set_name(desk.sender, environment=environment)
        ticket = await signed(desk, key, name, signature=key.sign(tmp_path / "other"))
        (fault,) = await examined(desk, ticket)
        assert (fault.code, fault.file_name, fault.detail) == (125, name.fs(), "tampered")


async def test_a_signature_that_is_none(desk: Desk, key: Signer) -> None:
    name = set_name(desk.sender, environment="R")
    ticket = await signed(desk, key, name, signature=b"")
    (fault,) = await examined(desk, ticket)
    assert (fault.code, fault.detail) == (125, "unreadable")


async def test_a_signature_of_another_sender(desk: Desk, key: Signer) -> None:
    other = Desk(desk.app, desk.spool, await register(desk.app, "0300000002"))
    name = set_name(other.sender, environment="R")
    part = other.put(name.fi(), b"<a/>", "R")
    other.put(name.fs(), key.sign(part), "R")
    other.put(name.go, b"", "R")
    async with acting(desk.app, OPERATOR):
        await senders.insert_certificate(desk.app, certificate(desk, key))
    (fault,) = await examined(other, await other.hand_over(name, environment="R"))
    assert (fault.code, fault.detail) == (125, "unknown")


async def test_over_https_the_token_has_the_place_of_a_signature(desk: Desk, spool: Spool) -> None:
    upload = spool.receiving / "upload"
    upload.write_bytes(b"<a/>")
    ticket = await arrival.receive(
        *(desk.app, spool, desk.sender, upload),
        purpose="FLAD",
        environment="R",
        channel="rest",
        language=None,
        now=NOW,
    )
    assert await examined(desk, ticket) == []
