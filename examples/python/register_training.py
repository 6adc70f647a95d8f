"""Registers one training. Run twice, it says so: the reference is the same."""

from fla.client.operations import REGISTER_TRAINING
from fla.contract.structs import TrainingContent, TrainingRegistration
from sandbox import EMPLOYERS, TODAY, WORKERS, connect

with connect() as account:
    outcome = account.call(
        REGISTER_TRAINING,
        TrainingRegistration(
            reference=f"python-one-{TODAY}",
            enterprise_number=EMPLOYERS[0],
            ssin=WORKERS[0],
            training=TrainingContent(
                title="Heftruck besturen",
                start_date=TODAY,
                end_date=TODAY,
                duration_minutes=60,
                form="formal",
                category="technical",
                status="completed",
                in_scope=True,
                charged_right="statutory",
                charged_minutes=60,
            ),
        ),
    )
    print(outcome.status, outcome.target, "again" if outcome.repeated is True else "")
