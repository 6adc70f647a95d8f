"""Everything a record can have wrong with it in the eyes of the schema, and what is told of it."""

import pytest

from fla.doors.batch.diagnosis import MOST_FAULTS
from fla.doors.batch.layout import LAYOUTS
from fla.intake.declaration import Unreadable
from fla.intake.shape_employment import MOST_OCCUPATIONS
from tests.doors.batch.documents import (
    COMMON,
    OCCUPATION,
    PERSON,
    TRAINING,
    document,
    employment,
    faults,
    read,
    read_one,
    record,
    right,
    told,
    training,
)
from tests.intake.build import ANNA, BAKERY

AT = "/LearningAccountDeclaration"


@pytest.mark.parametrize(
    ("element", "value", "expected"),
    [
        ("Action", "registreer", "ACTION-OUT_OF_LIST"),
        ("Action", " register", "ACTION-OUT_OF_LIST"),
        ("Action", "", "ACTION-ABSENT"),
        ("Reference", "a b", "REFERENCE-INVALID"),
        ("Reference", " REF-1", "REFERENCE-INVALID"),
        ("Reference", "x" * 61, "REFERENCE-INVALID"),
        ("Reference", "", "REFERENCE-ABSENT"),
        ("EnterpriseNumber", "BE0800000174", "ENTERPRISE_NUMBER-INVALID"),
        ("EnterpriseNumber", "800000174", "ENTERPRISE_NUMBER-LENGTH"),
        ("EnterpriseNumber", "2800000174", "ENTERPRISE_NUMBER-INVALID"),
        ("Ssin", "85.07.30-033.28", "SSIN-INVALID"),
        ("Ssin", "850730033", "SSIN-LENGTH"),
        ("Ssin", "٨٥٠٧٣٠٠٣٣٢٨", "SSIN-INVALID"),
        ("Target", "TRN-1", "TARGET-INVALID"),
        ("Title", "x" * 201, "TITLE-LENGTH"),
        ("Title", "", "TITLE-ABSENT"),
        ("Title", " \n\t ", "TITLE-ABSENT"),
        ("ProviderNumber", "123", "PROVIDER_NUMBER-INVALID"),
        ("ProviderName", "x" * 201, "PROVIDER_NAME-LENGTH"),
        ("ProviderName", "", "PROVIDER_NAME-LENGTH"),
        ("StartDate", "2026-02-30", "TRAINING_START_DATE-INVALID"),
        ("StartDate", "05/10/2026", "TRAINING_START_DATE-INVALID"),
        ("StartDate", "2026-10-05Z", "TRAINING_START_DATE-INVALID"),
        ("StartDate", "2026-10-05T00:00:00", "TRAINING_START_DATE-INVALID"),
        ("StartDate", "12026-10-05", "TRAINING_START_DATE-TOO_HIGH"),
        ("StartDate", "1899-12-31", "TRAINING_START_DATE-TOO_LOW"),
        ("EndDate", "2101-01-01", "TRAINING_END_DATE-TOO_HIGH"),
        ("EndDate", "", "TRAINING_END_DATE-ABSENT"),
        ("DurationMinutes", "0", "DURATION_MINUTES-TOO_LOW"),
        ("DurationMinutes", "14398561", "DURATION_MINUTES-TOO_HIGH"),
        ("DurationMinutes", "9" * 400, "DURATION_MINUTES-TOO_HIGH"),
        ("DurationMinutes", "7:36", "DURATION_MINUTES-INVALID"),
        ("DurationMinutes", "1e3", "DURATION_MINUTES-INVALID"),
        ("DurationMinutes", "60.0", "DURATION_MINUTES-INVALID"),
        ("DurationMinutes", "", "DURATION_MINUTES-INVALID"),
        ("DurationDays", "0", "DURATION_DAYS-TOO_LOW"),
        ("DurationDays", "9999.01", "DURATION_DAYS-TOO_HIGH"),
        ("DurationDays", "1.005", "DURATION_DAYS-INVALID"),
        ("DurationDays", "1,5", "DURATION_DAYS-INVALID"),
        ("DurationDays", "NaN", "DURATION_DAYS-INVALID"),
        ("DurationDays", "INF", "DURATION_DAYS-INVALID"),
        ("Form", "Formal", "FORM-OUT_OF_LIST"),
        ("Category", "cooking", "CATEGORY-OUT_OF_LIST"),
        ("Language", "NL", "LANGUAGE-INVALID"),
        ("Location", "x" * 201, "LOCATION-LENGTH"),
        ("Status", "done", "STATUS-OUT_OF_LIST"),
        ("Result", "great", "RESULT-OUT_OF_LIST"),
        ("Score", "101", "SCORE-TOO_HIGH"),
        ("Score", "-1", "SCORE-TOO_LOW"),
        ("CertificateNumber", "x" * 61, "CERTIFICATE_NUMBER-LENGTH"),
        ("CertificateIssued", "today", "CERTIFICATE_ISSUED-INVALID"),
        ("CertificateValidUntil", "2026-13-01", "CERTIFICATE_VALID_UNTIL-INVALID"),
        ("InScope", "yes", "IN_SCOPE-INVALID"),
        ("InScope", "", "IN_SCOPE-ABSENT"),
        ("OutOfScopeReason", "hobby", "OUT_OF_SCOPE_REASON-OUT_OF_LIST"),
        ("Funding", "mum", "FUNDING-OUT_OF_LIST"),
        ("Cost", "-0.01", "COST-TOO_LOW"),
        ("Cost", "100000000", "COST-TOO_HIGH"),
        ("Cost", "€ 10", "COST-INVALID"),
        ("ChargedRight", "legal", "CHARGED_RIGHT-OUT_OF_LIST"),
        ("ChargedMinutes", "-5", "CHARGED_MINUTES-TOO_LOW"),
        ("ChargedDays", "x", "CHARGED_DAYS-INVALID"),
        ("SessionReference", "x" * 61, "SESSION_REFERENCE-LENGTH"),
    ],
)
def test_a_value_of_a_training(element: str, value: str, expected: str) -> None:
    found = faults(ordered_training(**{element: value}))
    assert [told(anomaly)[0] for anomaly in found] == [expected]
    (anomaly,) = found
    assert anomaly.path == f"{AT}/Training[1]/{element}"
    assert anomaly.value == (" ".join(value.split())[:200] or None)


