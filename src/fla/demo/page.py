"""The page that tells visitors what to try once the demo runs."""

import os
import sys
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from fla.access.model import Persona
from fla.demo.mark import Mark

_WHAT_THEY_SEE = {
    "employer": "its workers and their credit; register, correct or cancel a training",
    "mandatary": "every employer that mandated it",
    "provider": "what it registered, pending until the employer confirms",
    "worker": "his account over all his employers",
    "operator": "every employer, reading only",
}


def show(
    console: Console, url: str, mark: Mark, people: list[Persona], files: Path, seconds: float
) -> None:
    """Print where the portal is, whom to log in as, and which commands to try on which files."""
    console.print()
    console.print(
        Panel.fit(f"[bold]{url}[/]", title="Federal Learning Account, demo", padding=(1, 4))
    )
    console.print(
        f"Made-up data of {mark.employers:,} employers as of {mark.day:%d %B %Y}, ready in "
        f"{seconds:.0f} s. Log in on the first page as one of these:"
    )
    console.print(_people(people))
    console.print("In another terminal:")
    console.print(_commands(_shown(files)))
    console.print(
        f"The trainings came in by the XML files in [bold]{_shown(files)}[/]; the outcome of each "
        "record stands beside them, in [bold]*.outcome.xml[/]."
    )
    console.print("[dim]Ctrl-C stops the portal and the database; the data stays.[/]")


def _people(people: list[Persona]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    for person in people:
        table.add_row(person.kind, escape(person.name), f"[dim]{_WHAT_THEY_SEE[person.kind]}[/]")
    return table


def _commands(files: str) -> Table:
    program = _program()
    table = Table(box=None, pad_edge=False, show_header=False)
    for command, effect in (
        (f"batch check {files}/mistakes.xml", "what is wrong with a file; nothing is written"),
        (f"batch submit {files}/mistakes.xml --language fr", "writes what is right, answers all"),
        ("doctor", "how far this database can be relied on"),
    ):
        table.add_row(f"[bold]{program} {command}[/]", f"[dim]{effect}[/]")
    return table


def _program() -> str:
    """Return how the visitor started us, so that he can again."""
    started = Path(sys.argv[0])
    return _shown(started) if started.name == "fla" and started.is_absolute() else "fla"


def _shown(path: Path) -> str:
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative
