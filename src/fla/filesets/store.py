"""SQL of file sets: their rows, how far each is, what is wrong with it or with its forms.

Asked for as the actor `batch`, who receives and answers; or, to read, as the operator or as the
enterprise that sent the set. Replies and names are in `reply_store`.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, Final, LiteralString

import msgspec
from msgspec import Struct
from msgspec.structs import asdict
from psycopg import sql
from psycopg.types.json import Jsonb

from fla.database.records import FIRST_PAGE, Connection, Page, Window, columns, fetch_all, fetch_one
from fla.filesets.faults import FaultCode
from fla.filesets.model import (
    FINAL_STATES,
    MOST_EXAMPLES,
    AnomalyCount,
    Example,
    Fault,
    FileSet,
    Progress,
    State,
)
from fla.senders.model import Environment

_SET: Final = columns(FileSet)
_LOCKS: Final = 0x464C4116
"""First half of the advisory locks of sets being worked on."""


class Filter(Struct, frozen=True, kw_only=True):
    """Which sets a list is of; None for any."""

    sender: str | None = None
    enterprise_number: str | None = None
    environment: Environment | None = None
    states: Collection[State] | None = None

    @property
    def given(self) -> dict[str, Any]:
        """What the list is narrowed by; what is None is no condition that a plan must allow for."""
        values = asdict(self) | {"states": None if self.states is None else list(self.states)}
        return {name: value for name, value in values.items() if value is not None}


_CONDITIONS: Final[dict[str, LiteralString]] = {
    "sender": "sender = %(sender)s",
    "enterprise_number": "enterprise_number = %(enterprise_number)s",
    "environment": "environment = %(environment)s",
    "states": "state = ANY (%(states)s)",
}


async def insert(connection: Connection, file_set: FileSet) -> bool:
    """Add a set; False when another has its name, or is being handed over from its files."""
    values: dict[str, Any] = asdict(file_set) | {"held": None}
    cursor = await connection.execute(
        sql.SQL("INSERT INTO file_set ({}) VALUES ({}) ON CONFLICT DO NOTHING").format(
            _SET, sql.SQL(", ").join(map(sql.Placeholder, FileSet.__struct_fields__))
        ),
        values,
    )
    return cursor.rowcount == 1


async def find(connection: Connection, ticket: str) -> FileSet | None:
    """Return a set, or None when there is none or it may not be seen."""
    query = sql.SQL("SELECT {} FROM file_set WHERE ticket = %(ticket)s").format(_SET)
    return await fetch_one(connection, FileSet, query, {"ticket": ticket})


async def list_sets(
    connection: Connection, which: Filter, window: Window[str] = FIRST_PAGE
) -> Page[FileSet]:
    """Return a page of the sets that may be seen, the latest first; its cursor is a ticket."""
    conditions = [sql.SQL("state <> 'arriving'")]
    conditions += [sql.SQL(_CONDITIONS[name]) for name in which.given]
    if window.cursor is not None:
        beyond = "ticket > %(cursor)s" if window.backward else "ticket < %(cursor)s"
        conditions.append(sql.SQL(beyond))
    rows = await fetch_all(
        connection,
        FileSet,
        sql.SQL("SELECT {} FROM file_set WHERE {} ORDER BY ticket {} LIMIT %(limit)s").format(
            _SET,
            sql.SQL(" AND ").join(conditions),
            sql.SQL("ASC" if window.backward else "DESC"),
        ),
        which.given | {"cursor": window.cursor, "limit": window.fetched},
    )
    return window.page(rows)


async def set_state(
    connection: Connection,
    ticket: str,
    state: State,
    now: dt.datetime,
    *,
    was: Collection[State],
    diagnosis: int | None = None,
    reason: str | None = None,
) -> bool:
    """Bring a set from one of the states it `was` in to another; False when it was in none.

    A final state gets its time of ending, `acknowledged` that of its acknowledgement.
    """
    cursor = await connection.execute(
        """
        UPDATE file_set
           SET state = %(state)s,
               acknowledged_at = CASE WHEN %(acknowledged)s THEN %(now)s ELSE acknowledged_at END,
               finished_at = CASE WHEN %(final)s THEN %(now)s END::timestamptz,
               diagnosis = coalesce(%(diagnosis)s, diagnosis),
               stopped_reason = coalesce(%(reason)s, stopped_reason)
         WHERE ticket = %(ticket)s AND state = ANY (%(was)s)
        """,
        {"ticket": ticket, "state": state, "now": now, "was": list(was)}
        | {"acknowledged": state == "acknowledged", "final": state in FINAL_STATES}
        | {"diagnosis": diagnosis, "reason": reason},
    )
    return cursor.rowcount == 1


async def hold(connection: Connection, ticket: str, held: dict[str, Any]) -> bool:
    """Let a set wait until somebody confirms it; `held` says what it would change.

    False where that is not to be: it was confirmed, or asked to stop, which it does by going on.
    """
    cursor = await connection.execute(
        """
        UPDATE file_set SET state = 'held', held = %(held)s
         WHERE ticket = %(ticket)s AND state IN ('acknowledged', 'processing')
           AND confirmed_at IS NULL AND stop_asked_by IS NULL
        """,
        {"ticket": ticket, "held": Jsonb(held)},
    )
    return cursor.rowcount == 1


async def set_content(connection: Connection, ticket: str, content: bytes) -> None:
    """Note the SHA-256 over the bytes of a set's parts, in order."""
    await connection.execute(
        "UPDATE file_set SET content_hash = %s WHERE ticket = %s", [content, ticket]
    )


