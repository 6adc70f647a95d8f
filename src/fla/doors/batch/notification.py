"""The notification of a file set (NOTI): an answer to each form, in order, then a summary.

Only text is made here; where it goes, and how much of it counts, is the business of `set_answers`.
"""

import re
from collections.abc import Sequence

from fla.doors.batch import contract
from fla.doors.batch.anomaly_place import where
from fla.doors.batch.layout import LAYOUTS
from fla.doors.batch.markup import (
    creation,
    element,
    file_reference,
    moment,
    optional,
    safe,
    told_in,
)
from fla.doors.batch.reader import Record
from fla.doors.batch.source_text import SourceText
from fla.filesets.model import FileSet
from fla.intake.anomaly import Anomaly
from fla.intake.declaration import Outcome
from fla.intake.snapshot_store import Vanished
from fla.languages import Language

START = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<NOTIFICATION xmlns:xsi="{contract.XSI}"'
    f' xsi:noNamespaceSchemaLocation="{contract.NOTIFICATION_SCHEMA}">\n'
)
END = "</NOTIFICATION>\n"
BLOCKING, TOO_MANY, ANOMALIES = 3, 4, 7
"""The diagnoses that are made: of a form, or (4) of the whole set."""
_ELEMENTS = {
    layout.declaration.__struct_config__.tag: name
    for name, layout in LAYOUTS.items()
    if layout.declaration
}
_BLOCK = re.compile(r"/(Person|Occupation|Suspension)(?:\[(\d+)\])?(?=/|$)")


class Notification:
    """Writes the forms that answer one part of a set; `part` is the name of its FI file."""

    def __init__(self, file_set: FileSet, part: str, language: Language | None) -> None:
        """Speak to the sender in a language, in all four where he named none.

        All forms bear the time of the acknowledgement, so that a set which is resumed is answered
        as if it had never been interrupted.
        """
        self._set = file_set
        self._languages = told_in(language)
        self._ids = file_set.environment == "R"  # what leaves no trace has no id
        now = file_set.acknowledged_at or file_set.arrived_at
        self._start = f"<Form><Identification>NOTI001</Identification>{creation(now)}<TypeForm>"
        self._file = _file(file_set, part)
        self._text: SourceText | None = None

    def forms(
        self, records: Sequence[Record], outcomes: Sequence[Outcome], text: SourceText | None
    ) -> list[str]:
        """The answers to some records, in their order."""
        self._text = text
        return list(map(self._form, records, outcomes))

    def vanished(self, vanished: Vanished) -> str:
        """The form that tells of an object that a snapshot leaves out."""
        references = _reference(1, 1, safe(vanished.reference))
        if self._ids:
            references += _reference(2, 2, str(vanished.target))
        return (
            f"{self._start}LA</TypeForm>{references}{_employer(vanished.enterprise_number)}"
            "<HandlingResult><ResultCode>1</ResultCode></HandlingResult><ApplicationData><Vanished>"
            f"{element('Identification', _ELEMENTS[vanished.kind])}"
            "</Vanished></ApplicationData></Form>\n"
        )

    def summary(self, file_set: FileSet) -> str:
        """The last form, of a set that is answered as far as it will be."""
        counts = {
            "Forms": file_set.forms,
            "Answered": file_set.answered,
            "Accepted": file_set.accepted,
            "AcceptedWithAnomalies": file_set.warned,
            "Rejected": file_set.rejected,
            "Repeated": file_set.repeated,
            "Unchanged": file_set.unchanged,
            "Vanished": file_set.vanished,
        }
        told = "".join(element(name, str(count)) for name, count in counts.items())
        whole = file_set.answered == file_set.forms and file_set.diagnosis != TOO_MANY
        return (
            f"{self._start}SU</TypeForm>{_file(file_set, file_set.go_name)}"
            f"<HandlingResult><ResultCode>{whole:d}</ResultCode>"
            f"{optional('Diagnosis', file_set.diagnosis)}</HandlingResult>"
            f"<ApplicationData><Summary>{told}</Summary></ApplicationData></Form>\n"
        )

    def _form(self, record: Record, outcome: Outcome) -> str:
        declaration = record.declaration
        file = self._file if record.position == 1 else ""
        ssin = declaration.ssin
        person = f"<NaturalPerson>{element('Ssin', ssin)}</NaturalPerson>" if ssin else ""
        return (
            f"{self._start}RE</TypeForm>{file}<HandledOriginalForm>"
            f"{element('Identification', record.element)}<TypeForm>{declaration.action}</TypeForm>"
            f"<SequenceNbr>{record.position}</SequenceNbr><LineNbr>{record.line}</LineNbr>"
            f"</HandledOriginalForm>{self._references(outcome)}"
            f"{_employer(declaration.enterprise_number)}{person}"
            f"{self._result(record, outcome)}</Form>\n"
        )

    def _references(self, outcome: Outcome) -> str:
        given = _reference(1, 1, safe(outcome.reference)) if outcome.reference else ""
        if not self._ids:
            return given
        target = "" if outcome.target is None else _reference(2, 2, str(outcome.target))
        return f"{given}{_reference(1, 2, str(outcome.declaration_id))}{target}"

    def _result(self, record: Record, outcome: Outcome) -> str:
        if outcome.status == "accepted" and not outcome.anomalies:
            return f"<HandlingResult><ResultCode>1</ResultCode></HandlingResult>{_data(outcome)}"
        reports = "".join(self._report(anomaly, record) for anomaly in outcome.anomalies)
        return (
            f"<HandlingResult><ResultCode>{outcome.status != 'rejected':d}</ResultCode>"
            f"{optional('Diagnosis', self._diagnosis(outcome))}{reports}</HandlingResult>"
            f"{_data(outcome)}"
        )

    def _diagnosis(self, outcome: Outcome) -> int:
        if outcome.status != "rejected":
            return ANOMALIES
        return TOO_MANY if self._set.diagnosis == TOO_MANY else BLOCKING

    def _report(self, anomaly: Anomaly, record: Record) -> str:
        place = where(anomaly, record, self._text)
        labels = "".join(
            f'<AnomalyLabel language="{language}">{safe(anomaly.message(language))}</AnomalyLabel>'
            for language in self._languages
        )
        tag = place.path.rpartition("/")[2].partition("[")[0]
        return (
            f"\n  <AnomalyReport><ErrorID>{anomaly.code}</ErrorID>{element('TagName', tag)}"
            f"{optional('Value', anomaly.value)}"
            f"<AnomalyClass>{anomaly.anomaly_class}</AnomalyClass>{labels}"
            f"<AnomalyLocation><LineNbr>{place.line}</LineNbr>"
            f"{optional('ColumnNbr', place.column)}{element('Location', place.path)}"
            f"</AnomalyLocation>{_functional(place.path, record)}"
            f"{optional('AnomalyComplInformation', anomaly.detail)}</AnomalyReport>"
        )


