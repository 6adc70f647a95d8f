"""The catalogue is complete, in four languages, and every message it makes reads well."""

import re
from itertools import product
from typing import Any, get_args

import msgspec
import pytest

from fla.codes import MandateGroup, MandateRole, MandateStatus
from fla.intake import declaration
from fla.intake.anomaly import (
    CODE_LISTS,
    Anomaly,
    Error,
    Field,
    field_label,
    value_label,
)
from fla.intake.catalogue import (
    AnomalyClass,
    Catalogue,
    Words,
    catalogue,
    code_label,
)
from fla.languages import LANGUAGES, LONGEST_VALUE, Language, compose
from fla.trainings.model import Verification

CODE_TYPES = {
    "Action": declaration.Action,
    "Kind": declaration.Kind,
    "Door": declaration.Door,
    "OutcomeStatus": declaration.OutcomeStatus,
    "AnomalyClass": AnomalyClass,
    "RightType": declaration.RightType,
    "Unit": declaration.Unit,
    "WorkerCategory": declaration.WorkerCategory,
    "EndReason": declaration.EndReason,
    "SuspensionExtent": declaration.SuspensionExtent,
    "HeadCountLine": declaration.HeadCountLine,
    "TrainingForm": declaration.TrainingForm,
    "TrainingCategory": declaration.TrainingCategory,
    "TrainingStatus": declaration.TrainingStatus,
    "TrainingResult": declaration.TrainingResult,
    "OutOfScopeReason": declaration.OutOfScopeReason,
    "Funding": declaration.Funding,
    "Verification": Verification,
    "MandateStatus": MandateStatus,
    "MandateRole": MandateRole,
    "MandateGroup": MandateGroup,
}
WARNINGS = {
    *(Error.UNCHANGED, Error.LATE, Error.PROBABLE_DUPLICATE, Error.TRAININGS_LEFT_OUT),
    *(Error.FROZEN, Error.VERIFIED),
}
COUNTED = {Error.NAME_DIFFERS}

TEXTS = [
    pytest.param(words, id=f"{error:03d}-{part}")
    for error, entry in catalogue().errors.items()
    for part, words in (("text", entry.text), ("remedy", entry.remedy))
]


def in_all(words: Words) -> list[str]:
    return [words.in_language(language) for language in LANGUAGES]


def test_every_field_and_error_stands_in_the_catalogue_and_no_other() -> None:
    assert set(catalogue().fields) == {int(field) for field in Field}
    assert set(catalogue().errors) == {int(error) for error in Error}


def test_code_lists_are_those_of_the_types() -> None:
    listed = {name: set(codes) for name, codes in catalogue().codes.items()}
    assert listed == {name: set(get_args(kind)) for name, kind in CODE_TYPES.items()}


def test_a_missing_language_is_refused() -> None:
    entry = {"fields": {1: {"nl": "a", "fr": "b", "de": "c"}}, "errors": {}, "codes": {}}
    with pytest.raises(msgspec.ValidationError, match="`en`"):
        msgspec.convert(entry, Catalogue)


def test_labels_are_filled_and_tidy() -> None:
    codes = [words for codes in catalogue().codes.values() for words in codes.values()]
    for words in [*catalogue().fields.values(), *codes]:
        for label in in_all(words):
            assert re.fullmatch(r"\S(.*\S)?", label)
            assert not re.search(r"[\[\]{}:.]|  ", label)
            assert label[0].isupper()


def test_labels_are_translated() -> None:
    """A word may be the same in two languages, hardly in three, never in all four."""
    codes = [words for codes in catalogue().codes.values() for words in codes.values()]
    for words in [*catalogue().fields.values(), *codes]:
        assert len(set(in_all(words))) >= 3, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_fields_have_the_same_label(language: Language) -> None:
    labels = [field_label(field, language) for field in Field]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("list_name", CODE_TYPES)
def test_no_two_codes_of_a_list_have_the_same_label(list_name: str, language: Language) -> None:
    labels = [code_label(list_name, code, language) for code in get_args(CODE_TYPES[list_name])]
    assert len(set(labels)) == len(labels)


def test_code_label_refuses_what_does_not_exist() -> None:
    assert code_label("TrainingStatus", "planned", "nl") == "Gepland"
    with pytest.raises(KeyError):
        code_label("TrainingStatus", "unheard", "nl")
    with pytest.raises(KeyError):
        code_label("Unheard", "planned", "nl")


@pytest.mark.parametrize("words", TEXTS)
def test_texts_are_four_translations(words: Words) -> None:
    assert len(set(in_all(words))) == len(LANGUAGES)


@pytest.mark.parametrize("words", TEXTS)
def test_texts_use_the_same_known_placeholders_in_every_language(words: Words) -> None:
    used = [sorted(re.findall(r"\{[^}]*\}", text)) for text in in_all(words)]
    assert all(placeholders == used[0] for placeholders in used)
    assert set(used[0]) <= {"{field}", "{value}", "{detail}"}


@pytest.mark.parametrize("error", Error)
def test_the_label_stands_first_and_value_and_detail_are_optional(error: Error) -> None:
    entry = catalogue().errors[error]
    for text in in_all(entry.text):
        assert re.match(r"\{field\}(\[[^\]]*\{value\}[^\]]*\])?\N{NO-BREAK SPACE}?: ", text)
        outside = re.sub(r"\[[^\]]*\]", "", text)
        assert "{value}" not in outside
        assert "{detail}" not in outside
    for remedy in in_all(entry.remedy):
        assert not re.search(r"[\[\]{}]", remedy)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("value", "detail"), [*product((None, "", "Xv{0}"), (None, "", "Xd%s"))])
