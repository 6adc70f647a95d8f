"""Checks of form of what employers say of proposals. Pure, no I/O."""

from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.content import Decision
from fla.intake.declaration import DecisionDeclaration
from fla.intake.shape_values import text_fault

_MOST_REASON = 500


def decided_faults(declaration: DecisionDeclaration, found: list[Anomaly]) -> None:
    """A decision changes a training that it names, and is not taken back but changed."""
    if declaration.target is None:
        found.append(Anomaly(Field.TARGET, Error.ABSENT))
    if declaration.action != "correct":
        found.append(Anomaly(Field.ACTION, Error.FORBIDDEN, declaration.action))


def decision_faults(decision: Decision, found: list[Anomaly]) -> None:
    """An objection says why; a confirmation has nothing to explain."""
    if decision.verdict == "object":
        text_fault(Field.OBJECTION_REASON, decision.reason, _MOST_REASON, found, required=True)
    elif decision.reason is not None:
        reason = decision.reason[:_MOST_REASON]
        found.append(Anomaly(Field.OBJECTION_REASON, Error.FORBIDDEN, reason))
