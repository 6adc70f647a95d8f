"""What a case says, and the words the cases share."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec

from fla.intake.declaration import AnyDeclaration, TrainingDeclaration
from tests.intake.build import ANNA, BAKERY, BRAM, TODAY, employment, training

THE_FIRST = uuid.UUID(int=1)
"""Stands for the id of what was declared first of all before."""


class Case(NamedTuple):
    """A declaration with a fault, and its neighbour just on the sound side of the rule.

    Anna has worked at the bakery since 1 January 2020; today is 22 November 2026.
    """

    name: str
    found: str
    """All that is found, in order: `FIELD-ERROR`, blanks between."""
    wrong: AnyDeclaration
    sound: AnyDeclaration
    accepted: bool = False
    """Whether what is found is a warning alone."""
    before: tuple[AnyDeclaration, ...] = ()
    """What the bakery had declared before."""
    before_by_payroll: tuple[AnyDeclaration, ...] = ()
    """What its payroll office had declared before."""
    beside: tuple[AnyDeclaration, ...] = ()
    """What stands before it in the same submission."""
    by: str = BAKERY
    sound_by: str = ""
    """Who hands in the sound one, if somebody else."""
    on: dt.date = TODAY
    sound_on: dt.date | None = None
    """On which day the sound one is handed in, if another."""


def october(day: int) -> dt.date:
    """A day of last month: in the current quarter, and in the past."""
    return dt.date(2026, 10, day)


def december(day: int) -> dt.date:
    """A day of next month."""
    return dt.date(2026, 12, day)


def day(ssin: str = ANNA, reference: str = "TRN-1", **changes: Any) -> TrainingDeclaration:
    """An hour's training on 5 October, charged to nothing."""
    values: dict[str, Any] = {
        "start_date": october(5),
        "end_date": october(5),
        "duration_minutes": 60,
        "charged_right": None,
        "charged_minutes": None,
    }
    return training(ssin, reference, **(values | changes))


def planned(**changes: Any) -> TrainingDeclaration:
    """The same on 1 December, planned."""
    values: dict[str, Any] = {
        "start_date": december(1),
        "end_date": december(1),
        "status": "planned",
    }
    return day(**(values | changes))


def charged(**changes: Any) -> TrainingDeclaration:
    """The same hour, charged whole to the sectoral right."""
    values: dict[str, Any] = {"charged_right": "sectoral", "charged_minutes": 60}
    return day(**(values | changes))


VETERAN = employment(BRAM, "EMP-2", name=("Janssens", "Bram"), start=dt.date(1990, 1, 1))
MOST_DAYS = 9999


def endless(**changes: Any) -> TrainingDeclaration:
    """A training over all the years of Bram's employment, as long as any may be."""
    values: dict[str, Any] = {
        "start_date": dt.date(1990, 1, 1),
        "duration_minutes": MOST_DAYS * 1440,
    }
    return day(BRAM, **(values | changes))


def bram(reference: str = "EMP-2", **changes: Any) -> Any:
    """Bram's employment at the bakery."""
    return employment(BRAM, reference, **({"name": ("Janssens", "Bram")} | changes))


def person(**changes: Any) -> Any:
    """Bram's employment, with something else about him."""
    declaration = bram()
    content = declaration.employment
    changed = msgspec.structs.replace(content.person, **changes)
    return msgspec.structs.replace(
        declaration, employment=msgspec.structs.replace(content, person=changed)
    )


def headed(declaration: Any, **changes: Any) -> Any:
    """The declaration with something else in its heading."""
    return msgspec.structs.replace(declaration, **changes)


def withdrawn(declaration: Any) -> Any:
    """The cancellation of what a declaration registered."""
    content = declaration.__struct_fields__[-1]
    return headed(declaration, action="cancel", **{content: None})


def amount(text: str) -> Decimal:
    return Decimal(text)
