"""Counting the outcomes of a file: while it runs, and at its end."""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from msgspec import Struct, field

from fla.doors.batch.fault import FileFault
from fla.intake.declaration import Outcome


class Tally(Struct):
    """Outcomes so far, by status; `repeated` counts within the accepted ones.

    `codes` counts the anomalies by code.
    """

    records: int = 0
    accepted: int = 0
    warned: int = 0
    rejected: int = 0
    repeated: int = 0
    codes: Counter[str] = field(default_factory=Counter)

    def add(self, outcomes: Iterable[Outcome]) -> None:
        """Count some more."""
        for outcome in outcomes:
            self.records += 1
            self.repeated += outcome.repeated
            if outcome.status == "accepted":
                self.accepted += 1
            elif outcome.status == "rejected":
                self.rejected += 1
            else:
                self.warned += 1
            for anomaly in outcome.anomalies:
                self.codes[anomaly.code] += 1


class Progress(Struct, frozen=True):
    """How far a file is: outcomes so far, and bytes read of the total."""

    records: int
    accepted: int
    warned: int
    rejected: int
    bytes_read: int
    bytes_total: int


class Summary(Struct, frozen=True, kw_only=True):
    """What came of a file: outcomes by status, anomalies by code, seconds, and where it says more.

    `fault` says why the file was not read to its end; without one every record has its outcome.
    """

    records: int
    accepted: int
    warned: int
    rejected: int
    repeated: int
    codes: dict[str, int]
    elapsed: float
    fault: FileFault | None
    outcome_file: Path | None


ShowProgress = Callable[[Progress], None]
