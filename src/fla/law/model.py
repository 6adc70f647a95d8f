"""What the law pack answers with, and the choices it is asked under."""

from decimal import Decimal
from typing import Literal

from msgspec import Struct

from fla.codes import RightType, Unit, WorkerCategory

Certainty = Literal["A", "A-", "A/B", "B", "C", "D"]
"""A: official source; B: several specialist sources agree; C: one of them; D: our own reading."""

SizeClass = Literal["<10", "10-19", "20+"]
"""The classes of the general law (art. 52), by average head count in full-time equivalents."""


class LawError(Exception):
    """The pack has no answer; `code` is the key of its sentence in the pack's texts."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class Choices(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """One field for each setting of the pack: where law or sources are silent or disagree.

    Defaults, alternatives, sources and explanations stand in the pack's settings; a check keeps
    both equal.
    """

    head_count_window: Literal["twoYear", "yearly"] = "twoYear"
    statutory_days_2022: Literal["0", "3"] = "0"
    regime_in_month: Literal["lastDay", "firstDay", "average"] = "lastDay"
    regime_period: Literal["month", "quarter"] = "month"
    partial_suspension: Literal["prorated", "ignored"] = "prorated"
    full_suspension: Literal["ignored", "prorated"] = "ignored"
    excluded_categories: tuple[WorkerCategory, ...] = ()
    rounding: Literal["none", "halfDayUp", "hourUp"] = "none"
    window: Literal["fixed", "fromHire"] = "fixed"
    small_employer_carry_over: Literal["carried", "lapses"] = "carried"
    committee_119_step: Literal["2025", "2026"] = "2025"
    committee_200_individual_2022: Literal["besox", "securex", "generalLaw"] = "besox"
    indemnity_credit: Literal["included", "lost"] = "included"
    mutual_agreement_credit: Literal["lost", "kept"] = "lost"


class Collective(Struct, frozen=True, kw_only=True):
    """A duty of the employer as a whole: an average over its workers, granted to nobody alone.

    `average` is in units per full-time equivalent over the whole period of `period_years`.
    `includes_individual`: the individual right of the same committee is part of it.
    """

    scale: str
    average: Decimal
    unit: Unit
    period_years: int
    cba_registration_number: str | None
    source: str
    certainty: Certainty
    includes_individual: bool = False


class Applied(Struct, frozen=True, kw_only=True):
    """What applies to one joint committee at one head count in one year.

    `full_time` is A of the formula: units for a full-timer and a full year, at most two decimals,
    zero where nothing is granted. `joint_committee` is the code whose scale applies, None for the
    general law. `effective_months`: with fewer months of effective work there is no right.
    `source` holds ids of sources with commas between.
    """

    right_type: RightType
    scale: str
    joint_committee: str | None
    size_class: SizeClass
    full_time: Decimal
    unit: Unit
    hours_per_day: Decimal | None
    effective_months: int | None
    cba_registration_number: str | None
    source: str
    certainty: Certainty
    collective: tuple[Collective, ...]
    warnings: tuple[str, ...]
