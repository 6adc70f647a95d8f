"""The employers of a nation and their joint committees, as columns."""

import polars as pl

from fla.demo.committees import committees, employing
from fla.demo.employers import FIRST_NSSO, FIRST_SERIAL, SERIALS, STEP
from fla.demo.names import Community
from fla.demo.nation.columns import (
    digits,
    enterprise_number,
    looked_up,
    nsso_number,
    places,
    share,
    up_to,
)
from fla.demo.shares import COMMUNITIES, SIZES, full_time_share

_WORDS: dict[Community, str] = {"nl": "werkgever", "fr": "employeur", "de": "arbeitgeber"}


def committee_table() -> pl.DataFrame:
    """Return the demo's committees, a row each; a row's number is the committee's `place`."""
    known = committees()
    order = {code: place for place, code in enumerate(known)}
    rows = [
        {
            "code": one.code,
            "category": one.category,
            "hours": one.hours,
            "casual": one.casual,
            "part_time": one.part_time,
            "full_time": full_time_share(one.part_time, one.casual),
            "clerks": order[one.clerks.code] if one.clerks else 0,
            "clerks_share": one.clerks.share if one.clerks else 0.0,
            "language_bounds": _bounds(set(one.trades)),
        }
        for one in known.values()
    ]
    return pl.DataFrame(rows)


def _bounds(spoken: set[Community]) -> list[float]:
    """Return where the shares of Dutch and French end among those of an employer's language."""
    total = sum(COMMUNITIES[one] for one in spoken) or 1
    dutch, french = (COMMUNITIES[one] / total if one in spoken else 0.0 for one in ("nl", "fr"))
    return [dutch, dutch + french]


def employers(count: int, seed: int) -> pl.DataFrame:
    """Return the employers of an index from 0: at most 899,981, of 20 jobs on average.

    `committee` is a place in the committee table, `id` the index and one.
    """
    index = pl.col("index")
    drawn = pl.DataFrame({"index": pl.int_range(count, eager=True)}).select(
        index,
        (index + 1).alias("id"),
        _committee(share(seed, "committee", index)).alias("committee"),
        _size(seed, index).alias("size"),
        language=share(seed, "community", index),
    )
    bounds = committee_table()["language_bounds"]
    dutch, french = (looked_up(bounds.list.get(place), pl.col("committee")) for place in (0, 1))
    return drawn.with_columns(
        language=pl.when(pl.col("language") < dutch)
        .then(pl.lit("nl"))
        .when(pl.col("language") < french)
        .then(pl.lit("fr"))
        .otherwise(pl.lit("de")),
        enterprise_number=enterprise_number(FIRST_SERIAL + index * STEP % SERIALS),
    )


def _committee(shares: pl.Expr) -> pl.Expr:
    order = {code: place for place, code in enumerate(committees())}
    return looked_up([order[one.code] for one in employing().choices], places(employing(), shares))


def _size(seed: int, index: pl.Expr) -> pl.Expr:
    band = places(SIZES, share(seed, "band", index))
    smallest = looked_up([smallest for smallest, _ in SIZES.choices], band)
    several = looked_up([largest - smallest + 1 for smallest, largest in SIZES.choices], band)
    return smallest + up_to(share(seed, "size", index), several)


def employer_rows(employers: pl.DataFrame) -> pl.DataFrame:
    """Return rows of the table `employer`; their names are a word and a number."""
    index = pl.col("index")
    word = pl.col("language").replace_strict(_WORDS)
    name = pl.concat_str(word, pl.lit(" "), digits(index, 6))
    return employers.select(
        "id",
        "enterprise_number",
        nsso_number(FIRST_NSSO + index * STEP % SERIALS).alias("nsso_number"),
        name.alias("name"),
        name.alias("search_name"),
        "language",
    )
