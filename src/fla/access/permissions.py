"""What each kind of persona may do at all; which rows he then sees is the database's policy."""

from fla.access.model import Persona


def may_open_employers(persona: Persona) -> bool:
    """Say whether he looks into the accounts of employers: his own, his mandators' or all."""
    return persona.kind in ("employer", "mandatary", "operator")


def may_declare(persona: Persona) -> bool:
    """Say whether he hands in declarations; the operator looks on, so that nobody acts unnamed."""
    return persona.kind in ("employer", "mandatary", "provider")


def may_open_registrations(persona: Persona) -> bool:
    """Say whether he sees the list of what he registered at employers that are not open to him."""
    return persona.kind == "provider"


def may_open_own_account(persona: Persona) -> bool:
    """Say whether he has an account of his own to read."""
    return persona.kind == "worker"


def may_open_runs(persona: Persona) -> bool:
    """Say whether he sees the runs of training rights, and may stop one."""
    return persona.kind == "operator"
