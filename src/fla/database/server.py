"""A PostgreSQL server as the application sees it: one database, and the roles that enter it."""

from urllib.parse import quote, urlencode

import msgspec
from psycopg import conninfo

from fla.database import store
from fla.settings import SettingsError

DATABASE = "fla"
OWNER = "fla_owner"
APP = "fla_app"


class ServerError(Exception):
    """The database server cannot be used; the message says why and what to do."""


class Server(msgspec.Struct, frozen=True):
    """Addresses of one database per role; each method can give another database's instead."""

    app: str
    owner: str | None = None
    superuser: str | None = None

    def app_url(self, database: str | None = None) -> str:
        """Return the address for the application's role, which row-level security binds."""
        return url(self.app, database)

    def owner_url(self, database: str | None = None) -> str:
        """Return the address for the role that owns the tables; for migrations alone."""
        if self.owner is None:
            raise SettingsError("FLA_DATABASE_OWNER_URL is needed to change the schema")
        return url(self.owner, database)

    def superuser_url(self, database: str | None = None) -> str:
        """Return the address of the role above row-level security; for tests and benchmarks."""
        if self.superuser is None:
            raise ServerError("the superuser of this server is not ours")
        return url(self.superuser, database)

    def create_database(self, name: str, template: str | None = None) -> None:
        """Create an empty database for the owner's role, or a copy of a template nobody uses."""
        with store.connect(self.superuser_url("postgres")) as connection:
            store.create_database(connection, name, OWNER, template)

    def drop_database(self, name: str) -> None:
        """Drop a database, with the sessions that are still in it."""
        with store.connect(self.superuser_url("postgres")) as connection:
            store.drop_database(connection, name)


def url(address: str, database: str | None = None, **changes: str) -> str:
    """Return a libpq address as a URL, whatever its form, optionally with parts replaced.

    Every part stands in the query, so that socket directories and odd passwords need no care.
    """
    parts = {**conninfo.conninfo_to_dict(address), **changes}
    if database is not None:
        parts["dbname"] = database
    name = quote(str(parts.pop("dbname", "")), safe="")
    given = {key: value for key, value in parts.items() if value is not None}
    return f"postgresql:///{name}?{urlencode(given, quote_via=quote, safe='')}"


def prepare(superuser: str, owner_password: str, app_password: str) -> Server:
    """Make sure a server has our roles and our database; safe to repeat and to race.

    The application's role owns nothing and cannot bypass row-level security; the owner's may
    create the trusted extensions the schema needs, as the owner of its database.
    """
    with store.connect(url(superuser, "postgres")) as connection:
        store.lock_preparation(connection)
        store.ensure_role(connection, OWNER, owner_password)
        store.ensure_role(connection, APP, app_password)
        store.ensure_database(connection, DATABASE, OWNER)
    return Server(
        app=url(superuser, DATABASE, user=APP, password=app_password),
        owner=url(superuser, DATABASE, user=OWNER, password=owner_password),
        superuser=url(superuser, DATABASE),
    )
