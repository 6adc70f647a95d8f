"""The steps from B and C to the right: regime, months, suspensions, the right itself."""

import datetime as dt
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Final

from msgspec.structs import replace

from fla.languages import Language
from fla.law.model import Applied
from fla.law.pack import pack
from fla.rights.case import Suspension
from fla.rights.explained_right import entitled_step
from fla.rights.situation import Situation, Spell
from fla.rights.step import REMEMBERED, Step, step
from fla.rights.wording import (
    hours,
    month,
    own,
    percent,
    plain,
    say,
    sentence,
)

_VOWELS: Final = "aeiou"


def work_steps(situation: Situation) -> Iterator[Step]:
    """Give the steps regime, months, suspension (one each), condition and entitled."""
    yield _regime(situation)
    yield _months(situation.months, situation.year)
    for suspension in situation.suspensions:
        yield from _suspension(suspension, situation)
    conditional = {one.scale: one for _, one in situation.asked if one.effective_months is not None}
    for applied in conditional.values():
        yield _condition(situation, applied)
    yield entitled_step(situation)


def _regime(situation: Situation) -> Step:
    def text(language: Language) -> str:
        said = [_spell(spell, language) for spell in _same_hours(situation.spells)]
        for category in situation.excluded:
            word = say(f"category.{category}", language)
            said.append(sentence("excludedCategory", language, category=word))
        if not situation.spells:
            return " ".join([say("regime.none", language, year=situation.year), *said])
        mean = percent(situation.regime, language)
        return " ".join([*said, sentence("regime", language, regime=mean)])

    return step("regime", plain(situation.regime), own().sources["regime"], text)


def _same_hours(spells: Sequence[Spell]) -> Iterator[Spell]:
    """Spells with those put together that follow each other under the same hours."""
    found: list[Spell] = []
    for spell in spells:
        before = found[-1] if found else None
        if before and _hours(before) == _hours(spell) and _follows(before, spell):
            found[-1] = replace(before, last_month=spell.last_month)
        else:
            found.append(spell)
    yield from found


def _hours(spell: Spell) -> tuple[int, int, bool]:
    return spell.q, spell.s, spell.in_hours


def _follows(before: Spell, spell: Spell) -> bool:
    return before.last_month + 1 == spell.first_month


def _spell(spell: Spell, language: Language) -> str:
    share = percent(spell.regime, language)
    if spell.in_hours:
        q, s = hours(spell.q, language), hours(spell.s, language)
        regime = say("regime.hours", language, q=q, s=s, percent=share)
    else:
        regime = say("regime.fraction", language, percent=share)
    first, last = month(spell.first_month, language), month(spell.last_month, language)
    if spell.months == 1:
        return say("regime.month", language, first=first, regime=regime)
    since = say(
        "regime.sinceVowel" if first[0] in _VOWELS else "regime.since", language, first=first
    )
    return say("regime.period", language, since=since, last=last, regime=regime)


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
    if suspension in situation.no_hours:
        key = "suspensionPartialNoHours"
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


def _condition(situation: Situation, applied: Applied) -> Step:
    required = applied.effective_months or 0
    key = "monthsEnough" if _granted(applied, situation) else "monthsTooFew"
    return step(
        "condition",
        str(required),
        applied.source,
        lambda language: sentence(key, language, required=required, months=situation.effective),
    )


def _granted(applied: Applied, situation: Situation) -> bool:
    """Whether a scale's condition is met: the started months of effective work, of any scale."""
    return applied.effective_months is None or situation.effective >= applied.effective_months
