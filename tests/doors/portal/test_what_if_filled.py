"""A case fills the form of a what-if, and the form reads back as the same case."""

from typing import Any

import pytest

from fla.doors.portal.what_if_filled import case_form, with_numbered_contracts
from fla.doors.portal.what_if_form import MOST_LINES, overfull, read_case
from fla.rights.case import Case
from fla.rights.case_faults import CaseError
from fla.rights.case_reader import read_case as typed_case
from tests.rights.what_if import LINE, case

_QUARTERS = {"quarters": ["19", "20", "20.5", None], "adjustments": ["0", "1.25", "0", "0"]}
_OTHER = {"start": "2025-03-01", "end": "2026-08-31", "q": 1900, "s": 3833, "contract": "evening"}


def _typed(value: dict[str, Any]) -> Case:
    found = typed_case(value)
    assert not isinstance(found, CaseError), found
    return found


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"jointCommittee": "149.01", "carriedIn": "-1.2345"},
        {"headCount": _QUARTERS},
        {"headCount": {"quarters": ["10", "10", "11", None]}},
        {"headCount": {"firstQuarter": "7"}},
        {"headCount": {"average": "19.123456"}},
        {"occupations": [LINE | {"daysPerWeek": 400, "category": "student"}]},
        {"occupations": [LINE | {"contract": "day", "jointCommittee": "200"}, _OTHER]},
        {
            "occupations": [LINE | {"contract": "day"}, _OTHER],
            "suspensions": [
                {"start": "2026-02-01", "kind": "partial", "q": 950, "s": 3833}
                | {"contract": "evening"},
                {"start": "2026-05-01", "end": "2026-05-31", "kind": "full", "contract": "day"},
            ],
        },
        {"occupations": [LINE | {"start": f"2026-01-{day:02}", "end": f"2026-01-{day:02}"}
                         for day in range(1, 25)]},
        {"settings": {"rounding": "hourUp", "excludedCategories": ["student", "flexiJob"]}},
    ],
)  # fmt: skip
def test_a_case_comes_back_whole(changes: dict[str, Any]) -> None:
    asked = _typed(case(id="form", **changes))

    assert _typed(read_case(case_form(asked))) == asked


def test_an_average_typed_over_the_quarters_counts() -> None:
    form = case_form(_typed(case(headCount=_QUARTERS))) | {"average": ["9"]}

    assert _typed(read_case(form)).head_count.average == 9


def test_contracts_get_numbers_that_tell_them_apart() -> None:
    off = {"start": "2026-02-01", "kind": "full", "contract": "evening"}
    lines = [LINE | {"contract": "day"}, _OTHER]
    asked = _typed(case(occupations=lines, suspensions=[off]))

    numbered = with_numbered_contracts(asked)

    assert [one.contract for one in numbered.occupations] == ["1", "2"]
    assert [one.contract for one in numbered.suspensions] == ["2"]


def test_more_lines_than_the_form_takes_are_counted() -> None:
    assert overfull({f"mean_hours-{MOST_LINES}": ["38"]}) is None
    assert overfull({f"off_start-{MOST_LINES + 1}": ["x"]}) == MOST_LINES + 1
