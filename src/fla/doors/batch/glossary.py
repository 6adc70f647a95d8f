"""The glossary page of the documentation, written from the catalogue and the contract's schema.

`python -m fla.doors.batch.glossary > docs/glossary.md` writes it anew.
"""

import sys
from collections import Counter
from collections.abc import Iterable

from fla.doors.batch.field_rules import Place, field_places
from fla.filesets.fault_text import remedy, what
from fla.filesets.faults import FaultCode
from fla.filesets.signature_text import sentence
from fla.filesets.signing import SIGNATURE_FAULTS
from fla.intake.catalogue import Words, catalogue
from fla.languages import LANGUAGES, Language, compose

_HEAD = """# Glossary

The words of the declarations: the fields, the errors and the codes, in Dutch, French, German and
English. This page is written from `src/fla/intake/texts/`, `src/fla/filesets/*.yaml` and
`contracts/learningAccountRecord_2026q4.xsd`, by `python -m fla.doors.batch.glossary`.

An anomaly bears the code `<field>-<error>`: `70064-014` says of field 70064 (training end date)
error 014 (the end of the period comes before its start). What is wrong with a file set as a whole
bears a code such as `ACRF-102`: see [File sets](#file-sets).

Classes: **B** blocks the declaration; **P** does not block it, but is counted in percent over a
batch; **W** is a warning.

Elements are those of a declaration file; `…/` stands for each kind of record, and `?` follows what
may be left out. Error 005 is also that of an element that stands twice or out of its order, and 092
that of one that holds something which does not belong there. A field without an element is not
declared by files.
"""
_LANGUAGE_NAMES: dict[Language, str] = {
    "nl": "Nederlands",
    "fr": "Français",
    "de": "Deutsch",
    "en": "English",
}
_FILE_SETS = """## File sets

What an acknowledgement (ACRF) says of a set that is refused. A declaration file that is handed in
by other ways has the same numbers, as `FILE-102`.
"""
_SHARED = 4
"""Records that have an element in common; from then on they are not named one by one."""


def glossary_page() -> str:
    """The page, in Markdown."""
    parts = [
        _HEAD,
        _fields(),
        *(_errors(language) for language in LANGUAGES),
        _FILE_SETS,
        *(_faults(language) for language in LANGUAGES),
        *_codes(),
    ]
    return "\n".join(parts)


def _fields() -> str:
    known, places = catalogue(), field_places()
    rows = (
        (
            f"{number:05d}",
            *_four(words),
            *_elements(places.get(number, [])),
            " ".join(f"{error:03d}" for error in known.occurring[number]),
        )
        for number, words in known.fields.items()
    )
    columns = ("Field", *_LANGUAGE_NAMES.values(), "Element", "Type and rule", "Errors")
    return _section("## Fields", columns, rows)


def _elements(places: list[Place]) -> tuple[str, str]:
    """Where the elements of a field stand, and what they may hold."""
    many = Counter((_name(place), place.required) for place in places)
    shown = {_shown(place, many[_name(place), place.required]): None for place in places}
    rules = {place.rule: None for place in places}
    return "<br>".join(shown), "<br>".join(rules).replace("|", "\\|")


def _shown(place: Place, many: int) -> str:
    path = f"…/{_name(place)}" if many >= _SHARED else place.path
    return f"`{path}`{'' if place.required else '?'}"


def _name(place: Place) -> str:
    return place.path.rpartition("/")[2]


def _errors(language: Language) -> str:
    rows = (
        (
            f"{number:03d}",
            error.anomaly_class,
            _bare(error.text.in_language(language)),
            error.remedy.in_language(language),
        )
        for number, error in catalogue().errors.items()
    )
    heading = f"## Errors: {_LANGUAGE_NAMES[language]}"
    return _section(heading, ("Error", "Class", "What is wrong", "What to do"), rows)


def _bare(template: str) -> str:
    """The sentence without the label before it."""
    sentence = compose(template, field="", value="", detail=None).partition(": ")[2]
    return sentence[0].upper() + sentence[1:]


def _faults(language: Language) -> str:
    rows = (
        (f"ACRF-{code:03d}", what(code, None, language), _remedy(code, language))
        for code in FaultCode
    )
    heading = f"### File sets: {_LANGUAGE_NAMES[language]}"
    return _section(heading, ("Code", "What is wrong", "What to do"), rows)


def _remedy(code: FaultCode, language: Language) -> str:
    """What to do; of a signature, one sentence for each thing that may be wrong with it."""
    told = [remedy(code, None, language)]
    if code is FaultCode.SIGNATURE:
        told += [f"`{fault}`: {sentence(fault, language)}" for fault in SIGNATURE_FAULTS]
    return "<br>".join(told)


def _codes() -> Iterable[str]:
    for name, codes in catalogue().codes.items():
        rows = ((f"`{code}`", *_four(words)) for code, words in codes.items())
        yield _section(f"## Codes: {name}", ("Code", *_LANGUAGE_NAMES.values()), rows)


def _four(words: Words) -> tuple[str, ...]:
    return tuple(words.in_language(language) for language in LANGUAGES)


def _section(heading: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [columns, ("---",) * len(columns), *rows]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    return f"{heading}\n\n{table}\n"


if __name__ == "__main__":
    sys.stdout.write(glossary_page())
