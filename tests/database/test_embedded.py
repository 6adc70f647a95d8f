import os
import signal
import stat
import threading
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from fla.database import postmaster, store
from fla.database.embedded import database_server, embedded
from fla.database.server import ServerError, url
from fla.settings import Settings
from tests.database.conftest import Hold, address


def data(settings: Settings) -> Path:
    return settings.data_directory / "postgresql" / "data"


def value(address: str, query: str) -> object:
    with store.connect(address) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def run_sql(address: str, statement: str) -> None:
    with store.connect(address) as connection:
        connection.execute(statement.encode())


def test_a_server_runs_inside_the_block_and_its_data_outlives_it(settings: Settings) -> None:
    with embedded(settings, durable=False) as server:
        run_sql(server.owner_url(), "CREATE TABLE kept AS SELECT 42 AS answer")
        assert postmaster.running(data(settings)) is not None
    assert postmaster.running(data(settings)) is None
    with embedded(settings, durable=False) as server:
        assert value(server.owner_url(), "SELECT answer FROM kept") == 42


def test_a_durable_server_keeps_its_promises(settings: Settings) -> None:
    with embedded(settings) as server:
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
            assert value(server.app_url(), f"SHOW {setting}") == "on"
        assert value(server.app_url(), "SHOW server_encoding") == "UTF8"
        assert value(server.app_url(), "SHOW TimeZone") == "UTC"


def test_our_roles_are_held_by_row_level_security(settings: Settings) -> None:
    with embedded(settings, durable=False) as server:
        with store.connect(server.superuser_url()) as connection:
            roles = connection.execute(
                "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb,"
                " rolcanlogin FROM pg_roles WHERE rolname LIKE 'fla%' ORDER BY 1"
            ).fetchall()
        run_sql(server.owner_url(), "CREATE EXTENSION btree_gist")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            run_sql(server.app_url(), "CREATE TABLE mine ()")
    assert roles == [("fla_app", False, True), ("fla_owner", False, True)]


def test_a_password_is_asked_of_every_role(settings: Settings) -> None:
    with embedded(settings, durable=False) as server:
        for address in (server.app_url(), server.owner_url(), server.superuser_url()):
            with pytest.raises(psycopg.OperationalError, match="password"):
                store.connect(url(address, password=""))
            with pytest.raises(psycopg.OperationalError, match="password"):
                store.connect(url(address, password="wrong"))
        hashes = "SELECT bool_and(rolpassword LIKE 'SCRAM-SHA-256$%') FROM pg_authid"
        assert value(server.superuser_url(), f"{hashes} WHERE rolcanlogin") is True


def test_nobody_else_comes_near(settings: Settings) -> None:
    with embedded(settings, durable=False) as server:
        found = postmaster.running(data(settings))
        assert found is not None
        assert stat.S_IMODE(found.socket_directory.stat().st_mode) == 0o700
        assert value(server.app_url(), "SHOW listen_addresses") == ""
        home = settings.data_directory / "postgresql"
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        secret = (home / "passwords.json").stat()
        assert (stat.S_IMODE(secret.st_mode), secret.st_uid) == (0o600, os.geteuid())
        assert list(home.glob("initdb-password*")) == []


def test_a_killed_server_loses_no_committed_row(settings: Settings) -> None:
    with embedded(settings) as server:
        run_sql(server.owner_url(), "CREATE TABLE killed (number integer)")
        run_sql(server.owner_url(), "INSERT INTO killed SELECT generate_series(1, 50000)")
        killed = postmaster.running(data(settings))
        assert killed is not None
        os.kill(killed.pid, signal.SIGKILL)
    assert (data(settings) / "postmaster.pid").exists()
    with embedded(settings) as server:
        assert value(server.owner_url(), "SELECT count(*) FROM killed") == 50_000


def test_a_session_that_outlives_its_server_is_waited_for(settings: Settings) -> None:
    with (
        embedded(settings, durable=False) as server,
        closing(store.connect(server.superuser_url())) as connection,
    ):
        # Hungry for a second or more, and deaf meanwhile.
        connection.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 10000000)")
        busy = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%series%' AND pid = "
        while not value(server.superuser_url(), f"{busy}{connection.info.backend_pid}"):
            pass
        killed = postmaster.running(data(settings))
        assert killed is not None
        os.kill(killed.pid, signal.SIGKILL)
        while postmaster.running(data(settings)):
            pass
        with embedded(settings, durable=False) as again:
            assert value(again.app_url(), "SELECT 1") == 1


