"""Databases for tests, lent one at a time and emptied in between.

Copying the migrated template costs more than most tests: what a test leaves behind is taken out
instead, and only a database whose catalog it has changed, or that it has filled, is copied anew.
What many tests begin with is built once a process, and its rows are put back for each.
"""

import itertools
import os
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import psycopg
from psycopg import sql

from fla.database.server import Server

Made = TypeVar("Made")
Build = Callable[[psycopg.AsyncConnection[Any]], Awaitable[Made]]
Superuser = psycopg.Connection[Any]

_numbers = itertools.count(1)
_FULL = 8_000_000
"""Bytes in tables from which on a copy of the template is quicker than emptying."""
_CATALOGS = {
    f"pg_{name}": "true"
    for name in (
        *("attrdef", "attribute", "class", "constraint", "default_acl", "extension", "index"),
        *("policy", "proc", "rewrite", "sequence", "statistic", "trigger", "type"),
    )
} | {
    "pg_namespace": r"nspname !~ '^pg_(toast_)?temp_'",
    "pg_database": "datname = current_database()",
    "pg_db_role_setting": "setdatabase = (SELECT d.oid FROM pg_database AS d"
    " WHERE d.datname = current_database())",
}
"""Where a change of the schema or of its statistics shows, and the rows that count."""
_TABLES = """
SELECT format('%I.%I', relnamespace::regnamespace, relname), pg_relation_size(oid) FROM pg_class
WHERE relkind = 'r' AND relpersistence <> 't' AND pg_relation_size(oid) > 0
  AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
"""
_SEQUENCES = """
SELECT format('%I.%I', schemaname, sequencename), last_value, start_value FROM pg_sequences
WHERE last_value IS NOT NULL
"""
_END_SESSIONS = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def stand_still(server: Server) -> None:
    """Let a server change nothing by itself: new statistics would be a change of the catalog."""
    with psycopg.connect(server.superuser_url("postgres"), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET autovacuum = off")
        connection.execute("SELECT pg_reload_conf()")


@dataclass(frozen=True)
class Database:
    """A migrated, empty database of one test alone, and its address for each role."""

    name: str
    server: Server

    @property
    def app_url(self) -> str:
        return self.server.app_url(self.name)

    @property
    def owner_url(self) -> str:
        return self.server.owner_url(self.name)

    @property
    def superuser_url(self) -> str:
        return self.server.superuser_url(self.name)


@dataclass(frozen=True)
class _Rows:
    """What the tables of a database hold, and where its sequences stand."""

    tables: dict[str, bytes]
    sequences: list[str]
    """Statements that set them."""


@dataclass
class Databases:
    """The databases of this test process."""

    server: Server
    template: str
    again: bool = True
    """Whether a database may serve again."""
    _idle: list[Database] = field(default_factory=list)
    _inside: dict[str, Superuser] = field(default_factory=dict)
    """A session in each database, kept while it may serve again: opening one takes longer."""
    _kept: dict[str, str] = field(default_factory=dict)
    """The tables that hold rows from the start: the migrations' own."""
    _catalog: list[Any] = field(default_factory=list)
    _built: dict[Build[Any], tuple[Any, _Rows]] = field(default_factory=dict)

    def lend(self) -> Database:
        """Return an empty database that nobody else has."""
        if self._idle:
            return self._idle.pop()
        database = Database(f"fla_test_{os.getpid()}_{next(_numbers)}", self.server)
        self.server.create_database(database.name, self.template)
        if not self._catalog:
            connection = self._superuser(database)
            self._kept = dict.fromkeys(_sizes(connection), "true")
            self._catalog = self._fingerprint(connection)
        return database

    def take_back(self, database: Database) -> None:
        """End the sessions that a test has left behind, and take out its rows."""
        if self.again and self._emptied(database):
            self._idle.append(database)
        else:
            self._drop(database)

    def close(self) -> None:
        """Drop the databases that nobody has."""
        while self._idle:
            self._drop(self._idle.pop())

    async def built(self, database: Database, build: Build[Made]) -> Made:
        """Return what `build` makes in an empty database; it runs once a process.

        What it returns is shared by all who ask for it, and must not be changed.
        """
        if build in self._built:
            made, rows = self._built[build]
            _put(self._superuser(database), rows)
            return made  # type: ignore[no-any-return]
        async with await psycopg.AsyncConnection.connect(database.app_url) as app:
            made = await build(app)
        connection = self._superuser(database)
        rows = _rows(connection, self._filled(connection))
        self._built[build] = made, rows
        return made

    def rebuild(self, database: Database, build: Build[Made]) -> Made:
        """Put back what `build` made earlier, in a database in which nothing is under way."""
        made, rows = self._built[build]
        connection = self._superuser(database)
        _empty(connection, self._filled(connection))
        _put(connection, rows)
        return made  # type: ignore[no-any-return]

    def _superuser(self, database: Database) -> Superuser:
        """Return the session of who sees all rows, whom neither triggers nor foreign keys stop."""
        found = self._inside.get(database.name)
        if found is None or found.closed:
            options = "-c session_replication_role=replica"
            found = psycopg.connect(
                database.superuser_url, autocommit=True, options=options, prepare_threshold=1
            )
            self._inside[database.name] = found
        return found

    def _drop(self, database: Database) -> None:
        if inside := self._inside.pop(database.name, None):
            inside.close()
        self.server.drop_database(database.name)

    def _filled(self, connection: Superuser) -> list[str]:
        """Return the tables that something was written into, but the migrations' own."""
        return [name for name in _sizes(connection) if name not in self._kept]

    def _emptied(self, database: Database) -> bool:
        """Return whether the database is as new again."""
        try:
            connection = self._superuser(database)
            connection.execute(_END_SESSIONS)
            if self._fingerprint(connection) != self._catalog:
                return False
            sizes = _sizes(connection)
            if sum(sizes.values()) > _FULL:
                return False
            _empty(connection, [name for name in sizes if name not in self._kept])
        except psycopg.OperationalError:  # the test has dropped it, or closed it to everybody
            return False
        return True

    def _fingerprint(self, connection: Superuser) -> list[Any]:
        """Return what differs once something is added to a catalog, changed or taken away."""
        counted = " UNION ALL ".join(
            f"SELECT {number}, count(*), max(xmin::text::bigint) FROM {table} WHERE {rows}"
            for number, (table, rows) in enumerate((_CATALOGS | self._kept).items())
        )
        return sorted(connection.execute(counted.encode()).fetchall())


def _sizes(connection: Superuser) -> dict[str, int]:
    return dict(connection.execute(_TABLES).fetchall())


def _empty(connection: Superuser, tables: Iterable[str]) -> None:
    statements = [f"DELETE FROM {table}" for table in tables]
    for sequence, _, start in connection.execute(_SEQUENCES).fetchall():
        statements.append(f"SELECT setval('{sequence}', {start}, false)")
    if statements:  # all in one go, which is one transaction
        connection.execute("; ".join(statements).encode())


def _rows(connection: Superuser, tables: Iterable[str]) -> _Rows:
    found: dict[str, bytes] = {}
    for table in tables:
        statement = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.SQL(table))
        with connection.cursor().copy(statement) as copy:
            found[table] = b"".join(bytes(block) for block in copy)
    sequences = [
        f"SELECT setval('{name}', {last})"
        for name, last, _ in connection.execute(_SEQUENCES).fetchall()
    ]
    return _Rows(found, sequences)


def _put(connection: Superuser, rows: _Rows) -> None:
    with connection.transaction():
        for table, content in rows.tables.items():
            with connection.cursor().copy(
                f"COPY {table} FROM STDIN (FORMAT binary)".encode()
            ) as copy:
                copy.write(content)
        if rows.sequences:
            connection.execute("; ".join(rows.sequences).encode())
