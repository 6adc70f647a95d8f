"""A sender behind the portal, with keys and a certificate of each state of validity."""

import base64
import datetime as dt
from typing import Any, Final

import psycopg

from fla.database.identity import OPERATOR, assume
from fla.senders import store
from fla.senders.model import NewSender, SenderCertificate, SenderKey
from tests.doors.portal.world import XSS
from tests.intake.build import CLOCK, TODAY

NOW: Final = CLOCK.now()
_DAY: Final = dt.timedelta(days=1)


async def build(connection: psycopg.AsyncConnection[Any], enterprise_number: str) -> str:
    """Register the sender, and return its number."""
    async with connection.transaction():
        await assume(connection, OPERATOR, TODAY)
        new = NewSender(
            enterprise_number=enterprise_number,
            name=XSS,
            contact_email="it@payroll.example",
            purposes=["FLAD"],
            environments=["R", "S"],
            registered_by="operator",
            registered_at=NOW,
        )
        sender = await store.insert_sender(connection, new)
        for place, (start, end) in enumerate(((-9, None), (-9, -2), (2, 9))):
            await store.insert_key(connection, _key(sender.number, place, start, end))
        await store.insert_certificate(connection, _certificate(sender.number))
        await store.revoke_certificate(connection, sender.number, "ab" * 32, "operator", NOW)
    return sender.number


def _key(number: str, place: int, start: int, end: int | None) -> SenderKey:
    digest = base64.b64encode(bytes([place]) * 32).decode().rstrip("=")
    return SenderKey(
        sender=number,
        fingerprint=f"SHA256:{digest}",
        algorithm="ssh-ed25519",
        openssh=f"ssh-ed25519 {place}",
        comment=f"key {place}",
        valid_from=NOW + start * _DAY,
        valid_until=None if end is None else NOW + end * _DAY,
        added_by="operator",
        added_at=NOW - place * _DAY,
    )


def _certificate(number: str) -> SenderCertificate:
    return SenderCertificate(
        sender=number,
        fingerprint="ab" * 32,
        der=b"der",
        subject="CN=payroll",
        issuer="CN=payroll",
        not_before=NOW - 9 * _DAY,
        not_after=NOW + 9 * _DAY,
        valid_from=NOW - 9 * _DAY,
        valid_until=NOW + 9 * _DAY,
        added_by="operator",
        added_at=NOW,
    )
