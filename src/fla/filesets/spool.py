"""Where the files of the batch channel lie, and how they get from one place to another.

    senders/<number>/IN, OUT, INTEST, OUTTEST, INTEST-S, OUTTEST-S   what a sender sees over SFTP
    sets/<ticket>/                                                   a set that was handed over
    receiving/                                                       uploads under way, not by SFTP
    keys/                                                            the server's own

All of it is one file system, so that files change place by being renamed, whatever their size.
"""

import contextlib
import errno
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from fla.senders.model import ENVIRONMENTS, Environment

IN_FOLDERS: Final[dict[Environment, str]] = {"R": "IN", "T": "INTEST", "S": "INTEST-S"}
OUT_FOLDERS: Final[dict[Environment, str]] = {"R": "OUT", "T": "OUTTEST", "S": "OUTTEST-S"}
LEAST_FREE: Final = 256 * 1024 * 1024
"""Bytes that senders leave free on the disk, which the database may share."""
RESEND: Final = "resend.xml"
"""What the file of a set's rejected records is called in the set's folder, once there is one."""
_OWNER_ONLY: Final = 0o700


class Spool:
    """The batch channel's directory; numbers and tickets given to it must be checked before."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.senders = root / "senders"
        self.sets = root / "sets"
        self.receiving = root / "receiving"
        self.keys = root / "keys"

    def prepare(self) -> None:
        """Make the directories that are not there yet, open to nobody else."""
        for folder in (self.root, self.senders, self.sets, self.receiving, self.keys):
            folder.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)

    def prepare_sender(self, number: str) -> Path:
        """Make a sender's six folders where they are missing; return the one that holds them."""
        self.prepare()
        home = self.senders / number
        home.mkdir(mode=_OWNER_ONLY, exist_ok=True)
        for name in (*IN_FOLDERS.values(), *OUT_FOLDERS.values()):
            (home / name).mkdir(mode=_OWNER_ONLY, exist_ok=True)
        return home

    def in_folder(self, sender: str, environment: Environment) -> Path:
        """Return where a sender puts his files of an environment."""
        return self.senders / sender / IN_FOLDERS[environment]

    def out_folder(self, sender: str, environment: Environment) -> Path:
        """Return where a sender finds his replies of an environment."""
        return self.senders / sender / OUT_FOLDERS[environment]

    def set_folder(self, ticket: str) -> Path:
        """Return where the files of a set lie, and its replies; no sender reaches it."""
        return self.sets / ticket

    def sender_folders(self) -> Iterator[tuple[str, Environment]]:
        """Give each sender's number and environment for which there is a folder IN."""
        for home in sorted(self.senders.glob("[0-9]" * 6)):
            for environment in ENVIRONMENTS:
                if (home / IN_FOLDERS[environment]).is_dir():
                    yield home.name, environment

    def place_reply(self, ticket: str, sender: str, environment: Environment, name: str) -> None:
        """Let a sender find a file of the set's folder in his OUT, whole or not at all, for good.

        A second name of the same bytes, which he may remove without removing ours.
        """
        target = self.out_folder(sender, environment) / name
        self.prepare_sender(sender)
        with contextlib.suppress(FileExistsError):  # placed by an attempt that ended after it
            os.link(self.set_folder(ticket) / name, target)
        to_disk(target.parent)

    def remove_set(self, ticket: str) -> None:
        """Forget the files of a set; nothing where there are none."""
        shutil.rmtree(self.set_folder(ticket), ignore_errors=True)

    def free(self) -> int:
        """Return the bytes that are free for us on the spool's file system."""
        return shutil.disk_usage(self.root).free


def ensure_room(folder: Path) -> None:
    """Raise OSError (ENOSPC) where the disk of a folder has no more room for what senders send."""
    if shutil.disk_usage(folder).free < LEAST_FREE:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def to_disk(path: Path) -> None:
    """Wait until the disk has a file, or the names in a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def ordinary_file(path: Path) -> bool:
    """Say whether there is a file that is one: no link, no directory, no device."""
    return path.is_file() and not path.is_symlink()


def being_written(path: Path) -> bool:
    """Say whether anybody has a file open for writing: in this process, or in another one.

    Linux tells by refusing a read lease (fcntl(2), F_SETLEASE). On another system, on a file system
    without leases, or of somebody else's file, the answer is no. Raises FileNotFoundError.
    """
    if not sys.platform.startswith("linux"):
        return False
    return _lease_refused(path) and _gives_leases(path)


def _lease_refused(path: Path) -> bool:
    import fcntl  # which not every system has

    with path.open("rb") as file:
        # Whoever opens the file while the lease is held makes the kernel signal us: by default a
        # signal that would end the process.
        fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)
        try:
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        except OSError as error:
            return error.errno == errno.EAGAIN
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        return False


def _gives_leases(path: Path) -> bool:
    """Say whether the file system gives a lease on a file that nobody writes.

    One over the network may refuse all of them in the words that elsewhere tell of a writer.
    """
    return _leases(path.stat().st_dev, path.parent)


@lru_cache(maxsize=16)
def _leases(device: int, folder: Path) -> bool:
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=".")
    os.close(descriptor)
    probe = Path(name)
    try:
        return not _lease_refused(probe)
    finally:
        probe.unlink()
