"""What lies in a sender's folder IN: which files belong together, and whether all are there."""

import datetime as dt
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from fla.filesets.faults import FaultCode
from fla.filesets.model import Fault
from fla.filesets.names import Direction, RawName, counted, take_apart
from fla.filesets.spool import being_written
from fla.senders.model import Environment

_UNFINISHED: Final = (".filepart", ".part", ".partial", ".tmp")
"""How names end that clients give to what they have not sent to its end."""
_LONGEST_SHOWN: Final = 200


class Lying(Struct, frozen=True):
    """A file in the folder; `shown` is its name as it may stand in a row and in a reply."""

    name: str
    shown: str
    changed_at: dt.datetime
    """When it was last written or renamed: by the file system, whatever the sender says."""


class Bundle(Struct, frozen=True):
    """The files of one set that are in the folder; `go` is None while there is none."""

    stem: str
    go: Lying | None
    others: Sequence[Lying]
    parts: int | None
    """How many parts the GO announces, None where it announces none that can be."""

    @property
    def files(self) -> list[Lying]:
        """All of them, the GO first: whoever moves it first has them all."""
        return [*([self.go] if self.go else ()), *self.others]

    @property
    def changed_at(self) -> dt.datetime:
        """When the last of them came."""
        return max(file.changed_at for file in self.files)

    def complete(self, environment: Environment) -> bool:
        """Say whether every announced file is there; where none can be announced, no more will."""
        if self.parts is None:
            return True
        found = [take_apart(file.name) for file in self.others]
        raws = [raw for raw in found if isinstance(raw, RawName)]
        wanted = {"FI"} if environment == "S" else {"FI", "FS"}
        announced = range(1, self.parts + 1)
        return all(
            any(raw.direction == one and raw.part == str(part) for raw in raws)
            for one in wanted
            for part in announced
        )


def listing(folder: Path) -> list[Lying]:
    """Return the ordinary files of a folder by name; none where there is no such folder."""
    try:
        with os.scandir(folder) as entries:
            found = [_lying(entry) for entry in entries if entry.is_file(follow_symlinks=False)]
    except FileNotFoundError:
        return []
    return sorted((one for one in found if one), key=lambda one: one.name)


def _lying(entry: os.DirEntry[str]) -> Lying | None:
    try:
        changed = entry.stat(follow_symlinks=False).st_ctime
    except FileNotFoundError:  # gone since it was listed
        return None
    return Lying(entry.name, _shown(entry.name), dt.datetime.fromtimestamp(changed, dt.UTC))


def _shown(name: str) -> str:
    """Return a name without what no reply may hold; that of a sound name is the name itself."""
    plain = (
        letter if letter.isascii() and letter.isprintable() else f"\\x{ord(letter):x}"
        for letter in name
    )
    return "".join(plain)[:_LONGEST_SHOWN]


def bundle(files: Sequence[Lying], go_name: str) -> Bundle:
    """Return what belongs to a GO; to one whose name cannot be read, nothing does."""
    go = next((file for file in files if file.name == go_name), None)
    raw = take_apart(go_name)
    if isinstance(raw, Fault):
        return Bundle("", go, [], None)
    return Bundle(raw.stem, go, _of_stem(files, raw.stem), counted(raw.parts))


def _of_stem(files: Sequence[Lying], stem: str) -> list[Lying]:
    return [file for file in files if _stem(file) == stem and file.name[:3] in {"FI.", "FS."}]


def _stem(file: Lying) -> str:
    """Return what a name has where the stem would be, though the rest of it may be wrong."""
    return ".".join(file.name.split(".")[1:6])


def without_go(files: Sequence[Lying]) -> list[Bundle]:
    """Return the sets of which parts are there and no GO."""
    waiting = sorted(_stems(files, "FI", "FS") - _stems(files, "GO"))
    return [Bundle(stem, None, _of_stem(files, stem), None) for stem in waiting]


def _stems(files: Sequence[Lying], *directions: Direction) -> set[str]:
    """Return the stems of the files of some directions whose names can be read."""
    found = [take_apart(file.name) for file in files]
    return {raw.stem for raw in found if isinstance(raw, RawName) and raw.direction in directions}


def _taken_apart(file: Lying) -> RawName | None:
    raw = take_apart(file.name)
    return raw if isinstance(raw, RawName) and raw.direction in {"FI", "FS"} else None


def odd(files: Sequence[Lying]) -> list[Lying]:
    """Return the files that can belong to no set, for want of a name that can be read."""
    bundled = _stems(files, "FI", "FS", "GO")
    return [
        file
        for file in files
        if isinstance(take_apart(file.name), Fault)
        and not (file.name[:3] in {"FI.", "FS."} and _stem(file) in bundled)
    ]


def unfinished(name: str) -> bool:
    """Say whether a name looks like one that a client gives until it has sent all."""
    return name.startswith(".") or name.lower().endswith(_UNFINISHED)


def written(folder: Path, files: Sequence[Lying]) -> bool:
    """Say whether somebody still writes one of some files."""
    try:
        return any(being_written(folder / file.name) for file in files)
    except FileNotFoundError:  # taken away meanwhile: there is nothing to decide about
        return True


def astray(files: Sequence[Lying], go_name: str) -> list[Fault]:
    """Return the parts that lie beside a set that misses some, and differ by day or sequence."""
    wanted = take_apart(go_name)
    if isinstance(wanted, Fault):
        return []
    faults = []
    for other in without_go(files):
        for file in other.others:
            raw = _taken_apart(file)
            if raw and (fault := _nearly(raw, wanted)):
                faults.append(fault)
    return faults


def _nearly(raw: RawName, wanted: RawName) -> Fault | None:
    same = (raw.purpose, raw.sender, raw.environment, raw.parts) == (
        *(wanted.purpose, wanted.sender, wanted.environment, wanted.parts),
    )
    if same and raw.sequence == wanted.sequence:
        return Fault(FaultCode.FILE_DATE, raw.name, detail=wanted.date)
    if same and raw.date == wanted.date:
        return Fault(FaultCode.FILE_SEQUENCE, raw.name, detail=wanted.sequence)
    return None
