"""Anomalies: what can be wrong with a declaration, one catalogue for every door.

A code is `<field>-<error>`: five digits for the field of the glossary, three for the kind of error.
Field numbers are ours; error numbers below 900 mean what they mean in Belgian social security
declarations, those from 900 are ours. The texts stand in `texts/*.yaml`, in four languages.
"""

from enum import IntEnum

from msgspec import Struct

from fla.intake.catalogue import AnomalyClass, catalogue, code_label
from fla.languages import Language, compose


class Field(IntEnum):
    """The fields of the glossary; the number is the first part of a code."""

    DECLARATION = 70000
    REFERENCE = 70001
    ACTION = 70002
    ENTERPRISE_NUMBER = 70003
    SSIN = 70004
    TARGET = 70005
    REPLACED_SSIN = 70006
    FAMILY_NAME = 70010
    GIVEN_NAME = 70011
    BIRTH_DATE = 70012
    BIRTH_PLACE = 70013
    ADDRESS = 70014
    WORKER_LANGUAGE = 70015
    EMPLOYMENT_START_DATE = 70020
    EMPLOYMENT_END_DATE = 70021
    END_REASON = 70022
    PARALLEL = 70023
    SUSPENSION = 70025
    SUSPENSION_START_DATE = 70026
    SUSPENSION_END_DATE = 70027
    SUSPENSION_EXTENT = 70028
    SUSPENSION_MEAN_HOURS = 70029
    OCCUPATION = 70030
    OCCUPATION_START_DATE = 70031
    OCCUPATION_END_DATE = 70032
    MEAN_HOURS = 70033
    REFERENCE_HOURS = 70034
    DAYS_PER_WEEK = 70035
    JOINT_COMMITTEE = 70036
    WORKER_CATEGORY = 70037
    RIGHT_YEAR = 70040
    RIGHT_TYPE = 70041
    UNIT = 70042
    ENTITLED = 70043
    CARRIED_IN = 70044
    ADJUSTED = 70045
    ADJUSTMENT_REASON = 70046
    CBA_REGISTRATION_NUMBER = 70047
    ADJUSTMENT_AMOUNT = 70048
    ADJUSTMENT_EFFECTIVE_DATE = 70049
    OPT_OUT_REASON = 70050
    TITLE = 70060
    PROVIDER_NUMBER = 70061
    PROVIDER_NAME = 70062
    TRAINING_START_DATE = 70063
    TRAINING_END_DATE = 70064
    DURATION_MINUTES = 70065
    DURATION_DAYS = 70066
    FORM = 70067
    CATEGORY = 70068
    LANGUAGE = 70069
    LOCATION = 70070
    STATUS = 70071
    RESULT = 70072
    SCORE = 70073
    CERTIFICATE_NUMBER = 70074
    CERTIFICATE_ISSUED = 70075
    CERTIFICATE_VALID_UNTIL = 70076
    IN_SCOPE = 70077
    OUT_OF_SCOPE_REASON = 70078
    FUNDING = 70079
    COST = 70080
    CHARGED_RIGHT = 70081
    CHARGED_MINUTES = 70082
    CHARGED_DAYS = 70083
    SESSION_REFERENCE = 70084
    OBJECTION_REASON = 70085
    HEAD_COUNT_QUARTER = 70090
    HEAD_COUNT_LINE = 70091
    HEAD_COUNT_FTE = 70092
    HEAD_COUNT_REASON = 70093
    MANDATOR = 70100
    MANDATARY = 70101
    MANDATE_GROUPS = 70102
    START_QUARTER = 70103
    END_QUARTER = 70104


