"""The employers of the demo: their numbers, names, sizes, committees and what they grant."""

from msgspec import Struct

from fla.demo.committees import Committee, committees, employing
from fla.demo.draw import Draw, lottery, pick
from fla.demo.names import STOCKS, Community
from fla.demo.shares import COMMUNITIES, SIZES
from fla.identifiers import enterprise_number_with_check_digits, nsso_number_with_check_digits

FIRST_SENDER = 19_950_000
"""Serial of the first sender; numbers of the demo start with 19, which no enterprise has yet."""
FIRST_SERIAL, FIRST_NSSO = 19_000_000, 9_000_000
SERIALS = 899_981
"""Prime: stepping through so many serials meets each once."""
STEP = 7919

SHOWN = 0
"""The first employer is the one visitors look at: there is something of everything in it."""
_SHOWN_SIZE, _SHOWN_COMMITTEE = 46, "111"
"""A page or two of workers, of whom the white-collar ones have a right in hours."""
_LARGE_EVERY, _LARGE_AT = 1000, 150
"""One employer in a thousand has two or three thousand workers, early enough for a small demo."""

_FORMS: dict[Community, tuple[str, ...]] = {
    "nl": ("BV", "NV", "VOF"),
    "fr": ("SRL", "SA", "SNC"),
    "de": ("GmbH", "AG"),
}
_ASSOCIATIONS: dict[Community, str] = {"nl": "vzw", "fr": "ASBL", "de": "VoG"}
_NON_PROFIT = frozenset({"330", "327.03", "329.02"})


class Employer(Struct, frozen=True, kw_only=True):
    """An employer; `size` in workers, `generous` from 0 to 1 says what it grants on its own."""

    index: int
    enterprise_number: str
    nsso_number: int
    name: str
    language: Community
    committee: Committee
    size: int
    generous: float


def employer(index: int, draw: Draw) -> Employer:
    """Return the employer with an index, from 0 to 899,980, in its own series."""
    place = index * STEP % SERIALS
    drawn = employing().pick(draw)
    committee = committees()[_SHOWN_COMMITTEE] if index == SHOWN else drawn
    size = _size(index, draw)
    language = _community(committee, draw)
    return Employer(
        index=index,
        enterprise_number=enterprise_number_with_check_digits(FIRST_SERIAL + place),
        nsso_number=int(nsso_number_with_check_digits(FIRST_NSSO + place)),
        name=_name(committee, language, draw),
        language=language,
        committee=committee,
        size=size,
        generous=draw(),
    )


def _size(index: int, draw: Draw) -> int:
    smallest, largest = SIZES.pick(draw)
    share = draw()
    if index == SHOWN:
        return _SHOWN_SIZE
    if index % _LARGE_EVERY == _LARGE_AT:
        smallest, largest = 2000, 3000
    return smallest + int(share * (largest - smallest + 1))


def _community(committee: Committee, draw: Draw) -> Community:
    return lottery([(one, COMMUNITIES[one]) for one in committee.trades]).pick(draw)


def _name(committee: Committee, language: Community, draw: Draw) -> str:
    trade = pick(draw, committee.trades[language])
    founder = pick(draw, STOCKS[language].family)
    form = pick(draw, _FORMS[language])
    if committee.code in _NON_PROFIT:
        form = _ASSOCIATIONS[language]
    return f"{trade} {founder} {form}"
