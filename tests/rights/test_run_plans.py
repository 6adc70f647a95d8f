"""How the database goes about a run: no statement takes more rows than its employers have."""

import asyncio

import polars as pl
import psycopg
import pytest
from psycopg import sql

from fla.database.columns import Columns, open_columns
from fla.database.identity import OPERATOR
from fla.demo.nation import fill_nation
from fla.rights import run_columns_store
from fla.rights.run_chunk import compute
from fla.rights.run_columns_store import Part
from tests.conftest import Database
from tests.rights.run_world import RULES
from tests.rows import TODAY
from tests.statements import most_rows

EMPLOYERS = 80


class Watched(Columns):
    """Columns that have each query explained before it is asked."""

    worst = 0

    def read(self, query: sql.Composable) -> pl.DataFrame:
        text = query.as_string(None).strip()
        if "unnest" not in text and text.startswith(("SELECT", "WITH")):
            explained = sql.SQL("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) ")
            self._explain(explained + query)
        return super().read(query)

    def _explain(self, query: sql.Composed) -> None:
        with self._connection.cursor() as cursor:
            cursor.adbc_statement.set_options(**{"adbc.postgresql.use_copy": False})
            cursor.execute(query.as_string(None))
            plan = "\n".join(cursor.fetch_polars().to_series().to_list())
        self.worst = max(self.worst, most_rows(plan))


@pytest.mark.parametrize("last", [1, 5, 20, EMPLOYERS])
async def test_no_step_takes_more_rows_than_there_are(database: Database, last: int) -> None:
    fill_nation(database.superuser_url, EMPLOYERS, 3, TODAY, lambda _: None)
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute("ANALYZE")
        row = superuser.execute(
            "SELECT count(*) FROM occupation WHERE employer_id <= %s", [last]
        ).fetchone()
    assert row is not None
    worst = await asyncio.to_thread(_worst, database.app_url, last)
    assert 0 < worst <= 2 * row[0] + 100


def _worst(app_url: str, last: int) -> int:
    with open_columns(app_url) as columns:
        run_columns_store.make_temporary(columns)
        watched = Watched(columns._connection)
        with watched.transaction(OPERATOR, TODAY):
            run_columns_store.share_writing(watched)
            part = Part(year=2026, first_employer=1, last_employer=last)
            compute(watched, part, 1, RULES, follow_up=False)
    return watched.worst
