"""What applies to a joint committee at a head count in a year: art. 50, 52 and 53 of the Act."""

from bisect import bisect_right
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from fla.law.model import Applied, Choices, Collective, LawError, SizeClass
from fla.law.scale import Current, current, disputed
from fla.law.schema import Pack, Scale, Sector


def applied(
    pack: Pack,
    joint_committee: str | None,
    average: Fraction | Decimal | int,
    year: int,
    choices: Choices,
) -> Applied:
    """Return the right of a full-timer, with the scale that gives it.

    `average` is the average head count in full-time equivalents. A committee the pack does not know
    has the general law and a warning. Raises `LawError`: `yearBeforeAct`, `yearWithoutFigures`.
    """
    require_year(pack, year)
    edges = thresholds(pack)
    reached = bisect_right(edges, average)
    return _applied(pack, joint_committee, edges[reached - 1] if reached else 0, year, choices)


def thresholds(pack: Pack) -> list[int]:
    """Return all head counts at which anything changes, ascending.

    Two averages between the same two of them have the same `Applied`.
    """
    return list(_edges(pack))


def require_year(pack: Pack, year: int) -> None:
    """Raise `LawError` for a year without figures in the pack."""
    if year < pack.first_year:
        raise LawError("yearBeforeAct", str(year))
    if year > pack.last_year:
        raise LawError("yearWithoutFigures", str(year))


def size_class(pack: Pack, average: Fraction | Decimal | int) -> SizeClass:
    """Return the general law's class of an average head count: 19.9 is `10-19`."""
    reached = [band.id for band in pack.law.size_classes if band.at_least <= average]
    return reached[-1]


def sector_of(pack: Pack, joint_committee: str) -> Sector | None:
    """Return the sector by the longest part of the code: 140.01.03 falls under 140.01."""
    parts = joint_committee.split(".")
    while parts:
        found = pack.sectors.get(".".join(parts))
        if found is not None:
            return found
        parts.pop()
    return None


@lru_cache(maxsize=256)
def _edges(pack: Pack) -> tuple[int, ...]:
    bounds = {bound for row in pack.scales.values() for bound in (row.at_least, row.below or 0)}
    classes = {band.at_least for band in pack.law.size_classes}
    return tuple(sorted((bounds | classes) - {0}))


@lru_cache(maxsize=65_536)
def _applied(
    pack: Pack, joint_committee: str | None, size: int, year: int, choices: Choices
) -> Applied:
    sector = sector_of(pack, joint_committee) if joint_committee is not None else None
    rows = _in_force(sector.scales, size, year, choices) if sector else []
    general = _in_force(pack.law.scales, size, year, choices)[0]
    individual = [row for row in rows if row.scale.counter == "individual"]
    best = _best(general, individual)
    own = best.scale
    return Applied(
        right_type="statutory" if best is general else "sectoral",
        scale=own.id,
        joint_committee=sector.committee if sector and best is not general else None,
        size_class=size_class(pack, size),
        full_time=best.yearly,
        unit=own.unit,
        hours_per_day=own.hours_per_day,
        effective_months=own.effective_months,
        cba_registration_number=_number(own),
        source=best.source,
        certainty=best.certainty,
        collective=tuple(
            _collective(row, sectoral=best is not general)
            for row in rows
            if row.scale.counter == "collective"
        ),
        warnings=tuple(dict.fromkeys(_warnings(joint_committee, sector, rows, year))),
    )


def _in_force(scales: Iterable[Scale], size: int, year: int, choices: Choices) -> list[Current]:
    of_size = (
        row for row in scales if row.at_least <= size and (row.below is None or size < row.below)
    )
    return [now for row in of_size if (now := current(row, year, choices)) is not None]


def _best(general: Current, individual: list[Current]) -> Current:
    """The sector's in the place of the general law, or the higher of the two (art. 53)."""
    for row in individual:
        if row.scale.track != "beside" or _days(row) > _days(general):
            return row
    return general


def _days(row: Current) -> Decimal:
    """Days a year; a checked pack has hours a day on every scale in hours."""
    return row.yearly / row.scale.hours_per_day if row.scale.hours_per_day else row.yearly


def _collective(row: Current, *, sectoral: bool) -> Collective:
    return Collective(
        scale=row.scale.id,
        average=row.amount,
        unit=row.scale.unit,
        period_years=row.scale.period_years,
        cba_registration_number=_number(row.scale),
        source=row.source,
        certainty=row.certainty,
        includes_individual=row.scale.includes_individual and sectoral,
    )


def _number(scale: Scale) -> str | None:
    return scale.cba.registration_number if scale.cba else None


def _warnings(
    joint_committee: str | None, sector: Sector | None, rows: list[Current], year: int
) -> Iterable[str]:
    if sector is None:
        if joint_committee is not None:
            yield "unknownJointCommittee"
        return
    if sector.figures == "notFound":
        yield "figuresNotFound"
    if not rows and any(
        row.last_year is not None and row.last_year < year for row in sector.scales
    ):
        yield "figuresEnded"
    for row in rows:
        if not row.scale.variants or disputed(row.scale, year):
            yield from row.scale.warnings
