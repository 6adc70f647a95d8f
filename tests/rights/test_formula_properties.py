"""The formula agrees to the last digit with a slow reading of the law's text."""

from hypothesis import HealthCheck, given, settings

from tests.rights import careers as drawn
from tests.rights.reference import Career, entitled

_PATIENT = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(drawn.careers())
@_PATIENT
def test_one_worker_as_the_text_reads(careers: list[Career]) -> None:
    assert drawn.result_of(careers) == [entitled(careers[0])]


@given(drawn.careers(most=12))
@_PATIENT
def test_many_workers_as_each_alone(careers: list[Career]) -> None:
    together = drawn.result_of(careers)
    assert together == [drawn.result_of([career])[0] for career in careers]
    assert together == [entitled(career) for career in careers]
