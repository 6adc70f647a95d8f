"""A settlement in words, in the reader's language: the figures, the rule, and the dates."""

import datetime as dt
from functools import cache
from importlib.resources import files

import msgspec.yaml
from babel.dates import format_date
from msgspec import Struct

from fla.codes import RightType
from fla.credit.settlement import Balance, Settlement
from fla.languages import Language
from fla.law.schema import Words
from fla.law.text import quantity, sentence


class Statement(Struct, frozen=True, kw_only=True):
    """What is told of one right."""

    right_type: RightType
    title: str
    sentences: tuple[str, ...]


def statements(settlement: Settlement, language: Language) -> tuple[Statement, ...]:
    """Return what a settlement says of each right."""
    return tuple(
        Statement(
            right_type=balance.right_type,
            title=_say(balance.right_type, language),
            sentences=_sentences(settlement, balance, language),
        )
        for balance in settlement.balances
    )


def access(settlement: Settlement, language: Language) -> str:
    """Return what is told of the access to a leaver's data."""
    return _say("accessUntil", language, date=_day(settlement.access_until, language))


def _sentences(settlement: Settlement, balance: Balance, language: Language) -> tuple[str, ...]:
    unit, left = balance.unit, balance.left
    used = quantity(balance.used, unit, language)
    said = [
        _say("right", language, amount=quantity(balance.right, unit, language)),
        _say("used", language, date=_day(settlement.end_date, language), amount=used),
    ]
    if left < 0:
        said.append(_say("overused", language, amount=quantity(-left, unit, language)))
    elif left == 0:
        said.append(_say("nothingLeft", language))
    else:
        said.extend(_rule(settlement, quantity(left, unit, language), language))
    return tuple(said)


def _rule(settlement: Settlement, amount: str, language: Language) -> list[str]:
    said = [sentence(settlement.rule.sentence, language, amount=amount)]
    if settlement.usable_until:
        said.append(_say("usableUntil", language, date=_day(settlement.usable_until, language)))
    if settlement.rule.fate == "noRule":
        said.append(_say("noRule", language))
    return said


def _day(date: dt.date, language: Language) -> str:
    return format_date(date, "long", locale=_LOCALES[language])


def _say(key: str, language: Language, **values: str) -> str:
    return _texts()[key].in_language(language).format_map(values)


_LOCALES: dict[Language, str] = {"nl": "nl_BE", "fr": "fr_BE", "de": "de_BE", "en": "en_GB"}


@cache
def _texts() -> dict[str, Words]:
    source = files("fla.credit").joinpath("settlement.yaml").read_bytes()
    return msgspec.yaml.decode(source, type=dict[str, Words])
