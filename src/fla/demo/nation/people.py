"""The persons of a nation as columns: an endless line, each with an SSIN and a name of his own."""

from collections.abc import Sequence

import polars as pl

from fla.demo.draw import lottery
from fla.demo.names import ELSEWHERE, STOCKS
from fla.demo.nation.columns import day, looked_up, places, share, ssin, up_to
from fla.demo.people import ADULTS, STEP, STUDENTS, Generation, days_of_birth
from fla.demo.shares import COMMUNITIES, FROM_ELSEWHERE, MONTH_OFFSETS
from fla.register.rules import fold

_STUDENT = 1 << 40
"""Sets the students' numbers apart from the adults'."""
_STOCKS = (*STOCKS.values(), ELSEWHERE)
_SPEAKERS = lottery([(language, COMMUNITIES[language]) for language in STOCKS])
_COLUMNS = ("person", "birth", "counter")


def adults(year: int) -> int:
    """Return how many adults there are; numbers beyond begin anew, at other employers."""
    return _people(ADULTS, year)


def _people(generation: Generation, year: int) -> int:
    return days_of_birth(generation, year)[1] * generation.counters


def births(year: int) -> list[pl.Expr]:
    """Return `person`, `birth` (a day number) and `counter` from `number` and `student`."""
    young, grown = _birth(STUDENTS, year, _STUDENT), _birth(ADULTS, year, 0)
    return [
        pl.when("student").then(one).otherwise(other).alias(name)
        for name, one, other in zip(_COLUMNS, young, grown, strict=True)
    ]


def _birth(generation: Generation, year: int, first: int) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    scattered = pl.col("number") * STEP % _people(generation, year)
    return (
        scattered + first,
        scattered // generation.counters + days_of_birth(generation, year)[0],
        scattered % generation.counters + generation.first_counter,
    )


def identities(seed: int) -> list[pl.Expr]:
    """Return the columns of `worker` that say who somebody is, from those of `births`."""
    person = pl.col("person")
    language = places(_SPEAKERS, share(seed, "language", person))
    elsewhere = share(seed, "elsewhere", person) < FROM_ELSEWHERE
    stock = pl.when(elsewhere).then(len(STOCKS)).otherwise(language)
    family = _place([one.family for one in _STOCKS], stock, share(seed, "family", person))
    man, given = pl.col("counter") % 2 == 1, share(seed, "given", person)
    women, men = [one.women for one in _STOCKS], [one.men for one in _STOCKS]
    offset = looked_up(MONTH_OFFSETS.choices, places(MONTH_OFFSETS, share(seed, "bis", person)))
    families, first_names = _all([one.family for one in _STOCKS]), _all([*women, *men])
    first = pl.when(man).then(_place(men, stock, given) + len(_all(women)))
    called = first.otherwise(_place(women, stock, given))
    return [
        ssin(day(pl.col("birth")), pl.col("counter"), offset).alias("ssin"),
        looked_up(families, family).alias("family_name"),
        looked_up(first_names, called).alias("given_name"),
        pl.concat_str(
            looked_up([f"{fold(one)} " for one in families], family),
            looked_up([fold(one) for one in first_names], called),
        ).alias("search_name"),
        day(pl.col("birth")).alias("birth_date"),
        looked_up(_SPEAKERS.choices, language).alias("language"),
    ]


def _place(lists: Sequence[Sequence[str]], which: pl.Expr, shares: pl.Expr) -> pl.Expr:
    """Return a place in the list of all lists, drawn in one of them."""
    first = [sum(map(len, lists[:number])) for number in range(len(lists))]
    return looked_up(first, which) + up_to(shares, looked_up([len(one) for one in lists], which))


def _all(lists: Sequence[Sequence[str]]) -> list[str]:
    return [name for names in lists for name in names]
