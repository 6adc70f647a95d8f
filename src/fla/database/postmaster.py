"""The server process of a data directory, whoever started it: read from `postmaster.pid`."""

import os
import time
from pathlib import Path

import msgspec

_PID_LINE, _SOCKET_LINE, _STATUS_LINE = 0, 4, 7
_READY = "ready"


class Postmaster(msgspec.Struct, frozen=True):
    """A live server process, the directory of its socket, and whether it takes connections."""

    pid: int
    socket_directory: Path
    ready: bool


def running(data: Path) -> Postmaster | None:
    """Return the live server of a data directory; a file left by a killed one does not count."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        pid = int(lines[_PID_LINE])
    except (FileNotFoundError, IndexError, ValueError):
        return None
    if not _serves(pid, data):
        return None
    lines += [""] * (_STATUS_LINE + 1 - len(lines))
    return Postmaster(pid, Path(lines[_SOCKET_LINE]), lines[_STATUS_LINE].strip() == _READY)


def settled(data: Path, deadline: float) -> Postmaster | None:
    """Return the server once it takes connections, or None once there is none.

    One that is starting or stopping, perhaps for a launcher that was killed, is waited for until
    the deadline (time.monotonic); past it, it is returned as it is.
    """
    while (found := running(data)) and not found.ready and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def forget_killed(data: Path, socket_directory: Path) -> None:
    """Remove the lock files of a killed server, which count while its number is still taken.

    By a stranger, or by itself as long as nobody has asked how it ended. A new server refuses to
    start all the same while processes of the killed one hold its shared memory.
    """
    if running(data) is None:
        for path in (data / "postmaster.pid", *socket_directory.glob(".s.PGSQL.*")):
            path.unlink(missing_ok=True)


def _serves(pid: int, data: Path) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    if not Path("/proc/self/cwd").exists():
        return True
    try:
        # A server works in its data directory; a zombie works nowhere.
        return Path(f"/proc/{pid}/cwd").readlink() == data
    except FileNotFoundError:
        return False
    except PermissionError:
        return True
