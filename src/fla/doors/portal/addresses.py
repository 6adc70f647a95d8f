"""Addresses of pages that others lead to."""

import uuid
from urllib.parse import urlsplit

from fla.access.model import PersonaKind
from fla.register.model import Employer


def home_of(kind: PersonaKind, number: str) -> str:
    """Return the page on which somebody who acts for another, or for himself, begins."""
    if kind == "employer":
        return f"/employers/{number}/workers"
    if kind == "worker":
        return "/account"
    return "/registrations" if kind == "provider" else "/employers"


def own_address(address: str) -> str:
    """Return the address when it is one of ours, else the start page: nobody is sent elsewhere."""
    parts = urlsplit(address)
    ours = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if ours and not parts.netloc and address.isprintable() else "/"


def employer_home(employer: Employer) -> str:
    """Return where an employer's pages begin."""
    return f"/employers/{employer.enterprise_number}"


def year_page(employer: Employer, year: int) -> str:
    """Return the address of an employer's year overview."""
    return f"{employer_home(employer)}/years/{year}"


def year_workers_page(employer: Employer, year: int) -> str:
    """Return the address of the workers of an employer's year whom something is said about."""
    return f"{year_page(employer, year)}/workers"


def head_count_page(employer: Employer, year: int) -> str:
    """Return the address of the head count that decides a year."""
    return f"{employer_home(employer)}/head-count/{year}"


def worker_page(employer: Employer, worker_id: uuid.UUID) -> str:
    """Return the address of a worker's account at an employer."""
    return f"{employer_home(employer)}/workers/{worker_id}"


def right_page(employer: Employer, worker_id: uuid.UUID, year: int) -> str:
    """Return the address of a worker's right of a year."""
    return f"{worker_page(employer, worker_id)}/rights/{year}"
