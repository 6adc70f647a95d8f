"""The glossary page of the documentation, written from the catalogue.

`python -m fla.intake.glossary > docs/glossary.md` writes it anew.
"""

import sys
from collections.abc import Iterable

from fla.intake.catalogue import Words, catalogue
from fla.languages import LANGUAGES, Language, compose

_HEAD = """# Glossary

The words of the declarations: the fields, the errors and the codes, in Dutch, French, German and
English. This page is written from `src/fla/intake/texts/`.

An anomaly bears the code `<field>-<error>`: `70064-014` says of field 70064 (training end date)
error 014 (the end of the period comes before its start).

Classes: **B** blocks the declaration; **P** does not block it, but is counted in percent over a
batch; **W** is a warning.
"""
_LANGUAGE_NAMES: dict[Language, str] = {
    "nl": "Nederlands",
    "fr": "Français",
    "de": "Deutsch",
    "en": "English",
}


def glossary_page() -> str:
    """The page, in Markdown."""
    parts = [_HEAD, _fields(), *(_errors(language) for language in LANGUAGES), *_codes()]
    return "\n".join(parts)


def _fields() -> str:
    rows = ((f"{number:05d}", *_four(words)) for number, words in catalogue().fields.items())
    return _section("## Fields", ("Field", *_LANGUAGE_NAMES.values()), rows)


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