def test_a_file_of_a_killed_server_with_the_number_of_another_process(settings: Settings) -> None:
    with embedded(settings, durable=False):
        file = data(settings) / "postmaster.pid"
        lines = file.read_text().splitlines()
    file.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    with embedded(settings, durable=False) as server:
        assert value(server.app_url(), "SELECT 1") == 1


def test_the_server_of_a_killed_launcher_is_taken_over(settings: Settings, hold: Hold) -> None:
    holder = hold(settings)
    run_sql(address(holder), "CREATE TABLE taken_over AS SELECT 42 AS answer")
    holder.kill()
    holder.wait()
    orphan = postmaster.running(data(settings))
    with embedded(settings) as server:
        assert postmaster.running(data(settings)) == orphan
        assert value(server.superuser_url(), "SELECT answer FROM taken_over") == 42
    assert postmaster.running(data(settings)) is None


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_the_server_cleanly(
    settings: Settings, hold: Hold, ending: signal.Signals
) -> None:
    holder = hold(settings)
    address(holder)
    holder.send_signal(ending)
    assert holder.wait(30) != 0
    assert not (data(settings) / "postmaster.pid").exists()


def test_the_last_of_two_processes_stops_the_server(settings: Settings, hold: Hold) -> None:
    holder = hold(settings)
    same = address(holder)
    with embedded(settings) as server:
        assert server.superuser_url() == same
        holder.communicate("")
        assert value(same, "SELECT 1") == 1
    assert postmaster.running(data(settings)) is None


def test_two_processes_that_start_at_once_share_one_server(fresh: Settings, hold: Hold) -> None:
    first, second = hold(fresh), hold(fresh)
    assert address(first) == address(second)
    assert first.poll() is second.poll() is None


def test_a_server_that_is_stopping_is_waited_for(settings: Settings, hold: Hold) -> None:
    holder = hold(settings)
    session = store.connect(address(holder))
    holder.kill()
    holder.wait()
    before = postmaster.running(data(settings))
    assert before is not None
    os.kill(before.pid, signal.SIGTERM)  # stops when its last session has ended
    while (stopping := postmaster.running(data(settings))) and stopping.ready:
        pass
    assert stopping is not None
    threading.Timer(0.2, session.close).start()
    with embedded(settings, durable=False) as server:
        assert value(server.app_url(), "SELECT 1") == 1
        after = postmaster.running(data(settings))
    assert after is not None
    assert after.pid != before.pid


def test_two_instances_side_by_side(settings: Settings, fresh: Settings) -> None:
    with embedded(settings, durable=False) as one, embedded(fresh, durable=False) as two:
        run_sql(one.superuser_url(), "CREATE TABLE here ()")
        assert value(one.superuser_url(), "SELECT to_regclass('here') IS NOT NULL") is True
        assert value(two.superuser_url(), "SELECT to_regclass('here') IS NOT NULL") is False


def test_the_data_of_another_major_version_is_refused(fresh: Settings) -> None:
    with embedded(fresh, durable=False):
        version = data(fresh) / "PG_VERSION"
    written = version.read_text()
    version.write_text("14\n")
    with (
        pytest.raises(ServerError, match=r"made by PostgreSQL 14.*FLA_POSTGRES_BIN.*pg_dump"),
        embedded(fresh),
    ):
        pytest.fail("started")
    version.write_text(written)
    with embedded(fresh, durable=False) as server:
        assert value(server.app_url(), "SELECT 1") == 1


def test_lost_passwords_are_explained(fresh: Settings) -> None:
    with embedded(fresh, durable=False):
        (fresh.data_directory / "postgresql" / "passwords.json").unlink()
    with pytest.raises(ServerError, match=r"passwords\.json is missing"), embedded(fresh):
        pytest.fail("started")


def test_an_interrupted_first_start_is_begun_again(fresh: Settings) -> None:
    with embedded(fresh, durable=False):
        pass
    data(fresh).rename(data(fresh).with_name("data-unfinished"))
    with embedded(fresh, durable=False) as server:
        assert value(server.app_url(), "SELECT 1") == 1


def test_a_failing_start_shows_what_the_server_said(fresh: Settings) -> None:
    with embedded(fresh, durable=False):
        pass
    with (data(fresh) / "postgresql.conf").open("a") as file:
        file.write("no_such_setting = 1\n")
    with pytest.raises(ServerError, match="no_such_setting"), embedded(fresh):
        pytest.fail("started")


def test_a_named_database_is_used_as_it_is(settings: Settings) -> None:
    named = Settings(database_url="postgresql://app@elsewhere/fla")
    with database_server(named) as server:
        assert server.app_url() == "postgresql:///fla?user=app&host=elsewhere"
    with database_server(settings) as server:
        assert value(server.app_url(), "SELECT current_user") == "fla_app"
