import pytest
from psycopg.conninfo import conninfo_to_dict

from fla.database.server import Server, ServerError, url
from fla.settings import SettingsError


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://some%40one:p%2Fw@db.example:6432/fla?sslmode=require",
        "host=db.example port=6432 user=some@one password=p/w dbname=fla sslmode=require",
    ],
)
def test_an_address_means_the_same_as_a_url(address: str) -> None:
    assert conninfo_to_dict(url(address)) == conninfo_to_dict(address)
    other = conninfo_to_dict(url(address, "other base"))
    assert other == {**conninfo_to_dict(address), "dbname": "other base"}


def test_a_socket_directory_and_an_odd_password_survive() -> None:
    parts = {"host": '/srv/a, "b"/É', "password": "p@ss:/w?rd%41 &=+#é'\"", "dbname": "fla"}
    assert conninfo_to_dict(url("", **parts)) == parts


def test_what_is_not_configured_is_said() -> None:
    server = Server("postgresql://app@db/fla")
    with pytest.raises(SettingsError, match="FLA_DATABASE_OWNER_URL"):
        server.owner_url()
    with pytest.raises(ServerError, match="superuser"):
        server.create_database("other")
