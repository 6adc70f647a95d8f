"""The SFTP subsystem of asyncssh, cut down to what a sender needs and to what one client may cost.

asyncssh answers requests one after another and hands each to a `SFTPServer`. What is added: it
tells a file that its sender closed from one that was left open when he went, it waits until its
answers are taken before it makes more of them, and it offers no more than what is served here.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Protocol, cast

import structlog
from asyncssh import SFTPServer, SSHReader, SSHServerChannel, SSHWriter
from asyncssh.packet import SSHPacket
from asyncssh.sftp import MIN_SFTP_VERSION, SFTPServerHandler
from asyncssh.stream import SSHServerStreamSession

_EXTENSIONS: Final = {
    *(b"posix-rename@openssh.com", b"fsync@openssh.com", b"lsetstat@openssh.com"),
    *(b"limits@openssh.com", b"vendor-id", b"newline"),
}
_OFFERED: Final = [one for one in SFTPServerHandler._extensions if one[0] in _EXTENSIONS]
_SERVED: Final = {
    kind: handle
    for kind, handle in SFTPServerHandler._packet_handlers.items()
    if isinstance(kind, int) or kind in _EXTENSIONS
}


class SessionServer(Protocol):
    """What a session needs of the SFTPServer that it hands requests to."""

    active: Callable[[], None]
    """Hears that the client is there."""

    def left(self) -> None:
        """Hear that the client is gone: what is open was not closed by it."""

    async def end(self) -> None:
        """Let go of everything."""


Start = Callable[[SSHServerChannel[bytes]], Awaitable[tuple[SFTPServer, SessionServer]]]
"""Makes what serves one session; raises OSError where that is not possible."""


class _Handler(SFTPServerHandler):
    def __init__(
        self,
        server: SFTPServer,
        session: SessionServer,
        reader: SSHReader[bytes],
        writer: SSHWriter[bytes],
    ) -> None:
        super().__init__(server, reader, writer, MIN_SFTP_VERSION)
        self._extensions = _OFFERED
        self._packet_handlers = _SERVED
        self._session = session
        self._answers = writer

    async def _process_packet(self, pkttype: int, pktid: int, packet: SSHPacket) -> None:
        await self._answers.drain()
        self._session.active()
        await super()._process_packet(pkttype, pktid, packet)

    async def _cleanup(self, exc: Exception | None) -> None:
        self._session.left()
        await super()._cleanup(exc)


class Session(SSHServerStreamSession[bytes]):
    """A channel of a connection on which nothing but SFTP can be asked for."""

    def __init__(
        self, start: Start, tasks: set[asyncio.Task[None]], closed: Callable[[], None]
    ) -> None:
        super().__init__(None)
        self._start = start
        self._tasks = tasks
        self._closed = closed
        self._served: SessionServer | None = None

    def subsystem_requested(self, subsystem: str) -> bool:
        """Say whether a subsystem is served: `sftp` alone."""
        return subsystem == "sftp"

    def data_received(self, data: bytes, datatype: int | None) -> None:
        """Take bytes in: a slow line is not an idle one."""
        if self._served is not None:
            self._served.active()
        super().data_received(data, datatype)

    def connection_lost(self, exc: Exception | None) -> None:
        """Hear that the channel is closed."""
        super().connection_lost(exc)
        self._closed()

    def session_started(self) -> None:
        """Serve until the client or the server has had enough."""
        task = asyncio.get_running_loop().create_task(self._serve())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self) -> None:
        channel = cast("SSHServerChannel[bytes]", self._chan)
        reader, writer = SSHReader(self, channel), SSHWriter(self, channel)
        try:
            server, self._served = await self._start(channel)
        except OSError as error:
            structlog.get_logger().error("sftp.no-folders", exc_info=error)
            channel.close()
            return
        try:
            await _Handler(server, self._served, reader, writer).run()
        except EOFError:  # it left before it said anything
            return
        except Exception:  # a session that fails must not take others along
            structlog.get_logger().exception("sftp.session-failed")
        finally:
            self._served.left()
            await self._served.end()
            channel.close()
