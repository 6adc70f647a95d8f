"""Tables moved as columns: polars frames read from and written to PostgreSQL over ADBC.

Row-level security binds this way in as it binds any other. What is written goes to a temporary
table first, since `COPY` into a table with row-level security is refused.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import closing, contextmanager

import polars as pl
from adbc_driver_manager import dbapi as adbc
from adbc_driver_postgresql import dbapi
from psycopg import sql

from fla.database.identity import Identity, statements

CONCURRENT = frozenset({"23505", "40001", "40P01"})
"""Unique violation, serialization failure, deadlock: somebody else wrote at the same moment, and
what he wrote is there when the transaction is begun anew."""


class ColumnsError(Exception):
    """What the server or the driver refused; for the log, as it may quote the statement.

    `sqlstate` says what, unless it came up among rows that were read already.
    """

    def __init__(self, message: str, sqlstate: str | None) -> None:
        super().__init__(message)
        self.sqlstate = sqlstate


class Columns:
    """A connection that speaks in frames.

    Transactions are begun and ended by statements of ours: left to itself, the driver loses count
    of them and cannot go back to a savepoint.
    """

    def __init__(self, connection: adbc.Connection) -> None:
        self._connection = connection
        self.statements = 0
        """How many there were since the connection was opened."""

    @contextmanager
    def transaction(self, identity: Identity, today: dt.date) -> Iterator[None]:
        """Act as somebody; kept at the end, undone by an exception."""
        self._say("BEGIN")
        try:
            for statement in statements(identity, today):
                self.execute(statement)
            yield
        except BaseException:
            self._say("ROLLBACK")
            raise
        self._say("COMMIT")

    def mark(self) -> None:
        """Remember this point of the transaction, to go back to."""
        self._say("SAVEPOINT marked")

    def go_back(self) -> None:
        """Undo what was done since `mark`, also after a ColumnsError; locks from before stay."""
        self._say("ROLLBACK TO SAVEPOINT marked")

    def read(self, query: sql.Composable) -> pl.DataFrame:
        """Return the rows of a query: uuids as 16 bytes, dates, integers and texts as they are.

        Select numerics as integers: they come as texts otherwise.
        """
        with self._cursor() as cursor:
            cursor.execute(query.as_string(None))
            return cursor.fetch_polars()

    def execute(self, statement: sql.Composable) -> None:
        """Run a statement that gives no rows."""
        self._say(statement.as_string(None))

    def stage(self, table: str, frame: pl.DataFrame) -> None:
        """Append a frame to a temporary table, whose columns of these names take their types.

        16 bytes make a uuid, a decimal a numeric, a list of texts a text[].
        """
        with self._cursor() as cursor:
            cursor.adbc_ingest(table, frame, mode="append", temporary=True)

    def _say(self, statement: str) -> None:
        with self._cursor() as cursor:
            cursor.execute(statement)

    @contextmanager
    def _cursor(self) -> Iterator[adbc.Cursor]:
        self.statements += 1
        with self._connection.cursor() as cursor:
            try:
                yield cursor
            except adbc.Error as error:
                raise ColumnsError(str(error), error.sqlstate) from error
            except pl.exceptions.ComputeError as error:
                raise ColumnsError(str(error), None) from error


@contextmanager
def open_columns(app_url: str) -> Iterator[Columns]:
    """Give a connection of the application's role; what is not committed is undone at the end."""
    with closing(dbapi.connect(app_url, autocommit=True)) as connection:
        yield Columns(connection)