def ordered_training(**changes: str) -> str:
    """A training with its elements in the order of the schema."""
    order = [member.element for member in LAYOUTS["Training"].members]
    values = {**TRAINING, **changes}
    return record("Training", {name: values[name] for name in order if name in values})


@pytest.mark.parametrize(
    ("element", "value", "expected"),
    [
        ("Year", "2021", "RIGHT_YEAR-TOO_LOW"),
        ("Year", "2101", "RIGHT_YEAR-TOO_HIGH"),
        ("Year", "MMXXVI", "RIGHT_YEAR-INVALID"),
        ("RightType", "sector", "RIGHT_TYPE-OUT_OF_LIST"),
        ("Unit", "week", "UNIT-OUT_OF_LIST"),
        ("Entitled", "-1", "ENTITLED-TOO_LOW"),
        ("Entitled", "8784.0001", "ENTITLED-TOO_HIGH"),
        ("Entitled", "0.00001", "ENTITLED-INVALID"),
        ("CarriedIn", "-8785", "CARRIED_IN-TOO_LOW"),
        ("Adjusted", "one", "ADJUSTED-INVALID"),
        ("AdjustmentReason", "x" * 501, "ADJUSTMENT_REASON-LENGTH"),
        ("CbaRegistrationNumber", "181682", "CBA_REGISTRATION_NUMBER-INVALID"),
    ],
)
def test_a_value_of_a_right(element: str, value: str, expected: str) -> None:
    (anomaly,) = faults(right(**{element: value}))
    assert told(anomaly)[0] == expected
    assert anomaly.path == f"{AT}/Right[1]/{element}"


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        (PERSON.replace("Anna", "x" * 101), "Person/GivenName", "GIVEN_NAME-LENGTH"),
        (PERSON.replace("Peeters", " "), "Person/FamilyName", "FAMILY_NAME-ABSENT"),
        (
            PERSON.replace("</Person>", "<BirthDate>1985-00-00</BirthDate></Person>"),
            "Person/BirthDate",
            "BIRTH_DATE-INVALID",
        ),
        (
            PERSON.replace("</Person>", f"<BirthPlace>{'x' * 101}</BirthPlace></Person>"),
            "Person/BirthPlace",
            "BIRTH_PLACE-LENGTH",
        ),
        (
            PERSON.replace("</Person>", f"<Address>{'x' * 301}</Address></Person>"),
            "Person/Address",
            "ADDRESS-LENGTH",
        ),
        (
            PERSON.replace("</Person>", "<Language>es</Language></Person>"),
            "Person/Language",
            "WORKER_LANGUAGE-OUT_OF_LIST",
        ),
    ],
)
def test_a_value_of_a_person(text: str, part: str, expected: str) -> None:
    (anomaly,) = faults(employment(text))
    assert told(anomaly)[0] == expected
    assert anomaly.path == f"{AT}/Employment[1]/{part}"


