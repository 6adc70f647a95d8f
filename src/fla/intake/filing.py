"""One declaration on its way through the intake: what was found out about it so far."""

import datetime as dt
import hashlib
import re
import uuid
from collections.abc import Sequence
from decimal import Decimal

import msgspec
from msgspec import Struct
from uuid_utils import uuid7

from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.content import Content, Employment
from fla.intake.declaration import (
    AnyDeclaration,
    Outcome,
    OutcomeStatus,
    Sender,
    Unreadable,
    content_of,
)
from fla.mandates.rules import Terms

_TIME_DEPENDENT = frozenset({Error.PLANNED_IN_PAST})
"""Faults that the passing of time alone brings: a retry of what was once accepted may show them."""

UNSTORABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Characters that no text of the register holds: controls, and halves of surrogate pairs."""

_JSON = msgspec.json.Encoder()
_NO_VERSION = b',"version":null'


_MISSES = frozenset({Error.NOT_EMPLOYED, Error.OVERLAP, Error.NAME_DIFFERS})
"""What an answer tells of a worker to who may touch only his own registrations."""


class Probes(Struct, kw_only=True, gc=False):
    """How often today somebody asked in vain about the workers of others, and how often not.

    `misses` and `accepted` are of before; those of this set are `missed` and `taken`. `most` is how
    many may miss, or one in `share` of those accepted, and never more than `share` times `most`;
    `until` is the day from which it goes on.
    """

    provider: str
    misses: int
    accepted: int
    most: int
    share: int
    until: dt.date
    missed: int = 0
    taken: int = 0

    @property
    def exhausted(self) -> bool:
        """Whether the provider is told no more today."""
        return self.misses + self.missed >= self._allowed

    @property
    def _allowed(self) -> int:
        # Accepted registrations are cheap to whoever guesses: they earn him no more than so many.
        earned = min((self.accepted + self.taken) // self.share, self.share * self.most)
        return max(self.most, earned)

    def overrun(self, misses: int) -> bool:
        """Whether others missed in the meantime, so that there are more than may be: `misses`."""
        return misses > max(self.misses + self.missed, self._allowed)

    @property
    def refusal(self) -> Anomaly:
        """What he is told instead."""
        return Anomaly(Field.DECLARATION, Error.TOO_MANY_MISSES, detail=self.until.isoformat())

    def count(self, filing: "Filing") -> None:
        """Take note of what was said of a worker."""
        if any(anomaly.error in _MISSES for anomaly in filing.anomalies):
            self.missed += 1
        elif filing.writable and filing.declaration.action == "register":
            self.taken += 1


class Filing(Struct, kw_only=True, gc=False):
    """A declaration with its sender, its journal id and hash, and what the checks found.

    `said` is what it says of its object, if anything.
    `employer_id` stays 0 while the sender is not entitled to it; `own_only` says that he may touch
    nothing but what he registered himself; `first` is the id of the earlier declaration that this
    one repeats, `version` that of the object when it was judged.
    `new_worker`: it brings its worker to the register. `computed`: the computed right that it is
    about. `recalculate`: what was computed or closed before may no longer hold. `mandates`: those
    under which the sender acts, where it is not the employer itself. `proposed`: its training was
    registered by a provider, to be settled by the employer or else after `settles_on`; `probes`
    counts what he asks in vain. `blind`: not held against any worker, and so never written.
    """

    number: int
    sender: Sender
    declaration: AnyDeclaration
    said: Content | None
    id: uuid.UUID
    content: bytes
    digest: bytes
    anomalies: list[Anomaly]
    employer_id: int = 0
    as_provider: bool = False
    own_only: bool = False
    worker_id: uuid.UUID | None = None
    target: uuid.UUID | None = None
    version: int | None = None
    new_worker: bool = False
    minutes_per_day: int = 0
    computed: Decimal | None = None
    recalculate: bool = False
    mandates: Sequence[Terms] = ()
    proposed: bool = False
    settles_on: dt.date | None = None
    probes: Probes | None = None
    blind: bool = False
    first: uuid.UUID | None = None

    @property
    def refused(self) -> bool:
        """Whether an anomaly found so far blocks it."""
        return bool(self.anomalies) and any(anomaly.blocking for anomaly in self.anomalies)

    @property
    def checkable(self) -> bool:
        """Whether it is sound enough to be held against the register."""
        if not self.anomalies:
            return self.employer_id != 0
        if isinstance(self.declaration, Unreadable):
            return False
        return self.employer_id != 0 and not any(
            anomaly.blocking and anomaly.error not in _TIME_DEPENDENT for anomaly in self.anomalies
        )

    @property
    def replaced_ssin(self) -> str | None:
        """The worker's number until now, where the declaration replaces it."""
        return self.said.replaced_ssin if isinstance(self.said, Employment) else None

    @property
    def writable(self) -> bool:
        """Whether it changes the register: neither refused nor a repetition, nor blind."""
        return self.first is None and not self.refused and not self.blind

    @property
    def status(self) -> OutcomeStatus:
        """The outcome's status, by what was found."""
        if self.refused:
            return "rejected"
        return "acceptedWithWarnings" if self.anomalies else "accepted"

    def told(self, detail: str) -> str | None:
        """A detail from others' registrations; None for who may touch nothing but his own."""
        return None if self.own_only else detail

    def outcome(self) -> Outcome:
        """The answer to the sender."""
        refused = self.refused
        return Outcome(
            declaration_id=self.id,
            reference=self.declaration.reference,
            status=self.status,
            target=None if refused else self.target,
            version=None if refused else (self.version or 0) + 1,
            anomalies=tuple(self.anomalies),
        )


def new_ids(count: int) -> list[uuid.UUID]:
    """So many ids in the order of time (UUID version 7), for the price of a few made singly."""
    return msgspec.convert([uuid7().bytes for _ in range(count)], list[uuid.UUID])


def file(number: int, id_: uuid.UUID, sender: Sender, declaration: AnyDeclaration) -> Filing:
    """Give a declaration its id, canonical content and hash."""
    content = canonical(declaration)
    return Filing(
        number=number,
        sender=sender,
        declaration=declaration,
        said=content_of(declaration),
        id=id_,
        content=content,
        digest=hashlib.sha256(content).digest(),
        anomalies=[],
    )


def storable(text: str, maximum: int) -> str:
    """The text as the journal can keep it: no control characters, cut to `maximum`."""
    return text[:maximum] if text.isprintable() else UNSTORABLE.sub("�", text)[:maximum]


def canonical(declaration: AnyDeclaration) -> bytes:
    """The declaration as JSON; a version not given leaves no trace: retries outlive releases."""
    try:
        content = _JSON.encode(declaration)
        if declaration.version is None:
            # It stands before the content and outside any text, where quotes would be escaped.
            return content.replace(_NO_VERSION, b"", 1)
        return content
    except UnicodeEncodeError:  # a lone surrogate: the shape check refuses it, the journal keeps it
        escaped = repr(msgspec.to_builtins(declaration)).encode("ascii", "backslashreplace")
        return msgspec.json.encode({"unencodable": escaped.decode("ascii")})
