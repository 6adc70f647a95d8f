"""The steps after the right: adjustments, what is carried over, the credit."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache

from fla.languages import Language
from fla.law.pack import pack
from fla.law.text import total
from fla.law.window import carries_into, in_window, window_of
from fla.rights.situation import Adjustment, CarriedLine, Situation
from fla.rights.step import REMEMBERED, Step, step
from fla.rights.wording import four_places, own, quantity, say, sentence


def carried_in(situation: Situation) -> Fraction:
    """Return what of the year before is added: nothing in a window's first year, or if unknown.

    Where a closing is stored, what it carried out.
    """
    if situation.closed is not None:
        return sum((line.carried for line in situation.closed), Fraction(0))
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
    carried, owed = carried_in(situation), credit(situation)
    if in_window(situation.year):
        window = window_of(situation.year, situation.hired, situation.choices)
        yield _window(*window, from_hire=situation.choices.window == "fromHire")
    yield step(
        "carriedIn",
        four_places(carried),
        own().sources["carriedIn"],
        lambda language: _carried_in_text(situation, carried, language),
    )
    yield step(
        "credit",
        four_places(owed),
        own().sources["carriedIn"],
        lambda language: _credit_text(situation, carried, owed, language),
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
            said.append(sentence("windowFromHire", language))
        return " ".join(said)

    return step("window", f"{first}-{last}", ",".join(chosen or pack().law.windows.source), text)


def _carried_in_text(situation: Situation, carried: Fraction, language: Language) -> str:
    if situation.closed is not None:
        return " ".join(_closed_texts(situation, situation.closed, carried, language))
    year = situation.year
    if in_window(year) and year == window_of(year, situation.hired, situation.choices)[0]:
        return sentence("carriedInReset", language, year=year)
    if year == pack().first_year:
        return say("carriedIn.firstYear", language, year=year)
    if situation.left_over is None:
        return say("carriedIn.unknown", language, before=year - 1)
    if situation.left_over != carried:
        return sentence("carriedInLapsed", language)
    return _amount_text(situation, carried, language)


def _amount_text(situation: Situation, carried: Fraction, language: Language) -> str:
    before, amount = situation.year - 1, quantity(abs(carried), situation.unit, language)
    if carried < 0:
        return say("carriedIn.overused", language, before=before, amount=amount)
    if not carried:
        return say("carriedIn.nothing", language, before=before)
    return sentence("carriedIn", language, amount=amount)


def _closed_texts(
    situation: Situation, lines: Sequence[CarriedLine], carried: Fraction, language: Language
) -> Iterator[str]:
    """What a closing carried out, of which rights, and what it let lapse and why."""
    lapsed = [line for line in lines if line.reason is not None]
    if carried or not lapsed:
        yield _amount_text(situation, carried, language)
    for line in lines:
        if line.carried and line.right_type != situation.applied.right_type:
            track = sentence(f"track.{line.right_type}", language)
            amount = quantity(line.carried, situation.unit, language)
            yield sentence("carriedInOfWhich", language, track=track, amount=amount)
    for reason in dict.fromkeys(line.reason for line in lapsed):
        gone = sum((line.lapsed for line in lapsed if line.reason == reason), Fraction(0))
        yield _lapse_text(situation, reason, gone, language)


def _lapse_text(
    situation: Situation, reason: str | None, gone: Fraction, language: Language
) -> str:
    if reason == "windowEnd":
        return sentence("carriedInReset", language, year=situation.year)
    if reason == "smallEmployer":
        return sentence("carriedInLapsed", language)
    amount = quantity(gone, situation.unit, language)
    return sentence("carriedInLeft", language, before=situation.year - 1, amount=amount)


def _credit_text(
    situation: Situation, carried: Fraction, owed: Fraction, language: Language
) -> str:
    terms = [Fraction(situation.entitled), carried]
    key = "creditAdjusted" if situation.adjustments else "credit"
    if situation.adjustments:
        terms.append(sum((Fraction(one.amount) for one in situation.adjustments), Fraction(0)))
    added = total(terms, situation.unit, language)
    return sentence(key, language, sum=added, credit=quantity(owed, situation.unit, language))
