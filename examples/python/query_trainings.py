"""Reads an employer's trainings page by page."""

from fla.client.operations import QUERY_TRAININGS
from fla.contract.structs import TrainingQuery
from sandbox import EMPLOYERS, connect

with connect() as account:
    query = TrainingQuery(enterprise_number=EMPLOYERS[0], page_size=2)
    for page in account.pages(QUERY_TRAININGS, query):
        for one in page.items:
            print(one.training.start_date, one.training.title, one.verification)
