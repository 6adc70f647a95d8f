"""`fla rights`: what workers are owed."""

import sys
from pathlib import Path
from typing import Annotated, Final

import msgspec
import typer

app = typer.Typer(help="Calculate training rights.", no_args_is_help=True)

SOME_FAILED: Final = 1
UNREADABLE: Final = 2
_AT_A_TIME: Final = 2_000
"""Cases answered together: enough to share the formula's cost, few enough to hold in memory."""


@app.command("calculate")
def calculate_file(
    file: Annotated[
        str, typer.Argument(help="The cases, a JSON array; - reads standard input.", metavar="FILE")
    ],
) -> None:
    """Say what workers would be owed and why, without a database; contracts/rights has the format.

    Status 0: all cases answered; 1: some have an error instead; 2: the file cannot be read.
    """
    from fla.rights.case_faults import CaseError
    from fla.rights.case_reader import UnreadableCasesError, decode_cases
    from fla.rights.what_if import calculate  # its columns take time that other commands need not

    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        cases = decode_cases(content)
    except (OSError, ValueError, UnreadableCasesError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(UNREADABLE) from None
    out = typer.get_binary_stream("stdout")
    out.write(b"[")
    for start in range(0, len(cases), _AT_A_TIME):
        for place, answer in enumerate(calculate(cases[start : start + _AT_A_TIME]), start):
            out.write((b",\n" if place else b"\n") + msgspec.json.encode(answer))
    out.write(b"\n]\n")
    out.flush()
    if any(isinstance(case, CaseError) for case in cases):
        raise typer.Exit(SOME_FAILED)
