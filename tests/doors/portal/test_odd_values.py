"""Values that cannot be, in every control of a form: refused beside it, kept, never a failure."""

import re

import pytest

from tests.doors.portal.conftest import Shared, Visitor
from tests.doors.portal.world import training_form


@pytest.fixture(scope="module")
def employer(shared: Shared) -> Visitor:
    return shared.employer()


@pytest.mark.parametrize(
    ("control", "value"),
    [
        ("title", "x" * 201),
        ("title", "bell\x07"),
        ("title", "nul\x00"),
        ("provider_name", "x" * 201),
        ("provider_number", "0123456789"),
        ("provider_number", "١٢٣٤٥٦٧٨٩٠"),
        ("start_date", "yesterday"),
        ("start_date", "31/02/2026"),
        ("start_date", "0001-01-01"),
        ("end_date", "2026-11-19"),
        ("end_date", "9999-12-31"),
        ("duration", "-1"),
        ("duration", "1e5"),
        ("duration", "NaN"),
        ("duration", "99999999"),
        ("duration", "7:75"),
        ("duration_unit", "weeks"),
        ("form", "other"),
        ("category", "<b>"),
        ("language", "Dutch"),
        ("location", "x" * 300),
        ("status", "done"),
        ("result", "great"),
        ("score", "101"),
        ("score", "a lot"),
        ("certificate_number", "x" * 100),
        ("certificate_issued", "2026-13-01"),
        ("certificate_valid_until", "tomorrow"),
        ("in_scope", "perhaps"),
        ("out_of_scope_reason", "because"),
        ("funding", "someone"),
        ("cost", "-5"),
        ("cost", "1,234.50"),
        ("charged_right", "other"),
        ("charged", "all"),
        ("charged", "9:00"),
        ("charged_unit", "x"),
        ("session_reference", "x" * 100),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands_and_kept(
    employer: Visitor, shared: Shared, control: str, value: str
) -> None:
    world = shared.world
    values = training_form(worker=str(world.bram), reference="P.odd", **{control: value})

    answer = employer.post(f"/employers/{world.bakery}/trainings/new", values)

    assert answer.status_code == 422
    assert re.search(rf'href="#{control}"', answer.text), control
    if f'<input type="text" id="{control}"' in answer.text and value.isprintable():
        assert employer.form()[control] == [value]
