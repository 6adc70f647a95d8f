"""The feed: what happened since, page after page, nothing missed (docs/decisions/0013).

Events come in the order of their ids, which are of the moment they were made. One that was made but
whose transaction still runs is not to be seen yet, so the feed goes no further than where nothing
can come any more. What a provider proposed elsewhere comes by its last change, beside the events.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from fla.database.records import Connection
from fla.intake import feed_store as store
from fla.intake.feed_store import Happened, ProposalChange

KEPT: Final = dt.timedelta(days=90)
"""How far back a reader without a cursor begins."""
READABLE: Final = KEPT + dt.timedelta(days=7)
"""How old a cursor may be: who begins at the beginning has a week to come away from there."""
MARGIN: Final = dt.timedelta(seconds=2)
"""How far the clocks of application and database may be apart."""
_NO_ID: Final = uuid.UUID(int=0)
_TIME_BITS: Final = 80


class ExpiredError(Exception):
    """A cursor from before what is kept: the reader begins anew."""


class Since(Struct, frozen=True):
    """Where a reader stands: behind an event, and behind a change of a proposal of his own."""

    event: uuid.UUID
    changed_at: dt.datetime
    proposal: uuid.UUID

    def text(self) -> str:
        """Return it for a cursor."""
        return f"{self.event} {self.changed_at.isoformat()} {self.proposal}"


class FeedPage(Struct, frozen=True):
    """Some of what happened, in the order of time, and where to read on."""

    found: list[Happened | ProposalChange]
    since: Since


def read_since(text: str) -> Since:
    """Return what `Since.text` wrote. Raises ValueError."""
    event, changed_at, proposal = text.split(" ")
    moment = dt.datetime.fromisoformat(changed_at)
    if moment.tzinfo is None:
        raise ValueError(changed_at)
    return Since(uuid.UUID(event), moment, uuid.UUID(proposal))


async def read_feed(
    connection: Connection,
    enterprise_number: str,
    employer_id: int | None,
    since: Since | None,
    limit: int,
) -> FeedPage:
    """Return what happened after a place, of what the acting enterprise may read.

    Without a place from the beginning; `employer_id` narrows it down to one employer. Raises
    ExpiredError.
    """
    bound = await store.safe_bound(connection, MARGIN)
    since = since or _at(bound - KEPT)
    if since.event < _first_id(bound - READABLE):
        raise ExpiredError
    end = _at(bound)
    events = await store.events(
        connection,
        enterprise_number,
        employer_id,
        after=since.event,
        before=end.event,
        limit=limit,
    )
    changes = await store.proposal_changes(
        connection,
        enterprise_number,
        employer_id,
        after=(since.changed_at, since.proposal),
        before=bound,
        limit=limit,
    )
    return _merged(events, changes, since, end, limit)


def _merged(
    events: Sequence[Happened],
    changes: Sequence[ProposalChange],
    since: Since,
    end: Since,
    limit: int,
) -> FeedPage:
    """Take the first of both. Each side is read on from its last one taken.

    A side that was read to its end goes on from the bound, so that no reader of a quiet feed is
    left behind.
    """
    timed = [(_moment(one.id), one) for one in events]
    both: list[tuple[dt.datetime, Happened | ProposalChange]] = [
        *timed,
        *((one.changed_at, one) for one in changes),
    ]
    page = [one for _, one in sorted(both, key=lambda pair: pair[0])][:limit]
    taken = [one for one in page if isinstance(one, Happened)]
    told = [one for one in page if isinstance(one, ProposalChange)]
    event = taken[-1].id if taken else since.event
    if len(taken) == len(events) < limit:
        event = max(since.event, end.event)
    changed = (told[-1].changed_at, told[-1].id) if told else (since.changed_at, since.proposal)
    if len(told) == len(changes) < limit:
        changed = max((since.changed_at, since.proposal), (end.changed_at, end.proposal))
    return FeedPage(page, Since(event, *changed))


def _at(moment: dt.datetime) -> Since:
    return Since(_first_id(moment), moment, _NO_ID)


def _first_id(moment: dt.datetime) -> uuid.UUID:
    """Return the least id of a moment: its milliseconds, and version 7 (RFC 9562)."""
    return uuid.UUID(int=int(moment.timestamp() * 1000) << _TIME_BITS | 7 << (_TIME_BITS - 4))


def _moment(id_: uuid.UUID) -> dt.datetime:
    """Return when an id was made, to the millisecond."""
    return dt.datetime.fromtimestamp((id_.int >> _TIME_BITS) / 1000, dt.UTC)
