"""`fla batch`: check and submit declaration files, check file sets, and look after them."""

import asyncio
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from fla.clock import SystemClock
from fla.commands import batch_check, batch_sets
from fla.commands.options import enterprise_number
from fla.database.embedded import database_server
from fla.doors.batch import terminal
from fla.languages import Language
from fla.settings import read_settings

app = typer.Typer(help="Check and submit declaration files and file sets.", no_args_is_help=True)
batch_sets.add_to(app)

_out: Final = Console()
DeclarationFile = Annotated[
    Path, typer.Argument(help="The declaration file.", exists=True, dir_okay=False, metavar="FILE")
]
Paths = Annotated[
    list[Path],
    typer.Argument(
        help="A declaration file; or file sets, as files or directories.",
        exists=True,
        metavar="PATH…",
    ),
]
SenderNumber = Annotated[
    str | None,
    typer.Option("--sender", help="Enterprise number of the sender, else the file's."),
]
MessageLanguage = Annotated[
    Language | None, typer.Option("--language", help="Of the messages, else the file's.")
]
OutcomeFile = Annotated[
    Path | None, typer.Option("--outcome", help="Where the outcome of each record goes.")
]


@app.command()
def check(
    paths: Paths,
    sender: SenderNumber = None,
    language: MessageLanguage = None,
    outcome: OutcomeFile = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Check the form alone, without a register.")
    ] = False,
    certificate: Annotated[
        list[Path] | None,
        typer.Option(help="Verify signatures by it: PEM or DER; several times.", exists=True),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON; no register is asked.")] = False,
) -> None:
    """Say what is wrong with a file, or with file sets; nothing is written.

    Sets (FI, FS and GO, or a directory of them) are checked by their names, parts, signatures,
    compression and form, and never against a register. Status 0: all would be accepted; 1: some
    records would not; 2: a file cannot be read, or a set would be refused.
    """
    if json or len(paths) > 1 or batch_check.belongs_to_a_set(paths[0]):
        _check(paths, sender, language, certificate or [], json=json)
    _answer(paths[0], sender, language, outcome, submit=False, offline=offline)


@app.command()
def submit(
    file: DeclarationFile,
    sender: SenderNumber = None,
    language: MessageLanguage = None,
    outcome: OutcomeFile = None,
) -> None:
    """Submit a file; the outcome of each record goes to NAME.outcome.xml beside it.

    Status 0: all accepted; 1: some rejected; 2: the file cannot be read. Submitting a file again
    completes it and doubles nothing.
    """
    _answer(file, sender, language, outcome, submit=True, offline=False)


def _check(
    paths: list[Path],
    sender: str | None,
    language: Language | None,
    certificates: list[Path],
    *,
    json: bool,
) -> None:
    checked = asyncio.run(
        batch_check.check_paths(
            paths,
            SystemClock(),
            read_settings(),
            enterprise_number=_number(sender),
            certificates=certificates,
        )
    )
    if json:
        typer.echo(batch_check.as_json(checked, language))
    else:
        batch_check.print_checked(checked, language)
    raise typer.Exit(batch_check.status_of(checked))


def _answer(
    file: Path,
    sender: str | None,
    language: Language | None,
    outcome: Path | None,
    *,
    submit: bool,
    offline: bool,
) -> None:
    settings = read_settings()
    # What is mistyped is said before a server is started for it.
    number = _number(sender)
    with nullcontext() if offline else database_server(settings) as server:
        request = terminal.Request(
            path=file,
            submit=submit,
            app_url=server.app_url() if server else None,
            sender=number,
            language=language,
            outcome_file=outcome,
        )
        status = asyncio.run(terminal.answer(request, SystemClock(), _out))
    raise typer.Exit(status)


def _number(sender: str | None) -> str | None:
    return enterprise_number(sender, "--sender") if sender else None
