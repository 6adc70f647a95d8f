"""Who sends in the demo besides employers: payroll offices, a training provider, a sector fund."""

from typing import Literal

from fla.demo.employers import FIRST_SENDER
from fla.identifiers import enterprise_number_with_check_digits
from fla.mandates.model import RegisteredSender

Registrar = Literal["payrollOffice", "provider", "sectorFund"]

MANDATORS = 300
"""Employers of one payroll office."""
_FIRST_OFFICE = FIRST_SENDER + 100


def _sender(serial: int, name: str, *, provider: bool) -> RegisteredSender:
    number = enterprise_number_with_check_digits(serial)
    return RegisteredSender(enterprise_number=number, name=name, provider=provider)


PROVIDER = _sender(FIRST_SENDER, "Opleidingshuis Voorbeeld – Centre Exemple", provider=True)
SECTOR_FUND = _sender(FIRST_SENDER + 1, "Fonds Proefbouw – Fonds Modèle", provider=True)
SCHOOLS = (
    PROVIDER,
    _sender(FIRST_SENDER + 2, "Leerfabriek Fictief vzw", provider=True),
    _sender(FIRST_SENDER + 3, "Atelier du Savoir Imaginaire ASBL", provider=True),
)
"""Where external courses are followed; of these only the first registers them itself."""


def payroll_office(employer_index: int) -> RegisteredSender:
    """Return the payroll office of the employer with an index."""
    office = employer_index // MANDATORS
    name = f"Sociaal Secretariaat Model {office + 1}"
    return _sender(_FIRST_OFFICE + office, name, provider=False)
