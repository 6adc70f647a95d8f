"""Runs the SFTP server beside something else, until that ends."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final, NamedTuple

import asyncssh
import structlog

from fla.clock import Clock
from fla.database.pool import open_pool
from fla.doors.sftp.desk import Desk
from fla.doors.sftp.disk import Disk
from fla.doors.sftp.host_key import host_key
from fla.doors.sftp.login import Gate, Login
from fla.doors.sftp.office import Office
from fla.filesets.spool import Spool
from fla.settings import Settings

_CONNECTIONS: Final = 4
"""To the database: for logins and hand-overs, which take milliseconds."""
_LOGIN_SECONDS: Final = 20
_KEEP_ALIVE: Final = 15
"""Seconds of silence after which a client is asked whether it is there; the third time it is not
answered, the client has vanished."""
_WATCH: Final = 15
"""Seconds between looks at who is there: at most a third of the time that one may be idle."""
_CIPHERS: Final = "aes*-gcm@openssh.com"
_OLDER_CIPHERS: Final = f"{_CIPHERS},aes*-ctr"
"""Clients choose, and OpenSSH takes AES-GCM last: with the others a core receives half as much."""
_SIGNATURES: Final = "ssh-ed25519,sk-*@openssh.com,ecdsa-sha2-nistp*,rsa-sha2-*"
_EXCHANGES: Final = "*25519-sha*,ecdh-sha2-nistp*,diffie-hellman-group*-sha256,*-group*-sha512"
_MACS: Final = "hmac-sha2-*"


class Reception(NamedTuple):
    """A server that runs: the key by which senders know it, and who is there."""

    key: asyncssh.SSHKey
    gate: Gate


@asynccontextmanager
async def running(
    settings: Settings, app_url: str, clock: Clock, listening: socket.socket
) -> AsyncIterator[Reception]:
    """Serve senders on a socket.

    At the end everybody is sent away; what they were uploading stays, unfinished.
    """
    spool = Spool(settings.spool_directory)
    spool.prepare()
    key = host_key(spool.keys)
    disk = Disk()
    async with open_pool(app_url, _CONNECTIONS) as pool:
        office = Office(pool, spool, clock, settings)
        gate = Gate(office, Desk(office, spool, disk, settings.sftp_quota))
        acceptor = await asyncssh.listen(sock=listening, options=_options(gate, key, settings))
        watching = asyncio.create_task(_watch(gate, settings.sftp_idle))
        try:
            yield Reception(key, gate)
        finally:
            acceptor.close()
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
            await gate.close()
            disk.close()


def _options(
    gate: Gate, key: asyncssh.SSHKey, settings: Settings
) -> asyncssh.SSHServerConnectionOptions:
    """Return what connections may do: log in with a key, and ask for SFTP."""
    return asyncssh.SSHServerConnectionOptions(
        server_factory=lambda: Login(gate),
        server_host_keys=[key],
        server_version="FLA",
        encoding=None,
        config=None,
        gss_host=None,
        x509_trusted_certs=None,
        password_auth=False,
        kbdint_auth=False,
        host_based_auth=False,
        allow_pty=False,
        line_editor=False,
        agent_forwarding=False,
        compression_algs=None,
        encryption_algs=_OLDER_CIPHERS if settings.sftp_older_ciphers else _CIPHERS,
        kex_algs=_EXCHANGES,
        mac_algs=_MACS,
        signature_algs=_SIGNATURES,
        login_timeout=_LOGIN_SECONDS,
        keepalive_interval=_KEEP_ALIVE,
    )


async def _watch(gate: Gate, idle: float) -> None:
    while True:
        await asyncio.sleep(min(_WATCH, idle / 3))
        try:
            await gate.watch(idle)
        except Exception:  # the database may be away for a while
            structlog.get_logger().exception("sftp.watch-failed")


async def run_alone(
    settings: Settings,
    app_url: str,
    clock: Clock,
    listening: socket.socket,
    ready: Callable[[str], None],
) -> None:
    """Serve until SIGINT or SIGTERM; `ready` is given the fingerprint of the server's key."""
    stop = asyncio.Event()
    for signal_ in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signal_, stop.set)
    async with running(settings, app_url, clock, listening) as reception:
        ready(reception.key.get_fingerprint())
        await stop.wait()
