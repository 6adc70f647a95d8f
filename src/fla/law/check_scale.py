"""Faults of one scale, and of the scales of a committee beside each other."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise

from fla.law.check_tables import unknown
from fla.law.schema import Pack, Scale

_HIGHEST = 9999
"""Units; far beyond any right, and what the register can hold."""


def check(pack: Pack, scale: Scale, committee: str | None) -> Iterator[str]:
    """Yield what is wrong with a scale; `committee` is None in the general law."""
    yield from unknown(pack, scale.source)
    yield from _warnings(pack, scale)
    yield from _shape(scale)
    yield from _track(pack, scale, committee)
    yield from _agreement(scale, committee)
    yield from _variants(pack, scale)
    for amounts in _all_amounts(scale):
        yield from _amounts(scale, amounts)
        yield from _floor(pack, scale, amounts)


def overlaps(scales: tuple[Scale, ...]) -> Iterator[tuple[str, str]]:
    """Yield scales of one counter that hold for the same head count in the same year."""
    for one, other in combinations(scales, 2):
        if one.counter == other.counter and _same_size(one, other) and _same_year(one, other):
            yield other.id, f"its size band and years overlap with those of {one.id}"


def _same_size(one: Scale, other: Scale) -> bool:
    return (one.below is None or other.at_least < one.below) and (
        other.below is None or one.at_least < other.below
    )


def _same_year(one: Scale, other: Scale) -> bool:
    first, second = _years(one), _years(other)
    return bool(first and second) and first[0] <= second[1] and second[0] <= first[1]


def _years(scale: Scale) -> tuple[int, ...]:
    starts = [year for amounts in _all_amounts(scale) for year in amounts]
    return (min(starts), scale.last_year or 9999) if starts else ()


def _all_amounts(scale: Scale) -> Iterable[Mapping[int, Decimal]]:
    return [scale.amounts, *(variant.amounts for variant in scale.variants)]


def _warnings(pack: Pack, scale: Scale) -> Iterator[str]:
    for key in scale.warnings:
        if key not in pack.texts:
            yield f"the warning {key} has no text"
        elif set(pack.texts[key].fields("en")) - {"committee"}:
            yield f"the warning {key} asks for more than {{committee}}"


def _shape(scale: Scale) -> Iterator[str]:
    if scale.below is not None and scale.below <= scale.at_least:
        yield "below must be higher than atLeast"
    if scale.hours_per_day is not None and not 0 < scale.hours_per_day <= 24:
        yield "hoursPerDay must be more than 0 and at most 24"
    if scale.counter == "individual" and scale.unit == "hour" and scale.hours_per_day is None:
        yield "an individual scale in hours needs hoursPerDay, to be held against days"
    if scale.counter == "collective" and scale.effective_months is not None:
        yield "effectiveMonths is a condition of an individual right"
    if scale.counter == "individual" and scale.includes_individual:
        yield "includesIndividual is said of a collective average"
    if not scale.amounts and not scale.variants:
        yield "no amounts"


def _track(pack: Pack, scale: Scale, committee: str | None) -> Iterator[str]:
    wanted = committee is not None and scale.counter == "individual"
    if wanted != (scale.track is not None):
        yield "track stands with the individual scales of a sector, and only there"
    first = pack.law.windows.first_year
    if scale.track == "earlier" and (scale.last_year is None or scale.last_year >= first):
        yield f"an earlier agreement needs a lastYear before {first}"


def _agreement(scale: Scale, committee: str | None) -> Iterator[str]:
    number = scale.cba.registration_number if scale.cba else None
    if number is not None and number.split("/")[2][:3] != (committee or "")[:3]:
        yield f"the registration number {number} is of another committee"


def _variants(pack: Pack, scale: Scale) -> Iterator[str]:
    for variant in scale.variants:
        yield from unknown(pack, variant.source or ())
        setting = pack.settings.get(variant.when.setting)
        if setting is None:
            yield f"there is no setting {variant.when.setting}"
        elif variant.when.value not in setting.alternatives:
            yield f"the setting {variant.when.setting} has no alternative {variant.when.value}"
    if len({(one.when.setting, one.when.value) for one in scale.variants}) < len(scale.variants):
        yield "two variants hold under the same choice"


def _amounts(scale: Scale, amounts: Mapping[int, Decimal]) -> Iterator[str]:
    if list(amounts) != sorted(amounts):
        yield "the years of amounts do not ascend"
    if amounts and scale.last_year is not None and scale.last_year < max(amounts):
        yield "lastYear lies before an amount"
    if scale.track == "growthPath" and any(
        later < earlier for earlier, later in pairwise(amounts[year] for year in sorted(amounts))
    ):
        yield "a growth path never falls"
    for year, amount in amounts.items():
        parts = scale.period_years if scale.counter == "individual" else 1
        if not 0 <= amount <= _HIGHEST:
            yield f"{year}: an amount is from 0 to {_HIGHEST}"
        elif not (_exact(Fraction(amount)) and _exact(Fraction(amount) / parts)):
            yield f"{year}: an amount, and its part for a year, has at most two decimals"


def _exact(amount: Fraction) -> bool:
    return (amount * 100).denominator == 1


def _floor(pack: Pack, scale: Scale, amounts: Mapping[int, Decimal]) -> Iterator[str]:
    floor = pack.law.sector_floor
    reaches = scale.below is None or scale.below > floor.at_least
    if scale.track != "growthPath" or not reaches:
        return
    for year, amount in amounts.items():
        days = amount / scale.period_years
        if scale.unit == "hour" and scale.hours_per_day:
            days /= scale.hours_per_day
        if days < floor.days:
            yield (
                f"{year}: {days} days a year are below the floor of {floor.days} days of a sector "
                f"agreement at {floor.at_least} and more"
            )
