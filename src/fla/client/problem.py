"""What goes wrong with a call, as an exception."""

import httpx
import msgspec
from msgspec import Struct

from fla.contract.structs import InputValidationIssue


class Told(Struct, rename="camel"):
    """A problem of RFC 9457, with the members that the contract's problems have."""

    type: str = "about:blank"
    title: str = ""
    status: int = 0
    detail: str = ""
    instance: str = ""
    issues: list[InputValidationIssue] = []
    required_scopes: list[str] = []
    retry_after_sec: int | None = None


class ProblemError(Exception):
    """The service refused a call: `problem` has all that it said, `status` the HTTP status.

    Its text has every issue. It holds no token and no key; what it says of a value that was sent
    may name a worker, so mind where it is logged.
    """

    def __init__(self, status: int, problem: Told) -> None:
        super().__init__(status, problem)
        self.status = status
        self.problem = problem

    def __str__(self) -> str:
        return "\n".join([_headline(self.status, self.problem), *_lines(self.problem)])

    @property
    def issues(self) -> list[InputValidationIssue]:
        """Everything that is wrong with the request, in its order."""
        return self.problem.issues


class _Refused(Struct):
    """An error of the token endpoint (RFC 6749, 5.2)."""

    error: str
    error_description: str = ""


def problem_of(answer: httpx.Response) -> ProblemError:
    """Return what an answer other than success says, as far as it is a problem of RFC 9457."""
    try:
        told = msgspec.json.decode(answer.content, type=Told)
    except msgspec.DecodeError:
        told = Told(detail=answer.reason_phrase)
    return ProblemError(answer.status_code, told)


def oauth_problem(answer: httpx.Response) -> ProblemError:
    """Return what the token endpoint says, its error as the problem's type."""
    try:
        refused = msgspec.json.decode(answer.content, type=_Refused)
    except msgspec.DecodeError:
        return problem_of(answer)
    told = Told(type=refused.error, detail=refused.error_description)
    return ProblemError(answer.status_code, told)


def _headline(status: int, problem: Told) -> str:
    kind = "" if problem.type == "about:blank" else problem.type.rpartition(":")[2]
    said = problem.detail or problem.title
    return f"{' '.join(filter(None, (str(status), kind)))}: {said}"


def _lines(problem: Told) -> list[str]:
    return [
        f"  {issue.pointer or issue.name or issue.in_ or 'request'}: {issue.detail or issue.type}"
        for issue in problem.issues
    ]
