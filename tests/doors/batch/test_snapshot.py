"""Snapshots: everything a sender has, of which only what is new or different does anything."""

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from fla.database.pool import Pool
from fla.doors.batch.chunk import chunks
from fla.doors.batch.kept_records import KeptRecords, kept
from fla.doors.batch.reader import Reader
from fla.doors.batch.snapshot import Share, Survey, Surveyor, records, surveyed, vanished
from fla.intake.declaration import AnyDeclaration, Person
from tests.doors.batch.documents import document, right, training
from tests.doors.batch.snapshots import apply, snapshot, survey, written
from tests.doors.batch.test_process import count, trainings
from tests.intake import build
from tests.intake.build import ANNA, BAKERY, BRAM, FOUNDRY, PAYROLL, codes

HOUR: dict[str, Any] = {
    "start_date": dt.date(2026, 10, 20),
    "end_date": dt.date(2026, 10, 20),
    "duration_minutes": 60,
    "charged_right": None,
    "charged_minutes": None,
}
HALF_A_DAY = HOUR | {"duration_minutes": None, "duration_days": Decimal("0.5")}
ONE_OF_EACH: list[AnyDeclaration] = [
    build.employment(BRAM, "E1", name=("Janssens", "Bram"), start=dt.date(2021, 1, 1)),
    build.head_count(),
    build.opt_out(year=2025, reason="Agreed with the worker"),
    build.right(),
    build.training(),
    build.training(reference="T-DAYS", **HALF_A_DAY),
]


def said(declaration: AnyDeclaration, name: str, **changes: Any) -> AnyDeclaration:
    """A declaration of which something is said otherwise."""
    changed: AnyDeclaration = replace(
        declaration, **{name: replace(getattr(declaration, name), **changes)}
    )
    return changed


async def journalled(pool: Pool) -> int:
    return await count(pool, "journal")


async def test_what_is_remembered_does_not_grow_with_the_employers_that_are_named(
    pool: Pool, tmp_path: Path
) -> None:
    """Ten million records may name ten million employers that there are not."""
    named = [
        replace(build.training(reference=f"T{n}"), enterprise_number=f"0{n:09}") for n in range(50)
    ]
    async with (
        pool.connection() as connection,
        Surveyor(connection, BAKERY, build.TODAY, tmp_path) as surveyor,
    ):
        for chunk in chunks(Reader(io.BytesIO(written([build.training(), *named]))), 7):
            assert chunk.text is not None
            await surveyor.look(1, chunk.records, chunk.text)
        assert dict(surveyor._new) == {BAKERY: 1}
        assert (await surveyor.finish()).new == 51


async def test_a_first_snapshot_is_a_first_load_and_the_next_says_nothing(
    pool: Pool, tmp_path: Path
) -> None:
    first = await snapshot(pool, tmp_path, *ONE_OF_EACH)
    assert first.statuses == ["accepted"] * 6
    assert (first.survey.new, first.survey.unchanged) == (6, 0)
    before = await journalled(pool)
    again = await snapshot(pool, tmp_path, *ONE_OF_EACH)
    assert again.statuses == ["unchanged"] * 6
    assert (again.survey.records, again.survey.unchanged) == (6, 6)
    assert await journalled(pool) == before
    assert [one.target for one in again.outcomes] == [one.target for one in first.outcomes]
    ids = [one.declaration_id for one in first.outcomes]
    assert [one.declaration_id for one in again.outcomes] == ids


@pytest.mark.parametrize(
    ("place", "name", "changes"),
    [
        (0, "employment", {"end_date": dt.date(2026, 12, 31)}),
        (0, "employment", {"person": Person(family_name="Jansens", given_name="Bram")}),
        (1, "head_count", {"fte": Decimal("21.5")}),
        (2, "opt_out", {"reason": None}),
        (3, "right", {"entitled": Decimal(5)}),
        (4, "training", {"title": "Veilig werken in de hoogte"}),
        (4, "training", {"location": "Gent"}),
        (5, "training", {"duration_days": Decimal(1)}),
    ],
)
async def test_one_field_changed_corrects_one_object(
    pool: Pool, tmp_path: Path, place: int, name: str, changes: dict[str, Any]
) -> None:
    await snapshot(pool, tmp_path, *ONE_OF_EACH)
    before = await journalled(pool)
    declarations = list(ONE_OF_EACH)
    declarations[place] = said(declarations[place], name, **changes)
    answered = await snapshot(pool, tmp_path, *declarations)
    expected = ["unchanged"] * 6
    expected[place] = "accepted"
    assert answered.statuses == expected
    assert (answered.survey.changed, answered.survey.new) == (1, 0)
    assert answered.outcomes[place].version == 2
    assert await journalled(pool) == before + 1
    assert (await snapshot(pool, tmp_path, *declarations)).statuses == ["unchanged"] * 6


