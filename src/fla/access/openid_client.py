"""One login at an OpenID Connect provider: authorization code flow with PKCE, state and nonce.

OpenID Connect Core 1.0, section 3.1; PKCE: RFC 7636; what is asked of the discovery document:
OpenID Connect Discovery 1.0; logout: OpenID Connect RP-Initiated Logout 1.0.
"""

import datetime as dt
import hashlib
import secrets
from base64 import urlsafe_b64encode
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

import httpx
import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from msgspec import Struct

from fla.access.openid import Provider
from fla.access.openid_claims import (
    Claims,
    LoginError,
    id_token_claims,
    person_of,
    signed_userinfo,
    userinfo_claims,
)
from fla.access.openid_secret import authenticate
from fla.access.people_model import Person
from fla.clock import Clock

_PATIENCE: Final = 10.0
"""Seconds a provider may take for each answer."""
_FRESH: Final = dt.timedelta(hours=1)
"""How long what a provider says of itself is taken for true."""
_HURRY: Final = dt.timedelta(minutes=1)
"""At least between two looks at its keys, however many tokens name a key we do not know."""
_ENTROPY: Final = 32
"""Bytes; a verifier of 43 characters (RFC 7636, section 4.1)."""


Answer = TypeVar("Answer")


class ProviderUnavailableError(Exception):
    """The provider does not answer, or nothing that can be used; says what was asked of it."""


class Attempt(Struct, frozen=True, kw_only=True):
    """What we must still know of a login when its browser comes back."""

    provider: str
    state: str
    nonce: str
    verifier: str
    redirect_uri: str


class Welcome(Struct, frozen=True, kw_only=True):
    """A login that succeeded; `id_token_hint` names the provider's session when it is ended."""

    person: Person
    id_token_hint: str | None


