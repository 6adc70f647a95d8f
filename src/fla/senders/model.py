"""Records of senders: who hands in file sets, the keys they log in with, what they sign with.

A sender is known by six digits in the names of its files. The number belongs to an enterprise, and
that is who declares: what it may declare for whom is a matter of mandates, not of senders.
"""

import datetime as dt
from typing import Final, Literal, get_args

from msgspec import Struct

Purpose = Literal["FLAD", "FLAS"]
"""What a file set is for: declarations, or a snapshot of all that a sender has."""
Environment = Literal["R", "T", "S"]
"""Production, circuit test and simulation."""
PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)
ENVIRONMENTS: Final[tuple[Environment, ...]] = get_args(Environment)
OUR_NUMBER: Final = "999999"
"""The sender of replies: us."""
BY_ITSELF: Final = "itself"
"""Who registered a sender that handed in its first file set by another way than SFTP."""


class Contact(Struct, frozen=True, kw_only=True):
    """Whom to ask at a sender's; None for what is not known."""

    contact_name: str | None = None
    contact_email: str | None = None
    contact_phone: str | None = None


class NewSender(Contact, frozen=True, kw_only=True):
    """A sender to be registered; its number is handed out."""

    enterprise_number: str
    name: str
    purposes: list[Purpose]
    environments: list[Environment]
    registered_by: str
    registered_at: dt.datetime


class Sender(NewSender, frozen=True, kw_only=True):
    """A sender as it is registered: may hand in what is for its purposes, in its environments."""

    number: str
    disabled_by: str | None = None
    disabled_at: dt.datetime | None = None

    @property
    def disabled(self) -> bool:
        """Whether it is switched off: then it neither logs in nor hands in anything."""
        return self.disabled_at is not None


class _Credential(Struct, frozen=True, kw_only=True):
    """What a sender proves itself with, who added it and who revoked it."""

    sender: str
    fingerprint: str
    valid_from: dt.datetime
    added_by: str
    added_at: dt.datetime
    revoked_by: str | None = None
    revoked_at: dt.datetime | None = None


class SenderKey(_Credential, frozen=True, kw_only=True):
    """A public key for SFTP; `openssh` is `<algorithm> <base64>`, the fingerprint `SHA256:…`."""

    algorithm: str
    openssh: str
    comment: str = ""
    valid_until: dt.datetime | None = None

    def holds(self, instant: dt.datetime) -> bool:
        """Say whether it lets its sender in at an instant."""
        ended = self.valid_until is not None and instant >= self.valid_until
        return self.revoked_at is None and self.valid_from <= instant and not ended


class SenderCertificate(_Credential, frozen=True, kw_only=True):
    """A pinned X.509 certificate; the fingerprint is the SHA-256 of `der` in hexadecimals.

    `not_before` and `not_after` are what it says itself, `valid_from` and `valid_until` lie within.
    """

    der: bytes
    subject: str
    issuer: str
    not_before: dt.datetime
    not_after: dt.datetime
    valid_until: dt.datetime

    def holds(self, instant: dt.datetime) -> bool:
        """Say whether what it signs counts at an instant."""
        return self.revoked_at is None and self.valid_from <= instant < self.valid_until


class RunningOut(Struct, frozen=True, kw_only=True):
    """A sender whose last key or certificate counts until then, and no longer."""

    number: str
    name: str
    kind: Literal["key", "certificate"]
    valid_until: dt.datetime
