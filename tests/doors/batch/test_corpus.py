"""Each case of the corpus goes the whole way of a file set, and is answered as is written there.

The cases are data: `corpus/*.yaml`. To add one is to add some lines there.
"""

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from fla.clock import FixedClock
from fla.database.pool import Pool, open_pool
from fla.filesets import arrival, inbox
from fla.filesets.faults import FaultCode
from fla.filesets.model import FileSet
from fla.settings import Settings
from tests.databases import Databases
from tests.doors.batch.bureau import Bureau, answers
from tests.doors.batch.conftest import employing
from tests.doors.batch.corpus_case import Case, Laid, cases, lay
from tests.doors.batch.corpus_world import World, open_world
from tests.doors.batch.test_process import count

AT_ONCE = dt.timedelta(days=-36500)
"""Whatever is missing is missing for good: by the file system's clock, which is not ours."""
CASES = list(cases())


@pytest.fixture(scope="module")
def world(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One register for all cases: none of them is to leave anything in it."""
    database = databases.lend()
    spool = tmp_path_factory.mktemp("corpus") / "spool"
    asyncio.run(databases.built(database, employing))
    made = asyncio.run(open_world(Settings(database_url=database.app_url, spool=spool)))
    before = asyncio.run(written(made))
    yield made
    assert asyncio.run(written(made)) == before
    databases.take_back(database)


async def written(world: World) -> list[int]:
    tables = ("journal", "training", "employment", "training_right", "head_count")
    async with open_pool(world.url, 1) as pool:
        return [await count(pool, table) for table in tables]


@pytest.fixture
async def pool(world: World) -> AsyncIterator[Pool]:
    async with open_pool(world.url, 1) as opened:
        yield opened


def test_the_corpus_is_large_and_no_case_is_there_twice() -> None:
    assert len(CASES) >= 60
    assert Counter(case.case for case in CASES).most_common(1)[0][1] == 1


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.case.replace(" ", "-"))
async def test_a_case(world: World, pool: Pool, case: Case) -> None:
    settings = replace(world.settings, **case.limits)
    bureau = Bureau(pool, settings, world.senders[case.sender], world.signers[case.sender])
    if case.before:
        await answered(bureau, world, case, case.before)
        bureau.clock = FixedClock(bureau.clock.now() + dt.timedelta(seconds=1))
    file_set = await answered(bureau, world, case, case)
    assert await told(bureau, file_set) == case.expected
    assert file_set.state == ("refused" if case.refused else case.state)


async def answered(bureau: Bureau, world: World, case: Case, laid: Laid) -> FileSet:
    """What becomes of the set that some files in the sender's folder are."""
    folder = lay(world, case, laid)
    file_set = await bureau.work(await taken(bureau, folder, case))
    for left in folder.iterdir():
        left.unlink()
    return file_set


async def taken(bureau: Bureau, folder: Path, case: Case) -> str:
    """The ticket of the set that starts with a GO, or of what waited too long for one."""
    files = inbox.listing(folder)
    go = [file.name for file in files if file.name.startswith("GO.")]
    now = bureau.clock.now()
    async with bureau.pool.connection() as connection:
        place = (connection, bureau.spool, bureau.sender, case.folder)
        if go:
            ticket = await arrival.hand_over(*place, go[0], now, AT_ONCE)
        else:
            strange = [inbox.Bundle("", None, [file], None) for file in inbox.odd(files)]
            (waiting,) = inbox.without_go(files) + strange
            ticket = await arrival.take(*place, waiting, now)
    assert ticket
    return ticket


async def told(bureau: Bureau, file_set: FileSet) -> tuple[list[str], list[str]]:
    """The faults of the acknowledgement, or the answers of the notification; both as replied."""
    (form,) = await bureau.acknowledgement(file_set)
    named = [one.text for one in form.iterfind("ReceptionResult/ErrorID")]
    reports = form.findall("ApplicationData/FaultReport")
    assert named == [report.findtext("ErrorID") for report in reports]
    faults = []
    for report in reports:
        place = [report.findtext(f"AnomalyLocation/{one}Nbr") for one in ("Line", "Column")]
        where = ":".join(filter(None, place))
        faults.append(" ".join(filter(None, (report.findtext("ErrorID"), where))))
    if faults:
        return sorted(faults), []
    notification = await bureau.notification(file_set)
    found = []
    for form in answers(notification):
        result = form.find("HandlingResult")
        assert result is not None
        parts = [result.findtext("ResultCode"), result.findtext("Diagnosis")]
        codes = sorted(one.text or "" for one in result.iterfind("AnomalyReport/ErrorID"))
        found.append(" ".join(("/".join(filter(None, parts)), *codes)))
    return [], found


def test_each_fault_of_a_set_that_a_sender_can_make_is_in_the_corpus() -> None:
    expected = {int(line.split()[0][5:]) for case in CASES for line in case.refused}
    # What comes of a day's sets together, and of a set that is called back, is tested with those.
    ours = {FaultCode.INTERRUPTED, FaultCode.TOO_MANY_SETS, FaultCode.CANCELLED}
    assert set(FaultCode) - ours == expected
