"""A worker of whom the register holds something of everything."""

import datetime as dt
import json
import uuid
from decimal import Decimal

from fla.clock import BRUSSELS
from fla.database.identity import OPERATOR, Identity
from fla.doors.account.collect import Wanted, collect
from fla.doors.account.model import Account
from fla.identifiers import (
    enterprise_number_with_check_digits,
    nsso_number_with_check_digits,
    ssin_with_check_digits,
)
from fla.languages import Language
from fla.law.model import Choices
from fla.register.store import employer_by_number
from tests.credit import facts
from tests.rows import (
    NOW,
    Connection,
    Row,
    acting,
    charged,
    employer,
    employment,
    insert,
    named,
    occupation,
    suspension,
    training,
    training_right,
    worker,
)

EMPLOYER = enterprise_number_with_check_digits(2_000_010)
OTHER = enterprise_number_with_check_digits(2_000_020)
NSSO = nsso_number_with_check_digits(1_254_824)
SSIN = ssin_with_check_digits("850730033")
"""Of Zoë, about whom everything is known."""
BARE = ssin_with_check_digits("900101001")
"""Of Ann, about whom nothing is known but her name."""
CBA = "181682/CO/200"


async def build(connection: Connection) -> None:
    """Put two workers and what is known of them into the register."""
    async with acting(connection):
        here = employer(
            1, "Größe & Café", enterprise_number=EMPLOYER, nsso_number=int(NSSO), language="fr"
        )
        await insert(connection, "employer", here)
        await insert(connection, "employer", employer(2, "Elsewhere", enterprise_number=OTHER))
        zoe = worker(1, SSIN, "Müller-Straße", "Zoë") | {
            "birth_date": dt.date(1985, 7, 30),
            "birth_place": "Eupen",
            "address": "Klosterstraße 1, 4700 Eupen",
            "language": "de",
        }
        await insert(connection, "worker", zoe)
        await insert(connection, "worker", worker(1, BARE, "Ann", "Bare"))
        await _work(connection, zoe)
        await _rights(connection, zoe)
        await _trainings(connection, zoe)


async def _work(connection: Connection, zoe: Row) -> None:
    end = dt.date(2026, 12, 31)
    work = employment(zoe, end_date=end, end_reason="dismissalWithNotice")
    await insert(connection, "employment", work)
    spring = dt.date(2026, 4, 1)
    first = occupation(work, end_date=spring - dt.timedelta(days=1))
    second = occupation(work, start_date=spring, mean_hours=3040, days_per_week=400)
    await insert(connection, "occupation", first)
    await insert(connection, "occupation", second)
    await insert(connection, "suspension", suspension(work))


async def _rights(connection: Connection, zoe: Row) -> None:
    decided: Row = {"employer_id": 1, "start_date": dt.date(2026, 1, 1), "method": "declared"}
    decided |= {"inputs": json.dumps({"2025Q3": "25.00"}), "fte_hundredths": 2500, "quarters": 1}
    basis = facts.right_basis(1, right_type="sectoral", scale="200.20", full_time=Decimal(4))
    basis |= {"fte_hundredths": 2500, "quarters": 1, "cba_registration_number": CBA}
    sectoral = {"right_type": "sectoral"}
    change: Row = {"employer_id": 1, "run": 2, "worker_id": zoe["id"], "year": 2026}
    change |= {"before": Decimal("4.0000"), "after": Decimal("3.4000"), "old_basis": 1}
    change |= {"new_basis": 1, "reasons": ["regime"], "changed_at": NOW}
    carried = facts.carried_over(zoe, "1.5", **sectoral)
    extra = {"right_type": "employer", "entitled": Decimal(1), "unit": "day"}
    await facts.put(
        connection,
        ("size_decision", decided | {"run": 1, "decided_at": NOW}),
        ("right_basis", basis),
        ("computed_right", facts.computed_right(zoe, "3.4", regime=Decimal("0.85"))),
        ("right_adjustment", facts.adjustment(zoe, "0.5", reason="*Übung* #1", **sectoral)),
        ("right_verification", facts.verification(zoe, "3.4")),
        ("opt_out", facts.opt_out(1, zoe, year=2024, reason="Eigenes Konto")),
        ("right_change", change),
        ("year_closing", facts.closing(1)),
        ("carried_over", carried),
        ("training_right", training_right(zoe, **extra)),
    )


async def _trainings(connection: Connection, zoe: Row) -> None:
    sectoral = {"charged_right": "sectoral"}
    done = charged(zoe, 480, **sectoral, title="Erste Hilfe", provider_name="Rotes Kreuz")
    done |= {"result": "passed", "score": Decimal("87.5"), "certificate_number": "C-1"}
    done |= {"certificate_issued": dt.date(2026, 5, 4), "cost": Decimal("120.00")}
    done |= {"certificate_valid_until": dt.date(2028, 5, 4), "location": "Eupen"}
    await insert(connection, "training", done)
    later = {"start_date": dt.date(2026, 12, 7), "status": "planned", "category": "digital"}
    await insert(connection, "training", charged(zoe, 240, **sectoral, title="Tabellen", **later))
    old = {"start_date": dt.date(2024, 3, 4), "form": "informal", "status": "notFollowed"}
    await insert(connection, "training", training(zoe, title="Altes", **old))


def worker_id(ssin: str = SSIN) -> uuid.UUID:
    return named(f"1 {ssin}")


async def export(
    connection: Connection,
    ssin: str = SSIN,
    *,
    year: int | None = None,
    language: Language | None = None,
    identity: Identity = OPERATOR,
) -> Account:
    """The account as somebody gets it, at noon of the tests' day."""
    async with acting(connection, identity):
        at = await employer_by_number(connection, EMPLOYER)
        assert at is not None
        wanted = Wanted(employer=at, worker_id=worker_id(ssin), year=year, language=language)
        account = await collect(connection, wanted, NOW.astimezone(BRUSSELS), Choices())
    assert account is not None
    return account


async def found(connection: Connection, identity: Identity) -> Account | None:
    """Zoë's account as an actor gets it who knows the keys of both."""
    async with acting(connection):
        at = await employer_by_number(connection, EMPLOYER)
    assert at is not None
    async with acting(connection, identity):
        wanted = Wanted(employer=at, worker_id=worker_id())
        return await collect(connection, wanted, NOW, Choices())
