"""Outcomes without a database: the form alone is judged, as a vendor does before sending."""

import datetime as dt
import uuid
from collections.abc import Sequence

from fla.intake.declaration import AnyDeclaration, Outcome, OutcomeStatus
from fla.intake.shape import shape_faults

_NO_ID = uuid.UUID(int=0)


def offline_outcomes(declarations: Sequence[AnyDeclaration], today: dt.date) -> list[Outcome]:
    """What the checks of form say of each declaration as of `today` in Brussels; ids are zero."""
    return [_outcome(declaration, today) for declaration in declarations]


def _outcome(declaration: AnyDeclaration, today: dt.date) -> Outcome:
    anomalies = tuple(shape_faults(declaration, today))
    status: OutcomeStatus = "acceptedWithWarnings" if anomalies else "accepted"
    if any(anomaly.blocking for anomaly in anomalies):
        status = "rejected"
    return Outcome(
        declaration_id=_NO_ID,
        reference=declaration.reference,
        status=status,
        anomalies=anomalies,
    )
