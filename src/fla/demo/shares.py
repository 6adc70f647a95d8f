"""How common what is in the synthetic Belgium: the same for the demo and for the whole nation."""

from fla.demo.draw import lottery
from fla.demo.names import Community
from fla.identifiers import BIS_SEX_KNOWN, BIS_SEX_UNKNOWN
from fla.intake.declaration import EndReason, WorkerCategory

SIZES = lottery(
    [
        ((1, 4), 58.0),
        ((5, 9), 18.0),
        ((10, 19), 11.0),
        ((20, 49), 8.0),
        ((50, 99), 2.5),
        ((100, 249), 1.6),
        ((250, 999), 0.75),
        ((1000, 2000), 0.15),
    ]
)
"""Jobs of an employer, from and to."""
COMMUNITIES: dict[Community, float] = {"nl": 58, "fr": 39, "de": 3}

FROM_ELSEWHERE = 0.13
MONTH_OFFSETS = lottery([(0, 96.8), (BIS_SEX_KNOWN, 3.0), (BIS_SEX_UNKNOWN, 0.2)])
"""What is added to the month of birth in an SSIN."""
_SPOKEN: dict[Community, tuple[tuple[Community, float], ...]] = {
    "nl": (("nl", 92), ("fr", 7), ("de", 1)),
    "fr": (("fr", 91), ("nl", 7), ("de", 2)),
    "de": (("de", 88), ("fr", 12)),
}
LANGUAGES = {community: lottery(shares) for community, shares in _SPOKEN.items()}
"""What people speak where an employer of a community is."""

STUDENTS_AMONG_CASUAL = 0.55
"""The other casual jobs are flexi-jobs."""
CASUAL: frozenset[WorkerCategory] = frozenset({"student", "flexiJob"})
APPRENTICES = 0.015
PART_TIMES = lottery([(80, 38), (50, 22), (75, 14), (60, 10), (90, 8), (40, 8)])
"""Percent of full time; which share of the workers is in part-time, each committee says."""
CASUAL_TIMES = (20, 30, 40)
"""Percent of full time."""
PART_TIME_SHORT = 32
"""Percent of full time that a part-timer works less, on average."""
DAYS_PER_WEEK = 500
"""Hundredths: everybody works in a regime of five days, part-timers shorter ones."""

LONGEST_TENURE = 9000
"""Days before the year; most stays are far shorter."""
REPLACED = 0.13
"""Jobs that change hands in the year."""
LEFT_BEFORE = 0.06
"""Jobs that somebody left in the year before; only the demo shows that year, too."""
LONGEST_VACANCY = 60
"""Days."""
SECOND_CONTRACT = 0.01
"""Workers with a parallel contract at the same employer."""
CHANGED_EARLIER = 0.25
"""Workers who had another regime in former years."""
CHANGES_REGIME = 0.05
"""Workers whose regime changes within the year."""
CAREER_BREAKS = 0.04
"""Of those changes: to no hours at all."""
PARTIAL_LEAVE, FULL_LEAVE = 0.012, 0.004
"""Workers in time credit or thematic leave in the year, for a part of their hours or for all."""

_REASONS: tuple[tuple[EndReason, float], ...] = (
    ("resignation", 42),
    ("dismissalWithNotice", 16),
    ("endOfTerm", 16),
    ("dismissalWithIndemnity", 10),
    ("mutualAgreement", 8),
    ("other", 5.8),
    ("seriousCause", 2),
    ("death", 0.2),
)
REASONS = lottery(_REASONS)
KNOWN_AHEAD: frozenset[EndReason] = frozenset({"endOfTerm", "dismissalWithNotice", "retirement"})
RETIREMENT_AGE = 62
DAYS_TO_ADULTHOOD = 6575

OPTED_OUT_COMPANIES, OPTED_OUT_WORKERS = 0.003, 0.0005
"""Who wants no computed right in the year."""
QUARTER_MISSING = 0.08
"""Quarters without a declared head count at employers of fewer than ten."""
COUNTED = (0.97, 0.06)
"""A head count at a quarter's end is so much of the jobs' full time at least, and so much more."""


def full_time_share(part_time: float, casual: float) -> float:
    """Return how much of full time the workers of a committee are in, on average."""
    casual_time = sum(CASUAL_TIMES) / len(CASUAL_TIMES)
    return (casual * casual_time + (1 - casual) * (100 - part_time * PART_TIME_SHORT)) / 100
