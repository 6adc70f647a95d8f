"""What lies at an address, as the contract has it: the content as declared, and its record."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, TypeVar

from msgspec import UNSET, Struct

from fla.codes import Kind
from fla.contract import structs
from fla.doors.rest.addresses import of_object
from fla.doors.rest.amounts import amount, amount_or_unset
from fla.doors.rest.call import Call
from fla.register.model import RegisteredEmployment
from fla.rights.registered import (
    Registered,
    RegisteredAdjustment,
    RegisteredHeadCount,
    RegisteredOptOut,
    RegisteredRight,
    RegisteredVerification,
)
from fla.trainings.model import RegisteredTraining

Found = RegisteredTraining | RegisteredEmployment | Registered
"""A thing at an address, as the register holds it."""
Resource = structs.Registered
_Content = TypeVar("_Content", bound=Struct)


def training(call: Call, enterprise_number: str, one: RegisteredTraining) -> structs.Training:
    """Return a training as a resource; minutes are only told beside days."""
    content = _content(structs.TrainingContent, one)
    if one.duration_days is not None:
        content.duration_minutes = UNSET
    if one.charged_days is not None or one.charged_right is None:
        content.charged_minutes = UNSET
    return structs.Training(
        **_record(call, enterprise_number, "training", one),
        ssin=one.ssin,
        training=content,
        verification=one.verification,
        objection=UNSET if one.objection is None else one.objection,
        counted=_counted(one) if one.worker_open else UNSET,
    )


def _counted(one: RegisteredTraining) -> structs.CountedMinutes:
    return structs.CountedMinutes(
        duration_minutes=one.duration_minutes,
        charged_minutes=one.charged_minutes,
        minutes_per_day=one.minutes_per_day,
    )


def employment(call: Call, enterprise_number: str, one: RegisteredEmployment) -> structs.Employment:
    """Return an employment as a resource; the number that its worker had before stays behind."""
    content = structs.EmploymentContent(
        person=_content(structs.Person, one),
        start_date=one.start_date,
        end_date=UNSET if one.end_date is None else one.end_date,
        end_reason=UNSET if one.end_reason is None else one.end_reason,
        parallel=one.parallel,
        occupations=_contents(structs.Occupation, one.occupations),
        suspensions=_contents(structs.Suspension, one.suspensions) or UNSET,
    )
    return structs.Employment(
        **_record(call, enterprise_number, "employment", one),
        ssin=one.ssin,
        employment=content,
        cancelled=one.cancelled,
    )


def right(call: Call, enterprise_number: str, one: RegisteredRight) -> structs.Right:
    """Return a declared right as a resource."""
    return structs.Right(
        **_record(call, enterprise_number, "right", one),
        ssin=one.ssin,
        right=_content(structs.RightContent, one),
        cancelled=one.cancelled,
    )


def adjustment(call: Call, enterprise_number: str, one: RegisteredAdjustment) -> structs.Adjustment:
    """Return an adjustment as a resource."""
    return structs.Adjustment(
        **_record(call, enterprise_number, "adjustment", one),
        ssin=one.ssin,
        adjustment=_content(structs.AdjustmentContent, one),
        computed_then=amount_or_unset(one.computed_then),
        computed_now=amount_or_unset(one.computed_now),
        outdated=one.outdated,
        cancelled=one.cancelled,
    )


def opt_out(call: Call, enterprise_number: str, one: RegisteredOptOut) -> structs.OptOut:
    """Return an opt-out as a resource."""
    return structs.OptOut(
        **_record(call, enterprise_number, "optOut", one),
        ssin=UNSET if one.ssin is None else one.ssin,
        opt_out=_content(structs.OptOutContent, one),
        cancelled=one.cancelled,
    )


def verification(
    call: Call, enterprise_number: str, one: RegisteredVerification
) -> structs.Verification:
    """Return a verification as a resource."""
    return structs.Verification(
        **_record(call, enterprise_number, "verification", one),
        ssin=one.ssin,
        verification=structs.VerificationContent(year=one.year),
        entitled=amount(one.entitled),
        cancelled=one.cancelled,
    )


def head_count(call: Call, enterprise_number: str, one: RegisteredHeadCount) -> structs.HeadCount:
    """Return a line of a head count as a resource."""
    return structs.HeadCount(
        **_record(call, enterprise_number, "headCount", one),
        head_count=_content(structs.HeadCountContent, one),
        cancelled=one.cancelled,
    )


RESOURCES: dict[Kind, Callable[[Call, str, Any], Resource]] = {
    "training": training,
    "employment": employment,
    "right": right,
    "adjustment": adjustment,
    "optOut": opt_out,
    "verification": verification,
    "headCount": head_count,
}
"""How each kind becomes a resource."""


def _record(call: Call, enterprise_number: str, kind: Kind, one: Found) -> dict[str, Any]:
    """What every resource has beside its content."""
    return {
        "href": of_object(call, enterprise_number, kind, one.id),
        "id": str(one.id),
        "reference": one.reference,
        "enterprise_number": enterprise_number,
        "registered_by": one.registered_by,
        "version": one.version,
        "registered_at": one.registered_at,
        "changed_at": one.changed_at,
    }


def _contents(kind: type[_Content], many: Iterable[Struct]) -> list[_Content]:
    return [_content(kind, one) for one in many]


def _content(kind: type[_Content], one: Struct) -> _Content:
    """Return what a record holds of a content; what is not there is left out."""
    values = ((name, getattr(one, name, None)) for name in kind.__struct_fields__)
    return kind(**{name: _said(value) for name, value in values if value is not None})


def _said(value: Any) -> Any:
    """Return an amount as a text, without the zeros that the register ends it with."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
