"""How the corpus writes down what is in a file: a source, and what is done to its bytes after."""

import base64
import codecs
import gzip
import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import yaml

from fla.doors.batch.layout import LAYOUTS, Layout
from tests.doors.batch.documents import END, ROOT, XML_DECLARATION
from tests.intake import build

CORPUS = Path(__file__).parent / "corpus"
ANSWER = "->"
"""Beside the kind of a form: the answer that it must have."""
_NAMES = {
    name: getattr(build, name)
    for name in ("BAKERY", "FOUNDRY", "PAYROLL", "SCHOOL", "STRANGER", "ANNA", "BRAM", "NOBODY")
}
"""What the corpus may name between `<` and `>`: it holds no number that stands for somebody."""


class _Loader(yaml.SafeLoader):
    """YAML as the corpus means it: days and truth are text, for many of them are to be wrong."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in found if not tag.endswith((":timestamp", ":bool"))]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(path: Path) -> Any:
    """What stands in a file of the corpus."""
    return yaml.load(path.read_text("utf-8"), _Loader)  # noqa: S506 - a safe one, with less


def filled(text: str, more: Mapping[str, str] = {}) -> str:
    """A text in which what is named is put in its place."""
    for name, value in {**_NAMES, **more}.items():
        text = text.replace(f"<{name}>", value)
    return text


def document(forms: list[Any], header: str | None = None, creation: str = "2026-11-22") -> bytes:
    """A declaration file with some forms; `header` instead of the sound one of the bakery."""
    sound = f"<Header><Sender><BAKERY></Sender><CreationDate>{creation}</CreationDate></Header>"
    records = "\n".join(_record(form, number) for number, form in enumerate(forms, 1))
    head = filled(sound if header is None else header)
    return f"{XML_DECLARATION}{ROOT}<!--case-->{head}\n{records}\n{END}".encode()


def _record(form: Any, number: int) -> str:
    """A sound form of a kind but for what the corpus says; a text stands for itself."""
    if isinstance(form, str):
        return filled(form)
    ((kind, changes),) = ((key, value) for key, value in form.items() if key != ANSWER)
    reference = {"Reference": f"R{number}"}
    return _element(kind, LAYOUTS.get(kind), {**_sound().get(kind, {}), **reference, **changes})


@cache
def _sound() -> dict[str, dict[str, Any]]:
    return dict(read(CORPUS / "sound.yaml"))


def _element(name: str, layout: Layout | None, content: Any) -> str:
    """An element with its members in the order of the schema, foreign ones after them."""
    if not isinstance(content, dict):
        return f"<{name}>{escape(filled(str(content)))}</{name}>"
    order = layout.order if layout else {}
    names = sorted(
        (one for one in content if content[one] is not None),
        key=lambda one: order.get(one, len(order)),
    )
    inner = ""
    for one in names:
        member = layout.member(one) if layout else None
        values = content[one] if isinstance(content[one], list) else [content[one]]
        inner += "".join(_element(one, member.part if member else None, value) for value in values)
    return f"<{name}>{inner}</{name}>"


def _zip(content: bytes, names: list[str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"" if name.endswith("/") else content)
    return file.getvalue()


def _many_entries(_: bytes, count: int) -> bytes:
    """An archive of so many empty files, that says so in a directory that is longer than it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a", b"")
    whole = file.getvalue()
    start, end = whole.index(b"PK\x01\x02"), whole.index(b"PK\x05\x06")
    entry = whole[start:end]
    counts = struct.pack("<HHII", min(count, 65535), min(count, 65535), len(entry) * count, start)
    return whole[:start] + entry * count + whole[end : end + 8] + counts + b"\0\0"


def _flipped(content: bytes, place: int) -> bytes:
    """One bit is another; places count from the end where they are below 0."""
    changed = bytearray(content)
    changed[place] ^= 1
    return bytes(changed)


def _encrypted(content: bytes, _: Any) -> bytes:
    """An archive that says of its entry that it is encrypted."""
    archive = bytearray(_zip(content, ["a.xml"]))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        archive[archive.index(mark) + offset] |= 1
    return bytes(archive)


def _columns(content: bytes, between: str) -> bytes:
    return between.encode().join(content[at : at + 76] for at in range(0, len(content), 76))


def _marked(content: bytes, encoding: str) -> bytes:
    text = content.decode().replace("UTF-8", encoding.upper())
    mark = codecs.BOM_UTF16_LE if encoding == "utf-16-le" else b""
    return mark + text.encode(encoding)


OPERATIONS: dict[str, Callable[[bytes, Any], bytes]] = {
    "gzip": lambda content, level: gzip.compress(content, level, mtime=0),
    "zip": _zip,
    "archive of many": _many_entries,
    "encrypted archive": _encrypted,
    "cut at": lambda content, place: content[:place],
    "flip": _flipped,
    "replace": lambda content, pair: content.replace(
        filled(pair[0]).encode(), filled(pair[1]).encode()
    ),
    "bytes for @": lambda content, hexadecimals: content.replace(b"@", bytes.fromhex(hexadecimals)),
    "many for @": lambda content, what: content.replace(b"@", what[0].encode() * what[1]),
    "numbered for @": lambda content, what: content.replace(
        b"@", "".join(what[0].replace("N", str(n)) for n in range(what[1])).encode()
    ),
    "before": lambda content, text: text.encode() + content,
    "after": lambda content, text: content + text.encode(),
    "encoding": _marked,
    "bytes before": lambda content, hexadecimals: bytes.fromhex(hexadecimals) + content,
    "repeat": lambda content, times: content * times,
    "unbase64": lambda content, _: base64.b64decode(content),
    "columns": _columns,
}
SOURCES: dict[str, Callable[[Any], bytes]] = {
    "text": lambda text: filled(text).encode(),
    "hex": bytes.fromhex,
    "zeros": bytes,
    "forms": document,
    "file": lambda parts: document(**parts),
}


def content_of(recipe: list[Any], source: Callable[[str, Any], bytes], number: int) -> bytes:
    """The bytes that a recipe makes: its first step is a source, the others work on what it gave.

    `source` makes what only the place of the file can tell. `number` goes into declaration files:
    no two cases hold the same, for what comes twice is refused as a replay.
    """
    (name, argument), *steps = (_step(step) for step in recipe)
    made = SOURCES[name](argument) if name in SOURCES else source(name, argument)
    made = made.replace(b"<!--case-->", b"<!-- %d -->" % number)
    for name, argument in steps:
        made = OPERATIONS[name](made, argument)
    return made


def _step(step: Any) -> tuple[str, Any]:
    if isinstance(step, str):
        return step, None
    ((name, argument),) = step.items()
    return name, argument
