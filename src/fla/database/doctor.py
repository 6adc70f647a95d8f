"""What an operator should know of the database, and of how it is served, before relying on it."""

from ipaddress import ip_address
from typing import Literal

import msgspec

from fla.database import store
from fla.database.binaries import OLDEST
from fla.settings import Settings

_NEWEST = 18
"""The newest major version the tests run on."""

Severity = Literal["ok", "warning", "error"]
Topic = Literal[
    "server.version",
    "server.evaluation",
    "connection.encrypted",
    "role.superuser",
    "role.bypasses-row-security",
    "role.owner",
    "storage.checksums",
    "storage.durable",
    "storage.encoding",
    "serving.address",
]


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at: how it stands, and the value seen, in no language."""

    topic: Topic
    severity: Severity
    seen: str


def examine(app_url: str, settings: Settings) -> list[Finding]:
    """Return what there is to say of the server and of the application's role on it.

    An `error` breaks a promise of the application (tenants apart, nothing lost); a `warning` is
    fit for an evaluation only. Raises psycopg.OperationalError when nobody answers.
    """
    with store.connect(app_url) as connection:
        facts = store.read_facts(connection)
    return [
        Finding("server.version", _version(facts.major), facts.version),
        _evaluation(settings),
        _verdict("connection.encrypted", facts.encrypted or facts.local, "error", facts.role),
        _verdict("role.superuser", not facts.superuser, "error", facts.role),
        _verdict("role.bypasses-row-security", not facts.bypasses, "error", facts.role),
        _verdict("role.owner", not facts.owner, "error", facts.role),
        _verdict("storage.checksums", facts.checksums, "warning", ""),
        _verdict("storage.durable", not facts.forgetful, "error", facts.forgetful),
        _verdict("storage.encoding", facts.encoding == "UTF8", "error", facts.encoding),
        _verdict("serving.address", not lacks_public_url(settings), "warning", _reached(settings)),
    ]


def lacks_public_url(settings: Settings) -> bool:
    """Say whether others can reach the service while nothing says by which address."""
    return settings.public_url is None and not _is_loopback(settings.host)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _reached(settings: Settings) -> str:
    return settings.public_url or f"{settings.host}, without FLA_PUBLIC_URL"


def _verdict(topic: Topic, good: bool, otherwise: Severity, seen: str) -> Finding:
    return Finding(topic, "ok" if good else otherwise, seen)


def _version(major: int) -> Severity:
    if major < OLDEST:
        return "error"
    return "ok" if major <= _NEWEST else "warning"


def _evaluation(settings: Settings) -> Finding:
    """Judge who looks after the server: one we start has no TLS, backups or security releases."""
    return _verdict("server.evaluation", settings.database_url is not None, "warning", "")
