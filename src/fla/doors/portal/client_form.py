"""The forms of a client: its name, what it may do, and the public key it signs with."""

import datetime as dt
from typing import Literal

from msgspec import Struct

from fla.access.client import LONGEST_NAME
from fla.access.client_key import KeyFault, KeyRefusedError, PublicKey, read_key
from fla.access.clients import ClientFault
from fla.access.scopes import SCOPES
from fla.doors.portal.posted import Form

Fault = Literal["name", "scopes"] | KeyFault | ClientFault


class Given(Struct, frozen=True):
    """What was typed, and what the key is; `faults` says what is not as it should be:
    `name` and `scopes` of those controls, all else of the key.
    """

    name: str = ""
    scopes: tuple[str, ...] = ()
    text: str = ""
    key: PublicKey | None = None
    faults: tuple[Fault, ...] = ()


def read_client(form: Form, now: dt.datetime) -> Given:
    """Return what the form of a new client says."""
    terms, key = read_terms(form), read_new_key(form, now)
    before = [fault for fault in terms.faults if fault == "name"]
    after = [fault for fault in terms.faults if fault != "name"]
    return Given(terms.name, terms.scopes, key.text, key.key, (*before, *key.faults, *after))


def read_terms(form: Form) -> Given:
    """Return what a client is to be called, and what it may do."""
    name = " ".join(form.get("name", [""])[-1].split())
    sound = 0 < len(name) <= LONGEST_NAME and name.isprintable()
    wanted = form.get("scopes", [])
    scopes = tuple(scope for scope in SCOPES if scope in wanted)
    faults: list[Fault] = [] if sound else ["name"]
    faults += [] if scopes else ["scopes"]
    return Given(name[:LONGEST_NAME], scopes, faults=tuple(faults))


def read_new_key(form: Form, now: dt.datetime) -> Given:
    """Return the key that a form gives; a private one is not shown again."""
    text = form.get("key", [""])[-1].strip()
    try:
        return Given(text=text, key=read_key(text, now))
    except KeyRefusedError as error:
        return Given(text="" if error.fault == "private" else text, faults=(error.fault,))
