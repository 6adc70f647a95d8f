"""What becomes of open credit when a contract ends: domain §2.11, case by case."""

import datetime as dt
from decimal import Decimal
from typing import get_args

import pytest

from fla.codes import EndReason
from fla.credit.settlement import Balance, Settlement, outlives, rule_for, settle
from fla.credit.settlement_text import access, statements
from fla.languages import LANGUAGES
from fla.law.model import Choices
from fla.law.pack import pack

END = dt.date(2026, 9, 30)
DEFAULTS = Choices()


def leave(
    end_reason: EndReason | None, left: str = "3", choices: Choices = DEFAULTS
) -> tuple[Settlement, Balance]:
    """Somebody with a right of five days leaves."""
    right = Decimal(5)
    balance = Balance(right_type="statutory", unit="day", right=right, used=right - Decimal(left))
    return settle(pack(), END, end_reason, (balance,), choices), balance


@pytest.mark.parametrize("end_reason", ["resignation", "seriousCause"])
def test_who_resigns_or_is_dismissed_at_once_loses_it(end_reason: EndReason) -> None:
    """Case E30: resignation with a balance of 3 leaves nothing usable."""
    settlement, balance = leave(end_reason)
    assert (settlement.rule.fate, settlement.rule.certainty) == ("lost", "B")
    assert settlement.usable(balance) == 0
    assert settlement.usable_until is None


def test_a_notice_period_is_for_taking_it() -> None:
    settlement, balance = leave("dismissalWithNotice")
    assert settlement.usable(balance) == 3
    assert settlement.usable_until == END


@pytest.mark.parametrize(("choice", "fate"), [("included", "inIndemnity"), ("lost", "lost")])
def test_an_indemnity_counts_it_or_not_and_says_that_sources_disagree(
    choice: str, fate: str
) -> None:
    choices = Choices(indemnity_credit="included" if choice == "included" else "lost")
    settlement, balance = leave("dismissalWithIndemnity", choices=choices)
    assert settlement.rule.fate == fate
    assert settlement.rule.disputed
    assert settlement.usable(balance) == 0


def test_an_agreement_loses_it_unless_agreed_otherwise() -> None:
    lost, balance = leave("mutualAgreement")
    kept, _ = leave("mutualAgreement", choices=Choices(mutual_agreement_credit="kept"))
    assert (lost.rule.fate, lost.usable(balance)) == ("lost", Decimal(0))
    assert (kept.rule.fate, kept.usable(balance)) == ("stillDue", Decimal(3))
    assert (lost.rule.certainty, kept.rule.certainty) == ("C", "D")  # nobody writes that it is kept


@pytest.mark.parametrize("end_reason", ["endOfTerm", "retirement", "death", "other", None])
def test_where_no_source_was_found_it_is_said(end_reason: EndReason | None) -> None:
    settlement, balance = leave(end_reason)
    assert (settlement.rule.fate, settlement.rule.certainty) == ("noRule", "D")
    assert settlement.rule.source == ""
    assert settlement.usable(balance) == 0
    [statement] = statements(settlement, "en")
    assert "No rule was found" in " ".join(statement.sentences)


def test_only_what_is_still_due_outlives_the_contract() -> None:
    kept = Choices(mutual_agreement_credit="kept")
    assert not any(outlives(pack(), reason, DEFAULTS) for reason in get_args(EndReason))
    assert [one for one in get_args(EndReason) if outlives(pack(), one, kept)] == [
        "mutualAgreement"
    ]


def test_access_is_told_for_thirty_days_after_the_end() -> None:
    settlement, _ = leave("resignation")
    assert settlement.access_until == dt.date(2026, 10, 30)
    assert "30 October 2026" in access(settlement, "en")


def test_an_over_use_is_told_and_nothing_is_usable() -> None:
    settlement, balance = leave("dismissalWithNotice", left="-1.5")
    assert settlement.usable(balance) == 0
    [statement] = statements(settlement, "fr")
    assert statement.sentences[-1].startswith("1,5 jour de plus")


def test_nothing_left_needs_no_rule() -> None:
    settlement, _ = leave("resignation", left="0")
    [statement] = statements(settlement, "nl")
    assert statement.sentences[-1] == "Er blijft niets over."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("end_reason", [*get_args(EndReason), None])
def test_every_reason_has_its_words_in_every_language(
    language: str, end_reason: EndReason | None
) -> None:
    settlement, _ = leave(end_reason)
    [statement] = statements(settlement, next(one for one in LANGUAGES if one == language))
    words = " ".join(statement.sentences)
    assert statement.title
    assert "{" not in words
    assert words.count("3 ") >= 1
    assert "2026" in words


def test_sources_of_every_rule_stand_in_the_pack() -> None:
    both = (DEFAULTS, Choices(indemnity_credit="lost", mutual_agreement_credit="kept"))
    for choices in both:
        for reason in get_args(EndReason):
            cited = rule_for(pack(), reason, choices).source
            assert all(one in pack().sources for one in cited.split(",") if one)
