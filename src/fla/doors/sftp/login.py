"""Who comes in: the user name is the sender's number, and one of his public keys proves it."""

import asyncio
from time import monotonic
from typing import Final

import structlog
from asyncssh import (
    DISC_BY_APPLICATION,
    DISC_NO_MORE_AUTH_METHODS_AVAILABLE,
    DISC_TOO_MANY_CONNECTIONS,
    SFTPServer,
    SSHKey,
    SSHServer,
    SSHServerChannel,
    SSHServerConnection,
    SSHServerSession,
)

from fla.doors.sftp.attempts import Attempts
from fla.doors.sftp.desk import Desk
from fla.doors.sftp.office import Office
from fla.doors.sftp.server import SenderServer
from fla.doors.sftp.session import Session, SessionServer

MOST_SESSIONS: Final = 8
"""Sessions of one sender at a time, and connections."""
MOST_CONNECTIONS: Final = 200
"""Connections at a time, of everybody."""
_MOST_UNKNOWN: Final = 20
"""Connections of one address on which nobody has logged in yet."""
_MOST_KEYS: Final = 10
"""Keys that one connection may offer; agents tend to hold a few."""
_PATIENCE: Final = 5
"""Seconds that sessions are given to end when the server stops."""


class Gate:
    """Everybody who is there, and everybody who tried in vain."""

    def __init__(self, office: Office, desk: Desk) -> None:
        self.office = office
        self.desk = desk
        self.attempts = Attempts()
        self.logins: set[Login] = set()
        self.tasks: set[asyncio.Task[None]] = set()

    def crowded(self, address: str) -> bool:
        """Say whether there is no room for one more connection from an address."""
        unknown = sum(one.number is None and one.address == address for one in self.logins)
        return len(self.logins) >= MOST_CONNECTIONS or unknown >= _MOST_UNKNOWN

    def of_sender(self, number: str) -> list["Login"]:
        """Return a sender's connections."""
        return [login for login in self.logins if login.number == number]

    async def watch(self, idle: float) -> None:
        """Close who asked for nothing for so many seconds, or lost the right to be here."""
        for login in list(self.logins):
            if login.number is None:
                continue
            if monotonic() - login.last > idle:
                login.send_away("Idle")
            elif login.key is None or login.key not in await self.office.keys(login.number):
                login.send_away("The key or the sender is not admitted any more")

    async def close(self) -> None:
        """Send everybody away, and wait until what they had open is closed."""
        for login in list(self.logins):
            login.send_away("The server stops")
        if self.tasks:
            _, late = await asyncio.wait(set(self.tasks), timeout=_PATIENCE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


class Login(SSHServer):
    """One connection; `number` and `key` once it is known whose."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._keys: frozenset[bytes] = frozenset()
        self._user = ""
        self._offered = 0
        self.address = ""
        self._connection: SSHServerConnection | None = None
        self.number: str | None = None
        self.key: bytes | None = None
        self.last = monotonic()
        self.sessions = 0

    def connection_made(self, conn: SSHServerConnection) -> None:
        """Turn away whom there is no room for, or who failed too often."""
        self._connection = conn
        self.address = str((conn.get_extra_info("peername") or ("",))[0])
        if self._gate.crowded(self.address) or self._gate.attempts.barred(self.address):
            structlog.get_logger().warning("sftp.turned-away", address=self.address)
            conn.abort()
            return
        self._gate.logins.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Count a login that was tried in vain."""
        self._gate.logins.discard(self)
        if self.number is None and self._offered:
            self._gate.attempts.failed(self.address)
            log = structlog.get_logger()
            log.warning("sftp.login-failed", address=self.address, user=self._user[:40])

    async def begin_auth(self, username: str) -> bool:
        """Look up who may log in; nobody learns whether there is such a sender."""
        self._user = username
        self._keys = await self._gate.office.keys(username)
        return True

    def public_key_auth_supported(self) -> bool:
        """Say that keys are asked for, and nothing else."""
        return True

    def validate_public_key(self, username: str, key: SSHKey) -> bool:
        """Say whether a key is one of the sender's; asyncssh asks for the proof."""
        self._offered += 1
        if self._offered > _MOST_KEYS:
            self.send_away("Too many keys", DISC_NO_MORE_AUTH_METHODS_AVAILABLE)
            return False
        self.key = key.public_data
        return username == self._user and self.key in self._keys

    def auth_completed(self) -> None:
        """Let the sender in."""
        self.number, self.last = self._user, monotonic()
        self._gate.attempts.succeeded(self.address)
        if len(self._gate.of_sender(self.number)) > MOST_SESSIONS:
            self.send_away("Too many connections", DISC_TOO_MANY_CONNECTIONS)
            return
        structlog.get_logger().info("sftp.login", sender=self.number, address=self.address)

    def session_requested(self) -> SSHServerSession[bytes] | bool:
        """Open a session, unless the sender has enough of them."""
        others = self._gate.of_sender(self.number or "")
        if sum(login.sessions for login in others) >= MOST_SESSIONS:
            return False
        self.sessions += 1
        return Session(self._serve, self._gate.tasks, self._session_closed)

    def _session_closed(self) -> None:
        self.sessions -= 1

    async def _serve(self, channel: SSHServerChannel[bytes]) -> tuple[SFTPServer, SessionServer]:
        mailbox = await self._gate.desk.enter(self.number or "")
        server = SenderServer(channel, mailbox, self._gate.desk, self._active)
        return server, server

    def _active(self) -> None:
        """Note that the client is there."""
        self.last = monotonic()

    def send_away(self, reason: str, code: int = DISC_BY_APPLICATION) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.disconnect(code, reason)
