"""`fla rights decide-again`: a frozen head count is decided from what is declared by now."""

import asyncio
from fractions import Fraction
from typing import Annotated

import typer
from rich.console import Console

from fla.clock import Clock, SystemClock
from fla.commands.options import enterprise_number
from fla.database.embedded import database_server
from fla.law.model import LawError
from fla.law.text import sentence
from fla.settings import read_settings

NOTHING = 1
"""Exit status where no head count was fixed."""

_out = Console()


def add_to(app: typer.Typer) -> None:
    """Add the command to the group `rights`."""
    app.command("decide-again")(decide_again)


def decide_again(
    year: Annotated[int, typer.Argument(help="A year of the period.", metavar="YEAR")],
    employer: Annotated[str, typer.Option(help="Enterprise number of the employer.")],
) -> None:
    """Decide an employer's fixed head count again, after a quarter was declared otherwise.

    It holds for both years of its period, and its workers' rights are computed again within
    seconds where jobs are worked off. Status 1 where none was fixed yet.
    """
    from fla import jobs  # takes a moment that other commands need not wait
    from fla.rights.run_decide import decide_again as decide

    clock = SystemClock()
    with database_server(read_settings()) as server:
        employer_id = asyncio.run(_employer(server.app_url(), clock, employer))
        try:
            decided = decide(server.app_url(), jobs.rules(clock), employer_id, year)
        except LawError as error:
            said = sentence(error.code, "en", year=error.detail)
            raise typer.BadParameter(said, param_hint="YEAR") from None
    if decided is None:
        _say(f"No head count is fixed for {year}: a run decides it from what is declared.")
        raise typer.Exit(NOTHING)
    for when, size in (("before", decided.before), ("now", decided.now)):
        _say(f"{when}: {_fte(size.average)} full-time equivalents, class {size.size_class}")
    _say(f"It holds from {decided.start}; the rights of its workers are computed again.")


async def _employer(app_url: str, clock: Clock, typed: str) -> int:
    from fla.rights.run import employer_id_of

    number = enterprise_number(typed, "--employer")
    found = await employer_id_of(app_url, clock, number)
    if found is None:
        raise typer.BadParameter(f"the register has no employer {number}", param_hint="--employer")
    return found


def _fte(average: Fraction) -> str:
    """Four places, half up."""
    whole = (20_000 * average.numerator + average.denominator) // (2 * average.denominator)
    return f"{whole // 10_000}.{whole % 10_000:04}"


def _say(text: str) -> None:
    _out.print(text, highlight=False, soft_wrap=True)
