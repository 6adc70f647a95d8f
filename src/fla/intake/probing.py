"""Probing: how often somebody named, in a day, workers who are not employed where he says.

A provider may register trainings for any worker of any employer, and learns from the answer whether
that worker is employed there on those dates. Slips of the pen are part of that; whoever guesses is
stopped for the day. A yes leaves a registration that the employer sees, a no is counted here; so
it is said only of what nothing else speaks against, and never in a dry run. The same goes for who
had a mandate: whom the employer hired since is not his to know. To him an employment tells it, too:
by the name under which the worker is known, and by what it overlaps.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache

from fla.intake.declaration import EmploymentDeclaration, TrainingDeclaration
from fla.intake.filing import Filing, Probes
from fla.intake.staging import Connection
from fla.intake.writing import NotWrittenError
from fla.settings import read_settings

_WATCHED = (TrainingDeclaration, EmploymentDeclaration)
_SHARE = 10
"""Of so many accepted registrations, one more may miss; up to so many times what anybody may."""

# Who missed today is counted in one set after the other: sets that began with the same number would
# each be let through to the limit. In order, so that two sets do not wait for each other.
_TODAY = """
SELECT provider, misses, accepted FROM provider_miss WHERE day = %s AND provider = ANY (%s)
 ORDER BY provider FOR UPDATE
"""
# The row is there from the day's first miss on: who misses nobody is never written about.
_COUNT = """
INSERT INTO provider_miss AS m (provider, day, misses, accepted)
SELECT c.provider, %s, c.misses, c.accepted
  FROM unnest(%s::text[], %s::int4[], %s::int4[]) AS c (provider, misses, accepted)
 ORDER BY c.provider
    ON CONFLICT (provider, day) DO UPDATE
   SET misses = m.misses + excluded.misses, accepted = m.accepted + excluded.accepted
RETURNING provider, misses
"""


@cache
def allowed_misses() -> int:
    """How many misses a day the operator allows a provider at the least."""
    return read_settings().provider_misses


async def watch(
    connection: Connection, filings: Iterable[Filing], today: dt.date, *, dry_run: bool
) -> list[Probes]:
    """Give who may touch only his own trainings the count of his misses today; one count each.

    In a dry run nothing is counted and no answer given that would have to be.
    """
    watched = [f for f in filings if f.own_only and isinstance(f.declaration, _WATCHED)]
    for filing in watched:
        filing.blind = dry_run
    if not watched or dry_run:
        return []
    providers = sorted({filing.sender.enterprise_number for filing in watched})
    cursor = await connection.execute(_TODAY, (today, providers))
    before = {one: (misses, taken) for one, misses, taken in await cursor.fetchall()}
    until = today + dt.timedelta(days=1)
    probes = {one: _probes(one, *before.get(one, (0, 0)), until) for one in providers}
    for filing in watched:
        filing.probes = probes[filing.sender.enterprise_number]
    return list(probes.values())


def is_stopped(filing: Filing) -> bool:
    """Refuse what somebody asks who has missed too often today; to take back he asks nothing."""
    probes = filing.probes
    if filing.first is not None or filing.said is None or probes is None or not probes.exhausted:
        return False
    filing.anomalies[:] = [probes.refusal]
    return True


def _probes(provider: str, misses: int, accepted: int, until: dt.date) -> Probes:
    return Probes(
        provider=provider,
        misses=misses,
        accepted=accepted,
        most=allowed_misses(),
        share=_SHARE,
        until=until,
    )


async def keep(connection: Connection, probes: Sequence[Probes], today: dt.date) -> None:
    """Write down what the set added, as the senders.

    Raises `NotWrittenError` where the day's first misses came in several sets at once, and are too
    many together: what was said here is judged anew.
    """
    counted = {one.provider: one for one in probes if one.missed or (one.misses and one.taken)}
    if not counted:
        return
    added = counted.values()
    values = (list(counted), [one.missed for one in added], [one.taken for one in added])
    cursor = await connection.execute(_COUNT, (today, *values))
    for provider, misses in await cursor.fetchall():
        if counted[provider].overrun(misses):
            raise NotWrittenError