class _Metadata(Struct, frozen=True, kw_only=True):
    """What we read of a discovery document."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    end_session_endpoint: str | None = None
    authorization_response_iss_parameter_supported: bool = False


class _TokenAnswer(Struct, frozen=True):
    id_token: str
    access_token: str | None = None


class OpenidClient:
    """Our side of one provider; it keeps what the provider says of itself for an hour."""

    def __init__(self, provider: Provider, clock: Clock) -> None:
        self.provider = provider
        self._clock = clock
        self._metadata: _Metadata | None = None
        self._metadata_at = self._keys_at = dt.datetime.min.replace(tzinfo=dt.UTC)
        self._keys: KeySet | None = None

    async def begin(self, redirect_uri: str, language: str) -> tuple[str, Attempt]:
        """Return where to send the browser, and what to remember until it comes back.

        Raises ProviderUnavailableError.
        """
        metadata = await self._known()
        attempt = Attempt(
            provider=self.provider.name,
            state=secrets.token_urlsafe(_ENTROPY),
            nonce=secrets.token_urlsafe(_ENTROPY),
            verifier=secrets.token_urlsafe(_ENTROPY),
            redirect_uri=redirect_uri,
        )
        asked = {
            "response_type": "code",
            "client_id": self.provider.client_id,
            "redirect_uri": redirect_uri,
            "scope": " ".join(self.provider.scopes),
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": _challenge(attempt.verifier),
            "code_challenge_method": "S256",
            "ui_locales": language,
        }
        if self.provider.acr_values:
            asked["acr_values"] = " ".join(self.provider.acr_values)
        return _with_query(metadata.authorization_endpoint, asked), attempt

    async def finish(self, attempt: Attempt, code: str, issuer: str | None) -> Welcome:
        """Exchange the code that came back, and return who logged in.

        `issuer` is the answer's `iss`, which must be the provider's (RFC 9207). The caller has
        compared the state. Raises LoginError for what is not believed, ProviderUnavailableError.
        """
        metadata = await self._known()
        expected = metadata.authorization_response_iss_parameter_supported
        if issuer != self.provider.issuer and (expected or issuer is not None):
            raise LoginError("the answer comes from another issuer (iss)")
        answer = await self._exchange(metadata, attempt, code)
        claims = await self._checked(answer.id_token, attempt.nonce)
        said = await self._userinfo(metadata, answer.access_token, str(claims["sub"]))
        # What is signed for us goes before what is not.
        person = person_of({**said, **claims}, self.provider, self._clock.today())
        return Welcome(person=person, id_token_hint=self._hint(answer.id_token, claims))

    async def logout_address(self, id_token_hint: str | None, back: str) -> str | None:
        """Return where the browser ends the provider's session and is sent `back`, if anywhere.

        Raises ProviderUnavailableError.
        """
        metadata = await self._known()
        if metadata.end_session_endpoint is None:
            return None
        asked = {"client_id": self.provider.client_id, "post_logout_redirect_uri": back}
        if id_token_hint is not None:
            asked["id_token_hint"] = id_token_hint
        return _with_query(metadata.end_session_endpoint, asked)

    def _hint(self, id_token: str, claims: Claims) -> str | None:
        """Return the ID token to name in an address, where no national number may stand."""
        return None if self.provider.claims.ssin in claims else id_token

    async def _exchange(self, metadata: _Metadata, attempt: Attempt, code: str) -> _TokenAnswer:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": attempt.redirect_uri,
            "code_verifier": attempt.verifier,
        }
        headers, secret = authenticate(
            self.provider, metadata.token_endpoint, int(self._clock.now().timestamp())
        )
        answer = await _ask("POST", metadata.token_endpoint, data=form | secret, headers=headers)
        if answer.status_code == httpx.codes.BAD_REQUEST:
            raise LoginError("the provider refuses the code")
        return _decoded(answer, _TokenAnswer)

    async def _checked(self, id_token: str, nonce: str) -> Claims:
        now = int(self._clock.now().timestamp())
        try:
            keys = await self._current_keys(id_token)
            return id_token_claims(id_token, keys, self.provider, nonce=nonce, now=now)
        except (JoseError, ValueError) as error:
            raise LoginError(f"ID token: {type(error).__name__}") from error

    async def _userinfo(
        self, metadata: _Metadata, access_token: str | None, subject: str
    ) -> Claims:
        if metadata.userinfo_endpoint is None or access_token is None:
            return {}
        headers = {"authorization": f"Bearer {access_token}"}
        answer = await _ask("GET", metadata.userinfo_endpoint, headers=headers)
        media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != "application/jwt":
            return userinfo_claims(_decoded(answer, dict[str, Any]), subject)
        _require_success(answer)
        now = int(self._clock.now().timestamp())
        try:
            keys = await self._current_keys(answer.text)
            said = signed_userinfo(answer.text, keys, self.provider, now)
        except (JoseError, ValueError) as error:
            raise LoginError(f"userinfo: {type(error).__name__}") from error
        return userinfo_claims(said, subject)

    async def _known(self) -> _Metadata:
        now = self._clock.now()
        if self._metadata is None or now - self._metadata_at >= _FRESH:
            self._metadata = await self._discover()
            self._metadata_at = now
        return self._metadata

    async def _discover(self) -> _Metadata:
        given = {
            name: value
            for name, value in msgspec.structs.asdict(self.provider.endpoints).items()
            if value is not None
        }
        needed = {"authorization_endpoint", "token_endpoint", "jwks_uri"}
        if needed <= given.keys():
            return _Metadata(issuer=self.provider.issuer, **given)
        address = self.provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
        metadata = _decoded(await _ask("GET", address), _Metadata)
        if metadata.issuer != self.provider.issuer:
            raise ProviderUnavailableError(f"{address} speaks for another issuer")
        return msgspec.structs.replace(metadata, **given)

    async def _current_keys(self, token: str) -> KeySet:
        """Return the provider's keys, asked for anew when the token names one we do not know."""
        age = self._clock.now() - self._keys_at
        known = self._keys
        if known and age < _FRESH and (age < _HURRY or _names_one_of(token, known)):
            return known
        address = (await self._known()).jwks_uri
        document = _decoded(await _ask("GET", address), dict[str, Any])
        try:
            keys = KeySet.import_key_set({"keys": document["keys"]})
        except (JoseError, LookupError, TypeError, ValueError) as error:
            raise ProviderUnavailableError(f"{address} holds no usable keys") from error
        self._keys, self._keys_at = keys, self._clock.now()
        return keys


def _names_one_of(token: str, keys: KeySet) -> bool:
    """Say whether the key a token names is among those known; nothing of it is believed yet."""
    named = jws.extract_compact(token.encode()).headers().get("kid")
    return any(key.kid == named for key in keys)


def _challenge(verifier: str) -> str:
    """Return the code challenge of method S256 (RFC 7636, section 4.2)."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _with_query(address: str, parameters: dict[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(parameters)}"


async def _ask(method: str, address: str, **content: Any) -> httpx.Response:
    try:
        async with httpx.AsyncClient(timeout=_PATIENCE, follow_redirects=False) as client:
            return await client.request(method, address, **content)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ProviderUnavailableError(f"{address}: {type(error).__name__}") from error


def _require_success(answer: httpx.Response) -> None:
    if answer.status_code != httpx.codes.OK:
        asked = answer.request.url.copy_with(query=None)
        raise ProviderUnavailableError(f"{asked} answers {answer.status_code}")


def _decoded(answer: httpx.Response, kind: type[Answer]) -> Answer:
    _require_success(answer)
    try:
        return msgspec.json.decode(answer.content, type=kind)
    except msgspec.MsgspecError as error:
        asked = answer.request.url.copy_with(query=None)
        raise ProviderUnavailableError(f"{asked} answers what cannot be used") from error
