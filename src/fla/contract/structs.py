"""The records of the REST contract, made from it by tools/generate_structs.py.

Members left out are `UNSET` and are not written; amounts are texts, as the contract has them.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeAlias

from msgspec import UNSET, Meta, Struct, UnsetType, field

Action: TypeAlias = Annotated[
    Literal["register", "correct", "cancel"],
    Meta(description="What a declaration does; a correction states the whole new content."),
]


Amount: TypeAlias = Annotated[
    str,
    Meta(description="Days or hours as the register answers them, to four decimals."),
]


AnomalyClass: TypeAlias = Annotated[
    str,
    Meta(description="B blocks the declaration, P counts in percent over a batch, W is a warning."),
]


AnomalyCode: TypeAlias = Annotated[
    str,
    Meta(
        description="Glossary number of the field and number of the error, see `/refData/errors`."
    ),
]


Balance: TypeAlias = Annotated[
    str,
    Meta(
        description="Days or hours, to the ten-thousandth, above or below zero; at most 366 days."
    ),
]


BatchChannel: TypeAlias = Annotated[
    Literal["sftp", "rest", "portal"], Meta(description="The way that a file set came.")
]


class BatchCounts(Struct, kw_only=True):
    """
    How many forms there are, and what came of those that are answered.
    """

    answered: int
    accepted: int
    accepted_with_warnings: int = field(name="acceptedWithWarnings")
    rejected: int
    repeated: int
    unchanged: int
    forms: int | UnsetType = UNSET
    vanished: int | UnsetType = UNSET


BatchEnvironment: TypeAlias = Annotated[
    Literal["R", "T", "S"],
    Meta(
        description="Production (R), circuit test (T) or simulation (S); the last two write nothing and answer the\nsame.\n"
    ),
]


class BatchExample(Struct, kw_only=True):
    """
    A form that has an anomaly.
    """

    position: int
    part: int | UnsetType = UNSET
    line: int | UnsetType = UNSET
    reference: str | UnsetType = UNSET
    value: str | UnsetType = UNSET
    path: str | UnsetType = UNSET


class BatchFault(Struct, kw_only=True):
    """
    One thing wrong with a file set as a whole.
    """

    code: str
    detail: str
    file_name: str | UnsetType = field(name="fileName", default=UNSET)
    line: int | UnsetType = UNSET
    column: int | UnsetType = UNSET


class BatchParts(Struct, kw_only=True):
    """
    The parts of a file set, in their order.
    """

    part: list[bytes]


BatchPurpose: TypeAlias = Annotated[
    Literal["FLAD", "FLAS"],
    Meta(
        description="What a file is for: declarations (FLAD), or a snapshot (FLAS), which says all that there is, and\nof which only what changed is declared.\n"
    ),
]


BatchState: TypeAlias = Annotated[
    Literal[
        "arriving",
        "arrived",
        "examining",
        "acknowledged",
        "processing",
        "held",
        "refused",
        "done",
        "rejected",
        "cancelled",
        "stopped",
    ],
    Meta(
        description="Where a file set stands. In hand: arriving, arrived, examining, acknowledged, processing, and\nheld until somebody confirms it. At its end: refused (no form was looked at, `faults` says why), done,\nrejected (as a whole, for too many anomalies), cancelled by its sender, stopped by the operator.\n"
    ),
]


class CalculationResponse(Struct, kw_only=True):
    """
    Results, in the order of the cases.
    """

    items: list[dict[str, Any]]


CaseName: TypeAlias = Annotated[
    str | int,
    Meta(description="Your own name for the case; the result repeats it. It need not be unique."),
]


CbaRegistrationNumber: TypeAlias = Annotated[
    str, Meta(description="Registration number of a collective bargaining agreement.")
]


Certainty: TypeAlias = Annotated[
    Literal["A", "A-", "A/B", "B", "C", "D"],
    Meta(
        description="How sure a figure is: A official, B two specialist sources, C one, D our inference."
    ),
]


class CodeListLink(Struct, kw_only=True):
    """
    A code list.
    """

    href: str
    code_list_name: str = field(name="codeListName")


class CodeLists(Struct, kw_only=True):
    """
    The code lists of this contract.
    """

    self: str
    items: list[CodeListLink]
    total: int


class Contract(Struct, kw_only=True):
    """
    This document.
    """

    openapi: str
    info: dict[str, Any]
    paths: dict[str, Any]


class CountedMinutes(Struct, kw_only=True):
    """
    A training's duration and charge in minutes.
    """

    duration_minutes: int = field(name="durationMinutes")
    charged_minutes: int = field(name="chargedMinutes")
    minutes_per_day: int = field(name="minutesPerDay")


class CreditAmounts(Struct, kw_only=True):
    """
    The terms of a credit in one unit; `remaining` is `entitled + carriedIn + adjusted - used`, negative when more was used than there was.
    """

    entitled: Amount
    carried_in: Amount = field(name="carriedIn")
    adjusted: Amount
    planned: Amount
    used: Amount
    remaining: Amount


Cursor: TypeAlias = Annotated[
    str,
    Meta(
        description="Where a page ended. Take it as it comes; it holds while the page's filters stay."
    ),
]


Date: TypeAlias = Annotated[date, Meta(description="A day from 1900 to 2100, without a time zone.")]


Days: TypeAlias = Annotated[str, Meta(description="Days, to the hundredth; from 0.01 to 9999.")]


DaysPerWeek: TypeAlias = Annotated[
    int,
    Meta(description="Days over which the full-timer's hours are spread, in hundredths."),
]


DecimalValue: TypeAlias = Annotated[
    str | float,
    Meta(description='A decimal, exact to its last digit, as text ("21.5") or as a number.'),
]


DecisionOutcome: TypeAlias = Annotated[
    Literal["confirmed", "objected", "settled"],
    Meta(description="What became of a proposal."),
]


Door: TypeAlias = Annotated[
    Literal["portal", "xml", "rest", "spreadsheet", "xapi", "register"],
    Meta(
        description="Through which channel a declaration came; `register` is what the register did by itself."
    ),
]


EndReason: TypeAlias = Annotated[
    Literal[
        "resignation",
        "dismissalWithNotice",
        "dismissalWithIndemnity",
        "seriousCause",
        "mutualAgreement",
        "endOfTerm",
        "retirement",
        "death",
        "other",
    ],
    Meta(description="Why an employment ended."),
]


EnterpriseNumber: TypeAlias = Annotated[
    str,
    Meta(
        description="Number in the Crossroads Bank for Enterprises: ten digits, the first 0 or 1, the last two check\ndigits. No points, no BE.\n"
    ),
]


Entitlement: TypeAlias = Annotated[
    str, Meta(description="Days or hours, to the ten-thousandth; at most 366 days.")
]


Euro: TypeAlias = Annotated[str, Meta(description="Euro, to the cent.")]


FteValue: TypeAlias = Annotated[
    str | float,
    Meta(
        description="Full-time equivalents: a decimal from 0 to 10,000,000, as text or as a number."
    ),
]


FullTimeEquivalents: TypeAlias = Annotated[
    str,
    Meta(description="Full-time equivalents, to the hundredth; below zero in an adjustment only."),
]


Funding: TypeAlias = Annotated[
    Literal["employer", "sectorFund", "publicSubsidy", "worker", "other"],
    Meta(description="Who pays for a training."),
]


HeadCountLine: TypeAlias = Annotated[
    Literal["declared", "adjustment"],
    Meta(description="Whether it was declared to the NSSO or adds to that."),
]


class Health(Struct, kw_only=True):
    """
    Health of the service.
    """

    status: str


class InputValidationIssue(Struct, kw_only=True):
    """
    One thing wrong with a request or with one declaration of it.
    """

    type: str
    href: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    detail: str | UnsetType = UNSET
    in_: Literal["body", "header", "path", "query"] | UnsetType = field(name="in", default=UNSET)
    name: str | UnsetType = UNSET
    pointer: str | UnsetType = UNSET
    value: Any | UnsetType = UNSET
    code: AnomalyCode | UnsetType = UNSET
    anomaly_class: AnomalyClass | UnsetType = field(name="anomalyClass", default=UNSET)
    conflicts_with: str | UnsetType = field(name="conflictsWith", default=UNSET)


IsoLanguage: TypeAlias = Annotated[str, Meta(description="A language, ISO 639-1.")]


JointCommittee: TypeAlias = Annotated[
    str,
    Meta(description="Code of a joint committee or sub-committee, `999`, `999.99` or `999.99.99`."),
]


Kind: TypeAlias = Annotated[
    Literal[
        "employment",
        "headCount",
        "optOut",
        "right",
        "adjustment",
        "verification",
        "training",
        "decision",
    ],
    Meta(description="What a declaration is about."),
]


Language: TypeAlias = Annotated[
    Literal["nl", "fr", "de", "en"], Meta(description="A language of the house.")
]


class LocalizedText(Struct, kw_only=True):
    """
    A text in the four languages.
    """

    nl: str
    fr: str
    de: str
    en: str


MandateGroup: TypeAlias = Annotated[
    Literal["federalLearningAccount", "documents", "identification"],
    Meta(description="What a mandate is about; one that is exclusive has one mandatary at a time."),
]


MandateRole: TypeAlias = Annotated[
    Literal["mandator", "mandatary"],
    Meta(description="On which side of a mandate an organisation stands."),
]


MandateStatus: TypeAlias = Annotated[
    Literal["pending", "refused", "active", "closed"],
    Meta(description="How far a mandate is."),
]


MeanHours: TypeAlias = Annotated[
    int,
    Meta(description="Hours a week in hundredths (Q, DmfA zone 00048); 0 in a full career break."),
]


Minutes: TypeAlias = Annotated[int, Meta(description="Whole minutes, at most 9999 times 24 hours.")]


Moment: TypeAlias = Annotated[datetime, Meta(description="A moment, with its offset from UTC.")]


OutOfScopeReason: TypeAlias = Annotated[
    Literal["flemishTrainingLeave", "paidEducationalLeave", "notWorkRelated", "other"],
    Meta(description="Why a training does not count in the sense of the law."),
]


OutcomeStatus: TypeAlias = Annotated[
    Literal["accepted", "acceptedWithWarnings", "rejected"],
    Meta(description="What came of a declaration."),
]


PageLimit: TypeAlias = Annotated[
    int, Meta(description="How many items to answer with at the most.")
]


Percentage: TypeAlias = Annotated[
    str, Meta(description="Percent, to the hundredth; from 0 to 100.")
]


class Problem(Struct, kw_only=True):
    """
    What went wrong, as RFC 9457 has it. Members of the problem's own may come with it.
    """

    type: str
    href: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    status: int | UnsetType = UNSET
    detail: str | UnsetType = UNSET
    instance: str | UnsetType = UNSET


QuarterAdjustment: TypeAlias = Annotated[
    str | float | None,
    Meta(description="What is added in a quarter, as text or as a number; null or 0 for nothing."),
]


QuarterFte: TypeAlias = Annotated[
    str | float | None,
    Meta(
        description="Full-time equivalents of a quarter, as text or as a number; null where nobody was declared."
    ),
]


Reference: TypeAlias = Annotated[
    str,
    Meta(
        description="Your own name for what you declare, unique among what you declare to this employer of this\nkind: 1 to 60 letters, digits, points, slashes and hyphens.\n"
    ),
]


ReferenceHours: TypeAlias = Annotated[
    int,
    Meta(description="The full-timer's hours a week in hundredths (S, DmfA zone 00049)."),
]


ReplyName: TypeAlias = Annotated[
    Literal["acknowledgement", "notification"],
    Meta(
        description="Which reply: the acknowledgement of the file set (ACRF), or the notification of what came of\neach form (NOTI).\n"
    ),
]


RightType: TypeAlias = Annotated[
    Literal["statutory", "sectoral", "employer"],
    Meta(
        description="Where a right comes from: the law, the sector, or the employer on top of it."
    ),
]


SenderNumber: TypeAlias = Annotated[
    str, Meta(description="The number of a sender, as it stands in the names of files.")
]


SizeClass: TypeAlias = Annotated[
    Literal["<10", "10-19", "20+"], Meta(description="Size class of the general law.")
]


Ssin: TypeAlias = Annotated[
    str,
    Meta(
        description="Social security identification number: the national register number or a BIS number, eleven\ndigits of which the last two are check digits. It stands in bodies only.\n"
    ),
]


Standing: TypeAlias = Annotated[
    Literal["unverified", "optedOut", "overused", "outdated"],
    Meta(
        description="What may be said of a worker in a year: his computed right waits to be found correct; the employer opted out for him by name; he used more than he has; a line on top of his right was made on another amount than today's."
    ),
]


SuspensionExtent: TypeAlias = Annotated[
    Literal["full", "partial"],
    Meta(description="Whether work is wholly or partly suspended."),
]


class TaskStatus(Struct, kw_only=True):
    """
    How far a task is, as the Belgif guide has it.
    """

    state: Literal["processing", "failed", "done"]
    poll_after: Moment | UnsetType = field(name="pollAfter", default=UNSET)
    completed: Moment | UnsetType = UNSET
    problem: Problem | UnsetType = UNSET


Text100: TypeAlias = str


Text200: TypeAlias = str


Text300: TypeAlias = str


Text500: TypeAlias = str


Text60: TypeAlias = str


Ticket: TypeAlias = Annotated[
    str, Meta(description="Our own name for a file set; replies bear it.")
]


TrainingCategory: TypeAlias = Annotated[
    Literal[
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
    ],
    Meta(description="What a training is mainly about."),
]


TrainingForm: TypeAlias = Annotated[
    Literal["formal", "informal"],
    Meta(description="Formal or informal (Act of 3 October 2022, article 50)."),
]


TrainingResult: TypeAlias = Annotated[
    Literal["attended", "passed", "failed"],
    Meta(description="What came of a completed training."),
]


TrainingStatus: TypeAlias = Annotated[
    Literal["planned", "completed", "notFollowed", "cancelled"],
    Meta(description="How far a training is."),
]


TrainingVerification: TypeAlias = Annotated[
    Literal["pending", "confirmed", "objected"],
    Meta(
        description="What the employer says of a provider's registration; pending ones settle by themselves at the quarter's deadline."
    ),
]


Unit: TypeAlias = Annotated[Literal["day", "hour"], Meta(description="In what a right is counted.")]


Uuid: TypeAlias = Annotated[str, Meta(description="An id that the register gave.")]


Version: TypeAlias = Annotated[
    int, Meta(description="Counts up with every change; the ETag holds it.")
]


WorkerCategory: TypeAlias = Annotated[
    Literal[
        "blueCollar",
        "whiteCollar",
        "student",
        "flexiJob",
        "apprentice",
        "agency",
        "other",
    ],
    Meta(description="As what the worker is employed."),
]


Year: TypeAlias = Annotated[
    int,
    Meta(
        description="A calendar year; the training right exists since 2022 (Act of 3 October 2022)."
    ),
]


YearQuarter: TypeAlias = Annotated[str, Meta(description="A quarter of a calendar year.")]


class AccountEntry(Struct, kw_only=True):
    """
    Something that happened to an account.
    """

    entry: Literal["declaration", "recalculation", "closing"]
    at: Moment
    kind: Kind | UnsetType = UNSET
    action: Action | UnsetType = UNSET
    outcome: OutcomeStatus | UnsetType = UNSET
    sender: EnterpriseNumber | UnsetType = UNSET
    href: str | UnsetType = UNSET
    year: Year | UnsetType = UNSET
    right_type: RightType | UnsetType = field(name="rightType", default=UNSET)
    unit: Unit | UnsetType = UNSET
    before: Amount | UnsetType = UNSET
    after: Amount | UnsetType = UNSET
    reasons: (
        list[
            Literal[
                "regime",
                "months",
                "jointCommittee",
                "size",
                "law",
                "optOut",
                "employment",
            ]
        ]
        | UnsetType
    ) = UNSET
    carried_out: Amount | UnsetType = field(name="carriedOut", default=UNSET)
    lapsed: Amount | UnsetType = UNSET
    lapse_reason: Literal["windowEnd", "smallEmployer", "leaver"] | UnsetType = field(
        name="lapseReason", default=UNSET
    )


class AccountHistoryPage(Struct, kw_only=True):
    """
    Some of what happened to an account, the latest first.
    """

    items: list[AccountEntry]
    after_entry: Cursor | UnsetType = field(name="afterEntry", default=UNSET)


class AccountHistoryQuery(Struct, kw_only=True):
    """
    Whose history.
    """

    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    ssin: Ssin
    year: Year | UnsetType = UNSET
    page_size: PageLimit | UnsetType = field(name="pageSize", default=UNSET)
    after_entry: Cursor | UnsetType = field(name="afterEntry", default=UNSET)


class AccountQuery(Struct, kw_only=True):
    """
    Whose account.
    """

    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    ssin: Ssin
    year: Year | UnsetType = UNSET


class AccountsQuery(Struct, kw_only=True):
    """
    Whose accounts.
    """

    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    year: Year
    standing: Standing | UnsetType = UNSET
    page_size: PageLimit | UnsetType = field(name="pageSize", default=UNSET)
    after_account: Cursor | UnsetType = field(name="afterAccount", default=UNSET)


class AdjustmentContent(Struct, kw_only=True):
    """
    A dated line of the employer's own on top of a right, up or down.
    """

    year: Year
    right_type: RightType = field(name="rightType")
    unit: Unit
    amount: Balance
    effective_date: Date = field(name="effectiveDate")
    reason: Text500


class AdjustmentContentPatch(Struct, kw_only=True):
    """
    Members of `AdjustmentContent` to change: a member left out stays as it is, null takes one away; lists are replaced as a whole.
    """

    year: Year | UnsetType = UNSET
    right_type: RightType | UnsetType = field(name="rightType", default=UNSET)
    unit: Unit | UnsetType = UNSET
    amount: Balance | UnsetType = UNSET
    effective_date: Date | UnsetType = field(name="effectiveDate", default=UNSET)
    reason: Text500 | UnsetType = UNSET


class AdjustmentDeclaration(Struct, kw_only=True, tag_field="kind", tag="adjustment"):
    """
    Registers, corrects or cancels an adjustment.
    """

    action: Action
    reference: Reference
    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    ssin: Ssin
    target: Uuid | UnsetType = UNSET
    version: Version | UnsetType = UNSET
    adjustment: AdjustmentContent | UnsetType = UNSET


class AdjustmentPatch(Struct, kw_only=True):
    """
    What to change of an adjustment (JSON Merge Patch, RFC 7396).
    """

    adjustment: AdjustmentContentPatch


class AdjustmentQuery(Struct, kw_only=True):
    """
    Which adjustments to look up.
    """

    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    ssin: Ssin | UnsetType = UNSET
    year: Year | UnsetType = UNSET
    outdated: bool | UnsetType = UNSET
    page_size: PageLimit | UnsetType = field(name="pageSize", default=UNSET)
    after_adjustment: Cursor | UnsetType = field(name="afterAdjustment", default=UNSET)


class AdjustmentRegistration(Struct, kw_only=True):
    """
    Registers an adjustment.
    """

    reference: Reference
    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    ssin: Ssin
    adjustment: AdjustmentContent


class AnomalyError(Struct, kw_only=True):
    """
    A kind of error.
    """

    error_number: int = field(name="errorNumber")
    anomaly_class: AnomalyClass = field(name="anomalyClass")
    issue_type: str = field(name="issueType")
    text: LocalizedText
    remedy: LocalizedText


class AnomalyErrors(Struct, kw_only=True):
    """
    The kinds of error, by number: the second part of an anomaly's code.
    """

    self: str
    items: list[AnomalyError]
    total: int


class AnomalyField(Struct, kw_only=True):
    """
    A field.
    """

    field_number: int = field(name="fieldNumber")
    label: LocalizedText


class AnomalyFields(Struct, kw_only=True):
    """
    The fields of declarations, by glossary number: the first part of an anomaly's code.
    """

    self: str
    items: list[AnomalyField]
    total: int


class BatchAnomaly(Struct, kw_only=True):
    """
    An anomaly, and how many forms have it.
    """

    code: AnomalyCode
    anomaly_class: AnomalyClass = field(name="anomalyClass")
    detail: str
    count: int
    examples: list[BatchExample]


class BatchReply(Struct, kw_only=True):
    """
    A reply that is there to download.
    """

    reply_name: ReplyName = field(name="replyName")
    href: str
    file_name: str = field(name="fileName")
    size: int


class BatchShare(Struct, kw_only=True):
    """
    What a snapshot would change of what its sender registered at an employer.
    """

    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    registered: int
    changed: int
    new: int


class BatchSummary(Struct, kw_only=True):
    """
    A file set in a list.
    """

    href: str
    ticket: Ticket
    sender: SenderNumber
    state: BatchState
    environment: BatchEnvironment
    channel: BatchChannel
    arrived_at: Moment = field(name="arrivedAt")
    counts: BatchCounts
    purpose: BatchPurpose | UnsetType = UNSET
    finished_at: Moment | UnsetType = field(name="finishedAt", default=UNSET)


class BatchTask(Struct, kw_only=True):
    """
    The processing of a file set.
    """

    self: str
    ticket: Ticket
    status: TaskStatus
    state: BatchState
    counts: BatchCounts


class CalculationError(Struct, kw_only=True):
    """
    The first fault of a case.
    """

    code: Literal[
        "absent",
        "notAnObject",
        "notAList",
        "notAText",
        "notAWholeNumber",
        "notAnAmount",
        "invalidDate",
        "unknownMember",
        "notInList",
        "tooLow",
        "tooHigh",
        "tooLong",
        "tooMany",
        "controlCharacter",
        "endBeforeStart",
        "overlappingDates",
        "overlappingSuspensions",
        "contractMissing",
        "regimeTooHigh",
        "differentReferenceHours",
        "invalidJointCommittee",
        "yearWithoutFigures",
        "headCountMissing",
        "headCountTwice",
        "quarterCount",
        "unknownSetting",
        "settingValue",
    ]
    path: str
    message: LocalizedText
    value: str | UnsetType = UNSET


class CalculationHeadCount(Struct, kw_only=True):
    """
    Either the average itself, or what was declared in the four quarters of the reference period.
    """

    average: FteValue | UnsetType = UNSET
    quarters: list[QuarterFte] | UnsetType = UNSET
    adjustments: list[QuarterAdjustment] | UnsetType = UNSET
    first_quarter: FteValue | UnsetType = field(name="firstQuarter", default=UNSET)


class CalculationOccupation(Struct, kw_only=True):
    """
    A work regime in time. Lines of one `contract` do not overlap; lines of two contracts do, and add up to one full-time. Lines that overlap and name no contract are parallel contracts where both are part-time, which a warning tells; where one is full-time, they are refused.
    """

    start: Date
    q: int
    s: int
    end: Date | UnsetType = UNSET
    days_per_week: int | UnsetType = field(name="daysPerWeek", default=UNSET)
    joint_committee: JointCommittee | UnsetType = field(name="jointCommittee", default=UNSET)
    category: WorkerCategory | UnsetType = UNSET
    contract: str | UnsetType = UNSET


class CalculationRefusal(Struct, kw_only=True):
    """
    A case that cannot be calculated; the others still are.
    """

    id: CaseName
    error: CalculationError


class CalculationStep(Struct, kw_only=True):
    """
    One step of the calculation, in the order of the law.
    """

    step: Literal[
        "headCount",
        "sizeClass",
        "scale",
        "collective",
        "regime",
        "months",
        "suspension",
        "condition",
        "entitled",
        "adjustment",
        "window",
        "carriedIn",
        "credit",
    ]
    value: str
    source: str
    text: LocalizedText
    given_by: str | UnsetType = field(name="givenBy", default=UNSET)


class CalculationSuspension(Struct, kw_only=True):
    """
    A time in which the contract is suspended.
    """

    start: Date
    kind: SuspensionExtent
    end: Date | UnsetType = UNSET
    q: int | UnsetType = UNSET
    s: int | UnsetType = UNSET
    contract: str | UnsetType = UNSET


class CalculationWarning(Struct, kw_only=True):
    """
    Something to mind in a calculation.
    """

    code: str
    text: LocalizedText


class CodeEntry(Struct, kw_only=True):
    """
    A code.
    """

    code: str
    label: LocalizedText


class CodeList(Struct, kw_only=True):
    """
    A code list with its labels.
    """

    self: str
    code_list_name: str = field(name="codeListName")
    items: list[CodeEntry]


class CollectiveAverage(Struct, kw_only=True):
    """
    An average that an employer owes to all workers together.
    """

    scale: str
    average: Amount
    unit: Unit
    period_years: int = field(name="periodYears")
    source: str
    cba_registration_number: str | UnsetType = field(name="cbaRegistrationNumber", default=UNSET)
    includes_individual: bool | UnsetType = field(name="includesIndividual", default=UNSET)


class Confirmation(Struct, kw_only=True):
    """
    Which open proposals to confirm.
    """

    trainings: list[Uuid]


class CreditLine(Struct, kw_only=True):
    """
    A worker's credit of one calendar year and one right, in days and in hours.
    """

    year: Year
    right_type: RightType = field(name="rightType")
    unit: Unit
    minutes_per_day: int = field(name="minutesPerDay")
    days: CreditAmounts
    hours: CreditAmounts


class EmploymentQuery(Struct, kw_only=True):
    """
    Which employments to look up.
    """

    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    ssin: Ssin | UnsetType = UNSET
    on_date: Date | UnsetType = field(name="onDate", default=UNSET)
    page_size: PageLimit | UnsetType = field(name="pageSize", default=UNSET)
    after_employment: Cursor | UnsetType = field(name="afterEmployment", default=UNSET)


class EventContent(Struct, kw_only=True):
    """
    Where to read on. It names no worker: read what `href` tells.
    """

    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    href: str | UnsetType = UNSET
    version: Version | UnsetType = UNSET
    year: Year | UnsetType = UNSET
    declaration_id: Uuid | UnsetType = field(name="declarationId", default=UNSET)
    sender: EnterpriseNumber | UnsetType = UNSET


class Explanation(Struct, kw_only=True):
    """
    How a computed right was found.
    """

    year: Year
    unit: Unit
    entitled: Amount
    steps: list[CalculationStep]
    warnings: list[CalculationWarning] | UnsetType = UNSET
    law_version: str | UnsetType = field(name="lawVersion", default=UNSET)


class ExplanationQuery(Struct, kw_only=True):
    """
    Which right to explain.
    """

    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    ssin: Ssin
    year: Year


class HeadCountContent(Struct, kw_only=True):
    """
    Full-time equivalents at the end of a quarter: what was declared to the NSSO, or a line that adds to it, such as agency workers.
    """

    quarter: YearQuarter
    line: HeadCountLine
    fte: FullTimeEquivalents
    reason: Text500 | UnsetType = UNSET


class HeadCountContentPatch(Struct, kw_only=True):
    """
    Members of `HeadCountContent` to change: a member left out stays as it is, null takes one away; lists are replaced as a whole.
    """

    quarter: YearQuarter | UnsetType = UNSET
    line: HeadCountLine | UnsetType = UNSET
    fte: FullTimeEquivalents | UnsetType = UNSET
    reason: str | UnsetType | None = UNSET


class HeadCountDeclaration(Struct, kw_only=True, tag_field="kind", tag="headCount"):
    """
    Registers, corrects or cancels a line of the head count.
    """

    action: Action
    reference: Reference
    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    target: Uuid | UnsetType = UNSET
    version: Version | UnsetType = UNSET
    head_count: HeadCountContent | UnsetType = field(name="headCount", default=UNSET)


class HeadCountPatch(Struct, kw_only=True):
    """
    What to change of a line of the head count (JSON Merge Patch, RFC 7396).
    """

    head_count: HeadCountContentPatch = field(name="headCount")


class HeadCountRegistration(Struct, kw_only=True):
    """
    Registers a line of the head count.
    """

    reference: Reference
    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    head_count: HeadCountContent = field(name="headCount")


class HistoryEntry(Struct, kw_only=True):
    """
    One declaration about a training: who made it, when, by which door, and what came of it.
    """

    declaration_id: Uuid = field(name="declarationId")
    declared_at: Moment = field(name="declaredAt")
    sender: EnterpriseNumber
    door: Door
    action: Action
    reference: Reference
    outcome: OutcomeStatus
    anomalies: list[AnomalyCode]
    sender_name: str | UnsetType = field(name="senderName", default=UNSET)
    mandator_name: str | UnsetType = field(name="mandatorName", default=UNSET)
    declared_by: str | UnsetType = field(name="declaredBy", default=UNSET)
    decision: DecisionOutcome | UnsetType = UNSET


class InputValidationProblem(Problem, kw_only=True):
    """
    A problem that lies in the request, with everything that is wrong with it.
    """

    issues: list[InputValidationIssue] | UnsetType = UNSET


class JointCommitteeEntry(Struct, kw_only=True):
    """
    A joint committee.
    """

    joint_committee: JointCommittee = field(name="jointCommittee")
    title: LocalizedText


class JointCommittees(Struct, kw_only=True):
    """
    The joint committees whose figures the law pack has.
    """

    self: str
    items: list[JointCommitteeEntry]
    total: int


class LimitProblem(Problem, kw_only=True):
    """
    A limit that was passed.
    """

    limit: int | UnsetType = UNSET
    retry_after_sec: int | UnsetType = field(name="retryAfterSec", default=UNSET)


class Mandate(Struct, kw_only=True):
    """
    A mandate.
    """

    href: str
    id: Uuid
    mandator: EnterpriseNumber
    mandatary: EnterpriseNumber
    groups: list[MandateGroup]
    start_quarter: YearQuarter = field(name="startQuarter")
    status: MandateStatus
    proposed_by: MandateRole = field(name="proposedBy")
    version: Version
    end_quarter: YearQuarter | UnsetType = field(name="endQuarter", default=UNSET)
    mandator_name: str | UnsetType = field(name="mandatorName", default=UNSET)
    mandatary_name: str | UnsetType = field(name="mandataryName", default=UNSET)


class MandateClosing(Struct, kw_only=True):
    """
    When a mandate ends.
    """

    end_quarter: YearQuarter = field(name="endQuarter")


class MandateDecision(Struct, kw_only=True):
    """
    What your side decides about a mandate.
    """

    mandator: EnterpriseNumber
    mandate_id: Uuid = field(name="mandateId")
    version: Version
    decision: Literal["confirmed", "refused", "closed"]
    end_quarter: YearQuarter | UnsetType = field(name="endQuarter", default=UNSET)


class MandateDecisions(Struct, kw_only=True):
    """
    Decides about many mandates.
    """

    items: list[MandateDecision]


class MandateOutcome(Struct, kw_only=True):
    """
    What became of one proposal or decision.
    """

    status: OutcomeStatus
    mandate: Mandate | UnsetType = UNSET
    issues: list[InputValidationIssue] | UnsetType = UNSET


class MandateOutcomes(Struct, kw_only=True):
    """
    What became of each.
    """

    items: list[MandateOutcome]


class MandatePage(Struct, kw_only=True):
    """
    Some of your mandates.
    """

    self: str
    items: list[Mandate]
    page_size: PageLimit = field(name="pageSize")
    next: str | UnsetType = UNSET


class MandateProposal(Struct, kw_only=True):
    """
    Proposes a mandate. It is active once the other side has confirmed it.
    """

    mandator: EnterpriseNumber
    mandatary: EnterpriseNumber
    groups: list[MandateGroup]
    start_quarter: YearQuarter = field(name="startQuarter")
    end_quarter: YearQuarter | UnsetType = field(name="endQuarter", default=UNSET)


class MandateProposals(Struct, kw_only=True):
    """
    Proposes many mandates.
    """

    items: list[MandateProposal]


class Objection(Struct, kw_only=True):
    """
    Why an employer objects.
    """

    reason: Text500


class Occupation(Struct, kw_only=True):
    """
    A regime in time, as a DmfA occupation line. Hours are hundredths of an hour a week: 3800 is 38 hours, 3833 is 38 hours 20 minutes.
    """

    start_date: Date = field(name="startDate")
    mean_hours: MeanHours = field(name="meanHours")
    reference_hours: ReferenceHours = field(name="referenceHours")
    joint_committee: JointCommittee = field(name="jointCommittee")
    worker_category: WorkerCategory = field(name="workerCategory")
    end_date: Date | UnsetType = field(name="endDate", default=UNSET)
    days_per_week: DaysPerWeek | UnsetType = field(name="daysPerWeek", default=UNSET)


class OptOutContent(Struct, kw_only=True):
    """
    The employer wants no computed right in a year.
    """

    year: Year
    reason: Text500 | UnsetType = UNSET


class OptOutContentPatch(Struct, kw_only=True):
    """
    Members of `OptOutContent` to change: a member left out stays as it is, null takes one away; lists are replaced as a whole.
    """

    year: Year | UnsetType = UNSET
    reason: str | UnsetType | None = UNSET


class OptOutDeclaration(Struct, kw_only=True, tag_field="kind", tag="optOut"):
    """
    Registers, corrects or cancels an opt-out.
    """

    action: Action
    reference: Reference
    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    ssin: Ssin | UnsetType = UNSET
    target: Uuid | UnsetType = UNSET
    version: Version | UnsetType = UNSET
    opt_out: OptOutContent | UnsetType = field(name="optOut", default=UNSET)


class OptOutPatch(Struct, kw_only=True):
    """
    What to change of an opt-out (JSON Merge Patch, RFC 7396).
    """

    opt_out: OptOutContentPatch = field(name="optOut")


class OptOutQuery(Struct, kw_only=True):
    """
    Which opt-outs to look up.
    """

    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    ssin: Ssin | UnsetType = UNSET
    year: Year | UnsetType = UNSET
    page_size: PageLimit | UnsetType = field(name="pageSize", default=UNSET)
    after_opt_out: Cursor | UnsetType = field(name="afterOptOut", default=UNSET)


class OptOutRegistration(Struct, kw_only=True):
    """
    Registers an opt-out.
    """

    reference: Reference
    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    opt_out: OptOutContent = field(name="optOut")
    ssin: Ssin | UnsetType = UNSET


class Outcome(Struct, kw_only=True):
    """
    What came of one declaration.
    """

    declaration_id: Uuid = field(name="declarationId")
    reference: Reference
    status: OutcomeStatus
    target: Uuid | UnsetType = UNSET
    version: Version | UnsetType = UNSET
    href: str | UnsetType = UNSET
    issues: list[InputValidationIssue] | UnsetType = UNSET
    repeated: bool | UnsetType = UNSET


class Outcomes(Struct, kw_only=True):
    """
    What came of many declarations, in their order.
    """

    accepted: int
    accepted_with_warnings: int = field(name="acceptedWithWarnings")
    rejected: int
    repeated: int
    items: list[Outcome]


class Person(Struct, kw_only=True):
    """
    The worker's identity as the employer knows it.
    """

    family_name: Text100 = field(name="familyName")
    given_name: Text100 = field(name="givenName")
    birth_date: Date | UnsetType = field(name="birthDate", default=UNSET)
    birth_place: Text100 | UnsetType = field(name="birthPlace", default=UNSET)
    address: Text300 | UnsetType = UNSET
    language: Language | UnsetType = UNSET


class PersonPatch(Struct, kw_only=True):
    """
    Members of `Person` to change.
    """

    family_name: Text100 | UnsetType = field(name="familyName", default=UNSET)
    given_name: Text100 | UnsetType = field(name="givenName", default=UNSET)
    birth_date: date | UnsetType | None = field(name="birthDate", default=UNSET)
    birth_place: str | UnsetType | None = field(name="birthPlace", default=UNSET)
    address: str | UnsetType | None = UNSET
    language: Literal["nl", "fr", "de", "en"] | UnsetType | None = UNSET


class Registered(Struct, kw_only=True):
    """
    What the register says of anything declared to it.
    """

    href: str
    id: Uuid
    reference: Reference
    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    registered_by: EnterpriseNumber = field(name="registeredBy")
    version: Version
    registered_at: Moment = field(name="registeredAt")
    changed_at: Moment = field(name="changedAt")


class RightContent(Struct, kw_only=True):
    """
    A declared training right of one calendar year. A sectoral one replaces the computed right, one granted by the employer comes on top of it; a statutory one is declared only under an opt-out.
    """

    year: Year
    right_type: RightType = field(name="rightType")
    unit: Unit
    entitled: Entitlement
    carried_in: Balance | UnsetType = field(name="carriedIn", default=UNSET)
    adjusted: Balance | UnsetType = UNSET
    adjustment_reason: Text500 | UnsetType = field(name="adjustmentReason", default=UNSET)
    cba_registration_number: CbaRegistrationNumber | UnsetType = field(
        name="cbaRegistrationNumber", default=UNSET
    )


class RightContentPatch(Struct, kw_only=True):
    """
    Members of `RightContent` to change: a member left out stays as it is, null takes one away; lists are replaced as a whole.
    """

    year: Year | UnsetType = UNSET
    right_type: RightType | UnsetType = field(name="rightType", default=UNSET)
    unit: Unit | UnsetType = UNSET
    entitled: Entitlement | UnsetType = UNSET
    carried_in: str | UnsetType | None = field(name="carriedIn", default=UNSET)
    adjusted: str | UnsetType | None = UNSET
    adjustment_reason: str | UnsetType | None = field(name="adjustmentReason", default=UNSET)
    cba_registration_number: str | UnsetType | None = field(
        name="cbaRegistrationNumber", default=UNSET
    )


class RightDeclaration(Struct, kw_only=True, tag_field="kind", tag="right"):
    """
    Registers, corrects or cancels a declared right.
    """

    action: Action
    reference: Reference
    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    ssin: Ssin
    target: Uuid | UnsetType = UNSET
    version: Version | UnsetType = UNSET
    right: RightContent | UnsetType = UNSET


class RightPatch(Struct, kw_only=True):
    """
    What to change of a declared right (JSON Merge Patch, RFC 7396).
    """

    right: RightContentPatch


class RightQuery(Struct, kw_only=True):
    """
    Which declared rights to look up.
    """

    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    ssin: Ssin | UnsetType = UNSET
    year: Year | UnsetType = UNSET
    right_type: RightType | UnsetType = field(name="rightType", default=UNSET)
    page_size: PageLimit | UnsetType = field(name="pageSize", default=UNSET)
    after_right: Cursor | UnsetType = field(name="afterRight", default=UNSET)


class RightRegistration(Struct, kw_only=True):
    """
    Registers a declared right.
    """

    reference: Reference
    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    ssin: Ssin
    right: RightContent


class SessionParticipant(Struct, kw_only=True):
    """
    One participant, and what is his own.
    """

    reference: Reference
    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    ssin: Ssin
    status: TrainingStatus | UnsetType = UNSET
    charged_right: RightType | UnsetType = field(name="chargedRight", default=UNSET)
    charged_minutes: Minutes | UnsetType = field(name="chargedMinutes", default=UNSET)
    charged_days: Days | UnsetType = field(name="chargedDays", default=UNSET)
    result: TrainingResult | UnsetType = UNSET
    score: Percentage | UnsetType = UNSET
    certificate_number: Text60 | UnsetType = field(name="certificateNumber", default=UNSET)
    certificate_issued: Date | UnsetType = field(name="certificateIssued", default=UNSET)
    certificate_valid_until: Date | UnsetType = field(name="certificateValidUntil", default=UNSET)


class SessionTraining(Struct, kw_only=True):
    """
    What all participants of a session followed.
    """

    title: Text200
    start_date: Date = field(name="startDate")
    end_date: Date = field(name="endDate")
    form: TrainingForm
    category: TrainingCategory
    status: TrainingStatus
    in_scope: bool = field(name="inScope")
    provider_number: EnterpriseNumber | UnsetType = field(name="providerNumber", default=UNSET)
    provider_name: Text200 | UnsetType = field(name="providerName", default=UNSET)
    duration_minutes: Minutes | UnsetType = field(name="durationMinutes", default=UNSET)
    duration_days: Days | UnsetType = field(name="durationDays", default=UNSET)
    language: IsoLanguage | UnsetType = UNSET
    location: Text200 | UnsetType = UNSET
    out_of_scope_reason: OutOfScopeReason | UnsetType = field(
        name="outOfScopeReason", default=UNSET
    )
    funding: Funding | UnsetType = UNSET
    cost: Euro | UnsetType = UNSET


class Suspension(Struct, kw_only=True):
    """
    A period of wholly or partly suspended work, such as time credit or thematic leave.
    """

    start_date: Date = field(name="startDate")
    extent: SuspensionExtent
    end_date: Date | UnsetType = field(name="endDate", default=UNSET)
    mean_hours: MeanHours | UnsetType = field(name="meanHours", default=UNSET)


class TrainingContent(Struct, kw_only=True):
    """
    One training of one worker, planned or past. Its duration is given in minutes or in days, never both; what is charged to a right likewise.
    """

    title: Text200
    start_date: Date = field(name="startDate")
    end_date: Date = field(name="endDate")
    form: TrainingForm
    category: TrainingCategory
    status: TrainingStatus
    in_scope: bool = field(name="inScope")
    provider_number: EnterpriseNumber | UnsetType = field(name="providerNumber", default=UNSET)
    provider_name: Text200 | UnsetType = field(name="providerName", default=UNSET)
    duration_minutes: Minutes | UnsetType = field(name="durationMinutes", default=UNSET)
    duration_days: Days | UnsetType = field(name="durationDays", default=UNSET)
    language: IsoLanguage | UnsetType = UNSET
    location: Text200 | UnsetType = UNSET
    result: TrainingResult | UnsetType = UNSET
    score: Percentage | UnsetType = UNSET
    certificate_number: Text60 | UnsetType = field(name="certificateNumber", default=UNSET)
    certificate_issued: Date | UnsetType = field(name="certificateIssued", default=UNSET)
    certificate_valid_until: Date | UnsetType = field(name="certificateValidUntil", default=UNSET)
    out_of_scope_reason: OutOfScopeReason | UnsetType = field(
        name="outOfScopeReason", default=UNSET
    )
    funding: Funding | UnsetType = UNSET
    cost: Euro | UnsetType = UNSET
    charged_right: RightType | UnsetType = field(name="chargedRight", default=UNSET)
    charged_minutes: Minutes | UnsetType = field(name="chargedMinutes", default=UNSET)
    charged_days: Days | UnsetType = field(name="chargedDays", default=UNSET)
    session_reference: Text60 | UnsetType = field(name="sessionReference", default=UNSET)


class TrainingContentPatch(Struct, kw_only=True):
    """
    Members of `TrainingContent` to change: a member left out stays as it is, null takes one away; lists are replaced as a whole.
    """

    title: Text200 | UnsetType = UNSET
    provider_number: str | UnsetType | None = field(name="providerNumber", default=UNSET)
    provider_name: str | UnsetType | None = field(name="providerName", default=UNSET)
    start_date: Date | UnsetType = field(name="startDate", default=UNSET)
    end_date: Date | UnsetType = field(name="endDate", default=UNSET)
    duration_minutes: int | UnsetType | None = field(name="durationMinutes", default=UNSET)
    duration_days: str | UnsetType | None = field(name="durationDays", default=UNSET)
    form: TrainingForm | UnsetType = UNSET
    category: TrainingCategory | UnsetType = UNSET
    language: str | UnsetType | None = UNSET
    location: str | UnsetType | None = UNSET
    status: TrainingStatus | UnsetType = UNSET
    result: Literal["attended", "passed", "failed"] | UnsetType | None = UNSET
    score: str | UnsetType | None = UNSET
    certificate_number: str | UnsetType | None = field(name="certificateNumber", default=UNSET)
    certificate_issued: date | UnsetType | None = field(name="certificateIssued", default=UNSET)
    certificate_valid_until: date | UnsetType | None = field(
        name="certificateValidUntil", default=UNSET
    )
    in_scope: bool | UnsetType = field(name="inScope", default=UNSET)
    out_of_scope_reason: (
        Literal["flemishTrainingLeave", "paidEducationalLeave", "notWorkRelated", "other"]
        | UnsetType
        | None
    ) = field(name="outOfScopeReason", default=UNSET)
    funding: (
        Literal["employer", "sectorFund", "publicSubsidy", "worker", "other"] | UnsetType | None
    ) = UNSET
    cost: str | UnsetType | None = UNSET
    charged_right: Literal["statutory", "sectoral", "employer"] | UnsetType | None = field(
        name="chargedRight", default=UNSET
    )
    charged_minutes: int | UnsetType | None = field(name="chargedMinutes", default=UNSET)
    charged_days: str | UnsetType | None = field(name="chargedDays", default=UNSET)
    session_reference: str | UnsetType | None = field(name="sessionReference", default=UNSET)


class TrainingDecision(Struct, kw_only=True):
    """
    What an employer now says of a registration.
    """

    id: Uuid
    href: str
    verification: TrainingVerification
    version: Version


class TrainingDecisionOutcome(Struct, kw_only=True):
    """
    What became of one of them.
    """

    id: Uuid
    status: OutcomeStatus
    verification: TrainingVerification | UnsetType = UNSET
    issues: list[InputValidationIssue] | UnsetType = UNSET


class TrainingDecisions(Struct, kw_only=True):
    """
    What became of each.
    """

    items: list[TrainingDecisionOutcome]


class TrainingDeclaration(Struct, kw_only=True, tag_field="kind", tag="training"):
    """
    Registers, corrects or cancels a training.
    """

    action: Action
    reference: Reference
    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    ssin: Ssin
    target: Uuid | UnsetType = UNSET
    version: Version | UnsetType = UNSET
    training: TrainingContent | UnsetType = UNSET


class TrainingHistory(Struct, kw_only=True):
    """
    The declarations about one training.
    """

    items: list[HistoryEntry]


class TrainingPatch(Struct, kw_only=True):
    """
    What to change of a training (JSON Merge Patch, RFC 7396).
    """

    training: TrainingContentPatch


class TrainingQuery(Struct, kw_only=True):
    """
    Which trainings to look up.
    """

    enterprise_number: EnterpriseNumber | UnsetType = field(name="enterpriseNumber", default=UNSET)
    ssin: Ssin | UnsetType = UNSET
    year: Year | UnsetType = UNSET
    status: TrainingStatus | UnsetType = UNSET
    verification: TrainingVerification | UnsetType = UNSET
    session_reference: Text60 | UnsetType = field(name="sessionReference", default=UNSET)
    page_size: PageLimit | UnsetType = field(name="pageSize", default=UNSET)
    after_training: Cursor | UnsetType = field(name="afterTraining", default=UNSET)


class TrainingRegistration(Struct, kw_only=True):
    """
    Registers a training.
    """

    reference: Reference
    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    ssin: Ssin
    training: TrainingContent


class TrainingsRegistration(Struct, kw_only=True):
    """
    Registers many trainings.
    """

    items: list[TrainingRegistration]
    dry_run: bool | UnsetType = field(name="dryRun", default=UNSET)


class VerificationContent(Struct, kw_only=True):
    """
    The employer finds the computed right of a year, as it stands now, to be correct.
    """

    year: Year


class VerificationDeclaration(Struct, kw_only=True, tag_field="kind", tag="verification"):
    """
    Registers, corrects or cancels a verification.
    """

    action: Action
    reference: Reference
    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    ssin: Ssin
    target: Uuid | UnsetType = UNSET
    version: Version | UnsetType = UNSET
    verification: VerificationContent | UnsetType = UNSET


class VerificationQuery(Struct, kw_only=True):
    """
    Which verifications to look up.
    """

    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    ssin: Ssin | UnsetType = UNSET
    year: Year | UnsetType = UNSET
    page_size: PageLimit | UnsetType = field(name="pageSize", default=UNSET)
    after_verification: Cursor | UnsetType = field(name="afterVerification", default=UNSET)


class VerificationRegistration(Struct, kw_only=True):
    """
    Registers a verification.
    """

    reference: Reference
    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    ssin: Ssin
    verification: VerificationContent


class AccessProblem(InputValidationProblem, kw_only=True):
    """
    Something that you may not do.
    """

    required_scopes: list[str] | UnsetType = field(name="requiredScopes", default=UNSET)


class Account(Struct, kw_only=True):
    """
    A worker's account at one employer.
    """

    id: Uuid
    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    ssin: Ssin
    credit: list[CreditLine]
    family_name: str | UnsetType = field(name="familyName", default=UNSET)
    given_name: str | UnsetType = field(name="givenName", default=UNSET)


class AccountsPage(Struct, kw_only=True):
    """
    Some of an employer's accounts, by name of the worker.
    """

    items: list[Account]
    after_account: Cursor | UnsetType = field(name="afterAccount", default=UNSET)


class Adjustment(Registered, kw_only=True):
    """
    An adjustment as the register holds it.
    """

    ssin: Ssin
    adjustment: AdjustmentContent
    outdated: bool
    cancelled: bool
    computed_then: Amount | UnsetType = field(name="computedThen", default=UNSET)
    computed_now: Amount | UnsetType = field(name="computedNow", default=UNSET)


class AdjustmentPage(Struct, kw_only=True):
    """
    Some of the adjustments, in a fixed order.
    """

    items: list[Adjustment]
    after_adjustment: Cursor | UnsetType = field(name="afterAdjustment", default=UNSET)


class BatchHold(Struct, kw_only=True):
    """
    What a snapshot would change.
    """

    records: int
    unchanged: int
    changed: int
    new: int
    cancelled: int
    vanished: int
    employers: int
    shares: list[BatchShare]


class BatchPage(Struct, kw_only=True):
    """
    Some file sets, the latest first.
    """

    self: str
    items: list[BatchSummary]
    page_size: PageLimit = field(name="pageSize")
    next: str | UnsetType = UNSET


class CalculatedRight(Struct, kw_only=True):
    """
    What a worker is owed for a year.
    """

    id: CaseName
    size_class: SizeClass = field(name="sizeClass")
    average_head_count: Amount = field(name="averageHeadCount")
    unit: Unit
    entitled: Amount
    carried_in: Amount = field(name="carriedIn")
    credit: Amount
    steps: list[CalculationStep]
    year: int | UnsetType = UNSET
    right_type: RightType | UnsetType = field(name="rightType", default=UNSET)
    joint_committee: str | UnsetType = field(name="jointCommittee", default=UNSET)
    scale: str | UnsetType = UNSET
    cba_registration_number: str | UnsetType = field(name="cbaRegistrationNumber", default=UNSET)
    certainty: Certainty | UnsetType = UNSET
    full_time: Amount | UnsetType = field(name="fullTime", default=UNSET)
    months: int | UnsetType = UNSET
    regime: Amount | UnsetType = UNSET
    hours_per_day: Amount | UnsetType = field(name="hoursPerDay", default=UNSET)
    collective: list[CollectiveAverage] | UnsetType = UNSET
    warnings: list[CalculationWarning] | UnsetType = UNSET
    law_version: str | UnsetType = field(name="lawVersion", default=UNSET)


class CalculationCase(Struct, kw_only=True):
    """
    One worker at one employer in one calendar year.
    """

    id: CaseName
    year: int
    head_count: CalculationHeadCount = field(name="headCount")
    occupations: list[CalculationOccupation]
    joint_committee: JointCommittee | UnsetType = field(name="jointCommittee", default=UNSET)
    suspensions: list[CalculationSuspension] | UnsetType = UNSET
    carried_in: DecimalValue | UnsetType = field(name="carriedIn", default=UNSET)
    settings: dict[str, Any] | UnsetType = UNSET


class CalculationRequest(Struct, kw_only=True):
    """
    Cases to calculate.
    """

    items: list[CalculationCase]


class EmploymentContent(Struct, kw_only=True):
    """
    An employment relation, with the regimes worked under.
    """

    person: Person
    start_date: Date = field(name="startDate")
    occupations: list[Occupation]
    replaced_ssin: Ssin | UnsetType = field(name="replacedSsin", default=UNSET)
    end_date: Date | UnsetType = field(name="endDate", default=UNSET)
    end_reason: EndReason | UnsetType = field(name="endReason", default=UNSET)
    parallel: bool | UnsetType = UNSET
    suspensions: list[Suspension] | UnsetType = UNSET


class EmploymentContentPatch(Struct, kw_only=True):
    """
    Members of `EmploymentContent` to change: a member left out stays as it is, null takes one away; lists are replaced as a whole.
    """

    replaced_ssin: str | UnsetType | None = field(name="replacedSsin", default=UNSET)
    person: PersonPatch | UnsetType = UNSET
    start_date: Date | UnsetType = field(name="startDate", default=UNSET)
    end_date: date | UnsetType | None = field(name="endDate", default=UNSET)
    end_reason: (
        Literal[
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
        | UnsetType
        | None
    ) = field(name="endReason", default=UNSET)
    parallel: bool | UnsetType | None = UNSET
    occupations: list[Occupation] | UnsetType = UNSET
    suspensions: list[Suspension] | UnsetType | None = UNSET


class EmploymentDeclaration(Struct, kw_only=True, tag_field="kind", tag="employment"):
    """
    Registers, corrects or cancels an employment.
    """

    action: Action
    reference: Reference
    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    ssin: Ssin
    target: Uuid | UnsetType = UNSET
    version: Version | UnsetType = UNSET
    employment: EmploymentContent | UnsetType = UNSET


class EmploymentPatch(Struct, kw_only=True):
    """
    What to change of an employment (JSON Merge Patch, RFC 7396).
    """

    employment: EmploymentContentPatch
    ssin: Ssin | UnsetType = UNSET


class EmploymentRegistration(Struct, kw_only=True):
    """
    Registers an employment.
    """

    reference: Reference
    enterprise_number: EnterpriseNumber = field(name="enterpriseNumber")
    ssin: Ssin
    employment: EmploymentContent


class Event(Struct, kw_only=True):
    """
    An event as CloudEvents 1.0 and the Belgif guide have it. The same event may come twice (same `source` and `id`), and events of two things in any order; the `version` of one thing never falls.
    """

    specversion: str
    id: Uuid
    source: str
    service: str
    type: str
    time: Moment
    data: EventContent
    subject: Uuid | UnsetType = UNSET
    datacontenttype: Literal["application/json"] | UnsetType = UNSET


class EventPage(Struct, kw_only=True):
    """
    Some events, in the order in which they were recorded.
    """

    self: str
    items: list[Event]
    page_size: PageLimit = field(name="pageSize")
    next: str


class HeadCount(Registered, kw_only=True):
    """
    A line of the head count as the register holds it.
    """

    head_count: HeadCountContent = field(name="headCount")
    cancelled: bool


class HeadCountPage(Struct, kw_only=True):
    """
    Some of the lines of the head count, in a fixed order.
    """

    self: str
    items: list[HeadCount]
    page_size: PageLimit = field(name="pageSize")
    next: str | UnsetType = UNSET


class OptOut(Registered, kw_only=True):
    """
    An opt-out as the register holds it.
    """

    opt_out: OptOutContent = field(name="optOut")
    cancelled: bool
    ssin: Ssin | UnsetType = UNSET


class OptOutPage(Struct, kw_only=True):
    """
    Some of the opt-outs, in a fixed order.
    """

    items: list[OptOut]
    after_opt_out: Cursor | UnsetType = field(name="afterOptOut", default=UNSET)


class Right(Registered, kw_only=True):
    """
    A declared right as the register holds it.
    """

    ssin: Ssin
    right: RightContent
    cancelled: bool


class RightPage(Struct, kw_only=True):
    """
    Some of the declared rights, in a fixed order.
    """

    items: list[Right]
    after_right: Cursor | UnsetType = field(name="afterRight", default=UNSET)


class SessionRegistration(Struct, kw_only=True):
    """
    Registers one training for many workers.
    """

    session_reference: Text60 = field(name="sessionReference")
    training: SessionTraining
    participants: list[SessionParticipant]
    dry_run: bool | UnsetType = field(name="dryRun", default=UNSET)


class Training(Registered, kw_only=True):
    """
    A training as the register holds it.
    """

    ssin: Ssin
    training: TrainingContent
    verification: TrainingVerification
    objection: Text500 | UnsetType = UNSET
    counted: CountedMinutes | UnsetType = UNSET


class TrainingPage(Struct, kw_only=True):
    """
    Some of the trainings, in a fixed order.
    """

    items: list[Training]
    after_training: Cursor | UnsetType = field(name="afterTraining", default=UNSET)


class Verification(Registered, kw_only=True):
    """
    A verification as the register holds it.
    """

    ssin: Ssin
    verification: VerificationContent
    entitled: Amount
    cancelled: bool


class VerificationPage(Struct, kw_only=True):
    """
    Some of the verifications, in a fixed order.
    """

    items: list[Verification]
    after_verification: Cursor | UnsetType = field(name="afterVerification", default=UNSET)


AnyDeclaration: TypeAlias = Annotated[
    TrainingDeclaration
    | EmploymentDeclaration
    | RightDeclaration
    | AdjustmentDeclaration
    | OptOutDeclaration
    | VerificationDeclaration
    | HeadCountDeclaration,
    Meta(description="A declaration of any kind."),
]


class Batch(BatchSummary, kw_only=True):
    """
    A file set, and what came of it.
    """

    file_names: list[str] = field(name="fileNames")
    size: int
    faults: list[BatchFault]
    anomalies: list[BatchAnomaly]
    replies: list[BatchReply]
    acknowledged_at: Moment | UnsetType = field(name="acknowledgedAt", default=UNSET)
    diagnosis: int | UnsetType = UNSET
    resend_file: str | UnsetType = field(name="resendFile", default=UNSET)
    held: BatchHold | UnsetType = UNSET
    stopped_reason: str | UnsetType = field(name="stoppedReason", default=UNSET)


class DeclarationsSubmission(Struct, kw_only=True):
    """
    Declarations of any kinds.
    """

    items: list[AnyDeclaration]
    dry_run: bool | UnsetType = field(name="dryRun", default=UNSET)


class Employment(Registered, kw_only=True):
    """
    An employment as the register holds it.
    """

    ssin: Ssin
    employment: EmploymentContent
    cancelled: bool


class EmploymentPage(Struct, kw_only=True):
    """
    Some of the employments, in a fixed order.
    """

    items: list[Employment]
    after_employment: Cursor | UnsetType = field(name="afterEmployment", default=UNSET)
