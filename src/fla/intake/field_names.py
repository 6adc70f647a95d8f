"""Which field of the glossary a member of a record is: found by its name, said nowhere else."""

from typing import Any

from msgspec import Struct

from fla.intake.anomaly import Field
from fla.intake.content import (
    Adjustment,
    Employment,
    HeadCount,
    Occupation,
    OptOut,
    Person,
    Right,
    Suspension,
    Training,
    Verification,
)

_PREFIXES: dict[type[Struct], tuple[str, ...]] = {
    Employment: ("EMPLOYMENT",),
    Person: ("WORKER",),
    Occupation: ("OCCUPATION",),
    Suspension: ("SUSPENSION",),
    HeadCount: ("HEAD_COUNT",),
    OptOut: ("OPT_OUT", "RIGHT"),
    Right: ("RIGHT",),
    Adjustment: ("ADJUSTMENT", "RIGHT"),
    Verification: ("RIGHT",),
    Training: ("TRAINING",),
}
"""What tells fields of one name apart in the glossary: TRAINING_START_DATE, WORKER_LANGUAGE."""


def field_of(record: type[Struct], name: str) -> Field | None:
    """Return the field that a member of a record is, None for one that is a record of its own.

    A list of records goes by the name of one: `Occupation`.
    """
    known: dict[str, Any] = dict(Field.__members__)
    prefixed = (f"{prefix}_{name.upper()}" for prefix in _PREFIXES.get(record, ()))
    return next((known[one] for one in prefixed if one in known), known.get(name.upper()))
