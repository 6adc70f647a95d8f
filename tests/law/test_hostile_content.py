"""A pack of the right form that says what the law cannot say is refused, with the place."""

import pytest

from tests.law.conftest import Spoiled

CONTENT = [
    pytest.param(
        "sectors/119.yaml",
        "source: [horval-119]\n    certainty",
        "source: [horval-911]\n    certainty",
        "sectors/119.yaml: 119.20: there is no source horval-911",
        id="unknown source",
    ),
    pytest.param(
        "sectors/140.01.yaml",
        "{2023: 2,",
        "{2023: 1,",
        "sectors/140.01.yaml: 140.01.20: 2023: 1 days a year are below the floor of 2 days",
        id="growth path below the floor",
    ),
    pytest.param(
        "sectors/209.yaml",
        "{2023: 24,",
        "{2023: 15,",
        "sectors/209.yaml: 209.20: 2023: 1.875 days a year are below the floor of 2 days",
        id="growth path in hours below the floor",
    ),
    pytest.param(
        "sectors/119.yaml",
        "amounts: {2024: 3, 2026: 4",
        "amounts: {2024: 1, 2026: 4",
        "sectors/119.yaml: 119.20: 2024: 1 days a year are below the floor of 2 days",
        id="variant below the floor",
    ),
    pytest.param(
        "sectors/124.yaml",
        "2026: 3,",
        "2026: 2,",
        "sectors/124.yaml: 124.20: a growth path never falls",
        id="falling growth path",
    ),
    pytest.param(
        "sectors/119.yaml",
        "{2024: 3, 2025: 4, 2028: 5}",
        "{2024: 3, 2028: 5, 2025: 4}",
        "sectors/119.yaml: 119.20: the years of amounts do not ascend",
        id="years in disorder",
    ),
    pytest.param(
        "law.yaml",
        "firstYear: 2026\n      lastYear: 2027",
        "firstYear: 2026\n      lastYear: 2028",
        "law.yaml: headCount.periods[2]: 3 years, and the first period has 2",
        id="head-count period of another length",
    ),
    pytest.param(
        "law.yaml",
        "firstYear: 2026\n      lastYear: 2027",
        "firstYear: 2027\n      lastYear: 2027",
        "law.yaml: headCount.periods[2]: the period that begins in 2026 is expected here",
        id="gap between head-count periods",
    ),
    pytest.param(
        "sectors/200.yaml",
        "counter: individual\n",
        "counter: individual\n    includesIndividual: true\n",
        "sectors/200.yaml: 200.0: includesIndividual is said of a collective average",
        id="individual right that includes itself",
    ),
    pytest.param(
        "sectors/140.01.yaml",
        "below: 20",
        "below: 21",
        "sectors/140.01.yaml: 140.01.20: its size band and years overlap with those of 140.01.10",
        id="overlapping bands",
    ),
    pytest.param(
        "sectors/200.yaml",
        "amounts: {2022: 4.5}\n    lastYear: 2023",
        "amounts: {2022: 4.5}\n    lastYear: 2024",
        "sectors/200.yaml: 200.10.collective.2022: its size band and years overlap with those of "
        "200.10.collective",
        id="overlapping years",
    ),
    pytest.param(
        "sectors/124.yaml",
        "below: 20",
        "below: 10",
        "sectors/124.yaml: 124.10: below must be higher than atLeast",
        id="empty band",
    ),
    pytest.param(
        "sectors/200.yaml",
        "181682/CO/200",
        "181682/CO/124",
        "sectors/200.yaml: 200.0: the registration number 181682/CO/124 is of another committee",
        id="number of another committee",
    ),
    pytest.param(
        "sectors/124.yaml",
        "2027: 3.5",
        "2027: 3.505",
        "sectors/124.yaml: 124.20: 2027: an amount, and its part for a year, has at most two",
        id="three decimals",
    ),
    pytest.param(
        "sectors/124.yaml",
        "2027: 3.5",
        "2027: 3.50000000000000000000000000000000000000001",
        "sectors/124.yaml: 124.20: 2027: an amount, and its part for a year, has at most two",
        id="decimals beyond any precision",
    ),
    pytest.param(
        "sectors/124.yaml",
        "2030: 5}",
        "2030: 50000000000000000000000000000000000000000}",
        "sectors/124.yaml: 124.20: 2030: an amount is from 0 to 9999",
        id="a right beyond any life",
    ),
    pytest.param(
        "sectors/149.04.yaml",
        "{2022: 1}",
        "{2022: -1}",
        "sectors/149.04.yaml: 149.04.0: 2022: an amount is from 0 to 9999",
        id="a debt of days",
    ),
    pytest.param(
        "sectors/200.yaml",
        "amounts: {2022: 2}\n    lastYear: 2023\n    periodYears: 2",
        "amounts: {2022: 2}\n    lastYear: 2023\n    periodYears: 3",
        "sectors/200.yaml: 200.20.2022: 2022: an amount, and its part for a year, has at most two",
        id="a yearly part without end",
    ),
    pytest.param(
        "sectors/209.yaml",
        "2026: 40}\n    hoursPerDay: 8",
        "2026: 40}",
        "sectors/209.yaml: 209.20: an individual scale in hours needs hoursPerDay",
        id="hours that are no part of a day",
    ),
    pytest.param(
        "sectors/119.yaml",
        "    track: growthPath\n",
        "",
        "sectors/119.yaml: 119.20: track stands with the individual scales of a sector",
        id="no track",
    ),
    pytest.param(
        "sectors/113.yaml",
        "counter: collective",
        "counter: collective\n    track: beside",
        "sectors/113.yaml: 113.0.collective: track stands with the individual scales of a sector",
        id="a collective track",
    ),
    pytest.param(
        "sectors/119.yaml",
        "track: growthPath",
        "track: earlier",
        "sectors/119.yaml: 119.20: an earlier agreement needs a lastYear before 2024",
        id="an earlier agreement without end",
    ),
    pytest.param(
        "sectors/119.yaml",
        "warnings: [stepYearUnsure]",
        "warnings: [stepYear]",
        "sectors/119.yaml: 119.20: the warning stepYear has no text",
        id="unknown warning",
    ),
    pytest.param(
        "sectors/119.yaml",
        "warnings: [stepYearUnsure]",
        "warnings: [yearWithoutFigures]",
        "sectors/119.yaml: 119.20: the warning yearWithoutFigures asks for more than {committee}",
        id="warning with other values",
    ),
    pytest.param(
        "sectors/119.yaml",
        "setting: committee119Step",
        "setting: committee911Step",
        "sectors/119.yaml: 119.20: there is no setting committee911Step",
        id="variant of no setting",
    ),
    pytest.param(
        "sectors/119.yaml",
        'value: "2026"',
        'value: "2027"',
        "sectors/119.yaml: 119.20: the setting committee119Step has no alternative 2027",
        id="variant of no alternative",
    ),
    pytest.param(
        "sectors/119.yaml",
        '- id: "119.20"',
        '- id: "124.20"',
        "sectors/119.yaml: 124.20: the id does not begin with 119.",
        id="id of another committee",
    ),
    pytest.param(
        "sectors/111.yaml",
        "figures: notFound",
        "figures: scales",
        "sectors/111.yaml: figures: scales stand exactly where figures says scales",
        id="scales that are not there",
    ),
    pytest.param(
        "law.yaml",
        "    atLeast: 20\n    counter",
        "    atLeast: 21\n    counter",
        "law.yaml: scales: the size bands do not follow each other from 0 on without gap",
        id="gap in sizes",
    ),
    pytest.param(
        "law.yaml",
        "amounts: {2022: 0, 2023: 1}",
        "amounts: {2023: 1}",
        "law.yaml: general.10: no amount from 2022 on",
        id="gap in years",
    ),
    pytest.param(
        "law.yaml",
        "lastYear: 2033\n\nsize",
        "lastYear: 2034\n\nsize",
        "law.yaml: headCount.periods: no period for 2034",
        id="year without head count",
    ),
    pytest.param(
        "law.yaml",
        '"2022-10-01"',
        '"2022-07-01"',
        "law.yaml: headCount.periods[1]: 2022-07-01 to 2023-09-30 is not what",
        id="reference period against its rule",
    ),
    pytest.param(
        "settings/formula.yaml",
        "  default: lastDay",
        "  default: middleDay",
        "settings/formula.yaml: regimeInMonth: default is none of the alternatives",
        id="default that is no alternative",
    ),
    pytest.param(
        "settings/formula.yaml",
        "regimeInMonth:",
        "regimeInWeek:",
        "settings.yaml: regimeInMonth: this setting is missing",
        id="setting under another name",
    ),
    pytest.param(
        "settings/formula.yaml",
        "    hourUp:",
        "    minuteUp:",
        "settings/formula.yaml: rounding: the alternatives are not those of the program",
        id="alternative the program does not know",
    ),
    pytest.param(
        "settings/persons.yaml",
        "default: []",
        "default: student",
        "settings/persons.yaml: excludedCategories: default is a list where several",
        id="one where several may hold",
    ),
    pytest.param(
        "texts/formula.yaml",
        "zählt als ganzer Monat: {months}",
        "zählt als ganzer Monat: {monate}",
        "texts/formula.yaml: months: de does not have the placeholders of en",
        id="translated placeholder",
    ),
    pytest.param(
        "texts/formula.yaml",
        "zählt als ganzer Monat: {months}",
        "zählt als ganzer Monat: {months",
        "texts/formula.yaml: months: a brace without its other",
        id="open brace",
    ),
    pytest.param(
        "texts/words.yaml",
        "unit.day.one:",
        "unit.day.single:",
        "texts.yaml: unit.day.one: this text is missing",
        id="text the program asks for",
    ),
    pytest.param(
        "deadlines.yaml",
        'on: "03-15"',
        'on: "02-29"',
        "deadlines.yaml: trainingPlanOpinion: 02-29 is no day that each year has",
        id="leap day as a term",
    ),
    pytest.param(
        "deadlines.yaml",
        "after: employmentEnd\n  years: 5",
        "after: employmentEnd",
        "deadlines.yaml: retention: days, months or years are counted after an event",
        id="term without length",
    ),
    pytest.param(
        "disputes.yaml",
        "source: [lecap-repeal, conventus]",
        "source: [hearsay]",
        "disputes.yaml: repealDate: there is no source hearsay",
        id="disputed by nobody known",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), CONTENT)
def test_a_fault_of_content_is_named_with_its_place(
    spoiled: Spoiled, file: str, old: str, new: str, said: str
) -> None:
    spoiled.replace(file, old, new)
    found = spoiled.faults()
    assert any(one.startswith(said) for one in found), found


def test_a_copy_of_the_pack_is_in_order(spoiled: Spoiled) -> None:
    assert spoiled.faults() == []


def test_an_id_twice_is_refused(spoiled: Spoiled) -> None:
    spoiled.replace("sectors/124.yaml", '- id: "124.20"', '- id: "124.10"')
    assert spoiled.faults() == ["sectors/124.yaml: 124.10: another scale has this id"]