@pytest.mark.parametrize(
    ("old", "new", "part", "expected"),
    [
        ("2020-01-01", "2020-1-1", "StartDate", "OCCUPATION_START_DATE-INVALID"),
        ("3800</M", "4801</M", "MeanHours", "MEAN_HOURS-TOO_HIGH"),
        ("3800</M", "-1</M", "MeanHours", "MEAN_HOURS-TOO_LOW"),
        ("3800</R", "0</R", "ReferenceHours", "REFERENCE_HOURS-TOO_LOW"),
        ("3800</R", "38h</R", "ReferenceHours", "REFERENCE_HOURS-INVALID"),
        (
            "<JointC",
            "<DaysPerWeek>701</DaysPerWeek><JointC",
            "DaysPerWeek",
            "DAYS_PER_WEEK-TOO_HIGH",
        ),
        (">200<", ">20<", "JointCommittee", "JOINT_COMMITTEE-INVALID"),
        ("whiteCollar", "white", "WorkerCategory", "WORKER_CATEGORY-OUT_OF_LIST"),
    ],
)
def test_a_value_of_an_occupation(old: str, new: str, part: str, expected: str) -> None:
    text = employment(PERSON, OCCUPATION, OCCUPATION.replace(old, new, 1))
    (anomaly,) = faults(text)
    assert told(anomaly)[0] == expected
    assert anomaly.path == f"{AT}/Employment[1]/Occupation[2]/{part}"


def test_bounds_tell_what_to_keep_to() -> None:
    found = faults(
        ordered_training(
            Title="x" * 201, StartDate="1899-12-31", EndDate="2101-01-01", DurationMinutes="0"
        )
    )
    assert [anomaly.detail for anomaly in found] == ["1–200", "1900-01-01", "2100-12-31", "1"]


def test_all_faults_of_a_record_are_told_at_once_each_on_its_line() -> None:
    text = (
        ordered_training(
            Action="remove",
            Title="",
            StartDate="soon",
            DurationMinutes="0",
            Category="fun",
            Cost="?",
        )
        .replace("  <Form>formal</Form>\n", "")
        .replace("  <Status>", "  <State>x</State>\n  <Status>")
    )
    found = faults(text)
    assert [(told(anomaly)[0], anomaly.line) for anomaly in found] == [
        ("DECLARATION-UNKNOWN_ELEMENT", 14),
        ("FORM-ABSENT", 4),
        ("ACTION-OUT_OF_LIST", 5),
        ("TITLE-ABSENT", 9),
        ("TRAINING_START_DATE-INVALID", 10),
        ("DURATION_MINUTES-TOO_LOW", 12),
        ("CATEGORY-OUT_OF_LIST", 13),
        ("COST-INVALID", 17),
    ]


