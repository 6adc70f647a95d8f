"""An anomaly has the same classes in every format, and each has its words."""

import re
from typing import get_args

import pytest
from lxml import etree

from fla.doors.rest.contract import contracts
from fla.intake.catalogue import AnomalyClass, catalogue
from tests.contracts.contract import published

CLASSES = set(get_args(AnomalyClass))
_XS = {"xs": "http://www.w3.org/2001/XMLSchema"}
_VALUES = "*[@name='AnomalyClass']//xs:enumeration/@value"


@pytest.mark.parametrize("name", ["notification_2026q4", "learningAccountOutcome_2026q4"])
def test_a_schema_has_the_classes_that_there_are(name: str) -> None:
    schema = etree.parse(contracts() / f"{name}.xsd")
    assert set(schema.xpath(f"//{_VALUES}", namespaces=_XS)) == CLASSES  # type: ignore[arg-type]


def test_so_does_the_rest_contract() -> None:
    pattern = published().components["schemas"]["AnomalyClass"]["pattern"]
    assert pattern == f"^[{''.join(sorted(CLASSES))}]$"
    assert all(re.fullmatch(pattern, one) for one in CLASSES)


def test_each_class_has_its_words() -> None:
    assert set(catalogue().codes["AnomalyClass"]) == CLASSES
    assert {one.anomaly_class for one in catalogue().errors.values()} <= CLASSES