async def set_forms(
    connection: Connection, ticket: str, part_forms: Sequence[int], language: str | None
) -> None:
    """Note how many forms each part of a set has, and in which language its sender reads."""
    await connection.execute(
        """
        UPDATE file_set SET forms = %(forms)s, part_forms = %(part_forms)s,
                            language = coalesce(%(language)s, language)
         WHERE ticket = %(ticket)s
        """,
        {"ticket": ticket, "forms": sum(part_forms), "part_forms": list(part_forms)}
        | {"language": language},
    )


async def advance(connection: Connection, ticket: str, progress: Progress) -> str | None:
    """Note how far a set is; return who asked that it stops, or None when it is to go on."""
    cursor = await connection.execute(
        """
        UPDATE file_set
           SET answered = %(answered)s, accepted = %(accepted)s, warned = %(warned)s,
               rejected = %(rejected)s, repeated = %(repeated)s, unchanged = %(unchanged)s,
               notification_bytes = %(notification_bytes)s
         WHERE ticket = %(ticket)s RETURNING stop_asked_by
        """,
        asdict(progress) | {"ticket": ticket},
    )
    row = await cursor.fetchone()
    return None if row is None else row[0]


async def restart(connection: Connection, ticket: str) -> None:
    """Forget what was answered of a set, and the anomalies found: for one that leaves no trace."""
    nothing = Progress(answered=0, accepted=0, warned=0, rejected=0)
    await advance(connection, ticket, nothing)
    await connection.execute("DELETE FROM file_set_anomaly WHERE ticket = %s", [ticket])


async def add_faults(connection: Connection, ticket: str, faults: Sequence[Fault]) -> None:
    """Add faults to a set, after those it has."""
    cursor = await connection.execute(
        "SELECT count(*) FROM file_set_fault WHERE ticket = %s", [ticket]
    )
    row = await cursor.fetchone()
    first = row[0] if row else 0
    rows = [
        asdict(fault) | {"ticket": ticket, "position": position, "code": int(fault.code)}
        for position, fault in enumerate(faults, first)
    ]
    async with connection.cursor() as writing:
        await writing.executemany(
            """
            INSERT INTO file_set_fault (ticket, position, code, file_name, line, "column", detail)
            VALUES (%(ticket)s, %(position)s, %(code)s, %(file_name)s, %(line)s, %(column)s,
                    %(detail)s)
            """,
            rows,
        )


async def faults_of(connection: Connection, ticket: str) -> list[Fault]:
    """Return the faults of a set, in their order."""
    cursor = await connection.execute(
        """
        SELECT code, file_name, line, "column", detail FROM file_set_fault
         WHERE ticket = %s ORDER BY position
        """,
        [ticket],
    )
    return [Fault(FaultCode(code), *rest) for code, *rest in await cursor.fetchall()]


async def add_anomalies(
    connection: Connection, ticket: str, anomalies: Collection[AnomalyCount]
) -> None:
    """Add to the counts of anomalies of a set's forms; of each the first examples are kept."""
    async with connection.cursor() as writing:
        await writing.executemany(
            """
            INSERT INTO file_set_anomaly AS a (ticket, code, anomaly_class, count, examples)
            VALUES (%(ticket)s, %(code)s, %(anomaly_class)s, %(count)s, %(examples)s)
            ON CONFLICT (ticket, code) DO UPDATE
               SET count = a.count + excluded.count,
                   examples = jsonb_path_query_array(a.examples || excluded.examples,
                                                     '$[0 to $last]', %(last)s)
            """,
            [_anomaly_row(ticket, anomaly) for anomaly in anomalies],
        )


def _anomaly_row(ticket: str, anomaly: AnomalyCount) -> dict[str, Any]:
    examples = msgspec.to_builtins(anomaly.examples[:MOST_EXAMPLES])
    return (
        asdict(anomaly)
        | {"ticket": ticket, "examples": Jsonb(examples)}
        | {"last": Jsonb({"last": MOST_EXAMPLES - 1})}
    )


async def anomalies_of(connection: Connection, ticket: str) -> list[AnomalyCount]:
    """Return the anomalies of a set's forms, the most frequent first."""
    cursor = await connection.execute(
        """
        SELECT code, anomaly_class, count, examples FROM file_set_anomaly
         WHERE ticket = %s ORDER BY count DESC, code
        """,
        [ticket],
    )
    return [
        AnomalyCount(code, anomaly_class, count, msgspec.convert(examples, list[Example]))
        for code, anomaly_class, count, examples in await cursor.fetchall()
    ]


async def lock(connection: Connection, ticket: str) -> bool:
    """Keep a set to this session, until it ends; False when another session has it."""
    cursor = await connection.execute(
        "SELECT pg_try_advisory_lock(%s, hashtext(%s))", [_LOCKS, ticket]
    )
    row = await cursor.fetchone()
    return row is not None and bool(row[0])
