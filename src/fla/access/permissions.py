"""What each kind of persona may do at all; which rows he then sees is the database's policy."""

from typing import Final

from fla.access.model import Persona, PersonaKind

ENTERPRISES: Final[tuple[PersonaKind, ...]] = ("employer", "mandatary", "provider")


def may_open_employers(persona: Persona) -> bool:
    """Say whether he looks into the accounts of employers: his own, his mandators' or all."""
    return persona.kind in ("employer", "mandatary", "operator")


def may_declare(persona: Persona) -> bool:
    """Say whether he hands in declarations; readers and the operator look on."""
    return persona.kind in ENTERPRISES and persona.role != "reader"


def may_manage_access(persona: Persona) -> bool:
    """Say whether he decides which people and programs act for his enterprise."""
    return persona.kind in ENTERPRISES and persona.role == "accessManager"


def may_open_registrations(persona: Persona) -> bool:
    """Say whether he sees the list of what he registered at employers that are not open to him."""
    return persona.kind == "provider"


def may_open_own_account(persona: Persona) -> bool:
    """Say whether he has an account of his own to read."""
    return persona.kind == "worker"


def may_open_runs(persona: Persona) -> bool:
    """Say whether he sees the runs of training rights."""
    return persona.kind == "operator"


def may_open_file_sets(persona: Persona) -> bool:
    """Say whether he sees file sets: those of his enterprise, or all."""
    return persona.kind in ENTERPRISES or persona.kind == "operator"


def may_open_senders(persona: Persona) -> bool:
    """Say whether he sees who hands in file sets, with which keys."""
    return persona.kind == "operator"
