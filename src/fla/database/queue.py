"""The job queue's tables: procrastinate's own, in a schema beside ours.

They hold names of tasks and numbers of runs, nothing of a tenant. On a distributed PostgreSQL they
stay on one node.
"""

import re
from collections.abc import Mapping
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import psycopg
from msgspec import Struct
from msgspec.structs import asdict
from psycopg import sql
from psycopg.types.json import Jsonb

from fla.database.server import APP

SCHEMA = "jobs"
_RELEASE = re.compile(r"(\d+)\.(\d+)\.(\d+)")

Release = tuple[int, int, int]


class Job(Struct, frozen=True, kw_only=True):
    """A job to be done: those of one `lock` one after the other, of one `name` one at a time.

    The highest `priority` goes first, of the same the first that was put.
    """

    queue: str
    task: str
    lock: str
    name: str
    priority: int = 0


def install(connection: psycopg.Connection[Any]) -> None:
    """Bring the queue's schema to the release of the library; nothing where it is there already.

    For the owner of the tables, in one transaction. The schema's comment says which release it is.
    """
    ours = _release(version("procrastinate"))
    with connection.transaction():
        there = _installed(connection)
        if there == ours:
            return
        connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(_name()))
        connection.execute(sql.SQL("SET LOCAL search_path = {}").format(_name()))
        for statements in [_fresh()] if there is None else _later_than(there):
            connection.execute(statements.encode())
        _open_to_application(connection)
        connection.execute(
            sql.SQL("COMMENT ON SCHEMA {} IS {}").format(_name(), ".".join(map(str, ours)))
        )


async def put(
    connection: psycopg.AsyncConnection[Any], job: Job, arguments: Mapping[str, str]
) -> bool:
    """Put a job into the queue, in the caller's transaction: with what it is about, or not at all.

    False where such a job stands in the queue already. What waits for jobs is told at the commit.
    """
    await connection.execute(sql.SQL("SET LOCAL search_path = {}").format(_name()))
    cursor = await connection.execute(
        """
        SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(
                   %(queue)s, %(task)s, %(priority)s, %(lock)s, %(name)s, %(arguments)s, NULL)
               ]::procrastinate_job_to_defer_v1[])
         WHERE NOT EXISTS (SELECT FROM procrastinate_jobs
                            WHERE queueing_lock = %(name)s AND status IN ('todo', 'doing'))
        """,
        asdict(job) | {"arguments": Jsonb(dict(arguments))},
    )
    await connection.execute("SET LOCAL search_path TO DEFAULT")
    return cursor.rowcount == 1


def _installed(connection: psycopg.Connection[Any]) -> Release | None:
    row = connection.execute(
        "SELECT obj_description(to_regnamespace(%s), 'pg_namespace')", [SCHEMA]
    ).fetchone()
    return _release(row[0]) if row and row[0] else None


def _open_to_application(connection: psycopg.Connection[Any]) -> None:
    for grant in (
        "GRANT USAGE ON SCHEMA {schema} TO {app}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {app}",
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {app}",
    ):
        connection.execute(sql.SQL(grant).format(schema=_name(), app=sql.Identifier(APP)))


def _sources() -> Traversable:
    # Asked for when it is needed: it loads the whole library.
    return files("procrastinate.sql")


def _fresh() -> str:
    return _sources().joinpath("schema.sql").read_text(encoding="utf-8")


def _later_than(release: Release) -> list[str]:
    """Return the library's own migrations since a release, in their order."""
    known = sorted(
        (entry for entry in _sources().joinpath("migrations").iterdir() if _number(entry.name)),
        key=lambda entry: entry.name,
    )
    later = [entry for entry in known if _release(entry.name) > release]
    return [entry.read_text(encoding="utf-8") for entry in later]


def _number(name: str) -> bool:
    return name.endswith(".sql") and _RELEASE.match(name) is not None


def _release(text: str) -> Release:
    found = _RELEASE.match(text)
    if found is None:
        raise ValueError(f"{text!r} begins with no release number")
    major, minor, patch = map(int, found.groups())
    return major, minor, patch


def _name() -> sql.Identifier:
    return sql.Identifier(SCHEMA)
