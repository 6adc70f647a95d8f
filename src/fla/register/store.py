"""SQL of the register: employers, workers, employments and occupations that the actor may see."""

import uuid
from collections.abc import Sequence
from itertools import groupby
from typing import Any, TypeVar

import msgspec
from psycopg import sql

from fla.database.records import (
    FIRST_PAGE,
    LAST_CHARACTER,
    Connection,
    Page,
    Window,
    columns,
    fetch_all,
    fetch_one,
)
from fla.register.model import (
    Employer,
    EmployerLine,
    Employment,
    NewEmployer,
    Occupation,
    Suspension,
    Worker,
    WorkerAtEmployer,
)
from fla.register.rules import NameSearch, fold, read_search

_Part = TypeVar("_Part", Occupation, Suspension)

_ENTERPRISE_DIGITS = 10
_SSIN_DIGITS = 11
_NOTHING = sql.SQL("")
_ALL = sql.SQL("true")
# A mandate that is not in force shows the employer's name, to speak about it, but no list. An array
# and not a join, so that few employers are fetched by their keys out of hundreds of thousands.
_OPEN_EMPLOYER = sql.SQL("e.id = ANY (ARRAY (SELECT visible_employers()))")


async def add_employers(connection: Connection, employers: Sequence[NewEmployer]) -> dict[str, int]:
    """Add employers the register does not know; known ones stay as they are. For the operator.

    Returns the id of each by enterprise number. Raises psycopg.errors.UniqueViolation when two
    enterprises claim one NSSO number.
    """
    await connection.execute(
        """
        INSERT INTO employer (enterprise_number, nsso_number, name, search_name, language)
        SELECT * FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::text[], %s::text[])
        ON CONFLICT (enterprise_number) DO NOTHING
        """,
        [
            [employer.enterprise_number for employer in employers],
            [employer.nsso_number for employer in employers],
            [employer.name for employer in employers],
            [fold(employer.name) for employer in employers],
            [employer.language for employer in employers],
        ],
    )
    return await employer_ids(connection, [employer.enterprise_number for employer in employers])


async def employer_ids(connection: Connection, enterprise_numbers: Sequence[str]) -> dict[str, int]:
    """Return the ids of the employers the actor may see, by enterprise number."""
    cursor = await connection.execute(
        "SELECT enterprise_number, id FROM employer WHERE enterprise_number = ANY (%s)",
        [list(enterprise_numbers)],
    )
    return dict(await cursor.fetchall())


async def employer_by_number(connection: Connection, enterprise_number: str) -> Employer | None:
    """Return an employer the actor may see, by its ten digits."""
    query = sql.SQL("SELECT {} FROM employer WHERE enterprise_number = %(number)s")
    return await fetch_one(
        connection, Employer, query.format(columns(Employer)), {"number": enterprise_number}
    )


async def open_employer(connection: Connection, enterprise_number: str) -> int | None:
    """Return the id of an employer whose data is open to the acting enterprise, by its digits."""
    query = sql.SQL(
        "SELECT e.id FROM employer e WHERE e.enterprise_number = %(number)s AND {}"
    ).format(_OPEN_EMPLOYER)
    cursor = await connection.execute(query, {"number": enterprise_number})
    row = await cursor.fetchone()
    return None if row is None else int(row[0])


async def worker_by_ssin(connection: Connection, employer_id: int, ssin: str) -> Worker | None:
    """Return a worker of an employer by his number, if the actor may see him."""
    query = sql.SQL("SELECT {} FROM worker WHERE employer_id = %(employer_id)s AND ssin = %(ssin)s")
    keys = {"employer_id": employer_id, "ssin": ssin}
    return await fetch_one(connection, Worker, query.format(columns(Worker)), keys)


