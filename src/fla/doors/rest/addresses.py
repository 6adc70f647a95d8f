"""Addresses of what is registered, and the collections they lie in."""

import uuid
from typing import Final

from fla.codes import Kind
from fla.doors.rest.call import Call

COLLECTIONS: Final[dict[str, str]] = {
    "employment": "employments",
    "headCount": "headCounts",
    "optOut": "optOuts",
    "right": "rights",
    "adjustment": "adjustments",
    "verification": "verifications",
    "training": "trainings",
    "decision": "trainings",
}
"""Where what a declaration is about lies; a decision is about a training."""


def of_object(call: Call, enterprise_number: str, kind: Kind, object_id: uuid.UUID) -> str:
    """Return the address of what a kind of declaration is about."""
    return call.address("employers", enterprise_number, COLLECTIONS[kind], str(object_id))
