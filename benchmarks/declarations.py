"""Training declarations for the benchmarks: as varied as a payroll office's, all acceptable."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from benchmarks.world import World
from fla.intake.declaration import Training, TrainingDeclaration

_TITLES = (
    "Veilig werken op hoogte",
    "Gestion du stress au travail",
    "Excel voor gevorderden",
    "Premiers secours",
    "Kommunikation im Team",
)
_FIRST = dt.date(2026, 10, 1)


def declarations(world: World, count: int) -> Iterator[TrainingDeclaration]:
    """So many registrations, going round the workers of all employers."""
    people = world.employers * world.workers_each
    for number in range(count):
        turn, person = divmod(number, people)
        employer, worker = divmod(person, world.workers_each)
        day = _FIRST + dt.timedelta(days=turn * 2)
        yield TrainingDeclaration(
            action="register",
            reference=f"LMS-2026-{number:08d}",
            enterprise_number=world.employer(employer + 1),
            ssin=world.worker(employer + 1, worker + 1),
            training=_training(number, day),
        )


def _training(number: int, day: dt.date) -> Training:
    return Training(
        title=_TITLES[number % len(_TITLES)],
        provider_name="Opleidingscentrum Demo",
        start_date=day,
        end_date=day + dt.timedelta(days=number % 2),
        duration_minutes=456 if number % 3 else 228,
        form="formal" if number % 5 else "informal",
        category="safety",
        language="nl",
        location="Gent",
        status="completed",
        result="attended",
        in_scope=True,
        funding="employer",
        cost=Decimal("120.50"),
        charged_right="sectoral",
        charged_minutes=228,
        session_reference=f"S-{number // 12}",
    )