async def employer_by_id(connection: Connection, employer_id: int) -> Employer | None:
    """Return an employer the actor may see."""
    query = sql.SQL("SELECT {} FROM employer WHERE id = %(id)s")
    return await fetch_one(
        connection, Employer, query.format(columns(Employer)), {"id": employer_id}
    )


async def employers(
    connection: Connection,
    window: Window[int] = FIRST_PAGE,
    search: str = "",
    *,
    every: bool = False,
) -> Page[EmployerLine]:
    """Return the employers whose data is open to the acting enterprise, by name.

    `search` is the start of a name or an enterprise number; `every` is for the operator, to whom
    all employers are open.
    """
    query = sql.SQL("""
        SELECT e.id, e.enterprise_number, e.name,
               (SELECT count(*) FROM worker w WHERE w.employer_id = e.id) AS workers
          FROM employer e
         WHERE {open} {matching} {beyond}
         ORDER BY {order} LIMIT %(limit)s
    """)
    start = sql.SQL("SELECT c.search_name, c.id FROM employer c WHERE c.id = %(cursor)s")
    sought = read_search(search, _ENTERPRISE_DIGITS)
    rows = await fetch_all(
        connection,
        EmployerLine,
        query.format(
            open=_ALL if every else _OPEN_EMPLOYER,
            matching=_matching(sought, sql.SQL("enterprise_number")),
            beyond=_beyond(window, start),
            order=_order(window),
        ),
        _parameters(sought, window),
    )
    return window.page(rows)


async def count_employers(connection: Connection, search: str = "", *, every: bool = False) -> int:
    """Return how many employers all pages of `employers` hold together."""
    sought = read_search(search, _ENTERPRISE_DIGITS)
    query = sql.SQL("SELECT count(*) FROM employer e WHERE {} {}").format(
        _ALL if every else _OPEN_EMPLOYER, _matching(sought, sql.SQL("enterprise_number"))
    )
    return await _count(connection, query, _parameters(sought))


async def workers(
    connection: Connection,
    employer_id: int,
    window: Window[uuid.UUID] = FIRST_PAGE,
    search: str = "",
) -> Page[Worker]:
    """Return an employer's workers by name, past ones included.

    `search` is the start of 'family name given name' in any case and accents, or an SSIN.
    """
    query = sql.SQL("""
        SELECT {columns} FROM worker
         WHERE employer_id = %(employer_id)s {matching} {beyond}
         ORDER BY {order} LIMIT %(limit)s
    """)
    sought = read_search(search, _SSIN_DIGITS)
    start = sql.SQL(
        "SELECT search_name, id FROM worker WHERE employer_id = %(employer_id)s AND id = %(cursor)s"
    )
    rows = await fetch_all(
        connection,
        Worker,
        query.format(
            columns=columns(Worker),
            matching=_matching(sought, sql.SQL("ssin")),
            beyond=_beyond(window, start),
            order=_order(window),
        ),
        {"employer_id": employer_id, **_parameters(sought, window)},
    )
    return window.page(rows)


async def count_workers(connection: Connection, employer_id: int, search: str = "") -> int:
    """Return how many workers all pages of `workers` hold together."""
    sought = read_search(search, _SSIN_DIGITS)
    query = sql.SQL("SELECT count(*) FROM worker WHERE employer_id = %(employer_id)s {}").format(
        _matching(sought, sql.SQL("ssin"))
    )
    return await _count(connection, query, {"employer_id": employer_id, **_parameters(sought)})


async def worker_by_id(
    connection: Connection, employer_id: int, worker_id: uuid.UUID
) -> Worker | None:
    """Return a worker the actor may see."""
    query = sql.SQL("SELECT {} FROM worker WHERE employer_id = %(employer_id)s AND id = %(id)s")
    return await fetch_one(
        connection,
        Worker,
        query.format(columns(Worker)),
        {"employer_id": employer_id, "id": worker_id},
    )


