"""A training provider registers two trainings; the employer confirms one and objects to the other.

FLA_CLIENT and FLA_KEY are the provider's, FLA_CUSTOMER_CLIENT and FLA_CUSTOMER_KEY the employer's.
"""

import time

from fla.client.operations import (
    CONFIRM_TRAININGS,
    OBJECT_TO_TRAINING,
    QUERY_TRAININGS,
    REGISTER_TRAINING,
)
from fla.contract.structs import (
    Confirmation,
    Objection,
    Outcome,
    TrainingContent,
    TrainingQuery,
    TrainingRegistration,
)
from sandbox import PUPIL, SCHOOLS_CUSTOMER, TODAY, connect

now = int(time.time())


def registration(name: str, title: str) -> TrainingRegistration:
    """Return what the provider registers."""
    return TrainingRegistration(
        reference=f"python-{name}-{now}",
        enterprise_number=SCHOOLS_CUSTOMER,
        ssin=PUPIL,
        training=TrainingContent(
            title=f"{title} {now}",
            start_date=TODAY,
            end_date=TODAY,
            duration_minutes=60,
            form="formal",
            category="language",
            status="completed",
            in_scope=True,
        ),
    )


with connect("sandbox-school") as school:
    right: Outcome = school.call(REGISTER_TRAINING, registration("right", "Frans voor beginners"))
    wrong: Outcome = school.call(REGISTER_TRAINING, registration("wrong", "Duits voor beginners"))

with connect("sandbox-customer", "CUSTOMER_") as customer:
    waiting = TrainingQuery(enterprise_number=SCHOOLS_CUSTOMER, verification="pending")
    for page in customer.pages(QUERY_TRAININGS, waiting):
        for one in page.items:
            print(one.id, one.training.title)
    confirmed = customer.call(
        CONFIRM_TRAININGS,
        Confirmation(trainings=[str(right.target)]),
        enterprise_number=SCHOOLS_CUSTOMER,
    )
    print([one.status for one in confirmed.items])
    objected = customer.call(
        OBJECT_TO_TRAINING,
        Objection(reason="He was ill that day"),
        enterprise_number=SCHOOLS_CUSTOMER,
        training_id=str(wrong.target),
        version=int(wrong.version or 1),
    )
    print(objected.verification)
