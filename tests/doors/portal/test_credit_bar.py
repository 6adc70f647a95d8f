"""The bar of a credit: its parts add up, also where more is taken than there is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fla.credit.model import Amounts
from fla.doors.portal.credit_bar import Bar, credit_bar

AMOUNT = st.decimals(0, 1000, places=4)


def _amounts(entitled: object, planned: object, used: object, carried: object = 0) -> Amounts:
    total = Decimal(str(entitled)) + Decimal(str(carried))
    taken = Decimal(str(used))
    return Amounts(
        entitled=Decimal(str(entitled)),
        carried_in=Decimal(str(carried)),
        adjusted=Decimal(0),
        planned=Decimal(str(planned)),
        used=taken,
        remaining=total - taken,
    )


@pytest.mark.parametrize(
    ("amounts", "bar"),
    [
        (_amounts(4, 1, 2), Bar("50.00%", "25.00%", None)),
        (_amounts(4, 0, 0), Bar("0.00%", "0.00%", None)),
        (_amounts(4, 0, 2, carried=-2), Bar("100.00%", "0.00%", None)),
        (_amounts(1, 1, 1), Bar("50.00%", "50.00%", "50.00%")),
        (_amounts(0, 0, 2), Bar("100.00%", "0.00%", "0.00%")),
        (_amounts(0, 0, 0), Bar("0.00%", "0.00%", None)),
        (_amounts(1, 0, 0, carried=-3), Bar("0.00%", "0.00%", None)),
    ],
)
def test_a_bar_is_divided_as_the_credit_is(amounts: Amounts, bar: Bar) -> None:
    assert credit_bar(amounts) == bar


@given(AMOUNT, AMOUNT, AMOUNT)
def test_a_bar_is_never_wider_than_itself(
    entitled: Decimal, planned: Decimal, used: Decimal
) -> None:
    bar = credit_bar(_amounts(entitled, planned, used))

    parts = [Decimal(part.removesuffix("%")) for part in (bar.used, bar.planned)]
    assert 0 <= sum(parts) <= Decimal("100.01")
    assert (bar.limit is not None) == (used + planned > entitled)