@pytest.mark.parametrize(
    "missing", ["Action", "Reference", "EnterpriseNumber", "Ssin", "StartDate", "InScope"]
)
def test_an_element_that_is_missing(missing: str) -> None:
    values = {name: value for name, value in TRAINING.items() if name != missing}
    (anomaly,) = faults(record("Training", values))
    assert told(anomaly)[0].endswith("-ABSENT")
    assert anomaly.path == f"{AT}/Training[1]/{missing}"


def test_all_that_is_missing_is_told() -> None:
    found = faults("<Employment><Ssin>85073003328</Ssin><Person/></Employment>")
    assert [told(anomaly)[0] for anomaly in found] == [
        "FAMILY_NAME-ABSENT",
        "GIVEN_NAME-ABSENT",
        "ACTION-ABSENT",
        "REFERENCE-ABSENT",
        "ENTERPRISE_NUMBER-ABSENT",
        "EMPLOYMENT_START_DATE-ABSENT",
        "OCCUPATION-ABSENT",
    ]
    without_person = faults(employment("", Action="correct"))
    assert [anomaly.path for anomaly in without_person] == [
        f"{AT}/Employment[1]/Person/FamilyName",
        f"{AT}/Employment[1]/Person/GivenName",
    ]


def test_content_may_be_left_out_but_not_in_part() -> None:
    assert not isinstance(read_one(record("Training", COMMON)).declaration, Unreadable)
    found = faults(record("Training", {**COMMON, "Title": "Half of it"}))
    assert [told(anomaly)[0] for anomaly in found] == [
        "TRAINING_START_DATE-ABSENT",
        "TRAINING_END_DATE-ABSENT",
        "FORM-ABSENT",
        "CATEGORY-ABSENT",
        "STATUS-ABSENT",
        "IN_SCOPE-ABSENT",
    ]


def test_an_unknown_element() -> None:
    (anomaly,) = faults(training(Remark="nice"))
    assert told(anomaly) == ("DECLARATION-UNKNOWN_ELEMENT", "Remark")
    assert anomaly.path == f"{AT}/Training[1]/Remark"
    (anomaly,) = faults(employment(PERSON.replace("</Person>", "<Age>41</Age></Person>")))
    assert told(anomaly) == ("DECLARATION-UNKNOWN_ELEMENT", "Age")
    assert anomaly.path == f"{AT}/Employment[1]/Person/Age"


def test_an_element_in_a_namespace_is_unknown() -> None:
    text = training().replace("<Form>formal", '<Form xmlns="urn:x">formal')
    assert [told(anomaly) for anomaly in faults(text)] == [
        ("DECLARATION-UNKNOWN_ELEMENT", "Form"),
        ("FORM-ABSENT", None),
    ]


def test_an_element_that_is_repeated() -> None:
    text = training().replace("  <Form>", "  <Form>informal</Form>\n  <Form>")
    (anomaly,) = faults(text)
    assert told(anomaly) == ("FORM-FORBIDDEN", "formal")
    assert anomaly.line == 14


def test_elements_out_of_order() -> None:
    values = {**TRAINING}
    title = values.pop("Title")
    (anomaly,) = faults(record("Training", {**values, "Title": title}))
    assert told(anomaly) == ("TITLE-FORBIDDEN", title)
    assert anomaly.detail == "Title < ChargedMinutes"


def test_attributes() -> None:
    (anomaly,) = faults(training().replace("<Training>", '<Training id="1">'))
    assert told(anomaly) == ("DECLARATION-UNKNOWN_ELEMENT", "@id")
    (anomaly,) = faults(training().replace("<Title>", '<Title lang="nl">'))
    assert told(anomaly) == ("TITLE-UNKNOWN_ELEMENT", "@lang")


def test_no_value_and_no_type_by_attribute() -> None:
    xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    nil = training().replace("<InScope>true", f'<InScope {xsi} xsi:nil="true">')
    assert told(faults(nil)[0])[0] == "IN_SCOPE-ABSENT"
    other = training().replace("<Title>", f'<Title {xsi} xsi:type="Text500">')
    assert [told(anomaly)[0] for anomaly in faults(other)] == ["TITLE-UNKNOWN_ELEMENT"]


