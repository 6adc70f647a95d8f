"""The command line: each command calls one function of a room and prints what it gives back."""

import sys
import threading
from importlib.metadata import version as installed_version
from typing import Annotated

import msgspec
import psycopg
import typer
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from fla.clock import SystemClock
from fla.database import doctor as examination
from fla.database import migrate as migration
from fla.database.doctor import Severity, Topic
from fla.database.embedded import database_server, embedded
from fla.database.server import ServerError
from fla.settings import Settings, SettingsError, read_settings

FAULT = 2
"""Exit status of a command that could not do its work."""
INTERRUPTED = 130
"""Exit status of a command that Ctrl-C ended before its work was done."""

app = typer.Typer(
    help="An open Federal Learning Account.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
database = typer.Typer(help="Look after the database.", no_args_is_help=True)
app.add_typer(database, name="database")

_out = Console()
_TOPICS: dict[Topic, str] = {
    "server.version": "PostgreSQL version, 15 to 18",
    "server.evaluation": "A server of your own, with TLS, backups and security releases",
    "connection.encrypted": "The connection is local or encrypted",
    "role.superuser": "The application's role is no superuser",
    "role.bypasses-row-security": "The application's role obeys row-level security",
    "role.owner": "The application's role does not own the tables",
    "storage.checksums": "Data checksums are on",
    "storage.durable": "What is committed survives a crash",
    "storage.encoding": "Texts are stored as UTF-8",
}
_STYLES: dict[Severity, str] = {"ok": "green", "warning": "yellow", "error": "bold red"}

Port = Annotated[int | None, typer.Option(help="Port; 0 picks a free one.", min=0, max=65535)]


@app.command()
def demo(
    employers: Annotated[
        int, typer.Option(help="Employers to make up.", min=1, max=800_000)
    ] = 300,
    port: Port = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Make the data anew.")] = False,
) -> None:
    """Show a made-up Belgium: a database, its data, and the portal on it."""
    from fla.demo import run  # takes a second that other commands need not wait

    settings = _with(read_settings(), port=port)
    try:
        run.run(settings, SystemClock(), _out, employers=employers, fresh=fresh)
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Port = None,
) -> None:
    """Serve the portal on the database of the settings."""
    from fla.doors import serving  # takes a second that other commands need not wait

    settings = _with(read_settings(), host=host, port=port)
    with serving.listen(settings.host, settings.port) as listening:
        url = serving.address(listening)
        with database_server(settings) as server:
            serving.serve(
                settings,
                server.app_url(),
                SystemClock(),
                listening,
                lambda: _out.print(f"Listening on {url}", highlight=False),
            )


@app.command()
def doctor() -> None:
    """Say how far the database can be relied on; status 1 where a promise is broken."""
    settings = read_settings()
    with database_server(settings) as server:
        findings = examination.examine(server.app_url(), settings)
    table = Table("", "Should be", "Is", box=None, pad_edge=False)
    for finding in findings:
        style = _STYLES[finding.severity]
        table.add_row(
            f"[{style}]{finding.severity}[/]", _TOPICS[finding.topic], escape(finding.seen)
        )
    _out.print(table)
    if any(finding.severity == "error" for finding in findings):
        raise typer.Exit(1)


@app.command()
def version() -> None:
    """Print the version."""
    _out.print(installed_version("fla"), highlight=False)


@database.command()
def migrate() -> None:
    """Bring the schema up to date."""
    with database_server(read_settings()) as server:
        applied = migration.migrate(server.owner_url())
    for name in applied:
        _out.print(f"Applied {name}", highlight=False)
    if not applied:
        _out.print("The schema is up to date.")


@database.command()
def start() -> None:
    """Run the evaluation server until Ctrl-C."""
    settings = read_settings()
    if settings.database_url is not None:
        raise SettingsError("FLA_DATABASE_URL names a server already: there is none to start")
    with embedded(settings) as server:
        _out.print(f"PostgreSQL runs: {_without_password(server.app_url())}", soft_wrap=True)
        _out.print("Ctrl-C stops it.")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            _out.print("Stopping …")


def main() -> None:
    """Run the command line; what goes wrong in a known way is a sentence, not a traceback."""
    try:
        app()
    except (SettingsError, ServerError, OSError) as error:
        _fail(str(error))
    except psycopg.OperationalError as error:
        _fail(f"The database cannot be used: {error}")


def _fail(message: str) -> None:
    Console(stderr=True).print(f"[bold red]error:[/] {escape(message)}", highlight=False)
    sys.exit(FAULT)


def _with(settings: Settings, **changes: object) -> Settings:
    given = {name: value for name, value in changes.items() if value is not None}
    return msgspec.structs.replace(settings, **given)


def _without_password(address: str) -> str:
    parts = conninfo_to_dict(address)
    parts.pop("password", None)
    return make_conninfo("", **parts)
