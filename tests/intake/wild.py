"""Declarations as nobody should send them: sound ones in which anything may be off."""

import datetime as dt
import types
import uuid
from decimal import Decimal
from typing import Any, Literal, Union, get_args, get_origin

import msgspec
from hypothesis import strategies as st
from msgspec import Struct

from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import AnyDeclaration, Declaration, Unreadable
from tests.intake.build import (
    BAKERY,
    BRAM,
    adjustment,
    employment,
    head_count,
    occupation,
    opt_out,
    right,
    suspension,
    training,
    verification,
)

_LONG = 10**4000
"""About as far as Python reads a number from a text (4300 digits)."""
_TEXTS = ("", " ", "\0", "a\nb", "\x7f", "\ud800", "x" * 70_000, "ﷺ" * 100, "İstanbul", "{value}[]")
_INTS = (
    -1,
    0,
    1,
    7,
    100,
    700,
    4800,
    2**15,
    2**31 - 1,
    2**31,
    2**63,
    -(2**63) - 1,
    2**64,
    _LONG,
    -_LONG,
)
_AMOUNTS = tuple(
    Decimal(written)
    for written in (
        *("NaN", "sNaN", "Infinity", "-Infinity", "-0", "1E+400", "1E-400", "1E+999999"),
        *("1E+2", "0.005", "99999999.99", f"1.{'0' * 20_000}", f"1.{'0' * 40}1"),
    )
)
_DAYS = (dt.date.min, dt.date(1899, 12, 31), dt.date(2101, 1, 1), dt.date(3000, 1, 1), dt.date.max)

texts = st.sampled_from(_TEXTS) | st.text(st.characters(exclude_categories=()), max_size=80)
_VALUES: dict[Any, st.SearchStrategy[Any]] = {
    str: texts,
    int: st.sampled_from(_INTS) | st.integers(0, 5000) | st.integers(),
    Decimal: st.sampled_from(_AMOUNTS) | st.decimals(),
    dt.date: st.sampled_from(_DAYS) | st.dates(),
    bool: st.booleans(),
    uuid.UUID: st.uuids(),
    type(None): st.none(),
}


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Anything of a field's type."""
    if kind in _VALUES:
        return _VALUES[kind]
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return st.sampled_from(inner)
    if origin in (Union, types.UnionType):
        return st.one_of([values(part) for part in inner])
    if origin is tuple:
        return st.lists(values(inner[0]), max_size=4).map(tuple)
    return st.builds(kind, **{field.name: values(field.type) for field in _fields(kind)})


def _fields(kind: type[Struct]) -> tuple[msgspec.structs.FieldInfo, ...]:
    return msgspec.structs.fields(kind)


def spoilt(sound: Struct, *kept: str) -> st.SearchStrategy[Any]:
    """The sound one with up to three of its values, but not those kept, replaced by any."""
    strategies = {f.name: values(f.type) for f in _fields(type(sound)) if f.name not in kept}
    changes = st.lists(st.sampled_from(sorted(strategies)), max_size=3, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: strategies[name] for name in names})
    )
    return changes.map(lambda changed: msgspec.structs.replace(sound, **changed))


def _with_content(sound: Declaration, name: str) -> st.SearchStrategy[Any]:
    content = spoilt(getattr(sound, name)).map(
        lambda spoilt: msgspec.structs.replace(sound, **{name: spoilt})
    )
    heading = spoilt(sound, name)
    return content | heading


unreadable: st.SearchStrategy[Unreadable] = st.builds(
    Unreadable,
    action=st.sampled_from(["register", "correct", "cancel"]),
    reference=texts,
    enterprise_number=texts | st.just(BAKERY),
    ssin=texts,
    anomalies=st.lists(
        st.builds(Anomaly, st.sampled_from(Field), st.sampled_from(Error), texts, texts), max_size=3
    ).map(tuple),
)
_BRAM = employment(BRAM, "EMP-2", name=("Janssens", "Bram"))
_SOUND_TRAININGS = (
    training(),
    training(BRAM, "TRN-2"),
    training(
        BRAM,
        "TRN-3",
        duration_minutes=None,
        duration_days=Decimal(2),
        charged_minutes=None,
        charged_days=Decimal(1),
    ),
    training(
        score=Decimal(80), result="passed", certificate_issued=dt.date(2026, 10, 6), cost=Decimal(1)
    ),
    training(status="planned", start_date=dt.date(2026, 12, 1), end_date=dt.date(2026, 12, 2)),
)


def _suspended(suspension: Struct) -> AnyDeclaration:
    assert _BRAM.employment is not None
    content = msgspec.structs.replace(_BRAM.employment, suspensions=(suspension,))
    return msgspec.structs.replace(_BRAM, employment=content)


def _employed(occupation: Struct) -> AnyDeclaration:
    assert _BRAM.employment is not None
    content = msgspec.structs.replace(_BRAM.employment, occupations=(occupation,))
    return msgspec.structs.replace(_BRAM, employment=content)


declarations: st.SearchStrategy[AnyDeclaration] = st.one_of(
    st.sampled_from(_SOUND_TRAININGS).flatmap(lambda sound: _with_content(sound, "training")),
    st.sampled_from([right(), right(BRAM, "RGT-2")]).flatmap(
        lambda sound: _with_content(sound, "right")
    ),
    _with_content(_BRAM, "employment"),
    st.sampled_from([suspension(), suspension(mean_hours=1900)]).flatmap(spoilt).map(_suspended),
    st.sampled_from([opt_out(), opt_out(None)]).flatmap(lambda one: _with_content(one, "opt_out")),
    _with_content(adjustment(), "adjustment"),
    _with_content(verification(), "verification"),
    st.sampled_from([head_count(), head_count(line="adjustment", reason="Agency")]).flatmap(
        lambda sound: _with_content(sound, "head_count")
    ),
    unreadable,
)
_a_regime_and_what_hangs_on_it = st.tuples(
    spoilt(occupation(dt.date(2020, 1, 1))).map(_employed),
    st.just(right(BRAM, "RGT-2")),
    st.just(adjustment(BRAM, "ADJ-2")),
    st.just(training(BRAM, "TRN-2")),
)
submissions = st.one_of(
    st.lists(declarations, min_size=1, max_size=6), _a_regime_and_what_hangs_on_it.map(list)
)
