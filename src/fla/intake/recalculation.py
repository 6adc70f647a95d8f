"""Marks for the next run: whose rights no longer hold since a declaration was accepted."""

from collections.abc import Sequence

from fla.intake.filing import Filing
from fla.intake.staging import Connection

_MARK = """
INSERT INTO recalculation (employer_id, declaration_id, worker_id)
SELECT * FROM unnest(%s::bigint[], %s::uuid[], %s::uuid[])
"""


async def mark(connection: Connection, filings: Sequence[Filing]) -> None:
    """Mark the workers of accepted filings that need it, or all of the employer's."""
    marked = [filing for filing in filings if filing.recalculate and filing.writable]
    if marked:
        await connection.execute(
            _MARK,
            (
                [filing.employer_id for filing in marked],
                [filing.id for filing in marked],
                [filing.worker_id for filing in marked],
            ),
        )
