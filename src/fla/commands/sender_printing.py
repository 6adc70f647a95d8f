"""Senders, keys and certificates as the command line prints them: tables for people, else JSON."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import asdict
from rich.markup import escape
from rich.table import Table

from fla.clock import BRUSSELS
from fla.senders.model import RunningOut, Sender, SenderCertificate, SenderKey

_LEFT_OUT: Final = {"der"}
_MOMENT: Final = dt.timedelta(microseconds=1)


def senders_table(senders: Sequence[Sender]) -> Table:
    """Return senders, a row each."""
    table = Table("Sender", "Enterprise", "State", "Purposes", "In", "Name", box=None)
    for one in senders:
        state = "disabled" if one.disabled else "active"
        purposes, environments = " ".join(one.purposes), " ".join(one.environments)
        table.add_row(
            one.number, one.enterprise_number, state, purposes, environments, escape(one.name)
        )
    return table


def facts(sender: Sender) -> Table:
    """Return what is known of one sender, a row each."""
    table = Table(show_header=False, box=None)
    state = "active"
    if sender.disabled_at is not None:
        state = f"disabled {_day(sender.disabled_at)} by {sender.disabled_by}"
    rows = {
        "Sender": sender.number,
        "Enterprise": sender.enterprise_number,
        "Name": sender.name,
        "State": state,
        "Purposes": " ".join(sender.purposes),
        "Environments": " ".join(sender.environments),
        "Contact": sender.contact_name,
        "E-mail": sender.contact_email,
        "Telephone": sender.contact_phone,
        "Registered": f"{_day(sender.registered_at)} by {sender.registered_by}",
    }
    for name, value in rows.items():
        if value is not None:
            table.add_row(name, escape(value))
    return table


def keys_table(keys: Sequence[SenderKey], now: dt.datetime) -> Table:
    """Return keys, a row each, with what counts at an instant."""
    table = Table("Key", "Kind", "From", "Until", "State", "Comment", box=None)
    for one in keys:
        until = "" if one.valid_until is None else _last_day(one.valid_until)
        table.add_row(
            one.fingerprint,
            one.algorithm,
            _day(one.valid_from),
            until,
            _state(one, now),
            escape(one.comment),
        )
    return table


def certificates_table(certificates: Sequence[SenderCertificate], now: dt.datetime) -> Table:
    """Return certificates, a row each, with what counts at an instant."""
    table = Table("Certificate", "From", "Until", "State", "Subject", box=None)
    for one in certificates:
        table.add_row(
            one.fingerprint,
            _day(one.valid_from),
            _last_day(one.valid_until),
            _state(one, now),
            escape(one.subject),
        )
    return table


def running_out_table(senders: Sequence[RunningOut]) -> Table:
    """Return senders that are running out of something, a row each."""
    table = Table("Sender", "Its last", "Until", "Name", box=None)
    for one in senders:
        table.add_row(one.number, one.kind, _last_day(one.valid_until), escape(one.name))
    return table


def as_json(value: object) -> str:
    """Return records as JSON, indented, without the bytes of certificates."""
    return msgspec.json.format(msgspec.json.encode(_outward(value))).decode()


def _outward(value: object) -> Any:
    if isinstance(value, Struct):
        return _outward(asdict(value))
    if isinstance(value, dict):
        return {_camel(name): _outward(one) for name, one in value.items() if name not in _LEFT_OUT}
    if isinstance(value, list):
        return [_outward(one) for one in value]
    return value


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))


def _state(credential: SenderKey | SenderCertificate, now: dt.datetime) -> str:
    if credential.revoked_at is not None:
        return f"revoked {_day(credential.revoked_at)} by {credential.revoked_by}"
    if credential.holds(now):
        return "in force"
    return "not yet" if now < credential.valid_from else "past"


def _day(instant: dt.datetime) -> str:
    return f"{instant.astimezone(BRUSSELS):%Y-%m-%d}"


def _last_day(end: dt.datetime) -> str:
    """Return the last day of a time that ends just before an instant."""
    return _day(end - _MOMENT)
