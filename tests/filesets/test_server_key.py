"""The server's own key: made once, kept to itself, and what it signs is verified with OpenSSL."""

import datetime as dt
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fla.filesets.server_key import ServerKey, ServerKeyError, sign
from fla.filesets.signing import verify
from fla.filesets.spool import Spool
from fla.senders.certificates import certificate_of, read_certificate
from tests.filesets import openssl
from tests.rows import NOW

HUGE = 400 * 2**20
"""Bytes of a file with nothing in it, which takes no room on the disk."""
_SIGN_AND_VERIFY = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from fla.filesets.server_key import ServerKey, sign
from fla.filesets.signing import verify_now
from fla.filesets.spool import Spool
from fla.senders.certificates import certificate_of, read_certificate

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

now = datetime.now(UTC)
key = ServerKey.open(Spool(Path(sys.argv[1])), now)
ours = [certificate_of("100001", read_certificate(key.certificate), "operator", now)]
for file in map(Path, sys.argv[2:]):
    assert verify_now(file, sign(file, key), ours, now) is None
    print(peak())
"""


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool")


def verified(file: Path, signature: bytes, certificate: str) -> str:
    """What OpenSSL says of a reply, asked as a sender would."""
    folder = file.parent
    (folder / "server.pem").write_text(certificate)
    (folder / "signature.der").write_bytes(openssl.openssl("base64", "-d", "-A", stdin=signature))
    told = subprocess.run(
        [
            *("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in"),
            *(folder / "signature.der", "-content", file, "-CAfile", folder / "server.pem"),
            *("-out", "/dev/null"),
        ],
        capture_output=True,
        text=True,
    )
    return told.stderr if told.returncode == 0 else f"refused: {told.stderr}"


async def test_a_reply_is_verified_by_openssl_and_by_us(spool: Spool, tmp_path: Path) -> None:
    now = dt.datetime.now(dt.UTC)  # OpenSSL has no other clock
    key = ServerKey.open(spool, now)
    reply = tmp_path / "FO.NOTI.999999.20261122.00001.R"
    reply.write_bytes(b"<NOTIFICATION/>")
    signature = sign(reply, key)
    assert signature.isascii()
    assert b"\n" not in signature
    assert "successful" in verified(reply, signature, key.certificate_pem())
    ours = certificate_of("100001", read_certificate(key.certificate), "operator", now)
    assert await verify(reply, signature, [ours], now) is None
    reply.write_bytes(b"<NOTIFICATION></NOTIFICATION>")
    assert verified(reply, signature, key.certificate_pem()).startswith("refused")


async def test_signing_does_not_mind_that_an_event_loop_runs(spool: Spool, tmp_path: Path) -> None:
    reply = tmp_path / "reply"
    reply.write_bytes(b"x")
    assert sign(reply, ServerKey.open(spool, NOW)).startswith(b"MII")


def test_the_key_is_made_once_and_open_to_nobody_else(spool: Spool) -> None:
    with ThreadPoolExecutor(8) as threads:
        opened = list(threads.map(lambda _: ServerKey.open(spool, NOW), range(8)))
    assert {one.key for one in opened} == {ServerKey.open(spool, NOW).key}
    (kept,) = spool.keys.iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert spool.keys.stat().st_mode & 0o777 == 0o700
    assert "BEGIN" not in repr(opened[0])
    assert opened[0].key not in repr(opened[0]).encode()


def test_a_certificate_of_an_authority_takes_its_place_with_its_chain(
    spool: Spool, tmp_path: Path
) -> None:
    spool.prepare()
    authority = openssl.signer(tmp_path, "authority")
    seal = openssl.issued(authority, tmp_path, "seal")
    parts = (seal.certificate, authority.certificate, seal.key)
    (spool.keys / "signing.pem").write_text("".join(part.read_text() for part in parts))
    key = ServerKey.open(spool, NOW)
    assert key.certificate_pem().count("BEGIN CERTIFICATE") == 2
    reply = tmp_path / "reply"
    reply.write_bytes(b"x")
    # Whoever trusts the authority needs nothing else.
    told = verified(reply, sign(reply, key), authority.certificate.read_text())
    assert "successful" in told


def test_a_file_that_holds_something_else_is_refused_by_name(spool: Spool, tmp_path: Path) -> None:
    spool.prepare()
    path = spool.keys / "signing.pem"
    one, other = (openssl.signer(tmp_path, name) for name in ("one", "other"))
    edwards = openssl.openssl("genpkey", "-algorithm", "ed25519").decode()
    for content, told in (
        ("", "no private key"),
        (one.key.read_text(), "no private key with its certificate"),
        (one.certificate.read_text(), "no private key"),
        (one.key.read_text() + other.certificate.read_text(), "not the key's"),
        (edwards + one.certificate.read_text(), "RSA or EC"),
    ):
        path.write_text(content)
        with pytest.raises(ServerKeyError, match=told) as error:
            ServerKey.open(spool, NOW)
        assert str(path) in str(error.value)


def test_a_huge_file_is_signed_and_verified_in_the_memory_of_a_small_one(
    spool: Spool, tmp_path: Path
) -> None:
    small, huge = tmp_path / "small", tmp_path / "huge"
    small.write_bytes(b"x")
    huge.touch()
    os.truncate(huge, HUGE)
    command: list[str | Path] = [sys.executable, "-c", _SIGN_AND_VERIFY, spool.root, small, huge]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    before, after = (int(line) * 1024 for line in told.split())
    assert after - before < HUGE / 20
