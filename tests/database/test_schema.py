"""The migrated database keeps the rules of tenant tables, and a breach of each is noticed."""

import psycopg
import pytest

from tests.conftest import Database
from tests.database.schema_rules import RULES, Connection, faults

TENANT_TABLES = {
    *("worker", "employment", "occupation", "mandate", "training_right", "training"),
    "mandate_event",
    *("journal", "anomaly"),
    "suspension",
    "head_count",
    "opt_out",
    "right_adjustment",
    "right_verification",
    "size_decision",
    "right_basis",
    "computed_right",
    "right_change",
    "year_closing",
    "carried_over",
    "year_event",
    "recalculation",
}

BAD_TABLE = """
CREATE TABLE bad (employer_id bigint NOT NULL, id int NOT NULL, day daterange, {});
ALTER TABLE bad ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY all_rows ON bad USING (true);
"""

BREACHES = {
    "CREATE TABLE bad (id int PRIMARY KEY)": "is a tenant table, or known not to be one",
    "CREATE MATERIALIZED VIEW bad AS SELECT 1::bigint AS employer_id": "is an ordinary table",
    BAD_TABLE.format("PRIMARY KEY (id)")
    + "ALTER TABLE bad ALTER employer_id DROP NOT NULL": "always knows its tenant, by a bigint",
    BAD_TABLE.format("PRIMARY KEY (employer_id, id)")
    + "ALTER TABLE bad ALTER employer_id TYPE int": "always knows its tenant, by a bigint",
    BAD_TABLE.format("UNIQUE (employer_id, id)"): "has a primary key",
    BAD_TABLE.format("PRIMARY KEY (id, employer_id)"): (
        "has only unique keys that start with the tenant"
    ),
    BAD_TABLE.format("PRIMARY KEY (employer_id, id), UNIQUE (id)"): (
        "has only unique keys that start with the tenant"
    ),
    BAD_TABLE.format("PRIMARY KEY (employer_id, id)")
    + "CREATE UNIQUE INDEX ON bad ((employer_id + 1), id)": (
        "has only unique keys that start with the tenant"
    ),
    BAD_TABLE.format("PRIMARY KEY (employer_id, id), EXCLUDE USING gist (day WITH &&)"): (
        "has only exclusion constraints that start with the same tenant"
    ),
    BAD_TABLE.format(
        "PRIMARY KEY (employer_id, id), EXCLUDE USING gist (employer_id WITH <>, day WITH &&)"
    ): "has only exclusion constraints that start with the same tenant",
    BAD_TABLE.format(
        "worker uuid, tenant bigint, PRIMARY KEY (employer_id, id),"
        " FOREIGN KEY (tenant, worker) REFERENCES worker (employer_id, id)"
    ): "refers only within the tenant or to reference tables",
    BAD_TABLE.format("PRIMARY KEY (employer_id, id)")
    + "ALTER TABLE sender ADD bad_employer bigint, ADD bad_id int,"
    " ADD FOREIGN KEY (bad_employer, bad_id) REFERENCES bad (employer_id, id)": (
        "refers only within the tenant or to reference tables"
    ),
    "CREATE FUNCTION bad() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
    "CREATE TRIGGER bad BEFORE INSERT ON worker FOR EACH ROW EXECUTE FUNCTION bad()": (
        "has no triggers but those of its foreign keys"
    ),
    "CREATE RULE bad AS ON DELETE TO worker DO INSTEAD NOTHING": "has no rewrite rules",
    "ALTER TABLE training NO FORCE ROW LEVEL SECURITY": "forces row-level security",
    "ALTER TABLE training DISABLE ROW LEVEL SECURITY": "forces row-level security",
    "ALTER TABLE sender DISABLE ROW LEVEL SECURITY": (
        "has row-level security when it is a reference table"
    ),
    "DROP POLICY operator ON occupation; DROP POLICY intake_reads ON occupation;"
    "DROP POLICY enterprise_keeps ON occupation; DROP POLICY citizen_reads ON occupation": (
        "has a policy"
    ),
    "CREATE VIEW bad AS SELECT * FROM training": (
        "is read, as a view, with the rights of who reads it"
    ),
    "GRANT UPDATE ON worker TO fla_app": (
        "lets the application write no tenant, and nothing of the migrations"
    ),
    "GRANT SELECT ON _yoyo_migration TO fla_app": (
        "lets the application write no tenant, and nothing of the migrations"
    ),
    "GRANT TRUNCATE ON journal TO fla_app": (
        "cannot be emptied, or given triggers or references, by the application"
    ),
    "CREATE FUNCTION bad() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'": (
        "(a function) that runs as its owner looks nowhere but in our schema"
    ),
    "GRANT CREATE ON SCHEMA public TO fla_app": (
        "(the schema) is closed to new objects of the application"
    ),
}

BREACHES_BY_THE_SUPERUSER = {
    "ALTER TABLE worker OWNER TO fla_app": "belongs to another role than the application's",
    "ALTER ROLE fla_app BYPASSRLS": (
        "(the application's role) is bound by row-level security and rules nobody"
    ),
    "GRANT fla_owner TO fla_app": (
        "(the application's role) is bound by row-level security and rules nobody"
    ),
}


async def test_every_table_keeps_the_rules(owner: Connection) -> None:
    assert await faults(owner) == {}


async def test_the_tables_of_the_register_are_tenant_tables(owner: Connection) -> None:
    cursor = await owner.execute(
        "SELECT table_name FROM information_schema.columns"
        " JOIN information_schema.tables USING (table_schema, table_name)"
        " WHERE table_schema = 'public' AND column_name = 'employer_id'"
        " AND table_type = 'BASE TABLE'"
    )
    assert {row[0] for row in await cursor.fetchall()} == TENANT_TABLES


@pytest.mark.parametrize(("change", "rule"), BREACHES.items(), ids=range(len(BREACHES)))
async def test_a_breach_is_noticed(owner: Connection, change: str, rule: str) -> None:
    await owner.execute(change)
    assert (await faults(owner)).get(rule)


@pytest.mark.parametrize(("change", "rule"), BREACHES_BY_THE_SUPERUSER.items(), ids=range(3))
async def test_a_breach_by_the_superuser_is_noticed(
    database: Database, change: str, rule: str
) -> None:
    async with await psycopg.AsyncConnection.connect(database.superuser_url) as connection:
        await connection.execute(change)
        assert (await faults(connection)).get(rule)
        await connection.rollback()  # roles are shared by all databases of the server


def test_every_rule_has_been_seen_to_fail() -> None:
    assert {*BREACHES.values(), *BREACHES_BY_THE_SUPERUSER.values()} == set(RULES)
