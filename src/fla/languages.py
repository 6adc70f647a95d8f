"""The four languages of the house; messages, pages and documents exist in each."""

from typing import Literal, get_args

Language = Literal["nl", "fr", "de", "en"]

LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT_LANGUAGE: Language = "nl"
