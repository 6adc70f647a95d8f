"""The account in the format somebody asks for."""

from fla.doors.account.file_format import Format
from fla.doors.account.model import Account
from fla.doors.account.writer_json import write_json
from fla.doors.account.writer_pdf import write_pdf


def render(account: Account, form: Format) -> bytes:
    """Return the content of the file."""
    return write_json(account) if form == "json" else write_pdf(account)


def file_name(account: Account, form: Format) -> str:
    """Return a name for the file; no personal data stands in it, for names of files travel far."""
    employer = account.employer.enterprise_number
    of_year = f"-{account.year}" if account.year else ""
    return f"learning-account-{employer}{of_year}.{form}"
