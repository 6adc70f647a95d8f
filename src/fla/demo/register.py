"""Brings companies into the register: employers and mandates, then what they declare of workers.

Employments and rights go in as their payroll office's declarations, through the one intake.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import Any

from psycopg import AsyncConnection

from fla.clock import Clock
from fla.database.identity import OPERATOR, assume
from fla.demo.belgium import Company
from fla.demo.mandates import mandates_of
from fla.demo.senders import MANDATORS, SCHOOLS, SECTOR_FUND, payroll_office
from fla.identifiers import Quarter
from fla.intake.declaration import AnyDeclaration, Outcome, Sender
from fla.intake.submit import submit
from fla.mandates.model import RegisteredSender
from fla.mandates.store import add_mandates, add_senders, mandators_of
from fla.register.model import NewEmployer
from fla.register.store import add_employers

Connection = AsyncConnection[Any]

_A_GROUP = 5000
"""Declarations from which a group of companies is taken in; also the most in one submission."""


class RefusedError(Exception):
    """The intake refused what the demo made up, which it never should; says what and why."""


async def settle(
    connection: Connection, companies: Iterable[Company], clock: Clock
) -> AsyncIterator[Company]:
    """Yield each company once it is in the register, with its workers and their rights.

    What the register has already stays as it is, so that a load that was broken off can go on.
    """
    async with connection.transaction():
        await assume(connection, OPERATOR, clock.today())
        await add_senders(connection, [*SCHOOLS, SECTOR_FUND])
    for office, group in _groups(companies):
        await _introduce(connection, office, group, clock)
        await _declare(connection, office, group, clock)
        for company in group:
            yield company


def _groups(companies: Iterable[Company]) -> Iterator[tuple[RegisteredSender, list[Company]]]:
    """Yield companies of one payroll office, together some thousands of declarations."""
    group: list[Company] = []
    office, size = payroll_office(0), 0
    for company in companies:
        own = payroll_office(company.employer.index)
        if group and (own != office or size >= _A_GROUP):
            yield office, group
            group, size = [], 0
        office = own
        group.append(company)
        size += len(_declarations(company))
    if group:
        yield office, group


async def _introduce(
    connection: Connection, office: RegisteredSender, group: Sequence[Company], clock: Clock
) -> None:
    employers = [
        NewEmployer(
            enterprise_number=company.employer.enterprise_number,
            name=company.employer.name,
            nsso_number=company.employer.nsso_number,
            language=company.employer.language,
        )
        for company in group
    ]
    async with connection.transaction():
        await assume(connection, OPERATOR, clock.today())
        rivals = {payroll_office(company.employer.index + MANDATORS) for company in group}
        await add_senders(connection, [office, *rivals])
        await add_employers(connection, employers)
        mandators = await mandators_of(connection, office.enterprise_number)
        await add_mandates(
            connection,
            [
                mandate
                for company in group
                if company.employer.enterprise_number not in mandators
                for mandate in mandates_of(company.employer, Quarter.of(clock.today()))
            ],
            clock.now(),
        )


async def _declare(
    connection: Connection, office: RegisteredSender, group: Sequence[Company], clock: Clock
) -> None:
    declarations = [one for company in group for one in _declarations(company)]
    await declare(connection, office, declarations, clock)


def _declarations(company: Company) -> list[AnyDeclaration]:
    return [*company.head_counts, *company.employments, *company.opt_outs, *company.rights]


async def declare(
    connection: Connection,
    office: RegisteredSender,
    declarations: Sequence[AnyDeclaration],
    clock: Clock,
) -> None:
    """Hand in declarations of a payroll office; raises RefusedError where one is refused."""
    sender = Sender(enterprise_number=office.enterprise_number, door="xml")
    for start in range(0, len(declarations), _A_GROUP):
        part = declarations[start : start + _A_GROUP]
        _accepted(await submit(connection, sender, part, clock))


def _accepted(outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.status == "rejected":
            reasons = "; ".join(anomaly.message("en") for anomaly in outcome.anomalies)
            raise RefusedError(f"{outcome.reference}: {reasons}")
