"""Renders templates: one environment a language, everything escaped, nothing undefined."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import Request, Response
from litestar.template.base import csrf_token
from msgspec import Struct

from fla.doors.portal.amounts_picture import amounts_picture
from fla.doors.portal.assets import asset_address
from fla.doors.portal.credit_bar import credit_bar
from fla.doors.portal.file_set_words import anomaly_words, example_value
from fla.doors.portal.formats import Formats
from fla.doors.portal.law_words import LawWords, cited_sources, law_sources
from fla.doors.portal.progress_bar import progress_bar
from fla.doors.portal.regime_picture import regime_picture
from fla.doors.portal.texts import Texts, locale_of
from fla.filesets.names import beside
from fla.intake.anomaly import Field, field_label
from fla.intake.catalogue import catalogue, code_label
from fla.languages import LANGUAGES, Language


class _Choice(Struct, frozen=True):
    """A language to switch to, under its own name."""

    code: Language
    name: str


class Pages:
    """The portal's templates in each language."""

    def __init__(self) -> None:
        self._environments = {language: _environment(language) for language in LANGUAGES}

    def answer(
        self,
        request: Request[Any, Any, Any],
        language: Language,
        template: str,
        status: int,
        values: Mapping[str, object],
    ) -> Response[str]:
        """Return the page a template makes of values, for one request."""
        content = (
            self._environments[language]
            .get_template(template)
            .render(here=_here(request), csrf=lambda: csrf_token({"request": request}), **values)
        )
        return Response(
            content,
            status_code=status,
            media_type="text/html",
            headers={"content-language": language, "vary": "accept-language, cookie"},
        )


@cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=PackageLoader("fla.doors.portal"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    texts = Texts(language)
    environment.globals |= {
        "_": texts.say,
        "ngettext": texts.counted,
        "language": language,
        "languages": [_Choice(code, _own_name(code)) for code in LANGUAGES],
        "show": Formats(texts),
        "field": lambda name: field_label(Field[name], language),
        "code": lambda list_name, value: code_label(list_name, value, language),
        "codes": lambda list_name: _codes(list_name, language),
        "asset": asset_address,
        "credit_bar": credit_bar,
        "amounts_picture": amounts_picture,
        "regime_picture": regime_picture,
        "progress_bar": progress_bar,
        "anomaly_words": lambda code: anomaly_words(code, language),
        "example_value": lambda code, value: example_value(code, value, language),
        "signature_name": lambda name: beside(name, "FS"),
        "law": LawWords(texts),
        "law_sources": law_sources,
        "cited_sources": cited_sources,
    }
    return environment


def _own_name(language: Language) -> str:
    return locale_of(language).get_language_name() or language


def _codes(list_name: str, language: Language) -> list[tuple[str, str]]:
    return [
        (code, words.in_language(language)) for code, words in catalogue().codes[list_name].items()
    ]


def _here(request: Request[Any, Any, Any]) -> str:
    """Return the address to come back to after a switch of language."""
    query = request.scope["query_string"].decode("latin-1")
    return f"{request.scope['path']}?{query}" if query else request.scope["path"]
