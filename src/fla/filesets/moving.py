"""Takes the files of a set out of the sender's reach: after that nothing he does changes a byte."""

import os
import shutil
from pathlib import Path

from msgspec import Struct

from fla.filesets.inbox import listing
from fla.filesets.model import FileSet
from fla.filesets.spool import Spool, being_written, ordinary_file, to_disk


class Moved(Struct, frozen=True):
    """The names of the files that are in the set's folder, and the bytes of FI and FS."""

    names: list[str]
    size: int


def take_out(spool: Spool, file_set: FileSet) -> Moved | None:
    """Move the files of a set from the sender's folder to its own, as far as they are there.

    None where no file was left that starts the set: somebody else was quicker, or took it away.
    What an earlier attempt moved counts. On their way to the disk, files are waited for.
    """
    source = spool.in_folder(file_set.sender, file_set.environment)
    target = spool.set_folder(file_set.ticket)
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    names = {file.shown: file.name for file in listing(source)}
    for position, shown in enumerate(file_set.names):
        if shown in names:
            _move(source / names[shown], target / shown)
        if position == 0 and not ordinary_file(target / shown):
            target.rmdir()
            return None
    return sealed(spool, file_set.ticket)


def sealed(spool: Spool, ticket: str) -> Moved:
    """Return what lies in a set's folder, once nobody can write it and the disk has it."""
    folder = spool.set_folder(ticket)
    found = listing(folder)
    for file in found:
        _seal(folder / file.name, spool.receiving / f"{ticket}.copy")
    to_disk(folder)
    to_disk(spool.sets)
    names = [file.name for file in found]
    return Moved(names, sum(_size(folder / name) for name in names))


def _size(path: Path) -> int:
    return path.stat().st_size if path.name.startswith(("FI.", "FS.")) else 0


def _move(source: Path, target: Path) -> None:
    if target.exists():  # by an earlier attempt; what lies there since is another file
        return
    try:
        source.rename(target)
    except FileNotFoundError:  # somebody else was quicker
        return
    if not ordinary_file(target):  # it was replaced after it had been listed
        target.unlink()


def _seal(path: Path, copy: Path) -> None:
    """Make a file's bytes its own: who had it open, or knows it by another name, has another one.

    A rename changes neither, and leaves open what was open. A GO says what it says by its name:
    what is in it, which counts as no part of the set, is not kept. A copy is made elsewhere: of one
    that was cut off, nothing is among the files of the set.
    """
    silent = path.name.startswith("GO.")
    if path.stat().st_nlink == 1 and not being_written(path):
        if silent:
            os.truncate(path, 0)
        to_disk(path)
        return
    if silent:
        copy.write_bytes(b"")
    else:
        shutil.copyfile(path, copy, follow_symlinks=False)
    to_disk(copy)
    copy.replace(path)
