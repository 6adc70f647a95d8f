"""The providers people log in with, and where they send them back to."""

from collections.abc import Mapping

from fla.access.openid import providers
from fla.access.openid_client import OpenidClient
from fla.access.openid_secret import check_key
from fla.clock import Clock
from fla.settings import Settings

Logins = Mapping[str, OpenidClient]
"""Our side of each configured provider, by the name its addresses here bear."""


def open_logins(settings: Settings, clock: Clock) -> Logins:
    """Return our side of each provider of the settings.

    Raises SettingsError for a provider that cannot be used as it is set.
    """
    known = providers(settings.openid)
    for provider in known.values():
        check_key(provider)
    return {name: OpenidClient(provider, clock) for name, provider in known.items()}
