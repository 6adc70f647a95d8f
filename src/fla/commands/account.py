"""`fla account export`: one worker's whole account at one employer, as JSON or PDF."""

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from fla.clock import SystemClock
from fla.commands.options import enterprise_number
from fla.database.embedded import database_server
from fla.doors.account.file_format import Format
from fla.identifiers import IdentifierError, parse_ssin
from fla.languages import Language
from fla.settings import read_settings

app = typer.Typer(help="Hand over a worker's learning account.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Hand over a worker's learning account."""


@app.command("export")
def export(
    employer: Annotated[str, typer.Option(help="Enterprise number of the employer.")],
    ssin: Annotated[str, typer.Option(help="National register number of the worker.")],
    form: Annotated[Format, typer.Option("--format", help="What to write.")],
    year: Annotated[
        int | None, typer.Option(help="Only this year's rights and trainings.", min=2022, max=2100)
    ] = None,
    language: Annotated[
        Language | None, typer.Option(help="Language of the sentences, else the worker's.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write, else standard output.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """Write all that the register holds of one worker at one employer.

    It is the individual training account: identity, work regimes, joint committees, rights and
    credit of each year with their explanation, growth path, trainings, and the settlement of who
    leaves. Whoever runs this command sees every account. Status 2: there is no such account, or the
    file is there already.
    """
    from fla.commands import account_reading  # takes a second that other commands need not wait
    from fla.doors.account.render import render

    request = account_reading.Request(
        employer=enterprise_number(employer, "--employer"),
        ssin=_ssin(ssin),
        year=year,
        language=language,
    )
    _writable(output, form, force=force)
    with database_server(read_settings()) as server:
        account = asyncio.run(
            account_reading.read_account(server.app_url(), request, SystemClock())
        )
    _write(render(account, form), output, force=force)


def _ssin(typed: str) -> str:
    try:
        return parse_ssin(typed, SystemClock().today())
    except IdentifierError:
        raise typer.BadParameter(
            "this is no national register number: eleven digits, the last two check the others",
            param_hint="--ssin",
        ) from None


def _writable(output: Path | None, form: Format, *, force: bool) -> None:
    """Refuse before anything is read what could not be written afterwards."""
    if output is None:
        if form == "pdf" and sys.stdout.isatty():
            raise typer.BadParameter("a PDF is not for a terminal: name a file", param_hint="-o")
        return
    if not output.parent.is_dir():
        raise typer.BadParameter(f"there is no directory {output.parent}", param_hint="-o")
    if output.is_dir():
        raise typer.BadParameter(f"{output} is a directory", param_hint="-o")
    if output.exists() and not force:
        raise _exists(output)


def _exists(output: Path) -> typer.BadParameter:
    return typer.BadParameter(f"{output} is there already; --force overwrites it", param_hint="-o")


def _write(content: bytes, output: Path | None, *, force: bool) -> None:
    """Write a file whole or not at all, for its owner's eyes only: it holds personal data."""
    if output is None:
        typer.get_binary_stream("stdout").write(content)
        return
    with tempfile.NamedTemporaryFile(dir=output.parent, prefix=".", delete=False) as written:
        made = Path(written.name)
        try:
            written.write(content)
            written.close()
            if not force:
                _reserve(output)
            made.replace(output)
        finally:
            made.unlink(missing_ok=True)


def _reserve(output: Path) -> None:
    """Take the name of a file, so that nobody else's of the same moment is overwritten."""
    try:
        output.touch(exist_ok=False)
    except FileExistsError:
        raise _exists(output) from None
