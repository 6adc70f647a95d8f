"""What a pack must hold beyond the form of its files."""

from collections.abc import Iterable, Iterator

from fla.law import check_general, check_scale, check_tables
from fla.law.finding import Finding
from fla.law.schema import Pack, Scale, Sector


def check(pack: Pack) -> Iterator[Finding]:
    """Yield every fault of a pack whose files have the right form."""
    yield from check_general.check(pack)
    for sector in pack.sectors.values():
        for path, message in _of_sector(pack, sector):
            yield f"sectors.{sector.committee}", path, message
    yield from _of_ids(pack)
    yield from check_tables.check(pack)


def _of_sector(pack: Pack, sector: Sector) -> Iterator[tuple[str, str]]:
    yield from (("source", said) for said in check_tables.unknown(pack, sector.source))
    if (sector.figures == "scales") != bool(sector.scales):
        yield "figures", "scales stand exactly where figures says scales"
    for scale in sector.scales:
        if not scale.id.startswith(f"{sector.committee}."):
            yield scale.id, f"the id does not begin with {sector.committee}."
        for said in check_scale.check(pack, scale, sector.committee):
            yield scale.id, said
    yield from check_scale.overlaps(sector.scales)


def _of_ids(pack: Pack) -> Iterator[Finding]:
    seen: set[str] = set()
    for entry, scales in _scales(pack):
        for scale in scales:
            if scale.id in seen:
                yield entry, scale.id, "another scale has this id"
            seen.add(scale.id)


def _scales(pack: Pack) -> Iterable[tuple[str, tuple[Scale, ...]]]:
    yield "law", pack.law.scales
    for sector in pack.sectors.values():
        yield f"sectors.{sector.committee}", sector.scales
