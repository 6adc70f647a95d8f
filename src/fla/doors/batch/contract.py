"""The batch contract: where its schemas lie, and the schemas compiled for reading.

A compiled schema keeps the errors of its last run, so each reader compiles its own (a millisecond).
"""

from pathlib import Path

from lxml import etree

import fla

VERSION = "2026q4"
"""Year and quarter of the schemas written and read here."""
DECLARATION = "LearningAccountDeclaration"
OUTCOME = "LearningAccountOutcome"
DECLARATION_SCHEMA = f"learningAccount_{VERSION}.xsd"
RECORD_SCHEMA = f"learningAccountRecord_{VERSION}.xsd"
OUTCOME_SCHEMA = f"learningAccountOutcome_{VERSION}.xsd"
ACKNOWLEDGEMENT_SCHEMA = f"acrf_{VERSION}.xsd"
NOTIFICATION_SCHEMA = f"notification_{VERSION}.xsd"

XS = "http://www.w3.org/2001/XMLSchema"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA_LOCATION = f"{{{XSI}}}noNamespaceSchemaLocation"

RECORDS = ("Employment", "HeadCount", "OptOut", "Right", "Adjustment", "Verification", "Training")
"""The kinds of record, in the order in which a group of them is taken."""


def contracts() -> Path:
    """The directory of the contracts: in the installed package, else in the project's checkout."""
    package = Path(fla.__file__).parent
    installed = package / "contracts"
    return installed if installed.is_dir() else package.parent.parent / "contracts"


def schema(name: str) -> etree.XMLSchema:
    """One of the contract's schemas, compiled."""
    return etree.XMLSchema(etree.parse(contracts() / name))


def block_schema() -> etree.XMLSchema:
    """The record schema for many records at once, below the root and without the header."""
    tree = etree.parse(contracts() / RECORD_SCHEMA)
    root = etree.SubElement(tree.getroot(), f"{{{XS}}}element", name=DECLARATION)
    complex_type = etree.SubElement(root, f"{{{XS}}}complexType")
    choice = etree.SubElement(complex_type, f"{{{XS}}}choice", minOccurs="0", maxOccurs="unbounded")
    for record in RECORDS:
        etree.SubElement(choice, f"{{{XS}}}element", ref=record)
    return etree.XMLSchema(tree)


def value_schema() -> etree.XMLSchema:
    """The record schema with any order and number of elements: it judges values alone.

    A validator stops at the first element it does not expect; this one expects them all, so that
    every faulty value of a record is found in one run.
    """
    tree = etree.parse(contracts() / RECORD_SCHEMA)
    for element in tree.iter(f"{{{XS}}}element", f"{{{XS}}}sequence"):
        element.attrib.pop("minOccurs", "")
        element.attrib.pop("maxOccurs", "")
    for sequence in tree.iter(f"{{{XS}}}sequence"):
        sequence.tag = f"{{{XS}}}choice"
    for outermost in tree.iterfind(f".//{{{XS}}}complexType/{{{XS}}}choice"):
        outermost.set("minOccurs", "0")
        outermost.set("maxOccurs", "unbounded")
    return etree.XMLSchema(tree)
