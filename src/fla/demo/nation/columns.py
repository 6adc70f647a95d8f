"""Drawing by lot and making numbers for millions of rows at once: polars expressions.

A share depends on the seed, on what is drawn and on the subject alone, so that it is the same in
whichever chunk and order rows are made.
"""

from collections.abc import Sequence
from typing import Any
from zlib import crc32

import polars as pl

from fla.demo.draw import Lottery

_GOLDEN = 0x9E37_79B9_7F4A_7C15
_MIXING = ((30, 0xBF58_476D_1CE4_E5B9), (27, 0x94D0_49BB_1331_11EB))
_LAST_SHIFT = 31
_ALL = 1 << 64
_DAY_ZERO = 719_163
"""1 January 1970 as `date.toordinal` counts."""
_FROM_2000 = 2_000_000_000


def share(seed: int, drawn: str, subject: pl.Expr) -> pl.Expr:
    """Return numbers from 0 up to but not including 1, by splitmix64 of the subjects.

    Subjects are integers; 64-bit multiplication wraps around, as that generator wants it.
    """
    start = (seed << 32 | crc32(drawn.encode())) * _GOLDEN % _ALL
    mixed = subject.cast(pl.UInt64) * _word(_GOLDEN) ^ _word(start)
    for shift, factor in _MIXING:
        mixed = (mixed ^ mixed // _word(1 << shift)) * _word(factor)
    mixed = mixed ^ mixed // _word(1 << _LAST_SHIFT)
    return (mixed // _word(1 << 11)).cast(pl.Float64) / float(1 << 53)


def _word(value: int) -> pl.Expr:
    return pl.lit(value, dtype=pl.UInt64)


def up_to(shares: pl.Expr, bound: pl.Expr | int) -> pl.Expr:
    """Return a whole number from 0 up to but not including a bound."""
    return (shares * bound).floor().cast(pl.Int64)


def places(lottery: Lottery[Any], shares: pl.Expr) -> pl.Expr:
    """Return the place of what a lottery gives among its choices."""
    bounds = pl.Series(lottery.bounds, dtype=pl.Float64)
    return pl.lit(bounds).search_sorted(shares * lottery.bounds[-1], side="right").cast(pl.Int64)


def looked_up(values: Sequence[Any] | pl.Series, place: pl.Expr) -> pl.Expr:
    """Return the value at each place of a short list."""
    return pl.lit(pl.Series(values)).gather(place)


def digits(number: pl.Expr, length: int) -> pl.Expr:
    """Return natural numbers as text with leading zeros."""
    return number.cast(pl.String).str.zfill(length)


def day(number: pl.Expr) -> pl.Expr:
    """Return dates from the day numbers of `date.toordinal`."""
    return (number - _DAY_ZERO).cast(pl.Int32).cast(pl.Date)


def enterprise_number(serial: pl.Expr) -> pl.Expr:
    """Return the enterprise numbers of serials, as the identifiers do one by one."""
    return digits(serial * 100 + 97 - serial % 97, 10)


def nsso_number(serial: pl.Expr) -> pl.Expr:
    """Return the NSSO numbers of serials, as the identifiers do one by one."""
    check = 96 - serial * 100 % 97
    return serial * 100 + pl.when(check == 0).then(97).otherwise(check)


def ssin(birth: pl.Expr, counter: pl.Expr, month_offset: pl.Expr) -> pl.Expr:
    """Return the SSINs of births (dates) and counters, as the identifiers do one by one."""
    year, month = birth.dt.year().cast(pl.Int64), birth.dt.month().cast(pl.Int64) + month_offset
    number = ((year % 100 * 100 + month) * 100 + birth.dt.day().cast(pl.Int64)) * 1000 + counter
    recent = pl.when(year >= 2000).then(_FROM_2000).otherwise(0)
    return digits(number * 100 + 97 - (number + recent) % 97, 11)


def identifier(kind: int, number: pl.Expr) -> pl.Expr:
    """Return UUIDs of version 7 in the order of their numbers, below 10**12; kinds below 1000."""
    return pl.concat_str(pl.lit(f"01981b00-0000-7000-8{kind:03}-"), digits(number, 12))
