"""Declaration files for the tests, written as a sender's program would, without our own writer."""

import io
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from fla.doors.batch.fault import FileFault, FileRefusedError
from fla.doors.batch.reader import Reader, Record
from fla.intake.anomaly import Anomaly
from fla.intake.declaration import Unreadable
from tests.intake.build import ANNA, BAKERY

Elements = Sequence[tuple[str, "str | Elements"]]

XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
ROOT = (
    '<LearningAccountDeclaration xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:noNamespaceSchemaLocation="learningAccount_2026q4.xsd">\n'
)
END = "</LearningAccountDeclaration>\n"
HEADER = f"<Header><Sender>{BAKERY}</Sender><CreationDate>2026-11-22</CreationDate></Header>\n"

COMMON: Mapping[str, str] = {
    "Action": "register",
    "Reference": "REF-1",
    "EnterpriseNumber": BAKERY,
    "Ssin": ANNA,
}
TRAINING: Mapping[str, str] = {
    **COMMON,
    "Title": "Veilig werken op hoogte",
    "StartDate": "2026-10-05",
    "EndDate": "2026-10-06",
    "DurationMinutes": "912",
    "Form": "formal",
    "Category": "safety",
    "Status": "completed",
    "InScope": "true",
    "ChargedRight": "sectoral",
    "ChargedMinutes": "912",
}
RIGHT: Mapping[str, str] = {
    **COMMON,
    "Year": "2026",
    "RightType": "sectoral",
    "Unit": "day",
    "Entitled": "4",
}
PERSON = "<Person><FamilyName>Peeters</FamilyName><GivenName>Anna</GivenName></Person>"
OCCUPATION = (
    "<Occupation><StartDate>2020-01-01</StartDate><MeanHours>3800</MeanHours>"
    "<ReferenceHours>3800</ReferenceHours><JointCommittee>200</JointCommittee>"
    "<WorkerCategory>whiteCollar</WorkerCategory></Occupation>"
)


def elements(values: Mapping[str, str]) -> str:
    return "".join(f"  <{name}>{escape(text)}</{name}>\n" for name, text in values.items())


def record(kind: str, values: Mapping[str, str]) -> str:
    return f"<{kind}>\n{elements(values)}</{kind}>\n"


def training(**changes: str) -> str:
    return record("Training", {**TRAINING, **changes})


def right(**changes: str) -> str:
    return record("Right", {**RIGHT, **changes})


def employment(person: str = PERSON, *occupations: str, **changes: str) -> str:
    content = f"{person}<StartDate>2020-01-01</StartDate>"
    lines = "".join(occupations or (OCCUPATION,))
    return f"<Employment>{elements({**COMMON, **changes})}{content}{lines}</Employment>\n"


def document(*records: str, header: str = HEADER) -> bytes:
    return (XML_DECLARATION + ROOT + header + "".join(records) + END).encode()


def read(data: bytes) -> tuple[list[Record], FileFault | None]:
    """All records that can be read, and why not more."""
    records: list[Record] = []
    try:
        for block in Reader(io.BytesIO(data)):
            records.extend(block)
    except FileRefusedError as refused:
        return records, refused.fault
    return records, None


def read_one(text: str) -> Record:
    """The one record of a document."""
    records, fault = read(document(text))
    assert fault is None
    assert len(records) == 1
    return records[0]


def faults(text: str) -> list[Anomaly]:
    """What is wrong with the one record of a document."""
    declaration = read_one(text).declaration
    assert isinstance(declaration, Unreadable)
    return list(declaration.anomalies)


def told(anomaly: Anomaly) -> tuple[str, str | None]:
    """An anomaly by its field, error and value: `("TITLE-LENGTH", "…")`."""
    return f"{anomaly.field.name}-{anomaly.error.name}", anomaly.value
