"""Works off the chunks of a run, one transaction after the other, until none is left."""

import secrets
import signal
from multiprocessing import parent_process

import psycopg
import structlog
from msgspec import Struct

from fla.database.columns import CONCURRENT, Columns, ColumnsError, open_columns
from fla.database.identity import OPERATOR
from fla.law.model import LawError
from fla.rights import run_columns_store as store
from fla.rights.run_chunk import Rules, compute
from fla.rights.run_columns_store import Part
from fla.rights.run_model import Chunk, Counts, Run

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

    A chunk that fails is marked with its problem, the others go on. Raises ColumnsError where
    the database is gone.
    """
    with open_columns(work.app_url) as columns:
        store.make_temporary(columns)
        while _wanted() and _one(columns, work):
            pass


def _wanted() -> bool:
    """Tell whether whoever started this process is still there."""
    parent = parent_process()
    return parent is None or parent.is_alive()


def _one(columns: Columns, work: Work) -> bool:
    """Do one chunk in a transaction of its own; say whether another may wait."""
    clock = work.rules.clock
    with columns.transaction(OPERATOR, clock.today()):
        chunk = store.claim(columns, work.run.number, work.chunk)
        if chunk is None:
            return False
        columns.mark()
        try:
            counts = _attempted(columns, work, chunk)
        except Exception as error:
            columns.go_back()
            store.fail(columns, work.run.number, chunk.number, _problem(error), clock.now())
        else:
            if work.run.dry_run:
                columns.go_back()
            store.finish(columns, work.run.number, chunk.number, counts, clock.now())
    return work.chunk is None


def _attempted(columns: Columns, work: Work, chunk: Chunk) -> Counts:
    """Compute a chunk, anew where somebody else wrote at the same moment."""
    for _ in range(_ATTEMPTS - 1):
        try:
            return _computed(columns, work, chunk)
        except (ColumnsError, psycopg.Error) as error:
            if error.sqlstate not in CONCURRENT:
                raise
            columns.go_back()
    return _computed(columns, work, chunk)


def _computed(columns: Columns, work: Work, chunk: Chunk) -> Counts:
    run, rules = work.run, work.rules
    part = Part(
        year=run.year, first_employer=chunk.first_employer, last_employer=chunk.last_employer
    )
    store.share_writing(columns)
    counts = compute(columns, part, run.number, rules, follow_up=False)
    if counts.written and rules.reclose is not None:
        store.list_settled(columns, run.year)
        rules.reclose(columns, "settled", rules.clock.now(), rules.choices)
    return counts


def _problem(error: Exception) -> str:
    """What a person can be told; the rest is in the log under the incident's number."""
    if isinstance(error, LawError):
        return str(error)
    incident = secrets.token_hex(4)
    structlog.get_logger().error("run.chunk-failed", incident=incident, exc_info=error)
    return f"incident {incident}"
