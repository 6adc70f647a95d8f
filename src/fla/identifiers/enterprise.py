"""Numbers of the Crossroads Bank for Enterprises: enterprises and their establishment units.

Ten digits: a serial of eight and two check digits, 97 less the serial modulo 97. The first digit
tells the two apart: 0 or 1 for an enterprise, 2 to 8 for an establishment unit (Belgif
openapi-organization-identifier).

python-stdnum's `be.vat` reads what people type. Its check is not used: it lets 00, 98 and 99 pass
as check digits, and it is slow for bulk.
"""

from stdnum.be import vat

from fla.identifiers.digits import LONGEST_TYPED, compact, is_digits, shape_fault
from fla.identifiers.fault import Fault, IdentifierError, refuse

ENTERPRISE = "enterpriseNumber"
ESTABLISHMENT = "establishmentUnitNumber"


def enterprise_number_fault(text: str | None) -> Fault | None:
    """Say what is wrong with an enterprise number of ten digits, or None when nothing is."""
    if text is None or len(text) != 10 or not text.isascii() or not text.isdigit():
        return shape_fault(text)
    number = int(text)
    if number >= 2_000_000_000:
        return Fault.RANGE
    return None if number // 100 % 97 + number % 100 == 97 else Fault.CHECK_DIGIT


def establishment_unit_number_fault(text: str | None) -> Fault | None:
    """Say what is wrong with an establishment unit number of ten digits, or None."""
    if text is None or len(text) != 10 or not text.isascii() or not text.isdigit():
        return shape_fault(text)
    number = int(text)
    if not 2_000_000_000 <= number < 9_000_000_000:
        return Fault.RANGE
    return None if number // 100 % 97 + number % 100 == 97 else Fault.CHECK_DIGIT


def parse_enterprise_number(text: str | None) -> str:
    """Return the ten digits of an enterprise number as people type it.

    Separators, the prefix `BE` of VAT numbers and the nine digits of before 2005 are understood.
    Raises `IdentifierError` with the fault that `enterprise_number_fault` finds.
    """
    typed = (text or "").strip()
    number = vat.compact(typed) if len(typed) <= LONGEST_TYPED else typed
    refuse(ENTERPRISE, enterprise_number_fault(number))
    return number


def parse_establishment_unit_number(text: str | None) -> str:
    """Return the ten digits of an establishment unit number typed with or without separators.

    Raises `IdentifierError` with the fault that `establishment_unit_number_fault` finds.
    """
    number = compact(text)
    refuse(ESTABLISHMENT, establishment_unit_number_fault(number))
    return number


def format_enterprise_number(number: str) -> str:
    """Return `0884.303.369`; text that is not ten digits comes back as it is."""
    if len(number) != 10 or not is_digits(number):
        return number
    return f"{number[:4]}.{number[4:7]}.{number[7:]}"


def format_establishment_unit_number(number: str) -> str:
    """Return `2.297.964.444`; text that is not ten digits comes back as it is."""
    if len(number) != 10 or not is_digits(number):
        return number
    return f"{number[0]}.{number[1:4]}.{number[4:7]}.{number[7:]}"


def enterprise_number_with_check_digits(serial: int) -> str:
    """Return the enterprise number of a serial from 0 to 19,999,999; `IdentifierError` beyond."""
    if not 0 <= serial < 20_000_000:
        raise IdentifierError(ENTERPRISE, Fault.RANGE)
    return f"{serial:08}{97 - serial % 97:02}"


def establishment_unit_number_with_check_digits(serial: int) -> str:
    """Return the establishment unit number of a serial from 20,000,000 to 89,999,999.

    Raises `IdentifierError` beyond.
    """
    if not 20_000_000 <= serial < 90_000_000:
        raise IdentifierError(ESTABLISHMENT, Fault.RANGE)
    return f"{serial:08}{97 - serial % 97:02}"
