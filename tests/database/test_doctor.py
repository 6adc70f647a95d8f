import msgspec
import psycopg
import pytest

from fla.database.doctor import examine
from fla.database.embedded import embedded
from fla.settings import Settings
from tests.conftest import Database


def severities(address: str, settings: Settings) -> dict[str, str]:
    return {finding.topic: finding.severity for finding in examine(address, settings)}


def test_our_own_server_is_fit_for_an_evaluation(settings: Settings) -> None:
    with embedded(settings) as server:
        found = severities(server.app_url(), settings)
    assert found.pop("server.evaluation") == "warning"
    assert set(found.values()) == {"ok"}


def test_a_configured_server_is_not_called_an_evaluation(database: Database) -> None:
    configured = Settings(database_url=database.app_url)
    assert severities(database.app_url, configured)["server.evaluation"] == "ok"


def test_the_owner_may_not_serve_the_application(database: Database) -> None:
    found = severities(database.owner_url, Settings())
    assert (found["role.owner"], found["role.superuser"]) == ("error", "ok")


def test_the_superuser_may_not_serve_the_application(database: Database) -> None:
    found = severities(database.superuser_url, Settings())
    assert found["role.superuser"] == found["role.bypasses-row-security"] == "error"


def test_a_forgetful_server_is_named(database: Database) -> None:
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute(
            "ALTER ROLE fla_app IN DATABASE " + database.name + " SET synchronous_commit = off"
        )
    findings = {finding.topic: finding for finding in examine(database.app_url, Settings())}
    assert findings["storage.durable"].severity == "error"
    assert "synchronous_commit" in findings["storage.durable"].seen


@pytest.mark.parametrize(
    ("host", "public_url", "severity"),
    [
        ("127.0.0.1", None, "ok"),
        ("127.8.8.8", None, "ok"),
        ("::1", None, "ok"),
        ("localhost", None, "ok"),
        ("0.0.0.0", None, "warning"),  # noqa: S104 - nothing listens
        ("::", None, "warning"),
        ("10.0.0.1", None, "warning"),
        ("learning.example", None, "warning"),
        ("10.0.0.1", "https://learning.example", "ok"),
    ],
)
def test_who_is_reached_by_others_says_by_which_address(
    database: Database, host: str, public_url: str | None, severity: str
) -> None:
    settings = Settings(host=host, public_url=public_url)
    assert severities(database.app_url, settings)["serving.address"] == severity


def test_nobody_answers() -> None:
    nowhere = "postgresql:///fla?host=/nonexistent"
    with pytest.raises(psycopg.OperationalError):
        examine(nowhere, msgspec.structs.replace(Settings(), database_url=nowhere))
