"""Checks of form: what a declaration must be whatever the register holds. Pure, no I/O.

Each function appends the anomalies it finds; none stops at the first.
"""

import datetime as dt
import re
from functools import lru_cache

from fla.identifiers import Fault, enterprise_number_fault, ssin_fault
from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.content import (
    Adjustment,
    Content,
    Decision,
    Employment,
    HeadCount,
    OptOut,
    Right,
    Training,
    Verification,
)
from fla.intake.declaration import (
    AnyDeclaration,
    DecisionDeclaration,
    HeadCountDeclaration,
    ReadableDeclaration,
    Unreadable,
    content_of,
)
from fla.intake.shape_decision import decided_faults, decision_faults
from fla.intake.shape_employment import employment_faults
from fla.intake.shape_head_count import head_count_faults
from fla.intake.shape_right import (
    adjustment_faults,
    opt_out_faults,
    right_faults,
    verification_faults,
)
from fla.intake.shape_suspension import suspension_faults
from fla.intake.shape_training import training_faults

_REFERENCE = re.compile(r"[-A-Za-z0-9./]{1,60}")

# The same workers and employers come again and again in a file.
_known_number_fault = lru_cache(maxsize=8_192)(enterprise_number_fault)
_known_ssin_fault = lru_cache(maxsize=65_536)(ssin_fault)

_OF_NO_WORKER = frozenset({HeadCountDeclaration, DecisionDeclaration})

FAULT_ERRORS = {
    Fault.ABSENT: Error.ABSENT,
    Fault.LENGTH: Error.LENGTH,
    Fault.FORMAT: Error.INVALID,
    Fault.CHECK_DIGIT: Error.CHECK_DIGIT,
    Fault.DATE: Error.INVALID,
    Fault.RANGE: Error.INVALID,
}
"""What the catalogue calls what is wrong with an identifier."""


def shape_faults(declaration: AnyDeclaration, today: dt.date) -> list[Anomaly]:
    """Everything wrong with the form of a declaration, as of `today` in Brussels."""
    if isinstance(declaration, Unreadable):
        return _reading_faults(declaration)
    found: list[Anomaly] = []
    _identifier_faults(declaration, today, found)
    if declaration.action == "cancel":
        return found
    content = content_of(declaration)
    if content is None:
        found.append(Anomaly(Field.DECLARATION, Error.ABSENT))
    else:
        _content_faults(content, today, found)
        if type(content) is Employment and content.replaced_ssin is not None:
            _replaced_faults(declaration, content.replaced_ssin, today, found)
    return found


def _content_faults(content: Content, today: dt.date, found: list[Anomaly]) -> None:
    match content:
        case Training():
            training_faults(content, today, found)
        case Employment():
            employment_faults(content, found)
            suspension_faults(content, found)
        case Right():
            right_faults(content, found)
        case OptOut():
            opt_out_faults(content, today, found)
        case Adjustment():
            adjustment_faults(content, found)
        case Verification():
            verification_faults(content, found)
        case HeadCount():
            head_count_faults(content, today, found)
        case Decision():
            decision_faults(content, found)


def _replaced_faults(
    declaration: ReadableDeclaration, replaced: str, today: dt.date, found: list[Anomaly]
) -> None:
    """The number replaced is one of the same kind, and another one."""
    if fault := _ssin_fault(replaced, today):
        found.append(Anomaly(Field.REPLACED_SSIN, FAULT_ERRORS[fault], replaced))
    elif replaced == declaration.ssin:
        found.append(Anomaly(Field.REPLACED_SSIN, Error.FORBIDDEN, replaced))


def _reading_faults(declaration: Unreadable) -> list[Anomaly]:
    """What the door found; what it could not read is refused even where it does not say why."""
    found = list(declaration.anomalies)
    if not any(anomaly.blocking for anomaly in found):
        found.append(Anomaly(Field.DECLARATION, Error.INVALID))
    return found


def _number_fault(number: str) -> Fault | None:
    """Judge an enterprise number; only what has its length is worth remembering."""
    return _known_number_fault(number) if len(number) == 10 else enterprise_number_fault(number)


def _ssin_fault(ssin: str, today: dt.date) -> Fault | None:
    """Judge an SSIN; only what has its length is worth remembering."""
    return _known_ssin_fault(ssin, today) if len(ssin) == 11 else ssin_fault(ssin, today)


def _identifier_faults(
    declaration: ReadableDeclaration, today: dt.date, found: list[Anomaly]
) -> None:
    if _REFERENCE.fullmatch(declaration.reference) is None:
        found.append(Anomaly(Field.REFERENCE, Error.INVALID, declaration.reference))
    number = declaration.enterprise_number
    if fault := _number_fault(number):
        found.append(Anomaly(Field.ENTERPRISE_NUMBER, FAULT_ERRORS[fault], number))
    if type(declaration) in _OF_NO_WORKER:
        if declaration.ssin is not None:
            found.append(Anomaly(Field.SSIN, Error.FORBIDDEN, declaration.ssin))
    elif declaration.ssin is not None and (fault := _ssin_fault(declaration.ssin, today)):
        found.append(Anomaly(Field.SSIN, FAULT_ERRORS[fault], declaration.ssin))
    if type(declaration) is DecisionDeclaration:
        decided_faults(declaration, found)
    elif (
        declaration.action == "register" and (declaration.target or declaration.version) is not None
    ):
        named = str(declaration.target or declaration.version)
        found.append(Anomaly(Field.TARGET, Error.FORBIDDEN, named))
