"""Names of the files of the batch channel: read, judged and composed. Nothing here touches a file.

    <direction>.<purpose>.<sender>.<YYYYMMDD>.<sequence>.<environment>[.<parts>[.<part>]][.gz|.zip]

FI and FS have both numbers, GO and TD the first, replies none. FI of a compressed file ends in how
it is compressed, and its FS may. The stem, from purpose to environment, is what the files of a set
share.
"""

import datetime as dt
import re
from typing import Final, Literal

from msgspec import Struct

from fla.filesets.faults import FaultCode
from fla.filesets.model import Fault, ReplyKind
from fla.senders.model import ENVIRONMENTS, OUR_NUMBER, PURPOSES, Environment, Purpose

Direction = Literal["FI", "FS", "GO", "TD"]
Compression = Literal["gz", "zip"]

LONGEST: Final = 100
"""Characters of a name that is looked at; none of ours has half as many."""
_DIRECTIONS: Final[frozenset[str]] = frozenset({"FI", "FS", "GO", "TD"})
_STRUCTURE: Final = {
    "FI": FaultCode.FI_NAME,
    "FS": FaultCode.FS_NAME,
    "GO": FaultCode.GO_NAME,
    "TD": FaultCode.GO_NAME,
}
_COMPRESSIONS: Final[tuple[Compression, ...]] = ("gz", "zip")
_STEM_LENGTH: Final = 5
_PURPOSE: Final = re.compile(r"[A-Z]{4}", re.ASCII)
_SENDER: Final = re.compile(r"[0-9]{6}", re.ASCII)
_DATE: Final = re.compile(r"[0-9]{8}", re.ASCII)
_SEQUENCE: Final = re.compile(r"[0-9A-Z]*", re.ASCII)
_SEQUENCE_LENGTH: Final = 5
_NUMBER: Final = re.compile(r"[0-9]{1,3}", re.ASCII)
_NEVER: Final = frozenset(" /\\")
_BASE36: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LETTERED: Final = 26 * 36**4


class RawName(Struct, frozen=True, kw_only=True):
    """A name taken apart, each piece as it stands."""

    name: str
    direction: Direction
    purpose: str
    sender: str
    date: str
    sequence: str
    environment: str
    parts: str
    part: str = ""
    compression: Compression | None = None

    @property
    def stem(self) -> str:
        """What all files of a set share."""
        return ".".join((self.purpose, self.sender, self.date, self.sequence, self.environment))


class Expected(Struct, frozen=True, kw_only=True):
    """What a name is held against: whose folder, of which environment, today, and the bounds."""

    sender: str
    environment: Environment
    today: dt.date
    most_parts: int
    most_days: int


class SetName(Struct, frozen=True, kw_only=True):
    """What the names of a set say, once nothing is wrong with them."""

    purpose: Purpose
    sender: str
    sent_on: dt.date
    sequence: str
    environment: Environment
    parts: int = 1

    @property
    def stem(self) -> str:
        """What all files of the set share."""
        return ".".join(
            (self.purpose, self.sender, f"{self.sent_on:%Y%m%d}", self.sequence, self.environment)
        )

    @property
    def go(self) -> str:
        """The name of the file that says that all is there."""
        return f"GO.{self.stem}.{self.parts}"

    @property
    def td(self) -> str:
        """The name of the file that cancels."""
        return f"TD.{self.stem}.{self.parts}"

    def fi(self, part: int = 1, compression: Compression | None = None) -> str:
        """Return the name of a part."""
        end = f".{compression}" if compression else ""
        return f"FI.{self.stem}.{self.parts}.{part}{end}"

    def fs(self, part: int = 1) -> str:
        """Return the name of a part's signature."""
        return f"FS.{self.stem}.{self.parts}.{part}"


def take_apart(name: str) -> RawName | Fault:
    """Return the pieces of a name, or what is wrong with its structure."""
    head, *pieces = name[:LONGEST].split(".")
    if head not in _DIRECTIONS:
        return Fault(FaultCode.PREFIX, name[:LONGEST])
    direction: Direction = head  # type: ignore[assignment]
    compression = None
    if head in {"FI", "FS"}:
        compression = next((end for end in _COMPRESSIONS if pieces[-1:] == [end]), None)
        pieces = pieces[: -1 if compression else None]
    numbers = 2 if head in {"FI", "FS"} else 1
    if len(pieces) != _STEM_LENGTH + numbers or len(name) > LONGEST or not _plain(name):
        return Fault(_STRUCTURE[head], name[:LONGEST])
    purpose, sender, date, sequence, environment, parts, *part = pieces
    return RawName(
        name=name,
        direction=direction,
        purpose=purpose,
        sender=sender,
        date=date,
        sequence=sequence,
        environment=environment,
        parts=parts,
        part="".join(part),
        compression=compression,
    )


def judge(raw: RawName, expected: Expected) -> SetName | list[Fault]:
    """Return what a name says, or each thing that is wrong with it."""
    faults = [
        Fault(code, raw.name, detail=detail) for code, detail in _faults(raw, expected) if code
    ]
    if faults:
        return faults
    return SetName(
        purpose=next(one for one in PURPOSES if one == raw.purpose),
        sender=raw.sender,
        sent_on=_day(raw.date) or expected.today,
        sequence=raw.sequence,
        environment=expected.environment,
        parts=int(raw.parts),
    )


