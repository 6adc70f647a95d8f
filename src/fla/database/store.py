"""SQL about the server itself: its roles, its databases, and what it says of itself."""

from typing import Any

import msgspec
import psycopg
from psycopg import sql
from psycopg.rows import class_row

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


class Facts(msgspec.Struct, frozen=True):
    """What the server says of itself and of the role that asks."""

    version: str
    major: int
    role: str
    superuser: bool
    bypasses: bool
    owner: bool
    encrypted: bool
    local: bool
    checksums: bool
    forgetful: str
    encoding: str


def read_facts(connection: psycopg.Connection[Any]) -> Facts:
    """Return the facts; `forgetful` names the settings under which a crash loses commits."""
    with connection.cursor(row_factory=class_row(Facts)) as cursor:
        (facts,) = cursor.execute(_FACTS)
        return facts


_FACTS = """
SELECT current_setting('server_version') AS version,
       current_setting('server_version_num')::integer / 10000 AS major,
       role.rolname AS role,
       role.rolsuper AS superuser,
       role.rolbypassrls AS bypasses,
       pg_has_role(role.oid, base.datdba, 'MEMBER') OR EXISTS (
           SELECT FROM pg_class AS relation
           WHERE relation.relkind IN ('r', 'p')
             AND relation.relnamespace = to_regnamespace('public')
             AND pg_has_role(role.oid, relation.relowner, 'MEMBER')) AS owner,
       COALESCE((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS encrypted,
       COALESCE(inet_server_addr() <<= ANY ('{127.0.0.0/8, ::1}'::inet[]), true) AS local,
       current_setting('data_checksums') = 'on' AS checksums,
       (SELECT COALESCE(string_agg(name, ', ' ORDER BY name), '')
        FROM pg_settings
        WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit')
          AND setting = 'off') AS forgetful,
       pg_encoding_to_char(base.encoding) AS encoding
FROM pg_roles AS role, pg_database AS base
WHERE role.rolname = current_user AND base.datname = current_database()
"""
