"""The nation's run, one worker at a time, and the text of the law: row by row the same amounts."""

import random
from collections.abc import Mapping

import pytest

from fla.law.model import Choices
from fla.rights.run_chunk import Rules as RunRules
from tests.conftest import Connection, Database
from tests.rights import careers as drawn
from tests.rights.reference import Career, Entitled, Rules, entitled
from tests.rights.register_copy import Person, copy, rights
from tests.rights.registered import COMMITTEES, Employer, employer
from tests.rights.run_world import CLOCK, carried_out

YEAR = 2024
"""A leap year: a line may begin or end on 29 February."""
WORKERS = 10_000
ALONE = 500
STAFF = (1, 2, 3, 8, 20, 60, 150)
"""Workers of an employer."""


async def test_the_nation_each_worker_alone_and_the_text_agree(
    app: Connection, database: Database
) -> None:
    """10,000 workers drawn by a fixed seed, run in several chunks under the pack's own choices.

    The slow reading of the text answers for every one of them. A worker alone takes the formula
    tens of milliseconds, ten thousand of them minutes: a random 500 are computed alone. The
    formula's own tests compare alone, together and the text on careers drawn anew each time.
    """
    die = random.Random(3)
    known = copy(database.superuser_url, 1, _employers(die))
    assert len(known) == WORKERS
    rules = RunRules(choices=Choices(), clock=CLOCK)
    _, reached = await carried_out(database, rules, year=YEAR, chunk=1_500)
    assert (reached.state, reached.counts.workers) == ("finished", reached.counts.created)
    assert reached.chunks > 3
    stored = await rights(app, YEAR)
    assert _varied(stored)
    _require_same(stored, known, {who: entitled(career) for who, career in known.items()})
    some = {who: known[who] for who in die.sample(sorted(known), ALONE)}
    alone = {who: drawn.result_of([career])[0] for who, career in some.items()}
    _require_same(stored, some, alone)


def _employers(die: random.Random) -> list[Employer]:
    made: list[Employer] = []
    left = WORKERS
    while left:
        staff = min(left, die.choice(STAFF))
        made.append(employer(die.choice, staff, Rules(), YEAR))
        left -= staff
    return made


def _varied(stored: Mapping[Person, Entitled]) -> bool:
    """Days and hours, every committee, one month and twelve, mixed or not: all of it came about."""
    rows = stored.values()
    return (
        {row.unit for row in rows} == {"day", "hour"}
        and {row.scale for row in rows} == set(range(len(COMMITTEES)))
        and {row.months for row in rows} == set(range(1, 13))
        and {row.mixed for row in rows} == {True, False}
    )


def _require_same(
    stored: Mapping[Person, Entitled],
    known: Mapping[Person, Career],
    expected: Mapping[Person, Entitled | None],
) -> None:
    """Fail with the shortest career whose stored right is not as expected."""
    wrong = [who for who, right in expected.items() if stored.get(who) != right]
    if wrong:
        who = min(wrong, key=lambda who: (len(known[who].lines), len(known[who].suspensions)))
        pytest.fail(
            f"{len(wrong)} differ, such as {known[who]}\n"
            f"stored:   {stored.get(who)}\nexpected: {expected[who]}"
        )
