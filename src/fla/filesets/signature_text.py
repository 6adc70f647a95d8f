"""Why a signature does not count, as a sentence for whoever signed."""

from functools import cache
from importlib.resources import files

import msgspec.yaml

from fla.filesets.signing import SignatureFault
from fla.languages import Language
from fla.law.schema import Words


def sentence(fault: SignatureFault, language: Language) -> str:
    """Return what is wrong with a signature, and what to do about it where that is plain."""
    return _texts()[fault].in_language(language)


@cache
def _texts() -> dict[SignatureFault, Words]:
    source = files("fla.filesets").joinpath("signature.yaml").read_bytes()
    return msgspec.yaml.decode(source, type=dict[SignatureFault, Words])