async def workers_by_ssin(connection: Connection, ssin: str) -> list[WorkerAtEmployer]:
    """Return a person's records at all employers the actor may see, by the employer's name."""
    query = sql.SQL("""
        SELECT w.employer_id, w.id, w.ssin, w.family_name, w.given_name,
               e.enterprise_number, e.name AS employer_name
          FROM worker w JOIN employer e ON e.id = w.employer_id
         WHERE w.ssin = %(ssin)s
         ORDER BY e.search_name, e.id
    """)
    return await fetch_all(connection, WorkerAtEmployer, query, {"ssin": ssin})


async def employments(
    connection: Connection, employer_id: int, worker_id: uuid.UUID
) -> list[Employment]:
    """Return a worker's employments with their occupations and suspensions, the latest first."""
    parts = ("occupations", "suspensions")
    fields = [name for name in Employment.__struct_fields__ if name not in parts]
    query = sql.SQL("""
        SELECT {} FROM employment
         WHERE employer_id = %(employer_id)s AND worker_id = %(worker_id)s
         ORDER BY start_date DESC, id DESC
    """).format(sql.SQL(", ").join(map(sql.Identifier, fields)))
    keys = {"employer_id": employer_id, "worker_id": worker_id}
    found = await fetch_all(connection, Employment, query, keys)
    lines = _by_employment(await _parts(connection, Occupation, "occupation", keys))
    off = _by_employment(await _parts(connection, Suspension, "suspension", keys))
    return [
        msgspec.structs.replace(
            one, occupations=lines.get(one.id, ()), suspensions=off.get(one.id, ())
        )
        for one in found
    ]


async def _parts(
    connection: Connection, part: type[_Part], table: str, keys: dict[str, Any]
) -> list[_Part]:
    """Return the parts of a worker's employments that stand in a table of their own."""
    query = sql.SQL("""
        SELECT {} FROM employment e JOIN {} p
            ON p.employer_id = e.employer_id AND p.employment_id = e.id
         WHERE e.employer_id = %(employer_id)s AND e.worker_id = %(worker_id)s
         ORDER BY p.employment_id, p.start_date
    """).format(columns(part, "p"), sql.Identifier(table))
    return await fetch_all(connection, part, query, keys)


def _by_employment(parts: Sequence[_Part]) -> dict[uuid.UUID, tuple[_Part, ...]]:
    grouped = groupby(parts, key=lambda part: part.employment_id)
    return {employment_id: tuple(group) for employment_id, group in grouped}


def _matching(sought: NameSearch, number: sql.SQL) -> sql.Composable:
    """Return the condition of a search; a range, because row-level security keeps LIKE off indexes.

    PostgreSQL pushes only operators that cannot leak a hidden row's values below its policies.
    """
    if sought.number is not None:
        return sql.SQL("AND {} = %(number)s").format(number)
    if sought.prefix:
        return sql.SQL("AND search_name >= %(prefix)s AND search_name < %(prefix_end)s")
    return _NOTHING


def _beyond(window: Window[Any], start: sql.SQL) -> sql.Composable:
    if window.cursor is None:
        return _NOTHING
    comparison = sql.SQL("<") if window.backward else sql.SQL(">")
    return sql.SQL("AND (search_name, id) {} ({})").format(comparison, start)


def _order(window: Window[Any]) -> sql.SQL:
    return sql.SQL("search_name DESC, id DESC") if window.backward else sql.SQL("search_name, id")


def _parameters(sought: NameSearch, window: Window[Any] | None = None) -> dict[str, Any]:
    given = {"number": sought.number, "prefix": sought.prefix}
    given["prefix_end"] = sought.prefix + LAST_CHARACTER
    return given if window is None else given | {"cursor": window.cursor, "limit": window.fetched}


async def _count(connection: Connection, query: sql.Composed, parameters: dict[str, Any]) -> int:
    cursor = await connection.execute(query, parameters)
    row = await cursor.fetchone()
    return int(row[0]) if row else 0
