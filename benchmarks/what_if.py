"""One what-if, and a file of them, beside the formula alone on columns that are there already."""

import statistics
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import msgspec

from benchmarks.report import Figure
from fla.rights.case import Case
from fla.rights.case_columns import Columns
from fla.rights.case_reader import decode_cases
from fla.rights.formula import entitle
from fla.rights.what_if import calculate

_ROUNDS = 60
_YEAR = 2026


def measure(many: int) -> list[Figure]:
    """Median milliseconds of one case, and of each of many in one file."""
    one, file = _content(1), _content(many)
    return [
        _figure("one what-if, beside the formula alone", one, 1, _formula_alone(one), "≤ 20 ms"),
        _figure(
            f"each of {many:,} in one file, beside its JSON alone",
            file,
            many,
            _json_alone(file),
            "",
        ),
    ]


def _figure(
    work: str, content: bytes, count: int, alone: Callable[[], object], goal: str
) -> Figure:
    rounds = _ROUNDS if count == 1 else 3
    ours = _median(lambda: msgspec.json.encode(calculate(decode_cases(content))), rounds) / count
    ceiling = _median(alone, rounds) / count
    return Figure(work, f"{ours:.2f} ms", f"{ceiling:.2f} ms", f"{ours / ceiling:.2f}", goal)


def _content(count: int) -> bytes:
    return msgspec.json.encode([_case(number) for number in range(count)])


def _json_alone(content: bytes) -> Callable[[], object]:
    """Read the cases and write the results, which are there already."""
    results = calculate(decode_cases(content))
    return lambda: (msgspec.json.decode(content), msgspec.json.encode(results))


def _formula_alone(content: bytes) -> Callable[[], object]:
    cases = [case for case in decode_cases(content) if isinstance(case, Case)]
    columns = Columns(_YEAR, cases[0].choices)
    for place, case in enumerate(cases):
        columns.add(place, case, case.head_count.average or Fraction(0))
    lines, scales, off = columns.lines(), columns.scale_rows(), columns.suspensions()
    return lambda: entitle(lines, scales, _YEAR, columns.choices, off)


def _case(number: int) -> dict[str, Any]:
    """A part-timer with a change of regime; no two of a hundred alike."""
    q = 1900 + number % 100 * 10
    return {
        "id": number,
        "year": _YEAR,
        "jointCommittee": "200",
        "headCount": {"average": "21.5"},
        "occupations": [
            {"start": "2025-03-15", "end": "2026-04-30", "q": q, "s": 3800},
            {"start": "2026-05-01", "q": 3800, "s": 3800},
        ],
        "suspensions": [{"start": "2026-02-01", "end": "2026-05-31", "kind": "full"}],
        "carriedIn": f"{number % 7}.25",
    }


def _median(work: Callable[[], object], rounds: int) -> float:
    work()
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1000
