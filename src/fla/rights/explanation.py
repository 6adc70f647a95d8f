"""Why a worker is owed what he is: every step, in the order of the law, in the four languages.

One function serves the command line, the portal and the export.
"""

from collections.abc import Iterator

import msgspec

from fla.law.schema import Words
from fla.rights.explained_account import account_steps
from fla.rights.explained_size import size_steps
from fla.rights.explained_work import work_steps
from fla.rights.situation import Situation
from fla.rights.step import Step, Warned
from fla.rights.wording import in_each, say, sentence


def explain(situation: Situation) -> tuple[Step, ...]:
    """Return the steps that say something, in order.

    headCount, sizeClass, scale (each that applied), collective, regime, months, suspension,
    condition, entitled, adjustment, window, carriedIn, credit.
    """
    steps = (*size_steps(situation), *work_steps(situation), *account_steps(situation))
    given_by = situation.given_by
    return tuple(
        msgspec.structs.replace(one, given_by=given_by[one.step]) if one.step in given_by else one
        for one in steps
    )


def warn(situation: Situation) -> tuple[Warned, ...]:
    """Return what to be careful about in the figures that applied, each thing once."""
    found = {(one.code, one.text.en): one for one in _warnings(situation)}
    return tuple(found.values())


def warned(code: str) -> Warned:
    """Return a warning of the explanation's own."""
    return Warned(code=code, text=in_each(lambda language: say(f"warning.{code}", language)))


def _warnings(situation: Situation) -> Iterator[Warned]:
    for committee, applied in situation.asked:
        for code in applied.warnings:
            yield Warned(code=code, text=_text(code, committee or ""))
    if situation.no_hours:
        yield warned("partialSuspensionWithoutHours")


def _text(code: str, committee: str) -> Words:
    return in_each(lambda language: sentence(code, language, committee=committee))
