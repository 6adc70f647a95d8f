"""One year of the account on paper: the credit, how it came about, and what was said of it."""

import datetime as dt
from collections.abc import Iterator

from fla.doors.account.blocks import AnyBlock, Heading, Section, Table, Text
from fla.doors.account.words import Say
from fla.doors.account.year_model import ClosingPart, CreditPart, YearPart
from fla.law.window import in_window

_TERMS = ("entitled", "carried_in", "adjusted", "used", "planned", "remaining", "to_carry_over")
_HEADS = ("entitled", "carriedIn", "adjusted", "used", "planned", "left", "toCarryOver")
Event = tuple[dt.date, str, str, str]
"""When, what, how much, and why."""


def year(part: YearPart, say: Say) -> Section:
    """Return the section of a year."""
    return Section(say.word("year", year=part.year), tuple(_blocks(part, say)))


def _blocks(part: YearPart, say: Say) -> Iterator[AnyBlock]:
    yield Heading(say.word("credit"))
    if part.credit:
        yield Table(
            (say.word("right"), *map(say.word, _HEADS)),
            tuple(_credit(one, say) for one in part.credit),
            widths=(3, 2, 2, 2, 2, 2, 2, 2),
            amounts=tuple(range(1, len(_HEADS) + 1)),
        )
    else:
        yield Text(say.word("noCredit"))
    if in_window(part.year):
        yield Text(say.word("window", first=part.window[0], last=part.window[1]), quiet=True)
    for number in dict.fromkeys(_agreements(part)):
        yield Text(say.pair(say.word("cba"), number), quiet=True)
    yield from _explanation(part, say)
    events = sorted(_events(part, say), key=lambda event: event[0])
    if events:
        yield Heading(say.word("events"))
        yield Table(
            tuple(map(say.word, ("date", "what", "amount", "reason"))),
            tuple((say.date(day), *rest) for day, *rest in events),
            widths=(2, 5, 2, 4),
            amounts=(2,),
        )


def _credit(line: CreditPart, say: Say) -> tuple[str, ...]:
    terms = line.days if line.unit == "day" else line.hours
    amounts = (say.amount(getattr(terms, name), line.unit) for name in _TERMS)
    return (say.code("RightType", line.right_type), *amounts)


def _agreements(part: YearPart) -> Iterator[str]:
    found = [one.cba_registration_number for one in part.declared]
    if part.computed is not None and not part.computed.replaced:
        found.append(part.computed.cba_registration_number)
    yield from (number for number in found if number is not None)


def _explanation(part: YearPart, say: Say) -> Iterator[AnyBlock]:
    if part.computed is None:
        return
    yield Heading(say.word("explanation"))
    if part.computed.replaced:
        yield Text(say.word("replaced"))
    if part.computed.outdated:
        now = say.amount(part.computed.recomputed, part.computed.unit)
        yield Text(say.word("outdated", amount=now))
    for step in part.explanation:
        yield Text(step.text)
    for warning in part.warnings:
        yield Text(warning.text)
    cited = (title for one in part.explanation for title in one.source.split("; ") if title)
    sources = "; ".join(dict.fromkeys(cited))
    if sources:
        yield Text(say.word("source", source=sources), quiet=True)


def _events(part: YearPart, say: Say) -> Iterator[Event]:
    for right in part.declared:
        what = say.pair(say.word("declared"), say.code("RightType", right.right_type))
        amount = say.amount(right.entitled, right.unit)
        yield right.changed_at.date(), what, amount, right.adjustment_reason or ""
    for line in part.adjustments:
        what = say.pair(say.word("adjustment"), say.code("RightType", line.right_type))
        yield line.effective_date, what, say.amount(line.amount, line.unit), line.reason
    for out in part.opt_outs:
        what = say.word("optOutCompany" if out.whole_company else "optOutWorker")
        yield out.changed_at.date(), what, "", out.reason or ""
    yield from _found(part, say)
    for closing in part.closings:
        what = say.pair(say.word("closing"), say.code("RightType", closing.right_type))
        amount = say.amount(closing.carried_out, closing.unit)
        yield closing.closed_at.date(), what, amount, _lapse(closing, say)


def _lapse(closing: ClosingPart, say: Say) -> str:
    if closing.lapse_reason is None:
        return ""
    lapsed = say.word("lapsed", amount=say.amount(closing.lapsed, closing.unit))
    return f"{lapsed} ({say.word(f'lapse.{closing.lapse_reason}')})"


def _found(part: YearPart, say: Say) -> Iterator[Event]:
    """Yield what was found of the computed right, and what a recalculation made of it."""
    unit = part.computed.unit if part.computed else "day"
    seen = part.verification
    if seen is not None and seen.changed_at is not None:
        what = say.word("verified" if seen.state == "verified" else "verifiedAgain")
        yield seen.changed_at.date(), what, say.amount(seen.verified, unit), ""
    for change in part.changes:
        before = say.amount(change.before, unit) or say.word("nothing")
        after = say.amount(change.after, unit) or say.word("nothing")
        why = ", ".join(say.word(f"change.{reason}") for reason in change.reasons)
        yield change.changed_at.date(), say.word("changed", before=before), after, why
