"""The step of the right itself: A × B × C with the worker's own figures."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from msgspec.structs import replace

from fla.codes import Unit
from fla.languages import Language
from fla.rights.situation import Outcome, Situation, Spell
from fla.rights.step import Step, step
from fla.rights.wording import factor, four_places, number, own, quantity, say, sentence

Term = tuple[Fraction, Fraction, Unit, Fraction | None, int]
"""A, B, the unit of A, the hours of a day where that is not the right's, and how many months."""
MONTHS: Final = 12
_ROUNDINGS: Final = {("halfDayUp", "day"): "roundingHalfDay", ("hourUp", "hour"): "roundingHour"}


def entitled_step(situation: Situation) -> Step:
    """Return the step `entitled`; a stored right that would be another one now says both."""
    now = situation.now
    current = situation if now is None else replace(situation, entitled=now.amount, unit=now.unit)
    terms = list(_terms(current))
    exact = sum((_right(term, current.unit) for term in terms), Fraction(0))

    def text(language: Language) -> str:
        said = _entitled_text(current, terms, exact, language)
        outdated = _outdated(situation, now, language)
        return " ".join([*said, *outdated])

    return step("entitled", four_places(situation.entitled), own().sources["entitled"], text)


def _outdated(situation: Situation, now: Outcome | None, language: Language) -> Iterator[str]:
    if now is not None and (now.amount, now.unit) != (situation.entitled, situation.unit):
        yield say(
            "entitled.outdated",
            language,
            then=quantity(situation.entitled, situation.unit, language),
            now=quantity(now.amount, now.unit, language),
        )


def _entitled_text(
    situation: Situation, terms: list[Term], exact: Fraction, language: Language
) -> Iterator[str]:
    right = quantity(situation.entitled, situation.unit, language)
    if not situation.entitled:
        yield say("entitled.nothing", language, year=situation.year, entitled=right)
        return
    yield _formula(situation, terms, quantity(exact, situation.unit, language), language)
    rounding = _ROUNDINGS.get((situation.choices.rounding, situation.unit))
    if rounding is not None:
        yield sentence(rounding, language, entitled=right)
    elif (exact * 2).denominator != 1:
        yield sentence("rounding", language)
    for per_day in dict.fromkeys(per_day for _, _, _, per_day, _ in terms if per_day):
        yield sentence("conversion", language, hours=number(per_day, language))


def _formula(situation: Situation, terms: list[Term], total: str, language: Language) -> str:
    """A × B × C with the worker's figures; month by month where one of them changed."""
    if len(terms) == 1 and terms[0][2] == situation.unit:
        a, b, unit, _, months = terms[0]
        values = {"regime": factor(b, language), "entitled": total}
        amount = quantity(a, unit, language)
        return sentence("entitled", language, amount=amount, months=months, **values)
    law = sentence("entitledByMonth", language, months=situation.months, entitled=total)
    shown = " + ".join(_term(term, situation.unit, language) for term in terms)
    return f"{law} {shown} = {total}."


def _terms(situation: Situation) -> Iterator[Term]:
    """The months that give something, those of equal A, B and day put together."""
    found: dict[tuple[Fraction, Fraction, Unit, Fraction | None], int] = {}
    for spell in situation.spells:
        if not _lacks_months(spell, situation):
            applied = spell.applied
            per_day = None if applied.unit == situation.unit else spell.hours_per_day
            key = (Fraction(applied.full_time), spell.regime, applied.unit, per_day)
            found[key] = found.get(key, 0) + spell.months
    for key, months in found.items():
        yield (*key, months)


def _lacks_months(spell: Spell, situation: Situation) -> bool:
    needed = spell.applied.effective_months
    return needed is not None and situation.effective < needed


def _right(term: Term, unit: Unit) -> Fraction:
    a, b, _, per_day, months = term
    right = a * b * Fraction(months, MONTHS)
    if per_day is None:
        return right
    return right * per_day if unit == "hour" else right / per_day


def _term(term: Term, unit: Unit, language: Language) -> str:
    a, b, own_unit, per_day, months = term
    shown = number(a, language)
    if per_day is not None:
        sign = "×" if unit == "hour" else "/"
        shown = f"{quantity(a, own_unit, language)} {sign} {number(per_day, language)}"
    return f"{shown} × {factor(b, language)} × {months}/{MONTHS}"
