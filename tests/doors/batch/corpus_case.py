"""A case of the corpus: the files a sender lays down, and the answer they must have.

What a case leaves out is as it should be: one part with one sound form, signed, in the sender's
folder, with its GO.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from fla.filesets.model import State
from fla.senders.model import Environment
from tests.doors.batch.corpus_recipes import ANSWER, CORPUS, content_of, filled, read
from tests.doors.batch.corpus_world import World

SOUND: dict[str, Any] = {"Training": {}}
_TODAY = "20261122"


class Laid(Struct, kw_only=True, forbid_unknown_fields=True):
    """The files of a set: by name with the recipe of their content, or one part with some forms.

    `forms` and `part` say the content of FI where no files are given. In names and texts, `<stem>`
    is what the set's files share, `<seq>` a sequence of the case's own, `<next>` another one.
    """

    stem: str = f"FLAD.<sender>.{_TODAY}.<seq>.<folder>"
    files: dict[str, list[Any]] | None = None
    forms: list[Any] | None = None
    part: list[Any] | None = None

    def recipes(self, folder: Environment) -> dict[str, list[Any]]:
        """Each file by its name, not yet filled in, and how it is made."""
        if self.files is not None:
            return self.files
        part = self.part or [{"forms": self.forms or [SOUND]}]
        signature = {} if folder == "S" else {"FS.<stem>.1.1": ["signed"]}
        return {"FI.<stem>.1.1": part, **signature, "GO.<stem>.1": [{"text": ""}]}


class Case(Laid, kw_only=True, forbid_unknown_fields=True):
    """One case. `before`: a set that the same sender has handed in before.

    Expected are the codes of an acknowledgement that refuses (`refused`), each with its line and
    column where it has one, or the answers to the forms: `1`, or `0/3 70064-014`; these may also
    stand with each form.
    """

    case: str
    sender: str = "bakery"
    folder: Environment = "S"
    before: Laid | None = None
    refused: list[str] = []
    answers: list[str] = []
    state: State = "done"
    limits: dict[str, int] = {}
    """Settings that differ for this case."""
    number: int = 0

    @property
    def expected(self) -> tuple[list[str], list[str]]:
        """What it is refused for, or what each of its forms is answered."""
        beside = [form[ANSWER] for form in self.forms or () if ANSWER in form]
        return self.refused, self.answers or beside

    def sequences(self) -> tuple[str, str]:
        """Two sequences that no other case has."""
        return f"{self.number * 2 + 1:05}", f"{self.number * 2 + 2:05}"


def cases() -> Iterator[Case]:
    """All cases of the corpus, in the order of its files."""
    number = 0
    for path in sorted(CORPUS.glob("*.yaml")):
        if path.stem == "sound":
            continue
        for one in read(path):
            yield msgspec.convert({**one, "number": number}, Case)
            number += 1


def lay(world: World, case: Case, laid: Laid) -> Path:
    """Put the files of a set into the sender's folder; return that."""
    sender = world.senders[case.sender]
    home = world.spool.prepare_sender(sender.number)
    folder = world.spool.in_folder(sender.number, case.folder)
    first, second = case.sequences()
    names = {"sender": sender.number, "seq": first, "next": second, "folder": case.folder}
    others = {f"number of {name}": one.number for name, one in world.senders.items()}
    known = {**names, **others}
    known["stem"] = filled(laid.stem, known)
    assert home.is_dir()
    for name, recipe in laid.recipes(case.folder).items():
        path = folder / filled(name, known)
        path.write_bytes(_content(world, case, recipe, path))
    return folder


def _content(world: World, case: Case, recipe: list[Any], path: Path) -> bytes:
    def placed(name: str, argument: Any) -> bytes:
        """Signatures are over the part that lies beside them, or over another one."""
        part = path.with_name(f"FI{path.name[2:]}")
        if name == "signed by openssl":
            return world.sign_with_openssl(part, *argument)
        if name == "signed over":
            part = path.with_name("other")
            part.write_bytes(content_of(argument, placed, case.number))
            signature = world.sign(part, case.sender)
            part.unlink()
            return signature
        assert name in ("signed", "signed by"), name
        return world.sign(part, argument or case.sender)

    return content_of(recipe, placed, case.number)
