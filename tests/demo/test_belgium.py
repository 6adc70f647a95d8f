"""The synthetic Belgium: always the same, plausible, and acceptable to the intake's form checks."""

import datetime as dt
import hashlib
import os
import subprocess
import sys
from collections import Counter, defaultdict
from decimal import Decimal
from itertools import islice, pairwise

import msgspec
import pytest

from fla.demo.belgium import Company, generate
from fla.identifiers import (
    enterprise_number_fault,
    nsso_number_fault,
    ssin_birth_date,
    ssin_fault,
    ssin_is_bis,
)
from fla.intake.declaration import (
    AdjustmentDeclaration,
    AnyDeclaration,
    Employment,
    Training,
    VerificationDeclaration,
)
from fla.intake.shape import shape_faults

TODAY = dt.date(2026, 11, 20)
EMPLOYERS = 400
PRINT_DIGEST = """
import datetime, hashlib, msgspec
from fla.demo.belgium import generate
data = msgspec.json.encode(list(generate(60, 7, datetime.date(2026, 11, 20))))
print(hashlib.sha256(data).hexdigest())
"""


@pytest.fixture(scope="module")
def belgium() -> list[Company]:
    return list(generate(EMPLOYERS, 1, TODAY))


def declarations(company: Company) -> list[AnyDeclaration]:
    filed = (declaration for filed in company.trainings.values() for declaration in filed)
    return [
        *company.head_counts,
        *company.employments,
        *company.opt_outs,
        *company.rights,
        *filed,
        *company.verdicts,
        *company.corrections,
    ]


def employments(belgium: list[Company]) -> list[tuple[str, Employment]]:
    return [stay for company in belgium for stay in stays(company)]


def stays(company: Company) -> list[tuple[str, Employment]]:
    return [(d.ssin, d.employment) for d in company.employments if d.employment]


def trainings(company: Company) -> list[tuple[str, Training]]:
    filed = (declaration for filed in company.trainings.values() for declaration in filed)
    return [
        (declaration.ssin, declaration.training) for declaration in filed if declaration.training
    ]


