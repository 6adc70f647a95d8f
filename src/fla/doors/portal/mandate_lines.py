"""Reads a pasted list of enterprises, one a line, as a payroll clerk copies it from anywhere."""

import re
from typing import Final

from msgspec import Struct

from fla.identifiers import IdentifierError, parse_enterprise_number, parse_quarter
from fla.identifiers.digits import compact
from fla.intake.anomaly import Anomaly, Error, Field

_QUARTER: Final = re.compile(
    r"(?<![\w.])(?:(?:19|2\d)\d\d ?[-/.]?[QTKqtk][-/. ]?\d|[QTKqtk]\d ?[-/.]? ?(?:19|2\d)\d\d"
    r"|(?:19|2\d)\d\d[-/]\d)(?![\w.])",
    re.ASCII,
)
_NUMBER: Final = re.compile(r"(?:BE)?[ .]*[0-9](?:[ ./-]*[0-9])*", re.ASCII | re.IGNORECASE)
_BETWEEN: Final = re.compile(r"[\s;,|–-]+")
_MOST_SHOWN: Final = 60


class Line(Struct, frozen=True, kw_only=True):
    """A line: its number, as it was typed, and what it says; None is what the form says for all.

    The enterprise number is in ten digits where it is one, else as far as it goes.
    """

    position: int
    typed: str
    number: str
    start: str | None = None
    end: str | None = None
    anomalies: tuple[Anomaly, ...] = ()


def read_lines(text: str) -> list[Line]:
    """Return the lines that say something: a number, and perhaps a first and a last quarter.

    Words beside them, such as the name of the enterprise, are passed over; other figures are not,
    for they may be meant to say something.
    """
    numbered = enumerate(text.splitlines(), 1)
    return [_line(position, line.strip()) for position, line in numbered if line.strip()]


def _line(position: int, typed: str) -> Line:
    quarters = _QUARTER.findall(typed)
    rest = _QUARTER.sub(" ", typed).strip()
    found = _NUMBER.match(rest) or _NUMBER.search(rest)
    written = found[0] if found else ""
    left = rest.replace(written, " ", 1)
    anomalies = [
        Anomaly(Field.START_QUARTER, Error.INVALID, word[:_MOST_SHOWN])
        for word in _BETWEEN.split(left)
        if any(character.isdigit() for character in word)
    ]
    anomalies += [Anomaly(Field.END_QUARTER, Error.INVALID, one) for one in quarters[2:3]]
    first, last = [*(_quarter(one) for one in quarters[:2]), None, None][:2]
    return Line(
        position=position,
        typed=typed,
        number=_number(written) if written else compact(rest),
        start=first,
        end=last,
        anomalies=tuple(anomalies),
    )


def _number(written: str) -> str:
    try:
        return parse_enterprise_number(written)
    except IdentifierError:
        return compact(written)


def _quarter(written: str) -> str:
    """Return a quarter as `2027Q1`; what is none as it was written, for the intake to say so."""
    try:
        return str(parse_quarter(written))
    except IdentifierError:
        return written
