"""A nation: valid numbers, the register's own constraints, the demo's shares, always the same."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import polars as pl
import psycopg
import pytest

from fla.demo.nation import Filled, fill_nation
from fla.demo.nation.columns import enterprise_number, identifier, nsso_number, share, ssin
from fla.demo.nation.employers import employers
from fla.demo.nation.rows import TABLES
from fla.identifiers import (
    enterprise_number_with_check_digits,
    nsso_number_fault,
    nsso_number_with_check_digits,
    ssin_birth_date,
    ssin_fault,
    synthetic_ssin,
)
from fla.register.rules import search_name
from tests.conftest import Database

TODAY = dt.date(2026, 11, 22)
EMPLOYERS = 150
Connection = psycopg.Connection[Any]


def silent(_employers: int) -> None:
    """Shows nothing."""


def fill(database: Database, count: int = EMPLOYERS, seed: int = 1) -> Filled:
    return fill_nation(database.superuser_url, count, seed, TODAY, silent)


@pytest.fixture
def register(database: Database) -> Iterator[Connection]:
    """A register with a nation in it."""
    fill(database)
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        yield connection


def read(connection: Connection, query: str) -> list[Any]:
    return connection.execute(query.encode()).fetchall()


def none(connection: Connection, query: str) -> bool:
    return number(connection, query) == 0


def number(connection: Connection, query: str) -> int:
    ((found,),) = read(connection, query)
    return int(found)


def one_by_one(expression: pl.Expr, frame: pl.DataFrame) -> list[Any]:
    return frame.select(expression).to_series().to_list()


def test_numbers_are_those_the_identifiers_make_one_by_one() -> None:
    serials = [0, 1, 96, 97, 9_999_999, 4_851_230]
    frame = pl.DataFrame({"serial": serials})
    numbers = one_by_one(enterprise_number(pl.col("serial")), frame)
    assert numbers == [enterprise_number_with_check_digits(serial) for serial in serials]
    serials = [2, 97, 9_000_000, *range(9_000_100, 9_000_200)]
    frame = pl.DataFrame({"serial": serials})
    numbers = [str(one) for one in one_by_one(nsso_number(pl.col("serial")), frame)]
    assert numbers == [nsso_number_with_check_digits(serial) for serial in serials]
    assert not any(map(nsso_number_fault, numbers))


def test_ssins_are_those_the_identifiers_make_one_by_one() -> None:
    born = [dt.date(1999, 12, 31), dt.date(2000, 1, 1), dt.date(2004, 2, 29), dt.date(1962, 7, 9)]
    counters, offsets = [700, 1, 998, 701], [0, 40, 20, 0]
    frame = pl.DataFrame({"born": born, "counter": counters, "offset": offsets})
    numbers = one_by_one(ssin(pl.col("born"), pl.col("counter"), pl.col("offset")), frame)
    assert numbers == [
        synthetic_ssin(birth, counter, month_offset=offset)
        for birth, counter, offset in zip(born, counters, offsets, strict=True)
    ]


def test_identifiers_are_uuids_in_the_order_of_their_numbers() -> None:
    frame = pl.DataFrame({"number": [0, 9, 10, 11_999_999]})
    made = one_by_one(identifier(3, pl.col("number")), frame)
    assert made == sorted(made)
    assert made[2] == "01981b00-0000-7000-8003-000000000010"


def test_shares_are_even_and_differ_by_seed_and_by_what_is_drawn() -> None:
    frame = pl.DataFrame({"subject": pl.int_range(20_000, eager=True)})
    drawn = frame.select(
        one=share(1, "size", pl.col("subject")),
        two=share(2, "size", pl.col("subject")),
        three=share(1, "age", pl.col("subject")),
    )
    for name in drawn.columns:
        tenths = (drawn[name] * 10).floor().value_counts()["count"]
        assert len(tenths) == 10
        assert 1800 < tenths.min() < tenths.max() < 2200  # type: ignore[operator]
    correlations = drawn.select(pl.corr("one", "two"), pl.corr("one", "three").alias("other"))
    assert all(abs(value) < 0.03 for value in correlations.row(0))


def test_an_employer_is_the_same_however_many_follow() -> None:
    assert employers(200, 1)[:50].equals(employers(50, 1))
    assert not employers(50, 2).equals(employers(50, 1))


def test_every_row_is_counted(database: Database) -> None:
    reached: list[int] = []
    filled = fill_nation(database.superuser_url, EMPLOYERS, 1, TODAY, reached.append)
    assert sum(reached) == EMPLOYERS
    assert filled.counts["employer"] == EMPLOYERS
    assert filled.rows_per_second > 0
    with psycopg.connect(database.superuser_url) as connection:
        for table in TABLES:
            assert number(connection, f"SELECT count(*) FROM {table}") == filled.counts[table]


def test_the_same_seed_gives_the_same_rows(database: Database) -> None:
    digests = []
    for _ in range(2):
        fill(database, 40, seed=7)
        with psycopg.connect(database.superuser_url, autocommit=True) as connection:
            digests.append([digest(connection, table) for table in TABLES])
            connection.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE".encode())
    assert digests[0] == digests[1]


def digest(connection: Connection, table: str) -> str:
    columns = f"ROW({TABLES[table]})::text"
    query = f"SELECT md5(coalesce(string_agg({columns}, '' ORDER BY {columns}), '')) FROM {table}"
    ((found,),) = read(connection, query)
    return str(found)


def test_numbers_in_the_register_are_valid(register: Connection) -> None:
    for number_, born in read(register, "SELECT ssin, birth_date FROM worker"):
        assert ssin_fault(number_, TODAY) is None
        assert ssin_birth_date(number_) == born


def test_workers_are_found_by_name(register: Connection) -> None:
    for family, given, folded in read(
        register, "SELECT family_name, given_name, search_name FROM worker"
    ):
        assert folded == search_name(family, given)


def test_every_foreign_key_holds(register: Connection) -> None:
    keys = read(
        register,
        """
        SELECT format('ALTER TABLE %s DROP CONSTRAINT %I, ADD %s', conrelid::regclass, conname,
                      pg_get_constraintdef(oid))
          FROM pg_constraint WHERE contype = 'f'
        """,
    )
    assert len(keys) > 10
    for (check_anew,) in keys:
        register.execute(check_anew)


def test_indexes_and_constraints_are_as_they_were(database: Database) -> None:
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        before = schema(connection)
        fill(database, 5)
        assert schema(connection) == before


def test_overlaps_may_go_unchecked(database: Database) -> None:
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        before = {name for name, _ in schema(connection)}
        fill_nation(database.superuser_url, 5, 1, TODAY, silent, no_overlap=False)
        missing = before - {name for name, _ in schema(connection)}
    assert missing == {"employment_no_overlap", "occupation_no_overlap"}


def schema(connection: Connection) -> list[Any]:
    indexes = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
    constraints = "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
    return sorted(read(connection, indexes)) + sorted(read(connection, constraints))


def test_a_further_employer_gets_an_id_of_its_own(register: Connection) -> None:
    register.execute(
        "INSERT INTO employer (enterprise_number, name, search_name)"
        " VALUES ('0123456749', 'Further', 'further')"
    )
    assert number(register, "SELECT max(id) FROM employer") == EMPLOYERS + 1


def test_lines_follow_each_other_within_their_employment(register: Connection) -> None:
    assert none(
        register,
        """
        SELECT count(*) FROM employment e JOIN (
               SELECT employer_id, employment_id, min(start_date) AS first,
                      max(coalesce(end_date, 'infinity')) AS last,
                      sum(coalesce(end_date, 'infinity'::date) - start_date + 1)
                          FILTER (WHERE end_date IS NOT NULL) AS days
                 FROM occupation GROUP BY employer_id, employment_id) l
            ON (l.employer_id, l.employment_id) = (e.employer_id, e.id)
         WHERE l.first <> e.start_date OR l.last <> coalesce(e.end_date, 'infinity')
            OR e.end_date IS NOT NULL AND l.days <> e.end_date - e.start_date + 1
        """,
    )
    assert none(
        register,
        """
        SELECT count(*) FROM employment e WHERE NOT EXISTS (
               SELECT FROM occupation o
                WHERE (o.employer_id, o.employment_id) = (e.employer_id, e.id))
        """,
    )


def test_there_is_some_of_everything(database: Database) -> None:
    fill(database, 1500)
    with psycopg.connect(database.superuser_url) as register:
        lines, workers = (
            number(register, f"SELECT count(*) FROM {table}") for table in ("occupation", "worker")
        )
        assert 16 < workers / 1500 < 26
        assert 1.2 < lines / workers < 1.4
        for query in (
            "SELECT count(*) FROM occupation WHERE mean_hours = 0",
            "SELECT count(*) FROM employment WHERE parallel",
            "SELECT count(*) FROM employment WHERE end_reason = 'retirement'",
            "SELECT count(*) FROM suspension WHERE extent = 'partial'",
            "SELECT count(*) FROM suspension WHERE extent = 'full'",
            "SELECT count(*) FROM opt_out WHERE worker_id IS NULL",
            "SELECT count(*) FROM opt_out WHERE worker_id IS NOT NULL",
            "SELECT count(*) FROM occupation WHERE worker_category = 'student'",
            "SELECT count(*) FROM (SELECT 1 FROM worker GROUP BY ssin HAVING count(*) > 1) two",
        ):
            assert number(register, query) > 0, query
        part_time = "SELECT count(*) FROM occupation WHERE mean_hours < reference_hours"
        assert 0.2 < number(register, part_time) / lines < 0.5
        assert number(register, "SELECT count(DISTINCT joint_committee) FROM occupation") > 14
        changed = (
            "SELECT count(*) FROM occupation WHERE start_date > '2026-02-15' AND end_date IS NULL"
        )
        assert number(register, changed) > 0.05 * workers


def test_head_counts_are_those_of_the_reference_quarters_and_near_the_size(
    register: Connection,
) -> None:
    assert {quarter for (quarter,) in read(register, "SELECT quarter FROM head_count")} == {
        *("2024Q4", "2025Q1", "2025Q2", "2025Q3"),
    }
    large = "SELECT employer_id FROM worker GROUP BY 1 HAVING count(*) > 40"
    assert none(
        register,
        f"""
        SELECT count(*) FROM (
               SELECT h.employer_id, avg(h.fte) AS fte,
                      (SELECT count(*) FROM worker w WHERE w.employer_id = h.employer_id) AS workers
                 FROM head_count h WHERE h.employer_id IN ({large}) GROUP BY 1) counted
         WHERE fte NOT BETWEEN 0.4 * workers AND workers
        """,
    )
    missing = "SELECT 4 * count(DISTINCT employer_id) - count(*) FROM head_count"
    assert number(register, missing) > 0