def _file(file_set: FileSet, name: str) -> str:
    date, hour = moment(file_set.arrived_at)
    sender = element("EnterpriseNumber", file_set.enterprise_number)
    return (
        f"{file_reference(name, file_set.ticket)}<FileReceptionInformation>"
        f"<ReceptionDate>{date}</ReceptionDate><ReceptionHour>{hour}</ReceptionHour>"
        f"<Channel>{file_set.channel}</Channel></FileReceptionInformation><HandledOriginalFile>"
        f"<SenderId>{file_set.sender}</SenderId><HandledSenderIdentification>{sender}"
        "</HandledSenderIdentification></HandledOriginalFile>"
    )


def _employer(number: str) -> str:
    return f"<EmployerId>{element('EnterpriseNumber', number)}</EmployerId>"


def _reference(kind: int, origin: int, number: str) -> str:
    return (
        f"<Reference><ReferenceType>{kind}</ReferenceType><ReferenceOrigin>{origin}"
        f"</ReferenceOrigin><ReferenceNbr>{number}</ReferenceNbr></Reference>"
    )


def _data(outcome: Outcome) -> str:
    if outcome.unchanged:
        return "<ApplicationData><Unchanged>1</Unchanged></ApplicationData>"
    if outcome.repeated:
        return "<ApplicationData><Repeated>1</Repeated></ApplicationData>"
    return ""


def _functional(path: str, record: Record) -> str:
    """The keys of what is at fault, as they stood; an empty one is left out."""
    declaration = record.declaration
    keys = {
        "EnterpriseNumber": declaration.enterprise_number,
        "Ssin": declaration.ssin,
        "Reference": declaration.reference,
    }
    told = "".join(element(name, text) for name, text in keys.items() if text)
    block = _BLOCK.search(path, len(record.path))
    if block is not None:
        told += f"<BlockName>{block[1]}</BlockName>"
        told += f"<BlockSequenceNbr>{block[2] or 1}</BlockSequenceNbr>"
    return f"<Path>{told}</Path>"
