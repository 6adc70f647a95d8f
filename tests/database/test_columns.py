"""Frames to and from the database: types, transactions, and who may see what."""

import datetime as dt
import uuid
from decimal import Decimal

import polars as pl
import pytest
from psycopg import sql

from fla.database.columns import Columns, ColumnsError, open_columns
from fla.database.identity import OPERATOR, enterprise
from tests.conftest import Connection, Database
from tests.rows import TODAY, acting, employer, insert, worker

TABLE = (
    "CREATE TEMP TABLE staged (id uuid, amount numeric(9,4), day date, number smallint,"
    " words text[], yes boolean) ON COMMIT DELETE ROWS"
)
AN_ID = uuid.UUID("01981b00-0000-7000-8001-000000000001")
FRAME = pl.DataFrame(
    {
        "id": [AN_ID.bytes, None],
        "amount": [Decimal("3.1416"), None],
        "day": [dt.date(2024, 2, 29), None],
        "number": pl.Series([7, None], dtype=pl.Int16),
        "words": [["size", "law"], []],
        "yes": [True, None],
    }
)


def staged(columns: Columns) -> int:
    return int(columns.read(sql.SQL("SELECT count(*) FROM staged")).item())


def test_values_arrive_in_the_types_of_the_table(database: Database) -> None:
    with open_columns(database.app_url) as columns:
        columns.execute(sql.SQL(TABLE))
        with columns.transaction(OPERATOR, TODAY):
            columns.stage("staged", FRAME)
            found = columns.read(
                sql.SQL(
                    "SELECT id, id::text AS written, amount::text, day, number, words, yes"
                    " FROM staged ORDER BY id"
                )
            )
            assert found.row(0) == (
                AN_ID.bytes,
                str(AN_ID),
                "3.1416",
                dt.date(2024, 2, 29),
                7,
                ["size", "law"],
                True,
            )
            assert found.row(1) == (None, None, None, None, None, [], None)
        assert staged(columns) == 0


def test_an_exception_undoes_the_transaction(database: Database) -> None:
    with open_columns(database.app_url) as columns:
        columns.execute(sql.SQL("CREATE TEMP TABLE staged (number smallint)"))
        with pytest.raises(ColumnsError) as error:
            _fail(columns)
        assert error.value.sqlstate == "22012"
        assert staged(columns) == 0


def _fail(columns: Columns) -> None:
    with columns.transaction(OPERATOR, TODAY):
        columns.stage("staged", FRAME.select("number"))
        columns.execute(sql.SQL("INSERT INTO staged VALUES (1 / 0)"))


def test_after_an_error_it_goes_back_to_the_mark(database: Database) -> None:
    with open_columns(database.app_url) as columns:
        columns.execute(sql.SQL("CREATE TEMP TABLE staged (number smallint)"))
        with columns.transaction(OPERATOR, TODAY):
            columns.stage("staged", FRAME.select("number"))
            columns.mark()
            with pytest.raises(ColumnsError, match="division by zero"):
                columns.read(sql.SQL("SELECT 1 / (number - 7) FROM staged"))
            columns.go_back()
        assert staged(columns) == 2


async def test_only_what_the_actor_may_see_is_read(app: Connection, database: Database) -> None:
    async with acting(app):
        for number in (1, 2):
            await insert(app, "employer", employer(number))
            await insert(app, "worker", worker(number, f"9000000000{number}"))
    query = sql.SQL("SELECT employer_id FROM worker ORDER BY 1")
    with open_columns(database.app_url) as columns:
        assert columns.read(query).height == 0
        with columns.transaction(OPERATOR, TODAY):
            assert columns.read(query)["employer_id"].to_list() == [1, 2]
        with columns.transaction(enterprise("0200000002"), TODAY):
            assert columns.read(query)["employer_id"].to_list() == [2]
        assert columns.read(query).height == 0
