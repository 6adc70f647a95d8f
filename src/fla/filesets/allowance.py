"""How much one sender may hand in: sets a day, and bytes on disk until they are removed."""

import datetime as dt
import errno
import os
from typing import Final, Self

from msgspec import Struct

from fla.clock import BRUSSELS
from fla.database.records import Connection
from fla.filesets import arrival_store, disk_store
from fla.filesets.acting import as_batch, day_in_belgium
from fla.filesets.faults import FaultCode
from fla.filesets.model import Fault, FileSet
from fla.filesets.tickets import first_ticket
from fla.settings import Settings

_USUAL: Final = Settings()


class Allowance(Struct, frozen=True, kw_only=True):
    """What one sender may hand in: sets a calendar day in each environment, bytes of all his sets.

    Without anything given, what the settings say that nobody has changed.
    """

    sets_a_day: int = _USUAL.batch_sets_a_day
    quota: int = _USUAL.batch_quota

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return what settings allow."""
        return cls(sets_a_day=settings.batch_sets_a_day, quota=settings.batch_quota)


class PastAllowanceError(OSError):
    """Nothing more is taken of a sender now; EDQUOT, as where his share of a disk is used up."""

    def __init__(self) -> None:
        super().__init__(errno.EDQUOT, os.strerror(errno.EDQUOT))


async def is_full(
    connection: Connection, sender: str, now: dt.datetime, allowed: Allowance
) -> bool:
    """Say whether a sender's sets take all of the disk that they may."""
    async with as_batch(connection, now):
        return await disk_store.on_disk(connection, sender) >= allowed.quota


async def faults_of_day(
    connection: Connection, file_set: FileSet, allowed: Allowance
) -> list[Fault]:
    """Return why a set is refused that comes beyond the day's number, nothing where it does not.

    Raises PastAllowanceError where as many again were refused: then it is not even answered. Those
    that come at the same moment do not count each other.
    """
    number = await arrival_store.handed_in(connection, file_set, _since(file_set.arrived_at))
    if number >= 2 * allowed.sets_a_day:
        raise PastAllowanceError
    if number < allowed.sets_a_day:
        return []
    most = str(allowed.sets_a_day)
    return [Fault(FaultCode.TOO_MANY_SETS, file_set.go_name, detail=most)]


def _since(now: dt.datetime) -> str:
    """Return the first ticket of the day in Belgium."""
    midnight = dt.datetime.combine(day_in_belgium(now), dt.time(), BRUSSELS)
    return first_ticket(midnight)
