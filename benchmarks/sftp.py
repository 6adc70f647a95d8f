"""What one core receives over SFTP, next to the disk and to the same library keeping nothing.

`python -m benchmarks.sftp [megabytes]`. OpenSSH's client sends a file of random bytes to `fla sftp`
in a process of its own, over a real database; the rate is that of the whole command, login and
close included. The ceilings: the same bytes written to the same directory and brought to the disk;
and the same bytes deciphered on one core, in packets as they come (AES-128-GCM, 32 KiB).
"""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benchmarks.report import Figure, show
from benchmarks.world import CLOCK, PAYROLL, server
from fla.database.identity import OPERATOR, assume
from fla.database.migrate import migrate
from fla.senders import store
from fla.senders.keys import read_key
from fla.senders.model import NewSender
from fla.senders.registering import add_key

_ROUNDS = 3
_PACKET = 32 * 1024
_FLA = [sys.executable, "-c", "from fla.cli import main; main()"]


async def _register(app_url: str, public: bytes) -> str:
    now = CLOCK.now()
    new = NewSender(
        enterprise_number=PAYROLL,
        name="Payroll office",
        purposes=["FLAD"],
        environments=["S"],
        registered_by="operator",
        registered_at=now,
    )
    async with await psycopg.AsyncConnection[Any].connect(app_url) as connection:
        await assume(connection, OPERATOR, CLOCK.today())
        made = await store.insert_sender(connection, new)
        await add_key(connection, made.number, read_key(public), "operator", now)
    return made.number


@contextmanager
def _running(command: list[str], **settings: str) -> Iterator[int]:
    """Run a server that says its port in its first line."""
    process = subprocess.Popen(
        command, env=os.environ | settings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    with process:
        try:
            yield int(process.stdout.readline().split()[-1])
        finally:
            process.send_signal(signal.SIGTERM)


def _send(port: int, user: str, key: Path, file: Path) -> float:
    """Bytes a second of one run of OpenSSH's client."""
    told = ("StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", f"IdentityFile={key}")
    options = [f"-o{one}" for one in (*told, f"Port={port}", "IdentitiesOnly=yes", "BatchMode=yes")]
    started = time.perf_counter()
    subprocess.run(
        [_program("sftp"), "-q", "-F", "none", *options, "-b", "-", f"{user}@127.0.0.1"],
        input=f"put {file} /INTEST-S/FI.benchmark\n".encode(),
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return file.stat().st_size / (time.perf_counter() - started)


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise SystemExit(f"{name} of OpenSSH is not installed")
    return found


def _write(content: bytes, path: Path) -> float:
    """Bytes a second of plain writing to the disk."""
    started = time.perf_counter()
    with path.open("wb", buffering=0) as file:
        for start in range(0, len(content), 256 * 1024):
            file.write(content[start : start + 256 * 1024])
        os.fsync(file.fileno())
    taken = time.perf_counter() - started
    path.unlink()
    return len(content) / taken


def _decipher(content: bytes) -> float:
    """Bytes a second of deciphering alone."""
    cipher, nonce = AESGCM(os.urandom(16)), os.urandom(12)
    packet = cipher.encrypt(nonce, content[:_PACKET], None)
    rounds = len(content) // _PACKET
    started = time.perf_counter()
    for _ in range(rounds):
        cipher.decrypt(nonce, packet, None)
    return rounds * _PACKET / (time.perf_counter() - started)


def measure(app_url: str, megabytes: int, here: Path) -> list[Figure]:
    """Megabytes a second of ours and of both ceilings: the best of a few rounds, by turns."""
    key, file, plain = here / "key", here / "file", here / "plain"
    content = os.urandom(megabytes * 1_000_000)
    file.write_bytes(content)
    made = [_program("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", str(key)]
    subprocess.run(made, check=True)
    number = asyncio.run(_register(app_url, (here / "key.pub").read_bytes()))
    told = {"FLA_DATABASE_URL": app_url, "FLA_DATA_DIRECTORY": str(here), "FLA_SFTP_PORT": "0"}
    with _running([*_FLA, "sftp"], **told) as port:
        runs = [
            (_send(port, number, key, file), _write(content, plain), _decipher(content))
            for _ in range(_ROUNDS)
        ]
    ours, disk, cipher = (max(rates) for rates in zip(*runs, strict=True))
    work = f"SFTP, {megabytes:,} MB received from OpenSSH's client"
    return [
        _figure(work, ours, f"plain write {disk / 1e6:,.0f} MB/s", disk, "≥ 100 MB/s"),
        _figure(work, ours, f"deciphered {cipher / 1e6:,.0f} MB/s", cipher, "–"),
    ]


def _figure(work: str, ours: float, ceiling: str, most: float, goal: str) -> Figure:
    return Figure(work, f"{ours / 1e6:,.0f} MB/s", ceiling, f"{ours / most:.2f}", goal)


def main() -> None:
    """Measure and print."""
    megabytes = int(sys.argv[1]) if sys.argv[1:] else 500
    with server() as started, TemporaryDirectory(prefix="fla-bench-") as here:
        started.create_database("sftp")
        migrate(started.owner_url("sftp"))
        figures = measure(started.app_url("sftp"), megabytes, Path(here))
    show(figures, "")


if __name__ == "__main__":
    main()
