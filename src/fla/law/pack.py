"""Law packs: the built-in one of Belgium, or another read from a directory.

A pack is a directory of YAML files. `law.yaml` is the general law, each file in `sectors/` one
joint committee; `settings`, `deadlines`, `disputes`, `sources` and `texts` are a file of that name
or a directory of files, whose entries are put together.
"""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import msgspec
import yaml
from msgspec import Struct

from fla.law import check
from fla.law.schema import Deadline, Dispute, Law, Pack, Sector, Setting, Source, Words
from fla.law.source_text import read_yaml
from fla.law.strict import faults

__all__ = ["Pack", "PackError", "PackFault", "load", "pack"]

_TABLES: dict[str, Any] = {
    "settings": dict[str, Setting],
    "deadlines": dict[str, Deadline],
    "disputes": dict[str, Dispute],
    "sources": dict[str, Source],
    "texts": dict[str, Words],
}
_YAML = ".yaml"
_DIGITS = 8


class PackFault(Struct, frozen=True):
    """What is wrong with a pack, and where: a file and a path in it, either may be empty."""

    file: str
    path: str
    message: str

    def __str__(self) -> str:
        place = ": ".join(part for part in (self.file, self.path) if part)
        return f"{place}: {self.message}" if place else self.message


class PackError(Exception):
    """A pack cannot be used; `faults` are all that were found, not only the first."""

    def __init__(self, found: list[PackFault]) -> None:
        super().__init__("\n".join(str(fault) for fault in found))
        self.faults = tuple(found)


@cache
def pack() -> Pack:
    """Return the pack of Belgian federal law that comes with the program."""
    return _load(files("fla.law").joinpath("be"))


def load(directory: Path) -> Pack:
    """Read and check another pack. Raises `PackError` with every fault."""
    if not directory.is_dir():
        raise PackError([PackFault("", "", f"{directory} is no directory")])
    return _load(directory)


def _load(root: Traversable) -> Pack:
    contents = dict(sorted(_contents(root)))
    reading = _Reading()
    for name, content in contents.items():
        reading.read(name, content)
    if "law.yaml" not in contents:
        reading.fault("law.yaml", "", "this file is missing")
    if reading.faults:
        raise PackError(reading.faults)
    made = reading.pack(_digest(contents))
    wrong = [
        PackFault(reading.file_of(entry), path, said) for entry, path, said in check.check(made)
    ]
    if wrong:
        raise PackError(wrong)
    return made


def _contents(root: Traversable, below: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in root.iterdir():
        if entry.is_dir():
            yield from _contents(entry, f"{below}{entry.name}/")
        elif entry.name.endswith(_YAML):
            yield below + entry.name, entry.read_bytes()


def _digest(contents: dict[str, bytes]) -> str:
    digest = sha256()
    for name, content in contents.items():
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:_DIGITS]


class _Reading:
    """The entries of the files read so far, where each stands, and the faults of form."""

    def __init__(self) -> None:
        self.faults: list[PackFault] = []
        self._law: Law | None = None
        self._sectors: dict[str, Sector] = {}
        self._tables: dict[str, dict[str, Any]] = {table: {} for table in _TABLES}
        self._files: dict[str, str] = {}

    def fault(self, file: str, path: str, message: str) -> None:
        self.faults.append(PackFault(file, path, message))

    def read(self, name: str, content: bytes) -> None:
        """Take in one file; faults are kept, not raised."""
        kind = _kind(name)
        if kind is None:
            self.fault(name, "", "a pack has no such file")
            return
        try:
            value = read_yaml(content)
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            self.fault(name, "", " ".join(str(error).split()))
            return
        wrong = list(faults(value, kind))
        for path, message in wrong:
            self.fault(name, path, message)
        if not wrong:
            self._take(name, msgspec.convert(value, kind))

    def _take(self, name: str, value: Any) -> None:
        if isinstance(value, Law):
            self._law = value
            self._files["law"] = name
        elif isinstance(value, Sector):
            self._enter(name, "sectors", self._sectors, {value.committee: value})
        else:
            table = _table(name)
            self._enter(name, table, self._tables[table], value)

    def _enter(self, file: str, part: str, into: dict[str, Any], entries: dict[str, Any]) -> None:
        for key, entry in entries.items():
            path = f"{part}.{key}"
            if key in into:
                self.fault(file, key, f"stands in {self._files[path]} already")
            else:
                into[key] = entry
                self._files[path] = file

    def file_of(self, entry: str) -> str:
        """The file of an entry such as `sectors.200`; the part's own file where there is none."""
        return self._files.get(entry, f"{entry}{_YAML}")

    def pack(self, digest: str) -> Pack:
        """Put the entries together; only where there is no fault."""
        if self._law is None:
            raise PackError(self.faults)
        version = f"{self._law.country}-{self._law.as_of:%Y-%m-%d}-{digest}"
        return Pack(version=version, law=self._law, sectors=self._sectors, **self._tables)


def _table(name: str) -> str:
    """The part of a file: `texts.yaml` and `texts/warnings.yaml` belong to `texts`."""
    return name.partition("/")[0].removesuffix(_YAML)


def _kind(name: str) -> Any:
    if name == "law.yaml":
        return Law
    if name.startswith("sectors/"):
        return Sector
    return _TABLES.get(_table(name))
