"""What every table must be so that tenants stay apart and the database can be distributed.

A tenant table carries `employer_id`, its distribution key. Rules of distributed tables: Citus,
"Creating and modifying distributed objects"; each query below returns the faults it finds.
"""

from typing import Any

import psycopg

REFERENCE = ("employer", "sender")
"""Small tables without a tenant, copied to every node of a distributed database."""
LOCAL = ("right_run", "right_run_chunk")
"""The operator's own bookkeeping of long work: of no tenant, on one node."""
ACCESS = (
    *("client", "client_key", "used_assertion", "revoked_token", "keyed_call"),
    "client_change",
    *("person", "person_role", "invitation", "access_event", "login_session"),
    "provider_miss",
    *("file_sender", "file_sender_key", "file_sender_certificate"),
    *("file_set", "file_set_fault", "file_set_anomaly", "file_set_reply", "file_name_series"),
    "file_set_answer",
)
"""Who may come in: of no tenant, on one node, and closed to whom it does not concern."""
BOOKKEEPING = ("_yoyo_log", "_yoyo_migration", "_yoyo_version", "yoyo_lock")
"""Tables of the migration library."""
APP = "fla_app"

_TABLES = """
WITH relation AS (
    SELECT c.oid, c.relname, c.relowner, c.relrowsecurity, c.relforcerowsecurity, c.reloptions,
           c.relkind, a.attnum AS tenant, a.attnotnull AS tenant_known, a.atttypid AS tenant_type
      FROM pg_class c
      LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'employer_id'
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'f', 'm', 'v')
), tab AS (
    SELECT * FROM relation WHERE relkind <> 'v'
)
"""

RULES = {
    "is a tenant table, or known not to be one": """
        SELECT relname FROM tab WHERE tenant IS NULL AND relname <> ALL (%(others)s)""",
    "is an ordinary table": "SELECT relname FROM tab WHERE relkind <> 'r'",
    "always knows its tenant, by a bigint": """
        SELECT relname FROM tab
         WHERE tenant IS NOT NULL AND NOT (tenant_known AND tenant_type = 'bigint'::regtype)""",
    "has a primary key": """
        SELECT relname FROM tab
         WHERE NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = tab.oid AND i.indisprimary)
           AND relname <> ALL (%(bookkeeping)s)""",
    "has only unique keys that start with the tenant": """
        SELECT relname || '.' || indexrelid::regclass
          FROM tab JOIN pg_index i ON indrelid = tab.oid
         WHERE tenant IS NOT NULL AND indisunique AND indkey[0] <> tenant""",
    "has only exclusion constraints that start with the same tenant": """
        SELECT relname || '.' || conname FROM tab JOIN pg_constraint k ON conrelid = tab.oid
         WHERE tenant IS NOT NULL AND contype = 'x'
           AND (conkey[1] <> tenant OR (SELECT oprname FROM pg_operator o
                                         WHERE o.oid = conexclop[1]) <> '=')""",
    "refers only within the tenant or to reference tables": """
        SELECT tab.relname || '.' || conname FROM tab JOIN pg_constraint k ON conrelid = tab.oid
          JOIN relation target ON target.oid = confrelid
         WHERE contype = 'f' AND target.relname <> ALL (%(reference)s)
           AND NOT (tab.relname = ANY (%(local)s) AND target.relname = ANY (%(local)s))
           AND (tab.tenant IS NULL
                OR coalesce(array_position(conkey, tab.tenant)
                            <> array_position(confkey, target.tenant), true))""",
    "has no triggers but those of its foreign keys": """
        SELECT relname || '.' || tgname FROM tab JOIN pg_trigger ON tgrelid = tab.oid
         WHERE NOT tgisinternal AND relname <> ALL (%(bookkeeping)s)""",
    "has no rewrite rules": """
        SELECT relname || '.' || rulename FROM tab JOIN pg_rewrite ON ev_class = tab.oid""",
    "forces row-level security": """
        SELECT relname FROM tab
         WHERE (tenant IS NOT NULL OR relname = ANY (%(access)s))
           AND NOT (relrowsecurity AND relforcerowsecurity)""",
    "has row-level security when it is a reference table": """
        SELECT relname FROM tab WHERE relname = ANY (%(reference)s) AND NOT relrowsecurity""",
    "has a policy": """
        SELECT relname FROM tab
         WHERE relname <> ALL (%(bookkeeping)s)
           AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = tab.oid)""",
    "belongs to another role than the application's": """
        SELECT relname FROM relation WHERE relowner = %(app)s::regrole""",
    "is read, as a view, with the rights of who reads it": """
        SELECT relname FROM relation
         WHERE relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)""",
    "lets the application write no tenant, and nothing of the migrations": """
        SELECT relname || '.' || a.attname FROM tab JOIN pg_attribute a ON attrelid = tab.oid
         WHERE attnum > 0 AND NOT attisdropped
           AND (has_column_privilege(%(app)s, tab.oid, attnum, 'UPDATE') AND attnum = tenant
                OR relname = ANY (%(bookkeeping)s)
                   AND has_column_privilege(%(app)s, tab.oid, attnum,
                                            'SELECT, INSERT, UPDATE, REFERENCES'))""",
    "cannot be emptied, or given triggers or references, by the application": """
        SELECT relname FROM tab
         WHERE has_table_privilege(%(app)s, oid, 'TRUNCATE, TRIGGER, REFERENCES')""",
    "(a function) that runs as its owner looks nowhere but in our schema": """
        SELECT proname FROM pg_proc
         WHERE pronamespace = 'public'::regnamespace AND prosecdef
           AND coalesce(NOT 'search_path=pg_catalog, public, pg_temp' = ANY (proconfig), true)""",
    "(the application's role) is bound by row-level security and rules nobody": """
        SELECT rolname FROM pg_roles
         WHERE rolname = %(app)s
           AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication
                OR EXISTS (SELECT FROM pg_auth_members m WHERE m.member = pg_roles.oid))""",
    "(the schema) is closed to new objects of the application": """
        SELECT nspname FROM pg_namespace
         WHERE nspname NOT LIKE 'pg\\_%%' AND has_schema_privilege(%(app)s, oid, 'CREATE')
         UNION
        SELECT datname FROM pg_database
         WHERE datname = current_database() AND has_database_privilege(%(app)s, oid, 'CREATE')""",
}
"""Queries by what they demand of every table, as a sentence with the table for its subject."""

Connection = psycopg.AsyncConnection[Any]


async def faults(connection: Connection) -> dict[str, list[str]]:
    """Return what breaks each rule, the rules that hold left out."""
    names: dict[str, Any] = {"reference": list(REFERENCE), "local": [*LOCAL, *ACCESS]}
    names |= {"bookkeeping": list(BOOKKEEPING), "access": list(ACCESS), "app": APP}
    names["others"] = [*REFERENCE, *LOCAL, *ACCESS, *BOOKKEEPING]
    found = {}
    for rule, query in RULES.items():
        cursor = await connection.execute(_TABLES + query, names)
        found[rule] = sorted(row[0] for row in await cursor.fetchall())
    return {rule: names for rule, names in found.items() if names}
