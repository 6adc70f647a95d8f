"""The form of an employment with its occupation lines: what it reads into, what fills it in."""

import re
from decimal import Decimal
from typing import Final, get_args

from fla.doors.portal.posted import Form
from fla.doors.portal.reader import Reading
from fla.identifiers import IdentifierError, parse_joint_committee
from fla.identifiers.digits import compact
from fla.intake.anomaly import Anomaly, Field
from fla.intake.declaration import (
    Employment,
    EndReason,
    Occupation,
    Person,
    Suspension,
    SuspensionExtent,
    WorkerCategory,
)
from fla.intake.shape_employment import MOST_OCCUPATIONS
from fla.intake.shape_suspension import MOST_SUSPENSIONS
from fla.languages import LANGUAGES
from fla.register.model import Employment as Registered
from fla.register.model import Worker

PERSON_CONTROLS: Final[dict[Field, str]] = {
    Field.SSIN: "ssin",
    Field.REPLACED_SSIN: "replaced_ssin",
    Field.FAMILY_NAME: "family_name",
    Field.GIVEN_NAME: "given_name",
    Field.BIRTH_DATE: "birth_date",
    Field.BIRTH_PLACE: "birth_place",
    Field.ADDRESS: "address",
    Field.WORKER_LANGUAGE: "worker_language",
    Field.EMPLOYMENT_START_DATE: "start_date",
    Field.EMPLOYMENT_END_DATE: "end_date",
    Field.END_REASON: "end_reason",
    Field.PARALLEL: "parallel",
}
LINE_CONTROLS: Final[dict[Field, str]] = {
    Field.OCCUPATION_START_DATE: "line_start",
    Field.OCCUPATION_END_DATE: "line_end",
    Field.MEAN_HOURS: "mean_hours",
    Field.REFERENCE_HOURS: "reference_hours",
    Field.DAYS_PER_WEEK: "days_per_week",
    Field.JOINT_COMMITTEE: "joint_committee",
    Field.WORKER_CATEGORY: "worker_category",
}
"""Each followed by `-` and the line's number on the form, from 1."""
SUSPENSION_CONTROLS: Final[dict[Field, str]] = {
    Field.SUSPENSION_START_DATE: "off_start",
    Field.SUSPENSION_END_DATE: "off_end",
    Field.SUSPENSION_EXTENT: "off_extent",
    Field.SUSPENSION_MEAN_HOURS: "off_hours",
}
"""As well: each followed by `-` and a number."""
LINES: Final = "lines"
"""The group of lines, beside which stands what concerns no line in particular."""
SUSPENSIONS: Final = "suspensions"
MOST_LINES: Final = MOST_OCCUPATIONS
"""As many as an employment may have: what the form does not show it would take away."""

_REASONS: tuple[EndReason, ...] = get_args(EndReason)
_CATEGORIES: tuple[WorkerCategory, ...] = get_args(WorkerCategory)
_EXTENTS: tuple[SuspensionExtent, ...] = get_args(SuspensionExtent)
_NUMBERED: Final = re.compile(r"([a-z_]+)-(\d{1,3})", re.ASCII)
_HUNDRED: Final = 100


def controls(lines: int) -> dict[Field, str]:
    """Return which control a message stands beside; of the lines only a single one is meant."""
    if lines == 1:
        of_line = {field: f"{name}-1" for field, name in LINE_CONTROLS.items()}
    else:
        of_line = dict.fromkeys(LINE_CONTROLS, LINES)
    off = dict.fromkeys((*SUSPENSION_CONTROLS, Field.SUSPENSION), SUSPENSIONS)
    return PERSON_CONTROLS | of_line | {Field.OCCUPATION: LINES} | off


def read_employment(form: Form) -> Employment | tuple[Anomaly, ...]:
    """Return the employment a form describes, or what in it cannot be understood."""
    reading = Reading(form)
    employment = Employment(
        person=_person(reading),
        start_date=reading.needed_date("start_date", Field.EMPLOYMENT_START_DATE),
        end_date=reading.date("end_date", Field.EMPLOYMENT_END_DATE),
        end_reason=reading.code("end_reason", Field.END_REASON, _REASONS),
        parallel=reading.text("parallel") is not None,
        occupations=tuple(
            _occupation(reading, line)
            for line in range(1, count_lines(form) + 1)
            if _is_filled(form, line, LINE_CONTROLS)
        ),
        suspensions=tuple(
            _suspension(reading, line)
            for line in range(1, count_suspensions(form) + 1)
            if _is_filled(form, line, SUSPENSION_CONTROLS)
        ),
        replaced_ssin=compact(reading.text("replaced_ssin") or "") or None,
    )
    return tuple(reading.anomalies) or employment


