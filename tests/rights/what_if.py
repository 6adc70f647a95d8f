"""A sound case to change one thing of, and how it is answered."""

from typing import Any

import msgspec

from fla.rights.case_reader import decode_cases
from fla.rights.what_if import calculate

LINE: dict[str, Any] = {"start": "2020-01-01", "q": 3800, "s": 3800}


def case(**changes: Any) -> dict[str, Any]:
    """A full-timer of 2026 under the general law, with an employer of twenty-five."""
    return {
        "id": "x",
        "year": 2026,
        "headCount": {"average": "25"},
        "occupations": [LINE],
        **changes,
    }


def answers(cases: list[Any]) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = msgspec.json.decode(
        msgspec.json.encode(calculate(decode_cases(msgspec.json.encode(cases))))
    )
    return read


def answer(asked: object) -> dict[str, Any]:
    """The result of one case that has no error."""
    [result] = answers([asked])
    assert "error" not in result, result["error"]
    return result


def refusal(asked: object) -> dict[str, Any]:
    """The error of one case that has one."""
    [result] = answers([asked])
    error: dict[str, Any] = result["error"]
    return error
