"""The answers to some forms of a part, as whoever answered them hands them on.

Told where they are made, so that lanes tell side by side what one file then holds in order.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from operator import attrgetter, itemgetter
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from fla.doors.batch.anomaly_place import where
from fla.doors.batch.notification import Notification
from fla.doors.batch.reader import Record
from fla.doors.batch.source_text import SourceText
from fla.filesets.model import MOST_EXAMPLES, AnomalyCount, Example, FileSet
from fla.intake.declaration import Outcome
from fla.languages import Language

COUNTS: Final = ("accepted", "warned", "rejected", "repeated", "unchanged")
"""The states of forms that are counted; the last two are among the first two."""
_STATUS: Final = {"accepted": "accepted", "acceptedWithWarnings": "warned", "rejected": "rejected"}


class Telling(Struct, frozen=True, kw_only=True):
    """How to tell of the forms of a part: of which set, in which language.

    `name` is that of its FI file, `source` where its text lies, `before` counts the forms of the
    parts before it.
    """

    file_set: FileSet
    part: int
    name: str
    source: str
    before: int
    language: Language | None

    def tell(
        self, records: Sequence[Record], outcomes: Sequence[Outcome], text: SourceText
    ) -> "Answered":
        """The answers to records of the part, in their order."""
        notification = Notification(self.file_set, self.name, self.language)
        counts = Counter(_STATUS[one.status] for one in outcomes)
        counts["repeated"] = sum(one.repeated for one in outcomes)
        counts["unchanged"] = sum(one.unchanged for one in outcomes)
        places = [self.before + record.position for record in records]
        return Answered(
            places=places,
            forms=notification.forms(records, outcomes, text),
            rejected=[
                place
                for place, one in zip(places, outcomes, strict=True)
                if one.status == "rejected"
            ],
            counts=dict(counts),
            anomalies=self._anomalies(records, outcomes, text),
        )

    def _anomalies(
        self, records: Sequence[Record], outcomes: Sequence[Outcome], text: SourceText
    ) -> list[AnomalyCount]:
        """The anomalies of some forms, with examples of each."""
        found: dict[str, AnomalyCount] = {}
        for record, outcome in zip(records, outcomes, strict=True):
            for code, anomaly in {one.code: one for one in reversed(outcome.anomalies)}.items():
                entry = found.setdefault(code, AnomalyCount(code, anomaly.anomaly_class, 0, []))
                found[code] = replace(entry, count=entry.count + 1)
                if len(entry.examples) < MOST_EXAMPLES:
                    place = where(anomaly, record, text)
                    entry.examples.append(
                        Example(
                            position=self.before + record.position,
                            part=self.part,
                            line=place.line,
                            reference=outcome.reference or None,
                            value=anomaly.value,
                            path=place.path,
                        )
                    )
        return list(found.values())


class Answered(Struct, frozen=True, array_like=True, kw_only=True):
    """Answers to forms of a set, in order; `places` are theirs, from 1, among all of the set.

    `counts` are those of their states.
    """

    places: list[int]
    forms: list[str]
    rejected: list[int]
    counts: dict[str, int]
    anomalies: list[AnomalyCount]


def joined(answered: Sequence[Answered]) -> Answered:
    """Answers of several lanes as one, in the order of their places."""
    if len(answered) == 1:
        return answered[0]
    told = sorted(
        (told for one in answered for told in zip(one.places, one.forms, strict=True)),
        key=itemgetter(0),
    )
    return Answered(
        places=[place for place, _ in told],
        forms=[form for _, form in told],
        rejected=sorted(place for one in answered for place in one.rejected),
        counts=dict(sum((Counter(one.counts) for one in answered), Counter())),
        anomalies=_together(count for one in answered for count in one.anomalies),
    )


def _together(counts: Iterable[AnomalyCount]) -> list[AnomalyCount]:
    found: dict[str, AnomalyCount] = {}
    for one in counts:
        other = found.get(one.code, AnomalyCount(one.code, one.anomaly_class, 0, []))
        examples = sorted([*other.examples, *one.examples], key=attrgetter("position"))
        found[one.code] = replace(
            one, count=one.count + other.count, examples=examples[:MOST_EXAMPLES]
        )
    return list(found.values())
