"""The trainings of the account on paper: followed, planned, and what came of the others."""

from collections.abc import Iterator

from fla.doors.account.blocks import AnyBlock, Heading, Table, Text
from fla.doors.account.model import TrainingPart
from fla.doors.account.words import Say

_GROUPS = {"followed": ("completed",), "plannedTrainings": ("planned",)}
_HEADS = ("training", "period", "duration", "category", "result", "charged")


def trainings(parts: tuple[TrainingPart, ...], say: Say) -> Iterator[AnyBlock]:
    """Return a table for each of the three groups that has any."""
    if not parts:
        yield Text(say.word("noTrainings"))
    known = [status for statuses in _GROUPS.values() for status in statuses]
    groups = [
        *((key, [one for one in parts if one.status in of]) for key, of in _GROUPS.items()),
        ("otherTrainings", [one for one in parts if one.status not in known]),
    ]
    for key, rows in groups:
        if rows:
            yield Heading(say.word(key))
            yield Table(
                tuple(map(say.word, _HEADS)),
                tuple(_row(one, say) for one in rows),
                widths=(5, 3, 2, 3, 4, 3),
                amounts=(2,),
            )


def _row(one: TrainingPart, say: Say) -> tuple[str, ...]:
    return (
        "\n".join(part for part in (one.title, one.provider_name, one.location) if part),
        say.period(one.start_date, one.end_date),
        say.amount(one.duration_days, "day") or say.minutes(one.duration_minutes),
        f"{say.code('TrainingForm', one.form)}, {say.code('TrainingCategory', one.category)}",
        "\n".join(part for part in _result(one, say) if part),
        _charge(one, say),
    )


def _result(one: TrainingPart, say: Say) -> Iterator[str]:
    if one.status not in ("completed", "planned"):
        yield say.code("TrainingStatus", one.status)
    yield say.code("TrainingResult", one.result)
    if one.score is not None:
        yield f"{say.number(one.score)} %"
    if one.certificate_number:
        yield say.word("certificate", number=one.certificate_number)
    if one.certificate_valid_until:
        yield say.word("validUntil", date=say.date(one.certificate_valid_until))
    if one.verification != "confirmed":
        yield say.code("Verification", one.verification)
    if one.cost is not None:
        yield say.word("cost", amount=say.money(one.cost))


def _charge(one: TrainingPart, say: Say) -> str:
    if one.charged_right is None:
        return say.code("OutOfScopeReason", one.out_of_scope_reason)
    return f"{say.minutes(one.charged_minutes)}\n{say.code('RightType', one.charged_right)}"
