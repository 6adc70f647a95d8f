"""What was wrong with the forms of a file set, in the reader's language."""

from msgspec import Struct

from fla.doors.portal.problems import fault_of
from fla.intake.anomaly import Anomaly, anomaly_of, value_label
from fla.intake.catalogue import catalogue
from fla.languages import Language


class AnomalyWords(Struct, frozen=True):
    """What an anomaly means, of any form, and what to do about it."""

    text: str
    remedy: str = ""


def anomaly_words(code: str, language: Language) -> AnomalyWords:
    """Say what an anomaly such as `70064-014` means; the code itself where nobody knows it.

    A file set outlives the version of the catalogue that it was answered with.
    """
    known = _known(code)
    if known is None:
        return AnomalyWords(code)
    remedy = catalogue().errors[known.error].remedy.in_language(language)
    return AnomalyWords(fault_of(known, language), remedy)


def example_value(code: str, value: str, language: Language) -> str:
    """Return what stood in the field of an anomaly, as a person reads it."""
    known = _known(code)
    return value if known is None else value_label(known.field, value, language)


def _known(code: str) -> Anomaly | None:
    try:
        return anomaly_of(code)
    except ValueError:
        return None
