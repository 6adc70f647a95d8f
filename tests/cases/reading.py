"""From the words of a case to the JSON of a what-if, and its answer."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import yaml

from fla.rights.case_reader import decode_cases
from fla.rights.what_if import calculate

_PERIOD = re.compile(r"(?P<start>\S+) \.\. (?P<end>[^:]*): ?(?P<what>.+)")


class _Words(yaml.SafeLoader):
    """Numbers stay as they are written, so that 149.01 is not 149.010."""


_Words.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in resolvers if not tag.endswith((":float", ":timestamp"))
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def rows(name: str) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = yaml.load(
        Path(__file__).with_name(name).read_text("utf-8"),
        _Words,  # noqa: S506 - a safe loader
    )
    return read


def answer(case: dict[str, Any]) -> dict[str, Any]:
    [result] = calculate(decode_cases(msgspec.json.encode([case])))
    read: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(result))
    assert "error" not in read, read
    return read


def contract(text: str) -> dict[str, Any]:
    """`2020-01-01 .. 2026-06-30: 30.4 of 38` as an occupation line."""
    period, what = _period(text)
    q, s = (int(Decimal(hours) * 100) for hours in what.split(" of "))
    return {**period, "q": q, "s": s}


def suspension(text: str) -> dict[str, Any]:
    """`2025-02-01 .. 2025-05-31: full`, or with the hours that are left: a partial one."""
    period, what = _period(text)
    if what == "full":
        return {**period, "kind": "full"}
    return {**period, "kind": "partial", "q": int(Decimal(what) * 100)}


def headed(head_count: object) -> dict[str, Any]:
    """An average, or four quarters of which some may be `none`."""
    if isinstance(head_count, list):
        quarters = [None if one == "none" else str(one) for one in head_count]
        return {"headCount": {"quarters": quarters}}
    return {"headCount": {"average": str(head_count)}}


def _period(text: str) -> tuple[dict[str, Any], str]:
    found = _PERIOD.fullmatch(text)
    assert found, text
    return {"start": found["start"], "end": found["end"].strip() or None}, found["what"]