def test_an_element_inside_a_value() -> None:
    (anomaly,) = faults(training().replace("<Title>", "<Title><b>Veilig</b>"))
    assert told(anomaly) == ("TITLE-UNKNOWN_ELEMENT", "b")


def test_text_between_the_elements_of_a_record() -> None:
    (anomaly,) = faults(training().replace("<Form>", "loose<Form>"))
    assert told(anomaly) == ("DECLARATION-INVALID", "loose")


def test_too_many_occupations() -> None:
    most = MOST_OCCUPATIONS
    (anomaly,) = faults(employment(PERSON, *[OCCUPATION] * (most + 1)))
    assert told(anomaly) == ("OCCUPATION-TOO_HIGH", str(most + 1))
    assert anomaly.detail == str(most)


def test_a_flood_of_faults_is_cut_off() -> None:
    flood = "".join(f"<X{number % 100}/>" for number in range(20_000))
    found = faults(f"<Training>{flood}</Training>")
    assert len(found) == MOST_FAULTS
    lines = [OCCUPATION.replace("3800", "x")] * 2_000
    assert len(faults(employment(PERSON, *lines))) == MOST_FAULTS


def test_what_could_be_read_of_a_faulty_record_is_kept() -> None:
    target = "01993c3a-7b1e-7000-8000-000000000001"
    declaration = read_one(
        record("Training", {**COMMON, "Action": "correct", "Target": target, "Title": ""})
    ).declaration
    assert isinstance(declaration, Unreadable)
    assert declaration.action == "correct"
    assert declaration.reference == "REF-1"
    assert declaration.enterprise_number == BAKERY
    assert declaration.ssin == ANNA
    assert str(declaration.target) == target


def test_what_could_not_be_read_is_left_out_or_cut() -> None:
    declaration = read_one(
        record("Training", {"Action": "drop", "Reference": "x" * 1000, "Target": "?"})
    ).declaration
    assert isinstance(declaration, Unreadable)
    assert declaration.action == "register"
    assert declaration.reference == "x" * 200
    assert (declaration.enterprise_number, declaration.ssin) == ("", "")
    assert declaration.target is None


def test_a_faulty_record_does_not_touch_its_neighbours() -> None:
    records, fault = read(document(training(), training(Form="?"), right(), right(Unit="?")))
    assert fault is None
    kinds = [type(record.declaration).__name__ for record in records]
    assert kinds == ["TrainingDeclaration", "Unreadable", "RightDeclaration", "Unreadable"]
    assert [record.path for record in records] == [
        f"{AT}/Training[1]",
        f"{AT}/Training[2]",
        f"{AT}/Right[1]",
        f"{AT}/Right[2]",
    ]


def test_an_unknown_record_is_answered_as_one() -> None:
    records, fault = read(document(training(), "<Absence><Reference>A</Reference></Absence>"))
    assert fault is None
    declaration = records[1].declaration
    assert isinstance(declaration, Unreadable)
    (anomaly,) = declaration.anomalies
    assert told(anomaly) == ("DECLARATION-UNKNOWN_ELEMENT", "Absence")
    assert anomaly.path == records[1].path == f"{AT}/Absence[1]"


def test_records_in_a_wrapper_are_not_records() -> None:
    records, fault = read(document(f"<Trainings>{training()}{training()}</Trainings>"))
    assert fault is None
    assert [record.element for record in records] == ["Trainings"]


def test_a_second_header_is_an_unknown_record() -> None:
    header = f"<Header><Sender>{BAKERY}</Sender><CreationDate>2026-11-22</CreationDate></Header>"
    records, _ = read(document(training(), header, training()))
    assert [type(record.declaration).__name__ for record in records] == [
        "TrainingDeclaration",
        "Unreadable",
        "TrainingDeclaration",
    ]