@pytest.mark.parametrize("hash_seed", ["0", "4242"])
def test_same_seed_gives_the_same_bytes_in_every_process(hash_seed: str) -> None:
    printed = subprocess.run(
        [sys.executable, "-c", PRINT_DIGEST],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    here = hashlib.sha256(msgspec.json.encode(list(generate(60, 7, TODAY)))).hexdigest()
    assert printed.strip() == here


def test_another_seed_gives_other_data() -> None:
    first, second = (msgspec.json.encode(list(generate(5, seed, TODAY))) for seed in (1, 2))
    assert first != second


def test_an_employer_is_the_same_however_many_follow(belgium: list[Company]) -> None:
    assert list(generate(30, 1, TODAY)) == belgium[:30]


def test_it_comes_one_employer_at_a_time() -> None:
    assert len(list(islice(generate(800_000, 1, TODAY), 3))) == 3


def test_every_number_has_valid_check_digits(belgium: list[Company]) -> None:
    for company in belgium:
        assert enterprise_number_fault(company.employer.enterprise_number) is None
        assert nsso_number_fault(str(company.employer.nsso_number)) is None
    for ssin, _ in employments(belgium):
        assert ssin_fault(ssin, TODAY) is None


def test_numbers_of_employers_are_their_own(belgium: list[Company]) -> None:
    assert len({company.employer.enterprise_number for company in belgium}) == EMPLOYERS
    assert len({company.employer.nsso_number for company in belgium}) == EMPLOYERS


def test_a_number_is_one_person_at_every_employer(belgium: list[Company]) -> None:
    persons, employers = defaultdict(set), defaultdict(set)
    for company in belgium:
        for ssin, stay in stays(company):
            persons[ssin].add(stay.person)
            employers[ssin].add(company.employer.index)
            assert ssin_birth_date(ssin) == stay.person.birth_date
    assert all(len(known) == 1 for known in persons.values())
    assert any(len(several) > 1 for several in employers.values())


def test_the_intake_finds_no_fault_of_form(belgium: list[Company]) -> None:
    for company in belgium:
        for declaration in declarations(company):
            assert shape_faults(declaration, TODAY) == []


@pytest.mark.parametrize(
    "today", [dt.date(2026, 1, 1), dt.date(2027, 12, 31), dt.date(2028, 2, 29)]
)
def test_it_finds_none_on_odd_days_either(today: dt.date) -> None:
    for company in generate(60, 3, today):
        for declaration in declarations(company):
            assert shape_faults(declaration, today) == []


def test_references_are_unique_within_an_employer(belgium: list[Company]) -> None:
    for company in belgium:
        registered = (one for one in declarations(company) if one.action == "register")
        references = Counter(declaration.reference for declaration in registered)
        assert not references or references.most_common(1)[0][1] == 1


def test_employments_overlap_only_when_parallel(belgium: list[Company]) -> None:
    for company in belgium:
        held = defaultdict(list)
        for ssin, stay in stays(company):
            if not stay.parallel:
                held[ssin].append(stay)
        for jobs in held.values():
            jobs.sort(key=lambda job: job.start_date)
            assert all((a.end_date or dt.date.max) < b.start_date for a, b in pairwise(jobs))


def test_trainings_lie_within_an_employment(belgium: list[Company]) -> None:
    for company in belgium:
        held = {ssin: stay for ssin, stay in stays(company) if not stay.parallel}
        for ssin, training in trainings(company):
            assert held[ssin].start_date <= training.start_date
            assert training.end_date <= (held[ssin].end_date or dt.date.max)


def test_a_worker_follows_one_training_at_a_time(belgium: list[Company]) -> None:
    for company in belgium:
        followed = defaultdict(list)
        for ssin, training in trainings(company):
            followed[ssin].append(training)
        for one in followed.values():
            one.sort(key=lambda training: training.start_date)
            assert all(a.end_date < b.start_date for a, b in pairwise(one))


def test_sizes_are_those_of_a_country_of_small_firms(belgium: list[Company]) -> None:
    sizes = [company.employer.size for company in belgium]
    assert 0.6 < sum(size < 10 for size in sizes) / EMPLOYERS < 0.85
    assert sum(10 <= size < 20 for size in sizes) > 0.05 * EMPLOYERS
    assert sum(20 <= size < 250 for size in sizes) > 0.05 * EMPLOYERS
    assert max(sizes) >= 2000


def test_a_firm_of_thousands_comes_early() -> None:
    assert any(company.employer.size >= 2000 for company in generate(200, 99, TODAY))


def test_there_is_some_of_everything(belgium: list[Company]) -> None:
    jobs = [job for _, job in employments(belgium)]
    lines = [line for job in jobs for line in job.occupations]
    part_time = sum(line.mean_hours < line.reference_hours for line in lines)
    assert 0.2 < part_time / len(lines) < 0.6
    assert 0.04 < sum(job.end_date is not None for job in jobs) / len(jobs) < 0.3
    assert any(job.parallel for job in jobs)
    assert {len(job.occupations) for job in jobs} == {1, 2, 3}
    assert any(line.mean_hours == 0 for line in lines)
    assert {one.extent for job in jobs for one in job.suspensions} == {"full", "partial"}
    assert {"student", "flexiJob", "apprentice"} <= {line.worker_category for line in lines}
    assert 0.01 < sum(ssin_is_bis(ssin) for ssin, _ in employments(belgium)) / len(jobs) < 0.06
    assert len({line.joint_committee for line in lines}) >= 12
    assert {job.person.language for job in jobs} == {"nl", "fr", "de"}
    assert len({job.end_reason for job in jobs}) >= 7


def test_what_the_law_gives_is_declared_by_nobody_but_who_opted_out(belgium: list[Company]) -> None:
    types: Counter[str] = Counter()
    for company in belgium:
        opted_out = {declaration.ssin for declaration in company.opt_outs}
        for declaration in company.rights:
            assert declaration.right
            types[declaration.right.right_type] += 1
            if declaration.right.right_type != "employer":
                assert opted_out & {declaration.ssin, None}
    assert set(types) == {"statutory", "sectoral", "employer"}


def test_rights_are_one_a_worker_and_type(belgium: list[Company]) -> None:
    for company in belgium:
        kinds = Counter((d.ssin, d.right.right_type) for d in company.rights if d.right)
        assert not kinds or kinds.most_common(1)[0][1] == 1


def test_verdicts_are_on_computed_rights_alone(belgium: list[Company]) -> None:
    given = [verdict for company in belgium for verdict in company.verdicts]
    assert {verdict.reference[0] for verdict in given} == {"A", "V"}
    for company in belgium:
        opted_out = {declaration.ssin for declaration in company.opt_outs}
        assert not company.verdicts or None not in opted_out
        assert not opted_out & {verdict.ssin for verdict in company.verdicts}


def test_head_counts_are_near_the_size_and_cover_both_years(belgium: list[Company]) -> None:
    quarters = {
        *("2022Q4", "2023Q1", "2023Q2", "2023Q3"),
        *("2024Q4", "2025Q1", "2025Q2", "2025Q3"),
    }
    missing = 0
    for company in belgium:
        counted = [one.head_count for one in company.head_counts if one.head_count]
        assert {one.quarter for one in counted} <= quarters
        size = company.employer.size
        assert all(Decimal("0.4") * size < one.fte < Decimal("1.04") * size for one in counted)
        missing += len(quarters) - len(counted)
        assert size < 10 or len(counted) == len(quarters)
    assert 0 < missing < 0.1 * EMPLOYERS * len(quarters)


def test_the_first_employer_shows_everything(belgium: list[Company]) -> None:
    shown = belgium[0]
    jobs = [job for _, job in stays(shown)]
    lines = [line for job in jobs for line in job.occupations]
    assert shown.employer.size == 46
    assert {line.joint_committee for line in lines} == {"111", "209"}
    assert any(0 < line.mean_hours < line.reference_hours for line in lines)
    assert any(line.mean_hours == 0 for line in lines)
    changed = [job for job in jobs if job.occupations[-1].start_date.year == TODAY.year]
    assert sum(len(job.occupations) > 1 for job in changed) >= 2
    assert any(job.parallel for job in jobs)
    assert {one.extent for job in jobs for one in job.suspensions} == {"full", "partial"}
    assert {job.end_date.year for job in jobs if job.end_date} == {TODAY.year - 1, TODAY.year}
    assert len({job.end_reason for job in jobs if job.end_date}) >= 2
    assert shown.opt_outs
    assert shown.corrections
    assert any(isinstance(verdict, AdjustmentDeclaration) for verdict in shown.verdicts)
    assert any(isinstance(verdict, VerificationDeclaration) for verdict in shown.verdicts)
    hours = {ssin for ssin, job in stays(shown) if job.occupations[0].joint_committee == "209"}
    used = {ssin for ssin, training in trainings(shown) if training.charged_right == "sectoral"}
    assert used
    assert used <= hours


def test_the_year_before_has_leavers_and_trainings(belgium: list[Company]) -> None:
    jobs = [job for _, job in employments(belgium)]
    gone = [job for job in jobs if job.end_date and job.end_date.year == TODAY.year - 1]
    assert 0.02 < len(gone) / len(jobs) < 0.1
    assert len({job.end_reason for job in gone}) >= 6
    assert all(job.end_reason for job in gone)
    followed = Counter(
        training.end_date.year for company in belgium for _, training in trainings(company)
    )
    assert set(followed) == {TODAY.year - 1, TODAY.year}
    assert 0.3 < followed[TODAY.year - 1] / followed[TODAY.year] < 0.8


def test_trainings_are_shared_charged_and_sent_by_all_kinds_of_senders(
    belgium: list[Company],
) -> None:
    senders = {
        sender for company in belgium for sender, filed in company.trainings.items() if filed
    }
    assert senders == {"payrollOffice", "provider", "sectorFund"}
    filed = [training for company in belgium for _, training in trainings(company)]
    assert {training.status for training in filed} == {"planned", "completed", "notFollowed"}
    assert sum(training.charged_right is not None for training in filed) > 0.3 * len(filed)
    assert any(training.duration_days for training in filed)
    assert any(not training.in_scope for training in filed)
    shared = Counter(training.session_reference for _, training in trainings(belgium[0]))
    assert shared.most_common(1)[0][1] > 3


def test_nothing_after_today_is_known() -> None:
    spring = dt.date(2026, 4, 2)
    for company in generate(100, 1, spring):
        assert all(stay.start_date <= spring for _, stay in stays(company))
