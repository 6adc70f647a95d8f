"""A training right as it was registered."""

import datetime as dt
import uuid
from decimal import Decimal

from msgspec import Struct

from fla.codes import RightType as RightType
from fla.codes import Unit as Unit


class Right(Struct, frozen=True, kw_only=True):
    """A right of one worker and calendar year; amounts in its `unit`, exact to four decimals."""

    employer_id: int
    id: uuid.UUID
    worker_id: uuid.UUID
    year: int
    right_type: RightType
    unit: Unit
    entitled: Decimal
    carried_in: Decimal
    adjusted: Decimal
    adjustment_reason: str | None
    cba_registration_number: str | None
    cancelled: bool
    registered_by: str
    reference: str
    changed_at: dt.datetime
