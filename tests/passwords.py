"""Passwords that cost nothing to prove.

A client proves a password with a key that it derives anew for each connection, in 4096 rounds by
default: most of what connecting takes. One round asks for the password all the same.
"""

import hashlib
import hmac
import os
from base64 import b64encode

from psycopg import conninfo, sql

from fla.database import store
from fla.database.server import Server


def hasten(server: Server) -> None:
    """Let the roles of a server keep their passwords, and prove them in one round."""
    with store.connect(server.superuser_url("postgres")) as connection:
        for address in (server.app_url(), server.owner_url(), server.superuser_url()):
            parts = conninfo.conninfo_to_dict(address)
            statement = sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                sql.Identifier(str(parts["user"])), sql.Literal(_verifier(str(parts["password"])))
            )
            connection.execute(statement)


def _verifier(password: str) -> str:
    """Return what the server keeps of a password, in PostgreSQL's writing of RFC 5803."""
    salt = os.urandom(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 1)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    stored_key = hashlib.sha256(client_key).digest()
    kept = (b64encode(one).decode() for one in (salt, stored_key, server_key))
    return "SCRAM-SHA-256$1:{}${}:{}".format(*kept)
