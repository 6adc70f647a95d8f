"""Where the files and the socket of an evaluation server stand, and who may come near them."""

import hashlib
import os
import tempfile
from pathlib import Path

from fla.database.account import Account, reaches, server_account
from fla.database.server import ServerError
from fla.settings import Settings

_LONGEST_SOCKET_PATH = 103
"""Bytes, the smaller of the limits of Linux (107) and macOS (103)."""
_SOCKET = ".s.PGSQL.5432"


def server_home(settings: Settings) -> tuple[Path, Account]:
    """Return the server's own directory, made if need be, and the account it belongs to.

    Where root steps down to an account that cannot come near the data directory, the demo, whose
    data can be made again, moves to the system's temporary directory; others get a ServerError.
    """
    parent = settings.data_directory.absolute()
    account = server_account(parent / "postgresql")
    try:
        _make_reachable(parent, account)
        home = parent.resolve() / "postgresql"
        if not account.dropped or reaches(account, parent):
            return _private(home, account), account
    except PermissionError as error:
        raise ServerError(
            f"{error.filename} is closed to this user. Set FLA_DATA_DIRECTORY to another place."
        ) from error
    if not settings.demo:
        raise ServerError(
            f"The database server runs as user {account.name}, who cannot reach {parent}. Set "
            "FLA_DATA_DIRECTORY to a place every user can reach, such as /var/lib/fla, or start "
            "fla as an ordinary user."
        )
    home = _elsewhere(home, account)
    account = server_account(home)
    return _private(home, account), account


def socket_directory(home: Path, account: Account) -> Path:
    """Return a private directory, made if need be, whose path is fit for a socket.

    It leaves room for the socket's name and has no comma, which separates servers in an address.
    """
    directory = home / "socket"
    if len(os.fsencode(directory / _SOCKET)) > _LONGEST_SOCKET_PATH or "," in str(directory):
        directory = _elsewhere(directory, account)
    return _private(directory, account)


def _make_reachable(directory: Path, account: Account) -> None:
    """Make a directory and its missing parents; those that exist are not ours to open."""
    if directory.exists():
        return
    _make_reachable(directory.parent, account)
    directory.mkdir(exist_ok=True)
    if account.dropped:
        directory.chmod(0o755)


def _private(directory: Path, account: Account) -> Path:
    """Make a directory that only an account enters, or accept the one that is already so.

    One of somebody else is refused: it may have been laid as a trap.
    """
    try:
        directory.mkdir(mode=0o700)
    except FileExistsError:
        if directory.is_symlink() or directory.stat().st_uid not in {account.uid, os.geteuid()}:
            raise ServerError(
                f"{directory} does not belong to user {account.name}. Run fla as its owner, or "
                "set FLA_DATA_DIRECTORY to another place."
            ) from None
    if account.dropped:
        os.chown(directory, account.uid, account.gid)
    directory.chmod(0o700)
    return directory


def _elsewhere(replaced: Path, account: Account) -> Path:
    """Return a short path in a temporary directory, always the same for the path it replaces."""
    name = f"fla-{hashlib.sha256(os.fsencode(replaced)).hexdigest()[:16]}"
    for base in (tempfile.gettempdir(), "/tmp"):  # noqa: S108 - _private() refuses a stranger's
        short = len(os.fsencode(base)) + len(name) + len(_SOCKET) + 2 <= _LONGEST_SOCKET_PATH
        if short and (not account.dropped or reaches(account, Path(base))):
            return Path(base).resolve() / name
    raise ServerError(
        f"{replaced} is not a path for a socket, and the temporary directory offers none. Set "
        "FLA_DATA_DIRECTORY to a path of fewer than 80 bytes without a comma."
    )
