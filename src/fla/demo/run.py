"""The demo from beginning to end: a database, made-up data in it, and the portal before it."""

import asyncio
import socket
import time
from collections.abc import Coroutine
from contextlib import closing, redirect_stderr
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import psycopg
from rich.console import Console

from fla.access.model import Persona
from fla.access.personas import personas
from fla.clock import Clock
from fla.database.embedded import database_server
from fla.database.identity import OPERATOR, assume
from fla.database.migrate import migrate
from fla.database.place import server_home
from fla.database.server import Server
from fla.demo import mark as marks
from fla.demo import store
from fla.demo.load import load
from fla.demo.mark import Mark
from fla.demo.page import Shown, show
from fla.demo.sandbox_keys import FOLDER
from fla.demo.sandbox_load import admit_clients
from fla.demo.sandbox_sender import FOLDER as SENDERS
from fla.demo.sandbox_sender import admit_sender, credentials_in
from fla.demo.sandbox_sets import hand_in
from fla.doors.serving import (
    SFTP_PORT,
    PortTakenError,
    address,
    listen,
    listen_for_sftp,
    new_loop,
    serve,
)
from fla.senders.model import Sender
from fla.settings import Settings

T = TypeVar("T")

SEED = 1
EMPLOYERS = 200
"""As many as two cores load within a quarter of a minute."""
_LOOPBACK = "127.0.0.1"


def run(
    settings: Settings, clock: Clock, console: Console, *, employers: int | None, fresh: bool
) -> None:
    """Show the demo until somebody stops it: load what is not there yet, then serve the portal.

    Without a number of employers it has those it had. Raises NotADemoError, ServerError or
    PortTakenError with the remedy.
    """
    started = time.monotonic()
    settings = msgspec.structs.replace(settings, demo=True, host=_LOOPBACK)
    files = settings.data_directory / "demo"
    wanted = Mark(employers=employers or EMPLOYERS, seed=SEED, day=clock.today())
    with (
        closing(listen(settings.host, settings.port)) as listening,
        closing(_sftp_socket(settings)) as sftp,
    ):
        url = address(listening)
        console.print("Starting the database …")
        with database_server(settings) as server:
            mark = fill(server, wanted, files, clock, console, fresh=fresh)
            if employers not in (None, mark.employers):
                console.print(f"--fresh makes the data anew, with {employers:,} employers.")
            with redirect_stderr(StringIO()):  # what the log would say stands on the portal's pages
                sender = _run(_send(settings, server.app_url(), files / SENDERS, clock))
            people = _run(_people(server.app_url(), clock))

            def ready() -> None:
                seconds = time.monotonic() - started
                shown = Shown(
                    url=url,
                    mark=mark,
                    people=people,
                    files=files,
                    environment=_environment(settings),
                    seconds=seconds,
                    sftp_port=sftp.getsockname()[1],
                    sender=sender.number,
                )
                show(console, shown)

            serve(settings, server.app_url(), clock, listening, ready, sftp=sftp)
            console.print("Stopping …")


def _sftp_socket(settings: Settings) -> socket.socket:
    """Return a socket for SFTP: on the settings' port, else on the usual one or a free one."""
    if (chosen := listen_for_sftp(settings)) is not None:
        return chosen
    try:
        return listen(settings.sftp_host, SFTP_PORT)
    except PortTakenError:
        return listen(settings.sftp_host, 0)


def _environment(settings: Settings) -> str:
    """Return what other commands need where the demo had to keep its database elsewhere."""
    if settings.database_url is not None:
        return ""
    home, _ = server_home(settings)
    beside = home.is_relative_to(settings.data_directory.resolve())
    return "" if beside else "FLA_DEMO=true "


def fill(
    server: Server, wanted: Mark, files: Path, clock: Clock, console: Console, *, fresh: bool
) -> Mark:
    """Return the mark of what the database holds in the end, loaded now or before.

    `fresh` does away with what was there before, but for the keys of the sandbox's clients. Raises
    NotADemoError.
    """
    with psycopg.connect(server.owner_url(), autocommit=True) as owner:
        store.lock_loading(owner)
        mark = _claim(server, owner, wanted, files, fresh=fresh)
        if not mark.complete:
            files.mkdir(parents=True, exist_ok=True)
            _run(load(server.app_url(), owner, mark, files, clock, console))
            mark = msgspec.structs.replace(mark, complete=True)
            marks.put(owner, mark)
        _run(admit_clients(server.app_url(), files / FOLDER, clock))
        return mark


def _claim(
    server: Server, owner: marks.Connection, wanted: Mark, files: Path, *, fresh: bool
) -> Mark:
    """Return the mark of what the database holds or is to hold, its schema up to date."""
    found = marks.find(owner)
    migrate(server.owner_url())
    if found is not None and not fresh:
        return found
    for old in (*files.glob("*.xml"), *files.glob("*.json")):
        old.unlink()
    marks.start_anew(owner, wanted)
    return wanted


async def _send(settings: Settings, app_url: str, directory: Path, clock: Clock) -> Sender:
    """Have the sandbox's sender registered, and its file sets handed in; return it."""
    sender = await admit_sender(app_url, directory, clock)
    await hand_in(settings, app_url, sender, credentials_in(directory), clock)
    return sender


async def _people(app_url: str, clock: Clock) -> list[Persona]:
    async with await psycopg.AsyncConnection.connect(app_url) as connection:
        await assume(connection, OPERATOR, clock.today())
        return await personas(connection)


def _run(work: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=new_loop) as runner:
        return runner.run(work)
