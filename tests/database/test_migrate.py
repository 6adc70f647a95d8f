import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from fla.database import store
from fla.database.migrate import migrate
from fla.database.server import Server

BODIES = """\
-- Statements that are hard to tell apart; a semicolon
CREATE TABLE account (owner text DEFAULT 'it''s; mine', "end" date); -- one's comment; too
/* CREATE TABLE never (); */
CREATE FUNCTION doubled(number integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE result integer := 0; -- it's; a
BEGIN
    IF number > 1 THEN result := CASE WHEN number = 2 THEN 4 ELSE number * 2 END; END IF;
    FOR i IN 1..2 LOOP result := result + 0; END LOOP;
    RETURN result;
END $$;
CREATE FUNCTION halved(number integer) RETURNS integer LANGUAGE sql AS $body$ SELECT $1 / 2; $body$;
DO $$ BEGIN PERFORM doubled(2); END $$;
INSERT INTO account VALUES ('100 %s');
"""


@pytest.fixture
def empty(server: Server) -> Iterator[str]:
    """The owner's address of a database without a schema."""
    server.create_database("fla_unmigrated")
    yield server.owner_url("fla_unmigrated")
    server.drop_database("fla_unmigrated")


def rows(address: str, query: str) -> list[tuple[object, ...]]:
    with store.connect(address) as connection:
        return connection.execute(query.encode()).fetchall()


def test_our_own_migrations_apply_once(empty: str) -> None:
    applied = migrate(empty)
    assert applied == sorted(applied)
    assert applied[0].startswith("0001_")
    assert migrate(empty) == []


def test_files_apply_in_order_of_their_names(empty: str, tmp_path: Path) -> None:
    (tmp_path / "0010_third.sql").write_text("INSERT INTO sequel VALUES (3);")
    (tmp_path / "0002_second.sql").write_text("INSERT INTO sequel VALUES (2);")
    (tmp_path / "0001_first.sql").write_text("CREATE TABLE sequel (number integer);")
    assert migrate(empty, tmp_path) == ["0001_first", "0002_second", "0010_third"]
    (tmp_path / "0011_fourth.sql").write_text("INSERT INTO sequel VALUES (4);")
    assert migrate(empty, tmp_path) == ["0011_fourth"]
    assert rows(empty, "SELECT number FROM sequel ORDER BY ctid") == [(2,), (3,), (4,)]


def test_bodies_comments_and_percent_signs(empty: str, tmp_path: Path) -> None:
    (tmp_path / "0001_bodies.sql").write_text(BODIES)
    migrate(empty, tmp_path)
    assert rows(empty, "SELECT owner, doubled(2), halved(8) FROM account") == [("100 %s", 4, 4)]


def test_a_failing_file_leaves_nothing_and_can_be_put_right(empty: str, tmp_path: Path) -> None:
    (tmp_path / "0001_good.sql").write_text("CREATE TABLE good ();")
    bad = tmp_path / "0002_bad.sql"
    bad.write_text("CREATE TABLE half (); SELECT no_such_function();")
    with pytest.raises(psycopg.errors.UndefinedFunction):
        migrate(empty, tmp_path)
    assert rows(empty, "SELECT to_regclass('good') IS NULL, to_regclass('half') IS NULL") == [
        (False, True)
    ]
    bad.write_text("CREATE TABLE half ();")
    assert migrate(empty, tmp_path) == ["0002_bad"]


def test_a_file_outside_a_transaction(empty: str, tmp_path: Path) -> None:
    (tmp_path / "0001_table.sql").write_text("CREATE TABLE wide (number integer);")
    index = "CREATE INDEX CONCURRENTLY IF NOT EXISTS wide_number ON wide (number);"
    (tmp_path / "0002_index.sql").write_text(f"-- transactional: false\n{index}")
    assert migrate(empty, tmp_path) == ["0001_table", "0002_index"]
    assert migrate(empty, tmp_path) == []


def test_the_lock_of_a_killed_process_is_no_obstacle(empty: str, tmp_path: Path) -> None:
    migrate(empty, tmp_path)
    rows(empty, "INSERT INTO yoyo_lock VALUES (1, now(), 1) RETURNING 1")
    (tmp_path / "0001_first.sql").write_text("CREATE TABLE first ();")
    assert migrate(empty, tmp_path) == ["0001_first"]


def test_two_processes_at_once_apply_each_file_once(empty: str, tmp_path: Path) -> None:
    (tmp_path / "0001_slow.sql").write_text(
        "CREATE TABLE slow (); DO $$ BEGIN PERFORM pg_sleep(0.5); END $$;"
    )
    program = (
        "import sys; from pathlib import Path; from fla.database.migrate import migrate;"
        "print(migrate(sys.argv[1], Path(sys.argv[2])))"
    )
    command = [sys.executable, "-c", program, empty, str(tmp_path)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    printed = sorted(process.communicate()[0].strip() for process in both)
    assert printed == ["['0001_slow']", "[]"]


def test_the_application_may_not_migrate(server: Server, empty: str, tmp_path: Path) -> None:
    assert migrate(empty, tmp_path) == []
    (tmp_path / "0001_first.sql").write_text("CREATE TABLE first ();")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        migrate(server.app_url("fla_unmigrated"), tmp_path)


def test_odd_passwords_and_socket_directories(server: Server, empty: str, tmp_path: Path) -> None:
    password = "p@ss:/w?rd%41 &=+#é'\""
    with store.connect(server.superuser_url("fla_unmigrated")) as connection:
        store.ensure_role(connection, "fla_odd", password)
        connection.execute("GRANT fla_owner TO fla_odd")
        connection.execute("ALTER ROLE fla_odd SET role TO fla_owner")
    (tmp_path / "0001_first.sql").write_text("CREATE TABLE first ();")
    odd = psycopg.conninfo.make_conninfo(empty, user="fla_odd", password=password)
    try:
        assert migrate(odd, tmp_path) == ["0001_first"]
    finally:
        with store.connect(server.superuser_url()) as connection:
            connection.execute("DROP ROLE fla_odd")
