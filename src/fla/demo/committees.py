"""The joint committees of the demo, read from `committees.yaml`, which says what each value is."""

from decimal import Decimal
from functools import cache
from importlib.resources import files

import msgspec
import yaml
from msgspec import Struct

from fla.demo.draw import Lottery, lottery
from fla.demo.names import Community
from fla.intake.declaration import Unit, WorkerCategory


class Clerks(Struct, frozen=True, forbid_unknown_fields=True):
    """The committee of the white-collar workers of an employer, and how many they are."""

    code: str
    share: float


class Step(Struct, frozen=True, forbid_unknown_fields=True):
    """A right of the full-timer from a size of the employer on, growing by year."""

    size: int
    unit: Unit
    amounts: dict[int, Decimal]

    def amount(self, year: int) -> Decimal | None:
        """Return the units granted in a year, None before the first."""
        reached = [granted for first, granted in sorted(self.amounts.items()) if first <= year]
        return reached[-1] if reached else None


class Committee(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A joint committee as the demo knows it."""

    code: str
    share: float
    category: WorkerCategory
    trades: dict[Community, tuple[str, ...]]
    hours: int = 3800
    clerks: Clerks | None = None
    casual: float = 0.0
    part_time: float = 0.3
    fund: bool = False
    cba: str | None = None
    rights: tuple[Step, ...] = ()

    def step(self, size: int) -> Step | None:
        """Return the sector's row for an employer of a size, None where it grants nothing."""
        reached = [step for step in self.rights if step.size <= size]
        return reached[-1] if reached else None


@cache
def committees() -> dict[str, Committee]:
    """Return every committee by its code."""
    text = files("fla.demo").joinpath("committees.yaml").read_text("utf-8")
    known = msgspec.convert(yaml.safe_load(text), tuple[Committee, ...])
    return {committee.code: committee for committee in known}


@cache
def employing() -> Lottery[Committee]:
    """Return the lottery of an employer's own committee."""
    return lottery([(one, one.share) for one in committees().values() if one.share])
