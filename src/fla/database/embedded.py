"""Starts, shares and stops an evaluation PostgreSQL beside the application's files.

Every process that uses a data directory holds a shared lock on it; the last one to leave stops the
server. Locks die with their process and the server's own files tell whether it lives, so nothing
that is killed leaves anything to clean up.
"""

import fcntl
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Never

from fla.database.binaries import find_binaries
from fla.database.cluster import Cluster
from fla.database.place import server_home
from fla.database.server import Server, ServerError
from fla.settings import Settings


@contextmanager
def database_server(settings: Settings) -> Iterator[Server]:
    """Give the server the settings name, else one started here for as long as it is needed."""
    if settings.database_url is not None:
        yield Server(settings.database_url, settings.database_owner_url)
        return
    with embedded(settings) as server:
        yield server


@contextmanager
def embedded(settings: Settings, *, durable: bool = True) -> Iterator[Server]:
    """Start the server of the data directory, or join the one that runs, and stop it at the end.

    Unless `durable`, a crash of the machine may lose everything: for tests. Termination signals
    unwind the program, so that the server stops with it. Raises ServerError with the remedy.
    """
    home, account = server_home(settings)
    with _unwinding_signals(), _opened(home / "users.lock") as users:
        with _exclusive(home / "start.lock"):
            binaries = find_binaries(settings.postgres_bin, account, home)
            cluster = Cluster(home, account, binaries, durable)
            fcntl.flock(users, fcntl.LOCK_SH)
            try:
                server = cluster.start()
            except BaseException:
                _leave(cluster, users)
                raise
        try:
            yield server
        finally:
            with _exclusive(home / "start.lock"):
                _leave(cluster, users)


def _leave(cluster: Cluster, users: int) -> None:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return  # somebody else still works with it
    cluster.stop()


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    # The directory belongs to the server's account, which must not lead us elsewhere by a link.
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ServerError(
            f"{path}: {error.strerror}. Run fla as the owner of this file."
        ) from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    with _opened(path) as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield


@contextmanager
def _unwinding_signals() -> Iterator[None]:
    """Turn the signals that would end the program on the spot into SystemExit."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    ours = [
        number
        for number in (signal.SIGTERM, signal.SIGHUP)
        if signal.getsignal(number) is signal.SIG_DFL
    ]
    for number in ours:
        signal.signal(number, _exit)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


def _exit(number: int, _frame: FrameType | None) -> Never:
    raise SystemExit(128 + number)
