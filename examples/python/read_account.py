"""Reads what a worker has, has used and has left this year, and why it is so much."""

from fla.client.operations import EXPLAIN_ACCOUNT, GET_ACCOUNT
from fla.contract.structs import AccountQuery, ExplanationQuery
from sandbox import EMPLOYERS, TODAY, WORKERS, connect

employer, worker, year = EMPLOYERS[0], WORKERS[0], TODAY.year
with connect() as account:
    whose = AccountQuery(enterprise_number=employer, ssin=worker, year=year)
    for line in account.call(GET_ACCOUNT, whose).credit:
        print(line.right_type, line.days.entitled, line.days.used, line.days.remaining)
    which = ExplanationQuery(enterprise_number=employer, ssin=worker, year=year)
    for step in account.call(EXPLAIN_ACCOUNT, which).steps:
        print(step.step, step.value, step.text.en)
