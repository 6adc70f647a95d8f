"""People, what they may do for whom, how they were invited, and where they are logged in."""

import datetime as dt
import uuid
from typing import Final, Literal

from msgspec import Struct

from fla.access.model import Persona, PersonaKind, Role

Capacity = Literal["employer", "mandatary", "provider", "operator"]
"""As what an enterprise gives somebody a role; `operator` for those who run the register."""
EventKind = Literal["invited", "invitationRevoked", "roleGiven", "roleChanged", "roleWithdrawn"]

COMMAND_LINE: Final = "operator"
"""Stands in the journal of access for whoever has the command line."""


class Party(Struct, frozen=True):
    """An enterprise in one of its capacities; the operator's own has no number."""

    capacity: Capacity
    enterprise_number: str = ""


class Person(Struct, frozen=True, kw_only=True):
    """Who logged in: by SSIN where the provider states it, else by its subject."""

    issuer: str
    subject: str
    ssin: str | None
    name: str


class Choice(Struct, frozen=True, kw_only=True):
    """Somebody for whom a person may act, himself included."""

    kind: PersonaKind
    number: str
    name: str
    role: Role


class Member(Struct, frozen=True, kw_only=True):
    """A person with a role; `ssin` where his login states it."""

    person_id: uuid.UUID
    name: str
    ssin: str | None
    role: Role
    given_at: dt.datetime
    last_seen_at: dt.datetime


class Invitation(Struct, frozen=True, kw_only=True):
    """An invitation as the inviter named the invitee; `name` is the enterprise's."""

    id: uuid.UUID
    capacity: Capacity
    enterprise_number: str
    name: str
    role: Role
    invitee: str
    ssin: str | None
    invited_at: dt.datetime
    expires_at: dt.datetime

    @property
    def party(self) -> Party:
        """Who invites."""
        return Party(self.capacity, self.enterprise_number)


class Event(Struct, frozen=True, kw_only=True):
    """Who gave whom what, and when; `whom` is a person's name, or an invitee's."""

    id: uuid.UUID
    at: dt.datetime
    event: EventKind
    acted_by: str
    acted_by_name: str | None
    whom: str
    role: Role


class Session(Struct, frozen=True, kw_only=True):
    """A browser in which a person is logged in.

    `kind` None until he has chosen for whom he acts, and again once that role was withdrawn.
    """

    person_id: uuid.UUID
    name: str
    ssin: str | None
    provider: str
    provider_session: str
    started_at: dt.datetime
    seen_at: dt.datetime
    kind: PersonaKind | None
    number: str
    acts_for: str
    role: Role

    @property
    def persona(self) -> Persona | None:
        """As whom he acts; None while that is to be chosen."""
        if self.kind is None:
            return None
        return Persona(
            kind=self.kind,
            number=self.number,
            name=self.acts_for,
            role=self.role,
            person=str(self.person_id),
        )
