"""The learning credit: what a worker has, what he used, and what remains."""

import uuid
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

from fla.codes import RightType as RightType
from fla.codes import Unit as Unit


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

    `unit` is the one the right was given in, `minutes_per_day` the length of its day. Charges to a
    right that nobody registered make a line too, with nothing entitled.
    """

    employer_id: int
    worker_id: uuid.UUID
    year: int
    right_type: RightType
    unit: Unit
    minutes_per_day: int
    days: Amounts
    hours: Amounts


class Total(Struct, frozen=True, kw_only=True):
    """Credit lines of several workers of one year, added up.

    Of one joint committee and one right, or None: of all. `joint_committee` is the one a worker
    last worked under in that year, empty where he never worked under any.
    """

    joint_committee: str | None
    right_type: RightType | None
    workers: int
    days: Amounts
    hours: Amounts


class Overview(Struct, frozen=True, kw_only=True):
    """An employer's year: all of it, by joint committee, by right, and by both.

    `whole` is None where nobody has a credit line. Lists are in the order of their codes, statutory
    rights first.
    """

    whole: Total | None
    by_committee: list[Total]
    by_right: list[Total]
    by_both: list[Total]


class CollectiveEffort(Struct, frozen=True, kw_only=True):
    """What the workers of one joint committee followed over a period, against their number.

    `fte` is the mean of full-time equivalents over the days of the period; every completed and
    confirmed training in scope counts, charged to a right or not.
    """

    joint_committee: str
    fte: Decimal
    days: Decimal
    hours: Decimal

    @property
    def days_each(self) -> Decimal | None:
        """Days per full-time equivalent over the whole period, four decimals; None without any."""
        return _each(self.days, self.fte)

    @property
    def hours_each(self) -> Decimal | None:
        """Hours per full-time equivalent over the whole period, four decimals."""
        return _each(self.hours, self.fte)


def _each(amount: Decimal, fte: Decimal) -> Decimal | None:
    return (amount / fte).quantize(Decimal("0.0001"), ROUND_HALF_UP) if fte else None
