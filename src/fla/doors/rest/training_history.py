"""Who declared what about a training, and what was decided on it."""

import uuid
from typing import Final

from msgspec import UNSET

from fla.contract import structs
from fla.database.address_store import employer_key
from fla.doors.rest.answer import Answer, not_found
from fla.doors.rest.call import Call
from fla.doors.rest.registry import operation
from fla.trainings.model import HistoryEntry
from fla.trainings.store import history, training_by_id

_OF_PEOPLE: Final = "portal"
"""The door that people come by; the others are machines'."""


@operation("getTrainingHistory")
async def get_training_history(call: Call) -> Answer:
    """Answer with the declarations that the client may see: of an employer open to it, all of them.

    A provider sees its own, and when its proposal settled by itself.
    """
    training_id = uuid.UUID(call.path["trainingId"])
    async with call.reading() as connection:
        employer_id = await employer_key(connection, call.path["enterpriseNumber"])
        if employer_id is None or not await training_by_id(connection, employer_id, training_id):
            raise not_found("trainingId", call.path["trainingId"])
        found = await history(connection, employer_id, training_id)
    return Answer(body=structs.TrainingHistory(items=[_entry(call, one) for one in found]))


def _entry(call: Call, one: HistoryEntry) -> structs.HistoryEntry:
    ours = one.sender == call.client.enterprise_number and one.door == _OF_PEOPLE
    return structs.HistoryEntry(
        declaration_id=str(one.declaration_id),
        declared_at=one.declared_at,
        sender=one.sender,
        sender_name=UNSET if one.sender_name is None else one.sender_name,
        mandator_name=UNSET if one.mandator_name is None else one.mandator_name,
        declared_by=one.declared_by if ours and one.declared_by is not None else UNSET,
        door=one.door,
        action=one.action,
        decision=UNSET if one.decision is None else one.decision,
        reference=one.reference,
        outcome=one.outcome,
        anomalies=one.anomalies,
    )
