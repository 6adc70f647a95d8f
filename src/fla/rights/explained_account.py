"""The steps after the right: adjustments, what is carried over, the credit."""

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from fla.languages import Language
from fla.law.pack import pack
from fla.law.window import carries_into, window_of
from fla.rights.situation import Adjustment, Situation
from fla.rights.step import REMEMBERED, Step, step
from fla.rights.wording import four_places, own, quantity, say, sentence


def carried_in(situation: Situation) -> Fraction:
    """Return what of the year before is added: nothing in a window's first year, or if unknown."""
    size = situation.applied.size_class
    carries = carries_into(situation.year, situation.hired, situation.choices, size)
    return situation.left_over or Fraction(0) if carries else Fraction(0)


def credit(situation: Situation) -> Fraction:
    """Return the right of the year with its adjustments and what is carried over."""
    adjusted = sum((Fraction(one.amount) for one in situation.adjustments), Fraction(0))
    return Fraction(situation.entitled) + adjusted + carried_in(situation)


def account_steps(situation: Situation) -> Iterator[Step]:
    """Give the steps adjustment (one each), window, carriedIn and credit."""
    for adjustment in situation.adjustments:
        yield _adjustment(adjustment, situation)
    window = window_of(situation.year, situation.hired, situation.choices)
    carried, total = carried_in(situation), credit(situation)
    yield _window(*window, from_hire=situation.choices.window == "fromHire")
    yield step(
        "carriedIn",
        four_places(carried),
        own().sources["carriedIn"],
        lambda language: _carried_in_text(situation, window[0], carried, language),
    )
    yield step(
        "credit",
        four_places(total),
        own().sources["carriedIn"],
        lambda language: _credit_text(situation, carried, total, language),
    )


def _adjustment(adjustment: Adjustment, situation: Situation) -> Step:
    return step(
        "adjustment",
        four_places(adjustment.amount),
        "",
        lambda language: sentence(
            "adjustment",
            language,
            date=adjustment.effective_date,
            amount=quantity(adjustment.amount, situation.unit, language),
            reason=adjustment.reason,
        ),
    )


@lru_cache(maxsize=REMEMBERED)
def _window(first: int, last: int, *, from_hire: bool) -> Step:
    chosen = pack().settings["window"].alternatives["fromHire"].source if from_hire else ()

    def text(language: Language) -> str:
        said = [sentence("window", language, first=first, last=last)]
        if from_hire:
            said.append(sentence("windowFromHire", language, first=first, last=last))
        return " ".join(said)

    return step("window", f"{first}-{last}", ",".join(chosen or pack().law.windows.source), text)


def _carried_in_text(
    situation: Situation, first: int, carried: Fraction, language: Language
) -> str:
    before = situation.year - 1
    if situation.year == first:
        return sentence("carriedInReset", language, year=situation.year)
    if situation.left_over is None:
        return say("carriedIn.unknown", language, before=before)
    if situation.left_over != carried:
        return sentence("carriedInLapsed", language)
    amount = quantity(carried, situation.unit, language)
    if carried < 0:
        return say("carriedIn.overused", language, before=before, amount=amount)
    if not carried:
        return say("carriedIn.nothing", language, before=before)
    return sentence("carriedIn", language, amount=amount)


def _credit_text(
    situation: Situation, carried: Fraction, total: Fraction, language: Language
) -> str:
    values = {
        "entitled": quantity(situation.entitled, situation.unit, language),
        "carried": quantity(carried, situation.unit, language),
        "credit": quantity(total, situation.unit, language),
    }
    if not situation.adjustments:
        return sentence("credit", language, **values)
    adjusted = sum((Fraction(one.amount) for one in situation.adjustments), Fraction(0))
    values["adjusted"] = quantity(adjusted, situation.unit, language)
    return sentence("creditAdjusted", language, **values)
