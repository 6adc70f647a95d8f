"""A client's software that uses the house's own client library."""

import datetime as dt
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from fla.client import Client, Credentials
from fla.contract.structs import TrainingContent, TrainingRegistration
from tests.acceptance.service import Service


def client(
    service: Service, enterprise_number: str, place: Path, client_id: str = "software"
) -> Client:
    """Register a client of an enterprise, and speak as it; messages in English."""
    key = ec.generate_private_key(ec.SECP256R1())
    public = place / f"{client_id}.pem"
    public.write_bytes(
        key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    words = ("--enterprise", enterprise_number, "--name", client_id, "--id", client_id)
    service.command("client", "register", *words, "--key", str(public))
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return Client(service.url, Credentials(client_id, private), language="en")


def registration(
    reference: str, enterprise_number: str, ssin: str, **changes: object
) -> TrainingRegistration:
    """A registration that is sound unless something is changed."""
    content = {
        "title": "Werken op hoogte",
        "start_date": dt.date(2026, 10, 12),
        "end_date": dt.date(2026, 10, 12),
        "form": "formal",
        "category": "safety",
        "status": "completed",
        "in_scope": True,
        "duration_minutes": 60,
    }
    training = TrainingContent(**(content | changes))  # type: ignore[arg-type]
    return TrainingRegistration(
        reference=reference, enterprise_number=enterprise_number, ssin=ssin, training=training
    )