async def test_what_goes_back_to_what_it_was_is_a_change_each_time(
    pool: Pool, tmp_path: Path
) -> None:
    here, there = build.training(), build.training(location="Gent")
    versions = []
    for declaration in (here, there, here, there, here):
        (outcome,) = (await snapshot(pool, tmp_path, declaration)).outcomes
        assert not outcome.repeated
        versions.append(outcome.version)
    assert versions == [1, 2, 3, 4, 5]
    assert (await snapshot(pool, tmp_path, here)).statuses == ["unchanged"]


async def test_other_spellings_say_the_same(pool: Pool, tmp_path: Path) -> None:
    await survey(pool, tmp_path, document(training(Reference="A"), right(Reference="B")))
    assert [one.status for one in await apply(pool, tmp_path)] == ["accepted", "accepted"]
    spelled = {"DurationMinutes": " +0912 ", "Title": " Veilig  werken op hoogte", "InScope": "1"}
    otherwise = document(
        training(Reference="A", **spelled), right(Reference="B", Entitled="04.00", Year=" 2026")
    )
    assert (await survey(pool, tmp_path, otherwise)).unchanged == 2


async def test_a_correction_by_id_is_compared_like_any_other(pool: Pool, tmp_path: Path) -> None:
    first = await snapshot(pool, tmp_path, build.training())
    (outcome,) = first.outcomes
    corrected = replace(
        build.training(action="correct", location="Gent"), target=outcome.target, version=1
    )
    async with pool.connection() as connection:
        (done,) = await build.send(connection, corrected)
    assert done.status == "accepted"
    answered = await snapshot(pool, tmp_path, build.training(location="Gent"))
    assert answered.statuses == ["unchanged"]
    assert answered.outcomes[0].declaration_id == done.declaration_id


async def test_what_the_employer_corrected_meanwhile_is_not_undone(
    pool: Pool, tmp_path: Path
) -> None:
    mine = build.training(reference="P-1")
    first = await snapshot(pool, tmp_path, mine, sender=PAYROLL)
    corrected = replace(
        build.training(reference="EMPLOYERS", action="correct", title="Hoogtewerken"),
        target=first.outcomes[0].target,
    )
    async with pool.connection() as connection:
        (done,) = await build.send(connection, corrected)
    assert done.status == "accepted"
    again = await snapshot(pool, tmp_path, mine, sender=PAYROLL)
    assert again.statuses == ["unchanged"]
    assert again.outcomes[0].declaration_id == first.outcomes[0].declaration_id
    assert again.outcomes[0].version == 2
    changed = build.training(reference="P-1", location="Gent")
    answered = await snapshot(pool, tmp_path, changed, sender=PAYROLL)
    assert (answered.statuses, answered.outcomes[0].version) == (["accepted"], 3)
    assert (await snapshot(pool, tmp_path, changed, sender=PAYROLL)).statuses == ["unchanged"]


@pytest.mark.parametrize("by", [BAKERY, PAYROLL])
async def test_what_was_cancelled_is_refused_and_stays_so(
    pool: Pool, tmp_path: Path, by: str
) -> None:
    mine = build.training(reference="P-1")
    first = await snapshot(pool, tmp_path, mine, sender=PAYROLL)
    target = None if by == PAYROLL else first.outcomes[0].target
    cancel = replace(build.training(reference="P-1", action="cancel"), training=None, target=target)
    async with pool.connection() as connection:
        (done,) = await build.send(connection, cancel, sender=by)
    assert done.status == "accepted"
    again = await snapshot(pool, tmp_path, mine, sender=PAYROLL)
    assert again.statuses == ["rejected"]
    assert codes(again.outcomes[0]) == ["REFERENCE-WRONG_STATE"]
    assert (again.survey.cancelled, again.survey.changed, again.survey.vanished) == (1, 0, 0)


