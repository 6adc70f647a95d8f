"""Checks files and whole sets without a register, and says what it found: to people, or as JSON."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import typer
from msgspec.structs import asdict
from rich.text import Text

from fla.clock import Clock
from fla.commands.acting import say
from fla.commands.batch_printing import anomalies_table, anomaly_message, faults_table
from fla.doors.batch.checking import SOUND, Checked, Means, check_file, check_set, gather
from fla.filesets.model import AnomalyCount, Fault
from fla.languages import Language
from fla.senders.certificates import certificate_of, read_certificate
from fla.senders.credential import CredentialRefusedError
from fla.senders.model import SenderCertificate
from fla.settings import Settings

_OF_A_SET: Final = ("FI.", "FS.", "GO.", "TD.")
_UNNAMED: Final[Language] = "en"
_WHO: Final = "check"


def belongs_to_a_set(path: Path) -> bool:
    """Say whether a path is a directory, or a file that by its name is one of a set."""
    return path.is_dir() or path.name.startswith(_OF_A_SET)


async def check_paths(
    paths: Sequence[Path],
    clock: Clock,
    settings: Settings,
    *,
    enterprise_number: str | None,
    certificates: Sequence[Path],
) -> list[Checked]:
    """Check the sets among some files and in some directories, and each other file for itself.

    Raises `BadParameter` for a certificate that cannot be used, and `OSError`.
    """
    means = Means(
        settings=settings,
        clock=clock,
        enterprise_number=enterprise_number,
        certificates=[_certificate(path, clock) for path in certificates],
    )
    sets = gather(path for path in paths if belongs_to_a_set(path))
    checked = [await check_set(folder, found, means) for folder, found in sets]
    alone = [path for path in paths if not belongs_to_a_set(path)]
    return checked + [await check_file(path, means) for path in alone]


def _certificate(path: Path, clock: Clock) -> SenderCertificate:
    try:
        return certificate_of(_WHO, read_certificate(path.read_bytes()), _WHO, clock.now())
    except CredentialRefusedError as refused:
        raise typer.BadParameter(f"{path}: {refused}", param_hint="--certificate") from None


def status_of(checked: Sequence[Checked]) -> int:
    """Return the exit status that the worst deserves."""
    return max((one.status for one in checked), default=SOUND)


def print_checked(checked: Sequence[Checked], language: Language | None) -> None:
    """Print to people what was found of each."""
    for one in checked:
        spoken = language or one.language or _UNNAMED
        say(_counts(one))
        if one.unverified:
            say("Signatures not verified: give the certificate with --certificate.")
        if one.faults:
            say(faults_table(one.faults, spoken))
        if one.anomalies:
            say(anomalies_table(_ordered(one), spoken))


def _counts(one: Checked) -> Text:
    told = Text(f"{one.name}: ", "bold")
    if one.forms:
        warned = f" ({one.warned:,} with anomalies)" if one.warned else ""
        told.append(f"{one.forms:,} forms, {one.accepted + one.warned:,} sound{warned}, ", "none")
        told.append(f"{one.rejected:,} would be rejected", "red" if one.rejected else "green")
    if one.faults:
        told.append("; would be refused" if one.forms else "would be refused", "red")
    return told


def as_json(checked: Sequence[Checked], language: Language | None) -> str:
    """Return what was found as JSON, for a machine."""
    told = {"status": status_of(checked), "checked": [_told(one, language) for one in checked]}
    return msgspec.json.format(msgspec.json.encode(told)).decode()


def _told(one: Checked, language: Language | None) -> dict[str, Any]:
    spoken = language or one.language or _UNNAMED
    return {
        "name": one.name,
        "status": one.status,
        "faults": [_fault(fault, spoken) for fault in one.faults],
        "forms": one.forms,
        "accepted": one.accepted,
        "acceptedWithAnomalies": one.warned,
        "rejected": one.rejected,
        "signaturesVerified": one.verified,
        "anomalies": [_anomaly(anomaly, spoken) for anomaly in _ordered(one)],
    }


def _fault(fault: Fault, language: Language) -> dict[str, Any]:
    return {
        "code": fault.error_id,
        "message": fault.message(language),
        "file": fault.file_name,
        "line": fault.line,
        "column": fault.column,
        "detail": fault.detail,
    }


def _anomaly(anomaly: AnomalyCount, language: Language) -> dict[str, Any]:
    return {
        "code": anomaly.code,
        "class": anomaly.anomaly_class,
        "message": anomaly_message(anomaly, language),
        "count": anomaly.count,
        "examples": [asdict(example) for example in anomaly.examples],
    }


def _ordered(one: Checked) -> list[AnomalyCount]:
    """The anomalies, the most frequent first."""
    return sorted(one.anomalies.values(), key=lambda found: (-found.count, found.code))
