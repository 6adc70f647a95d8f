"""Trainings: what came of them, and the certificates issued for them."""

import datetime as dt

from tests.intake.build import TODAY
from tests.intake.cases.case import Case, amount, day, december, october, planned

RESULTS = [
    Case(
        "The result of a planned training.",
        "RESULT-FORBIDDEN",
        wrong=planned(result="passed"),
        sound=day(result="passed"),
    ),
    Case(
        "The score of a planned training.",
        "SCORE-FORBIDDEN",
        wrong=planned(score=amount("50")),
        sound=day(score=amount("50")),
    ),
    Case(
        "Less than 0 %.",
        "SCORE-TOO_LOW",
        wrong=day(score=amount("-0.01")),
        sound=day(score=amount("0")),
    ),
    Case(
        "More than 100 %.",
        "SCORE-TOO_HIGH",
        wrong=day(score=amount("100.01")),
        sound=day(score=amount("100")),
    ),
    Case(
        "A score in thousandths of a per cent.",
        "SCORE-INVALID",
        wrong=day(score=amount("66.667")),
        sound=day(score=amount("66.67")),
    ),
]

CERTIFICATES = [
    Case(
        "A certificate's number of 61 characters.",
        "CERTIFICATE_NUMBER-LENGTH",
        wrong=day(certificate_number="x" * 61),
        sound=day(certificate_number="x" * 60),
    ),
    Case(
        "A tab in a certificate's number.",
        "CERTIFICATE_NUMBER-INVALID",
        wrong=day(certificate_number="A\t1"),
        sound=day(certificate_number="A 1"),
    ),
    Case(
        "The certificate's number of a planned training.",
        "CERTIFICATE_NUMBER-FORBIDDEN",
        wrong=planned(certificate_number="A1"),
        sound=day(certificate_number="A1"),
    ),
    Case(
        "The certificate of a planned training, issued today.",
        "CERTIFICATE_ISSUED-FORBIDDEN",
        wrong=planned(certificate_issued=TODAY),
        sound=day(certificate_issued=TODAY),
    ),
    Case(
        "A certificate valid until a day, issued on none.",
        "CERTIFICATE_ISSUED-ABSENT",
        wrong=day(certificate_valid_until=december(1)),
        sound=day(certificate_valid_until=december(1), certificate_issued=TODAY),
    ),
    Case(
        "A certificate issued in 1899.",
        "CERTIFICATE_ISSUED-TOO_LOW",
        wrong=day(certificate_issued=dt.date(1899, 12, 31)),
        sound=day(certificate_issued=dt.date(1900, 1, 1)),
    ),
    Case(
        "A certificate issued in 2101.",
        "CERTIFICATE_ISSUED-TOO_HIGH",
        wrong=day(certificate_issued=dt.date(2101, 1, 1)),
        sound=day(certificate_issued=dt.date(2100, 12, 31)),
    ),
    Case(
        "A certificate that expired the day before it was issued.",
        "CERTIFICATE_VALID_UNTIL-END_BEFORE_START",
        wrong=day(certificate_issued=october(6), certificate_valid_until=october(5)),
        sound=day(certificate_issued=october(6), certificate_valid_until=october(6)),
    ),
    Case(
        "A certificate valid until 1899.",
        "CERTIFICATE_ISSUED-TOO_LOW CERTIFICATE_VALID_UNTIL-TOO_LOW",
        wrong=day(
            certificate_issued=dt.date(1899, 12, 31), certificate_valid_until=dt.date(1899, 12, 31)
        ),
        sound=day(
            certificate_issued=dt.date(1900, 1, 1), certificate_valid_until=dt.date(1900, 1, 1)
        ),
    ),
    Case(
        "A certificate valid until 2101.",
        "CERTIFICATE_VALID_UNTIL-TOO_HIGH",
        wrong=day(certificate_issued=TODAY, certificate_valid_until=dt.date(2101, 1, 1)),
        sound=day(certificate_issued=TODAY, certificate_valid_until=dt.date(2100, 12, 31)),
    ),
]

CASES = [*RESULTS, *CERTIFICATES]
