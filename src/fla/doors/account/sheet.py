"""The account on paper: who it is about, at whom, in which regime; then year after year."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby

from fla.doors.account.blocks import AnyBlock, Heading, Pairs, Section, Sheet, Table, Text
from fla.doors.account.model import Account, EmploymentPart, GrowthPart
from fla.doors.account.sheet_trainings import trainings
from fla.doors.account.sheet_year import year
from fla.doors.account.words import Say
from fla.identifiers import format_enterprise_number, format_nsso_number, format_ssin

_FAMILY_NAME, _GIVEN_NAME = 70010, 70011
_SSIN, _BIRTH_DATE, _BIRTH_PLACE = 70004, 70012, 70013
_ENTERPRISE_NUMBER = 70003


def sheet(account: Account) -> Sheet:
    """Return the account in its language, as text to be set."""
    say = Say(account.language)
    worker, employer = account.worker, account.employer
    name = f"{worker.given_name} {worker.family_name}"
    return Sheet(
        language=account.language,
        title=say.word("title"),
        subtitle=say.word("subtitle", name=name, employer=employer.name),
        header=employer.name,
        issued=say.word("issued", date=say.moment(account.issued_at)),
        page=say.word("page"),
        of=say.word("of"),
        sections=tuple(_sections(account, say)),
    )


def _sections(account: Account, say: Say) -> Iterator[Section]:
    yield Section(say.word("identity"), (*_notes(account, say), _identity(account, say)))
    yield Section(say.word("employer"), (_employer(account, say),))
    yield Section(say.word("employments"), tuple(_employments(account, say)))
    for one in account.years:
        yield year(one, say)
    yield Section(say.word("growthPath"), tuple(_growth(account.growth_path, say)))
    yield Section(say.word("trainings"), tuple(trainings(account.trainings, say)))
    if account.settlement is not None:
        yield Section(say.word("settlement"), tuple(_settlement(account, say)))


def _notes(account: Account, say: Say) -> Iterator[Text]:
    if account.year is not None:
        yield Text(say.word("onlyYear", year=account.year))
    yield Text(say.word("form"), quiet=True)


def _identity(account: Account, say: Say) -> Pairs:
    worker = account.worker
    unknown = say.word("unknown")
    return Pairs(
        (
            (say.field(_FAMILY_NAME), worker.family_name),
            (say.field(_GIVEN_NAME), worker.given_name),
            (say.field(_SSIN), format_ssin(worker.ssin)),
            (say.field(_BIRTH_DATE), say.date(worker.birth_date) or unknown),
            (say.field(_BIRTH_PLACE), worker.birth_place or unknown),
            (say.word("domicile"), worker.address or unknown),
            (say.word("language"), say.language_name(worker.language) or unknown),
        )
    )


def _employer(account: Account, say: Say) -> Pairs:
    employer = account.employer
    nsso = employer.nsso_number
    number = say.word("unknown") if nsso is None else format_nsso_number(nsso)
    committees = "; ".join(
        f"{one.code} {one.name}" if one.name else one.code for one in account.joint_committees
    )
    return Pairs(
        (
            (say.word("name"), employer.name),
            (say.field(_ENTERPRISE_NUMBER), format_enterprise_number(employer.enterprise_number)),
            (say.word("nssoNumber"), number),
            (say.word("committees"), committees or say.word("unknown")),
        )
    )


def _employments(account: Account, say: Say) -> Iterator[AnyBlock]:
    kept = [one for one in account.employments if not one.cancelled]
    if not kept:
        yield Text(say.word("unknown"))
    for one in kept:
        reason = f" ({say.code('EndReason', one.end_reason)})" if one.end_reason else ""
        yield Heading(
            f"{say.word('employment')} {say.period(one.start_date, one.end_date)}{reason}"
        )
        yield _regimes(one, say)
        if one.suspensions:
            yield _suspensions(one, say)


def _regimes(employment: EmploymentPart, say: Say) -> Table:
    heads = ("period", "regime", "fraction", "daysPerWeek", "committee", "category")
    return Table(
        tuple(map(say.word, heads)),
        tuple(
            (
                say.period(one.start_date, one.end_date),
                say.word(
                    "regimeOf",
                    q=say.number(Fraction(one.mean_hours, 100)),
                    s=say.number(Fraction(one.reference_hours, 100)),
                ),
                say.share(one.mean_hours, one.reference_hours),
                say.number(Fraction(one.days_per_week, 100)),
                one.joint_committee,
                say.code("WorkerCategory", one.worker_category),
            )
            for one in employment.regimes
        ),
        widths=(4, 3, 2, 2, 2, 2),
        amounts=(1, 2, 3),
    )


def _suspensions(employment: EmploymentPart, say: Say) -> Table:
    return Table(
        (say.word("suspensions"), say.word("extent")),
        tuple(
            (say.period(one.start_date, one.end_date), say.code("SuspensionExtent", one.extent))
            for one in employment.suspensions
        ),
        widths=(4, 11),
    )


def _growth(path: tuple[GrowthPart, ...], say: Say) -> Iterator[AnyBlock]:
    if not path:
        yield Text(say.word("growthUnknown"))
        return
    yield Text(say.word("growthOf"))
    heads = ("years", "fullTime", "right", "committee", "cba")
    yield Table(
        tuple(map(say.word, heads)),
        tuple(_steps(path, say)),
        widths=(2, 2, 3, 2, 4),
        amounts=(1,),
    )
    for text in dict.fromkeys(text for one in path for text in one.collective):
        yield Text(text, quiet=True)


def _steps(path: tuple[GrowthPart, ...], say: Say) -> Iterator[tuple[str, ...]]:
    """Return a row for each stretch of years with the same amount."""

    def told(one: GrowthPart) -> tuple[str, ...]:
        return (
            say.amount(one.full_time, one.unit),
            say.code("RightType", one.right_type),
            one.joint_committee or "",
            one.cba_registration_number or "",
        )

    for row, group in groupby(path, key=told):
        years = [one.year for one in group]
        yield (f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0]), *row)


def _settlement(account: Account, say: Say) -> Iterator[AnyBlock]:
    settled = account.settlement
    if settled is None:
        return
    yield Pairs(
        (
            (say.field(70021), say.date(settled.end_date)),
            (
                say.word("endReason"),
                say.code("EndReason", settled.end_reason) or say.word("unknown"),
            ),
        )
    )
    for one in settled.rights:
        yield Heading(say.code("RightType", one.right_type))
        yield Text(" ".join(one.sentences))
    yield Text(settled.access, quiet=True)
