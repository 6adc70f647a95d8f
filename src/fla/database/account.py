"""The account a PostgreSQL server runs under: PostgreSQL refuses to run as root."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from pathlib import Path

import msgspec

from fla.database.server import ServerError

_CANDIDATES = ("postgres", "nobody")


class Account(msgspec.Struct, frozen=True):
    """An unprivileged account of this machine; `dropped` when root steps down to it."""

    uid: int
    gid: int
    dropped: bool

    @property
    def name(self) -> str:
        """Return its name for messages, or its number where it has none."""
        try:
            return pwd.getpwuid(self.uid).pw_name
        except KeyError:
            return str(self.uid)


def server_account(home: Path) -> Account:
    """Return the account for a server whose files live in a directory, present or not.

    That is our own; for root, the directory's owner, else the first of `postgres` and `nobody`.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), dropped=False)
    if home.is_dir() and home.stat().st_uid != 0:
        return Account(home.stat().st_uid, home.stat().st_gid, dropped=True)
    for name in _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, dropped=True)
    raise ServerError(
        "PostgreSQL does not run as root, and this machine has neither of the users "
        f"{' and '.join(_CANDIDATES)}. Start fla as an ordinary user."
    )


def run_as(account: Account, command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    """Run a program to its end as an account, away from the terminal's Ctrl-C.

    Its environment is bare: variables such as PGDATA or LC_ALL must not change what it does.
    Raises PermissionError where the account cannot reach the program.
    """
    return subprocess.run(  # noqa: S603 - fixed programs of a PostgreSQL installation
        command,
        user=account.uid if account.dropped else None,
        group=account.gid if account.dropped else None,
        extra_groups=[] if account.dropped else None,
        umask=0o077,
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        start_new_session=True,
        check=False,
    )


def reaches(account: Account, directory: Path) -> bool:
    """Return whether an account can enter an existing directory through all its parents."""
    return run_as(account, ["/bin/sh", "-c", 'cd "$0"', directory]).returncode == 0
