"""`fla sftp`: receive file sets over SFTP, in a process of its own."""

import asyncio
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from fla.clock import SystemClock
from fla.database.embedded import database_server
from fla.settings import Settings, read_settings

_out = Console()

Host = Annotated[str | None, typer.Option(help="Address to listen on.")]
Port = Annotated[
    int | None,
    typer.Option(help="Port, 2222 unless set; 0 picks a free one.", min=0, max=65535),
]


def sftp(host: Host = None, port: Port = None) -> None:
    """Receive file sets over SFTP until Ctrl-C; others work on them.

    A portal does so itself where FLA_SFTP_PORT is set. A process of its own does not share its
    time: that is for senders of large files.
    """
    from fla.doors import serving
    from fla.doors.sftp import running  # with the former, a second that others need not wait

    settings = _chosen(read_settings(), host, port, serving.SFTP_PORT)
    with (
        serving.listen(settings.sftp_host, settings.sftp_port or 0) as listening,
        database_server(settings) as server,
        asyncio.Runner(loop_factory=serving.new_loop) as runner,
    ):
        number = listening.getsockname()[1]

        def ready(fingerprint: str) -> None:
            _out.print(f"Receiving file sets over SFTP on port {number}", highlight=False)
            _out.print(f"Host key {fingerprint}", highlight=False, soft_wrap=True)

        runner.run(
            running.run_alone(settings, server.app_url(), SystemClock(), listening, ready),
        )


def _chosen(settings: Settings, host: str | None, port: int | None, usual: int) -> Settings:
    chosen = port if port is not None else settings.sftp_port
    return msgspec.structs.replace(
        settings,
        sftp_host=host or settings.sftp_host,
        sftp_port=usual if chosen is None else chosen,
    )
