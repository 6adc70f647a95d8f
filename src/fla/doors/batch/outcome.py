"""The outcome file: one outcome per record of a declaration file, written while it is processed.

It grows under a temporary name and gets its own only when it is whole, so that nobody ever reads
half of one. Only its owner may read it, for it repeats what was declared.
"""

import datetime as dt
import fcntl
import glob
import os
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from fla.doors.batch import contract
from fla.doors.batch.anomaly_place import path_of
from fla.doors.batch.fault import FileFault
from fla.doors.batch.markup import element, safe
from fla.doors.batch.reader import Record
from fla.doors.batch.tally import Tally
from fla.filesets.spool import to_disk
from fla.intake.anomaly import Anomaly
from fla.intake.declaration import Outcome
from fla.languages import Language

_START = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<{contract.OUTCOME} xmlns:xsi="{contract.XSI}"'
    f' xsi:noNamespaceSchemaLocation="{contract.OUTCOME_SCHEMA}">\n'
)


class OutcomeFile:
    """An outcome file in the making; `finish` puts it in place, leaving without it discards it."""

    def __init__(
        self,
        path: Path,
        answered: str,
        now: dt.datetime,
        languages: Sequence[Language],
        *,
        dry_run: bool,
    ) -> None:
        """Say where it goes, the name of the file it answers, when (UTC), and in which languages.

        A dry run's outcome file leaves out the ids, for nothing got one.
        """
        self.path = path
        self._answered = answered
        self._now = now
        self._languages = languages
        self._dry_run = dry_run
        self._growing = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")

    def __enter__(self) -> Self:
        """Open it under its temporary name, for its owner alone; sweep up after those who died."""
        _sweep(self.path)
        descriptor = os.open(self._growing, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        self._file = os.fdopen(descriptor, "w", encoding="utf-8", newline="\n")
        self._file.write(_START + self._header())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove what was not finished."""
        self._file.close()
        self._growing.unlink(missing_ok=True)

    def write(self, records: Iterable[Record], outcomes: Iterable[Outcome]) -> None:
        """Write the outcomes of records, in their order."""
        self._file.writelines(map(self._record, records, outcomes))

    def finish(self, tally: Tally, fault: FileFault | None) -> None:
        """Write the summary, see it safely on disk and give the file its name."""
        self._file.write(self._summary(tally, fault))
        self._file.write(f"</{contract.OUTCOME}>\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._growing.replace(self.path)
        to_disk(self.path.parent)

    def _header(self) -> str:
        parts = (
            element("FileName", self._answered),
            f"<CreatedAt>{self._now:%Y-%m-%dT%H:%M:%SZ}</CreatedAt>",
            f"<DryRun>{_boolean(self._dry_run)}</DryRun>",
        )
        return f"<Header>{''.join(parts)}</Header>\n"

    def _record(self, record: Record, outcome: Outcome) -> str:
        path = record.path
        parts = [
            f"<Record><Position>{record.position}</Position><Path>{safe(path)}</Path>"
            f"<Line>{record.line}</Line>{element('Reference', outcome.reference)}"
        ]
        if not self._dry_run:
            parts.append(f"<DeclarationId>{outcome.declaration_id}</DeclarationId>")
        parts.append(f"<Status>{outcome.status}</Status>")
        if outcome.target is not None and not self._dry_run:
            parts.append(f"<Target>{outcome.target}</Target>")
        if outcome.repeated:
            parts.append("<Repeated>true</Repeated>")
        parts.extend(self._anomaly(anomaly, record) for anomaly in outcome.anomalies)
        parts.append("</Record>\n")
        return "".join(parts)

    def _anomaly(self, anomaly: Anomaly, record: Record) -> str:
        parts = [
            f"\n  <Anomaly><Code>{anomaly.code}</Code><Class>{anomaly.anomaly_class}</Class>",
            "" if anomaly.value is None else element("Value", anomaly.value),
            "" if anomaly.detail is None else element("Detail", anomaly.detail),
            element("Path", path_of(anomaly, record)),
            f"<Line>{anomaly.line or record.line}</Line>",
            self._messages(anomaly),
            "</Anomaly>",
        ]
        return "".join(parts)

    def _summary(self, tally: Tally, fault: FileFault | None) -> str:
        counts = {
            "Records": tally.records,
            "Accepted": tally.accepted,
            "AcceptedWithWarnings": tally.warned,
            "Rejected": tally.rejected,
            "Repeated": tally.repeated,
        }
        parts = [f"<{name}>{count}</{name}>" for name, count in counts.items()]
        parts.append(f"<Complete>{_boolean(fault is None)}</Complete>")
        if fault is not None:
            parts.append(self._fault(fault))
        return f"<Summary>{''.join(parts)}</Summary>\n"

    def _fault(self, fault: FileFault) -> str:
        line = "" if fault.line is None else f"<Line>{fault.line}</Line>"
        column = "" if fault.column is None else f"<Column>{fault.column}</Column>"
        told = f"<Code>{fault.code}</Code>{line}{column}{self._messages(fault)}"
        return f"<FileFault>{told}</FileFault>"

    def _messages(self, fault: Anomaly | FileFault) -> str:
        return "".join(
            f'<Message language="{language}">{safe(fault.message(language))}</Message>'
            for language in self._languages
        )


def _boolean(value: bool) -> str:
    return "true" if value else "false"


def _sweep(path: Path) -> None:
    """Remove what killed processes left of an outcome file: a living one holds its lock."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.part"):
        with left.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            left.unlink(missing_ok=True)
