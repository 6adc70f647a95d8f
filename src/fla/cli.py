"""The command line: each command calls one function of a room and prints what it gives back."""

import secrets
import sys
import threading
from contextlib import nullcontext
from importlib.metadata import version as installed_version
from typing import Annotated

import msgspec
import psycopg
import structlog
import typer
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from fla import logs
from fla.clock import SystemClock
from fla.commands import closing, head_count, rights_run
from fla.commands.access import app as access
from fla.commands.account import app as account
from fla.commands.batch import app as batch
from fla.commands.client import app as client
from fla.commands.jobs import app as jobs
from fla.commands.law import app as law
from fla.commands.rights import app as rights
from fla.commands.sender import app as sender
from fla.commands.sftp import sftp
from fla.commands.trainings import app as trainings
from fla.database import doctor as examination
from fla.database import migrate as migration
from fla.database.doctor import Severity, Topic
from fla.database.embedded import database_server, embedded
from fla.database.server import Server, ServerError
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
app.add_typer(batch, name="batch")
app.add_typer(law, name="law")
rights_run.add_to(rights)
closing.add_to(rights)
head_count.add_to(rights)
app.add_typer(rights, name="rights")
app.add_typer(jobs, name="jobs")
app.add_typer(account, name="account")
app.add_typer(trainings, name="trainings")
app.add_typer(access, name="access")
app.add_typer(client, name="client")
app.add_typer(sender, name="sender")
app.command()(sftp)

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
    "serving.address": "FLA_PUBLIC_URL says where others reach the service",
}
_STYLES: dict[Severity, str] = {"ok": "green", "warning": "yellow", "error": "bold red"}

NoJobs = Annotated[bool, typer.Option("--no-jobs", help="Leave background jobs to others.")]
Port = Annotated[int | None, typer.Option(help="Port; 0 picks a free one.", min=0, max=65535)]


@app.command()
def demo(
    employers: Annotated[
        int | None, typer.Option(help="Employers to make up; 200 at first.", min=1, max=800_000)
    ] = None,
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
    no_jobs: NoJobs = False,
) -> None:
    """Serve the portal on the database of the settings, and work off background jobs."""
    from fla.doors import serving  # takes a second that other commands need not wait

    settings = _with(read_settings(), host=host, port=port)
    with (
        serving.listen(settings.host, settings.port) as listening,
        serving.listen_for_sftp(settings) or nullcontext() as sftp,
    ):
        url = serving.address(listening)
        if examination.lacks_public_url(settings):
            _warn("FLA_PUBLIC_URL is not set: logins and tokens go by the address of the socket.")
        with database_server(settings) as server:
            if settings.demo:
                _require_demo_data(server)
            serving.serve(
                settings,
                server.app_url(),
                SystemClock(),
                listening,
                lambda: _out.print(serving.told(url, sftp), highlight=False),
                work=not no_jobs,
                sftp=sftp,
            )


def _require_demo_data(server: Server) -> None:
    """Refuse to let everybody in as anybody where the data is not made up."""
    from fla.demo import mark as marks

    with psycopg.connect(server.owner_url(), autocommit=True) as owner:
        if marks.find(owner) is None:
            _fail("FLA_DEMO lets everybody in as anybody, and this database is not the demo's.")


@app.command()
def doctor() -> None:
    """Say how far the database and its service can be relied on; status 1: a promise is broken."""
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
    logs.configure()
    try:
        app()
    except (SettingsError, ServerError, OSError) as error:
        _fail(str(error))
    except psycopg.OperationalError as error:
        _fail(f"The database cannot be used: {error}")
    except Exception:  # the log says what it was, the screen what to do about it
        incident = secrets.token_hex(4)
        structlog.get_logger().exception("command.failed", incident=incident)
        _fail(f"Something went wrong that should not have; incident {incident} in the log above.")


def _fail(message: str) -> None:
    Console(stderr=True).print(f"[bold red]error:[/] {escape(message)}", highlight=False)
    sys.exit(FAULT)


def _warn(message: str) -> None:
    Console(stderr=True).print(f"[yellow]warning:[/] {escape(message)}", highlight=False)


def _with(settings: Settings, **changes: object) -> Settings:
    given = {name: value for name, value in changes.items() if value is not None}
    return msgspec.structs.replace(settings, **given)


def _without_password(address: str) -> str:
    parts = conninfo_to_dict(address)
    parts.pop("password", None)
    return make_conninfo("", **parts)
