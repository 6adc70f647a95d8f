"""The shape of a law pack's files. An unknown key anywhere is a fault of the pack."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from string import Formatter
from typing import Annotated, Literal

from msgspec import Meta, Struct

from fla.codes import Unit
from fla.languages import Language
from fla.law.model import Certainty, SizeClass

Track = Literal["growthPath", "beside", "earlier"]
"""How an individual scale stands to the general law.

growthPath: a sector agreement of art. 53, in the place of the general law even where lower.
beside: the worker has the higher of the two. earlier: an agreement from before the Act that was
followed in its place; only for years up to 2023.
"""

Committee = Annotated[str, Meta(pattern=r"^[0-9]{3}(\.(0[1-9]|[1-9][0-9])){0,2}$")]
RegistrationNumber = Annotated[str, Meta(pattern=r"^[0-9]{6}/CO/[0-9]{3}(\.[0-9]{2}){0,2}$")]
Year = Annotated[int, Meta(ge=2000, le=2099)]
Natural = Annotated[int, Meta(ge=0)]
Positive = Annotated[int, Meta(ge=1)]
Sources = Annotated[tuple[str, ...], Meta(min_length=1)]
Filled = Annotated[str, Meta(min_length=1)]


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """One text in the four languages."""

    nl: Filled
    fr: Filled
    de: Filled
    en: Filled

    def in_language(self, language: Language) -> str:
        """The text in that language."""
        text: str = getattr(self, language)
        return text

    def fields(self, language: Language) -> list[str]:
        """The placeholders of a text, each as often as it stands there, sorted.

        Raises `ValueError` where a brace stands alone.
        """
        parts = Formatter().parse(self.in_language(language))
        return sorted(name for _, name, _, _ in parts if name is not None)


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a figure or rule was read."""

    title: Filled
    url: str | None = None


class Agreement(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """The collective agreement (CBA) behind a scale, as far as it is known."""

    registration_number: RegistrationNumber | None = None
    signed: dt.date | None = None


class When(Struct, frozen=True, forbid_unknown_fields=True):
    """The choice under which a variant holds."""

    setting: str
    value: str


class Variant(Struct, frozen=True, forbid_unknown_fields=True):
    """Other amounts of a scale under a choice; none at all means that the scale is not there."""

    when: When
    amounts: dict[Year, Decimal]
    source: Sources | None = None
    certainty: Certainty | None = None


class Scale(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """Amounts of one size band, each from its year on until the next or `last_year`.

    The band is `at_least` <= head count < `below`, in full-time equivalents. An amount is for a
    full-timer (individual) or per full-time equivalent (collective) and for a period of
    `period_years`. `average_years` tells over how many years the average is judged. A collective
    average that `includes_individual` contains the individual right of the same committee. The
    warnings of a scale with variants hold in the years in which the choice matters.
    """

    id: Filled
    at_least: Natural = 0
    below: Positive | None = None
    counter: Literal["individual", "collective"]
    includes_individual: bool = False
    track: Track | None = None
    unit: Unit
    amounts: dict[Year, Decimal]
    last_year: Year | None = None
    period_years: Positive = 1
    average_years: Positive | None = None
    hours_per_day: Decimal | None = None
    effective_months: Annotated[int, Meta(ge=1, le=12)] | None = None
    cba: Agreement | None = None
    source: Sources
    certainty: Certainty
    warnings: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()
    note: str = ""


class Sector(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A joint committee: its scales, or the word that it has none or that none was found."""

    committee: Committee
    name: Words
    figures: Literal["scales", "generalLaw", "notFound"]
    source: Sources
    certainty: Certainty
    scales: tuple[Scale, ...] = ()
    note: str = ""


class SizeBand(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """A size class of the general law; a training plan is due where `training_plan`."""

    id: SizeClass
    at_least: Natural
    training_plan: bool


class ReferencePeriod(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """The days over which head count is averaged for the years from first to last."""

    first_year: Year
    last_year: Year
    start: dt.date
    end: dt.date
    source: Sources
    certainty: Certainty


class HeadCountRule(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """Art. 50 section 2: quarters that end a quarter before the first year of the period.

    `quarters_before_year`: how many quarters before 1 January of that year the first one begins.
    """

    quarters: Positive
    quarters_before_year: Positive
    source: Sources
    certainty: Certainty
    periods: tuple[ReferencePeriod, ...]


class WindowRule(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """Windows of so many years, one after the other; at the end of each the balance is zeroed."""

    first_year: Year
    years: Positive
    source: Sources
    certainty: Certainty


class RegimeBound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """How far the hours of a worker (Q) may lie over a full-timer's (S), in percent of S."""

    percent: Annotated[int, Meta(ge=100, le=1000)]
    source: tuple[str, ...] = ()
    certainty: Certainty

    def most(self, s: int) -> int:
        """The highest Q beside an S, in the unit of S, rounded down."""
        return s * self.percent // 100


class FloorRule(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """What a growth path never goes below, in days a year, from a head count on (art. 53)."""

    days: Decimal
    at_least: Natural
    source: Sources
    certainty: Certainty


class Law(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """The general law: its years, size classes, scales and periods."""

    country: Filled
    as_of: dt.date
    first_year: Year
    last_year: Year
    size_classes: Annotated[tuple[SizeBand, ...], Meta(min_length=1)]
    scales: Annotated[tuple[Scale, ...], Meta(min_length=1)]
    sector_floor: FloorRule
    head_count: HeadCountRule
    regime_bound: RegimeBound
    windows: WindowRule


class Alternative(Struct, frozen=True, forbid_unknown_fields=True):
    """One answer to a setting, and who reads the law so."""

    label: Words
    source: tuple[str, ...] = ()


class Setting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question that law or sources leave open; `default` is a list where several may hold."""

    default: str | tuple[str, ...]
    certainty: Certainty
    source: tuple[str, ...] = ()
    explanation: Words
    alternatives: dict[str, Alternative]


Event = Literal[
    "quarterEnd", "yearStart", "employmentStart", "employmentEnd", "systemStart", "planFinal"
]


class Deadline(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """A duty and its term, counted from an event's day, or a fixed day of the year (`on`)."""

    label: Words
    after: Event | None = None
    days: Natural = 0
    months: Natural = 0
    end_of_month: bool = False
    years: Natural = 0
    on: Annotated[str, Meta(pattern=r"^[0-9]{2}-[0-9]{2}$")] | None = None
    source: tuple[str, ...] = ()
    certainty: Certainty


class Dispute(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A point on which sources disagree that changes no figure, and who says what."""

    text: Words
    source: Sources


@dataclass(frozen=True, eq=False, kw_only=True)
class Pack:
    """A law pack as read; its faults were refused on reading. Compared and hashed by identity."""

    version: str
    law: Law
    sectors: dict[str, Sector]
    settings: dict[str, Setting]
    deadlines: dict[str, Deadline]
    disputes: dict[str, Dispute]
    sources: dict[str, Source]
    texts: dict[str, Words]

    @property
    def first_year(self) -> int:
        """The first year with figures."""
        return self.law.first_year

    @property
    def last_year(self) -> int:
        """The last year with figures."""
        return self.law.last_year

    @property
    def scales(self) -> dict[str, Scale]:
        """Every scale by its id, the general law's first."""
        rows = [*self.law.scales, *(row for one in self.sectors.values() for row in one.scales)]
        return {row.id: row for row in rows}
