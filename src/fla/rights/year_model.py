"""An employer's year as the portal lists it: who stands out, and the lines of a head count."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from fla.codes import HeadCountLine as HeadCountLine
from fla.codes import Unit

Standing = Literal["unverified", "optedOut", "overused", "outdated"]
"""What may be said of a worker in a year.

His computed right waits to be found correct; the employer opted out for him by name; he used more
than he has; a line on top of his right was made on another amount than today's.
"""


class YearWorker(Struct, frozen=True, kw_only=True):
    """A worker in such a list, with his computed right where he has one."""

    id: uuid.UUID
    ssin: str
    family_name: str
    given_name: str
    entitled: Decimal | None
    unit: Unit | None
    months: int | None
    regime: Decimal | None
    joint_committee: str | None


class YearCounts(Struct, frozen=True, kw_only=True):
    """How many workers of an employer stand in each list of a year.

    `workers` have a credit line or a computed right; `company_opted_out` tells whether the employer
    opted out for all of them.
    """

    workers: int
    computed: int
    unverified: int
    opted_out: int
    overused: int
    outdated: int
    company_opted_out: bool


class CountLine(Struct, frozen=True, kw_only=True):
    """A line of a quarter's head count, in full-time equivalents, and who declared it."""

    employer_id: int
    id: uuid.UUID
    quarter: str
    line: HeadCountLine
    fte: Decimal
    reason: str | None
    cancelled: bool
    registered_by: str
    reference: str
    changed_at: dt.datetime
