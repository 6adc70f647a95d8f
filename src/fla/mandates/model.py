"""Senders, and the mandates under which one enterprise acts for another."""

import uuid

from msgspec import Struct

from fla.codes import MandateStatus as MandateStatus
from fla.identifiers.quarter import Quarter


class RegisteredSender(Struct, frozen=True, kw_only=True):
    """An enterprise that may send declarations; a provider may register trainings for anyone."""

    enterprise_number: str
    name: str
    provider: bool = False


class NewMandate(Struct, frozen=True, kw_only=True):
    """A mandate to add: the mandator an employer, the mandatary a sender, both by their numbers."""

    mandator: str
    mandatary: str
    start: Quarter
    end: Quarter | None = None
    status: MandateStatus = "active"


class Mandate(Struct, frozen=True, kw_only=True):
    """A mandate for the quarters from `start` to `end`, both included, or without end."""

    employer_id: int
    id: uuid.UUID
    mandator: str
    mandator_name: str
    mandatary: str
    mandatary_name: str
    start: Quarter
    end: Quarter | None
    status: MandateStatus
