"""Loads the synthetic Belgium office by office, has rights computed, and shows how far it is."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import psycopg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from fla.clock import BRUSSELS, Clock, FixedClock
from fla.database.pool import Pool, open_pool
from fla.demo import store
from fla.demo.batches import Batch, write_batches, write_mistakes
from fla.demo.belgium import Company, generate
from fla.demo.computing import compute_rights, recompute
from fla.demo.draw import series
from fla.demo.employers import employer
from fla.demo.mark import Mark
from fla.demo.proposals import decide
from fla.demo.register import RefusedError, declare, settle
from fla.demo.sandbox_load import settle_sandbox
from fla.demo.senders import MANDATORS, payroll_office
from fla.demo.what_if import write_cases
from fla.doors.batch.process import outcome_path, submit_file
from fla.doors.batch.run import Options
from fla.doors.batch.tally import Progress as Reached
from fla.intake.declaration import AnyDeclaration, Sender
from fla.mandates.model import RegisteredSender
from fla.trainings.settling import settle as settle_proposals

_CONNECTIONS = 2
_FIRST_COUNT = 2000
"""Jobs after which the planner is told for the first time what is in the register."""


async def load(
    app_url: str,
    owner: psycopg.Connection[Any],
    mark: Mark,
    directory: Path,
    clock: Clock,
    console: Console,
) -> None:
    """Bring what a mark stands for into the register, the trainings as files in a directory.

    Then compute rights and close the year before. What is there already stays. Raises RefusedError
    when the intake refuses any of it, or when rights could not be computed.
    """
    pool = open_pool(app_url, _CONNECTIONS)
    with _progress(console) as progress:
        async with pool:
            loading = _Loading(app_url, pool, owner, mark, directory, clock, progress)
            await loading.run()


_Later = dict[RegisteredSender, list[AnyDeclaration]]
"""What payroll offices declare once rights are computed."""


class _Loading:
    def __init__(
        self,
        app_url: str,
        pool: Pool,
        owner: psycopg.Connection[Any],
        mark: Mark,
        directory: Path,
        clock: Clock,
        progress: Progress,
    ) -> None:
        self._app_url = app_url
        self._pool = pool
        self._owner = owner
        self._mark = mark
        self._directory = directory
        self._clock = clock
        self._progress = progress
        self._people = progress.add_task("Employers, workers, head counts", total=_jobs(mark))
        self._trainings = progress.add_task("Trainings, by XML batch", total=0)
        self._rights = progress.add_task("Rights computed, last year closed", total=1)
        self._verdicts: _Later = {}
        self._corrections: _Later = {}
        self._settled, self._next_count = 0, _FIRST_COUNT

    async def run(self) -> None:
        mark = self._mark
        async with self._pool.connection() as connection:
            await settle_sandbox(connection, self._on(mark.day))
        for companies in _offices(generate(mark.employers, mark.seed, mark.day)):
            settled = await self._settle(companies)
            batches = write_batches(self._directory, settled, mark.day)
            self._announce(batches)
            for batch in batches:
                await self._submit(batch)
            if settled[0].employer.index == 0:
                write_mistakes(self._directory / "mistakes.xml", settled[0], mark.day)
                write_cases(self._directory / "what-if.json", settled[0], mark.day.year)
        store.analyse(self._owner)
        await self._answer()
        await self._compute()
        store.analyse(self._owner)

    async def _answer(self) -> None:
        """Settle what providers registered long ago; let employers answer some of the rest."""
        clock = self._on(self._mark.day)
        await settle_proposals(self._app_url, clock)
        async with self._pool.connection() as connection:
            await decide(connection, clock)

    async def _compute(self) -> None:
        """Compute rights, hand in what employers say about them, and follow what that changes."""
        clock = self._on(self._mark.day)
        await compute_rights(self._app_url, self._mark.day.year, clock)
        async with self._pool.connection() as connection:
            for later in (self._verdicts, self._corrections):
                for office, declarations in later.items():
                    await declare(connection, office, declarations, clock)
        await recompute(self._app_url, clock)
        self._progress.advance(self._rights)

    async def _settle(self, companies: Iterable[Company]) -> list[Company]:
        settled = []
        async with self._pool.connection() as connection:
            async for company in settle(connection, companies, self._on(self._mark.day)):
                settled.append(company)
                office = payroll_office(company.employer.index)
                self._verdicts.setdefault(office, []).extend(company.verdicts)
                self._corrections.setdefault(office, []).extend(company.corrections)
                self._count(company.employer.size)
        return settled

    def _count(self, jobs: int) -> None:
        """Show progress; a planner that takes a growing register for empty is slow by then."""
        self._progress.advance(self._people, jobs)
        self._settled += jobs
        if self._settled >= self._next_count:
            store.analyse(self._owner)
            self._next_count = self._settled * 4

    def _announce(self, batches: Iterable[Batch]) -> None:
        (known,) = (task for task in self._progress.tasks if task.id == self._trainings)
        total = (known.total or 0) + sum(batch.records for batch in batches)
        self._progress.update(self._trainings, total=total)

    async def _submit(self, batch: Batch) -> None:
        before = self._progress.tasks[self._trainings].completed

        def show(reached: Reached) -> None:
            self._progress.update(self._trainings, completed=before + reached.records)

        summary = await submit_file(
            batch.path,
            Sender(enterprise_number=batch.sender, door="xml"),
            self._pool,
            self._on(batch.day),
            Options(progress=show),
        )
        if summary.rejected or summary.fault:
            raise RefusedError(f"{batch.path} was not accepted, see {outcome_path(batch.path)}")

    def _on(self, day: dt.date) -> FixedClock:
        """Return a clock that stands at a day, at this time of the day."""
        now = self._clock.now().astimezone(BRUSSELS)
        return FixedClock(dt.datetime.combine(day, now.time(), BRUSSELS))


def _offices(companies: Iterable[Company]) -> Iterator[Iterator[Company]]:
    for _, mandators in groupby(companies, lambda company: company.employer.index // MANDATORS):
        yield mandators


def _jobs(mark: Mark) -> int:
    return sum(employer(index, series(mark.seed, index)).size for index in range(mark.employers))


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )
