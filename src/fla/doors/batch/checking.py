"""Checks file sets where they are made: all that can be known of them without the register.

The same checks as a set meets when it is handed over, with the same codes, then what the form of
each record is worth. Whether the sender may declare for an employer, and what the register knows of
a worker, is for a test set to find out.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from fla.clock import Clock
from fla.doors.batch.ahead import Ahead
from fla.doors.batch.anomaly_place import where
from fla.doors.batch.chunk import Chunk
from fla.doors.batch.decompress import UnpackingError, open_part
from fla.doors.batch.fault import FaultKind, FileFault, FileRefusedError
from fla.doors.batch.offline import offline_outcomes
from fla.doors.batch.reader import Record
from fla.doors.batch.run import CHUNK, Run, Take
from fla.doors.batch.snapshot import SNAPSHOT, as_registration
from fla.filesets import examination
from fla.filesets.faults import FaultCode
from fla.filesets.inbox import Bundle, Lying, bundle, listing, odd, without_go
from fla.filesets.model import MOST_EXAMPLES, AnomalyCount, Example, Fault, FileSet
from fla.filesets.names import RawName, counted, day_of, take_apart
from fla.filesets.spool import IN_FOLDERS
from fla.intake.anomaly import Anomaly
from fla.intake.declaration import AnyDeclaration, Outcome
from fla.languages import Language
from fla.senders.model import ENVIRONMENTS, Environment, SenderCertificate
from fla.settings import Settings

SOUND, SOME_REJECTED, REFUSED = 0, 1, 2
"""Exit statuses: all would be accepted, some forms would not, or the set would not."""
_NO_TICKET: Final = "0" * 13


class Means(Struct, frozen=True, kw_only=True):
    """What a check goes by: the bounds, the clock, and what the sender says of himself.

    `enterprise_number` is whom each header must name, else the first header's. Without
    `certificates` no signature is verified.
    """

    settings: Settings
    clock: Clock
    enterprise_number: str | None = None
    certificates: Sequence[SenderCertificate] = ()


class Checked(Struct, kw_only=True):
    """What a check found of a set, or of one declaration file that belongs to none.

    The forms that were read until a fault are counted. `verified`: its signatures are those of the
    certificates given; `unverified`: there are signatures, and nothing to hold them against.
    """

    name: str
    faults: list[Fault]
    forms: int = 0
    accepted: int = 0
    warned: int = 0
    rejected: int = 0
    anomalies: dict[str, AnomalyCount]
    language: Language | None = None
    verified: bool = False
    unverified: bool = False

    @property
    def status(self) -> int:
        """The exit status that it deserves."""
        if self.faults:
            return REFUSED
        return SOME_REJECTED if self.rejected else SOUND


def gather(paths: Iterable[Path]) -> list[tuple[Path, Bundle]]:
    """The sets in some directories, or among some files, each with its directory."""
    found: list[tuple[Path, Bundle]] = []
    named: dict[Path, set[str]] = {}
    for path in paths:
        if path.is_dir():
            found += _bundles(path, listing(path))
        else:
            named.setdefault(path.parent, set()).add(path.name)
    for folder, names in named.items():
        found += _bundles(folder, [file for file in listing(folder) if file.name in names])
    return found


def _bundles(folder: Path, files: Sequence[Lying]) -> list[tuple[Path, Bundle]]:
    starts = [file.name for file in files if file.name.startswith(("GO.", "TD."))]
    sets = [bundle(files, name) for name in starts] + without_go(files)
    sets += [Bundle("", None, [file], None) for file in odd(files) if file.name not in starts]
    return [(folder, one) for one in sets]


async def check_set(folder: Path, found: Bundle, means: Means) -> Checked:
    """Check one set: its names, sizes and signatures, then what is in its parts."""
    file_set = _described(folder, found, means.clock.now())
    checked = Checked(name=file_set.go_name, faults=[], anomalies={})
    parts = _paths(folder, found, "FI")
    checked.faults += examination.faults_of_names(file_set, means.settings) or _of_sizes(
        file_set, parts, means.settings
    )
    if not checked.faults:
        signatures = _paths(folder, found, "FS")
        checked.unverified = bool(signatures) and not means.certificates
        if means.certificates:
            await _check_signatures(parts, signatures, means, checked)
    if not checked.faults:
        await _check_parts(parts, file_set.purpose, means, checked)
    return checked


async def check_file(path: Path, means: Means) -> Checked:
    """Check one declaration file that belongs to no set."""
    checked = Checked(name=path.name, faults=[], anomalies={})
    await _check_parts([path], "", means, checked)
    return checked


def _described(folder: Path, found: Bundle, now: dt.datetime) -> FileSet:
    """The set as it would be handed over, as far as its names say."""
    go_name, *_ = names = [file.shown for file in found.files]
    raw = take_apart(go_name)
    file_set = FileSet(
        ticket=_NO_TICKET,
        sender="",
        enterprise_number="",
        environment="R",
        channel="sftp",
        go_name=go_name,
        names=names,
        size=sum((folder / file.name).stat().st_size for file in found.files),
        arrived_at=now,
    )
    if isinstance(raw, Fault):
        return file_set
    return replace(
        file_set,
        sender=raw.sender,
        environment=_environment(folder, raw),
        purpose=raw.purpose,
        sent_on=day_of(raw),
        sequence=raw.sequence,
        parts=counted(raw.parts) or 0,
    )


def _environment(folder: Path, raw: RawName) -> Environment:
    """The directory's, where it is called as a sender's folder is; else what the name says."""
    for environment, name in IN_FOLDERS.items():
        if folder.resolve().name == name:
            return environment
    return next((one for one in ENVIRONMENTS if one == raw.environment), "R")


def _paths(folder: Path, found: Bundle, direction: str) -> list[Path]:
    raws = [take_apart(one.name) for one in found.others]
    named = [raw for raw in raws if isinstance(raw, RawName) and raw.direction == direction]
    return [folder / raw.name for raw in sorted(named, key=lambda raw: counted(raw.part) or 0)]


def _of_sizes(file_set: FileSet, parts: Sequence[Path], settings: Settings) -> list[Fault]:
    if file_set.size > settings.batch_limit:
        return [Fault(FaultCode.SET_TOO_LARGE, file_set.go_name, detail=str(settings.batch_limit))]
    return [Fault(FaultCode.EMPTY, part.name) for part in parts if part.stat().st_size == 0]


async def _check_signatures(
    parts: Sequence[Path], signatures: Sequence[Path], means: Means, checked: Checked
) -> None:
    of_part = {_part(path): path for path in signatures}
    for part in parts:
        if (signature := of_part.get(_part(part))) is not None:
            fault = await examination.fault_of_signature(
                part, signature, means.certificates, means.clock.now()
            )
            checked.faults += [fault] if fault else []
    checked.verified = bool(signatures) and not checked.faults


def _part(path: Path) -> str:
    raw = take_apart(path.name)
    return raw.part if isinstance(raw, RawName) else ""


async def _check_parts(parts: Sequence[Path], purpose: str, means: Means, checked: Checked) -> None:
    """Check part after part, as far as the bytes go that all of them may take unpacked."""
    left = means.settings.batch_unpacked_limit
    for part in parts:
        sink = _Findings(part, checked)
        await _check_part(sink, purpose, means, left)
        left -= sink.read
        if any(fault.code == FaultCode.UNPACKED_TOO_LARGE for fault in checked.faults):
            return


async def _check_part(sink: "_Findings", purpose: str, means: Means, most: int) -> None:
    part, checked = sink.part, sink.checked
    try:
        with open_part(part, most) as stream, ThreadPoolExecutor(1) as worker:
            ahead = Ahead(worker, stream, CHUNK)
            header = await ahead.header()
            checked.language = checked.language or header.language
            wanted = means.enterprise_number or header.sender
            if header.sender != wanted:
                raise FileRefusedError(FileFault(FaultKind.SENDER, detail=header.sender))
            run = Run(take=_by_form(purpose, means), sink=sink, stopped=lambda: False)
            if (fault := await run.answer(ahead)) is not None:
                raise FileRefusedError(fault)
    except UnpackingError as refused:
        checked.faults.append(Fault(refused.code, part.name, detail=refused.detail))
    except FileRefusedError as refused:
        at = refused.fault
        checked.faults.append(Fault(FaultCode(at.kind), part.name, at.line, at.column, at.detail))


def _by_form(purpose: str, means: Means) -> Take:
    async def take(declarations: Sequence[AnyDeclaration]) -> list[Outcome]:
        if purpose == SNAPSHOT:
            declarations = [as_registration(one) for one in declarations]
        return offline_outcomes(declarations, means.clock.today())

    return take


class _Findings(Struct):
    """Counts what was found of the records of a part; `read` counts its bytes as they are meant."""

    part: Path
    checked: Checked
    read: int = 0

    async def answered(self, chunk: Chunk, outcomes: Sequence[Outcome]) -> None:
        """Take the outcomes of a chunk, in the order of its records."""
        self.read = chunk.bytes_read
        for record, outcome in zip(chunk.records, outcomes, strict=True):
            self._count(outcome)
            for anomaly in outcome.anomalies:
                self._note(anomaly, record, chunk)

    def _count(self, outcome: Outcome) -> None:
        checked = self.checked
        checked.forms += 1
        checked.accepted += outcome.status == "accepted"
        checked.warned += outcome.status == "acceptedWithWarnings"
        checked.rejected += outcome.status == "rejected"

    def _note(self, anomaly: Anomaly, record: Record, chunk: Chunk) -> None:
        found = self.checked.anomalies
        before = found.get(anomaly.code)
        examples = list(before.examples) if before else []
        if len(examples) < MOST_EXAMPLES:
            place = where(anomaly, record, chunk.text)
            examples.append(
                Example(
                    position=self.checked.forms,
                    part=self.number,
                    line=place.line,
                    reference=record.declaration.reference or None,
                    value=anomaly.value,
                    path=place.path,
                )
            )
        count = (before.count if before else 0) + 1
        found[anomaly.code] = AnomalyCount(anomaly.code, anomaly.anomaly_class, count, examples)

    @property
    def number(self) -> int:
        """The part's number."""
        raw = take_apart(self.part.name)
        return (counted(raw.part) if isinstance(raw, RawName) else None) or 1
