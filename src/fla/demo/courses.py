"""What the workers of the demo learn, read from `courses.yaml`, which says what each value is."""

from decimal import Decimal
from functools import cache
from importlib.resources import files

import msgspec
import yaml
from msgspec import Struct

from fla.demo.names import Community
from fla.intake.declaration import TrainingCategory


class Course(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A course as it is offered in each language; it has lengths in minutes or in days."""

    category: TrainingCategory
    title: dict[Community, str]
    committees: tuple[str, ...] = ()
    minutes: tuple[int, ...] = ()
    days: tuple[Decimal, ...] = ()
    years: int | None = None
    informal: bool = False
    spoken: dict[Community, str] = {}


@cache
def courses(committee: str) -> tuple[Course, ...]:
    """Return what workers of a joint committee may follow."""
    return tuple(one for one in _all() if not one.committees or committee in one.committees)


@cache
def _all() -> tuple[Course, ...]:
    text = files("fla.demo").joinpath("courses.yaml").read_text("utf-8")
    return msgspec.convert(yaml.safe_load(text), tuple[Course, ...])
