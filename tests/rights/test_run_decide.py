"""A frozen head count decided again: what changes, and what does not without it."""

import asyncio
from fractions import Fraction

import pytest

from fla.law.model import LawError
from fla.rights.run_decide import Decided, Size, decide_again
from fla.rights.run_model import Counts
from fla.rights.run_touched import recalculate
from tests.conftest import Connection, Database
from tests.rights.run_world import RULES, counts, do, employ, table


async def again(database: Database, employer_id: int, year: int) -> Decided | None:
    return await asyncio.to_thread(decide_again, database.app_url, RULES, employer_id, year)


async def test_a_corrected_quarter_changes_class_and_rights(
    app: Connection, database: Database
) -> None:
    """By a year of the period, here its second: both have one head count."""
    for number in (1, 2):
        await employ(app, number, fte="20")
    await counts(database)
    await do(app, "UPDATE head_count SET fte = 19.99")
    assert (await counts(database)).unchanged == 2
    decided = await again(database, 1, 2027)
    assert decided is not None
    assert decided.start.isoformat() == "2026-01-01"
    assert decided.before == Size(Fraction(20), "20+")
    assert decided.now == Size(Fraction(1999, 100), "10-19")
    done = await asyncio.to_thread(recalculate, database.app_url, RULES)
    assert done == {2026: Counts(workers=1, changed=1)}
    assert await table(app, "SELECT employer_id, reasons FROM right_change") == [(1, ["size"])]
    frozen = "SELECT employer_id, fte_hundredths FROM size_decision ORDER BY 1"
    assert await table(app, frozen) == [(1, 7996), (2, 8000)]


async def test_where_none_is_fixed_there_is_none_to_decide_again(
    app: Connection, database: Database
) -> None:
    await employ(app, 1)
    assert await again(database, 1, 2026) is None
    assert await table(app, "SELECT * FROM recalculation") == []
    with pytest.raises(LawError):
        await again(database, 1, 2021)
