"""What is wrong with a case: a code, a place, and a sentence in each language."""

from functools import cache
from importlib.resources import files

import msgspec.yaml
from msgspec import UNSET, Struct, UnsetType

from fla.languages import LANGUAGES
from fla.law.schema import Words
from fla.rights.case import CaseId

LONGEST_SHOWN = 80
"""Characters of a given value or name that an answer repeats."""


class Fault(Struct, frozen=True, kw_only=True):
    """The first fault found in a case; `path` is such as `occupations[0].end`."""

    code: str
    path: str
    message: Words
    value: str | UnsetType = UNSET


class CaseError(Struct, frozen=True, kw_only=True):
    """The answer to a case that cannot be calculated; `id` is None where it has none."""

    id: CaseId | None
    error: Fault


class FaultError(Exception):
    """A case is found wrong: `value` is what was given, `detail` what would be right."""

    def __init__(self, code: str, path: str, *, value: object = None, detail: str = "") -> None:
        super().__init__(f"{code} at {path}")
        self.code = code
        self.path = path
        self.value = value
        self.detail = detail

    def fault(self) -> Fault:
        """Return what the answer says."""
        text = fault_texts()[self.code]
        return Fault(
            code=self.code,
            path=shown(self.path, 3 * LONGEST_SHOWN),
            message=Words(
                **{one: text.in_language(one).format(detail=self.detail) for one in LANGUAGES}
            ),
            value=UNSET if self.value is None else shown(str(self.value)),
        )


@cache
def fault_texts() -> dict[str, Words]:
    """Return the sentence of every code, read once."""
    read = files("fla.rights").joinpath("case_faults.yaml").read_bytes()
    return msgspec.yaml.decode(read, type=dict[str, Words])


def shown(text: str, longest: int = LONGEST_SHOWN) -> str:
    """Return a text that is safe to show: one line, no control characters, not too long."""
    cut = text if len(text) <= longest else f"{text[: longest - 1]}…"
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in cut
    )
