"""What goes wrong with a call, as an exception."""

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
    """The service refused a call: `problem` has all that it said, `status` the HTTP status."""

    def __init__(self, status: int, problem: Told) -> None:
        self.status = status
        self.problem = problem
        super().__init__("\n".join([_headline(status, problem), *_lines(problem)]))

    @property
    def issues(self) -> list[InputValidationIssue]:
        """Everything that is wrong with the request, in its order."""
        return self.problem.issues


def _headline(status: int, problem: Told) -> str:
    kind = problem.type.rpartition(":")[2]
    return " ".join(filter(None, (f"{status} {kind}:", problem.detail or problem.title)))


def _lines(problem: Told) -> list[str]:
    return [
        f"  {issue.pointer or issue.name or issue.in_}: {issue.detail or issue.type}"
        for issue in problem.issues
    ]
