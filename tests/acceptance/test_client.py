"""The client library against the running service: each job that docs/client.md shows."""

from pathlib import Path
from typing import Any

import pytest

from fla.client import ProblemError
from fla.client import operations as op
from fla.contract.structs import (
    AccountQuery,
    TrainingContentPatch,
    TrainingPatch,
    TrainingQuery,
    TrainingsRegistration,
)
from tests.acceptance.conftest import EMPLOYERS, OFFICE, worker
from tests.acceptance.service import Service
from tests.acceptance.software import client, registration


def test_the_jobs_of_a_client(service: Service, tmp_path: Path) -> None:
    employer = EMPLOYERS[1]
    with client(service, OFFICE, tmp_path) as account:
        outcome = account.call(op.REGISTER_TRAINING, registration("A-1", employer, worker(1)))
        again = account.call(op.REGISTER_TRAINING, registration("A-1", employer, worker(1)))
        assert (again.target, again.repeated) == (outcome.target, True)

        place: dict[str, Any] = {
            "enterprise_number": employer,
            "training_id": str(outcome.target),
        }
        training = account.call(op.GET_TRAINING, **place)
        assert (training.version, training.training.title) == (1, "Werken op hoogte")
        patch = TrainingPatch(training=TrainingContentPatch(title="Werken op grote hoogte"))
        account.call(op.CORRECT_TRAINING, patch, version=1, **place)
        assert account.call(op.CORRECT_TRAINING, patch, version=1, **place).repeated
        other = TrainingPatch(training=TrainingContentPatch(title="Ladders"))
        with pytest.raises(ProblemError) as stale:
            account.call(op.CORRECT_TRAINING, other, version=1, **place)
        assert stale.value.status == 412

        many = [registration(f"B-{n}", employer, worker(n)) for n in range(1, 50, 3)]
        outcomes = account.call(op.REGISTER_TRAININGS, TrainingsRegistration(items=many))
        assert (outcomes.accepted + outcomes.accepted_with_warnings, outcomes.rejected) == (17, 0)

        query = TrainingQuery(enterprise_number=employer, page_size=5)
        pages = list(account.pages(op.QUERY_TRAININGS, query))
        assert [len(page.items) for page in pages] == [5, 5, 5, 3]
        assert len({one.id for page in pages for one in page.items}) == 18

        whose = AccountQuery(enterprise_number=employer, ssin=worker(1), year=2026)
        assert account.call(op.GET_ACCOUNT, whose).ssin == worker(1)


def test_a_problem_says_all_that_is_wrong_in_the_readers_language(
    service: Service, tmp_path: Path
) -> None:
    wrong = registration("A-1", EMPLOYERS[0], worker(3), score="120", charged_right="statutory")
    with client(service, OFFICE, tmp_path) as account, pytest.raises(ProblemError) as refused:
        account.call(op.REGISTER_TRAINING, wrong)
    pointers = [issue.pointer for issue in refused.value.issues]
    assert pointers == ["/training/score", "/training/chargedMinutes"]
    assert "this value is too high" in str(refused.value)


def test_who_holds_no_mandate_is_told_so(service: Service, tmp_path: Path) -> None:
    with client(service, EMPLOYERS[0], tmp_path) as account, pytest.raises(ProblemError) as refused:
        account.call(op.REGISTER_TRAINING, registration("A-1", EMPLOYERS[1], worker(1)))
    assert refused.value.status == 403
