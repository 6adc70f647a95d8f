"""A file set on its way: what was handed over, how far it is, and what came of it."""

import datetime as dt
from typing import Any, Final, Literal

from msgspec import Struct

from fla.filesets.fault_text import message
from fla.filesets.faults import FaultCode
from fla.languages import Language
from fla.senders.model import Environment

Channel = Literal["sftp", "rest", "portal"]
State = Literal[
    "arriving",
    "arrived",
    "examining",
    "refused",
    "acknowledged",
    "processing",
    "held",
    "done",
    "rejected",
    "stopped",
    "cancelled",
]
"""See docs/batch.md. `arriving`: its files are being moved; `held`: a snapshot that would change so
much that somebody has to confirm it; `rejected`: all forms, because too many have anomalies."""
ReplyKind = Literal["ACRF", "NOTI"]
"""The acknowledgement of the set, and the notification with an answer to each form."""

FINAL_STATES: Final[frozenset[State]] = frozenset(
    {"refused", "done", "rejected", "stopped", "cancelled"}
)
"""The states after which nothing happens any more."""
FAILURE: Final = "failure"
"""Why a set is stopped that failed again and again: of a full disk, or of a fault of ours."""
MOST_EXAMPLES: Final = 10
"""Examples that are kept of each anomaly of a set."""


class Fault(Struct, frozen=True):
    """What is wrong with a set as a whole; line and column count from 1."""

    code: FaultCode
    file_name: str | None = None
    line: int | None = None
    column: int | None = None
    detail: str | None = None

    @property
    def error_id(self) -> str:
        """The code as replies give it, for example `ACRF-102`."""
        return f"ACRF-{self.code:03d}"

    def message(self, language: Language) -> str:
        """What is wrong and what to do about it, for a person."""
        return message(self.code, self.detail, language)


class FileSet(Struct, frozen=True, kw_only=True):
    """One file set.

    `environment` is the folder's in which it arrived; what its name says is in `purpose`,
    `sequence`, `sent_on` and `parts`, empty where the name cannot be read. `size`: bytes of FI and
    FS, as sent. `accepted`, `warned` and `rejected` add up to `answered`; `repeated` and
    `unchanged` count within the first two. `duplicate_of` is the ticket of the set that bears the
    same name. `part_forms` are the forms of each part, known once it is acknowledged. `diagnosis`
    is that of the set as a whole (4: too many anomalies).
    """

    ticket: str
    sender: str
    enterprise_number: str
    environment: Environment
    channel: Channel
    go_name: str
    purpose: str = ""
    sent_on: dt.date | None = None
    sequence: str = ""
    parts: int = 0
    names: list[str] = []
    size: int = 0
    content_hash: bytes | None = None
    language: str | None = None
    state: State = "arriving"
    duplicate_of: str | None = None
    arrived_at: dt.datetime
    acknowledged_at: dt.datetime | None = None
    finished_at: dt.datetime | None = None
    forms: int = 0
    part_forms: list[int] = []
    answered: int = 0
    accepted: int = 0
    warned: int = 0
    rejected: int = 0
    repeated: int = 0
    unchanged: int = 0
    vanished: int = 0
    diagnosis: int | None = None
    notification_bytes: int = 0
    stop_asked_by: str | None = None
    stopped_reason: str | None = None
    confirmed_by: str | None = None
    confirmed_at: dt.datetime | None = None
    held: dict[str, Any] | None = None
    cleaned_at: dt.datetime | None = None

    @property
    def final(self) -> bool:
        """Whether nothing happens to it any more."""
        return self.state in FINAL_STATES


class Progress(Struct, frozen=True, kw_only=True):
    """How far the forms of a set are answered, in all its parts together, from the first form on.

    Totals, not increments. `notification_bytes` are those of the growing notification that count:
    the rest was written by an attempt that ended before it could say so.
    """

    answered: int
    accepted: int
    warned: int
    rejected: int
    repeated: int = 0
    unchanged: int = 0
    notification_bytes: int = 0


class Example(Struct, frozen=True, omit_defaults=True):
    """One form that has an anomaly: the so-many-th of the set, what it is called, what stood there.

    `position` counts the forms of all parts, and `part` the parts, from 1; `line` is the line of
    that part.
    """

    position: int
    part: int = 1
    line: int | None = None
    reference: str | None = None
    value: str | None = None
    path: str | None = None


class AnomalyCount(Struct, frozen=True, rename={"anomaly_class": "class"}):
    """An anomaly of the forms of a set: how many have it, and the first of them."""

    code: str
    anomaly_class: str
    count: int
    examples: list[Example] = []


class Reply(Struct, frozen=True, kw_only=True):
    """A reply to a set; `name` is its main file's, beside which stand its signature and its GO.

    `size` is the main file's, in bytes. `fetched_at`: when the sender first read it whole.
    """

    ticket: str
    kind: ReplyKind
    name: str
    size: int
    created_at: dt.datetime
    fetched_at: dt.datetime | None = None
