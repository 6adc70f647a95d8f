"""Whether suspensions fit each other and the occupation lines of their days, and change them."""

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

from fla.rights.case import Case, Occupation, Suspension
from fla.rights.case_dates import contracts, overlap, overlaps
from fla.rights.case_faults import FaultError

_OPEN = dt.date.max


def suspended(suspension: Suspension, lines: Sequence[Occupation]) -> list[int]:
    """Return the places of the lines a suspension touches, in its own or in any contract."""
    last = suspension.end or _OPEN
    return [
        place
        for place, line in enumerate(lines)
        if suspension.contract in (None, line.contract)
        and line.start <= last
        and suspension.start <= (line.end or _OPEN)
    ]


def without_hours(case: Case) -> tuple[Suspension, ...]:
    """Return the partial suspensions that change nothing, where they would.

    They say no hours, and no line with fewer hours begins in them to say it.
    """
    if case.choices.partial_suspension == "ignored":
        return ()
    return tuple(
        one
        for one in case.suspensions
        if one.kind == "partial" and one.q is None and not _told_by_lines(one, case.occupations)
    )


def _told_by_lines(suspension: Suspension, lines: Sequence[Occupation]) -> bool:
    """Whether a line that begins in a suspension has fewer hours than before, or is the first."""
    return any(
        _fewer(lines[place], lines)
        for place in suspended(suspension, lines)
        if lines[place].start >= suspension.start
    )


def _fewer(line: Occupation, lines: Sequence[Occupation]) -> bool:
    """Whether a line has fewer hours than the one before it of its contract, or has none."""
    before = [one for one in lines if one.contract == line.contract and one.start < line.start]
    latest = max(before, key=lambda one: one.start, default=None)
    return latest is None or Fraction(line.q, line.s) < Fraction(latest.q, latest.s)


def require_fitting(suspensions: Sequence[Suspension], lines: Sequence[Occupation]) -> None:
    """Raise `FaultError` for suspensions that overlap, or do not fit the lines they touch."""
    for earlier, later in overlaps(suspensions):
        named = {suspensions[earlier].contract, suspensions[later].contract}
        if None in named or len(named) == 1:
            raise overlap("overlappingSuspensions", "suspensions", suspensions, earlier, later)
    numbers = contracts(lines) if suspensions else []
    for index, suspension in enumerate(suspensions):
        at = f"suspensions[{index}]"
        _require_known_contract(suspension, lines, at)
        touched = suspended(suspension, lines)
        _require_same_reference(suspension, [lines[place] for place in touched], at)
        if suspension.q is not None and len({numbers[place] for place in touched}) > 1:
            raise FaultError("contractMissing", f"{at}.contract")


def _require_known_contract(suspension: Suspension, lines: Sequence[Occupation], at: str) -> None:
    names = [line.contract for line in lines if line.contract is not None]
    if suspension.contract is not None and suspension.contract not in names:
        listed = ", ".join(dict.fromkeys(names))
        raise FaultError("notInList", f"{at}.contract", value=suspension.contract, detail=listed)


def _require_same_reference(suspension: Suspension, touched: Sequence[Occupation], at: str) -> None:
    for line in touched:
        if suspension.s not in (None, line.s):
            raise FaultError(
                "differentReferenceHours", f"{at}.s", value=suspension.s, detail=str(line.s)
            )
        if suspension.q is not None and suspension.q > line.s:
            raise FaultError("tooHigh", f"{at}.q", value=suspension.q, detail=str(line.s))
