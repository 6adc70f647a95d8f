"""Faults of the general law: gaps in sizes and years, reference periods against their rule."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from fla.identifiers.quarter import Quarter
from fla.law import check_scale
from fla.law.check_tables import unknown
from fla.law.finding import Finding
from fla.law.schema import HeadCountRule, Law, Pack, ReferencePeriod

_ENTRY = "law"


def check(pack: Pack) -> Iterator[Finding]:
    """Yield what is wrong with the general law of a pack."""
    law = pack.law
    cited = [law.sector_floor.source, law.head_count.source, law.windows.source]
    cited += [law.regime_bound.source, *(period.source for period in law.head_count.periods)]
    for sources in cited:
        yield from ((_ENTRY, "", said) for said in unknown(pack, sources))
    if law.last_year < law.first_year:
        yield _ENTRY, "lastYear", "lies before firstYear"
    for scale in law.scales:
        for said in check_scale.check(pack, scale, None):
            yield _ENTRY, scale.id, said
    for path, said in (*_classes(law), *_scales(law), *_periods(law)):
        yield _ENTRY, path, said


def _classes(law: Law) -> Iterator[tuple[str, str]]:
    starts = [band.at_least for band in law.size_classes]
    if starts[0] != 0 or sorted(set(starts)) != starts:
        yield "sizeClasses", "the classes do not ascend from 0"


def _scales(law: Law) -> Iterator[tuple[str, str]]:
    edges = [(scale.at_least, scale.below) for scale in law.scales]
    closed = all(below == after[0] for (_, below), after in pairwise(edges))
    if edges[0][0] != 0 or edges[-1][1] is not None or not closed:
        yield "scales", "the size bands do not follow each other from 0 on without gap"
    for scale in law.scales:
        for amounts in (scale.amounts, *(variant.amounts for variant in scale.variants)):
            if not amounts or min(amounts) > law.first_year or scale.last_year is not None:
                yield scale.id, f"no amount from {law.first_year} on"
        if scale.counter != "individual" or scale.unit != "day":
            yield scale.id, "the general law counts individual days"


def _periods(law: Law) -> Iterator[tuple[str, str]]:
    rule = law.head_count
    expected = law.first_year
    lengths = [period.last_year - period.first_year + 1 for period in rule.periods]
    for place, period in enumerate(rule.periods):
        path = f"headCount.periods[{place}]"
        if period.first_year != expected or period.last_year < period.first_year:
            yield path, f"the period that begins in {expected} is expected here"
        if lengths[place] != lengths[0]:
            yield path, f"{lengths[place]} years, and the first period has {lengths[0]}"
        if not _follows(rule, period):
            yield path, f"{period.start} to {period.end} is not what quartersBeforeYear gives"
        expected = period.last_year + 1
    if expected <= law.last_year:
        yield "headCount.periods", f"no period for {expected}"


def _follows(rule: HeadCountRule, period: ReferencePeriod) -> bool:
    first = Quarter(period.first_year, 1)
    for _ in range(rule.quarters_before_year):
        first = first.previous()
    after = first
    for _ in range(rule.quarters):
        after = after.next()
    return (first.first_day, after.first_day - timedelta(days=1)) == (period.start, period.end)
