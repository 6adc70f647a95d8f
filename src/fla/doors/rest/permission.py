"""Refusals by whose it is: an employer that is not open to the client, or nobody knows."""

from typing import Literal

from fla.contract.structs import InputValidationIssue
from fla.doors.rest.answer import Refusal


def not_open(enterprise_number: str, place: Literal["body", "path", "query"] = "body") -> Refusal:
    """Refuse an employer that is not the client's to read: the same for one that does not exist."""
    issue = InputValidationIssue(
        type="urn:problem-type:belgif-ext:input-validation:rejectedInput",
        in_=place,
        name="enterpriseNumber",
        value=enterprise_number,
    )
    if place == "body":
        issue.pointer = "/enterpriseNumber"
    return Refusal(403, "missingPermission", issues=[issue])


def nothing_for(name: str) -> Refusal:
    """Refuse what the employer has nothing about; a national register number is not repeated."""
    issue = InputValidationIssue(
        type="urn:problem-type:belgif:input-validation:referencedResourceNotFound",
        in_="body",
        name=name,
        pointer=f"/{name}",
    )
    return Refusal(404, "resourceNotFound", issues=[issue])
