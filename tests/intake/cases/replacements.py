"""Numbers replaced: one person before and after, at home under the new number alone."""

import datetime as dt
from typing import Any

from fla.identifiers import ssin_with_check_digits
from tests.intake.build import (
    ANNA,
    BRAM,
    FOUNDRY,
    NOBODY,
    SCHOOL,
    adjustment,
    employment,
    opt_out,
    right,
    verification,
)
from tests.intake.cases.case import Case, bram, day, headed, withdrawn

NEW = ssin_with_check_digits("850730035")
OTHER = ssin_with_check_digits("850730036")


def replacing(old: str = ANNA, new: str = NEW, **changes: Any) -> Any:
    """A correction of Anna's employment, which says that her number was replaced."""
    return employment(new, action="correct", replaced_ssin=old, **changes)


def beside(old: str | None, new: str = NEW, **changes: Any) -> Any:
    """A second employment of Anna's, which may say so too."""
    return employment(new, "EMP-3", parallel=True, replaced_ssin=old, **changes)


def once_replaced(name: str, wrong: Any) -> Case:
    """A declaration under Anna's number, which was replaced; its neighbour is under the new one."""
    return Case(
        f"{name} under a number that was replaced.",
        "SSIN-REPLACED",
        wrong=wrong,
        sound=headed(wrong, ssin=NEW),
        before=(replacing(),),
    )


BRAMS = bram(action="correct", replaced_ssin=BRAM)

CASES = [
    once_replaced("An employment", beside(None, ANNA)),
    once_replaced("A correction of an employment", employment(action="correct", mean_hours=1900)),
    once_replaced("A right", right()),
    once_replaced("An opt-out", opt_out()),
    once_replaced("An adjustment", adjustment()),
    once_replaced("A verification", verification()),
    once_replaced("A training", day()),
    Case(
        "A training cancelled under a number that was replaced.",
        "SSIN-REPLACED",
        wrong=withdrawn(day()),
        sound=headed(withdrawn(day()), ssin=NEW),
        before=(day(), replacing()),
    ),
    Case(
        "A training under a number that its own set replaces.",
        "SSIN-REPLACED",
        wrong=day(),
        sound=day(NEW),
        beside=(replacing(),),
    ),
    Case(
        "An employment in a set that replaces its worker's number says so again.",
        "REPLACED_SSIN-REPLACED",
        wrong=beside(ANNA),
        sound=beside(None),
        beside=(replacing(),),
    ),
    Case(
        "A number replaced again by yet another one: it is the new one that is replaced.",
        "REPLACED_SSIN-REPLACED",
        wrong=replacing(ANNA, OTHER),
        sound=replacing(NEW, OTHER),
        before=(replacing(),),
    ),
    Case(
        "A number replaced twice over by the same one; it may be taken back.",
        "REPLACED_SSIN-REPLACED",
        wrong=beside(ANNA),
        sound=beside(NEW, ANNA),
        before=(replacing(),),
    ),
    Case(
        "A number replaced by one that was replaced itself.",
        "SSIN-REPLACED",
        wrong=headed(BRAMS, ssin=ANNA),
        sound=headed(BRAMS, ssin=OTHER),
        before=(replacing(), bram()),
    ),
    Case(
        "A number replaced that the employer does not know.",
        "REPLACED_SSIN-UNKNOWN",
        wrong=replacing(NOBODY),
        sound=replacing(ANNA),
    ),
    Case(
        "A new employment that replaces a number the employer does not know.",
        "REPLACED_SSIN-UNKNOWN",
        wrong=beside(NOBODY),
        sound=beside(ANNA),
    ),
    Case(
        "A new number under which somebody else works.",
        "SSIN-NUMBER_TAKEN",
        wrong=replacing(ANNA, BRAM),
        sound=replacing(ANNA, NEW),
        before=(bram(),),
    ),
    Case(
        "A new number that stands for two; all that stood under it is cancelled.",
        "SSIN-NUMBER_TAKEN",
        wrong=replacing(ANNA, NEW),
        sound=replacing(ANNA, BRAM),
        before=(
            bram(),
            withdrawn(bram()),
            employment(NEW, "EMP-3", name=("Peeters", "Anna")),
        ),
    ),
    Case(
        "Two numbers replaced by the same one in a set.",
        "SSIN-NUMBER_TAKEN",
        wrong=headed(BRAMS, ssin=NEW),
        sound=headed(BRAMS, ssin=OTHER),
        before=(bram(),),
        beside=(replacing(),),
    ),
    Case(
        "A number replaced by who may touch only what is his own.",
        "REPLACED_SSIN-NOT_ENTITLED",
        wrong=beside(ANNA, employer=FOUNDRY),
        sound=beside(None, ANNA, employer=FOUNDRY),
        by=SCHOOL,
        on=dt.date(2027, 1, 11),
    ),
    Case(
        "Nothing where the number replaced should stand.",
        "REPLACED_SSIN-ABSENT",
        wrong=replacing(""),
        sound=replacing(),
    ),
    Case(
        "A number replaced of ten digits.",
        "REPLACED_SSIN-LENGTH",
        wrong=replacing(ANNA[:10]),
        sound=replacing(ANNA),
    ),
    Case(
        "A letter in the number replaced.",
        "REPLACED_SSIN-INVALID",
        wrong=replacing(f"{ANNA[:10]}A"),
        sound=replacing(ANNA),
    ),
    Case(
        "A number replaced with wrong check digits.",
        "REPLACED_SSIN-CHECK_DIGIT",
        wrong=replacing(f"{int(ANNA) + 1:011}"),
        sound=replacing(ANNA),
    ),
    Case(
        "A number replaced by itself.",
        "REPLACED_SSIN-FORBIDDEN",
        wrong=replacing(ANNA, ANNA),
        sound=replacing(ANNA, NEW),
    ),
]
