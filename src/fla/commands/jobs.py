"""`fla jobs`: work off what is done in the background."""

import asyncio

import typer
from rich.console import Console

from fla.clock import SystemClock
from fla.database.embedded import database_server
from fla.settings import read_settings

app = typer.Typer(help="Work off background jobs.", no_args_is_help=True)

_out = Console()


@app.callback()
def group() -> None:
    """Keep `work` a command by name, though it is the only one."""


@app.command()
def work() -> None:
    """Work off jobs until Ctrl-C: yearly runs, recalculations, jobs that others left behind.

    A portal does so itself unless started with --no-jobs; several workers share the jobs.
    """
    from fla import jobs  # takes a moment that other commands need not wait

    with database_server(read_settings()) as server:
        setting = jobs.Setting(app_url=server.app_url(), clock=SystemClock())
        _out.print("Working. Ctrl-C stops after the jobs under way.")
        asyncio.run(jobs.work_alone(setting))
