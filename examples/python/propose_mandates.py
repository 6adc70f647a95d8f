"""Proposes a mandate to every employer of a list: number, first quarter, last quarter or nothing.

    propose_mandates.py [LIST.csv]

As many as there are, five hundred a call. Sent again, employers that were asked already are not
asked a second time.
"""

import csv
import os
import sys
from pathlib import Path

from msgspec import UNSET

from fla.client.operations import PROPOSE_MANDATES
from fla.contract.structs import MandateProposal, MandateProposals
from sandbox import OFFICE, connect

A_CALL = 500
listed = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[1] / "mandates.csv")

with listed.open(encoding="utf-8", newline="") as lines:
    proposals = [
        MandateProposal(
            mandator=line["employer"],
            mandatary=os.environ.get("FLA_MANDATARY", OFFICE),
            groups=["identification"],
            start_quarter=line["start"],
            end_quarter=line["end"] or UNSET,
        )
        for line in csv.DictReader(lines)
    ]
with connect() as account:
    for start in range(0, len(proposals), A_CALL):
        some = MandateProposals(items=proposals[start : start + A_CALL])
        for proposal, outcome in zip(
            some.items, account.call(PROPOSE_MANDATES, some).items, strict=True
        ):
            issues = [] if outcome.issues is UNSET else [one.detail for one in outcome.issues]
            print(proposal.mandator, outcome.status, *issues)
