"""The published figures, as a lawyer would check them: one line for each.

Case, joint committee (None: general law), average head count, year, right of a full-timer employed
the whole year, who published it, how certain that is (A official, B several, C one, D our own).
"""

from tests.law.cases.figure import Duty, Figure

GENERAL_LAW = [
    # Art. 52: nothing below 10, one day below 20, four days in 2023, five from 2024 on.
    Figure("E04", None, "9", 2025, "0 days", "fps-pro-nl", "A"),
    Figure("E04", None, "9.99", 2025, "0 days", "fps-pro-nl", "A"),
    Figure("E05", None, "10", 2025, "1 day", "constructiv,groups-nl,partena-en", "A/B"),
    Figure("E06", None, "19.9", 2025, "1 day", "constructiv,groups-nl,partena-en", "A/B"),
    Figure("E07", None, "20", 2023, "4 days", "fps-pro-nl", "A"),
    Figure("E08", None, "20", 2024, "5 days", "fps-pro-nl", "A"),
    Figure("E08", None, "20", 2025, "5 days", "fps-pro-nl", "A"),
    Figure("E08", None, "20", 2026, "5 days", "fps-pro-nl", "A"),
    # No right yet in 2022, nor below 20 (a setting tells otherwise for 20 and more).
    Figure("2022", None, "20", 2022, "0 days", "fps-pro-nl", "A"),
    Figure("2022", None, "15", 2022, "0 days", "constructiv,groups-nl,partena-en", "A/B"),
    Figure("2023", None, "15", 2023, "1 day", "constructiv,groups-nl,partena-en", "A/B"),
]

