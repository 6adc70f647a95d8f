"""The service as outsiders meet it: a process on a port, and its operator's commands."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import Database

FLA = str(Path(sys.executable).with_name("fla"))
_PATIENCE = 60


@dataclass
class Service:
    """A running service: where it answers, its process, and the settings it was started with.

    `sftp_port` is 0 where it takes no file sets in that way.
    """

    url: str
    process: "subprocess.Popen[bytes]"
    environment: dict[str, str]
    sftp_port: int = 0

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=_PATIENCE)

    def command(self, *words: str) -> str:
        """Let the operator give a command; what it prints."""
        done = subprocess.run(
            [FLA, *words], env=self.environment, capture_output=True, text=True, timeout=_PATIENCE
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def running(database: Database, place: Path, *, batch: bool = False) -> Iterator[Service]:
    """Start the service on a database, and end it at last.

    Its background jobs are worked off, and its SFTP server listens, where it takes a `batch`.
    """
    port, sftp_port = _free_port(), _free_port() if batch else 0
    environment = os.environ | {
        "FLA_DATABASE_URL": database.app_url,
        "FLA_PORT": str(port),
        "FLA_SECRET": "what nobody guesses, and only the tests know",
        "FLA_SPOOL": str(place / "spool"),
    }
    if batch:
        environment["FLA_SFTP_PORT"] = str(sftp_port)
    command = [FLA, "serve", *([] if batch else ["--no-jobs"])]
    with (place / "service.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    service = Service(f"http://127.0.0.1:{port}", process, environment, sftp_port)
    try:
        _await(process, port, place / "service.log")
        yield service
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=_PATIENCE)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _await(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text("utf-8")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the service does not answer")
