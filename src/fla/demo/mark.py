"""Which database the demo may fill: an empty one, which it marks, or one that bears its mark.

The mark says what the data was made from, so that a load that was broken off goes on where it
stopped, with the same data, on whatever day that is.
"""

import datetime as dt
from typing import Any

import msgspec
import psycopg
from msgspec import Struct

from fla.database.server import ServerError
from fla.demo import store

Connection = psycopg.Connection[Any]


class NotADemoError(ServerError):
    """The database holds data that the demo did not make; the message says what to do."""


class Mark(Struct, frozen=True, kw_only=True, tag="fla demo: made-up data only", tag_field="what"):
    """What the data of a demo database was made from, and whether all of it is there."""

    employers: int
    seed: int
    day: dt.date
    complete: bool = False


def find(connection: Connection) -> Mark | None:
    """Return the mark of a database, None for one that is empty.

    Raises NotADemoError for a database that holds anything else.
    """
    comment = store.read_comment(connection)
    try:
        return msgspec.json.decode(comment or "", type=Mark)
    except msgspec.DecodeError:
        if not store.holds_data(connection):
            return None
    raise NotADemoError(
        "This database holds data that is not the demo's, so the demo leaves it alone. Give it an "
        "empty database with FLA_DATABASE_URL and FLA_DATABASE_OWNER_URL, or another place for "
        "its own with FLA_DATA_DIRECTORY."
    )


def put(connection: Connection, mark: Mark) -> None:
    """Mark a database, in place of an earlier mark."""
    store.write_comment(connection, msgspec.json.encode(mark).decode())


def start_anew(connection: Connection, mark: Mark) -> None:
    """Empty the register of a marked database and mark it for other data."""
    with connection.transaction():
        store.clear(connection)
        put(connection, mark)
