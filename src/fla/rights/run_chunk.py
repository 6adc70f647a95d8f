"""One chunk of a run: read, compute, compare, write, all within the caller's transaction."""

import datetime as dt
from collections.abc import Callable

import polars as pl
from msgspec import Struct

from fla.clock import Clock
from fla.database.columns import Columns
from fla.law.model import Choices
from fla.law.pack import pack
from fla.rights import run_columns_store as store
from fla.rights.formula import entitle
from fla.rights.run_basis import bases, scales_of, stored, with_scales
from fla.rights.run_changes import Difference, compare
from fla.rights.run_columns_store import Part
from fla.rights.run_lines import Staff, staff
from fla.rights.run_model import Counts
from fla.rights.run_size import head_counts

_RESULT = ["months", "minutes_per_day", "regime", "entitled", "mixed"]

Reclose = Callable[[Columns, str, dt.datetime, Choices], None]
"""Closes closed years anew for the workers of a temporary table (`employer_id`, `worker_id`), in
the transaction that changed their rights. Given from above, as closing is another room's; a
function of a module, so that other processes find it by its name."""


class Rules(Struct, frozen=True, kw_only=True):
    """How a run computes: the choices of law, the clock, and what closes closed years anew."""

    choices: Choices
    clock: Clock
    reclose: Reclose | None = None


def compute(columns: Columns, part: Part, run: int, rules: Rules, *, follow_up: bool) -> Counts:
    """Bring the rights of a part up to date, and say what that took.

    Writes only what is new or changed: a second time it writes nothing. Adjustments are never
    touched. `follow_up`: a right that appears is news and kept as a change.
    """
    team = staff(columns, part, rules.choices)
    rights, described, sizes = _entitled(columns, part, run, rules, team)
    known = store.read_bases(columns, part)
    rights, new = bases(rights, described, sizes, known)
    difference = compare(
        rights,
        store.read_rights(columns, part),
        pl.concat([known.select(new.columns), new], how="vertical_relaxed"),
        team.opted_out,
        keep_created=follow_up,
    )
    _write(columns, part.year, run, rules, difference, new, first=not follow_up)
    return Counts(
        workers=team.people.height + team.opted_out.height,
        created=difference.created,
        changed=difference.changed,
        unchanged=difference.unchanged,
        removed=difference.removed,
        opted_out=team.opted_out.height,
    )


def _entitled(
    columns: Columns, part: Part, run: int, rules: Rules, team: Staff
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return what each worker is entitled to, what applied, and each employer's head count."""
    clock, choices = rules.clock, rules.choices
    employers = team.people["employer_id"].unique()
    sizes = head_counts(columns, part, employers, choices, run, clock.now(), clock.today())
    lines, described = with_scales(team.lines, sizes, pack(), part.year, choices)
    result = entitle(lines, scales_of(described), part.year, choices, team.suspensions)
    who = team.people[result["worker"]]
    return pl.concat([who, result.select("scale", *_RESULT)], how="horizontal"), described, sizes


def _write(
    columns: Columns,
    year: int,
    run: int,
    rules: Rules,
    difference: Difference,
    new: pl.DataFrame,
    *,
    first: bool,
) -> None:
    now = rules.clock.now()
    if new.height:
        store.write_bases(columns, stored(new, pack().version))
    if difference.rights.height:
        columns.stage("staged_right", difference.rights)
        store.write_rights(columns, year, run, now, changed=difference.changed > 0)
        if first and difference.created:
            store.tell_first(columns, year, now)
    if difference.changes.height:
        store.write_changes(columns, difference.changes, year, run, now)
