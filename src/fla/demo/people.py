"""The people of the demo: an endless line of persons, each with an SSIN of his own.

Their counters start at 600, far above what a day's births and registrations usually reach, so that
a number of the demo is hardly ever a real person's; localities and their postcodes do not exist.
"""

import datetime as dt
from functools import cache

from msgspec import Struct

from fla.demo.draw import Draw, pick
from fla.demo.names import ELSEWHERE, STOCKS, Community
from fla.demo.shares import FROM_ELSEWHERE, LANGUAGES, MONTH_OFFSETS
from fla.identifiers import synthetic_ssin
from fla.intake.declaration import Person

_STREETS: dict[Community, tuple[str, ...]] = {
    "nl": ("Voorbeeldstraat", "Proeflaan", "Modelweg", "Teststraat", "Verzonnendreef"),
    "fr": ("Rue de l'Exemple", "Avenue du Modèle", "Chemin de l'Essai", "Place Fictive"),
    "de": ("Musterstraße", "Beispielweg", "Probeallee", "Erfundener Platz"),
}
_PLACES: dict[Community, tuple[str, ...]] = {
    "nl": ("Voorbeeldegem", "Proefdonk", "Modelzele", "Schijnbeek", "Testerhout", "Fictiemark"),
    "fr": ("Exempleville", "Modèle-sur-Essai", "Fictigny", "Saint-Exemple", "Imagin-le-Petit"),
    "de": ("Musterfeld", "Beispielbach", "Probendorf"),
}


class Inhabitant(Struct, frozen=True):
    """A person with his number, as every employer of his knows him."""

    ssin: str
    person: Person
    birth_date: dt.date


class Generation(Struct, frozen=True, kw_only=True):
    """Ages reached in the year, and the counters kept for them within a day of birth."""

    youngest: int
    oldest: int
    first_counter: int
    counters: int


ADULTS = Generation(youngest=19, oldest=64, first_counter=700, counters=298)
"""5 million persons."""
STUDENTS = Generation(youngest=18, oldest=24, first_counter=600, counters=100)
"""255,000 persons."""
STEP = 2_654_435_761
"""Prime, and so without a divisor in common with the number of persons of a generation."""


class Population:
    """The line of persons, and those who lately found a job, for whom wants a second one."""

    _REMEMBERED = 500

    def __init__(self, year: int) -> None:
        self._year = year
        self._born = dict.fromkeys((ADULTS, STUDENTS), 0)
        self._recent: list[Inhabitant] = []
        self._hired = 0

    def newcomer(self, generation: Generation, community: Community, draw: Draw) -> Inhabitant:
        """Return the next person of a generation, living where an employer of a community is."""
        number = self._born[generation]
        self._born[generation] = number + 1
        return _inhabitant(_birth(generation, number, self._year), community, draw)

    def remember(self, inhabitant: Inhabitant) -> None:
        """Note that somebody found a job."""
        if len(self._recent) < self._REMEMBERED:
            self._recent.append(inhabitant)
        else:
            self._recent[self._hired % self._REMEMBERED] = inhabitant
        self._hired += 1

    def employed(self, draw: Draw) -> Inhabitant | None:
        """Return somebody who found a job before, None as long as nobody did."""
        share = draw()
        return self._recent[int(share * len(self._recent))] if self._recent else None


@cache
def days_of_birth(generation: Generation, year: int) -> tuple[int, int]:
    """Return the day number of a generation's first day of birth, and how many days follow it."""
    first = dt.date(year - generation.oldest, 1, 1).toordinal()
    return first, dt.date(year - generation.youngest, 12, 31).toordinal() - first + 1


def _birth(generation: Generation, number: int, year: int) -> tuple[dt.date, int]:
    """Scatter a generation over its days of birth and counters, each combination once."""
    first, days = days_of_birth(generation, year)
    day, counter = divmod(number * STEP % (days * generation.counters), generation.counters)
    return dt.date.fromordinal(first + day), generation.first_counter + counter


def _inhabitant(birth: tuple[dt.date, int], community: Community, draw: Draw) -> Inhabitant:
    birth_date, counter = birth
    language = LANGUAGES[community].pick(draw)
    stock = ELSEWHERE if draw() < FROM_ELSEWHERE else STOCKS[language]
    person = Person(
        family_name=pick(draw, stock.family),
        given_name=pick(draw, stock.men if counter % 2 else stock.women),
        birth_date=birth_date,
        birth_place=pick(draw, _PLACES[community]),
        address=pick(draw, _addresses(community)),
        language=language,
    )
    ssin = synthetic_ssin(birth_date, counter, month_offset=MONTH_OFFSETS.pick(draw))
    return Inhabitant(ssin, person, birth_date)


@cache
def _addresses(community: Community) -> tuple[str, ...]:
    """Return every address of a community; no postcode of Belgium starts with 0."""
    return tuple(
        f"{street} {number}, 0{place}00 {name}"
        for street in _STREETS[community]
        for place, name in enumerate(_PLACES[community], 1)
        for number in range(1, 181)
    )
