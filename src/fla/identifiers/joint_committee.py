"""The code of a joint committee or sub-committee: `200`, `149.01` or `305.02.09`.

There is no Belgif type for it; this is the form payroll software uses. `200.00` names the same
committee as `200`, so `parse_joint_committee` drops the zeros: one committee, one code.
"""

import re

from fla.identifiers.digits import compact
from fla.identifiers.fault import Fault, refuse

SUBJECT = "jointCommittee"
_CODE = re.compile(r"[0-9]{3}(?:\.[0-9]{2}){0,2}")
# What people write before the number in Dutch, French, German and English.
_TYPED = re.compile(
    r"(?:S?CP|PS?C|PK|JC)?([0-9]{3})([0-9]{2})?([0-9]{2})?", re.ASCII | re.IGNORECASE
)


def joint_committee_fault(text: str | None) -> Fault | None:
    """Say what is wrong with a code `999`, `999.99` or `999.99.99`, or None when nothing is."""
    if text is None or not text or text.isspace():
        return Fault.ABSENT
    return None if _CODE.fullmatch(text) else Fault.FORMAT


def parse_joint_committee(text: str | None) -> str:
    """Return the shortest code of a committee: `PC 149.01`, `14901` and `1490100` give `149.01`.

    Raises `IdentifierError` with the fault that `joint_committee_fault` finds.
    """
    typed = compact(text)
    match = _TYPED.fullmatch(typed)
    code = ".".join(part for part in match.groups() if part) if match else typed
    refuse(SUBJECT, joint_committee_fault(code))
    return code.removesuffix(".00").removesuffix(".00")
