"""`fla batch list|show|confirm|cancel|resume|…`: the operator looks after file sets."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Final, TypeVar

import typer
from msgspec import Struct

from fla.commands import batch_printing as printing
from fla.commands.acting import BY, NOTHING, Json, as_operator, clock, say, tell
from fla.commands.sender_options import known
from fla.commands.sender_printing import as_json
from fla.database.records import Connection, Window
from fla.doors.batch.resend import make_resend, part_files
from fla.doors.batch.set_answers import rejected_places
from fla.filesets import arrival, reply_store, store
from fla.filesets.allowance import Allowance, PastAllowanceError
from fla.filesets.model import AnomalyCount, Fault, FileSet, Reply, State
from fla.filesets.names import beside
from fla.filesets.spool import RESEND, Spool
from fla.languages import Language
from fla.senders.model import Environment, Purpose
from fla.settings import read_settings

MOST_LISTED: Final = 1000
Result = TypeVar("Result")

Ticket = Annotated[str, typer.Argument(help="The ticket of the set, as replies give it.")]
Told = Annotated[Language, typer.Option("--language", help="Of the messages.")]
SenderNumber = Annotated[str, typer.Option("--sender", help="The sender's six-digit number.")]


class Shown(Struct, frozen=True):
    """All there is to say of a set."""

    file_set: FileSet
    faults: list[Fault]
    anomalies: list[AnomalyCount]
    replies: list[Reply]


def add_to(app: typer.Typer) -> None:
    """Add these commands to those about declaration files."""
    app.command("list")(list_sets)
    for command in (show, confirm, cancel, resume, replies, resend, send):
        app.command()(command)


def list_sets(
    sender: Annotated[str | None, typer.Option(help="Only of this sender.")] = None,
    state: Annotated[State | None, typer.Option(help="Only in this state.")] = None,
    environment: Annotated[Environment | None, typer.Option(help="Only R, T or S.")] = None,
    most: Annotated[int, typer.Option(help="How many.", min=1, max=MOST_LISTED)] = 20,
    json: Json = False,
) -> None:
    """List file sets, the latest first."""
    which = store.Filter(sender=sender, environment=environment, states=[state] if state else None)

    async def work(connection: Connection) -> list[FileSet]:
        page = await store.list_sets(connection, which, Window(limit=most))
        return list(page.rows)

    found = as_operator(work)
    if json:
        typer.echo(as_json(found))
    else:
        say(printing.sets_table(found))


def show(ticket: Ticket, language: Told = "en", json: Json = False) -> None:
    """Show a set: how far it is, what is wrong with it, what would be confirmed, its replies."""
    shown = as_operator(_asked(ticket, _shown))
    if json:
        typer.echo(as_json(shown))
        return
    say(printing.facts(shown.file_set))
    if shown.file_set.held and shown.file_set.state == "held":
        say(printing.held_table(shown.file_set.held))
    if shown.faults:
        say(printing.faults_table(shown.faults, language))
    if shown.anomalies:
        say(printing.anomalies_table(shown.anomalies, language))
    if shown.replies:
        say(printing.replies_table(shown.replies))


async def _shown(connection: Connection, file_set: FileSet) -> Shown:
    ticket = file_set.ticket
    return Shown(
        file_set,
        await store.faults_of(connection, ticket),
        await store.anomalies_of(connection, ticket),
        await reply_store.replies_of(connection, ticket),
    )


def confirm(ticket: Ticket) -> None:
    """Let a snapshot go on that is held because it would change much."""

    async def work(connection: Connection, file_set: FileSet) -> bool:
        return await arrival.confirm(connection, file_set.ticket, BY, clock.now())

    done = as_operator(_asked(ticket, work))
    tell(done, f"{ticket} goes on.", f"{ticket} is not held.")


def cancel(ticket: Ticket) -> None:
    """Stop a set: what waits is cancelled; what is being answered keeps the answers it has."""

    async def work(connection: Connection, file_set: FileSet) -> bool:
        return await arrival.withdraw(connection, file_set.ticket, BY, clock.now())

    done = as_operator(_asked(ticket, work))
    tell(done, f"{ticket} is cancelled, or stops soon.", f"{ticket} is over already.")


def resume(ticket: Ticket) -> None:
    """Work on a set again that was stopped because it failed, once the cause is gone."""

    async def work(connection: Connection, file_set: FileSet) -> bool:
        return await arrival.resume(connection, file_set.ticket, clock.now())

    done = as_operator(_asked(ticket, work))
    tell(done, f"{ticket} goes on.", f"{ticket} was not stopped by a failure.")


def replies(
    ticket: Ticket,
    to: Annotated[
        Path | None, typer.Option("--to", help="Copy them into this directory.", file_okay=False)
    ] = None,
    json: Json = False,
) -> None:
    """List the replies to a set, or copy them with their signatures."""

    async def work(connection: Connection, file_set: FileSet) -> list[Reply]:
        return await reply_store.replies_of(connection, file_set.ticket)

    found = as_operator(_asked(ticket, work))
    if to is not None:
        to.mkdir(parents=True, exist_ok=True)
        for one in found:
            for name in (one.name, beside(one.name, "FS"), beside(one.name, "GO")):
                shutil.copyfile(_folder(ticket) / name, to / name)
    if json:
        typer.echo(as_json(found))
    else:
        say(printing.replies_table(found))


def resend(
    ticket: Ticket,
    to: Annotated[
        Path | None, typer.Option("--to", help="Where it goes, else RESEND-TICKET.xml here.")
    ] = None,
) -> None:
    """Write a declaration file of just the rejected records of a set, as they stood."""

    async def work(_: Connection, file_set: FileSet) -> FileSet:
        return file_set

    file_set = as_operator(_asked(ticket, work))
    if not file_set.rejected:
        tell(False, "", f"Nothing of {ticket} was rejected.")
    target = to or Path(f"RESEND-{ticket}.xml")
    shutil.copyfile(_resend(file_set), target)
    say(f"{file_set.rejected:,} records: {target}")


def _resend(file_set: FileSet) -> Path:
    """The file with the set's, made now where it was not yet."""
    folder = _folder(file_set.ticket)
    made = folder / RESEND
    if made.exists():
        return made
    most = read_settings().batch_unpacked_limit
    parts = part_files(folder, file_set.names)
    return make_resend(folder, parts, rejected_places(folder), most, clock.today())


