"""A running SFTP server over a real database, and OpenSSH's own client to talk to it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncssh
from msgspec.structs import replace

from fla.clock import FixedClock
from fla.doors.sftp.login import Gate
from fla.doors.sftp.running import running
from fla.filesets.spool import Spool
from fla.senders import store
from fla.senders.keys import read_key
from fla.senders.model import Environment, NewSender, Sender
from fla.senders.registering import add_key
from fla.settings import Settings
from tests.conftest import Connection, Database
from tests.rows import NOW, acting

SENDER, OTHER = "100001", "100002"
DAY = "20261122"


def stem(sequence: str = "00001", sender: str = SENDER, environment: str = "S") -> str:
    """What the names of a set share."""
    return f"FLAD.{sender}.{DAY}.{sequence}.{environment}"


@dataclass
class Said:
    """What a client's run came to."""

    status: int
    out: str
    err: str


@dataclass
class Door:
    """The server, the place where it keeps what it receives, and clients of it."""

    port: int
    settings: Settings
    here: Path
    host_key: asyncssh.SSHKey
    gate: Gate
    _made: int = field(default=0)

    @property
    def spool(self) -> Spool:
        return Spool(self.settings.spool_directory)

    def inside(self, environment: Environment = "S", sender: str = SENDER) -> Path:
        return self.spool.in_folder(sender, environment)

    def outside(self, environment: Environment = "S", sender: str = SENDER) -> Path:
        folder = self.spool.out_folder(sender, environment)
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def file(self, content: bytes = b"<a/>") -> Path:
        """A file at the sender's."""
        self._made += 1
        path = self.here / f"file{self._made}"
        path.write_bytes(content)
        return path

    async def sftp(
        self, *lines: str, user: str = SENDER, key: str = SENDER, stop: str = ""
    ) -> Said:
        """Run OpenSSH's client over commands; without `stop` it goes on after one that fails."""
        batch = "".join(f"{'' if stop else '-'}{line}\n" for line in lines)
        process = await self.start(user, key)
        out, err = await asyncio.wait_for(process.communicate(batch.encode()), 60)
        told = [line for line in err.decode().splitlines() if not line.startswith("Connected to")]
        return Said(process.returncode or 0, out.decode(), "\n".join(told))

    async def emptied(self) -> None:
        """Wait until the server has noticed that everybody left."""
        while self.gate.tasks or self.gate.logins:
            await asyncio.sleep(0.01)

    async def start(self, user: str = SENDER, key: str = SENDER) -> asyncio.subprocess.Process:
        """Start OpenSSH's client, which reads its commands from a pipe."""
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(
            *("sftp", *self.options(key), "-b", "-", f"{user}@127.0.0.1"),
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
        )

    def options(self, key: str = SENDER) -> list[str]:
        """What OpenSSH's programs are told: nothing but this server and this key."""
        known = self.here / "known_hosts"
        public = self.host_key.export_public_key().decode().split()[:2]
        known.write_text(f"[127.0.0.1]:{self.port} {' '.join(public)}\n")
        said = {
            "Port": self.port,
            "IdentityFile": self.here / key,
            "IdentitiesOnly": "yes",
            "IdentityAgent": "none",
            "BatchMode": "yes",
            "StrictHostKeyChecking": "yes",
            "UserKnownHostsFile": known,
            "GlobalKnownHostsFile": "/dev/null",
        }
        return ["-F", "none", *(f"-o{name}={value}" for name, value in said.items())]

    @asynccontextmanager
    async def connect(
        self, user: str = SENDER, key: str = SENDER
    ) -> AsyncIterator[asyncssh.SSHClientConnection]:
        """Connect with a client that sends whatever it is told to."""
        async with asyncssh.connect(
            "127.0.0.1",
            self.port,
            username=user,
            client_keys=[str(self.here / key)],
            known_hosts=([self.host_key.convert_to_public()], [], []),
            config=None,
            agent_path=None,
        ) as connection:
            yield connection


async def make_key(here: Path, name: str, *options: str) -> bytes:
    """Make a key pair with OpenSSH's `ssh-keygen`; return the public half."""
    process = await asyncio.create_subprocess_exec(
        *("ssh-keygen", "-q", "-N", "", "-C", name, "-f", str(here / name)),
        *(options or ("-t", "ed25519")),
    )
    assert await process.wait() == 0
    return (here / f"{name}.pub").read_bytes()


async def register(app: Connection, here: Path, number: str) -> Sender:
    """Register a sender with a key of its own name; numbers are handed out in order."""
    async with acting(app):
        made = await store.insert_sender(
            app,
            NewSender(
                enterprise_number=f"0300{number}",
                name=f"Office {number}",
                purposes=["FLAD", "FLAS"],
                environments=["R", "T", "S"],
                registered_by="operator",
                registered_at=NOW,
            ),
        )
        assert made.number == number
        await add_key(app, number, read_key(await make_key(here, number)), "operator", NOW)
    return made


@asynccontextmanager
async def opened(
    database: Database, clock: FixedClock, here: Path, **settings: int
) -> AsyncIterator[Door]:
    """Run the server."""
    chosen = replace(Settings(data_directory=here / "server"), **settings)
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    async with running(chosen, database.app_url, clock, listening) as reception:
        yield Door(port, chosen, here, reception.key, reception.gate)
