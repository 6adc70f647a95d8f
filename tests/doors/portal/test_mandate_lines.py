"""What is read from a pasted list of enterprises."""

import pytest

from fla.doors.portal.mandate_lines import read_lines
from fla.intake.anomaly import Error, Field

NUMBER = "0800000174"


@pytest.mark.parametrize(
    ("typed", "number", "start", "end"),
    [
        ("0800000174", NUMBER, None, None),
        ("0800.000.174", NUMBER, None, None),
        ("BE 0800.000.174", NUMBER, None, None),
        ("be0800000174", NUMBER, None, None),
        ("800000174", NUMBER, None, None),
        ("0800 000 174", NUMBER, None, None),
        ("0800.000.174 2027Q1", NUMBER, "2027Q1", None),
        ("0800.000.174 2027Q1 2027Q4", NUMBER, "2027Q1", "2027Q4"),
        ("0800 000 174; 2027T1; 2027K4", NUMBER, "2027Q1", "2027Q4"),
        ("0800.000.174, Q1 2027 - Q4 2027", NUMBER, "2027Q1", "2027Q4"),
        ("0800.000.174 2027/1", NUMBER, "2027Q1", None),
        ("0800.000.174\tBakkerij Demo\t2027Q1", NUMBER, "2027Q1", None),
        ("Bakkerij Demo\t0800.000.174", NUMBER, None, None),
        ("0800.000.174 2027Q7", NUMBER, "2027Q7", None),
        ("12345", "12345", None, None),
        ("Bakkerij", "Bakkerij", None, None),
    ],
)
def test_a_line_is_read_as_people_write_it(
    typed: str, number: str, start: str | None, end: str | None
) -> None:
    (line,) = read_lines(typed)
    assert (line.number, line.start, line.end, line.anomalies) == (number, start, end, ())


@pytest.mark.parametrize(
    ("typed", "field", "value"),
    [
        ("0800.000.174 Q1", Field.START_QUARTER, "Q1"),
        ("0800.000.174 Studio 54", Field.START_QUARTER, "54"),
        ("0800.000.174 2027Q1 2027Q2 2027Q3", Field.END_QUARTER, "2027Q3"),
    ],
)
def test_figures_that_may_mean_something_are_not_passed_over(
    typed: str, field: Field, value: str
) -> None:
    (line,) = read_lines(typed)
    assert [(one.field, one.error, one.value) for one in line.anomalies] == [
        (field, Error.INVALID, value)
    ]


def test_lines_keep_their_numbers() -> None:
    lines = read_lines("\n0800000174\n\n  0800000273 2027Q1  \n")
    assert [(line.position, line.typed) for line in lines] == [
        (2, "0800000174"),
        (4, "0800000273 2027Q1"),
    ]


def test_a_line_of_anything_is_read_in_no_time() -> None:
    for mess in ("9" * 60_000, "2027Q" * 12_000, "0800.000.174 " * 5_000, ". - / " * 10_000):
        assert len(read_lines(mess)) == 1
