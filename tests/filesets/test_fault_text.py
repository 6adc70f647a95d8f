"""What people read of each fault, in each language."""

import pytest

from fla.filesets.fault_text import message, remedy, what
from fla.filesets.faults import FaultCode
from fla.filesets.model import Fault
from fla.filesets.signing import SIGNATURE_FAULTS
from fla.languages import LANGUAGES, Language


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", FaultCode)
def test_each_fault_has_its_words(code: FaultCode, language: Language) -> None:
    for detail in (None, "12 <b>"):
        for text in (what(code, detail, language), remedy(code, detail, language)):
            assert text.endswith(".")
            assert not set(text) & set("[]{}_")
        whole = message(code, detail, language)
        assert whole == Fault(code, detail=detail).message(language)
        assert whole == f"{what(code, detail, language)} {remedy(code, detail, language)}"


@pytest.mark.parametrize("code", FaultCode)
def test_no_language_repeats_another(code: FaultCode) -> None:
    assert len({message(code, None, language) for language in LANGUAGES}) == len(LANGUAGES)


def test_the_detail_is_told_where_there_is_one() -> None:
    told = what(FaultCode.DUPLICATE_NAME, "0MF3XWAB01234", "fr")
    assert told == "Il existe déjà un jeu de fichiers de ce nom\u00a0: 0MF3XWAB01234."
    assert what(FaultCode.DUPLICATE_NAME, None, "en") == "There is a set of that name already."


@pytest.mark.parametrize("fault", SIGNATURE_FAULTS)
def test_what_is_wrong_with_a_signature_is_told(fault: str) -> None:
    general = remedy(FaultCode.SIGNATURE, None, "en")
    particular = remedy(FaultCode.SIGNATURE, fault, "en")
    assert particular not in ("", general)
    assert fault not in what(FaultCode.SIGNATURE, fault, "en")
