"""What can be wrong with an identifier, in words a machine can map to an anomaly."""

from enum import StrEnum


class Fault(StrEnum):
    """Why an identifier is refused; the first thing found wrong, from the outside inwards."""

    ABSENT = "absent"
    LENGTH = "length"
    FORMAT = "format"
    CHECK_DIGIT = "checkDigit"
    DATE = "date"
    RANGE = "range"


class IdentifierError(ValueError):
    """An identifier that cannot be accepted.

    `subject` names the kind of identifier as contracts and pages do (`ssin`, `enterpriseNumber`),
    `fault` says what is wrong with it. The message leaves the value out: a national register
    number has no place in a log.
    """

    def __init__(self, subject: str, fault: Fault) -> None:
        super().__init__(f"{subject}: {fault}")
        self.subject = subject
        self.fault = fault


def refuse(subject: str, fault: Fault | None) -> None:
    """Raise `IdentifierError` when there is a fault."""
    if fault is not None:
        raise IdentifierError(subject, fault)
