"""SQL of lists of trainings: an employer's, or what an enterprise registered at all of them."""

import uuid
from collections.abc import Sequence

from psycopg import sql

from fla.codes import TrainingStatus, Verification
from fla.database.listing_store import Among, Listed, Whose, listed
from fla.database.records import Connection, fetch_all
from fla.trainings.model import RegisteredTraining
from fla.trainings.store import REGISTERED


class TrainingFilter(Whose, frozen=True, kw_only=True):
    """Which trainings; None for any. `year` is that in which they end.

    `session_of` is who calls a session by `session_reference`.
    """

    year: int | None = None
    status: TrainingStatus | None = None
    verification: Verification | None = None
    session_reference: str | None = None
    session_of: str | None = None


class ListedTraining(RegisteredTraining, frozen=True, kw_only=True):
    """A training in a list over employers, with the number of its own."""

    enterprise_number: str


async def trainings_listed(
    connection: Connection, wanted: TrainingFilter, after: uuid.UUID | None, limit: int
) -> Listed:
    """Return which trainings are on a page, the latest registered first."""
    return await listed(connection, _among(wanted), wanted.values, after=after, limit=limit)


async def registered_trainings(
    connection: Connection, keys: Sequence[tuple[int, uuid.UUID]]
) -> list[ListedTraining]:
    """Return trainings by employer and id, the latest registered first."""
    query = sql.SQL("""
        SELECT r.*, employer_number(r.employer_id) AS enterprise_number
          FROM ({} JOIN unnest(%(employers)s::bigint[], %(ids)s::uuid[]) AS k (employer_id, id)
                     ON k.employer_id = o.employer_id AND k.id = o.id) r
         ORDER BY r.id DESC
    """).format(REGISTERED)
    given = {"employers": [employer for employer, _ in keys], "ids": [id_ for _, id_ in keys]}
    return await fetch_all(connection, ListedTraining, query, given)


def _among(wanted: TrainingFilter) -> Among:
    found = wanted.among("training")
    if wanted.verification == "pending":  # said in full, for the index of open proposals
        found.within.append("o.verification = 'pending' AND o.status <> 'cancelled'")
    elif wanted.verification is not None:
        found.fitting.append("o.verification = %(verification)s")
    if wanted.year is not None:
        found.fitting.append("o.end_date >= make_date(%(year)s, 1, 1)")
        found.fitting.append("o.end_date <= make_date(%(year)s, 12, 31)")
    if wanted.status is not None:
        found.fitting.append("o.status = %(status)s")
    if wanted.session_reference is not None:
        found.fitting.append("o.session_reference = %(session_reference)s")
        found.fitting.append("o.registered_by = %(session_of)s")
    return found
