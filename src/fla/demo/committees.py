"""The joint committees of the demo, read from `committees.yaml`, which says what each value is."""

from functools import cache
from importlib.resources import files

import msgspec
import yaml
from msgspec import Struct

from fla.demo.draw import Lottery, lottery
from fla.demo.names import Community
from fla.intake.declaration import WorkerCategory


class Clerks(Struct, frozen=True, forbid_unknown_fields=True):
    """The committee of the white-collar workers of an employer, and how many they are."""

    code: str
    share: float


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
