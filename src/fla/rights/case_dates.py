"""What the dates of a case's occupation lines say of each other: order, overlap, contracts."""

import datetime as dt
from collections.abc import Iterator, Sequence

from fla.rights.case import Occupation, Suspension
from fla.rights.case_faults import FaultError

Period = Occupation | Suspension
_OPEN = dt.date.max


def require_order(name: str, periods: Sequence[Period]) -> None:
    """Raise `FaultError` for a period that ends before it starts."""
    for index, period in enumerate(periods):
        if period.end is not None and period.end < period.start:
            at = f"{name}[{index}].end"
            raise FaultError("endBeforeStart", at, value=period.end, detail=str(period.start))


def require_no_overlap(lines: Sequence[Occupation]) -> None:
    """Raise `FaultError` for lines that overlap and are no parallel contracts."""
    for earlier, later in overlaps(lines):
        if not _may_be_parallel(lines[earlier], lines[later]):
            raise overlap("overlappingDates", "occupations", lines, earlier, later)


def overlaps(periods: Sequence[Period]) -> Iterator[tuple[int, int]]:
    """Give pairs of places of periods with a day in common, the one that starts first at first."""
    running: list[int] = []
    for index in sorted(range(len(periods)), key=lambda one: (periods[one].start, one)):
        start = periods[index].start
        running = [one for one in running if (periods[one].end or _OPEN) >= start]
        yield from ((one, index) for one in running)
        running.append(index)


def overlap(
    code: str, name: str, periods: Sequence[Period], earlier: int, later: int
) -> FaultError:
    """Return the fault of the later of two periods that overlap."""
    first, second = periods[earlier], periods[later]
    shown = f"{first.start} – {first.end or '…'} ({name}[{earlier}])"
    return FaultError(code, f"{name}[{later}].start", value=second.start, detail=shown)


def read_as_parallel(lines: Sequence[Occupation]) -> bool:
    """Tell whether lines overlap that do not both say which contract they belong to."""
    return any(
        None in {lines[one].contract, lines[other].contract} for one, other in overlaps(lines)
    )


def contracts(lines: Sequence[Occupation]) -> list[int]:
    """Return the number of the contract each line belongs to.

    Lines of one name belong together. Each line without a name continues the first nameless
    contract that had ended before, else it is a contract of its own.
    """
    numbers: dict[str, int] = {}
    for line in lines:
        if line.contract is not None:
            numbers.setdefault(line.contract, len(numbers))
    last_days: list[dt.date] = []
    found = [0] * len(lines)
    for index in sorted(range(len(lines)), key=lambda one: (lines[one].start, one)):
        name = lines[index].contract
        if name is None:
            found[index] = len(numbers) + _continued(lines[index], last_days)
        else:
            found[index] = numbers[name]
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
    return one.q < one.s and other.q < other.s
