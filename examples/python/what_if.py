"""Calculates what somebody would be owed, step by step; nothing is read or written."""

import datetime as dt

from fla.client.operations import CALCULATE_RIGHTS
from fla.contract.structs import (
    CalculationCase,
    CalculationHeadCount,
    CalculationOccupation,
    CalculationRequest,
)
from sandbox import connect

case = CalculationCase(
    id="four days a week from 15 March on",
    year=2026,
    joint_committee="200",
    head_count=CalculationHeadCount(average="21.5"),
    occupations=[CalculationOccupation(start=dt.date(2026, 3, 15), q=3040, s=3800)],
)
with connect() as account:
    for result in account.call(CALCULATE_RIGHTS, CalculationRequest(items=[case])).items:
        print(result["id"], result["entitled"], result["unit"])
