"""A declaration file answered in a terminal: progress while it runs, then what came of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from lxml import etree
from msgspec import Struct
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table

from fla.clock import Clock
from fla.database.pool import open_pool
from fla.doors.batch.fault import FileRefusedError
from fla.doors.batch.interrupt import interruption
from fla.doors.batch.process import check_file, submit_file
from fla.doors.batch.reader import Header, Reader
from fla.doors.batch.run import Options
from fla.doors.batch.tally import Progress, ShowProgress, Summary
from fla.intake.declaration import Sender
from fla.languages import Language

ALL_ACCEPTED, SOME_REJECTED, NOT_READ = 0, 1, 2
"""Exit statuses."""
_CONNECTIONS = 2
_LINES_SHOWN = 4
_WITHOUT_HEADER: Language = "en"
_STYLES = {"B": "red", "P": "yellow", "W": "yellow"}


class Request(Struct, frozen=True, kw_only=True):
    """What somebody at a terminal asks: to check or submit a file.

    `sender` and `language` are else the header's. Without `app_url`, no register is asked.
    """

    path: Path
    submit: bool
    app_url: str | None
    sender: str | None
    language: Language | None
    outcome_file: Path | None


class Found(Struct):
    """An anomaly of a file: its first message, where it stands, and how often."""

    anomaly_class: str
    message: str
    lines: list[int]
    count: int = 0


async def answer(request: Request, clock: Clock, console: Console) -> int:
    """Do what is asked, print what came of it, and return the exit status."""
    header = _header(request.path)
    with _outcome_file(request) as outcome_file, interruption() as stop, _bar(console) as show:
        options = Options(
            language=request.language, outcome_file=outcome_file, progress=show, stop=stop
        )
        summary = await _process(request, header, clock, options)
        language = request.language or (header and header.language) or _WITHOUT_HEADER
        written = summary.outcome_file if summary.codes else None
        found = read_anomalies(written, language) if written else {}
    _print(console, summary, found, language)
    if request.submit or request.outcome_file:
        console.print(f"Outcome of each record: {summary.outcome_file}", soft_wrap=True)
    return exit_status(summary)


def exit_status(summary: Summary) -> int:
    """Return 0 when every record was accepted, 1 when not, 2 when the file was not read whole."""
    if summary.fault is not None:
        return NOT_READ
    return SOME_REJECTED if summary.rejected else ALL_ACCEPTED


def read_anomalies(outcome_file: Path, language: Language) -> dict[str, Found]:
    """Return the anomalies of an outcome file by code, the most frequent first.

    The file is read as a stream, whatever its size.
    """
    found: dict[str, Found] = {}
    for _, element in etree.iterparse(outcome_file, tag=("Anomaly", "Record")):
        if element.tag == "Anomaly":
            _note(found, element, language)
        else:
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    return dict(sorted(found.items(), key=lambda item: (-item[1].count, item[0])))


def _note(found: dict[str, Found], anomaly: etree._Element, language: Language) -> None:
    code = anomaly.findtext("Code", "")
    line = int(anomaly.findtext("Line", "0"))
    if code not in found:
        message = anomaly.findtext(f"Message[@language='{language}']", "")
        found[code] = Found(anomaly.findtext("Class", ""), message, [])
    entry = found[code]
    entry.count += 1
    if len(entry.lines) < _LINES_SHOWN:
        entry.lines.append(line)


def _header(path: Path) -> Header | None:
    """Return the header, None when there is none: why, the run through the file will tell."""
    with path.open("rb") as stream:
        try:
            return Reader(stream).header
        except FileRefusedError:
            return None


async def _process(
    request: Request, header: Header | None, clock: Clock, options: Options
) -> Summary:
    number = request.sender or (header.sender if header else "")
    sender = Sender(enterprise_number=number, door="xml")
    if request.app_url is None:
        named = sender if request.sender else None
        return await check_file(request.path, named, None, clock, options)
    async with open_pool(request.app_url, _CONNECTIONS) as pool:
        process = submit_file if request.submit else check_file
        return await process(request.path, sender, pool, clock, options)


@contextmanager
def _outcome_file(request: Request) -> Iterator[Path | None]:
    """Give the outcome file asked for; a check without one has it for the summary alone."""
    if request.submit or request.outcome_file:
        yield request.outcome_file
        return
    with TemporaryDirectory() as directory:
        yield Path(directory) / "outcome.xml"


@contextmanager
def _bar(console: Console) -> Iterator[ShowProgress]:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    shown = console.is_terminal
    with Bar(
        *columns, TimeElapsedColumn(), console=console, transient=True, disable=not shown
    ) as bar:
        task = bar.add_task("Reading …", total=None)

        def show(reached: Progress) -> None:
            told = f"{reached.records:,} records, {reached.rejected:,} rejected"
            bar.update(
                task, description=told, total=reached.bytes_total, completed=reached.bytes_read
            )

        yield show


def _print(console: Console, summary: Summary, found: dict[str, Found], language: Language) -> None:
    console.print(_counts(summary), highlight=False)
    if found:
        console.print(_anomalies(found))
    if summary.fault is not None:
        place = f"line {summary.fault.line}: " if summary.fault.line else ""
        told = escape(f"{place}{summary.fault.message(language)}")
        console.print(f"[bold red]{summary.fault.code}[/] {told}", highlight=False)


def _counts(summary: Summary) -> str:
    warned = f" ({summary.warned:,} with warnings)" if summary.warned else ""
    repeated = f", {summary.repeated:,} known already" if summary.repeated else ""
    return (
        f"{summary.records:,} records in {summary.elapsed:.1f} s: "
        f"[green]{summary.accepted + summary.warned:,} accepted[/]{warned}{repeated}, "
        f"[{'red' if summary.rejected else 'green'}]{summary.rejected:,} rejected[/]"
    )


def _anomalies(found: dict[str, Found]) -> Table:
    table = Table("Code", "", "Times", "On lines", "For example", pad_edge=False, box=None)
    for code, entry in found.items():
        style = _STYLES.get(entry.anomaly_class, "")
        lines = ", ".join(map(str, entry.lines)) + (" …" if entry.count > len(entry.lines) else "")
        shown = escape(entry.message)
        table.add_row(code, f"[{style}]{entry.anomaly_class}[/]", f"{entry.count:,}", lines, shown)
    return table