async def test_a_training_declared_as_cancelled_is_no_news_the_second_time(
    pool: Pool, tmp_path: Path
) -> None:
    off = build.training(status="cancelled", charged_right=None, charged_minutes=None)
    assert (await snapshot(pool, tmp_path, off)).statuses == ["accepted"]
    assert (await snapshot(pool, tmp_path, off)).statuses == ["unchanged"]


async def test_a_number_replaced_once_is_not_replaced_again(pool: Pool, tmp_path: Path) -> None:
    plain = build.employment(BRAM, "E1", name=("Janssens", "Bram"))
    await snapshot(pool, tmp_path, plain)
    under_new = replace(plain, ssin=build.NOBODY)
    replacing = said(under_new, "employment", replaced_ssin=BRAM)
    assert (await snapshot(pool, tmp_path, replacing)).statuses == ["accepted"]
    assert (await snapshot(pool, tmp_path, replacing)).statuses == ["unchanged"]
    assert (await snapshot(pool, tmp_path, under_new)).statuses == ["unchanged"]


async def test_another_senders_reference_is_not_ones_own(pool: Pool, tmp_path: Path) -> None:
    await snapshot(pool, tmp_path, build.training())
    theirs = build.training(**HOUR, title="Eerste hulp")
    answered = await snapshot(pool, tmp_path, theirs, sender=PAYROLL)
    assert (answered.survey.new, answered.statuses) == (1, ["accepted"])


async def test_a_snapshot_neither_corrects_nor_cancels(pool: Pool, tmp_path: Path) -> None:
    await snapshot(pool, tmp_path, build.training())
    cancel = replace(build.training(action="cancel"), training=None)
    answered = await snapshot(pool, tmp_path, cancel, build.right(action="correct"))
    assert answered.statuses == ["rejected", "rejected"]
    assert [codes(one) for one in answered.outcomes] == [["ACTION-FORBIDDEN"]] * 2


async def test_faulty_records_are_refused_among_the_unchanged(pool: Pool, tmp_path: Path) -> None:
    await snapshot(pool, tmp_path, build.training(reference="A"))
    file = document(
        training(Reference="A", InScope="true"),
        training(Reference="B", Form="?"),
        training(Reference="C d"),
        "<Absence/>",
    )
    found = await survey(pool, tmp_path, file)
    outcomes = await apply(pool, tmp_path)
    assert [one.status for one in outcomes] == ["accepted", "rejected", "rejected", "rejected"]
    assert (found.unchanged, found.new) == (1, 3)


async def test_what_vanished_is_told_and_stays(pool: Pool, tmp_path: Path) -> None:
    several = trainings(20)
    await snapshot(pool, tmp_path, *several)
    async with pool.connection() as connection:
        await build.send(connection, replace(several[4], action="cancel", training=None))
    left = [one for one in several if one.reference not in ("T3", "T4", "T12")]
    answered = await snapshot(pool, tmp_path, *left)
    assert answered.statuses == ["unchanged"] * 17
    assert answered.survey.vanished == 2
    told = list(vanished(tmp_path))
    assert [(one.kind, one.enterprise_number, one.reference) for one in told] == [
        ("training", BAKERY, "T12"),
        ("training", BAKERY, "T3"),
    ]
    assert await count(pool, "training WHERE status <> 'cancelled'") == 19


async def test_only_kinds_that_occur_can_vanish(pool: Pool, tmp_path: Path) -> None:
    await snapshot(pool, tmp_path, build.right(), build.training(), build.training(ANNA, "T2"))
    assert (await survey(pool, tmp_path, [build.training()])).vanished == 1
    assert (await survey(pool, tmp_path, [build.right()])).vanished == 0


async def test_shares_are_of_what_one_has_at_an_employer(pool: Pool, tmp_path: Path) -> None:
    several = trainings(20)
    await snapshot(pool, tmp_path, *several[:10])
    await snapshot(pool, tmp_path, *several[10:], sender=PAYROLL)
    changed = [said(one, "training", location="Gent") for one in several[:2]]
    found = await survey(pool, tmp_path, [*changed, *several[2:10], *several[15:16]])
    assert found.shares == [Share(BAKERY, 10, 2, 1)]
    assert found.above(29) == found.shares
    assert found.above(30) == []