def test_every_message_is_whole_sentences(
    language: Language, value: str | None, detail: str | None
) -> None:
    for field, error in product(Field, Error):
        message = Anomaly(field, error, value, detail).message(language)
        assert message.startswith(field_label(field, language))
        assert_reads_well(message.replace("Xv{0}", "Xv"), language)


STRAY = re.compile(r"""[{}\[\]"'`]|\s\s|\(\s*\)|\s[.,)]|\.\.|“”|„“|«\s*»""")


def assert_reads_well(message: str, language: Language) -> None:
    assert message.endswith(".")
    assert not STRAY.search(message), message
    for opening, closing in ("()", "«»", "„“" if language == "de" else "“”"):
        assert message.count(opening) == message.count(closing), message
    space_before_sign = re.findall(r"\s(?=[:;?!»])", message)
    if language == "fr":
        assert len(space_before_sign) == len(re.findall(r"[:;?!»]", message)), message
        assert set(space_before_sign) == {"\N{NO-BREAK SPACE}"}, message
    else:
        assert space_before_sign == [], message


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_shows_value_and_detail(language: Language) -> None:
    message = Anomaly(Field.COST, Error.TOO_HIGH, "12", "10").message(language)
    assert "12" in message
    assert "10" in message


def test_a_message_in_each_language() -> None:
    wrong = Anomaly(Field.SSIN, Error.CHECK_DIGIT, "85073003329")
    assert wrong.message("nl").startswith(
        "Rijksregisternummer (INSZ) “85073003329”: het controlegetal klopt niet. "
    )
    assert wrong.message("fr").startswith(
        "Numéro de registre national (NISS) «\N{NO-BREAK SPACE}85073003329\N{NO-BREAK SPACE}»"
        "\N{NO-BREAK SPACE}: les chiffres de contrôle ne sont pas corrects. "
    )
    assert wrong.message("de").startswith(
        "Nationalregisternummer (ENSS) „85073003329“: Die Prüfziffer stimmt nicht. "
    )
    assert wrong.message("en").startswith(
        "National register number (SSIN) “85073003329”: the check digits are not correct. "
    )


def test_a_message_names_a_known_code_as_a_person_does_and_leaves_others_as_sent() -> None:
    known = Anomaly(Field.CHARGED_RIGHT, Error.FORBIDDEN, "statutory")
    assert "«\N{NO-BREAK SPACE}Légal\N{NO-BREAK SPACE}»" in known.message("fr")
    assert "“sick”" in Anomaly(Field.STATUS, Error.OUT_OF_LIST, "sick").message("nl")
    assert "“other”" in Anomaly(Field.TITLE, Error.INVALID, "other").message("en")
    assert value_label(Field.STATUS, "planned", "de") == "Geplant"


def test_every_field_of_a_code_knows_its_list() -> None:
    lists = {frozenset(get_args(kind)): name for name, kind in CODE_TYPES.items()}
    contents: dict[type[msgspec.Struct], str] = {
        declaration.Employment: "",
        declaration.Occupation: "",
        declaration.Suspension: "SUSPENSION_",
        declaration.Right: "",
        declaration.Adjustment: "",
        declaration.HeadCount: "HEAD_COUNT_",
        declaration.Training: "",
    }
    typed = {
        Field.__members__[prefix + part.name.upper()]: lists[codes]
        for content, prefix in contents.items()
        for part in msgspec.structs.fields(content)
        if (codes := codes_of(part.type)) in lists
    }
    assert {**typed, Field.ACTION: "Action", Field.MANDATE_GROUPS: "MandateGroup"} == CODE_LISTS


def codes_of(kind: Any) -> frozenset[str]:
    """The codes of a type, looking through `| None`."""
    parts = [code for part in get_args(kind) for code in (part, *get_args(part))]
    return frozenset(code for code in parts if isinstance(code, str))


@pytest.mark.parametrize("language", LANGUAGES)
def test_remedies_name_statuses_by_their_labels(language: Language) -> None:
    past = catalogue().errors[Error.PLANNED_IN_PAST].remedy.in_language(language)
    assert code_label("TrainingStatus", "completed", language) in past
    assert code_label("TrainingStatus", "notFollowed", language) in past
    future = catalogue().errors[Error.COMPLETED_IN_FUTURE].remedy.in_language(language)
    assert code_label("TrainingStatus", "planned", language) in future


def test_a_long_or_broken_value_does_not_drown_the_message() -> None:
    message = Anomaly(Field.TITLE, Error.LENGTH, "a\n\tb" + "x" * 100_000, "200").message("en")
    assert "“a bxx" in message
    assert "x…”" in message
    assert len(message) < LONGEST_VALUE + 200


def test_braces_and_brackets_of_a_sender_stay_as_they_are() -> None:
    shown = compose("{field}[ {value}][ {detail}].", field="F", value="[{detail}]", detail="{0}")
    assert shown == "F [{detail}] {0}."


def test_codes_are_unique_and_five_and_three_digits() -> None:
    codes = [Anomaly(field, error).code for field in Field for error in Error]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[0-9]{5}-[0-9]{3}", code) for code in codes)
    assert Anomaly(Field.TRAINING_END_DATE, Error.END_BEFORE_START).code == "70064-014"


@pytest.mark.parametrize("error", Error)
def test_only_blocking_errors_refuse(error: Error) -> None:
    expected = "W" if error in WARNINGS else "P" if error in COUNTED else "B"
    anomaly = Anomaly(Field.DECLARATION, error)
    assert anomaly.anomaly_class == expected
    assert anomaly.blocking == (expected == "B")
