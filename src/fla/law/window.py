"""Over which years unused credit is carried, before it is set to zero."""

import datetime as dt

from fla.law.model import Choices, SizeClass
from fla.law.pack import pack


def window_of(year: int, hired: dt.date | None, choices: Choices) -> tuple[int, int]:
    """Return the first and last year of the window in which a year lies.

    The years before the first window stand together, though no window is known of them: see
    `in_window`. Under `fromHire` a worker hired later has windows that begin in the year of hire.
    """
    rule = pack().law.windows
    begin = rule.first_year
    if choices.window == "fromHire" and hired is not None and begin < hired.year <= year:
        begin = hired.year
    if year < begin:
        return pack().first_year, begin - 1
    first = year - (year - begin) % rule.years
    return first, first + rule.years - 1


def in_window(year: int) -> bool:
    """Say whether a year lies in a window of the pack: the first begins in 2024."""
    return year >= pack().law.windows.first_year


def carries_into(year: int, hired: dt.date | None, choices: Choices, size_class: SizeClass) -> bool:
    """Say whether what was left at the end of the year before is added to the year's right.

    Not in a window's first year: the balance went to zero. The sources speak of employers of 20 and
    more only; for smaller ones it is a choice.
    """
    if size_class != "20+" and choices.small_employer_carry_over == "lapses":
        return False
    return year != window_of(year, hired, choices)[0]
