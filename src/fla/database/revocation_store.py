"""SQL of what is switched off and on again, or revoked for good: by whom, and when.

Of rows with `disabled_by` and `disabled_at`, or `revoked_by` and `revoked_at`; `key` names the row,
by its columns. Tables and columns are the callers' own, never what somebody sent.
"""

import datetime as dt
from collections.abc import Mapping

from psycopg import sql

from fla.database.records import Connection

Key = Mapping[str, str]


async def disable(connection: Connection, table: str, key: Key, by: str, now: dt.datetime) -> bool:
    """Switch a row off; False when there is none that is on."""
    return await _note(connection, "disabled", table, key, by, now)


async def revoke(connection: Connection, table: str, key: Key, by: str, now: dt.datetime) -> bool:
    """Revoke a row for good; False when there is none that is not revoked."""
    return await _note(connection, "revoked", table, key, by, now)


async def enable(connection: Connection, table: str, key: Key) -> bool:
    """Switch a row on again; False when there is none that is off."""
    statement = sql.SQL("""
        UPDATE {} SET disabled_by = NULL, disabled_at = NULL
         WHERE {} AND disabled_at IS NOT NULL
    """).format(sql.Identifier(table), _is(key))
    return (await connection.execute(statement, key)).rowcount == 1


async def _note(
    connection: Connection, what: str, table: str, key: Key, by: str, now: dt.datetime
) -> bool:
    noted_by, noted_at = sql.Identifier(f"{what}_by"), sql.Identifier(f"{what}_at")
    statement = sql.SQL("""
        UPDATE {} SET {} = %(by)s, {} = %(now)s WHERE {} AND {} IS NULL
    """).format(sql.Identifier(table), noted_by, noted_at, _is(key), noted_at)
    cursor = await connection.execute(statement, {**key, "by": by, "now": now})
    return cursor.rowcount == 1


def _is(key: Key) -> sql.Composable:
    return sql.SQL(" AND ").join(
        sql.SQL("{} = {}").format(sql.Identifier(column), sql.Placeholder(column)) for column in key
    )
