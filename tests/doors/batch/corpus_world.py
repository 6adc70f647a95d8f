"""The world of the corpus: senders of every standing, and whom their signatures are by."""

import datetime as dt
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from fla.database.identity import OPERATOR, assume
from fla.database.pool import Pool, open_pool
from fla.filesets.server_key import ServerKey, sign
from fla.filesets.spool import Spool
from fla.senders import store as senders
from fla.senders.certificates import read_certificate
from fla.senders.model import NewSender, Sender
from fla.senders.registering import add_certificate
from fla.settings import Settings
from tests.intake.build import BAKERY, CLOCK, PAYROLL, STRANGER, TODAY

NOW = CLOCK.now()
DAY = dt.timedelta(days=1)


@dataclass
class World:
    """One database and one spool for all cases; a signer is a key with its certificate."""

    settings: Settings
    senders: dict[str, Sender] = field(default_factory=dict)
    signers: dict[str, ServerKey] = field(default_factory=dict)

    @property
    def url(self) -> str:
        assert self.settings.database_url
        return self.settings.database_url

    @property
    def spool(self) -> Spool:
        return Spool(self.settings.spool_directory)

    def sign(self, path: Path, signer: str) -> bytes:
        return sign(path, self.signers[signer])

    def sign_with_openssl(self, path: Path, *options: str) -> bytes:
        """A signature of the bakery's that our own code would not make; DER."""
        pem = self.spool.root.parent / "bakery" / "keys" / "signing.pem"
        command = ["openssl", "cms", "-sign", "-binary", "-outform", "DER", "-in", str(path)]
        who = ["-signer", str(pem), "-inkey", str(pem)]
        return subprocess.run([*command, *who, *options], check=True, capture_output=True).stdout


async def open_world(settings: Settings) -> World:
    world = World(settings)
    async with open_pool(world.url, 1) as pool:
        await _register(world, pool)
    return world


async def _register(world: World, pool: Pool) -> None:
    everything: dict[str, Any] = {"purposes": ["FLAD", "FLAS"], "environments": ["R", "T", "S"]}
    known: dict[str, tuple[str, dict[str, Any]]] = {
        "bakery": (BAKERY, {}),
        "payroll": (PAYROLL, {}),
        "disabled": (BAKERY, {}),
        "only declarations": (BAKERY, {"purposes": ["FLAD"]}),
        "only tests": (BAKERY, {"environments": ["T", "S"]}),
        "stranger": (STRANGER, {}),
    }
    async with pool.connection() as connection, connection.transaction():
        await assume(connection, OPERATOR, TODAY)
        for name, (enterprise, less) in known.items():
            new = NewSender(
                enterprise_number=enterprise,
                name=name,
                registered_by="operator",
                registered_at=NOW,
                **everything | less,
            )
            world.senders[name] = await senders.insert_sender(connection, new)
            await _certify(world, connection, name, name)
        await senders.disable(connection, world.senders["disabled"].number, "operator", NOW)
        past = {"at": NOW - 400 * DAY, "valid_until": NOW - DAY}
        await _certify(world, connection, "bakery", "expired", **past)
        await _certify(world, connection, "bakery", "early", valid_from=NOW + DAY)
        await _certify(world, connection, "bakery", "revoked")
        await senders.revoke_certificate(
            connection,
            world.senders["bakery"].number,
            read_certificate(world.signers["revoked"].certificate).fingerprint,
            "operator",
            NOW,
        )
    world.signers["unknown"] = _key(world, "unknown", NOW)
    # The certificate of one, the key of another: a signature that names whom it is not by.
    world.signers["forged"] = replace(
        world.signers["unknown"], certificate=world.signers["bakery"].certificate
    )


async def _certify(
    world: World, connection: Any, sender: str, name: str, at: dt.datetime = NOW, **when: Any
) -> None:
    world.signers[name] = key = _key(world, name, at)
    certificate = read_certificate(key.certificate)
    number = world.senders[sender].number
    await add_certificate(connection, number, certificate, "operator", at, **when)


def _key(world: World, name: str, at: dt.datetime) -> ServerKey:
    return ServerKey.open(Spool(world.spool.root.parent / name), at)
