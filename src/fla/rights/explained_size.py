"""The steps up to A: head count, size class, scale."""

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from fla.languages import Language
from fla.law.head_count import Reference, reference
from fla.law.model import Applied, Choices, Collective, SizeClass
from fla.law.pack import pack
from fla.law.text import MINUS, period
from fla.rights.situation import Counted, Situation
from fla.rights.step import REMEMBERED, Step, step
from fla.rights.wording import (
    head_count,
    head_count_value,
    own,
    plain,
    quantity,
    say,
    sentence,
)


def size_steps(situation: Situation) -> Iterator[Step]:
    """Give the steps headCount, sizeClass, scale (one for each that applied) and collective."""
    yield _head_count(situation.head_count, situation.year, situation.choices)
    yield _size_class(situation.applied.size_class, situation.head_count.average)
    scales = {applied.scale: applied for _, applied in situation.asked}
    for place, applied in enumerate(scales.values(), 1):
        yield _scale(applied, situation.year, mixed=1 < place == len(scales))
    yield from _collectives(situation)


@lru_cache(maxsize=REMEMBERED)
def _head_count(counted: Counted, year: int, choices: Choices) -> Step:
    period = reference(year, choices)
    sources = own().sources["firstQuarter"] if _by_first_quarter(counted) else period.source
    return step(
        "headCount",
        head_count_value(counted.average),
        sources,
        lambda language: _head_count_text(counted, period, language),
    )


def _by_first_quarter(counted: Counted) -> bool:
    return counted.first_quarter is not None and all(one.fte is None for one in counted.quarters)


def _head_count_text(counted: Counted, period: Reference, language: Language) -> str:
    average = head_count(counted.average, language)
    if _by_first_quarter(counted):
        quarters = f"{period.quarters[0]}–{period.quarters[-1]}"
        return say("headCount.firstQuarter", language, period=quarters, fte=average)
    if not counted.quarters:
        return sentence("headCountGiven", language, average=average)
    law = sentence(
        "headCount",
        language,
        start=period.start,
        end=period.end,
        quarters=sum(one.fte is not None for one in counted.quarters),
        average=average,
    )
    return f"{law} {_division(counted, language)} = {average}."


def _division(counted: Counted, language: Language) -> str:
    """The sum that was divided: `(2024Q4: 21 + 2025Q1: 20,5) / 2`."""
    declared = [one for one in counted.quarters if one.fte is not None]
    terms = [
        f"{one.quarter}: {head_count(one.fte or Fraction(0), language)}"
        + (f" {_signed(one.added, language)}" if one.added else "")
        for one in declared
    ]
    return f"({'; '.join(terms)}) / {len(declared)}"


def _signed(amount: Fraction, language: Language) -> str:
    return f"{'+' if amount > 0 else MINUS} {head_count(abs(amount), language)}"


@lru_cache(maxsize=REMEMBERED)
def _size_class(found: SizeClass, average: Fraction) -> Step:
    band = next(one for one in pack().law.size_classes if one.id == found)
    general = [row for row in pack().law.scales if row.at_least <= band.at_least]
    return step(
        "sizeClass",
        found,
        ",".join(general[-1].source),
        lambda language: sentence(
            "sizeClass",
            language,
            average=head_count(average, language),
            size=sentence(f"size.{found}", language),
        ),
    )


@lru_cache(maxsize=REMEMBERED)
def _scale(applied: Applied, year: int, *, mixed: bool) -> Step:
    def text(language: Language) -> str:
        said = [_scale_text(applied, year, language)]
        if applied.cba_registration_number is not None:
            number_of = applied.cba_registration_number
            said.append(sentence("agreement", language, number=number_of))
        if mixed:
            said.append(sentence("mixed", language))
        return " ".join(said)

    return step("scale", plain(applied.full_time), applied.source, text)


def _scale_text(applied: Applied, year: int, language: Language) -> str:
    size = sentence(f"size.{applied.size_class}", language)
    amount = quantity(applied.full_time, applied.unit, language)
    if applied.joint_committee is not None:
        committee = applied.joint_committee
        return sentence("scaleSector", language, committee=committee, year=year, amount=amount)
    if not applied.full_time:
        return sentence("scaleNothing", language, size=size, year=year)
    return sentence("scale", language, size=size, year=year, amount=amount)


def _collectives(situation: Situation) -> Iterator[Step]:
    rows = {row: asked for asked, applied in situation.asked for row in applied.collective}
    for row, committee in rows.items():
        yield _collective(row, committee or "")


@lru_cache(maxsize=REMEMBERED)
def _collective(row: Collective, committee: str) -> Step:
    key = "collectiveIncluding" if row.includes_individual else "collective"
    return step(
        "collective",
        plain(row.average),
        row.source,
        lambda language: sentence(
            key,
            language,
            committee=committee,
            average=quantity(row.average, row.unit, language),
            period=period(row.period_years, language),
        ),
    )
