"""The growth path: what the law grants a full-timer year after year, and the joint committees."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from fla.doors.account.model import Committee, GrowthPart
from fla.languages import Language
from fla.law.applied import applied, sector_of
from fla.law.model import Applied, Choices
from fla.law.overview import collective
from fla.law.pack import pack
from fla.register.model import Employment


def joint_committees(
    employments: Sequence[Employment], language: Language
) -> tuple[Committee, ...]:
    """Return the joint committees of all regimes that are not cancelled, the latest first."""
    return tuple(Committee(code=one, name=_name(one, language)) for one in _codes(employments))


def growth_path(
    employments: Sequence[Employment],
    average: Fraction | None,
    language: Language,
    choices: Choices,
) -> tuple[GrowthPart, ...]:
    """Return the scale's value in every year of the law pack, under the latest joint committee.

    Nothing without an average head count, on which the scale depends, or without a regime.
    """
    committee = next(_codes(employments), None)
    if average is None or committee is None:
        return ()
    law = pack()
    years = range(law.first_year, law.last_year + 1)
    return tuple(
        _part(year, committee, applied(law, committee, average, year, choices), language)
        for year in years
    )


def _part(year: int, committee: str, law: Applied, language: Language) -> GrowthPart:
    return GrowthPart(
        year=year,
        right_type=law.right_type,
        full_time=law.full_time,
        unit=law.unit,
        scale=law.scale,
        joint_committee=law.joint_committee,
        size_class=law.size_class,
        cba_registration_number=law.cba_registration_number,
        source=law.source,
        certainty=law.certainty,
        collective=tuple(collective(duty, committee, language) for duty in law.collective),
    )


def _codes(employments: Sequence[Employment]) -> Iterator[str]:
    lines = [line for one in employments if not one.cancelled for line in one.occupations]
    latest = sorted(lines, key=lambda line: line.start_date, reverse=True)
    yield from dict.fromkeys(line.joint_committee for line in latest)


def _name(code: str, language: Language) -> str | None:
    sector = sector_of(pack(), code)
    return sector.name.in_language(language) if sector else None
