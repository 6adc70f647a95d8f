"""What people type as options, understood the same way by every command."""

import typer

from fla.identifiers import IdentifierError, parse_enterprise_number


def enterprise_number(typed: str, option: str) -> str:
    """Return an enterprise number without separators; `BadParameter` names the option."""
    try:
        return parse_enterprise_number(typed)
    except IdentifierError:
        raise typer.BadParameter(
            f"{typed} is no enterprise number: ten digits, the last two check the others",
            param_hint=option,
        ) from None
