"""Who the examples speak as: a client of the sandbox of `make demo`, unless the environment says.

FLA_SERVER is the service's address, FLA_CLIENT the client's id, and FLA_KEY its private key, with
the registered certificate beside it, ending in .crt.
"""

import datetime as dt
import os
from pathlib import Path

from fla.client import Client, Credentials

SERVER = os.environ.get("FLA_SERVER", "http://127.0.0.1:8000")
KEYS = Path(__file__).parents[2] / "var" / "demo" / "clients"
TODAY = dt.date.today()  # noqa: DTZ011 - the day where the program runs

OFFICE = "1999010048"
EMPLOYERS = ("1999000150", "1999000249", "1999000348")
WORKERS = ("74101599879", "81051799834", "87121899882")
"""One of each."""
SCHOOLS_CUSTOMER, PUPIL = "1999000447", "94072099837"


def connect(default: str = "sandbox-payroll", role: str = "") -> Client:
    """Return a client by default or by FLA_CLIENT and FLA_KEY, a second one with a role's name."""
    client_id = os.environ.get(f"FLA_{role}CLIENT", default)
    key = Path(os.environ.get(f"FLA_{role}KEY", KEYS / f"{client_id}.key"))
    return Client(SERVER, Credentials(client_id, key, key.with_suffix(".crt")), language="en")
