"""The mark: the demo fills an empty database or its own, and no other."""

import datetime as dt
from collections.abc import Iterator

import psycopg
import pytest

from fla.demo.mark import Connection, Mark, NotADemoError, find, put, start_anew
from tests.conftest import Database

WANTED = Mark(employers=3, seed=1, day=dt.date(2026, 11, 22))


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        yield connection
        # What is emptied for the next test are tables: the comment would stay.
        connection.execute(f"COMMENT ON DATABASE {connection.info.dbname} IS NULL".encode())


def add_employer(connection: Connection) -> None:
    connection.execute(
        """
        INSERT INTO employer (enterprise_number, name, search_name)
        VALUES ('1900000069', 'Anybody', 'anybody')
        """
    )


def employers(connection: Connection) -> int:
    row = connection.execute("SELECT count(*) FROM employer").fetchone()
    return row[0] if row else -1


def test_an_empty_database_may_be_filled(connection: Connection) -> None:
    assert find(connection) is None


def test_a_mark_is_found_again(connection: Connection) -> None:
    put(connection, WANTED)
    assert find(connection) == WANTED


def test_a_database_with_an_employer_is_left_alone(connection: Connection) -> None:
    add_employer(connection)
    with pytest.raises(NotADemoError, match="FLA_DATABASE_URL"):
        find(connection)


@pytest.mark.parametrize("comment", ["our payroll", '{"what": "something else", "employers": 1}'])
def test_a_comment_is_no_mark(connection: Connection, comment: str) -> None:
    add_employer(connection)
    name = connection.info.dbname
    connection.execute(f"COMMENT ON DATABASE {name} IS '{comment}'".encode())
    with pytest.raises(NotADemoError):
        find(connection)


def test_a_database_with_tables_of_others_is_left_alone(connection: Connection) -> None:
    connection.execute("DROP TABLE employer CASCADE")
    connection.execute("CREATE TABLE invoice (id integer)")
    with pytest.raises(NotADemoError):
        find(connection)


def test_starting_anew_empties_and_marks(connection: Connection) -> None:
    add_employer(connection)
    start_anew(connection, WANTED)
    assert employers(connection) == 0
    assert find(connection) == WANTED


def test_a_marked_database_keeps_its_mark_with_data_in_it(connection: Connection) -> None:
    put(connection, WANTED)
    add_employer(connection)
    assert find(connection) == WANTED
    assert employers(connection) == 1
