"""The page that tells visitors what to try once the demo runs."""

import os
import sys
from itertools import groupby
from pathlib import Path

from msgspec import Struct
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from fla.access.model import Persona
from fla.demo.draw import series
from fla.demo.employers import SHOWN, employer
from fla.demo.mark import Mark
from fla.demo.sandbox import CLIENTS
from fla.demo.sandbox_keys import FOLDER, key_file
from fla.demo.sandbox_sender import FOLDER as SENDERS
from fla.demo.sandbox_sender import credentials_in
from fla.doors.rest.contract import BASE

_EXAMPLES = Path(__file__).parents[3] / "examples"
"""They come with the sources."""
_EXAMPLES_CLIENT = "sandbox-payroll"
"""In whose name they act unless they are told otherwise."""
_WHAT_THEY_SEE = {
    "employer": "its year and its workers; why a right is what it is; opt out, change, verify",
    "mandatary": "every employer that mandated it",
    "provider": "registers a training for anybody; the employer confirms",
    "worker": "his account over all his employers, and each right step by step",
    "operator": "every employer, to read; how far a run is, and how to stop it",
}
_WHAT_CLIENTS_DO = {
    "sandbox-employer": "acts for the employer itself",
    "sandbox-payroll": "for a payroll office with mandates of three employers",
    "sandbox-school": "for a training provider; what it registers there is to be confirmed",
    "sandbox-customer": "for that employer, to confirm or to object",
}


class Shown(Struct, frozen=True, kw_only=True):
    """What there is to see: where, whose data, as whom, and since how many seconds' wait.

    `environment` is what other commands need before them to find the same database, `sftp_port`
    where file sets are received, `sender` the number of the sandbox's sender.
    """

    url: str
    mark: Mark
    people: list[Persona]
    files: Path
    environment: str
    seconds: float
    sftp_port: int | None = None
    sender: str = ""


def show(console: Console, shown: Shown) -> None:
    """Print where the portal is, whom to log in as, and which commands to try on which files."""
    files, mark = _relative(shown.files), shown.mark
    title = "Federal Learning Account, demo"
    console.print()
    console.print(Panel.fit(f"[bold]{shown.url}[/]", title=title, padding=(1, 4)))
    console.print(
        f"Made-up data of {mark.employers:,} employers as of {mark.day:%-d %B %Y}, ready in "
        f"{shown.seconds:.0f} s. Log in on the first page as one of these:"
    )
    console.print(_people(shown.people))
    first, year = employer(SHOWN, series(mark.seed, SHOWN)), mark.day.year
    console.print(
        f"Something of everything is at {escape(first.name)}, which the mandatary and the operator "
        f"see: [bold]{shown.url}/employers/{first.enterprise_number}/years/{year}[/]",
        soft_wrap=True,
    )
    console.print("In another terminal:")
    _print_commands(console, f"{shown.environment}{_program()}", files, year)
    console.print(
        f"Rights of {year - 1} are computed and closed; what was left of them stands on "
        f"top of those of {year}. Trainings came in by the XML files in [bold]{files}[/]; "
        "the outcome of each "
        "record stands beside them, in [bold]*.outcome.xml[/]."
    )
    _print_sandbox(console, shown)
    if shown.sftp_port is not None:
        console.print(f"File sets are received over SFTP on port [bold]{shown.sftp_port}[/].")
        _print_sender(console, shown)
    console.print("[dim]Ctrl-C stops the portal and the database; the data stays.[/]")


def _people(people: list[Persona]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    for kind, group in groupby(people, lambda person: person.kind):
        names = "\n".join(person.name for person in group)
        table.add_row(kind, escape(names), f"[dim]{_WHAT_THEY_SEE[kind]}[/]")
    return table


def _print_commands(console: Console, program: str, files: str, year: int) -> None:
    for command, effect in (
        (f"rights calculate {files}/what-if.json", "what some of them are owed, step by step"),
        (f"law show --year {year + 1} --joint-committee 209", "which law says so, and where"),
        (f"rights run {year}", "computes every right anew; a second time nothing changes"),
        (f"batch check {files}/mistakes.xml", "what is wrong with a file; nothing is written"),
        (f"batch submit {files}/mistakes.xml --language fr", "writes what is right, answers all"),
        ("doctor", "how far this database can be relied on"),
    ):
        console.print(f"  [bold]{program} {command}[/]", soft_wrap=True, highlight=False)
        console.print(f"      [dim]{effect}[/]")


def _print_sandbox(console: Console, shown: Shown) -> None:
    """Print what vendors need: address, clients, their keys and employers, a worker each."""
    directory = shown.files / FOLDER
    console.print(
        f"[bold]For software[/]: the sandbox, at [bold]{shown.url}{BASE}[/] "
        f"([bold]{BASE}/doc/[/] is its documentation).",
        soft_wrap=True,
    )
    console.print(
        f"Clients have their keys in [bold]{_relative(directory)}[/], and employers of their own; "
        "here are one of these and a worker:"
    )
    table = Table(box=None, pad_edge=False, show_header=False)
    for client in CLIENTS:
        first = client.employers[0]
        what = f"[dim]{_WHAT_CLIENTS_DO[client.id]}[/]"
        table.add_row(client.id, first.enterprise_number, first.workers[0], what)
    console.print(table)
    if _EXAMPLES.exists():
        key = _relative(key_file(directory, _EXAMPLES_CLIENT))
        script = f"{_relative(_EXAMPLES)}/curl/register-training.sh"
        command = f"FLA_SERVER={shown.url} FLA_KEY={key} {script}"
        console.print(f"  [bold]{command}[/]", soft_wrap=True, highlight=False)


def _print_sender(console: Console, shown: Shown) -> None:
    """Print who may send there, where its keys are, and what came of what it sent."""
    keys = credentials_in(shown.files / SENDERS)
    console.print(
        f"The payroll office of the sandbox is sender [bold]{shown.sender}[/]; it signs with "
        f"[bold]{_relative(keys.signing)}[/] ({keys.certificate.name}). What came of its first "
        f"file sets is at [bold]{shown.url}/file-sets[/], for the office and for the operator.",
        soft_wrap=True,
    )
    command = f"sftp -P {shown.sftp_port} -i {_relative(keys.login)} {shown.sender}@127.0.0.1"
    console.print(f"  [bold]{command}[/]", soft_wrap=True, highlight=False)


def _program() -> str:
    """Return how the visitor started us, so that he can again."""
    started = Path(sys.argv[0])
    return _relative(started) if started.name == "fla" and started.is_absolute() else "fla"


def _relative(path: Path) -> str:
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative
