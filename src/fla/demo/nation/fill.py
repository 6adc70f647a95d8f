"""A Belgium of any size straight into an empty register: for measuring, past intake and journal."""

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import polars as pl
from msgspec import Struct

from fla.demo.careers import year_of
from fla.demo.nation import rows, store
from fla.demo.nation.contracts import contracts, lines, suspensions
from fla.demo.nation.employers import committee_table, employer_rows, employers
from fla.demo.nation.people import identities
from fla.demo.nation.staff import hires, staff
from fla.law.head_count import reference_quarters
from fla.law.model import Choices

Progress = Callable[[int], None]
"""Told how many more employers are in."""


class Chunk(Struct, frozen=True):
    """The rows of some employers, by table."""

    employers: int
    frames: dict[str, pl.DataFrame]


_CHUNK = 2500
"""Employers made and copied at a time: 50 thousand workers, some tens of megabytes."""
_SESSIONS = 2
"""Copying at the same time; a server's session keeps one core busy."""

_LARGE = ("occupation", "employment", "worker")
"""Tables whose indexes are built when the rows are in; the longest first."""


class Filled(Struct, frozen=True, kw_only=True):
    """How many rows each table got, and in how many seconds."""

    counts: dict[str, int]
    seconds: float

    @property
    def rows_per_second(self) -> float:
        """Rows of all tables by the second."""
        return sum(self.counts.values()) / self.seconds


def fill_nation(
    superuser_url: str,
    count: int,
    seed: int,
    today: dt.date,
    progress: Progress,
    *,
    no_overlap: bool = True,
) -> Filled:
    """Write so many employers with everything they declare in a year, at most 899,981.

    The register must be migrated and empty. For the superuser, whom row-level security lets pass:
    COPY knows no policies. The same seed and day give the same rows. Without `no_overlap` the
    constraints that keep employments and lines from overlapping stay off: they are half the work,
    and weigh only on who writes to these tables.
    """
    started = time.perf_counter()
    made = _Nation(count, seed, today)
    with closing(store.connect(superuser_url)) as connection:
        aside = store.set_aside(connection, _LARGE)
        store.copy(connection, "employer", rows.TABLES["employer"], made.employer_rows())
    counts = {"employer": count} | _copied(superuser_url, made.chunks(), progress)
    wanted = [index for index in aside if no_overlap or index.kind != "exclusion"]
    with ThreadPoolExecutor(_SESSIONS) as sessions:
        list(sessions.map(lambda table: _put_back(superuser_url, table, wanted), _LARGE))
    with closing(store.connect(superuser_url)) as connection:
        store.finish(connection)
    return Filled(counts=counts, seconds=time.perf_counter() - started)


def _copied(url: str, chunks: Iterator[Chunk], progress: Progress) -> dict[str, int]:
    """Copy all chunks and return how many rows each table got."""
    turn = threading.Lock()
    with ThreadPoolExecutor(_SESSIONS) as sessions:
        copying = [
            sessions.submit(_copy_all, url, chunks, turn, progress) for _ in range(_SESSIONS)
        ]
    totals = [one.result() for one in copying]
    return {name: sum(total[name] for total in totals) for name in totals[0]}


def _put_back(url: str, table: str, indexes: list[store.Index]) -> None:
    with closing(store.connect(url)) as connection:
        store.put_back(connection, [one for one in indexes if one.table == table])


def _copy_all(
    url: str, chunks: Iterator[Chunk], turn: threading.Lock, progress: Progress
) -> dict[str, int]:
    """Copy chunks until none is left; each is one transaction."""
    counts = dict.fromkeys(list(rows.TABLES)[1:], 0)
    with closing(store.connect(url)) as connection:
        while True:
            with turn:
                chunk = next(chunks, None)
            if chunk is None:
                return counts
            with connection.transaction():
                for table, frame in chunk.frames.items():
                    store.copy(connection, table, rows.TABLES[table], frame)
                    counts[table] += frame.height
            progress(chunk.employers)


class _Nation:
    """Makes chunk after chunk; remembers how many workers and persons there were before."""

    def __init__(self, count: int, seed: int, today: dt.date) -> None:
        self._seed = seed
        self._year = year_of(today)
        self._moment = dt.datetime.combine(today, dt.time(9), dt.UTC)
        self._committees = committee_table()
        self._employers = employers(count, seed)
        self._quarters = reference_quarters(self._year.number, Choices())
        self._workers = self._hired = 0

    def employer_rows(self) -> pl.DataFrame:
        return employer_rows(self._employers)

    def chunks(self) -> Iterator[Chunk]:
        for firms in self._employers.iter_slices(_CHUNK):
            yield self._chunk(firms)

    def _chunk(self, firms: pl.DataFrame) -> Chunk:
        seed, year, known, moment = self._seed, self._year, self._committees, self._moment
        people = rows.numbered(staff(firms, known, seed, year, self._hired), self._workers + 1)
        self._workers += people.height
        self._hired = max(self._hired, hires(people))
        hired = rows.employed(contracts(people, known, seed, year))
        frames = {
            "worker": rows.workers(people, identities(seed)),
            "employment": rows.employments(hired, moment),
            "occupation": rows.occupations(lines(hired), known),
            "suspension": rows.suspended(suspensions(hired, seed, year)),
            "head_count": rows.head_counts(firms, known, seed, self._quarters, moment),
            "opt_out": rows.opt_outs(firms, people, seed, year, moment),
        }
        return Chunk(firms.height, frames)
