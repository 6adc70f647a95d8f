"""Serves the doors that speak HTTP, and the one that speaks SFTP, until somebody stops them."""

import asyncio
import gc
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any

import uvicorn

from fla import jobs
from fla.clock import Clock
from fla.database.pool import open_pool
from fla.doors.http import create_application
from fla.rights.run import operators_choices
from fla.settings import Settings

SFTP_PORT = 2222
"""Where SFTP is spoken unless the settings say otherwise."""
_YOUNG = 10_000
"""Objects made since the last look for garbage that bring on the next."""
_PATIENCE = 5
"""Seconds that requests under way are given to end."""


class PortTakenError(OSError):
    """The address cannot be listened on; the message says why and what to do."""


def listen(host: str, port: int, setting: str = "--port") -> socket.socket:
    """Return a socket that listens on an address, on any free port for port 0.

    `setting` is what somebody changes where the port is taken (PortTakenError).
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise PortTakenError(
            f"Cannot listen on {host}, port {port}: {error.strerror}. Give another with {setting}, "
            "or 0 for any that is free."
        ) from error


def listen_for_sftp(settings: Settings) -> socket.socket | None:
    """Return a socket for SFTP, None where the settings name no port."""
    if settings.sftp_port is None:
        return None
    return listen(settings.sftp_host, settings.sftp_port, "FLA_SFTP_PORT")


def told(url: str, sftp: socket.socket | None) -> str:
    """Return the lines that say where is listened."""
    lines = [f"Listening on {url}"]
    if sftp is not None:
        lines.append(f"Receiving file sets over SFTP on port {sftp.getsockname()[1]}")
    return "\n".join(lines)


def address(listening: socket.socket) -> str:
    """Return the URL of what is served on a socket."""
    host, port, *_ = listening.getsockname()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(
    settings: Settings,
    app_url: str,
    clock: Clock,
    listening: socket.socket,
    ready: Callable[[], None],
    *,
    work: bool = True,
    sftp: socket.socket | None = None,
) -> None:
    """Serve the application on a socket until SIGINT or SIGTERM, calling `ready` once it answers.

    Background jobs are worked off beside it, unless not to `work`, and file sets received over SFTP
    where there is a socket for it. Interrupted, it ends without an exception once requests and jobs
    under way are done.
    """
    operators_choices()  # an answer that the law pack does not know is told now, not on a page
    pool = open_pool(app_url, settings.pool_size)
    config = uvicorn.Config(
        create_application(settings, pool, clock, secret=_secret(settings)),
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_PATIENCE,
    )
    server = _Server(config, ready)
    beside = _beside(settings, app_url, clock, work=work, sftp=sftp)
    with asyncio.Runner(loop_factory=new_loop) as runner:
        try:
            runner.run(_serve(server, listening, *beside))
        except KeyboardInterrupt:
            return
    if not server.started:
        raise SystemExit(1)


def _beside(
    settings: Settings, app_url: str, clock: Clock, *, work: bool, sftp: socket.socket | None
) -> Iterator[AbstractAsyncContextManager[Any]]:
    """Give what runs as long as the server does."""
    if work:
        yield jobs.running(app_url, clock, settings)
    if sftp is not None:
        from fla.doors.sftp.running import running  # half a second, for those who asked for it

        yield running(settings, app_url, clock, sftp)


async def _serve(
    server: uvicorn.Server,
    listening: socket.socket,
    *beside: AbstractAsyncContextManager[Any],
) -> None:
    async with AsyncExitStack() as stack:
        for one in beside:
            await stack.enter_async_context(one)
        await server.serve(sockets=[listening])


def _secret(settings: Settings) -> bytes | None:
    return None if settings.secret is None else settings.secret.encode()


def new_loop() -> asyncio.AbstractEventLoop:
    """Return the fastest event loop that this platform's database driver works on."""
    if sys.platform == "win32":
        return asyncio.SelectorEventLoop()
    import uvloop

    return uvloop.new_event_loop()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            _keep()
            self._ready()


def _keep() -> None:
    """Leave what was made for as long as the server runs out of every later garbage collection.

    Contract, pages and law are some hundred thousand objects: to go through them stops all calls
    for 200 ms, again and again under load.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 20, 50)
