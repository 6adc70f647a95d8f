"""The sandbox: clients with employers of their own, where vendors try their software undisturbed.

Always the same data. Serials and counters lie beyond those of the demo's other employers, senders
and people.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from msgspec import Struct

from fla.demo.employers import FIRST_SENDER
from fla.identifiers import enterprise_number_with_check_digits, synthetic_ssin
from fla.intake.declaration import (
    AnyDeclaration,
    Employment,
    EmploymentDeclaration,
    HeadCount,
    HeadCountDeclaration,
    Occupation,
    Person,
)
from fla.languages import Language
from fla.law.head_count import reference_quarters
from fla.law.model import Choices
from fla.mandates.model import RegisteredSender

_FIRST_SERIAL: Final = FIRST_SENDER + 40_000
_COUNTER: Final = 998
"""The last counter that there is, and beyond those of other people of the demo."""
_FIRST_BIRTH: Final = dt.date(1968, 3, 14)
_DAYS_APART: Final = 401
_FTE: Final = Decimal(24)
"""Of every quarter: from twenty on an employer owes the full right."""
_HIRED: Final = dt.date(2020, 1, 1)
_COMMITTEE: Final = "337"
"""One that adds nothing to the general law."""
_FULL_TIME: Final = 3_800
_STAFF: Final = (
    ("Proefman", "An", _FULL_TIME),
    ("Proefman", "Bart", _FULL_TIME),
    ("Exemple", "Chloé", 3_040),
    ("Exemple", "Denis", _FULL_TIME),
    ("Muster", "Elke", 1_900),
    ("Muster", "Franz", _FULL_TIME),
)
"""Family name, given name, and hours a week in hundredths."""


class SandboxEmployer(Struct, frozen=True, kw_only=True):
    """An employer that is there for one client."""

    place: int
    name: str
    language: Language

    @property
    def enterprise_number(self) -> str:
        """Its number, valid and nobody's."""
        return enterprise_number_with_check_digits(_FIRST_SERIAL + self.place)

    @property
    def workers(self) -> list[str]:
        """The SSINs of its workers, in the order of their names."""
        return [_ssin(self.place * len(_STAFF) + number) for number in range(len(_STAFF))]


class SandboxClient(Struct, frozen=True, kw_only=True):
    """A client, for whom it acts, and the employers that it has to itself.

    `enterprise_number` is that of its sender, or of its own employer.
    """

    id: str
    name: str
    enterprise_number: str
    employers: tuple[SandboxEmployer, ...]


_OWN = SandboxEmployer(place=0, name="Zandbak Werkgever BV", language="nl")
_MANDATORS = (
    SandboxEmployer(place=1, name="Zandbak Noord BV", language="nl"),
    SandboxEmployer(place=2, name="Bac à Sable Sud SRL", language="fr"),
    SandboxEmployer(place=3, name="Sandkasten Ost GmbH", language="de"),
)
_CUSTOMER = SandboxEmployer(place=4, name="Zandbak Klant NV", language="nl")

OFFICE: Final = RegisteredSender(
    enterprise_number=enterprise_number_with_check_digits(_FIRST_SERIAL + 100),
    name="Sociaal Secretariaat Zandbak",
)
SCHOOL: Final = RegisteredSender(
    enterprise_number=enterprise_number_with_check_digits(_FIRST_SERIAL + 101),
    name="Opleidingshuis Zandbak – Centre Bac à Sable",
    provider=True,
)

CLIENTS: Final = (
    SandboxClient(
        id="sandbox-employer",
        name="Zandbak: personeelssoftware",
        enterprise_number=_OWN.enterprise_number,
        employers=(_OWN,),
    ),
    SandboxClient(
        id="sandbox-payroll",
        name="Zandbak: loonsoftware",
        enterprise_number=OFFICE.enterprise_number,
        employers=_MANDATORS,
    ),
    SandboxClient(
        id="sandbox-school",
        name="Zandbak: opleidingssoftware",
        enterprise_number=SCHOOL.enterprise_number,
        employers=(_CUSTOMER,),
    ),
    # Who confirms what the school registers, or objects to it.
    SandboxClient(
        id="sandbox-customer",
        name="Zandbak: software van de klant",
        enterprise_number=_CUSTOMER.enterprise_number,
        employers=(_CUSTOMER,),
    ),
)
EMPLOYERS: Final = (_OWN, *_MANDATORS, _CUSTOMER)
MANDATORS: Final = _MANDATORS
"""The employers that gave the payroll office a mandate."""


def declarations(employer: SandboxEmployer, year: int) -> Iterator[AnyDeclaration]:
    """Yield what an employer declares, so that its workers have rights in a year and the last."""
    quarters = {q for one in (year - 1, year) for q in reference_quarters(one, Choices())}
    for quarter in sorted(quarters):
        yield HeadCountDeclaration(
            action="register",
            reference=f"H{quarter}",
            enterprise_number=employer.enterprise_number,
            head_count=HeadCount(quarter=quarter, line="declared", fte=_FTE),
        )
    for number, (ssin, staff) in enumerate(zip(employer.workers, _STAFF, strict=True), 1):
        family_name, given_name, hours = staff
        yield EmploymentDeclaration(
            action="register",
            reference=f"E{number:05}",
            enterprise_number=employer.enterprise_number,
            ssin=ssin,
            employment=_employment(
                Person(
                    family_name=family_name,
                    given_name=given_name,
                    birth_date=_birth(employer.place * len(_STAFF) + number - 1),
                    language=employer.language,
                ),
                hours,
            ),
        )


def _employment(person: Person, hours: int) -> Employment:
    line = Occupation(
        start_date=_HIRED,
        mean_hours=hours,
        reference_hours=_FULL_TIME,
        joint_committee=_COMMITTEE,
        worker_category="whiteCollar",
    )
    return Employment(person=person, start_date=_HIRED, occupations=(line,))


def _birth(serial: int) -> dt.date:
    return _FIRST_BIRTH + dt.timedelta(days=_DAYS_APART * serial)


def _ssin(serial: int) -> str:
    return synthetic_ssin(_birth(serial), _COUNTER)
