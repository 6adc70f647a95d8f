"""The form of an invitation: who is invited, as what, and whether by his national number."""

import datetime as dt
from typing import Final, Literal, get_args

from msgspec import Struct

from fla.access.model import Role
from fla.doors.portal.posted import Form
from fla.identifiers import IdentifierError, parse_ssin

LONGEST_NAME: Final = 100

Fault = Literal["invitee", "role", "ssin"]


class Given(Struct, frozen=True):
    """What was typed; `faults` names the controls that are not filled in as they should be."""

    invitee: str = ""
    ssin: str = ""
    role: Role | None = None
    faults: tuple[Fault, ...] = ()


def read_invitation(form: Form, today: dt.date) -> Given:
    """Return what a form says; an SSIN that is one comes without separators."""
    faults: list[Fault] = []
    invitee = " ".join(form.get("invitee", [""])[-1].split())
    if not 0 < len(invitee) <= LONGEST_NAME or not invitee.isprintable():
        faults.append("invitee")
    wanted = form.get("role", [""])[-1]
    role = next((one for one in get_args(Role) if one == wanted), None)
    if role is None:
        faults.append("role")
    ssin = form.get("ssin", [""])[-1].strip()
    try:
        ssin = parse_ssin(ssin, today) if ssin else ""
    except IdentifierError:
        faults.append("ssin")
    return Given(invitee[:LONGEST_NAME], ssin[:30], role, tuple(faults))
