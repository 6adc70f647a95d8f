"""Runs through the database give what the text of the law gives, employer by employer."""

import datetime as dt
import itertools
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fla.rights.run_chunk import Rules as RunRules
from tests.conftest import Connection, Database
from tests.rights import careers as drawn
from tests.rights.reference import Career, Line, Rules, Suspension, entitled
from tests.rights.register_copy import copy, rights
from tests.rights.registered import Employer, employer, scales_of
from tests.rights.run_world import CLOCK, carried_out

_numbers = itertools.count(1)


@st.composite
def employers(draw: st.DrawFn) -> Employer:
    """An employer with a few workers in a year, under any choices of law."""

    def pick(options: Any) -> Any:
        return draw(st.sampled_from(options))

    return employer(pick, pick(range(1, 7)), draw(drawn.rules()), pick((2024, 2025, 2026)))


@given(one=employers())
@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
async def test_an_employers_run_agrees_with_the_text(
    app: Connection, database: Database, one: Employer
) -> None:
    number, first = next(_numbers), one.careers[0]
    known = copy(database.superuser_url, number, [one])
    rules = RunRules(choices=drawn.choices(first.rules), clock=CLOCK)
    _, reached = await carried_out(database, rules, year=first.year, employer_id=number)
    assert reached.state == "finished"
    expected = {who: right for who, career in known.items() if (right := entitled(career))}
    stored = await rights(app, first.year)
    assert {who: right for who, right in stored.items() if who[0] == number} == expected


async def test_a_leave_renewed_at_new_year_keeps_the_regime_before_the_first(
    app: Connection, database: Database
) -> None:
    """Where partial leave shrinks nothing, the regime before it began counts: October's."""
    rules = Rules(partial_suspension="ignored")
    october, new_year = dt.date(2025, 10, 1), dt.date(2026, 1, 1)
    day = dt.timedelta(days=1)
    career = Career(
        lines=(
            Line(1, dt.date(2025, 1, 1), october - day, 3800, 3800, 500, 0),
            Line(1, october, None, 1900, 3800, 500, 0),
        ),
        suspensions=(
            Suspension(1, october, new_year - day, "partial", 1900),
            Suspension(1, new_year, None, "partial", 1900),
        ),
        scales=scales_of("25.00", rules, 2026),
        rules=rules,
        year=2026,
    )
    number = next(_numbers)
    copy(database.superuser_url, number, [Employer("25.00", (career,))])
    run_rules = RunRules(choices=drawn.choices(rules), clock=CLOCK)
    await carried_out(database, run_rules, year=2026, employer_id=number)
    stored = await rights(app, 2026)
    [right] = [right for who, right in stored.items() if who[0] == number]
    assert right == entitled(career)
    assert right.entitled == 40_000
