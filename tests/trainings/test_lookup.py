"""What a registrant has altogether is not read to find one registration by its reference."""

from typing import Any

import pytest

from tests.conftest import Connection

_PLAN = """
EXPLAIN (FORMAT JSON)
SELECT r.id FROM training r
 WHERE r.employer_id = 1 AND r.registered_by = '0800000471' AND r.reference = 'TRN-1'
"""


def _indexes(node: dict[str, Any]) -> set[str]:
    inner = [_indexes(one) for one in node.get("Plans", [])]
    return set().union({node["Index Name"]} if "Index Name" in node else set(), *inner)


@pytest.mark.parametrize("known", ["as empty", "not at all"])
async def test_no_registrants_whole_work_is_read(owner: Connection, known: str) -> None:
    await owner.execute("SET enable_seqscan = off")
    if known == "as empty":
        await owner.execute("ANALYZE training")
    cursor = await owner.execute(_PLAN)
    [(plan,)] = await cursor.fetchall()
    indexes = _indexes(plan[0]["Plan"])
    assert indexes
    assert not indexes & {"training_by_registrant", "training_by_provider_unsettled"}
