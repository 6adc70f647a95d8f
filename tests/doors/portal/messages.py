"""The messages of the pages, found in templates and code; run as a module it renews the catalogues.

`python -m tests.doors.portal.messages` adds what is new, marked fuzzy where it is only close to
something translated, and drops what is no longer said.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

import fla.doors.portal

HOUSE = Path(fla.doors.portal.__file__).parent
TEMPLATES = HOUSE / "templates"
TRANSLATED = ("nl", "fr", "de")
_KEYWORDS = {"_": None, "ngettext": (1, 2), "say": None, "counted": (1, 2)}


def catalogue_path(language: str) -> Path:
    return HOUSE / "locale" / language / "LC_MESSAGES" / "portal.po"


def read_catalogue(language: str) -> Catalog:
    return read_po(BytesIO(catalogue_path(language).read_bytes()), locale=language)


def messages() -> Catalog:
    """Return every message there is to translate, with where it is said."""
    found = Catalog(charset="utf-8")
    for path in sorted([*TEMPLATES.glob("*.html"), *HOUSE.glob("*.py")]):
        for message in _said_in(path):
            found.add(message, locations=[(path.relative_to(HOUSE).as_posix(), 0)])
    return found


def _said_in(path: Path) -> Iterator[str | tuple[str, ...]]:
    method = "jinja2" if path.suffix == ".html" else "python"
    options = {"silent": "false", "trimmed": "true"} if path.suffix == ".html" else {}
    with path.open("rb") as file:
        for _, message, _, _ in extract(method, file, _KEYWORDS, options=options):
            yield message


def renew() -> None:
    """Bring the catalogues up to date with what is said."""
    template = messages()
    for language in TRANSLATED:
        known = read_catalogue(language)
        known.update(template, update_header_comment=False)
        known.obsolete.clear()
        save(language, known)


def save(language: str, catalogue: Catalog) -> None:
    """Write a catalogue; nothing in it tells who ran this, or when."""
    header = {"Language", "Plural-Forms", "MIME-Version", "Content-Type"}
    lines = BytesIO()
    write_po(lines, catalogue, width=100, sort_output=True, include_lineno=False)
    _, _, entries = lines.getvalue().decode().partition("\n\n")
    kept = [f'"{name}: {value}\\n"' for name, value in catalogue.mime_headers if name in header]
    text = "\n".join(['msgid ""', 'msgstr ""', *kept, "", entries.rstrip(), ""])
    catalogue_path(language).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    renew()
