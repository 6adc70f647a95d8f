"""SQL about the server itself: its roles, its databases, and what it says of itself."""

from typing import Any

import psycopg
from psycopg import sql

_PREPARATION = 0x464C4101
_MIGRATION = 0x464C4102
"""Advisory lock numbers, one a kind of work that must be done by one session alone."""


def connect(address: str) -> psycopg.Connection[Any]:
    """Open a connection of which every statement is its own transaction."""
    return psycopg.connect(address, autocommit=True)


def lock_preparation(connection: psycopg.Connection[Any]) -> None:
    """Wait until no other session prepares this server; held until the connection closes."""
    connection.execute("SELECT pg_advisory_lock(%s)", [_PREPARATION])


def ensure_role(connection: psycopg.Connection[Any], name: str, password: str) -> None:
    """Create a role that may log in and no more; the server only ever sees the password's hash."""
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    if known:
        return
    hashed = connection.pgconn.encrypt_password(
        password.encode(), name.encode(), b"scram-sha-256"
    ).decode()
    connection.execute(
        sql.SQL(
            "CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD {}"
        ).format(sql.Identifier(name), sql.Literal(hashed))
    )


def ensure_database(connection: psycopg.Connection[Any], name: str, owner: str) -> None:
    """Create a database unless the server has it."""
    known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    if not known:
        create_database(connection, name, owner, None)


def create_database(
    connection: psycopg.Connection[Any], name: str, owner: str, template: str | None
) -> None:
    """Create a database, from the server's own template when none is given."""
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(owner), sql.Identifier(template or "template1")
        )
    )


def drop_database(connection: psycopg.Connection[Any], name: str) -> None:
    """Drop a database if it exists, ending the sessions in it."""
    connection.execute(
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    )


def lock_migrations(connection: psycopg.Connection[Any]) -> None:
    """Wait until no other session migrates this database; held until the connection closes."""
    connection.execute("SELECT pg_advisory_lock(%s)", [_MIGRATION])
