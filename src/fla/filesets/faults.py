"""What can be wrong with a file set, or with one of its files, as a whole.

Numbers below 900 mean what they mean in the acknowledgements (ACRF) of the social security batch
channel, those from 900 are ours. The texts stand in `faults.yaml`, in four languages.
"""

from enum import IntEnum


class FaultCode(IntEnum):
    """The kinds of fault; the number is the second part of a code such as `ACRF-102`.

    What `detail` holds, where it is given, stands with each.
    """

    MALFORMED = 102
    """detail: what the XML parser found."""
    SENDER = 103
    """The header names another sender, or this one may send nothing; detail: whom."""
    GO_NAME = 107
    NOT_OWNER = 108
    """The name bears another sender number than the folder's; detail: that number."""
    DATE = 109
    DATE_FUTURE = 110
    DATE_OLD = 111
    """detail: how many days back are accepted."""
    SEQUENCE = 112
    SEQUENCE_LENGTH = 113
    PARTS = 114
    PARTS_ZERO = 115
    PARTS_MANY = 116
    """detail: the most parts a set may have."""
    ENVIRONMENT = 117
    TEST_IN_PRODUCTION = 118
    """A test's file in the folder of production; detail: the folder's environment."""
    OTHER_FOLDER = 119
    """A file of another environment in a folder for tests; detail: the folder's environment."""
    FI_COUNT = 120
    """detail: found and announced, as `1/2`."""
    UNEXPECTED_SIGNATURE = 121
    """A signature of a part that is not there."""
    FS_COUNT = 122
    """detail: found and announced, as `1/2`."""
    PART_NUMBER = 123
    """A part's number is above the number of parts, or none."""
    PART_REPEATED = 124
    """Two files are the same part."""
    SIGNATURE = 125
    """detail: what is wrong with it."""
    FILE_DATE = 126
    """A part is missing, and one of another day is there; detail: the GO's day."""
    FILE_SEQUENCE = 127
    """A part is missing, and one of another sequence is there; detail: the GO's sequence."""
    FILE_PARTS = 128
    """A file of the set announces another number of parts than its GO; detail: the GO's."""
    PREFIX = 129
    """A file whose name begins with none of FI, FS, GO, TD."""
    GO_MISSING = 130
    FI_NAME = 131
    FS_NAME = 132
    DUPLICATE_NAME = 133
    """detail: the ticket of the earlier set."""
    EMPTY = 134
    ROOT = 135
    """detail: the root element that stood there."""
    SCHEMA_MISSING = 136
    SCHEMA_UNSUPPORTED = 137
    """detail: the schema that was named."""
    ENCODING = 138
    """detail: the encoding that was declared or found."""
    NAMESPACE = 139
    """detail: the namespace of the root element."""
    NO_DECLARATION = 142
    PURPOSE = 154
    """The sender may not send files of that purpose, or nobody may; detail: the purpose."""
    ACCESS_MODE = 168
    """The sender may not send in that environment; detail: the environment."""
    SEQUENCE_CHARACTERS = 367
    SET_TOO_LARGE = 509
    """FI and FS together are too large as sent; detail: the most allowed, in bytes."""
    DOCTYPE = 901
    TOO_LARGE = 902
    """A record, or what comes before the root element, is too large; detail: the most allowed."""
    HEADER = 903
    """detail: the elements at fault."""
    STRAY = 904
    """Text or a processing instruction where only records may stand; detail: its beginning."""
    INTERRUPTED = 905
    REPLAY = 906
    """The same content was sent before; detail: the ticket of that set."""
    COMPRESSION = 907
    """The compressed file cannot be unpacked; detail: why."""
    UNPACKED_TOO_LARGE = 908
    """Unpacked, the file is larger than the parts before it leave room for; detail: that room."""
    ARCHIVE_ENTRIES = 909
    """The archive does not hold exactly one file; detail: how many."""
    TOO_MANY_SETS = 910
    """The sender's sets of a day are used up; detail: how many he may hand in."""
    CANCELLED = 911
    """The set was cancelled before it was examined."""
    NAMES = 912
    """Names of elements or attributes that are ever new, or very long; detail: the most names."""
