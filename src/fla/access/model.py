"""Who is logged in: a persona stands for a person acting for an enterprise, or for himself."""

from typing import Final, Literal

from msgspec import Struct

from fla.database import identity
from fla.database.identity import Identity

PersonaKind = Literal["employer", "mandatary", "provider", "worker", "operator"]
Role = Literal["accessManager", "editor", "reader"]
"""What a person does for an enterprise: gives others access, declares, or only reads."""
DEMO_PERSON: Final = "demo"
"""Stands for whoever chose somebody to be in the demonstration."""


class Persona(Struct, frozen=True, kw_only=True):
    """Someone to log in as.

    `number` is the enterprise number of an employer, mandatary or provider, the SSIN of a worker,
    and empty for the operator. `person` names the human being behind it for the journal: a
    key of his own, never his SSIN. `size` counts what makes him worth choosing: the employer's
    workers, the mandatary's mandates, the worker's trainings.
    """

    kind: PersonaKind
    number: str = ""
    name: str
    role: Role = "editor"
    person: str
    size: int = 0

    @property
    def key(self) -> str:
        """What names the persona in a form and in the session."""
        return f"{self.kind}-{self.number}"

    @property
    def identity(self) -> Identity:
        """Who he is to the database's row-level security."""
        if self.kind == "operator":
            return identity.OPERATOR
        if self.kind == "worker":
            return identity.citizen(self.number)
        return identity.enterprise(self.number)


class Principal(Struct, frozen=True, kw_only=True):
    """A machine that showed an access token: which client, for whom, with what scopes."""

    client_id: str
    enterprise_number: str
    name: str
    scopes: frozenset[str]
