"""Senders, and the mandates under which one enterprise acts for another."""

import datetime as dt
import uuid
from typing import Literal

from msgspec import Struct

from fla.codes import Door, MandateGroup, MandateRole
from fla.codes import MandateStatus as MandateStatus
from fla.identifiers.quarter import Quarter

MandateEventKind = Literal["proposed", "confirmed", "refused", "closed"]
"""What a side does about a mandate; to refuse one's own proposal is to withdraw it."""
ACCOUNT: MandateGroup = "federalLearningAccount"
"""The group that a mandatary needs to declare and to read."""


class RegisteredSender(Struct, frozen=True, kw_only=True):
    """An enterprise that may send declarations; a provider may register trainings for anyone."""

    enterprise_number: str
    name: str
    provider: bool = False


class NewMandate(Struct, frozen=True, kw_only=True):
    """A mandate to add: the mandator an employer, the mandatary a sender, both by their numbers.

    `end` is what was agreed, of a closed one the quarter at whose end it was closed.
    """

    mandator: str
    mandatary: str
    start: Quarter
    end: Quarter | None = None
    status: MandateStatus = "active"
    groups: tuple[MandateGroup, ...] = (ACCOUNT,)
    proposed_by: MandateRole = "mandatary"


class Mandate(Struct, frozen=True, kw_only=True):
    """A mandate for the quarters from `start` to `end`, both included, or without end."""

    employer_id: int
    id: uuid.UUID
    mandator: str
    mandator_name: str
    mandatary: str
    mandatary_name: str
    groups: tuple[MandateGroup, ...]
    start: Quarter
    end: Quarter | None
    status: MandateStatus
    proposed_by: MandateRole
    version: int
    changed_at: dt.datetime

    def role_of(self, enterprise_number: str) -> MandateRole | None:
        """Return the side on which an enterprise stands; None for one that is no party."""
        sides: dict[str, MandateRole] = {self.mandator: "mandator", self.mandatary: "mandatary"}
        return sides.get(enterprise_number)


class MandateEvent(Struct, frozen=True, kw_only=True):
    """What was done about a mandate: in whose name, by whom, when; the last quarter of a closing.

    `acted_by` is a person's key or a client's id, as the door gave it; `door` is None for what the
    operator entered.
    """

    version: int
    event: MandateEventKind
    end: Quarter | None
    acted_for: str
    acted_by: str | None
    door: Door | None
    happened_at: dt.datetime


class Filter(Struct, frozen=True, kw_only=True):
    """Which of its mandates an enterprise wants to see; what is None does not matter."""

    role: MandateRole | None = None
    status: MandateStatus | None = None
    group: MandateGroup | None = None
    counterparty: str | None = None


class Cursor(Struct, frozen=True):
    """Where a page of mandates ended."""

    start: Quarter
    id: uuid.UUID
