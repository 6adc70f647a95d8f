"""A copy of the pack to spoil."""

from importlib.resources import as_file, files
from pathlib import Path
from shutil import copytree

import pytest

from fla.law.pack import PackError, PackFault, load


class Spoiled:
    """A directory with the built-in pack, in which texts can be replaced."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def replace(self, file: str, old: str, new: str) -> None:
        """Replace the first occurrence, which must be there."""
        path = self.directory / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    def write(self, file: str, text: str) -> None:
        (self.directory / file).write_text(text, "utf-8")

    def faults(self) -> list[str]:
        """Every fault found, as written for people; none where the pack loads."""
        return [str(fault) for fault in self.found()]

    def found(self) -> tuple[PackFault, ...]:
        try:
            load(self.directory)
        except PackError as error:
            return error.faults
        return ()


@pytest.fixture
def spoiled(tmp_path: Path) -> Spoiled:
    with as_file(files("fla.law").joinpath("be")) as original:
        copytree(original, tmp_path / "be")
    return Spoiled(tmp_path / "be")
