"""The closing of a year: what is left of each right on 31 December, and where it goes.

A closing is a stored fact. It can be made again, which changes only what comes out otherwise since,
as after a late training; and it can be taken back as long as the next year is not closed. All of it
runs in the caller's transaction, as the operator.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, get_args

import msgspec
from msgspec import Struct
from psycopg import sql

from fla.clock import BRUSSELS
from fla.codes import EndReason
from fla.credit import closing_due_store as due
from fla.credit import closing_store as store
from fla.credit.closing_scope import Scope, workers_of
from fla.credit.closing_store import Terms
from fla.credit.settlement import outlives
from fla.database.records import Connection
from fla.law.model import Choices
from fla.law.pack import pack

if TYPE_CHECKING:  # polars takes a second that who closes a year by command need not wait
    from fla.database.columns import Columns

Employers = range | Sequence[int]
"""Ids of employers: a range of them, or a list."""


_LOT = 1_000
"""Employers at a time: some twenty thousand workers, at the size of a nation's mean employer."""


class YearNotOverError(Exception):
    """A year is closed when it is over, not before."""


class Closing(Struct, frozen=True, kw_only=True):
    """What a closing wrote, or would write: credit lines of workers by what became of them.

    `created`, `changed` and `removed` count against what a former closing wrote. `carried` lines
    go on into the next year; the others lapsed at the end of a window, by the choice about small
    employers, or because the worker left, unless nothing was left of them.
    """

    year: int
    employers: int = 0
    workers: int = 0
    lines: int = 0
    created: int = 0
    changed: int = 0
    removed: int = 0
    carried: int = 0
    window_end: int = 0
    small_employer: int = 0
    leaver: int = 0
    reopened: int = 0
    not_computed: int = 0

    @property
    def differs(self) -> bool:
        """Whether anything comes out otherwise than before."""
        return bool(self.created or self.changed or self.removed)

    def plus(self, other: "Closing") -> "Closing":
        """Return both together, of the same year."""
        names = [name for name in self.__struct_fields__ if name != "year"]
        added = {name: getattr(self, name) + getattr(other, name) for name in names}
        return msgspec.structs.replace(self, **added)


class Reopening(Struct, frozen=True, kw_only=True):
    """What a reopening took back, or would; `kept`: employers whose next year is closed already."""

    employers: int = 0
    lines: int = 0
    kept: int = 0

    def plus(self, other: "Reopening") -> "Reopening":
        """Return both together."""
        return Reopening(
            employers=self.employers + other.employers,
            lines=self.lines + other.lines,
            kept=self.kept + other.kept,
        )


async def close_year(
    connection: Connection,
    year: int,
    employers: Employers,
    now: dt.datetime,
    choices: Choices,
    *,
    dry_run: bool = False,
    scheduled: bool = False,
) -> Closing:
    """Close a year for employers, or close it anew; later years of theirs follow.

    Employers without workers are passed by, and so are those whose rights of the year no run has
    computed yet: they would lose what they are not given yet. `scheduled`: nobody asked for it, so
    what somebody reopened stays open. Raises `YearNotOverError` where `now` is not beyond the year,
    in Brussels.
    """
    if now.astimezone(BRUSSELS).year <= year:
        raise YearNotOverError(str(year))
    if not dry_run:
        await due.write_alone(connection)
    ready, reopened, not_computed = await due.sorted_out(
        connection, year, Scope(employers=employers)
    )
    scope = Scope(employers=ready if scheduled else ready + reopened)
    closing = await _close(connection, year, scope, now, choices, dry_run=dry_run)
    closing = msgspec.structs.replace(
        closing, reopened=len(reopened) if scheduled else 0, not_computed=len(not_computed)
    )
    if closing.differs and not dry_run:
        await _follow(connection, year + 1, scope, now, choices)
    return closing


async def reclose(
    connection: Connection,
    employer_id: int,
    worker_ids: Sequence[uuid.UUID] | None,
    now: dt.datetime,
    choices: Choices,
) -> int:
    """Close the closed years of an employer anew for workers whose rights or trainings changed.

    None for the workers: all of them. Returns how many credit lines came out otherwise, none where
    no year is closed.
    """
    scope = Scope(employers=[employer_id])
    if worker_ids is not None:
        scope = Scope(workers=workers_of(employer_id, worker_ids))
    return await _follow(connection, 0, scope, now, choices)


def reclose_listed(columns: "Columns", table: str, now: dt.datetime, choices: Choices) -> None:
    """Do the same for the workers of a temporary table (`employer_id`, `worker_id`), as columns.

    For runs and recalculations, in the transaction that changed their rights.
    """
    terms = _terms(choices)
    scope = Scope(workers=sql.Identifier(table), again=True)
    listed = Scope(workers=sql.Identifier(table))
    for year in columns.read(store.closed_years(listed, 0))["year"]:
        for statement in store.stage(year, scope, terms):
            columns.execute(statement)
        columns.execute(store.write(year, scope, terms.law_version, now))
        columns.execute(store.FORGET)


async def reopen_year(
    connection: Connection,
    year: int,
    employers: Employers,
    now: dt.datetime,
    *,
    dry_run: bool = False,
) -> Reopening:
    """Take the closing of a year back, for those employers whose next year is not closed.

    Credit is then what it was before the closing, and no scheduled closing closes the year again.
    """
    if not dry_run:
        await due.write_alone(connection)
    scope = Scope(employers=employers)
    reopened, lines, kept = await store.count_reopening(connection, year, scope)
    if not dry_run:
        await store.reopen(connection, year, scope, now)
    return Reopening(employers=reopened, lines=lines, kept=kept)


async def employer_ranges(connection: Connection) -> list[range]:
    """Return lots of employers that together are all of them, each for a transaction of its own."""
    last = await due.last_employer(connection)
    return [range(first, first + _LOT) for first in range(1, last + 1, _LOT)]


async def closing_waits(connection: Connection, year: int) -> bool:
    """Tell whether a run of a year is finished and somebody's year neither closed nor reopened."""
    return await due.closing_waits(connection, year)


async def _follow(
    connection: Connection, since: int, scope: Scope, now: dt.datetime, choices: Choices
) -> int:
    """Close closed years anew, in order: what one carries out, the next carries in."""
    differing = 0
    again = msgspec.structs.replace(scope, again=True)
    cursor = await connection.execute(store.closed_years(scope, since))
    for [year] in await cursor.fetchall():
        closing = await _close(connection, year, again, now, choices, dry_run=False)
        differing += closing.created + closing.changed + closing.removed
    return differing


async def _close(
    connection: Connection,
    year: int,
    scope: Scope,
    now: dt.datetime,
    choices: Choices,
    *,
    dry_run: bool,
) -> Closing:
    terms = _terms(choices)
    for statement in store.stage(year, scope, terms):
        await connection.execute(statement)
    counts: dict[str, Any] = await store.count(connection, year, scope)
    if not dry_run:
        await connection.execute(store.write(year, scope, terms.law_version, now))
    await connection.execute(store.FORGET)
    return Closing(year=year, **counts)


def _terms(choices: Choices) -> Terms:
    law = pack()
    return Terms(
        window=law.law.windows.first_year,
        window_years=law.law.windows.years,
        from_hire=choices.window == "fromHire",
        small_lapses=choices.small_employer_carry_over == "lapses",
        kept_reasons=[one for one in get_args(EndReason) if outlives(law, one, choices)],
        law_version=law.version,
    )
