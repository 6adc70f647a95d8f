"""Works off the chunks of a run, one transaction after the other, until none is left."""

import os
import secrets
import signal
from multiprocessing import parent_process

import structlog
from msgspec import Struct
from psycopg import sql

from fla.database.columns import (
    DEADLOCK,
    SERIALIZATION_FAILURE,
    UNIQUE_VIOLATION,
    Columns,
    open_columns,
)
from fla.database.identity import OPERATOR
from fla.law.model import LawError
from fla.rights import run_columns_store as store
from fla.rights.run_chunk import Rules, compute
from fla.rights.run_columns_store import Part
from fla.rights.run_model import Chunk, Run

_AGAIN = frozenset({UNIQUE_VIOLATION, SERIALIZATION_FAILURE, DEADLOCK})
"""Somebody else wrote at the same moment: what he wrote is there when the chunk is begun anew."""
_ATTEMPTS = 3


class Work(Struct, frozen=True, kw_only=True):
    """A run for a process to work on; `chunk` where it is to do that one alone."""

    app_url: str
    run: Run
    rules: Rules
    chunk: int | None = None


def work_in_process(work: Work) -> None:
    """Do the work in a process of its own, which leaves Ctrl-C to its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    work_off(work)


def work_off(work: Work) -> None:
    """Compute chunks as long as one waits and the run is not stopped.

    A chunk that fails is marked with its problem, the others go on. Raises the driver's Error where
    the database is gone.
    """
    with open_columns(work.app_url) as columns:
        store.make_temporary(columns)
        columns.commit()
        while _wanted() and _one(columns, work):
            pass


def _wanted() -> bool:
    """Tell whether whoever started this process is still there."""
    parent = parent_process()
    return parent is None or parent.is_alive()


def _one(columns: Columns, work: Work) -> bool:
    """Do one chunk; say whether another may wait."""
    for attempt in range(1, _ATTEMPTS + 1):
        chunk: Chunk | None = None
        try:
            chunk = _claimed(columns, work)
            if chunk is None:
                columns.rollback()
                return False
            _carry_out(columns, work, chunk)
        except Exception as error:
            columns.rollback()
            if chunk is None:
                raise
            if getattr(error, "sqlstate", None) in _AGAIN and attempt < _ATTEMPTS:
                continue
            _mark_failed(columns, work, chunk, error)
        return work.chunk is None
    return False


def _claimed(columns: Columns, work: Work) -> Chunk | None:
    columns.assume(OPERATOR, work.rules.clock.today())
    return store.claim(columns, work.run.number, work.chunk)


def _carry_out(columns: Columns, work: Work, chunk: Chunk) -> None:
    run, rules = work.run, work.rules
    part = Part(
        year=run.year, first_employer=chunk.first_employer, last_employer=chunk.last_employer
    )
    columns.execute(sql.SQL("SAVEPOINT before_chunk"))
    store.share_writing(columns)
    if rules.close is not None:
        rules.close(columns, part)
    counts = compute(columns, part, run.number, rules, follow_up=False)
    if run.dry_run:
        columns.execute(sql.SQL("ROLLBACK TO SAVEPOINT before_chunk"))
    store.finish(columns, run.number, chunk.number, counts, rules.clock.now())
    columns.commit()


def _mark_failed(columns: Columns, work: Work, chunk: Chunk, error: Exception) -> None:
    """Keep what a person can be told; the rest is in the log under the incident's number."""
    if isinstance(error, LawError):
        problem = str(error)
    else:
        incident = secrets.token_hex(4)
        problem = f"incident {incident}"
        structlog.get_logger().error(
            "run.chunk-failed",
            run=work.run.number,
            chunk=chunk.number,
            incident=incident,
            process=os.getpid(),
            exc_info=error,
        )
    columns.assume(OPERATOR, work.rules.clock.today())
    store.fail(columns, work.run.number, chunk.number, problem, work.rules.clock.now())
    columns.commit()
