"""`fla law`: check a law pack, and show what applies and why."""

import re
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer
from msgspec.structs import fields
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from fla.identifiers import IdentifierError, parse_joint_committee
from fla.languages import Language
from fla.law.applied import sector_of
from fla.law.choices import ChoiceError, choose
from fla.law.head_count import reference
from fla.law.model import Applied, Choices, LawError
from fla.law.overview import Band, bands, per_full_timer, reasons
from fla.law.pack import PackError, load, pack
from fla.law.text import number, quantity, sentence, source_title, source_url
from fla.settings import read_settings

REFUSED = 1
"""Exit status of a pack with faults."""

app = typer.Typer(help="Check the law pack, and show what applies.", no_args_is_help=True)

_out = Console()
_HEAD_COUNT = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,4})?")

Directory = Annotated[
    Path | None,
    typer.Argument(help="A pack of your own, else the one that comes with the program."),
]
Year = Annotated[int, typer.Option(help="Calendar year of the right.")]
JointCommittee = Annotated[
    str | None, typer.Option("--joint-committee", help="Such as 200 or 149.01; else general law.")
]
HeadCount = Annotated[
    str | None,
    typer.Option("--head-count", help="Average full-time equivalents, such as 19.9; else all."),
]
Overrides = Annotated[
    list[str] | None, typer.Option("--setting", help="NAME=VALUE, in the place of its default.")
]


@app.command()
def check(directory: Directory = None) -> None:
    """Check every file of a law pack; status 1 with every fault where there are any."""
    try:
        checked = load(directory) if directory is not None else pack()
    except PackError as error:
        for fault in error.faults:
            _out.print(f"[red]fault:[/] {escape(str(fault))}", highlight=False, soft_wrap=True)
        _out.print(f"{len(error.faults)} found.", highlight=False)
        raise typer.Exit(REFUSED) from None
    _out.print(f"{checked.version} is in order.", highlight=False)
    _out.print(
        f"Years {checked.first_year} to {checked.last_year}; {len(checked.sectors)} joint "
        f"committees, {len(checked.scales)} scales, {len(checked.settings)} settings, "
        f"{len(checked.deadlines)} deadlines, {len(checked.disputes)} disputed points, "
        f"{len(checked.texts)} texts, {len(checked.sources)} sources.",
        highlight=False,
    )


@app.command()
def show(
    year: Year,
    joint_committee: JointCommittee = None,
    head_count: HeadCount = None,
    language: Annotated[Language, typer.Option(help="Of what is shown.")] = "en",
    setting: Overrides = None,
) -> None:
    """Show what applies to a joint committee in a year, for each size of employer, and why."""
    committee = _committee(joint_committee)
    choices = _choices(setting or [])
    average = _average(head_count) if head_count is not None else None
    try:
        shown = bands(pack(), committee, year, choices)
    except LawError as error:
        said = sentence(error.code, language, year=error.detail)
        raise typer.BadParameter(said, param_hint="--year") from None
    if average is not None:
        shown = [band for band in shown if band.holds(average)]
    _print_sector(committee, language)
    _out.print(_table(shown, language))
    if average is not None:
        _print_size(average, shown[0].applied, year, choices, language)
    _print_reasons(shown, committee, year, language)
    _out.print(_settings(choices, language))


def _print_sector(committee: str | None, language: Language) -> None:
    sector = sector_of(pack(), committee) if committee is not None else None
    if sector is None:
        return
    name = escape(sector.name.in_language(language))
    _out.print(f"[bold]{sector.committee}[/] {name}", highlight=False, soft_wrap=True)
    if sector.figures == "generalLaw":
        said = sentence("sectorGeneralLaw", language, committee=sector.committee)
        _say(f"{said} ({source_title(','.join(sector.source))})")
    _out.print()


def _committee(typed: str | None) -> str | None:
    try:
        return parse_joint_committee(typed) if typed is not None else None
    except IdentifierError:
        raise typer.BadParameter(
            f"{typed} is no joint committee: three digits, or 149.01, or 140.01.03",
            param_hint="--joint-committee",
        ) from None


def _average(typed: str) -> Fraction:
    if not _HEAD_COUNT.fullmatch(typed):
        raise typer.BadParameter(
            f"{typed} is no head count: a number from 0, with at most four decimals after a point",
            param_hint="--head-count",
        )
    return Fraction(typed)


def _choices(typed: list[str]) -> Choices:
    named: dict[str, object] = {}
    for one in typed:
        name, _, value = one.partition("=")
        several = name in pack().settings and not isinstance(pack().settings[name].default, str)
        named[name] = [word for word in value.split(",") if word] if several else value
    try:
        return choose(pack(), read_settings().law | named)
    except ChoiceError as error:
        raise typer.BadParameter(str(error), param_hint="--setting") from None


def _table(shown: list[Band], language: Language) -> Table:
    columns = ("headCount", "right", "track", "scale", "agreement", "collective", "certainty")
    table = Table(box=None)
    for name in columns:
        whole = name in ("headCount", "scale", "agreement")
        heading = sentence(f"column.{name}", language)
        table.add_column(heading, no_wrap=whole, overflow="fold")
    for band in shown:
        now = band.applied
        table.add_row(
            str(band),
            quantity(now.full_time, now.unit, language),
            sentence(f"track.{now.right_type}", language),
            now.scale,
            now.cba_registration_number or "",
            "; ".join(per_full_timer(duty, language) for duty in now.collective),
            f"{now.certainty}: {sentence(f'certainty.{now.certainty}', language)}",
        )
    return table


def _print_size(
    average: Fraction, now: Applied, year: int, choices: Choices, language: Language
) -> None:
    period = reference(year, choices)
    size = sentence(f"size.{now.size_class}", language)
    _say(sentence("sizeClass", language, average=number(average, language), size=size))
    _say(sentence("referencePeriod", language, year=year, start=period.start, end=period.end))


def _print_reasons(shown: list[Band], committee: str | None, year: int, language: Language) -> None:
    cited: list[str] = []
    for band in shown:
        _out.print(f"\n[bold]{band}[/]", highlight=False)
        for reason in reasons(band.applied, committee, year, language):
            _say(reason)
        own = (band.applied.source, *(duty.source for duty in band.applied.collective))
        cited += [source for ids in own for source in ids.split(",")]
    _out.print(f"\n[bold]{sentence('column.sources', language)}[/]")
    for source in dict.fromkeys(cited):
        _say(" ".join(filter(None, (f"{source}: {source_title(source)}", source_url(source)))))
    _out.print()


def _settings(choices: Choices, language: Language) -> Table:
    """The settings in force; one that differs from its default is bold."""
    columns = (sentence("column.setting", language), sentence("column.followed", language))
    table = Table(*columns, box=None)
    default = choose(pack(), {})
    for field in fields(Choices):
        followed = getattr(choices, field.name)
        words = (followed,) if isinstance(followed, str) else followed
        known = pack().settings[field.encode_name].alternatives
        labels = ", ".join(known[word].label.in_language(language) for word in words) or "–"
        style = "bold" if followed != getattr(default, field.name) else None
        table.add_row(f"{field.encode_name}={','.join(words)}", labels, style=style)
    return table


def _say(text: str) -> None:
    _out.print(escape(text), highlight=False, soft_wrap=True)
