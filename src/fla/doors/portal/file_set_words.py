"""What was wrong with a file set, or with its forms, in the reader's language."""

from fla.intake.anomaly import Anomaly, Error, Field, value_label
from fla.languages import Language


def anomaly_text(code: str, language: Language) -> str:
    """Say what an anomaly such as `70064-014` means, of any form; the code where nobody knows it.

    A file set outlives the version of the catalogue that it was answered with.
    """
    known = _known(code)
    return code if known is None else Anomaly(*known).message(language)


def example_value(code: str, value: str, language: Language) -> str:
    """Return what stood in the field of an anomaly, as a person reads it."""
    known = _known(code)
    return value if known is None else value_label(known[0], value, language)


def _known(code: str) -> tuple[Field, Error] | None:
    field, _, error = code.partition("-")
    try:
        return Field(int(field)), Error(int(error))
    except ValueError:
        return None