async def test_few_objects_are_no_share(pool: Pool, tmp_path: Path) -> None:
    several = trainings(20)
    await snapshot(pool, tmp_path, *several[:9])
    assert (await survey(pool, tmp_path, several)).above(0) == []


def survey_of(*shares: Share, small: int) -> Survey:
    return Survey(
        records=0,
        unchanged=0,
        changed=0,
        new=0,
        cancelled=0,
        vanished=0,
        shares=list(shares),
        small=small,
    )


def test_employers_with_few_objects_are_taken_together() -> None:
    """Nobody notices nine of nine objects at each of three hundred employers."""
    all_changed = [Share(f"{number}", 9, 9, 0) for number in range(300)]
    assert survey_of(*all_changed, small=2700).above(20) == all_changed
    among_many = survey_of(*all_changed, small=2700 * 5)
    assert among_many.above(20) == []
    assert among_many.above(19) == all_changed
    one_more = [Share("large", 10, 3, 0), Share("larger", 100, 20, 0), Share("small", 9, 1, 1)]
    assert survey_of(*one_more, small=9).above(20) == one_more[:1]
    assert survey_of(*one_more, small=10).above(19) == [one_more[0], one_more[1], one_more[2]]
    assert survey_of(*one_more, small=10).above(20) == one_more[:1]


async def test_what_does_not_change_is_counted_with_what_does(pool: Pool, tmp_path: Path) -> None:
    other = replace(build.head_count(), enterprise_number=FOUNDRY)
    few = trainings(9)
    async with pool.connection() as connection:
        await build.mandate(connection, FOUNDRY, PAYROLL, start="2026Q1")
    await snapshot(pool, tmp_path, *few, other, sender=PAYROLL)
    changed = [said(one, "training", location="Gent") for one in few[:3]]
    found = await survey(pool, tmp_path, [*changed, *few[3:], other], sender=PAYROLL)
    assert found.shares == [Share(BAKERY, 9, 3, 0)]
    assert found.small == 10
    assert found.above(29) == found.shares
    assert found.above(30) == []
    left_out = await survey(pool, tmp_path, changed, sender=PAYROLL)
    assert (left_out.small, left_out.above(30)) == (9, [])


async def test_whoever_goes_on_after_a_crash_does_the_same(pool: Pool, tmp_path: Path) -> None:
    await snapshot(pool, tmp_path, *trainings(10))
    everything = [*trainings(10, location="Gent"), *trainings(20)[10:]]
    await survey(pool, tmp_path, everything)
    first = await apply(pool, tmp_path)
    assert surveyed(tmp_path) is not None
    before = await journalled(pool)
    again = await apply(pool, tmp_path)
    assert [one.repeated for one in again] == [True] * 20
    assert [one.declaration_id for one in again] == [one.declaration_id for one in first]
    assert await journalled(pool) == before
    rest = await apply(pool, tmp_path, skip=13)
    assert [one.reference for one in rest] == [f"T{number}" for number in range(13, 20)]


async def test_parts_are_one_snapshot(pool: Pool, tmp_path: Path) -> None:
    several = trainings(20)
    await snapshot(pool, tmp_path, *several)
    found = await survey(pool, tmp_path, several[:8], several[8:19])
    assert (found.records, found.unchanged, found.vanished) == (19, 19, 1)
    outcomes = await apply(pool, tmp_path, parts=2)
    assert [one.reference for one in outcomes] == [f"T{number}" for number in range(19)]


async def test_what_is_at_fault_is_found_on_its_line_and_column(pool: Pool, tmp_path: Path) -> None:
    await snapshot(pool, tmp_path, build.training(reference="A"))
    file = document(training(Reference="A"), training(Reference="B", Status="planned"))
    await survey(pool, tmp_path, file)
    source = tmp_path / "part.xml"
    source.write_bytes(file)
    (frame,) = records(tmp_path, KeptRecords(tmp_path / "records")).frames(1)
    _, text = kept(frame, source)
    line = 1 + file.decode().splitlines().index("  <Status>planned</Status>")
    assert text.place(2, "/Status") == (line, 3)
