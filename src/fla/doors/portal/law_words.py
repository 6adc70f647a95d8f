"""What the law pack's codes are called on a page, and where its figures were read."""

import re
from typing import Final

from msgspec import Struct

from fla.doors.portal.texts import Texts
from fla.law.pack import pack
from fla.law.schema import Setting

_CITED: Final = re.compile(r"\(([\w-]+)\)(?:;|$)")
"""The ids at the end of each source as an explanation cites it: `title (id); title (id)`."""


class Cited(Struct, frozen=True):
    """A source by its title, with its address where it has one."""

    title: str
    url: str | None


def law_sources(ids: str) -> list[Cited]:
    """Return sources by their ids with commas between."""
    known = pack().sources
    return [Cited(known[one].title, known[one].url) for one in ids.split(",") if one in known]


def cited_sources(citation: str) -> list[Cited]:
    """Return the sources of a step of an explanation."""
    return law_sources(",".join(_CITED.findall(citation)))


class LawWords:
    """The words of one language for codes of the law pack."""

    def __init__(self, texts: Texts) -> None:
        say = texts.say
        self._language = texts.language
        self._say = say
        self._sizes = {
            "<10": say("fewer than 10"),
            "10-19": say("10 to 19"),
            "20+": say("20 or more"),
        }
        self._certainties = {
            "A": say("official source"),
            "A-": say("official source, second hand"),
            "A/B": say("official source, confirmed by others"),
            "B": say("several specialist sources agree"),
            "C": say("one specialist source"),
            "D": say("our own reading: no source says so"),
        }
        self._changes = {
            "regime": say("the working time changed"),
            "months": say("the months of employment changed"),
            "jointCommittee": say("the joint committee changed"),
            "size": say("the size of the employer changed"),
            "law": say("the law or its figures changed"),
            "optOut": say("the employer opted out, or no longer does"),
            "employment": say("an employment began, ended or was cancelled"),
        }
        self._steps = {
            "headCount": say("Head count"),
            "sizeClass": say("Size class"),
            "scale": say("A: full-timer, full year"),
            "collective": say("Owed to all together"),
            "regime": say("B: working time"),
            "months": say("C: started months"),
            "suspension": say("Suspension"),
            "condition": say("Condition"),
            "entitled": say("The right: A × B × C"),
            "adjustment": say("Adjustment"),
            "window": say("Window"),
            "carriedIn": say("Carried over"),
            "credit": say("Credit"),
        }
        self._scopes = {
            "nation": say("all employers"),
            "employer": say("one employer"),
            "touched": say("workers whose figures changed"),
        }
        self._states = {
            "running": say("under way"),
            "stopping": say("being stopped"),
            "stopped": say("stopped"),
            "finished": say("finished"),
            "failed": say("failed in parts"),
        }
        self._lapses = {
            "windowEnd": say("the five-year window ended"),
            "smallEmployer": say("a small employer’s balance does not carry over"),
            "leaver": say("the worker left"),
        }
        self._fates = {
            "lost": say("What is left is lost."),
            "usableInNotice": say("What is left may be taken in agreement until the last day."),
            "inIndemnity": say("What is left counts as a benefit in the indemnity."),
            "stillDue": say("The employer owes what is left after the end too."),
            "noRule": say("No rule was found: nothing more is taken or carried over."),
        }

    def alternatives(self, setting: Setting) -> list[tuple[str, str]]:
        """Return the answers to an open question of the law, to choose from."""
        return [
            (name, one.label.in_language(self._language))
            for name, one in setting.alternatives.items()
        ]

    def usual(self, setting: Setting) -> str:
        """Return the answer that rights are computed with."""
        default = setting.default if isinstance(setting.default, str) else ""
        label = setting.alternatives[default].label.in_language(self._language)
        return self._say("As usual: %(answer)s", answer=label)

    def size(self, code: str) -> str:
        """Return a size class, `10-19`, in words."""
        return self._sizes[code]

    def certainty(self, code: str) -> str:
        """Return what a certainty mark means."""
        return self._certainties[code]

    def step(self, code: str) -> str:
        """Return the name of a step of the calculation."""
        return self._steps[code]

    def change(self, reason: str) -> str:
        """Return why a recalculation came to another amount."""
        return self._changes[reason]

    def scope(self, code: str) -> str:
        """Return for whom a run computes."""
        return self._scopes[code]

    def state(self, code: str) -> str:
        """Return how a run stands."""
        return self._states[code]

    def lapse(self, reason: str) -> str:
        """Return why a balance was not carried over."""
        return self._lapses[reason]

    def fate(self, code: str) -> str:
        """Return what becomes of credit that is left when a contract ends."""
        return self._fates[code]
