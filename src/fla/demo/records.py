"""What the record of each participant of a session says: followed or not, charged, certified."""

import datetime as dt
from decimal import Decimal

from fla.demo.draw import Draw
from fla.demo.employers import Employer
from fla.demo.rights import Owed, minutes_per_day
from fla.demo.sessions import Session
from fla.demo.staff import Worker
from fla.intake.declaration import (
    RightType,
    Training,
    TrainingDeclaration,
    TrainingResult,
    TrainingStatus,
)

_NOT_FOLLOWED, _FAILED = 0.05, 0.06
_LOWEST_SCORE = 55

_Charge = tuple[RightType | None, int | None, Decimal | None]
_Examined = tuple[TrainingResult | None, Decimal | None]


class Budget:
    """What is left of each worker's rights of a year, so that few charge more than they have."""

    def __init__(self, owed: dict[int, list[Owed]]) -> None:
        self._left = {
            number: {one.right_type: one.minutes for one in rights}
            for number, rights in owed.items()
        }

    def charge(self, worker: Worker, session: Session) -> _Charge:
        """Return what a session charges to the first right with enough left: minutes or days."""
        length = session.minutes or int((session.days or 0) * minutes_per_day(worker))
        left = self._left[worker.number]
        right = next((one for one, minutes in left.items() if minutes >= length), None)
        if right is None or session.out_of_scope:
            return None, None, None
        left[right] -= length
        return right, session.minutes, session.days


def record(
    employer: Employer, session: Session, worker: Worker, budget: Budget, draw: Draw
) -> TrainingDeclaration:
    """Return the declaration of one worker's part in a session."""
    absent, fate = draw() < _NOT_FOLLOWED, draw()
    status: TrainingStatus = (
        "planned" if session.planned else "notFollowed" if absent else "completed"
    )
    charge = (None, None, None) if status == "notFollowed" else budget.charge(worker, session)
    return TrainingDeclaration(
        action="register",
        reference=f"{session.reference}.{worker.number}",
        enterprise_number=employer.enterprise_number,
        ssin=worker.ssin,
        training=_training(employer, session, worker, status, charge, fate),
    )


def _training(
    employer: Employer,
    session: Session,
    worker: Worker,
    status: TrainingStatus,
    charge: _Charge,
    fate: float,
) -> Training:
    course, language, school = session.course, employer.language, session.school
    result, score = _examined(session, fate) if status == "completed" else (None, None)
    certified = session.end_date if result == "passed" else None
    return Training(
        title=course.title[language],
        provider_number=school.enterprise_number if school else employer.enterprise_number,
        provider_name=school.name if school else employer.name,
        start_date=session.start_date,
        end_date=session.end_date,
        duration_minutes=session.minutes,
        duration_days=session.days,
        form="informal" if course.informal else "formal",
        category=course.category,
        language=course.spoken.get(language, language),
        location=session.location,
        status=status,
        result=result,
        score=score,
        certificate_number=f"{session.reference}/{worker.number:05}" if certified else None,
        certificate_issued=certified,
        certificate_valid_until=_valid_until(certified, course.years),
        in_scope=session.out_of_scope is None,
        out_of_scope_reason=session.out_of_scope,
        funding=session.funding,
        cost=session.cost,
        charged_right=charge[0],
        charged_minutes=charge[1],
        charged_days=charge[2],
        session_reference=session.reference,
    )


def _examined(session: Session, fate: float) -> _Examined:
    """Courses with a certificate end with a test, others with attendance."""
    if session.course.years is None:
        return "attended", None
    if fate < _FAILED:
        return "failed", Decimal(int(fate / _FAILED * _LOWEST_SCORE))
    return "passed", Decimal(_LOWEST_SCORE + int(fate * (100 - _LOWEST_SCORE)))


def _valid_until(issued: dt.date | None, years: int | None) -> dt.date | None:
    if issued is None or years is None:
        return None
    return dt.date(issued.year + years, issued.month, 1) - dt.timedelta(days=1)
