"""A year or a sector is added in the files alone."""

from decimal import Decimal
from fractions import Fraction

from fla.law.applied import applied, thresholds
from fla.law.model import Choices
from fla.law.pack import load
from tests.law.conftest import Spoiled

SHOES = """
committee: "128"
name: {nl: Schoenen, fr: Chaussures, de: Schuhe, en: Shoes}
figures: scales
source: [shoemakers]
certainty: C
scales:
  - id: "128.50"
    atLeast: 50
    counter: individual
    track: growthPath
    unit: hour
    amounts: {2025: 45, 2027: 60}
    periodYears: 2
    hoursPerDay: 7.5
    cba: {registrationNumber: 123456/CO/128}
    source: [shoemakers]
    certainty: C
"""
PERIOD = """    - firstYear: 2034
      lastYear: 2035
      start: "2032-10-01"
      end: "2033-09-30"
      source: [fps-faq-fr]
      certainty: D

# 2024-2028"""


def test_a_sector_is_added_by_a_file_and_its_source(spoiled: Spoiled) -> None:
    spoiled.write("sectors/128.yaml", SHOES)
    spoiled.replace("sources.yaml", "traxio:", 'shoemakers: {title: "Shoemakers"}\ntraxio:')
    pack = load(spoiled.directory)
    now = applied(pack, "128.01", Fraction(50), 2026, Choices())
    assert (now.full_time, now.unit, now.hours_per_day) == (Decimal("22.5"), "hour", Decimal("7.5"))
    assert now.cba_registration_number == "123456/CO/128"
    assert applied(pack, "128.01", Fraction(49), 2026, Choices()).scale == "general.20"
    assert applied(pack, "128.01", Fraction(50), 2024, Choices()).scale == "general.20"
    assert thresholds(pack) == [10, 20, 40, 50]


def test_a_year_is_added_by_its_figures_and_its_head_count_period(spoiled: Spoiled) -> None:
    spoiled.replace("law.yaml", "lastYear: 2033\n\nsize", "lastYear: 2034\n\nsize")
    spoiled.replace("law.yaml", "\n# 2024-2028", PERIOD)
    spoiled.replace(
        "law.yaml", "{2022: 0, 2023: 4, 2024: 5}", "{2022: 0, 2023: 4, 2024: 5, 2034: 6}"
    )
    pack = load(spoiled.directory)
    assert applied(pack, None, Fraction(20), 2034, Choices()).full_time == 6
    assert applied(pack, None, Fraction(20), 2033, Choices()).full_time == 5
