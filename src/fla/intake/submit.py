"""The one way into the register: many declarations at a time, checked as a set, written at once.

The number of statements does not depend on how many declarations come. Within a submission
employments are written before trainings, so that a set may bring a worker and his trainings
together; within a kind, what is cancelled and corrected comes before what is new.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress

import structlog
from psycopg.errors import DataError, DeadlockDetected, IntegrityError, LockNotAvailable
from uuid_utils.compat import uuid7

from fla.clock import Clock
from fla.database.identity import INTAKE, Identity, assume, enterprises
from fla.intake import journal, staging
from fla.intake.adjustments import ADJUSTMENTS, check_adjustments
from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.apply_employment import apply_employments
from fla.intake.apply_training import TRAININGS
from fla.intake.check_employment import check_employments
from fla.intake.check_training import check_trainings
from fla.intake.decisions import apply_decisions, check_decisions
from fla.intake.declaration import (
    AdjustmentDeclaration,
    AnyDeclaration,
    DecisionDeclaration,
    EmploymentDeclaration,
    HeadCountDeclaration,
    OptOutDeclaration,
    Outcome,
    RightDeclaration,
    Sender,
    TrainingDeclaration,
    Unreadable,
    VerificationDeclaration,
)
from fla.intake.entitlement import entitle
from fla.intake.filing import Filing, file, new_ids
from fla.intake.giving_way import PATIENCE, Trying
from fla.intake.head_counts import HEAD_COUNTS, check_head_counts
from fla.intake.opt_outs import OPT_OUTS, check_opt_outs
from fla.intake.probing import keep, watch
from fla.intake.recalculation import mark
from fla.intake.replacement import (
    check_replacements,
    in_turn,
    refuse_replaced,
    replace_numbers,
)
from fla.intake.rights import RIGHTS, check_rights
from fla.intake.shape import shape_faults
from fla.intake.staging import Connection
from fla.intake.verifications import VERIFICATIONS, check_verifications
from fla.intake.writing import NotWrittenError, Table, write

_log = structlog.get_logger()

MAXIMUM = 10_000
"""Declarations in one submission at the most; doors cut longer ones."""

_ATTEMPTS = 3
_OVERTAKEN = (DeadlockDetected, NotWrittenError)
"""What says of a lone declaration that others were faster, not that it is at fault."""
_OBJECTIONS = (IntegrityError, DataError, *_OVERTAKEN)
"""What the database, or what it did, has against a set that the checks let pass."""


class TryAgainError(Exception):
    """Others keep changing what a declaration is about: nothing was written, come back later."""


_Check = Callable[[Connection, Sequence[Filing], dt.date], Awaitable[None]]
_Apply = Callable[[Connection, Sequence[Filing], dt.datetime], Awaitable[None]]


def _writer(table: Table) -> _Apply:
    async def apply(connection: Connection, filings: Sequence[Filing], now: dt.datetime) -> None:
        await write(connection, table, filings, now)

    return apply


_STEPS: tuple[tuple[type[AnyDeclaration], _Check, _Apply], ...] = (
    (EmploymentDeclaration, check_employments, apply_employments),
    (HeadCountDeclaration, check_head_counts, _writer(HEAD_COUNTS)),
    (OptOutDeclaration, check_opt_outs, _writer(OPT_OUTS)),
    (RightDeclaration, check_rights, _writer(RIGHTS)),
    (AdjustmentDeclaration, check_adjustments, _writer(ADJUSTMENTS)),
    (VerificationDeclaration, check_verifications, _writer(VERIFICATIONS)),
    (TrainingDeclaration, check_trainings, _writer(TRAININGS)),
    (DecisionDeclaration, check_decisions, apply_decisions),
)
"""The kinds as they are checked and written: what others build on comes first."""

Trial = Callable[[Sender, Sequence[AnyDeclaration]], Awaitable[list[Outcome]]]
Seal = Callable[[Connection, list[Outcome]], Awaitable[None]]
"""What else a submission writes, once its outcomes are known: both are committed, or neither."""


async def submit(
    connection: Connection,
    sender: Sender,
    declarations: Sequence[AnyDeclaration],
    clock: Clock,
    *,
    dry_run: bool = False,
    seal: Seal | None = None,
) -> list[Outcome]:
    """Check declarations and write those that pass, in one transaction; outcomes in their order.

    A dry run checks the same and writes nothing; a provider's is not held against workers. Raises
    `ValueError` beyond `MAXIMUM`, `RuntimeError` on a connection with a transaction open, and
    `TryAgainError`.
    """
    addressed = [(sender, declaration) for declaration in declarations]
    return await submit_addressed(connection, addressed, clock, dry_run=dry_run, seal=seal)


async def submit_addressed(
    connection: Connection,
    declarations: Sequence[tuple[Sender, AnyDeclaration]],
    clock: Clock,
    *,
    dry_run: bool = False,
    seal: Seal | None = None,
) -> list[Outcome]:
    """Do as `submit` does for declarations of several senders that share one transaction."""
    if len(declarations) > MAXIMUM:
        raise ValueError(f"at most {MAXIMUM} declarations a submission, got {len(declarations)}")
    if not declarations:
        return []
    if not dry_run:
        # Nearly all need no second attempt, and so no savepoint to go back to.
        with suppress(*_OBJECTIONS):
            await staging.prepare(connection, len(declarations))
            async with connection.transaction():
                outcomes = await _attempt(connection, declarations, clock)
                if seal is not None:
                    await seal(connection, outcomes)
                return outcomes
    await staging.prepare(connection, len(declarations))
    async with connection.transaction(force_rollback=dry_run):
        outcomes = await _settle(connection, declarations, clock, dry_run=dry_run)
        if seal is not None:
            await seal(connection, outcomes)
        return outcomes


@asynccontextmanager
async def trial(
    connection: Connection, clock: Clock, *, patience: float = PATIENCE
) -> AsyncIterator[Trial]:
    """One transaction for many submissions that build on each other, undone at the end.

    What it gives takes declarations as `submit` does, one call after the other. It raises
    `TryAgainError` where others wait for it, or it for them: then all is to be tried anew, later.
    """
    await staging.prepare(connection, MAXIMUM)
    trying = Trying(connection, patience)

    async def take(sender: Sender, declarations: Sequence[AnyDeclaration]) -> list[Outcome]:
        if await trying.in_the_way():
            raise TryAgainError
        await staging.empty(connection)
        addressed = [(sender, one) for one in declarations]
        try:
            return await _settle(connection, addressed, clock, dry_run=True)
        except LockNotAvailable as waited:
            raise TryAgainError from waited

    async with connection.transaction(force_rollback=True):
        await trying.begin()
        yield take


async def _settle(
    connection: Connection,
    declarations: Sequence[tuple[Sender, AnyDeclaration]],
    clock: Clock,
    *,
    dry_run: bool,
) -> list[Outcome]:
    """Attempt the whole set; when the database still objects, its halves.

    A constraint speaks up where another transaction wrote the same in the meantime: the next
    attempt sees what it wrote. Should one declaration defeat the checks, it must not take its
    neighbours down with it: alone at last, it is refused and journalled. Not so where it only came
    too late each time: that raises `TryAgainError`.
    """
    fault: Exception | None = None
    for attempt in range(_ATTEMPTS):
        try:
            async with connection.transaction():
                if attempt:
                    await staging.empty(connection)
                return await _attempt(connection, declarations, clock, dry_run=dry_run)
        except _OBJECTIONS as error:
            fault = error
    if len(declarations) == 1 and isinstance(fault, _OVERTAKEN):
        raise TryAgainError from fault
    if len(declarations) == 1:
        _log.error("intake.defeated_the_checks", fault=type(fault).__name__)
        await staging.empty(connection)
        return await _refuse(connection, declarations, clock)
    middle = len(declarations) // 2
    await staging.empty(connection)
    first = await _settle(connection, declarations[:middle], clock, dry_run=dry_run)
    await staging.empty(connection)
    return first + await _settle(connection, declarations[middle:], clock, dry_run=dry_run)


async def _attempt(
    connection: Connection,
    declarations: Sequence[tuple[Sender, AnyDeclaration]],
    clock: Clock,
    *,
    dry_run: bool = False,
) -> list[Outcome]:
    today, now = clock.today(), clock.now()
    filings = _file(declarations, today)
    await assume(connection, INTAKE, today)
    await entitle(connection, filings, today)
    probes = await watch(connection, filings, today, dry_run=dry_run)
    await staging.stage_keys(connection, (f for f in filings if f.checkable))
    senders = enterprises(filing.sender.enterprise_number for filing in filings)
    await _check_and_apply(connection, filings, senders, clock)
    await keep(connection, probes, today)
    await journal.write(connection, filings, uuid7(), now)
    if not any(filing.first for filing in filings):
        return [filing.outcome() for filing in filings]
    await assume(connection, INTAKE, today)
    first = await journal.first_outcomes(connection, filings)
    return [first[f.first] if f.first is not None else f.outcome() for f in filings]


async def _refuse(
    connection: Connection,
    declarations: Sequence[tuple[Sender, AnyDeclaration]],
    clock: Clock,
) -> list[Outcome]:
    filings = _file(declarations, clock.today())
    for filing in filings:
        filing.anomalies.append(Anomaly(Field.DECLARATION, Error.INVALID))
    senders = enterprises(filing.sender.enterprise_number for filing in filings)
    await assume(connection, senders, clock.today())
    await journal.write(connection, filings, uuid7(), clock.now())
    return [filing.outcome() for filing in filings]


async def _check_and_apply(
    connection: Connection, filings: Sequence[Filing], senders: Identity, clock: Clock
) -> None:
    """Read wide, as the intake, and write narrow, as the senders, who have the last word."""
    today, now = clock.today(), clock.now()
    reading = True
    of_kind = _by_kind(filings)
    steps = (
        (turn, chosen, check, apply)
        for kind, check, apply in _STEPS
        for turn, chosen in enumerate(in_turn(of_kind[kind]))
    )
    for turn, chosen, check, apply in steps:
        if not reading:
            await assume(connection, INTAKE, today)
        if turn:  # only employments come in more than one
            await staging.empty_employments(connection)
        await check_replacements(connection, chosen)
        await check(connection, chosen, today)
        await refuse_replaced(connection, chosen)
        await assume(connection, senders, today)
        await replace_numbers(connection, chosen)
        await apply(connection, chosen, now)
        reading = False
    if reading:
        await assume(connection, senders, today)
    else:
        await mark(connection, filings)


def _by_kind(filings: Sequence[Filing]) -> dict[type[AnyDeclaration], list[Filing]]:
    """Those that are to be held against the register."""
    of_kind: dict[type[AnyDeclaration], list[Filing]] = defaultdict(list)
    for filing in filings:
        if filing.checkable:
            of_kind[type(filing.declaration)].append(filing)
    return of_kind


def _file(declarations: Sequence[tuple[Sender, AnyDeclaration]], today: dt.date) -> list[Filing]:
    """Give each declaration its id and check its form; a reference may stand once in a set."""
    seen: set[tuple[type[AnyDeclaration], str, str, str]] = set()
    filings = []
    ids = new_ids(len(declarations))
    for number, (sender, declaration) in enumerate(declarations):
        filing = file(number, ids[number], sender, declaration)
        filing.anomalies += shape_faults(declaration, today)
        key = (
            type(declaration),
            sender.enterprise_number,
            declaration.enterprise_number,
            declaration.reference,
        )
        if key in seen and not isinstance(declaration, Unreadable):
            filing.anomalies.append(Anomaly(Field.REFERENCE, Error.REPEATED, declaration.reference))
        seen.add(key)
        filings.append(filing)
    return filings
