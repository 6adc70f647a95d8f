"""Checks of form of a proposed mandate, whatever the register holds. Pure, no I/O."""

import uuid
from collections.abc import Sequence

from msgspec import Struct

from fla.codes import MandateGroup, MandateRole
from fla.identifiers import Fault, Quarter, enterprise_number_fault, parse_quarter
from fla.identifiers.quarter import quarter_fault
from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.shape import FAULT_ERRORS
from fla.mandates.rules import GROUPS, YEARS_AHEAD, in_order


class Proposal(Struct, frozen=True, kw_only=True):
    """A mandate as it is proposed; all texts as they stood: ten digits, `2027Q1`, codes."""

    mandator: str
    mandatary: str
    groups: Sequence[str]
    start_quarter: str
    end_quarter: str | None = None


class Draft(Struct, kw_only=True):
    """A proposal on its way: what could be read of it, what is wrong, and what it becomes.

    `id` is that of the mandate it adds, or of the one there is already, which makes it `repeated`.
    """

    mandator: str
    mandatary: str
    groups: tuple[MandateGroup, ...]
    start: Quarter
    end: Quarter | None
    proposed_by: MandateRole
    anomalies: list[Anomaly]
    employer_id: int = 0
    id: uuid.UUID | None = None
    repeated: bool = False

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.anomalies


def read_proposal(proposal: Proposal, own: str, current: Quarter) -> Draft:
    """Read a proposal made by the enterprise `own` in the quarter `current`, faults and all."""
    found: list[Anomaly] = []
    _sides_faults(proposal, own, found)
    groups = _groups(proposal.groups, found)
    start, end = _quarter(Field.START_QUARTER, proposal.start_quarter, found), None
    if proposal.end_quarter is not None:
        end = _quarter(Field.END_QUARTER, proposal.end_quarter, found)
    if start is not None:
        _bounds_fault(start, current, found)
    if start is not None and end is not None and end < start:
        found.append(Anomaly(Field.END_QUARTER, Error.END_BEFORE_START, str(end), str(start)))
    return Draft(
        mandator=proposal.mandator,
        mandatary=proposal.mandatary,
        groups=groups,
        start=start or current,
        end=end,
        proposed_by="mandator" if own == proposal.mandator else "mandatary",
        anomalies=found,
    )


def read_end(text: str, start: Quarter, end: Quarter | None, current: Quarter) -> Quarter | Anomaly:
    """Read at the end of which quarter a mandate is closed: not yet over, and one that it has."""
    found: list[Anomaly] = []
    closed = _quarter(Field.END_QUARTER, text, found)
    if closed is None:
        return found[0]
    if closed < current:
        return Anomaly(Field.END_QUARTER, Error.TOO_LOW, str(closed), str(current))
    if closed < start:
        return Anomaly(Field.END_QUARTER, Error.END_BEFORE_START, str(closed), str(start))
    if end is not None and closed > end:
        return Anomaly(Field.END_QUARTER, Error.TOO_HIGH, str(closed), str(end))
    return closed


def _sides_faults(proposal: Proposal, own: str, found: list[Anomaly]) -> None:
    sides = ((Field.MANDATOR, proposal.mandator), (Field.MANDATARY, proposal.mandatary))
    for field, number in sides:
        if fault := enterprise_number_fault(number):
            found.append(Anomaly(field, FAULT_ERRORS[fault], number))
    if found:
        return
    if proposal.mandator == proposal.mandatary:
        found.append(Anomaly(Field.MANDATARY, Error.FORBIDDEN, proposal.mandatary))
    elif own not in (proposal.mandator, proposal.mandatary):
        found.append(Anomaly(Field.MANDATOR, Error.NOT_ENTITLED, proposal.mandator))


def _groups(texts: Sequence[str], found: list[Anomaly]) -> tuple[MandateGroup, ...]:
    known = [group for group in GROUPS if group in texts]
    found += [
        Anomaly(Field.MANDATE_GROUPS, Error.OUT_OF_LIST, text)
        for text in texts
        if text not in GROUPS
    ]
    if not texts:
        found.append(Anomaly(Field.MANDATE_GROUPS, Error.ABSENT))
    return in_order(known)


def _quarter(field: Field, text: str, found: list[Anomaly]) -> Quarter | None:
    fault = quarter_fault(text)
    if fault is None:
        return parse_quarter(text)
    error = Error.ABSENT if fault is Fault.ABSENT else Error.INVALID
    found.append(Anomaly(field, error, text or None))
    return None


def _bounds_fault(start: Quarter, current: Quarter, found: list[Anomaly]) -> None:
    """A mandate begins now or later: from its first quarter on it serves the past ones anyway."""
    last = Quarter(current.year + YEARS_AHEAD, current.number)
    if start < current:
        found.append(Anomaly(Field.START_QUARTER, Error.TOO_LOW, str(start), str(current)))
    elif start > last:
        found.append(Anomaly(Field.START_QUARTER, Error.TOO_HIGH, str(start), str(last)))
