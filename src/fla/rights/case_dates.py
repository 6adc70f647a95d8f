"""What the dates of a case's lines say of each other: order, overlap, parallel contracts."""

import datetime as dt
from collections.abc import Iterator, Sequence

from fla.rights.case import Case, Occupation, Suspension
from fla.rights.case_faults import FaultError

Period = Occupation | Suspension
_OPEN = dt.date.max


def require_fitting_dates(case: Case) -> None:
    """Raise `FaultError` for a reversed line, or lines that overlap and may not."""
    _require_order("occupations", case.occupations)
    _require_order("suspensions", case.suspensions)
    for earlier, later in overlaps(case.occupations):
        if not _may_be_parallel(case.occupations[earlier], case.occupations[later]):
            raise _overlap("overlappingDates", "occupations", case.occupations, earlier, later)
    for earlier, later in overlaps(case.suspensions):
        raise _overlap("overlappingSuspensions", "suspensions", case.suspensions, earlier, later)
    for index, suspension in enumerate(case.suspensions):
        _require_same_reference(index, suspension, case.occupations)


def _require_order(name: str, lines: Sequence[Period]) -> None:
    for index, line in enumerate(lines):
        if line.end is not None and line.end < line.start:
            at = f"{name}[{index}].end"
            raise FaultError("endBeforeStart", at, value=line.end, detail=str(line.start))


def overlaps(lines: Sequence[Period]) -> Iterator[tuple[int, int]]:
    """Give pairs of places of lines with a day in common, the one that starts first at first."""
    running: list[int] = []
    for index in sorted(range(len(lines)), key=lambda one: (lines[one].start, one)):
        start = lines[index].start
        running = [one for one in running if (lines[one].end or _OPEN) >= start]
        yield from ((one, index) for one in running)
        running.append(index)


def contracts(lines: Sequence[Occupation]) -> list[int]:
    """Return the number of the contract each line belongs to.

    Lines of one name belong together. Each line without a name continues the first nameless
    contract that had ended before, else it is a contract of its own.
    """
    numbers: dict[str, int] = {}
    for line in lines:
        if line.contract is not None:
            numbers.setdefault(line.contract, len(numbers))
    free_from: list[dt.date] = []
    found = [0] * len(lines)
    for index in sorted(range(len(lines)), key=lambda one: (lines[one].start, one)):
        line = lines[index]
        found[index] = (
            numbers[line.contract]
            if line.contract is not None
            else len(numbers) + _continued(line, free_from)
        )
    return found


def _continued(line: Occupation, last_days: list[dt.date]) -> int:
    """The place among the nameless contracts, whose last days are kept up to date."""
    for place, last_day in enumerate(last_days):
        if last_day < line.start:
            last_days[place] = line.end or _OPEN
            return place
    last_days.append(line.end or _OPEN)
    return len(last_days) - 1


def _may_be_parallel(one: Occupation, other: Occupation) -> bool:
    """Whether two lines that overlap may be two contracts; `contracts/rights` explains the rule."""
    if one.contract is not None and other.contract is not None:
        return one.contract != other.contract
    both_part_time = one.q < one.s and other.q < other.s
    given_twice = one == other and 2 * one.q > one.s
    return both_part_time and not given_twice


def _overlap(code: str, name: str, lines: Sequence[Period], earlier: int, later: int) -> FaultError:
    first, second = lines[earlier], lines[later]
    period = f"{first.start} – {first.end or '…'} ({name}[{earlier}])"
    return FaultError(code, f"{name}[{later}].start", value=second.start, detail=period)


def _require_same_reference(
    index: int, suspension: Suspension, lines: Sequence[Occupation]
) -> None:
    last = suspension.end or _OPEN
    for line in lines:
        together = line.start <= last and suspension.start <= (line.end or _OPEN)
        if together and suspension.s is not None and suspension.s != line.s:
            raise FaultError(
                "differentReferenceHours",
                f"suspensions[{index}].s",
                value=suspension.s,
                detail=str(line.s),
            )
