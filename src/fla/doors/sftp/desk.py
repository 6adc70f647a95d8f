"""What all sessions share: the senders' mailboxes, and what becomes of a file that was closed."""

from typing import Final

import structlog
from asyncssh import SFTPFailure, SFTPQuotaExceeded

from fla.doors.sftp.disk import Disk
from fla.doors.sftp.folder import Folders
from fla.doors.sftp.mailbox import Mailbox, starter
from fla.doors.sftp.office import Office
from fla.doors.sftp.place import FROM, INTO, Place
from fla.doors.sftp.quota import Quota
from fla.filesets.spool import Spool

_LOG: Final = structlog.get_logger()


class Desk:
    """One a server; `quota` is in bytes, for each sender."""

    def __init__(self, office: Office, spool: Spool, disk: Disk, quota: int) -> None:
        self.disk = disk
        self._office = office
        self._spool = spool
        self._quota = quota
        self._mailboxes: dict[str, Mailbox] = {}

    async def enter(self, number: str) -> Mailbox:
        """Return a sender's mailbox, to be left again; his folders are made where missing."""
        if number not in self._mailboxes:
            made = await self.disk(self._open, number)
            self._mailboxes.setdefault(number, made)
        mailbox = self._mailboxes[number]
        mailbox.sessions += 1
        return mailbox

    def _open(self, number: str) -> Mailbox:
        folders = Folders(self._spool.prepare_sender(number))
        return Mailbox(number, folders, Quota(self._quota, folders.sent, folders.free))

    def leave(self, mailbox: Mailbox) -> None:
        """Forget a mailbox when its last session ends."""
        mailbox.sessions -= 1
        if mailbox.sessions == 0:
            self._mailboxes.pop(mailbox.number, None)

    async def admit(self, mailbox: Mailbox, place: Place) -> None:
        """Raise SFTPQuotaExceeded where a sender's sets take all of the disk that they may.

        A GO or a TD is let in: it makes nothing larger, and a TD something smaller.
        """
        if place.name is None or starter(place.name):
            return
        try:
            full = await self._office.is_full(mailbox.number)
        except Exception:  # his folders have a bound of their own
            _LOG.exception("sftp.not-counted", sender=mailbox.number)
            return
        if full:
            raise SFTPQuotaExceeded("Your file sets take all the room they may until old ones go")

    async def sent(self, mailbox: Mailbox, place: Place, size: int | None = None) -> None:
        """Hand the set of a file over if it was told to start; that many bytes came, if any.

        A set with a file that is still being written waits for that one. Raises SFTPFailure where
        the set could not be handed over: the sender closes its GO once more.
        """
        if place.folder not in INTO:
            return
        if size is not None:
            _LOG.info("sftp.received", sender=mailbox.number, file=place.path.decode(), bytes=size)
        for name in await self.disk(mailbox.starters, place):
            await self._take(mailbox, Place(place.folder, name))

    async def _take(self, mailbox: Mailbox, place: Place) -> None:
        if place.folder is None or place.name is None or not mailbox.seal(place):
            return
        environment = INTO[place.folder]
        ask = self._office.call_back if place.name.startswith("TD.") else self._office.hand_over
        try:
            ticket = await ask(mailbox.number, environment, place.name)
            _LOG.info("sftp.started", sender=mailbox.number, file=place.name, ticket=ticket)
        except Exception as error:
            _LOG.exception("sftp.not-taken", sender=mailbox.number, file=place.name)
            raise SFTPFailure("Could not be taken; send it again in a moment") from error
        finally:
            mailbox.unseal(place)

    async def fetched(self, mailbox: Mailbox, place: Place) -> None:
        """Note that a sender has read a file whole; without harm where that is not possible."""
        if place.folder not in FROM or place.name is None:
            return
        try:
            await self._office.fetched(mailbox.number, place.name)
        except Exception:  # he has his reply
            _LOG.exception("sftp.not-noted", sender=mailbox.number, file=place.name)
