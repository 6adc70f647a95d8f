"""What employers registered about rights, as it lies at its address: the content and its record."""

import datetime as dt
import uuid
from decimal import Decimal

from msgspec import Struct

from fla.codes import HeadCountLine, RightType, Unit


class Registered(Struct, frozen=True, kw_only=True):
    """What every registration has; `version` rises with every change."""

    id: uuid.UUID
    reference: str
    registered_by: str
    version: int
    registered_at: dt.datetime
    changed_at: dt.datetime
    cancelled: bool


class RegisteredRight(Registered, frozen=True, kw_only=True):
    """A declared right, in `unit`s."""

    ssin: str
    year: int
    right_type: RightType
    unit: Unit
    entitled: Decimal
    carried_in: Decimal
    adjusted: Decimal
    adjustment_reason: str | None
    cba_registration_number: str | None


class RegisteredAdjustment(Registered, frozen=True, kw_only=True):
    """An adjustment, in `unit`s, and the computed amounts it was made on and stands beside now.

    To whom the employer is no longer open, there is no amount now and nothing is outdated.
    """

    ssin: str
    year: int
    right_type: RightType
    unit: Unit
    amount: Decimal
    effective_date: dt.date
    reason: str
    computed_then: Decimal | None
    computed_now: Decimal | None
    outdated: bool


class RegisteredOptOut(Registered, frozen=True, kw_only=True):
    """An opt-out, without `ssin` the whole company's."""

    ssin: str | None
    year: int
    reason: str | None


class RegisteredVerification(Registered, frozen=True, kw_only=True):
    """A verification and the amount that was found correct."""

    ssin: str
    year: int
    entitled: Decimal


class RegisteredHeadCount(Registered, frozen=True, kw_only=True):
    """A line of a quarter's head count, in full-time equivalents."""

    quarter: str
    line: HeadCountLine
    fte: Decimal
    reason: str | None
