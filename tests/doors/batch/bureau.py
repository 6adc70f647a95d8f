"""A bureau for file sets in tests: a sender hands sets in, they are worked on, replies come.

A reply that does not keep to its schema, or whose signature does not hold, is no reply here.
"""

import datetime as dt
import gzip
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from fla.clock import FixedClock
from fla.database.identity import BATCH, OPERATOR, assume
from fla.database.pool import Pool
from fla.doors.batch import contract
from fla.doors.batch.work import process
from fla.filesets import arrival, reply_store, store
from fla.filesets.model import AnomalyCount, Fault, FileSet
from fla.filesets.names import SetName, beside
from fla.filesets.server_key import ServerKey, sign
from fla.filesets.signing import verify
from fla.filesets.spool import Spool
from fla.senders import store as senders
from fla.senders.certificates import certificate_of, read_certificate
from fla.senders.model import Environment, Purpose, Sender
from fla.senders.registering import add_certificate
from fla.settings import Settings
from tests.intake.build import BAKERY, CLOCK, TODAY

GRACE = dt.timedelta(0)
"""What arrives is whole."""


@dataclass
class Bureau:
    """Where the sets of one sender are handed in, by SFTP unless said, and worked on."""

    pool: Pool
    settings: Settings
    sender: Sender
    key: ServerKey
    clock: FixedClock = CLOCK
    _sequences: Any = field(default_factory=lambda: itertools.count(1))

    @property
    def spool(self) -> Spool:
        return Spool(self.settings.spool_directory)

    async def hand_in(
        self,
        *parts: bytes,
        purpose: Purpose = "FLAD",
        environment: Environment = "R",
        ends: Sequence[str] = (),
    ) -> str:
        """Put the files of a set into the sender's folder, its parts signed; return its ticket.

        `ends` says how each part comes compressed: `.gz`, `.zip` or not at all.
        """
        name = SetName(
            purpose=purpose,
            sender=self.sender.number,
            sent_on=TODAY,
            sequence=f"{next(self._sequences):05}",
            environment=environment,
            parts=len(parts),
        )
        self.spool.prepare_sender(self.sender.number)
        folder = self.spool.in_folder(self.sender.number, environment)
        for number, (content, end) in enumerate(itertools.zip_longest(parts, ends), 1):
            path = folder / f"{name.fi(number)}{end or ''}"
            path.write_bytes(content)
            if environment != "S":
                (folder / name.fs(number)).write_bytes(sign(path, self.key))
        (folder / name.go).touch()
        async with self.pool.connection() as connection:
            ticket = await arrival.hand_over(
                connection, self.spool, self.sender, environment, name.go, self.clock.now(), GRACE
            )
        assert ticket
        return ticket

    async def work(self, ticket: str) -> FileSet:
        """Have a set worked on, as often as it takes one process; what became of it."""
        await process(self.settings, ticket, self.clock)
        return await self.file_set(ticket)

    async def taken(self, *parts: bytes, **how: Any) -> FileSet:
        """Hand a set in and have it worked on."""
        return await self.work(await self.hand_in(*parts, **how))

    async def file_set(self, ticket: str) -> FileSet:
        async with self.pool.connection() as connection, connection.transaction():
            await assume(connection, OPERATOR, TODAY)
            found = await store.find(connection, ticket)
        assert found
        return found

    async def faults(self, ticket: str) -> list[Fault]:
        async with self.pool.connection() as connection, connection.transaction():
            await assume(connection, OPERATOR, TODAY)
            return await store.faults_of(connection, ticket)

    async def anomalies(self, ticket: str) -> list[AnomalyCount]:
        async with self.pool.connection() as connection, connection.transaction():
            await assume(connection, OPERATOR, TODAY)
            return await store.anomalies_of(connection, ticket)

    async def acknowledgement(self, file_set: FileSet) -> etree._Element:
        return await self._reply(file_set, "ACRF", contract.ACKNOWLEDGEMENT_SCHEMA)

    async def notification(self, file_set: FileSet) -> etree._Element:
        return await self._reply(file_set, "NOTI", contract.NOTIFICATION_SCHEMA)

    async def replies(self, file_set: FileSet) -> list[str]:
        async with self.pool.connection() as connection, connection.transaction():
            await assume(connection, OPERATOR, TODAY)
            return [
                reply.name for reply in await reply_store.replies_of(connection, file_set.ticket)
            ]

    async def _reply(self, file_set: FileSet, kind: Any, schema: str) -> etree._Element:
        async with self.pool.connection() as connection, connection.transaction():
            await assume(connection, OPERATOR, TODAY)
            reply = await reply_store.reply(connection, file_set.ticket, kind)
        assert reply
        path = self.spool.set_folder(file_set.ticket) / reply.name
        assert path.stat().st_size == reply.size
        await self._signed(path)
        packed = reply.name.startswith("CO.")
        content = gzip.decompress(path.read_bytes()) if packed else path.read_bytes()
        return valid(content, schema)

    async def _signed(self, path: Path) -> None:
        """The signature beside a reply is the server's, and the GO is there."""
        now = self.clock.now()
        pem = ServerKey.open(self.spool, now).certificate_pem().encode()
        ours = certificate_of("999999", read_certificate(pem), "us", now)
        signature = path.with_name(beside(path.name, "FS")).read_bytes()
        assert await verify(path, signature, [ours], now) is None
        assert path.with_name(beside(path.name, "GO")).read_bytes() == b""


async def open_bureau(pool: Pool, settings: Settings, enterprise_number: str = BAKERY) -> Bureau:
    """Register a sender of an enterprise, with a certificate to sign with."""
    now = CLOCK.now()
    key = ServerKey.open(Spool(settings.spool_directory / enterprise_number), now)
    async with pool.connection() as connection, connection.transaction():
        await assume(connection, BATCH, TODAY)
        sender = await senders.sender_of(connection, enterprise_number, now)
        await assume(connection, OPERATOR, TODAY)
        certificate = read_certificate(key.certificate_pem().encode())
        await add_certificate(connection, sender.number, certificate, "operator", now)
    return Bureau(pool, settings, sender, key)


def valid(content: bytes, schema: str) -> etree._Element:
    """The root of a reply that keeps to its schema."""
    root = etree.fromstring(content)
    held = contract.schema(schema)
    assert held.validate(root), held.error_log
    return root


def answers(notification: etree._Element) -> list[etree._Element]:
    """The answers to forms, without the summary."""
    return [form for form in notification if form.findtext("TypeForm") == "RE"]


def results(notification: etree._Element) -> list[str]:
    """Result, and diagnosis if any, of each answer: `1`, `0/3`."""
    found = []
    for form in answers(notification):
        parts = [
            form.findtext("HandlingResult/ResultCode"),
            form.findtext("HandlingResult/Diagnosis"),
        ]
        found.append("/".join(filter(None, parts)))
    return found


def summary(notification: etree._Element) -> dict[str, int]:
    """The counts of the last form."""
    counted = notification[-1].find("ApplicationData/Summary")
    assert counted is not None
    return {str(one.tag): int(one.text or "") for one in counted}
