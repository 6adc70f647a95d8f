"""The formats an account is handed over in."""

from typing import Literal

Format = Literal["json", "pdf"]
MEDIA_TYPES: dict[Format, str] = {"json": "application/json", "pdf": "application/pdf"}