SECTORS = [
    # White-collar workers, 200: agreement of 6 July 2023.
    Figure("E10", "200", "20", 2024, "3 days", "sfonds200,besox-pc200", "A"),
    Figure("E10", "200", "20", 2025, "3 days", "sfonds200,besox-pc200", "A"),
    Figure("E11", "200", "20", 2026, "4 days", "sfonds200,besox-pc200", "A"),
    Figure("E11", "200", "20", 2027, "4 days", "sfonds200,besox-pc200", "A"),
    Figure("E12", "200", "20", 2028, "5 days", "sfonds200,besox-pc200", "A"),
    Figure("E12", "200", "20", 2033, "5 days", "sfonds200,besox-pc200", "A"),
    Figure("E13", "200", "9", 2025, "1 day", "sfonds200,besox-pc200", "A"),
    Figure("E02", "200", "10", 2024, "1 day", "sfonds200,besox-pc200", "A"),
    Figure("E02", "200", "10", 2025, "1 day", "sfonds200,besox-pc200", "A"),
    # Before it: two of the six days over two years.
    Figure("E03", "200", "20", 2022, "1 day", "besox-pc200", "C"),
    Figure("E03", "200", "20", 2023, "1 day", "besox-pc200", "C"),
    Figure("E03", "200", "15", 2023, "1 day", "constructiv,groups-nl,partena-en", "A/B"),
    # Construction, 124: a growth path in halves.
    Figure("E14", "124", "20", 2023, "2.5 days", "constructiv,orbiss-124,embuild-right", "A/B"),
    Figure("E14", "124", "20", 2024, "2.5 days", "constructiv,orbiss-124,embuild-right", "A/B"),
    Figure("E14", "124", "20", 2025, "2.5 days", "constructiv,orbiss-124,embuild-right", "A/B"),
    Figure("E14", "124", "20", 2026, "3 days", "constructiv,orbiss-124,embuild-right", "A/B"),
    Figure("E14", "124", "20", 2027, "3.5 days", "constructiv,orbiss-124,embuild-right", "A/B"),
    Figure("E14", "124", "20", 2028, "4 days", "constructiv,orbiss-124,embuild-right", "A/B"),
    Figure("E14", "124", "20", 2029, "4.5 days", "constructiv,orbiss-124,embuild-right", "A/B"),
    Figure("E14", "124", "20", 2030, "5 days", "constructiv,orbiss-124,embuild-right", "A/B"),
    Figure("E14", "124", "15", 2026, "1 day", "constructiv,groups-nl,partena-en", "A/B"),
    # Metal, white-collar, 209: in hours.
    Figure("E15", "209", "20", 2023, "24 hours", "clb-209", "C"),
    Figure("E15", "209", "20", 2024, "32 hours", "clb-209", "C"),
    Figure("E15", "209", "20", 2025, "36 hours", "clb-209", "C"),
    Figure("E15", "209", "20", 2026, "40 hours", "clb-209", "C"),
    Figure("E16", "209", "15", 2025, "1 day", "clb-209", "C"),
    Figure("E16", "209", "5", 2025, "0 days", "fps-pro-nl", "A"),
    # Metal, blue-collar, 111: figures were not found.
    Figure("111", "111", "20", 2025, "5 days", "fps-pro-nl", "A"),
    # Electricians, 149.01.
    Figure("E17", "149.01", "20", 2024, "3 days", "clb-149", "C"),
    Figure("E17", "149.01", "20", 2025, "3 days", "clb-149", "C"),
    Figure("E17", "149.01", "20", 2026, "4 days", "clb-149", "C"),
    Figure("E17", "149.01", "20", 2027, "4 days", "clb-149", "C"),
    Figure("E17", "149.01", "20", 2028, "5 days", "clb-149", "C"),
    Figure("E18", "149.01", "19", 2024, "1 day", "clb-149", "C"),
    Figure("E18", "149.01", "5", 2025, "1 day", "clb-149", "C"),
    Figure("E18", "149.01", "19", 2026, "2 days", "clb-149", "C"),
    # Metal trade, 149.04: a day of its own, not in the place of the general law.
    Figure("149.04", "149.04", "5", 2025, "1 day", "educam-mt", "C"),
    Figure("149.04", "149.04", "20", 2025, "5 days", "fps-pro-nl", "A"),
    # Chemistry, 116.
    Figure("E19", "116", "20", 2023, "4 days", "clb-116", "C"),
    Figure("E19", "116", "20", 2024, "5 days", "clb-116", "C"),
    Figure("E20", "116", "9", 2024, "1 day", "clb-116", "C"),
    Figure("E20", "116", "10", 2024, "1 day", "clb-116", "C"),
    # Buses and coaches, 140.01; also under a longer code.
    Figure("E21", "140.01", "20", 2023, "2 days", "groups-140", "C"),
    Figure("E21", "140.01", "20", 2024, "2 days", "groups-140", "C"),
    Figure("E21", "140.01", "20", 2025, "3 days", "groups-140", "C"),
    Figure("E21", "140.01", "20", 2027, "4 days", "groups-140", "C"),
    Figure("E21", "140.01", "20", 2030, "5 days", "groups-140", "C"),
    Figure("E21", "140.01.03", "20", 2030, "5 days", "groups-140", "C"),
    Figure("E21", "140.01", "15", 2025, "1 day", "groups-140", "C"),
    # Food trade, 119: the year 2025 may be a slip, which a setting settles.
    Figure("E22", "119", "20", 2024, "3 days", "horval-119", "C"),
    Figure("E22", "119", "20", 2025, "4 days", "horval-119", "C"),
    Figure("E22", "119", "20", 2028, "5 days", "horval-119", "C"),
    Figure("E22", "119", "20", 2023, "4 days", "fps-pro-nl", "A"),
    Figure("E22", "119", "19", 2024, "1 day", "constructiv,groups-nl,partena-en", "A/B"),
    # Sheltered work in Wallonia, 327.03: whatever the size.
    Figure("E23", "327.03", "20", 2024, "3 days", "eweta", "C"),
    Figure("E23", "327.03", "5", 2024, "3 days", "eweta", "C"),
    Figure("E23", "327.03", "20", 2027, "4 days", "eweta", "C"),
    Figure("E23", "327.03", "20", 2030, "5 days", "eweta", "C"),
    # Named as general law: hotels, socio-cultural sector, Flemish sheltered workshops.
    Figure("E09", "302", "20", 2026, "5 days", "fps-pro-nl", "A"),
    Figure("E09", "302", "15", 2026, "1 day", "constructiv,groups-nl,partena-en", "A/B"),
    Figure("329", "329.02", "20", 2026, "5 days", "fps-pro-nl", "A"),
    Figure("329", "329.03", "20", 2026, "5 days", "fps-pro-nl", "A"),
    Figure("327", "327.01", "20", 2026, "5 days", "fps-pro-nl", "A"),
    # Averages of the former law grant nothing to a person.
    Figure("113", "113", "20", 2024, "5 days", "fps-pro-nl", "A"),
    Figure("142", "142.01", "50", 2026, "5 days", "fps-pro-nl", "A"),
]

COLLECTIVE = [
    Duty("E13", "200", "9", 2025, "4", 2, "sfonds200,besox-pc200", "A"),
    Duty("E02", "200", "10", 2024, "4.5", 2, "sfonds200,besox-pc200", "A"),
    Duty("2022", "200", "9", 2022, "4", 2, "besox-pc200,securex-200", "C"),
    Duty("2022", "200", "10", 2023, "4.5", 2, "besox-pc200,securex-200", "C"),
    Duty("2022", "200", "20", 2022, "6", 2, "besox-pc200,securex-200", "C"),
    Duty("E18", "149.01", "19", 2024, "3", 1, "clb-149", "C"),
    Duty("113", "113", "20", 2022, "4", 1, "accg-ceram", "C"),
    Duty("113", "113", "5", 2023, "5", 1, "accg-ceram", "C"),
]
