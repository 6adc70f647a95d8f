"""Sends a wrong registration, shows all that is wrong with it, puts it right, and changes it."""

from fla.client import ProblemError
from fla.client.operations import CORRECT_TRAINING, REGISTER_TRAINING
from fla.contract.structs import (
    TrainingContent,
    TrainingContentPatch,
    TrainingPatch,
    TrainingRegistration,
)
from sandbox import EMPLOYERS, TODAY, WORKERS, connect

registration = TrainingRegistration(
    reference=f"python-corrected-{TODAY}",
    enterprise_number=EMPLOYERS[1],
    ssin=WORKERS[1],
    training=TrainingContent(
        title="Eerste hulp bij ongevallen",
        start_date=TODAY,
        end_date=TODAY,
        duration_minutes=60,
        form="formal",
        category="safety",
        status="completed",
        in_scope=True,
        result="passed",
        score="120",
        charged_right="statutory",
    ),
)
with connect() as account:
    try:
        account.call(REGISTER_TRAINING, registration)
    except ProblemError as refused:
        for issue in refused.issues:
            print(issue.code, issue.pointer, issue.detail)

    registration.training.score = "80"
    registration.training.charged_minutes = 60
    outcome = account.call(REGISTER_TRAINING, registration)
    print(outcome.status, outcome.version)

    # Only what the patch says is changed, and only if nobody was faster.
    changed = account.call(
        CORRECT_TRAINING,
        TrainingPatch(training=TrainingContentPatch(score="85")),
        enterprise_number=EMPLOYERS[1],
        training_id=str(outcome.target),
        version=int(outcome.version or 1),
    )
    print(changed.status, changed.version)