def send(
    file: Annotated[Path, typer.Argument(help="A declaration file.", exists=True, dir_okay=False)],
    sender: SenderNumber,
    purpose: Annotated[Purpose, typer.Option(help="FLAD, or FLAS for a snapshot.")] = "FLAD",
    environment: Annotated[Environment, typer.Option(help="R, T or S.")] = "R",
) -> None:
    """Hand a declaration file over as a set, in the name of a sender: prints its ticket."""
    settings = read_settings()
    spool = Spool(settings.spool_directory)
    spool.prepare()

    async def work(connection: Connection) -> str:
        found = await known(connection, sender)
        if found.disabled_at is not None:
            raise typer.BadParameter(f"sender {sender} is disabled", param_hint="--sender")
        copied = await asyncio.to_thread(_copied, file, spool)
        return await arrival.receive(
            connection,
            spool,
            found,
            copied,
            purpose=purpose,
            environment=environment,
            channel="portal",
            language=None,
            now=clock.now(),
            allowed=Allowance.of(settings),
        )

    try:
        say(as_operator(work))
    except PastAllowanceError:
        typer.echo(f"Sender {sender} has no sets left today, or no room for more.", err=True)
        raise typer.Exit(NOTHING) from None


def _copied(file: Path, spool: Spool) -> Path:
    """A copy within the spool, which a set may take as its own."""
    descriptor, name = tempfile.mkstemp(dir=spool.receiving)
    with os.fdopen(descriptor, "wb") as target, file.open("rb") as source:
        shutil.copyfileobj(source, target, 1 << 20)
    return Path(name)


def _asked(
    ticket: str, work: Callable[[Connection, FileSet], Awaitable[Result]]
) -> Callable[[Connection], Awaitable[Result]]:
    """Do something with a set; where there is none of that ticket, say so."""

    async def asked(connection: Connection) -> Result:
        file_set = await store.find(connection, ticket)
        if file_set is None:
            typer.echo(f"There is no file set {ticket}.", err=True)
            raise typer.Exit(NOTHING)
        return await work(connection, file_set)

    return asked


def _spool() -> Spool:
    return Spool(read_settings().spool_directory)


def _folder(ticket: str) -> Path:
    return _spool().set_folder(ticket)
