"""Identifiers of persons, employers, joint committees and quarters: read, checked and shown.

For each there is a `…_fault` that judges the canonical form (made for millions of records), a
`parse_…` that also understands what people type, and where it applies a `format_…` for display.
"""

from fla.identifiers.enterprise import (
    enterprise_number_fault,
    enterprise_number_with_check_digits,
    establishment_unit_number_fault,
    establishment_unit_number_with_check_digits,
    format_enterprise_number,
    format_establishment_unit_number,
    parse_enterprise_number,
    parse_establishment_unit_number,
)
from fla.identifiers.fault import Fault, IdentifierError
from fla.identifiers.joint_committee import joint_committee_fault, parse_joint_committee
from fla.identifiers.nsso import (
    format_nsso_number,
    nsso_number_fault,
    nsso_number_is_provisional,
    nsso_number_with_check_digits,
    parse_nsso_number,
)
from fla.identifiers.quarter import Quarter, parse_quarter, quarter_fault
from fla.identifiers.ssin import (
    BIS_SEX_KNOWN,
    BIS_SEX_UNKNOWN,
    Gender,
    format_ssin,
    mask_ssin,
    parse_ssin,
    ssin_birth_date,
    ssin_fault,
    ssin_gender,
    ssin_is_bis,
    ssin_with_check_digits,
    synthetic_ssin,
)

__all__ = [
    "BIS_SEX_KNOWN",
    "BIS_SEX_UNKNOWN",
    "Fault",
    "Gender",
    "IdentifierError",
    "Quarter",
    "enterprise_number_fault",
    "enterprise_number_with_check_digits",
    "establishment_unit_number_fault",
    "establishment_unit_number_with_check_digits",
    "format_enterprise_number",
    "format_establishment_unit_number",
    "format_nsso_number",
    "format_ssin",
    "joint_committee_fault",
    "mask_ssin",
    "nsso_number_fault",
    "nsso_number_is_provisional",
    "nsso_number_with_check_digits",
    "parse_enterprise_number",
    "parse_establishment_unit_number",
    "parse_joint_committee",
    "parse_nsso_number",
    "parse_quarter",
    "parse_ssin",
    "quarter_fault",
    "ssin_birth_date",
    "ssin_fault",
    "ssin_gender",
    "ssin_is_bis",
    "ssin_with_check_digits",
    "synthetic_ssin",
]
