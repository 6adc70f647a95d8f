"""`fla sftp` and `fla serve` as processes, on the ports that they say."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncssh
from typer.testing import CliRunner

from fla.cli import app as commands
from tests.conftest import Connection, Database
from tests.doors.sftp.world import SENDER, register

FLA = [sys.executable, "-c", "from fla.cli import main; main()"]


@contextmanager
def running(database: Database, here: Path, *command: str) -> Iterator[list[str]]:
    """Run a command until the block ends; gives the two lines it says once it is ready."""
    told = {
        "FLA_DATABASE_URL": database.app_url,
        "FLA_DATA_DIRECTORY": str(here / "fla"),
        "FLA_SFTP_PORT": "0",
    }
    process = subprocess.Popen(
        [*FLA, *command], env=os.environ | told, stdout=subprocess.PIPE, text=True
    )
    with process:
        try:
            assert process.stdout is not None
            yield [process.stdout.readline().strip() for _ in range(2)]
        finally:
            process.send_signal(signal.SIGTERM)
    assert process.returncode in (0, -signal.SIGTERM)  # HTTP's server passes the signal on


async def folders(port: int, here: Path) -> tuple[set[str], str]:
    """What a sender sees, and the fingerprint of the key that the server has."""
    async with (
        asyncssh.connect(
            *("127.0.0.1", port),
            username=SENDER,
            client_keys=[str(here / SENDER)],
            known_hosts=None,
            config=None,
            agent_path=None,
        ) as connection,
        connection.start_sftp_client() as client,
    ):
        key = connection.get_server_host_key()
        assert key is not None
        return set(map(str, await client.listdir("/"))), key.get_fingerprint()


async def test_sftp_runs_alone_and_keeps_its_key(
    database: Database, app: Connection, tmp_path: Path
) -> None:
    await register(app, tmp_path, SENDER)
    keys = set()
    for _ in range(2):
        with running(database, tmp_path, "sftp") as (where, key):
            seen, fingerprint = await folders(int(where.rpartition(" ")[2]), tmp_path)
            assert "INTEST-S" in seen
            assert key == f"Host key {fingerprint}"
            keys.add(key)
    assert len(keys) == 1


async def test_sftp_runs_beside_the_portal_where_it_has_a_port(
    database: Database, app: Connection, tmp_path: Path
) -> None:
    await register(app, tmp_path, SENDER)
    with running(database, tmp_path, "serve", "--port", "0", "--no-jobs") as (_, where):
        assert where.startswith("Receiving file sets over SFTP on port ")
        seen, _ = await folders(int(where.rpartition(" ")[2]), tmp_path)
        assert "INTEST-S" in seen


def test_a_port_that_is_taken_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = CliRunner().invoke(commands, ["sftp", "--port", str(port)])
    assert f"Cannot listen on 127.0.0.1, port {port}" in str(said.exception)
