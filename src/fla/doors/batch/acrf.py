"""The acknowledgement of a file set (ACRF): received, or refused with every fault found."""

import datetime as dt
from collections.abc import Sequence

from fla.doors.batch import contract
from fla.doors.batch.markup import creation, element, file_reference, optional, safe, told_in
from fla.filesets.model import Fault, FileSet
from fla.languages import Language, known_language

_START = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<ACRF xmlns:xsi="{contract.XSI}"'
    f' xsi:noNamespaceSchemaLocation="{contract.ACKNOWLEDGEMENT_SCHEMA}">\n'
)
_LONGEST_DETAIL = 500


def acknowledgement(file_set: FileSet, faults: Sequence[Fault], now: dt.datetime) -> bytes:
    """The ACRF of a set: refused where there are faults, else received.

    Messages are in the language of the set, or in all four.
    """
    reference = file_reference(file_set.go_name, file_set.ticket)
    result = _refused(file_set, faults) if faults else _received(file_set)
    form = (
        f"<Form><Identification>ACRF001</Identification>{creation(now)}"
        f"<TypeForm>FA</TypeForm>{reference}{result}</Form>\n"
    )
    return f"{_START}{form}</ACRF>\n".encode()


def _received(file_set: FileSet) -> str:
    return (
        "<ReceptionResult><ResultCode>1</ResultCode></ReceptionResult>"
        f"<ApplicationData><Forms>{file_set.forms}</Forms></ApplicationData>"
    )


def _refused(file_set: FileSet, faults: Sequence[Fault]) -> str:
    ids = "".join(f"<ErrorID>{fault.error_id}</ErrorID>" for fault in faults)
    languages = told_in(known_language(file_set.language))
    reports = "".join(_report(fault, languages) for fault in faults)
    return (
        f"<ReceptionResult><ResultCode>0</ResultCode>{ids}</ReceptionResult>"
        f"<ApplicationData>{reports}</ApplicationData>"
    )


def _report(fault: Fault, languages: Sequence[Language]) -> str:
    parts = (
        element("ErrorID", fault.error_id),
        optional("FileName", fault.file_name and fault.file_name[:255]),
        *(
            f'<AnomalyLabel language="{language}">{safe(fault.message(language))}</AnomalyLabel>'
            for language in languages
        ),
        _location(fault),
        optional("AnomalyComplInformation", fault.detail and fault.detail[:_LONGEST_DETAIL]),
    )
    return f"<FaultReport>{''.join(parts)}</FaultReport>"


def _location(fault: Fault) -> str:
    if fault.line is None:
        return ""
    place = f"{optional('LineNbr', fault.line)}{optional('ColumnNbr', fault.column)}"
    return f"<AnomalyLocation>{place}</AnomalyLocation>"
