"""The pages' texts: English message ids, translated by the gettext catalogues in `locale/`.

Catalogues are compiled in memory at the first use, so that nothing has to be built.
"""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from typing import Final

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from fla.languages import Language

SOURCE_LANGUAGE: Final[Language] = "en"
_REGIONS: Final[dict[Language, str]] = {
    "nl": "nl_BE",
    "fr": "fr_BE",
    "de": "de_BE",
    "en": "en_GB",
}


class Texts:
    """What the templates say in one language; values go in by name: `%(count)s workers`."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._translations = _translations(language)

    def say(self, message: str, /, **values: object) -> str:
        """Return a message in this language."""
        translated = self._translations.gettext(message)
        return translated % values if values else translated

    def counted(self, one: str, many: str, number: int, /, **values: object) -> str:
        """Return the form of a message that goes with a number; `%(n)s` stands for the number."""
        return self._translations.ngettext(one, many, number) % {"n": number, **values}


@cache
def _translations(language: Language) -> NullTranslations:
    if language == SOURCE_LANGUAGE:
        return NullTranslations()
    place = files("fla.doors.portal").joinpath("locale", language, "LC_MESSAGES", "portal.po")
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(place.read_bytes()), locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def locale_of(language: Language) -> Locale:
    """Return the Belgian locale of a language; of English the British one."""
    return Locale.parse(_REGIONS[language])
