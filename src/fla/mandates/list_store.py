"""SQL of lists of mandates: those that an enterprise gave or holds, page after page."""

from typing import Any

from psycopg import sql

from fla.codes import MandateRole, MandateStatus
from fla.database.records import FIRST_PAGE, LAST_CHARACTER, Connection, Page, Window
from fla.mandates.model import Cursor, Filter, Mandate
from fla.mandates.store import COLUMNS, mandate_of

_NOTHING = sql.SQL("")
_OTHER: dict[MandateRole, sql.Identifier] = {
    "mandator": sql.Identifier("mandatary"),
    "mandatary": sql.Identifier("mandator"),
}
_NAMES: dict[MandateRole, sql.SQL] = {
    "mandator": sql.SQL('lower(s.name COLLATE "C")'),
    "mandatary": sql.SQL("e.search_name"),
}
"""By what name the other side is found and ordered."""
_PLACE = sql.SQL("array_position(ARRAY['pending', 'active', 'closed', 'refused'], m.status)")
"""Where the block of a status stands: what waits comes first."""


async def latest_mandates(
    connection: Connection,
    enterprise_number: str,
    chosen: Filter,
    after: Cursor | None = None,
    limit: int = 50,
) -> list[Mandate]:
    """Return at most so many mandates of an enterprise, the latest to start first.

    A page deep within costs what the first costs: each side is read from where the page before
    ended, along an index.
    """
    roles: list[MandateRole] = [chosen.role] if chosen.role else ["mandator", "mandatary"]
    sides = sql.SQL(" UNION ALL ").join(_side(role, chosen, after) for role in roles)
    query = sql.SQL("""
        SELECT {columns}
          FROM (SELECT * FROM ({sides}) either
                 ORDER BY start_quarter DESC, id DESC LIMIT %(limit)s) m
          JOIN employer e ON e.id = m.employer_id
          JOIN sender s ON s.enterprise_number = m.mandatary
         ORDER BY m.start_quarter DESC, m.id DESC
    """).format(columns=COLUMNS, sides=sides)
    values = {
        "number": enterprise_number,
        "status": chosen.status,
        "group": chosen.group,
        "other": chosen.counterparty,
        "start": after and str(after.start),
        "id": after and after.id,
        "limit": limit,
    }
    cursor = await connection.execute(query, values)
    return [mandate_of(row) for row in await cursor.fetchall()]


def _side(role: MandateRole, chosen: Filter, after: Cursor | None) -> sql.Composed:
    conditions = [
        sql.SQL("{} = %(number)s").format(sql.Identifier(role)),
        sql.SQL("status = %(status)s") if chosen.status else None,
        sql.SQL("%(group)s = ANY (groups)") if chosen.group else None,
        sql.SQL("{} = %(other)s").format(_OTHER[role]) if chosen.counterparty else None,
        sql.SQL("(start_quarter, id) < (%(start)s, %(id)s::uuid)") if after else None,
    ]
    return sql.SQL(
        "(SELECT * FROM mandate WHERE {} ORDER BY start_quarter DESC, id DESC LIMIT %(limit)s)"
    ).format(sql.SQL(" AND ").join(one for one in conditions if one is not None))


async def mandates_by_name(
    connection: Connection,
    enterprise_number: str,
    role: MandateRole,
    window: Window[Any] = FIRST_PAGE,
    *,
    status: MandateStatus | None = None,
    proposed_by: MandateRole | None = None,
    name: str = "",
    number: str | None = None,
) -> Page[Mandate]:
    """Return the mandates that an enterprise gave or holds: block by status, in it by name.

    With `status` or `proposed_by` those alone. The name is the other side's. `name` is the start
    of a folded name, `number` an enterprise number. The cursor of a window is the id of a mandate.
    """
    query = sql.SQL("""
        SELECT {columns}
          FROM mandate m
          JOIN employer e ON e.id = m.employer_id
          JOIN sender s ON s.enterprise_number = m.mandatary
         WHERE m.{role} = %(own)s {status} {proposed} {matching} {beyond}
         ORDER BY {order} LIMIT %(limit)s
    """).format(
        columns=COLUMNS,
        role=sql.Identifier(role),
        status=sql.SQL("AND m.status = %(status)s") if status else _NOTHING,
        proposed=sql.SQL("AND m.proposed_by = %(proposed_by)s") if proposed_by else _NOTHING,
        matching=_matching(role, name, number),
        beyond=_beyond(role, window),
        order=_order(role, window),
    )
    values = _values(enterprise_number, name, number)
    values |= {"status": status, "proposed_by": proposed_by}
    values |= {"cursor": window.cursor, "limit": window.fetched}
    cursor = await connection.execute(query, values)
    page: Page[Mandate] = window.page([mandate_of(row) for row in await cursor.fetchall()])
    return page


async def count_by_status(
    connection: Connection,
    enterprise_number: str,
    role: MandateRole,
    *,
    name: str = "",
    number: str | None = None,
) -> dict[MandateStatus, int]:
    """Return how many mandates of each status an enterprise gave or holds; none is left out."""
    query = sql.SQL("""
        SELECT m.status, count(*)
          FROM mandate m
          JOIN employer e ON e.id = m.employer_id
          JOIN sender s ON s.enterprise_number = m.mandatary
         WHERE m.{role} = %(own)s {matching}
         GROUP BY m.status
    """).format(role=sql.Identifier(role), matching=_matching(role, name, number))
    cursor = await connection.execute(query, _values(enterprise_number, name, number))
    counted: dict[MandateStatus, int] = {"pending": 0, "active": 0, "closed": 0, "refused": 0}
    return counted | dict(await cursor.fetchall())


async def count_waiting(connection: Connection, enterprise_number: str, role: MandateRole) -> int:
    """Return how many mandates wait for an enterprise's own confirmation."""
    query = sql.SQL("""
        SELECT count(*) FROM mandate
         WHERE {role} = %(own)s AND status = 'pending' AND proposed_by <> %(role)s
    """).format(role=sql.Identifier(role))
    cursor = await connection.execute(query, {"own": enterprise_number, "role": role})
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


def _values(own: str, name: str, number: str | None) -> dict[str, Any]:
    return {"own": own, "name": name, "name_end": name + LAST_CHARACTER, "number": number}


def _matching(role: MandateRole, name: str, number: str | None) -> sql.Composable:
    """Return the condition of a search; a range, as for all that row policies guard."""
    if number is not None:
        return sql.SQL("AND m.{} = %(number)s").format(_OTHER[role])
    if not name:
        return _NOTHING
    found = sql.SQL("AND {name} >= %(name)s AND {name} < %(name_end)s")
    return found.format(name=_NAMES[role])


def _beyond(role: MandateRole, window: Window[Any]) -> sql.Composable:
    if window.cursor is None:
        return _NOTHING
    return sql.SQL("""
        AND ({place}, {name}, m.id) {comparison}
            (SELECT {place}, {name}, m.id
               FROM mandate m
               JOIN employer e ON e.id = m.employer_id
               JOIN sender s ON s.enterprise_number = m.mandatary
              WHERE m.{role} = %(own)s AND m.id = %(cursor)s)
    """).format(
        place=_PLACE,
        name=_NAMES[role],
        role=sql.Identifier(role),
        comparison=sql.SQL("<") if window.backward else sql.SQL(">"),
    )


def _order(role: MandateRole, window: Window[Any]) -> sql.Composed:
    way = sql.SQL("DESC") if window.backward else sql.SQL("ASC")
    return sql.SQL("{place} {way}, {name} {way}, m.id {way}").format(
        place=_PLACE, name=_NAMES[role], way=way
    )
