"""The NSSO number: the number an employer has at the National Social Security Office.

An integer from 197 to 5,999,999,999 written without leading zeros (`EmployerId` of Belgif
openapi-employment-identifier): a serial and two check digits. Definitive numbers have at most nine
digits, provisional ones ten of which the first is 5. Provincial and local administrations, up to
99,999,926, have a check of their own. python-stdnum does not know this number.
"""

from fla.identifiers.digits import compact, is_digits, shape_fault
from fla.identifiers.fault import Fault, refuse

SUBJECT = "nssoNumber"
LOWEST = 197
HIGHEST_DEFINITIVE = 999_999_999
LOWEST_PROVISIONAL = 5_000_000_000
HIGHEST = 5_999_999_999
HIGHEST_PROVINCIAL_LOCAL = 99_999_926


def nsso_number_fault(text: str | None) -> Fault | None:
    """Say what is wrong with an NSSO number without leading zeros, or None when nothing is."""
    if text is None or not 0 < len(text) < 11 or not text.isascii() or not text.isdigit():
        return shape_fault(text)
    if text[0] == "0":
        return Fault.FORMAT
    number = int(text)
    if not LOWEST <= number <= HIGHEST or HIGHEST_DEFINITIVE < number < LOWEST_PROVISIONAL:
        return Fault.RANGE
    # 96 - (serial x 100) mod 97, with 97 for 0, leaves 96 when the whole number is divided by 97.
    if number % 97 == 96 and 1 <= number % 100 <= 97:
        return None
    return _provincial_local_fault(number)


def _provincial_local_fault(number: int) -> Fault | None:
    serial, check = divmod(number, 100)
    if number <= HIGHEST_PROVINCIAL_LOCAL and check == (serial % 97 or 97):
        return None
    return Fault.CHECK_DIGIT


def parse_nsso_number(text: str | None) -> str:
    """Return the digits of an NSSO number typed with or without separators and leading zeros.

    Raises `IdentifierError` with the fault that `nsso_number_fault` finds.
    """
    number = compact(text)
    if is_digits(number):
        number = number.lstrip("0") or "0"
    refuse(SUBJECT, nsso_number_fault(number))
    return number


def format_nsso_number(number: str) -> str:
    """Return `0001000-06`; text that is not three to ten digits comes back as it is."""
    if not 3 <= len(number) <= 10 or not is_digits(number):
        return number
    return f"{number[:-2]:0>7}-{number[-2:]}"


def nsso_number_is_provisional(number: str) -> bool:
    """Say whether a valid NSSO number is one that waits for its definitive number."""
    return len(number) == 10


def nsso_number_with_check_digits(serial: int) -> str:
    """Return the NSSO number of a serial: 2 to 9,999,999, or from 50,000,000 for a provisional one.

    Raises `IdentifierError` for a serial outside both ranges.
    """
    check = (96 - serial * 100 % 97) or 97
    number = str(serial * 100 + check)
    refuse(SUBJECT, nsso_number_fault(number))
    return number
