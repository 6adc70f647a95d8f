"""What a run is: its year, its chunks of employers, and what it did."""

import datetime as dt
from typing import Literal, Self

from msgspec import Struct
from msgspec.structs import astuple

Scope = Literal["nation", "employer", "touched"]
OPEN_END = 2**63 - 1
"""Last employer of a nation's last chunk: whoever is registered later is in it."""
State = Literal["running", "stopping", "stopped", "finished", "failed"]


class Run(Struct, frozen=True, kw_only=True):
    """One run of a year; `touched` runs follow declarations, the others somebody asked for."""

    number: int
    year: int
    scope: Scope
    dry_run: bool
    state: State
    law_version: str
    started_at: dt.datetime
    ended_at: dt.datetime | None


class Chunk(Struct, frozen=True, kw_only=True):
    """Employers, by the first and the last id, whose workers are computed in one transaction."""

    number: int
    first_employer: int
    last_employer: int


class Counts(Struct, frozen=True, kw_only=True):
    """Workers of the year, and what became of their rights; the opted-out ones have none."""

    workers: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    opted_out: int = 0

    @property
    def written(self) -> bool:
        """Whether anything is not as it was before."""
        return bool(self.created or self.changed or self.removed)

    def plus(self, other: Self) -> "Counts":
        """Return the sum of two parts."""
        both = zip(astuple(self), astuple(other), strict=True)
        return Counts(
            **dict(zip(Counts.__struct_fields__, (sum(pair) for pair in both), strict=True))
        )


class Reached(Struct, frozen=True, kw_only=True):
    """How far a run is, in chunks, and its counts so far."""

    state: State
    chunks: int
    finished: int
    failed: int
    counts: Counts

    @property
    def waiting(self) -> int:
        """Chunks nobody has finished yet; some may be under way."""
        return self.chunks - self.finished - self.failed
