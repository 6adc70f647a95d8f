"""What applies in a year over all sizes of employers, and why, as people read it."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from msgspec import Struct

from fla.languages import Language
from fla.law.applied import applied, thresholds
from fla.law.model import Applied, Choices, Collective
from fla.law.schema import Pack
from fla.law.text import period, quantity, sentence


class Band(Struct, frozen=True):
    """Head counts from `at_least` up to but not `below`, to which the same applies."""

    at_least: int
    below: int | None
    applied: Applied

    def holds(self, average: Fraction) -> bool:
        """Say whether an average head count lies in the band."""
        return self.at_least <= average and (self.below is None or average < self.below)

    def __str__(self) -> str:
        if self.below is None:
            return f"≥ {self.at_least}"
        return f"{self.at_least} – < {self.below}" if self.at_least else f"< {self.below}"


def bands(pack: Pack, joint_committee: str | None, year: int, choices: Choices) -> list[Band]:
    """Return what applies at every head count, neighbours with the same answer put together.

    Raises `LawError` for a year without figures.
    """
    found: list[Band] = []
    for low, high in pairwise([0, *thresholds(pack), None]):
        if low is None:
            continue
        now = applied(pack, joint_committee, Fraction(low), year, choices)
        if found and found[-1].applied == now:
            found[-1] = Band(found[-1].at_least, high, now)
        else:
            found.append(Band(low, high, now))
    return found


def reasons(
    applied: Applied, joint_committee: str | None, year: int, language: Language
) -> Iterator[str]:
    """Yield the sentences of law behind an answer, its collective duties and its warnings."""
    size = sentence(f"size.{applied.size_class}", language)
    amount = quantity(applied.full_time, applied.unit, language)
    committee = applied.joint_committee
    if committee is not None:
        yield sentence("scaleSector", language, committee=committee, year=year, amount=amount)
    elif applied.full_time:
        yield sentence("scale", language, size=size, year=year, amount=amount)
    else:
        yield sentence("scaleNothing", language, size=size, year=year)
    if applied.cba_registration_number is not None:
        yield sentence("agreement", language, number=applied.cba_registration_number)
    if applied.effective_months is not None:
        yield sentence("monthsAsked", language, required=applied.effective_months)
    if applied.hours_per_day is not None:
        yield sentence("conversion", language, hours=applied.hours_per_day)
    for duty in applied.collective:
        yield collective(duty, joint_committee, language)
    for warning in applied.warnings:
        yield sentence(warning, language, committee=joint_committee)


def collective(duty: Collective, joint_committee: str | None, language: Language) -> str:
    """Return the sentence of a collective duty of the employers of a committee."""
    return sentence(
        "collectiveIncluding" if duty.includes_individual else "collective",
        language,
        committee=joint_committee,
        average=quantity(duty.average, duty.unit, language),
        period=period(duty.period_years, language),
    )


def per_full_timer(duty: Collective, language: Language) -> str:
    """Return a collective duty in a few words, for a table."""
    return sentence(
        "perFullTimerIncluding" if duty.includes_individual else "perFullTimer",
        language,
        average=quantity(duty.average, duty.unit, language),
        period=period(duty.period_years, language),
    )
