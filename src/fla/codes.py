"""The code lists of the house: closed lists of words, the same in table, XML and page.

The texts for people stand in the intake's catalogue; the database checks most of them too.
"""

from typing import Literal

Action = Literal["register", "correct", "cancel"]
Kind = Literal[
    "employment",
    "headCount",
    "optOut",
    "right",
    "adjustment",
    "verification",
    "training",
    "decision",
    "unreadable",
]
Door = Literal["portal", "xml", "rest", "spreadsheet", "xapi", "register"]
"""`register` is none that anybody comes by: what the register did by itself."""
OutcomeStatus = Literal["accepted", "acceptedWithWarnings", "rejected"]

RightType = Literal["statutory", "sectoral", "employer"]
Unit = Literal["day", "hour"]
WorkerCategory = Literal[
    "blueCollar", "whiteCollar", "student", "flexiJob", "apprentice", "agency", "other"
]
SuspensionExtent = Literal["full", "partial"]
HeadCountLine = Literal["declared", "adjustment"]
EndReason = Literal[
    "resignation",
    "dismissalWithNotice",
    "dismissalWithIndemnity",
    "seriousCause",
    "mutualAgreement",
    "endOfTerm",
    "retirement",
    "death",
    "other",
]
TrainingForm = Literal["formal", "informal"]
TrainingCategory = Literal[
    "safety",
    "technical",
    "digital",
    "language",
    "management",
    "communication",
    "administration",
    "quality",
    "environment",
    "other",
]
TrainingStatus = Literal["planned", "completed", "notFollowed", "cancelled"]
TrainingResult = Literal["attended", "passed", "failed"]
OutOfScopeReason = Literal[
    "flemishTrainingLeave", "paidEducationalLeave", "notWorkRelated", "other"
]
Funding = Literal["employer", "sectorFund", "publicSubsidy", "worker", "other"]

Verification = Literal["pending", "confirmed", "objected"]
DecisionOutcome = Literal["confirmed", "objected", "settled"]
MandateStatus = Literal["pending", "refused", "active", "closed"]
MandateRole = Literal["mandator", "mandatary"]
MandateGroup = Literal["federalLearningAccount", "documents", "identification"]
