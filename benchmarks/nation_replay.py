"""Records what a run says to the database, chunk by chunk, and says it again without computing."""

import asyncio
import time
from multiprocessing import get_context
from pathlib import Path

import msgspec
import polars as pl
from msgspec import Struct
from psycopg import sql

from benchmarks.world import CLOCK
from fla.database.columns import Columns, open_columns
from fla.database.identity import OPERATOR
from fla.rights import run as runs
from fla.rights import run_columns_store as store
from fla.rights.run_chunk import Rules, compute
from fla.rights.run_columns_store import Part


class Said(Struct):
    """A statement, whether its rows are read, or the temporary table that a frame went to."""

    statement: str = ""
    reads: bool = False
    table: str = ""


class Recorder(Columns):
    """Columns that keep what is said over them."""

    def __init__(self, columns: Columns, directory: Path) -> None:
        super().__init__(columns._connection)  # a recorder takes the place of what it records
        self.said: list[Said] = []
        self.directory = directory

    def read(self, query: sql.Composable) -> pl.DataFrame:
        self.said.append(Said(query.as_string(None), reads=True))
        return super().read(query)

    def execute(self, statement: sql.Composable) -> None:
        self.said.append(Said(statement.as_string(None)))
        super().execute(statement)

    def stage(self, table: str, frame: pl.DataFrame) -> None:
        frame.write_ipc(self.directory / f"{len(self.said)}.arrow")
        self.said.append(Said(table=table))
        super().stage(table, frame)


def record(app_url: str, directory: Path, workers: int, rules: Rules, year: int) -> None:
    """Compute each chunk and undo it; a directory for each keeps what was said."""
    wanted = runs.Wanted(year=year, chunk=workers, dry_run=True)
    run, _ = asyncio.run(runs.plan(app_url, wanted, rules.clock))
    with open_columns(app_url) as columns:
        store.make_temporary(columns)
        while True:
            with columns.transaction(OPERATOR, rules.clock.today()):
                chunk = store.claim(columns, run.number, None)
                if chunk is None:
                    return
                columns.mark()
                place = directory / str(chunk.number)
                place.mkdir()
                recorder = Recorder(columns, place)
                store.share_writing(recorder)
                counts = compute(
                    recorder,
                    Part(
                        year=year,
                        first_employer=chunk.first_employer,
                        last_employer=chunk.last_employer,
                    ),
                    run.number,
                    rules,
                    follow_up=False,
                )
                columns.go_back()
                store.finish(columns, run.number, chunk.number, counts, rules.clock.now())
            (place / "said.json").write_bytes(msgspec.json.encode(recorder.said))


def replay(app_url: str, directory: Path, processes: int) -> float:
    """Seconds that processes need to say everything again, their start included."""
    places = sorted(directory.iterdir(), key=lambda place: int(place.name))
    context = get_context("spawn")
    started = time.perf_counter()
    working = [
        context.Process(target=say_again, args=(app_url, places[number::processes]))
        for number in range(processes)
    ]
    for process in working:
        process.start()
    for process in working:
        process.join()
        assert process.exitcode == 0
    return time.perf_counter() - started


def say_again(app_url: str, places: list[Path]) -> None:
    """Say what was said in these chunks, each in a transaction of its own."""
    with open_columns(app_url) as columns:
        store.make_temporary(columns)
        for place in places:
            said = msgspec.json.decode((place / "said.json").read_bytes(), type=list[Said])
            with columns.transaction(OPERATOR, CLOCK.today()):
                for number, one in enumerate(said):
                    if one.table:
                        columns.stage(one.table, pl.read_ipc(place / f"{number}.arrow"))
                    elif one.reads:
                        columns.read(sql.SQL(one.statement))
                    else:
                        columns.execute(sql.SQL(one.statement))
