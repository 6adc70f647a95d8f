"""A client as a test has it: its key pair, its registration, and the assertions it signs."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import msgspec
import psycopg
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, RSAKey

from fla.access import client_store
from fla.access.client import Client, key_of
from fla.access.client_key import PublicKey, read_key
from fla.access.scopes import SCOPES
from fla.clock import BRUSSELS, Clock
from fla.database.identity import OPERATOR, assume

AnyKey = RSAKey | ECKey | OctKey
ISSUER = "http://portal.test"
ENDPOINT = f"{ISSUER}/oauth/v1/token"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@cache
def rsa_key(name: str = "first") -> RSAKey:
    """A key pair, the same for a name; making one takes a moment."""
    return RSAKey.generate_key(2048)


@cache
def ec_key(name: str = "first") -> ECKey:
    return ECKey.generate_key("P-256")


def jwk_text(key: RSAKey | ECKey, *, private: bool = False) -> str:
    return msgspec.json.encode(key.as_dict(private=private)).decode()


def certificate(
    key: RSAKey | ECKey,
    start: dt.datetime = dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    end: dt.datetime = dt.datetime(2027, 1, 1, tzinfo=dt.UTC),
) -> str:
    """A certificate that a client signed itself, as PEM."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "payroll-demo")])
    private: Any = key.private_key
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .sign(private, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode()


@dataclass
class MovingClock:
    """A clock that a test sets."""

    instant: dt.datetime

    def now(self) -> dt.datetime:
        return self.instant

    def today(self) -> dt.date:
        return self.instant.astimezone(BRUSSELS).date()

    def pass_by(self, **time: float) -> None:
        self.instant += dt.timedelta(**time)


@dataclass
class Machine:
    """Software with a key of its own."""

    client_id: str
    clock: Clock
    key: AnyKey = field(default_factory=ec_key)
    kid: str = ""
    algorithm: str = "ES256"

    def claims(self, **changes: Any) -> dict[str, Any]:
        """The claims of a sound assertion, those left out that are None."""
        now = int(self.clock.now().timestamp())
        claims: dict[str, Any] = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": ENDPOINT,
            "jti": str(uuid.uuid4()),
            "iat": now,
            "exp": now + 300,
        }
        return {name: value for name, value in (claims | changes).items() if value is not None}

    def assertion(self, header: dict[str, Any] | None = None, **changes: Any) -> str:
        """An assertion; `header` and `changes` put other things in it than belong there."""
        said = {"alg": self.algorithm, "typ": "JWT", "kid": self.kid, **(header or {})}
        content = msgspec.json.encode(self.claims(**changes))
        return jws.serialize_compact(
            said,
            content,
            self.key,
            registry=jws.JWSRegistry(algorithms=[said["alg"]], strict_check_header=False),
        )

    def form(self, **changes: str) -> dict[str, str]:
        """What it posts to the token endpoint."""
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self.assertion(),
        }
        return form | changes


async def register(
    connection: psycopg.AsyncConnection[Any],
    clock: Clock,
    enterprise_number: str,
    *,
    client_id: str = "payroll-demo",
    key: RSAKey | ECKey | None = None,
    scopes: Sequence[str] = SCOPES,
    key_set_url: str | None = None,
) -> Machine:
    """Register a client with a key, an EC key unless another is given, and commit."""
    pair = key or ec_key()
    async with connection.transaction():
        await assume(connection, OPERATOR, clock.today())
        client = Client(
            id=client_id,
            name=f"Client {client_id}",
            enterprise_number=enterprise_number,
            scopes=list(scopes),
            key_set_url=key_set_url,
            registered_by="operator",
            registered_at=clock.now(),
        )
        assert await client_store.insert_client(connection, client)
    machine = Machine(client_id, clock)
    return machine if key_set_url else await add_key(connection, machine, pair)


async def add_key(
    connection: psycopg.AsyncConnection[Any], machine: Machine, pair: RSAKey | ECKey
) -> Machine:
    """Register a further key, and return the client as it signs with that one."""
    public = read_key(jwk_text(pair), machine.clock.now())
    await insert(connection, machine, public)
    return Machine(machine.client_id, machine.clock, pair, public.kid, public.algorithm)


async def insert(
    connection: psycopg.AsyncConnection[Any], machine: Machine, public: PublicKey
) -> None:
    now = machine.clock.now()
    async with connection.transaction():
        await assume(connection, OPERATOR, machine.clock.today())
        key = key_of(machine.client_id, public, "operator", now)
        assert await client_store.insert_key(connection, key)
