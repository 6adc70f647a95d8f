"""A client of the REST channel for Python programs: docs/client.md.

    with Client(server, Credentials("payroll-demo", Path("client.key"))) as account:
        outcome = account.call(REGISTER_TRAINING, TrainingRegistration(...))

The operations stand in `fla.client.operations`, their records in `fla.contract.structs`.
"""

from fla.client.client import Client
from fla.client.credentials import Credentials
from fla.client.operation import Operation
from fla.client.problem import ProblemError

__all__ = ["Client", "Credentials", "Operation", "ProblemError"]
