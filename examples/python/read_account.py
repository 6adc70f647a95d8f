"""Reads what a worker has, has used and has left this year, and why it is so much."""

from sandbox import EMPLOYERS, TODAY, WORKERS, connect

from fla.client.operations import EXPLAIN_ACCOUNT, GET_ACCOUNT
from fla.contract.structs import AccountQuery, ExplanationQuery

whose = {"enterprise_number": EMPLOYERS[0], "ssin": WORKERS[0], "year": TODAY.year}
with connect() as account:
    for line in account.call(GET_ACCOUNT, AccountQuery(**whose)).credit:
        print(line.right_type, line.days.entitled, line.days.used, line.days.remaining)
    for step in account.call(EXPLAIN_ACCOUNT, ExplanationQuery(**whose)).steps:
        print(step.step, step.value, step.text.en)
