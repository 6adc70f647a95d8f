"""What the sandbox's payroll office sent: file sets that end in different ways, and one to come.

They are handed in as any sender's over SFTP are, and worked on as any other's, but for the last
one: that is left to the server that the demo starts.
"""

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from typing import Final

import psycopg
from msgspec import Struct
from msgspec.structs import replace

from fla.clock import Clock
from fla.database.identity import OPERATOR, assume
from fla.database.records import Connection
from fla.demo.sandbox import MANDATORS, OFFICE
from fla.demo.sandbox_sender import Credentials
from fla.doors.batch.reader import Header
from fla.doors.batch.work import process
from fla.doors.batch.writer import write_declarations
from fla.filesets import arrival, store
from fla.filesets.names import SetName, nth_sequence
from fla.filesets.spool import Spool
from fla.identifiers import synthetic_ssin
from fla.intake.declaration import Training, TrainingDeclaration
from fla.senders.model import Environment, Purpose, Sender
from fla.settings import Settings

_TITLES: Final = ("Brandveiligheid", "Rekenbladen voor gevorderden")
_WEEK: Final = dt.timedelta(days=7)
_AT_ONCE: Final = dt.timedelta()
_NOBODY: Final = synthetic_ssin(dt.date(1979, 8, 12), 599)


class _Sent(Struct, frozen=True):
    """A file set to be handed in; `finish` is what is done with it then."""

    purpose: Purpose
    environment: Environment
    content: bytes
    finish: str = "process"


async def hand_in(
    settings: Settings, app_url: str, sender: Sender, keys: Credentials, clock: Clock
) -> None:
    """Hand in the sender's file sets, unless it has any."""
    settings = replace(settings, database_url=app_url)
    desk = _Desk(settings, sender, keys, clock)
    async with await psycopg.AsyncConnection.connect(app_url, autocommit=True) as connection:
        if await desk.has_sent(connection):
            return
        for number, sent in enumerate(_sets(clock.today()), 1):
            ticket = await desk.hand_over(connection, number, sent)
            if sent.finish == "process":
                await process(settings, ticket, clock)
            elif sent.finish == "cancel":
                await arrival.withdraw(connection, ticket, f"sender {sender.number}", clock.now())


class _Desk:
    """Puts files where the sender's SFTP client would, and hands them over."""

    def __init__(self, settings: Settings, sender: Sender, keys: Credentials, clock: Clock) -> None:
        self._spool = Spool(settings.spool_directory)
        self._sender = sender
        self._keys = keys
        self._clock = clock

    async def has_sent(self, connection: Connection) -> bool:
        """Say whether the sender has handed in anything."""
        async with connection.transaction():
            await assume(connection, OPERATOR, self._clock.today())
            page = await store.list_sets(connection, store.Filter(sender=self._sender.number))
        return bool(page.rows)

    async def hand_over(self, connection: Connection, number: int, sent: _Sent) -> str:
        """Hand over the so-many-th set, and return its ticket."""
        name = SetName(
            purpose=sent.purpose,
            sender=self._sender.number,
            sent_on=self._clock.today(),
            sequence=nth_sequence(number),
            environment=sent.environment,
        )
        self._write(name, sent)
        ticket = await arrival.hand_over(
            *(connection, self._spool, self._sender, sent.environment),
            *(name.go, self._clock.now(), _AT_ONCE),
        )
        if ticket is None:
            raise LookupError(f"the file set {name.stem} was not taken")
        return ticket

    def _write(self, name: SetName, sent: _Sent) -> None:
        self._spool.prepare_sender(self._sender.number)
        folder = self._spool.in_folder(self._sender.number, sent.environment)
        (folder / name.fi()).write_bytes(sent.content)
        if sent.environment != "S":
            (folder / name.fs()).write_bytes(self._keys.sign(sent.content))
        (folder / name.go).touch()


def _sets(today: dt.date) -> Iterator[_Sent]:
    """Yield what is handed in, in its order."""
    sound, faulty = list(_trainings(today)), list(_mistakes(today))
    yield _Sent("FLAD", "S", _file([*sound, *faulty], today))
    yield _Sent("FLAD", "R", _file([*sound, *faulty], today))
    yield _Sent("FLAD", "R", _file(sound, today)[:-20])
    yield _Sent("FLAS", "R", _file([_renamed(one) for one in sound], today))
    yield _Sent("FLAD", "R", _file(sound[:6], today), finish="cancel")
    yield _Sent("FLAD", "T", _file(sound, today), finish="leave")


def _file(declarations: Sequence[TrainingDeclaration], today: dt.date) -> bytes:
    content = io.BytesIO()
    header = Header(sender=OFFICE.enterprise_number, creation_date=today, language="nl")
    write_declarations(content, header, declarations)
    return content.getvalue()


def _trainings(today: dt.date) -> Iterator[TrainingDeclaration]:
    """Yield two trainings of each worker of the office's mandators."""
    for employer in MANDATORS:
        for worker, ssin in enumerate(employer.workers, 1):
            for number, title in enumerate(_TITLES, 1):
                yield TrainingDeclaration(
                    action="register",
                    reference=f"L{employer.place}-{worker}-{number}",
                    enterprise_number=employer.enterprise_number,
                    ssin=ssin,
                    training=_training(title, today - number * _WEEK),
                )


def _training(title: str, day: dt.date) -> Training:
    return Training(
        title=title,
        provider_name="Opleidingshuis Zandbak",
        start_date=day,
        end_date=day,
        duration_minutes=240,
        form="formal",
        category="safety",
        language="nl",
        status="completed",
        result="attended",
        in_scope=True,
    )


def _mistakes(today: dt.date) -> Iterator[TrainingDeclaration]:
    """Yield trainings that are refused, each for one reason."""
    first = next(_trainings(today))
    mistyped = f"{first.ssin[:-1]}{(int(first.ssin[-1]) + 1) % 10}"
    sound = _training(_TITLES[0], today - _WEEK)
    backwards = replace(sound, end_date=today - 2 * _WEEK)
    endless = replace(sound, duration_minutes=1500)
    for number, (ssin, training) in enumerate(
        (
            (mistyped, sound),
            (_NOBODY, sound),
            (first.ssin, backwards),
            (first.ssin, endless),
            (first.ssin, replace(endless, title="Nachtopleiding")),
        ),
        1,
    ):
        yield replace(first, reference=f"F{number}", ssin=ssin, training=training)


def _renamed(declaration: TrainingDeclaration) -> TrainingDeclaration:
    """Return a training as a software says it that has mixed up its titles."""
    training = declaration.training
    if training is None or not declaration.reference.endswith("1"):
        return declaration
    return replace(declaration, training=replace(training, title=_TITLES[1]))