class Error(IntEnum):
    """The kinds of error; the number is the second part of a code."""

    ABSENT = 1
    INVALID = 3
    CHECK_DIGIT = 4
    FORBIDDEN = 5
    REPEATED = 6
    """The same reference stands twice in one submission."""
    OUT_OF_LIST = 8
    END_BEFORE_START = 14
    NAME_DIFFERS = 31
    TOO_LOW = 45
    TOO_HIGH = 46
    UNKNOWN = 70
    """Not known to the register: employer, worker, or the object to correct or cancel."""
    UNKNOWN_ELEMENT = 92
    LENGTH = 93
    NOT_ENTITLED = 101
    NOT_EMPLOYED = 152
    """No employment over the training's dates or in the right's year; detail: which."""
    NO_MANDATE = 155
    """There was or will be a mandate, but not for this quarter."""
    UNCHANGED = 444
    LATE = 460
    WRONG_STATE = 482
    """Cancelled already, or trainings depend on it; detail: how many trainings."""
    PLANNED_IN_PAST = 901
    COMPLETED_IN_FUTURE = 902
    PROBABLE_DUPLICATE = 903
    """detail: sender, reference and dates of the other registration."""
    DAY_TOO_LONG = 904
    """Trainings within these dates total more than 24 hours a calendar day; detail: hours."""
    REFERENCE_TAKEN = 905
    """The reference was accepted before with other content, and this does not say `correct`."""
    MORE_THAN_DURATION = 906
    OVERLAP = 907
    """Overlaps another employment, or occupation lines overlap each other; detail: the dates."""
    OUTSIDE_EMPLOYMENT = 908
    """An occupation line outside its employment's dates, or a gap at its start."""
    TRAININGS_LEFT_OUT = 909
    """The new dates leave registered trainings outside any employment; detail: how many."""
    RIGHT_EXISTS = 910
    """There is a right of this type and year already; detail: its reference."""
    COMPUTED_RIGHT = 911
    """The statutory right is computed, not declared, unless there is an opt-out."""
    EXISTS = 912
    """There is such a line already, and only one may be; detail: its reference."""
    YEAR_CLOSED = 913
    """The year is closed: what counts in it is settled."""
    NO_RIGHT = 914
    """No right of this type and year to adjust or to verify."""
    FROZEN = 915
    """The quarter was used already for a head count that stays as it is; detail: since when."""
    VERIFIED = 916
    """The same amount was verified before; detail: the reference."""
    RIGHTS_LEFT_OUT = 917
    """Declared statutory rights depend on the opt-out; detail: how many."""
    NOT_WITHIN = 918
    """A period that does not lie within the employment; detail: the employment's dates."""
    REPLACED = 919
    """The worker is no longer known under this number; detail: the one that replaced it."""
    NUMBER_TAKEN = 920
    """The new number stands for another worker of the employer; detail: his name or number."""
    STALE = 921
    """The object was changed after the sender saw it; value: its id, detail: its version now."""
    EXCLUSIVE = 922
    """Another mandatary has this group of the mandator; detail: who, where the asker may know."""
    OTHER_SIDE = 923
    """Who proposed a mandate does not confirm it as well."""
    MANDATE_STATE = 924
    """The mandate is no longer, or not yet, such that this can be done; detail: its status."""
    TOO_MANY_MISSES = 925
    """A provider named too many workers in vain today; detail: the day from which it goes on."""
    TOO_MANY_PENDING = 926
    """So many mandates that an enterprise proposed wait that no more are taken; detail: how many
    may wait."""


CODE_LISTS = {
    Field.ACTION: "Action",
    Field.END_REASON: "EndReason",
    Field.SUSPENSION_EXTENT: "SuspensionExtent",
    Field.WORKER_CATEGORY: "WorkerCategory",
    Field.RIGHT_TYPE: "RightType",
    Field.UNIT: "Unit",
    Field.FORM: "TrainingForm",
    Field.CATEGORY: "TrainingCategory",
    Field.STATUS: "TrainingStatus",
    Field.RESULT: "TrainingResult",
    Field.OUT_OF_SCOPE_REASON: "OutOfScopeReason",
    Field.FUNDING: "Funding",
    Field.CHARGED_RIGHT: "RightType",
    Field.HEAD_COUNT_LINE: "HeadCountLine",
    Field.MANDATE_GROUPS: "MandateGroup",
}
"""The fields that hold a code, and the list of the catalogue that it comes from."""


class Anomaly(Struct, frozen=True, gc=False, rename="camel", omit_defaults=True):
    """One thing wrong with a declaration.

    `value` is what stood there, `detail` what it clashes with; `path` and `line` say where, where
    the door knows. Neither value nor detail ever holds what the sender may not see.
    """

    field: Field
    error: Error
    value: str | None = None
    detail: str | None = None
    path: str | None = None
    line: int | None = None

    @property
    def code(self) -> str:
        """The code of the catalogue, for example `70064-014`."""
        return f"{self.field:05d}-{self.error:03d}"

    @property
    def anomaly_class(self) -> AnomalyClass:
        """B, P or W, by the kind of error."""
        return catalogue().errors[self.error].anomaly_class

    @property
    def blocking(self) -> bool:
        """Whether it refuses the declaration."""
        return self.anomaly_class == "B"

    def message(self, language: Language) -> str:
        """What is wrong and what to do about it, for a person."""
        error = catalogue().errors[self.error]
        what = compose(
            error.text.in_language(language),
            field=field_label(self.field, language),
            value=value_label(self.field, self.value or "", language),
            detail=self.detail,
        )
        return f"{what} {error.remedy.in_language(language)}"


def anomaly_of(code: str, value: str | None = None, detail: str | None = None) -> Anomaly:
    """The anomaly that bears a code such as `70064-014`. Raises `ValueError` for one unknown here.

    What is stored outlives the version of the catalogue that it was judged by.
    """
    field, _, error = code.partition("-")
    return Anomaly(Field(int(field)), Error(int(error)), value, detail)


def field_label(field: Field, language: Language) -> str:
    """The field's name as a person reads it."""
    return catalogue().fields[field].in_language(language)


def value_label(field: Field, value: str, language: Language) -> str:
    """The value as a person reads it: the label of a known code, else the value as it stands."""
    name = CODE_LISTS.get(field)
    if name is None or value not in catalogue().codes[name]:
        return value
    return code_label(name, value, language)
