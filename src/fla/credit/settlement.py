"""What becomes of open credit when a contract ends.

The Act is silent on it; these are the readings of payroll offices and counsel, each with its source
and certainty in the law pack.
"""

import datetime as dt
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from fla.codes import EndReason, RightType, Unit
from fla.law.deadlines import last_day
from fla.law.model import Certainty, Choices
from fla.law.schema import Pack

Fate = Literal["lost", "usableInNotice", "inIndemnity", "stillDue", "noRule"]
"""lost: nothing is left to take; usableInNotice: until the last day, in agreement; inIndemnity:
counted as a benefit in the indemnity; stillDue: the employer owes it after the end too; noRule: no
source was found, the balance is told and nothing is taken or carried over any more."""

_NONE = Decimal(0)


class Rule(Struct, frozen=True, kw_only=True):
    """What holds for one reason of leaving; `sentence` is its key in the pack's texts.

    `source` holds ids of the pack's sources with commas between. `disputed`: they contradict each
    other, and a setting says which one is followed.
    """

    fate: Fate
    sentence: str
    source: str
    certainty: Certainty
    disputed: bool = False


class Balance(Struct, frozen=True, kw_only=True):
    """One right on the day of leaving, in `unit`s; `right` is all there was, carried in as well."""

    right_type: RightType
    unit: Unit
    right: Decimal
    used: Decimal

    @property
    def left(self) -> Decimal:
        """What is left, negative where more was used than there was."""
        return self.right - self.used


class Settlement(Struct, frozen=True, kw_only=True):
    """A leaver's statement: each right, what becomes of it by which rule, and the dates that count.

    `usable_until` is the last day on which credit may be taken, None where it may not, or without
    an end. `access_until` is the last day of the state account's access to a leaver; here it is
    shown and closes nothing (docs/decisions/0010).
    """

    end_date: dt.date
    end_reason: EndReason | None
    rule: Rule
    balances: tuple[Balance, ...]
    usable_until: dt.date | None
    access_until: dt.date

    def usable(self, balance: Balance) -> Decimal:
        """What of a balance may still be taken under the rule, never less than nothing."""
        takes = self.rule.fate in ("usableInNotice", "stillDue")
        return max(balance.left, _NONE) if takes else _NONE


def rule_for(pack: Pack, end_reason: EndReason | None, choices: Choices) -> Rule:
    """Return the rule for a reason of leaving, or for a reason nobody gave."""
    if end_reason in ("resignation", "seriousCause"):
        return Rule(fate="lost", sentence="leavingLost", source=_BOTH, certainty="B")
    if end_reason == "dismissalWithNotice":
        return Rule(fate="usableInNotice", sentence="leavingNotice", source=_BOTH, certainty="B")
    if end_reason == "dismissalWithIndemnity":
        included = choices.indemnity_credit == "included"
        fate, sentence = _INDEMNITY[included]
        return _chosen(pack, "indemnityCredit", choices.indemnity_credit, fate, sentence)
    if end_reason == "mutualAgreement":
        fate, sentence = _AGREEMENT[choices.mutual_agreement_credit == "kept"]
        chosen = choices.mutual_agreement_credit
        return _chosen(pack, "mutualAgreementCredit", chosen, fate, sentence)
    return Rule(fate="noRule", sentence="leavingUnsettled", source="", certainty="D")


def outlives(pack: Pack, end_reason: EndReason | None, choices: Choices) -> bool:
    """Tell whether a balance is still due after the contract, so that a year's end keeps it."""
    return rule_for(pack, end_reason, choices).fate == "stillDue"


def settle(
    pack: Pack,
    end_date: dt.date,
    end_reason: EndReason | None,
    balances: tuple[Balance, ...],
    choices: Choices,
) -> Settlement:
    """Return the statement of a contract that ends on a day, for a reason."""
    rule = rule_for(pack, end_reason, choices)
    return Settlement(
        end_date=end_date,
        end_reason=end_reason,
        rule=rule,
        balances=balances,
        usable_until=end_date if rule.fate == "usableInNotice" else None,
        access_until=last_day(pack, "accessAfterExit", end_date),
    )


_BOTH = "securex-end,anon-end"
_INDEMNITY: dict[bool, tuple[Fate, str]] = {
    True: ("inIndemnity", "leavingIndemnityIncluded"),
    False: ("lost", "leavingIndemnityLost"),
}
_AGREEMENT: dict[bool, tuple[Fate, str]] = {
    True: ("stillDue", "leavingAgreementKept"),
    False: ("lost", "leavingAgreementLost"),
}


def _chosen(pack: Pack, setting: str, chosen: str, fate: Fate, sentence: str) -> Rule:
    """The rule that a setting chooses; where the pack cites several readings, they disagree."""
    entry = pack.settings[setting]
    own = entry.alternatives[chosen].source
    return Rule(
        fate=fate,
        sentence=sentence,
        source=",".join(own),
        certainty=entry.certainty if own else "D",
        disputed=len(entry.source) > 1,
    )
