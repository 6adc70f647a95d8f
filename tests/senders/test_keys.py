"""Public keys as OpenSSH's own `ssh-keygen` writes them, and what is none."""

import datetime as dt
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fla.senders.credential import CredentialFault, CredentialRefusedError
from fla.senders.keys import key_of, read_key
from tests.rows import NOW
from tests.senders.credentials import key, openssh

DAY = dt.timedelta(days=1)
KINDS = {
    "ed25519": (),
    "ecdsa": ("-b", "256"),
    "ecdsa 384": ("-b", "384"),
    "ecdsa 521": ("-b", "521"),
    "rsa": ("-b", "2048"),
}


def keygen(folder: Path, kind: str, *options: str) -> Path:
    """Make a key pair; return where its public half is."""
    path = folder / kind.replace(" ", "-")
    command = ["ssh-keygen", "-q", "-t", kind.split()[0], *options, "-N", "", "-C", "paul@pay"]
    subprocess.run([*command, "-f", path], check=True)
    return path.with_suffix(".pub")


def told(*arguments: str | Path) -> str:
    return subprocess.run(arguments, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_tools_write_is_read(tmp_path: Path, kind: str) -> None:
    path = keygen(tmp_path, kind, *KINDS[kind])
    read = read_key(path.read_bytes())
    assert read.fingerprint == told("ssh-keygen", "-l", "-f", path).split()[1]
    assert read.openssh == " ".join(path.read_text().split()[:2])
    assert read.algorithm == read.openssh.split()[0]
    assert read.comment == "paul@pay"
    forms = ("RFC4716",) if kind == "ed25519" else ("RFC4716", "PKCS8")
    for form in forms:
        exported = told("ssh-keygen", "-e", "-m", form, "-f", path).encode()
        assert read_key(exported.replace(b"\n", b"\r\n")).openssh == read.openssh


def refused(content: bytes) -> CredentialFault:
    with pytest.raises(CredentialRefusedError) as error:
        read_key(content)
    return error.value.fault


def test_what_is_no_public_key_is_refused(tmp_path: Path) -> None:
    weak = keygen(tmp_path, "rsa", "-b", "1024")
    sound = openssh()
    for content, fault in (
        (b" \n", "absent"),
        (b"here is my key", "unreadable"),
        (b"ssh-rsa AAAA", "unreadable"),
        (b"\xff\xfe\x00", "unreadable"),
        (sound[:40], "unreadable"),
        (sound + openssh("second"), "unreadable"),
        (b'from="192.0.2.1" ' + sound, "unreadable"),
        (sound + b" " * 20_000 + b"x", "unreadable"),
        (weak.with_suffix("").read_bytes(), "private"),
        (b"PuTTY-User-Key-File-3: ssh-ed25519\n", "private"),
        (weak.read_bytes(), "weak"),
    ):
        assert refused(content) == fault, content


def test_a_key_on_a_card_that_wants_a_touch_is_refused() -> None:
    card = (
        b"sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIEX/dQ0v4127bEo8"
        b"eeG1EV0ApO2lWbSnN6RWusn/NjqIAAAABHNzaDo= card\n"
    )
    assert refused(card) == "type"


@settings(deadline=None)  # the first call loads what reads keys
@given(st.binary(max_size=200), st.integers(0, 90), st.integers(0, 90))
def test_whatever_is_given_is_a_key_or_refused(junk: bytes, start: int, end: int) -> None:
    sound = openssh()
    for content in (junk, sound[:start] + junk + sound[end:], b"ssh-ed25519 " + junk):
        try:
            assert read_key(content).fingerprint.startswith("SHA256:")
        except CredentialRefusedError:
            continue


def test_a_comment_is_printable_and_not_long() -> None:
    odd = openssh().split()[:2]
    assert read_key(b" ".join([*odd, b"a\x1b[31mb" + b"c" * 300])).comment == "a[31mb" + "c" * 194
    assert read_key(b" ".join(odd)).comment == ""


def test_a_key_counts_from_when_to_when() -> None:
    always = key_of("100001", key(), "me", NOW)
    assert [always.holds(NOW + n * DAY) for n in (-1, 0, 9999)] == [False, True, True]
    bounded = key_of("100001", key(), "me", NOW, valid_from=NOW + DAY, valid_until=NOW + 2 * DAY)
    assert [bounded.holds(NOW + n * DAY) for n in (0, 1, 2)] == [False, True, False]
    for start, end in ((None, NOW), (NOW + DAY, NOW + DAY), (NOW - 2 * DAY, NOW - DAY)):
        with pytest.raises(CredentialRefusedError, match="period"):
            key_of("100001", key(), "me", NOW, valid_from=start, valid_until=end)
