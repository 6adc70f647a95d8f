"""The learning credit: what a worker has, what he used, and what remains."""

import uuid
from decimal import Decimal

from msgspec import Struct

from fla.codes import RightType as RightType


class Amounts(Struct, frozen=True):
    """The terms of a credit in one unit, to four decimals.

    `remaining` is `entitled + carried_in + adjusted - used`, negative when more was used than there
    was; what is planned is not yet taken off.
    """

    entitled: Decimal
    carried_in: Decimal
    adjusted: Decimal
    planned: Decimal
    used: Decimal
    remaining: Decimal


class CreditLine(Struct, frozen=True, kw_only=True):
    """One worker's credit of one calendar year and one right, in days and in hours.

    Charges to a right that nobody registered make a line too, with nothing entitled.
    """

    employer_id: int
    worker_id: uuid.UUID
    year: int
    right_type: RightType
    days: Amounts
    hours: Amounts
