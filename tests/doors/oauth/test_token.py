"""A client that shows who it is gets a token, and the token says who it was."""

from fla.access.model import Principal
from fla.access.scopes import SCOPES
from tests.doors.oauth.conftest import Door
from tests.intake.build import BAKERY


async def test_a_token_says_whose_it_is(door: Door) -> None:
    answer = await door.ask()

    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert body["token_type"] == "Bearer"
    assert body["expires_in"] == 300
    assert body["scope"].split() == list(SCOPES)
    assert await door.tokens.principal(body["access_token"]) == Principal(
        client_id="payroll-demo",
        enterprise_number=BAKERY,
        name="Client payroll-demo",
        scopes=frozenset(SCOPES),
    )
