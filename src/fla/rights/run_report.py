"""What a run did, for those who asked for it."""

from msgspec import Struct

from fla.clock import Clock
from fla.rights import run_store as store
from fla.rights.run import operating
from fla.rights.run_model import Reached, Run

_COMMITTEES = 10


class Report(Struct, frozen=True, kw_only=True):
    """A run's counts, why rights changed, the largest joint committees, and what failed.

    `committees`: code, rights of the year, and those over zero; `problems`: first and last employer
    (ids) of each failed chunk, and what a person can be told of it.
    """

    run: Run
    reached: Reached
    reasons: dict[str, int]
    committees: list[tuple[str, int, int]]
    problems: list[tuple[int, int, str]]

    @property
    def seconds(self) -> float | None:
        """How long it took from its first start; None while it is not over."""
        if self.run.ended_at is None:
            return None
        return (self.run.ended_at - self.run.started_at).total_seconds()


async def report_of(app_url: str, clock: Clock, number: int | None) -> Report | None:
    """Return the report of a run, or of the latest; None where there is none."""
    async with operating(app_url, clock) as connection:
        run = await store.run_by_number(connection, number)
        if run is None:
            return None
        kept = not run.dry_run
        return Report(
            run=run,
            reached=await store.reached(connection, run.number),
            reasons=await store.reasons(connection, run.number) if kept else {},
            committees=await store.committees(connection, run.number, _COMMITTEES) if kept else [],
            problems=await store.problems(connection, run.number),
        )