def count_lines(form: Form) -> int:
    """Return how many lines the form shows, at least one."""
    return min(max(_numbers(form, LINE_CONTROLS), default=1), MOST_LINES) or 1


def count_suspensions(form: Form) -> int:
    """Return how many suspensions the form shows, maybe none."""
    return min(max(_numbers(form, SUSPENSION_CONTROLS), default=0), MOST_SUSPENSIONS)


def _numbers(form: Form, controls: dict[Field, str]) -> list[int]:
    known = set(controls.values())
    found = (_NUMBERED.fullmatch(name) for name in form)
    return [int(match[2]) for match in found if match and match[1] in known]


def _is_filled(form: Form, line: int, controls: dict[Field, str]) -> bool:
    return any(form.get(f"{name}-{line}", [""])[-1].strip() for name in controls.values())


def _person(reading: Reading) -> Person:
    return Person(
        family_name=reading.needed_text("family_name", Field.FAMILY_NAME),
        given_name=reading.needed_text("given_name", Field.GIVEN_NAME),
        birth_date=reading.date("birth_date", Field.BIRTH_DATE),
        birth_place=reading.text("birth_place"),
        address=reading.text("address"),
        language=reading.code("worker_language", Field.WORKER_LANGUAGE, LANGUAGES),
    )


def _occupation(reading: Reading, line: int) -> Occupation:
    return Occupation(
        start_date=reading.needed_date(f"line_start-{line}", Field.OCCUPATION_START_DATE),
        end_date=reading.date(f"line_end-{line}", Field.OCCUPATION_END_DATE),
        mean_hours=reading.needed_hundredths(f"mean_hours-{line}", Field.MEAN_HOURS),
        reference_hours=reading.needed_hundredths(f"reference_hours-{line}", Field.REFERENCE_HOURS),
        days_per_week=reading.needed_hundredths(f"days_per_week-{line}", Field.DAYS_PER_WEEK),
        joint_committee=_committee(
            reading.needed_text(f"joint_committee-{line}", Field.JOINT_COMMITTEE)
        ),
        worker_category=reading.needed_code(
            f"worker_category-{line}", Field.WORKER_CATEGORY, _CATEGORIES
        ),
    )


def _suspension(reading: Reading, line: int) -> Suspension:
    return Suspension(
        start_date=reading.needed_date(f"off_start-{line}", Field.SUSPENSION_START_DATE),
        end_date=reading.date(f"off_end-{line}", Field.SUSPENSION_END_DATE),
        extent=reading.needed_code(f"off_extent-{line}", Field.SUSPENSION_EXTENT, _EXTENTS),
        mean_hours=reading.hundredths(f"off_hours-{line}", Field.SUSPENSION_MEAN_HOURS),
    )


def _committee(typed: str) -> str:
    """Return a joint committee's code without what people put before it, else as typed."""
    try:
        return parse_joint_committee(typed) if typed else ""
    except IdentifierError:
        return typed


def employment_values(worker: Worker, employment: Registered) -> dict[str, str]:
    """Return what the form shows to correct a registered employment."""
    values = person_values(worker) | {
        "start_date": employment.start_date.isoformat(),
        "end_date": employment.end_date.isoformat() if employment.end_date else "",
        "end_reason": employment.end_reason or "",
        "parallel": "yes" if employment.parallel else "",
    }
    for number, line in enumerate(employment.occupations, 1):
        values |= {
            f"line_start-{number}": line.start_date.isoformat(),
            f"line_end-{number}": line.end_date.isoformat() if line.end_date else "",
            f"mean_hours-{number}": _hours(line.mean_hours),
            f"reference_hours-{number}": _hours(line.reference_hours),
            f"days_per_week-{number}": f"{(Decimal(line.days_per_week) / _HUNDRED).normalize():f}",
            f"joint_committee-{number}": line.joint_committee,
            f"worker_category-{number}": line.worker_category,
        }
    for number, off in enumerate(employment.suspensions, 1):
        values |= {
            f"off_start-{number}": off.start_date.isoformat(),
            f"off_end-{number}": off.end_date.isoformat() if off.end_date else "",
            f"off_extent-{number}": off.extent,
            f"off_hours-{number}": "" if off.mean_hours is None else _hours(off.mean_hours),
        }
    return values


def person_values(worker: Worker) -> dict[str, str]:
    """Return what the form shows of a known worker."""
    return {
        "ssin": worker.ssin,
        "family_name": worker.family_name,
        "given_name": worker.given_name,
        "birth_date": worker.birth_date.isoformat() if worker.birth_date else "",
        "birth_place": worker.birth_place or "",
        "address": worker.address or "",
        "worker_language": worker.language or "",
    }


def _hours(hundredths: int) -> str:
    return f"{(Decimal(hundredths) / _HUNDRED).normalize():f}"
