"""One step of an explanation, and one warning beside it."""

from collections.abc import Callable
from typing import Final

from msgspec import UNSET, Struct, UnsetType

from fla.languages import Language
from fla.law.schema import Words
from fla.rights.wording import cited, in_each

REMEMBERED: Final = 1_024
"""Steps kept of each kind: most workers of an employer share them."""


class Step(Struct, frozen=True, kw_only=True, rename="camel"):
    """A step of the calculation: its value, what it rests on (title and id), and its sentences.

    `given_by` tells who gave what the step starts from, where that is known.
    """

    step: str
    value: str
    source: str
    text: Words
    given_by: str | UnsetType = UNSET


class Warned(Struct, frozen=True, kw_only=True):
    """What to be careful about."""

    code: str
    text: Words


def step(name: str, value: str, sources: str, say: Callable[[Language], str]) -> Step:
    """Return a step; `sources` are ids with commas between, `say` gives its text in a language."""
    return Step(step=name, value=value, source=cited(sources), text=in_each(say))