def _faults(raw: RawName, expected: Expected) -> list[tuple[FaultCode | None, str | None]]:
    return [
        _of_purpose(raw),
        _of_sender(raw, expected),
        _of_date(raw, expected),
        (_of_sequence(raw.sequence), None),
        _of_environment(raw.environment, expected),
        _of_parts(raw.parts, expected),
    ]


def _of_purpose(raw: RawName) -> tuple[FaultCode | None, str | None]:
    if not _PURPOSE.fullmatch(raw.purpose):
        return _STRUCTURE[raw.direction], None
    return (None if raw.purpose in PURPOSES else FaultCode.PURPOSE), raw.purpose


def _of_sender(raw: RawName, expected: Expected) -> tuple[FaultCode | None, str | None]:
    if not _SENDER.fullmatch(raw.sender):
        return _STRUCTURE[raw.direction], None
    return (None if raw.sender == expected.sender else FaultCode.NOT_OWNER), raw.sender


def _of_date(raw: RawName, expected: Expected) -> tuple[FaultCode | None, str | None]:
    day = _day(raw.date)
    if day is None:
        return FaultCode.DATE, None
    if day > expected.today:
        return FaultCode.DATE_FUTURE, None
    old = expected.today - day > dt.timedelta(days=expected.most_days)
    return (FaultCode.DATE_OLD if old else None), str(expected.most_days)


def _of_sequence(sequence: str) -> FaultCode | None:
    if len(sequence) != _SEQUENCE_LENGTH:
        return FaultCode.SEQUENCE_LENGTH
    if not _SEQUENCE.fullmatch(sequence):
        return FaultCode.SEQUENCE_CHARACTERS
    return None if sequence.strip("0") else FaultCode.SEQUENCE


def _of_environment(environment: str, expected: Expected) -> tuple[FaultCode | None, str | None]:
    if environment not in ENVIRONMENTS:
        return FaultCode.ENVIRONMENT, None
    if environment == expected.environment:
        return None, None
    in_production = expected.environment == "R"
    code = FaultCode.TEST_IN_PRODUCTION if in_production else FaultCode.OTHER_FOLDER
    return code, expected.environment


def _of_parts(parts: str, expected: Expected) -> tuple[FaultCode | None, str | None]:
    if parts.isascii() and parts.isdigit() and not parts.strip("0"):
        return FaultCode.PARTS_ZERO, None
    number = counted(parts)
    if number is None:
        return FaultCode.PARTS, None
    many = number > expected.most_parts
    return (FaultCode.PARTS_MANY if many else None), str(expected.most_parts)


def counted(digits: str) -> int | None:
    """Return a number from 1 to 999 of a name, or None for what is no such number."""
    if not _NUMBER.fullmatch(digits) or digits.startswith("0"):
        return None
    return int(digits)


def _day(text: str) -> dt.date | None:
    if not _DATE.fullmatch(text):
        return None
    try:
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def day_of(raw: RawName) -> dt.date | None:
    """Return the day that a name gives, or None where it gives none."""
    return _day(raw.date)


def _plain(name: str) -> bool:
    """Whether it has nothing in it that is not seen, or that could lead elsewhere."""
    return name.isascii() and name.isprintable() and not _NEVER & set(name)


def nth_sequence(number: int) -> str:
    """Return the five characters of the so-many-th name of a series, from 1.

    With letters once the digits are used up. Raises ValueError beyond the last there is.
    """
    if number < 10**_SEQUENCE_LENGTH:
        return f"{number:0{_SEQUENCE_LENGTH}}"
    rest = number - 10**_SEQUENCE_LENGTH
    if rest >= _LETTERED:
        raise ValueError(f"no sequence of {_SEQUENCE_LENGTH} characters is left for {number}")
    digits = ""
    for _ in range(_SEQUENCE_LENGTH - 1):
        rest, digit = divmod(rest, len(_BASE36))
        digits = _BASE36[digit] + digits
    return _BASE36[10 + rest] + digits


class ReplyName(Struct, frozen=True, kw_only=True):
    """The names of a reply's files; `compressed` where what is answered came compressed."""

    kind: ReplyKind
    sent_on: dt.date
    number: int
    environment: Environment
    compressed: bool = False

    @property
    def main(self) -> str:
        """The name of the reply itself."""
        return f"CO.{self._stem}.gz" if self.compressed else f"FO.{self._stem}"

    @property
    def _stem(self) -> str:
        day, number = f"{self.sent_on:%Y%m%d}", nth_sequence(self.number)
        return f"{self.kind}.{OUR_NUMBER}.{day}.{number}.{self.environment}"


def beside(main: str, direction: Literal["FS", "GO"]) -> str:
    """Return the name of the signature or the GO that go with a reply, by the reply's own name."""
    return f"{direction}{main[2:].removesuffix('.gz')}"
