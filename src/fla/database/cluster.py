"""The files of an evaluation server and the programs that make, start and stop it."""

import os
import secrets
import shlex
import shutil
import time
from pathlib import Path
from subprocess import CompletedProcess

import msgspec
import psycopg

from fla.database import postmaster
from fla.database.account import Account, run_as
from fla.database.binaries import Binaries
from fla.database.place import socket_directory
from fla.database.postmaster import Postmaster
from fla.database.server import Server, ServerError, prepare, url

START_TIMEOUT = 300
"""Seconds a start may take: recovery after a crash reads back what was not yet checkpointed."""
_SUPERUSER = "postgres"
_STILL_IN_USE = "pre-existing shared memory block"
_TUNING = {
    "listen_addresses": "",
    "port": "5432",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "min_dynamic_shared_memory": "64MB",  # containers often have a tiny /dev/shm
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_checkpoints": "off",
}
_INITDB = (
    f"--username={_SUPERUSER}",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--data-checksums",
    "--no-instructions",
)
_FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
}


class _Passwords(msgspec.Struct, frozen=True):
    superuser: str
    owner: str
    app: str


class Cluster(msgspec.Struct, frozen=True):
    """An evaluation server: its directory, the account it runs under, and its programs."""

    home: Path
    account: Account
    binaries: Binaries
    durable: bool

    @property
    def data(self) -> Path:
        """Return PostgreSQL's data directory."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """Return the file in which the server writes what happens to it."""
        return self.home / "server.log"

    def start(self) -> Server:
        """Return the running server, started if need be, with our roles and database in it."""
        self._check_version()
        passwords = _passwords(self.home / "passwords.json", fresh=not self.data.exists())
        deadline = time.monotonic() + START_TIMEOUT
        found = postmaster.settled(self.data, deadline)
        if found is None:
            self._initialise(passwords.superuser)
            found = self._started(deadline)
        address = {"user": _SUPERUSER, "password": passwords.superuser}
        superuser = url("", host=str(found.socket_directory), **address)
        try:
            return prepare(superuser, passwords.owner, passwords.app)
        except psycopg.OperationalError as error:
            raise ServerError(f"The server of {self.data} cannot be entered: {error}") from error

    def stop(self) -> None:
        """End every session and stop the server cleanly; nothing when it does not run."""
        if postmaster.running(self.data) is None:
            return
        result = self._control("stop", "-m", "fast")
        if result.returncode != 0 and postmaster.running(self.data) is not None:
            raise ServerError(f"The database server does not stop: {result.stderr.strip()}")

    def _check_version(self) -> None:
        try:
            written_by = int((self.data / "PG_VERSION").read_text(encoding="ascii"))
        except FileNotFoundError:
            return
        if written_by != self.binaries.major:
            raise ServerError(
                f"{self.data} was made by PostgreSQL {written_by}, and "
                f"{self.binaries.directory} holds PostgreSQL {self.binaries.version}. Set "
                f"FLA_POSTGRES_BIN to the programs of PostgreSQL {written_by} to keep working "
                "with it; or set FLA_DATA_DIRECTORY to a new place and bring the data over with "
                "pg_dump and psql; or remove it if it may be lost."
            )

    def _initialise(self, password: str) -> None:
        """Make the data directory, whole or not at all."""
        if self.data.exists():
            return
        unfinished, password_file = self.home / "data-unfinished", self.home / "initdb-password"
        shutil.rmtree(unfinished, ignore_errors=True)
        _write_private(password_file, password.encode())
        os.chown(password_file, self.account.uid, self.account.gid)
        place: list[str | Path] = ["--pgdata", unfinished, "--pwfile", password_file]
        manner = _INITDB if self.durable else (*_INITDB, "--no-sync")
        result = run_as(self.account, [self.binaries.program("initdb"), *place, *manner])
        password_file.unlink()
        if result.returncode != 0:
            raise ServerError(f"initdb failed: {result.stderr.strip()}")
        unfinished.rename(self.data)

    def _started(self, deadline: float) -> Postmaster:
        sockets = socket_directory(self.home, self.account)
        postmaster.forget_killed(self.data, sockets)
        options = self._options(sockets)
        while True:
            offset = self.log.stat().st_size if self.log.exists() else 0
            result = self._control("start", "-l", self.log, "-o", options)
            found = postmaster.running(self.data)
            if result.returncode == 0 and found is not None:
                return found
            said = f"{result.stderr.strip()} {self._logged_since(offset)}"
            if _STILL_IN_USE not in said or time.monotonic() > deadline:
                raise ServerError(f"The database server does not start: {said}")
            # Sessions of a killed server notice within moments that they are alone.
            time.sleep(0.2)

    def _logged_since(self, offset: int) -> str:
        try:
            with self.log.open("rb") as log:
                log.seek(offset)
                return log.read().decode(errors="replace").strip()
        except FileNotFoundError:
            return ""

    def _control(self, action: str, *arguments: str | Path) -> CompletedProcess[str]:
        program = self.binaries.program("pg_ctl")
        manner: list[str | Path] = ["--wait", "--silent", "--timeout", str(START_TIMEOUT)]
        return run_as(self.account, [program, action, *manner, "--pgdata", self.data, *arguments])

    def _options(self, sockets: Path) -> str:
        """Return the settings as the words of a command line, which outrank every file."""
        options = _TUNING | ({} if self.durable else _FORGETFUL)
        options |= {"unix_socket_directories": f'"{sockets}"'}
        return shlex.join(f"--{name}={value}" for name, value in options.items())


def _passwords(path: Path, *, fresh: bool) -> _Passwords:
    """Return the generated passwords, written before there is a server that asks for them."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Passwords)
    except FileNotFoundError:
        if not fresh:
            raise ServerError(
                f"{path} is missing, without which nobody can enter the database beside it. Put "
                f"the file back, or remove {path.parent} if its data may be lost."
            ) from None
    made = _Passwords(*(secrets.token_urlsafe(32) for _ in range(3)))
    _write_private(path, msgspec.json.encode(made))
    return made


def _write_private(path: Path, content: bytes) -> None:
    """Write a file only we can read, complete or not at all."""
    unfinished = path.with_name(f"{path.name}-unfinished")
    unfinished.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with os.fdopen(os.open(unfinished, flags, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
