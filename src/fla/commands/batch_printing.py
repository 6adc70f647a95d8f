"""File sets as the command line prints them to people: tables, and counts in a sentence."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from rich.table import Column, Table
from rich.text import Text

from fla.clock import BRUSSELS
from fla.filesets.model import AnomalyCount, Fault, FileSet, Reply
from fla.intake.anomaly import anomaly_of
from fla.languages import Language

_STYLES = {"B": "red", "P": "yellow", "W": "yellow"}
_EXAMPLES_SHOWN = 3
_TICKET_LENGTH = 13


def sets_table(file_sets: Sequence[FileSet]) -> Table:
    """Return file sets, a row each."""
    ticket = Column(
        "Ticket", no_wrap=True, min_width=_TICKET_LENGTH
    )  # to be copied, however narrow
    others = ("Sender", "Arrived", "State", "Answered", "Rejected")
    table = Table(ticket, *others, Column("Set", overflow="fold"), box=None)
    for one in file_sets:
        table.add_row(
            one.ticket,
            one.sender,
            moment(one.arrived_at),
            one.state,
            f"{one.answered:,}/{one.forms:,}",
            f"{one.rejected:,}",
            one.go_name,
        )
    return table


def facts(file_set: FileSet) -> Table:
    """Return what is known of one set, a row each."""
    table = Table(show_header=False, box=None)
    for name, value in _facts(file_set):
        if value is not None:
            table.add_row(name, str(value))
    return table


def _facts(one: FileSet) -> Iterator[tuple[str, object]]:
    yield "Ticket", one.ticket
    yield "Set", one.go_name
    yield "Sender", f"{one.sender} (enterprise {one.enterprise_number})"
    yield "Channel", one.channel
    yield "State", one.state
    yield "Diagnosis", one.diagnosis
    yield "Arrived", moment(one.arrived_at)
    yield "Acknowledged", one.acknowledged_at and moment(one.acknowledged_at)
    yield "Finished", one.finished_at and moment(one.finished_at)
    yield "Bytes", f"{one.size:,}"
    yield "Forms", counts(one)
    yield "Vanished", f"{one.vanished:,}" if one.vanished else None
    yield "Confirmed by", one.confirmed_by
    yield "Stopped by", one.stop_asked_by
    yield "Stopped because", one.stopped_reason


def counts(one: FileSet) -> str:
    """Say how far a set is answered, and how."""
    told = [
        f"{one.answered:,} of {one.forms:,} answered",
        f"{one.accepted + one.warned:,} accepted",
        f"{one.rejected:,} rejected",
    ]
    more = {"with anomalies": one.warned, "known already": one.repeated, "unchanged": one.unchanged}
    told += [f"{count:,} {name}" for name, count in more.items() if count]
    return ", ".join(told)


def held_table(held: dict[str, Any]) -> Table:
    """Return what a held snapshot would change at each employer that makes it wait."""
    table = Table("Employer", "Registered", "Changed", "New", title=_held_title(held), box=None)
    for share in held.get("shares", []):
        numbers = (share["registered"], share["changed"], share["new"])
        table.add_row(share["enterpriseNumber"], *(f"{number:,}" for number in numbers))
    return table


def _held_title(held: dict[str, Any]) -> str:
    told = f"It would change {held['changed']:,} and add {held['new']:,} of {held['records']:,}"
    return f"{told}; {held['vanished']:,} registered ones are not in it"


def faults_table(faults: Sequence[Fault], language: Language) -> Table:
    """Return what is wrong with a set as a whole, a row each."""
    table = Table("Fault", "File", "Line", "", box=None)
    for one in faults:
        line = "" if one.line is None else f"{one.line:,}"
        message = one.message(language)
        table.add_row(Text(one.error_id, "red"), one.file_name or "", line, message)
    return table


def anomalies_table(anomalies: Sequence[AnomalyCount], language: Language) -> Table:
    """Return the anomalies of a set's forms by code, with the first places of each."""
    table = Table("Anomaly", "", "Times", "On lines", "For example", box=None)
    for one in anomalies:
        style = _STYLES.get(one.anomaly_class, "")
        table.add_row(
            one.code,
            Text(one.anomaly_class, style),
            f"{one.count:,}",
            _lines(one),
            anomaly_message(one, language),
        )
    return table


def _lines(one: AnomalyCount) -> str:
    shown = [example for example in one.examples if example.line][:_EXAMPLES_SHOWN]
    told = ", ".join(f"{example.part}:{example.line}" for example in shown)
    return f"{told} …" if one.count > len(shown) else told


def anomaly_message(one: AnomalyCount, language: Language) -> str:
    """Say what is wrong, by the first form that has the anomaly."""
    value = one.examples[0].value if one.examples else None
    return anomaly_of(one.code, value).message(language)


def replies_table(replies: Sequence[Reply]) -> Table:
    """Return the replies to a set, a row each."""
    table = Table("Reply", "Name", "Bytes", "Made", "Fetched", box=None)
    for one in replies:
        fetched = moment(one.fetched_at) if one.fetched_at else "not yet"
        table.add_row(one.kind, one.name, f"{one.size:,}", moment(one.created_at), fetched)
    return table


def moment(instant: dt.datetime) -> str:
    """Return an instant as a Belgian clock shows it."""
    return f"{instant.astimezone(BRUSSELS):%Y-%m-%d %H:%M:%S}"
