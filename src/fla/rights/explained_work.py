"""The steps from B and C to the right: regime, months, suspensions, the right itself."""

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Final

from fla.codes import Unit
from fla.languages import Language
from fla.law.pack import pack
from fla.rights.case import Suspension
from fla.rights.situation import Situation, Spell
from fla.rights.step import REMEMBERED, Step, step
from fla.rights.wording import (
    factor,
    four_places,
    hours,
    month,
    number,
    own,
    percent,
    plain,
    quantity,
    say,
    sentence,
)

Term = tuple[Fraction, Fraction, Unit, int]
"""A, B, the unit of A, and for how many months."""
MONTHS: Final = 12
_ROUNDINGS: Final = {"halfDayUp": "roundingHalfDay", "hourUp": "roundingHour"}


def work_steps(situation: Situation) -> Iterator[Step]:
    """Give the steps regime, months, suspension (one each), condition and entitled."""
    yield _regime(situation)
    yield _months(situation.months, situation.year)
    for suspension in situation.suspensions:
        yield from _suspension(suspension, situation)
    if situation.applied.effective_months is not None:
        yield _condition(situation, situation.applied.effective_months)
    yield _entitled(situation)


def _regime(situation: Situation) -> Step:
    def text(language: Language) -> str:
        said = [_spell(spell, language) for spell in situation.spells]
        for category in situation.excluded:
            word = say(f"category.{category}", language)
            said.append(sentence("excludedCategory", language, category=word))
        if not situation.spells:
            return " ".join([say("regime.none", language, year=situation.year), *said])
        mean = percent(situation.regime, language)
        return " ".join([*said, sentence("regime", language, regime=mean)])

    return step("regime", plain(situation.regime), own().sources["regime"], text)


def _spell(spell: Spell, language: Language) -> str:
    share = percent(spell.regime, language)
    if spell.in_hours:
        q, s = hours(spell.q, language), hours(spell.s, language)
        regime = say("regime.hours", language, q=q, s=s, percent=share)
    else:
        regime = say("regime.fraction", language, percent=share)
    first, last = month(spell.first_month, language), month(spell.last_month, language)
    key = "regime.month" if spell.months == 1 else "regime.period"
    return say(key, language, first=first, last=last, regime=regime)


@lru_cache(maxsize=REMEMBERED)
def _months(months: int, year: int) -> Step:
    def text(language: Language) -> str:
        if not months:
            return say("months.none", language, year=year)
        return sentence("months", language, months=months)

    return step("months", str(months), own().sources["months"], text)


def _suspension(suspension: Suspension, situation: Situation) -> Iterator[Step]:
    """A suspension as far as it lies in the year; its source is that of the choice followed."""
    start = max(suspension.start, dt.date(situation.year, 1, 1))
    end = min(suspension.end or dt.date.max, dt.date(situation.year, 12, 31))
    if end < start:
        return
    full = suspension.kind == "full"
    choices = situation.choices
    setting = "fullSuspension" if full else "partialSuspension"
    chosen = choices.full_suspension if full else choices.partial_suspension
    key = {
        ("full", "ignored"): "suspension",
        ("full", "prorated"): "suspensionMonths",
        ("partial", "prorated"): "suspensionPartial",
        ("partial", "ignored"): "suspensionPartialIgnored",
    }[suspension.kind, chosen]
    regime = _regime_during(suspension, end, situation)
    yield step(
        "suspension",
        suspension.kind,
        ",".join(pack().settings[setting].alternatives[chosen].source),
        lambda language: sentence(
            key,
            language,
            start=start,
            end=end,
            regime=percent(regime, language),
        ),
    )


def _regime_during(suspension: Suspension, end: dt.date, situation: Situation) -> Fraction:
    """B in the last month of a suspension; its own where it has one."""
    for spell in situation.spells:
        if spell.first_month <= end.month <= spell.last_month:
            own_s = suspension.s or (spell.s if spell.in_hours else None)
            if suspension.q is not None and own_s is not None:
                return min(Fraction(suspension.q, own_s), Fraction(1))
            return spell.regime
    return situation.regime


def _condition(situation: Situation, required: int) -> Step:
    met = situation.entitled > 0
    key = "condition" if met else "conditionUnmet"
    return step(
        "condition",
        str(required),
        situation.applied.source,
        lambda language: say(key, language, required=required),
    )


def _entitled(situation: Situation) -> Step:
    terms = _terms(situation)
    exact = sum((a * b * Fraction(months, MONTHS) for a, b, _, months in terms), Fraction(0))
    return step(
        "entitled",
        four_places(situation.entitled),
        own().sources["entitled"],
        lambda language: _entitled_text(situation, terms, exact, language),
    )


def _entitled_text(
    situation: Situation, terms: list[Term], exact: Fraction, language: Language
) -> str:
    right = quantity(situation.entitled, situation.unit, language)
    if not situation.entitled:
        return say("entitled.nothing", language, year=situation.year, entitled=right)
    converted = _units(situation) != {situation.unit}
    total = right if converted else quantity(exact, situation.unit, language)
    unrounded = situation.choices.rounding == "none" and not converted
    if unrounded and four_places(exact) != four_places(situation.entitled):
        terms = []  # a condition took the right of some months away
    said = [_formula(situation, terms, total, language)]
    rounding = _ROUNDINGS.get(situation.choices.rounding)
    if rounding is not None:
        said.append(sentence(rounding, language, entitled=right))
    if situation.minutes_per_day is not None and converted:
        per_day = Fraction(situation.minutes_per_day, 60)
        said.append(sentence("conversion", language, hours=number(per_day, language)))
    return " ".join(said)


def _formula(situation: Situation, terms: list[Term], total: str, language: Language) -> str:
    """A × B × C with the worker's figures; month by month where one of them changed."""
    if len(terms) == 1 and terms[0][2] == situation.unit:
        a, b, unit, months = terms[0]
        values = {"regime": factor(b, language), "entitled": total}
        amount = quantity(a, unit, language)
        return sentence("entitled", language, amount=amount, months=months, **values)
    law = sentence("entitledByMonth", language, months=situation.months, entitled=total)
    shown = " + ".join(_term(term, situation, language) for term in terms)
    return f"{law} {shown} = {total}." if terms else law


def _terms(situation: Situation) -> list[Term]:
    """A, B, unit and months, those of equal A and B put together."""
    found: dict[tuple[Fraction, Fraction, Unit], int] = {}
    for spell in situation.spells:
        key = (Fraction(spell.applied.full_time), spell.regime, spell.applied.unit)
        found[key] = found.get(key, 0) + spell.months
    return [(a, b, unit, months) for (a, b, unit), months in found.items()]


def _term(term: Term, situation: Situation, language: Language) -> str:
    a, b, unit, months = term
    plain_a = number(a, language) if unit == situation.unit else quantity(a, unit, language)
    return f"{plain_a} × {factor(b, language)} × {months}/{MONTHS}"


def _units(situation: Situation) -> set[Unit]:
    return {spell.applied.unit for spell in situation.spells} | {situation.unit}
