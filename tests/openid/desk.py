"""Those who give access: the operator at his command line, an access manager on his pages."""

from unittest.mock import patch

from rich.console import Console
from typer.testing import CliRunner

from fla.commands import access
from tests.doors.portal.conftest import find
from tests.openid.people import Traveller


class Desk:
    """The operator's command line."""

    def __init__(self, home: str) -> None:
        self.home = home

    def run(self, *arguments: str, status: int = 0) -> str:
        # Made at import, the command's console keeps the width that the test process said then.
        with patch.object(access, "_out", Console(width=250)):
            found = CliRunner().invoke(access.app, arguments)
        assert found.exit_code == status, found.output
        return found.output

    def invite(self, *arguments: str) -> str:
        """Invite somebody, and return the link."""
        link = self.run("invite", "Somebody", "--address", self.home, *arguments).split()[-1]
        assert link.startswith(f"{self.home}/invitation?code=")
        return link


def invited(manager: Traveller, role: str, **values: str) -> str:
    """Have the access manager invite somebody; return the link that his page shows."""
    manager.get("/access/invite")
    answer = manager.post("/access/invite", invitee="A colleague", role=role, **values)
    page = manager.portal.follow(answer).text
    return str(find(page, "//input[@id='link']/@value")[0])


def person_of(manager: Traveller, name: str) -> str:
    """Return the address of somebody's role on the access manager's page."""
    page = manager.get("/access").text
    [address] = find(page, f"//tr[th[contains(., '{name}')]]//a/@href")
    return str(address)
