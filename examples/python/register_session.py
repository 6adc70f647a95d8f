"""Registers one session that workers of three employers followed, each with his own outcome."""

from fla.client.operations import REGISTER_SESSION
from fla.contract.structs import SessionParticipant, SessionRegistration, SessionTraining
from sandbox import EMPLOYERS, TODAY, WORKERS, connect

participants = [
    SessionParticipant(
        reference=f"python-session-{TODAY}-{number}",
        enterprise_number=employer,
        ssin=worker,
        result="attended",
    )
    for number, (employer, worker) in enumerate(zip(EMPLOYERS, WORKERS, strict=True), 1)
]
session = SessionRegistration(
    session_reference=f"python-session-{TODAY}",
    training=SessionTraining(
        title="Veilig tillen",
        start_date=TODAY,
        end_date=TODAY,
        duration_minutes=30,
        form="formal",
        category="safety",
        status="completed",
        in_scope=True,
    ),
    participants=participants,
)
with connect() as account:
    outcomes = account.call(REGISTER_SESSION, session, idempotency_key=f"python-session-{TODAY}")
    for outcome in outcomes.items:
        print(outcome.reference, outcome.status)
