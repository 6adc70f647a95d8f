"""What the sessions of one sender share: his folders, his quota, and which files he is writing."""

import threading
from typing import Final

from asyncssh import SFTPFailure, SFTPPermissionDenied

from fla.doors.sftp.files import Upload
from fla.doors.sftp.folder import Folders
from fla.doors.sftp.place import INTO, Place
from fla.doors.sftp.quota import Quota
from fla.filesets.inbox import unfinished

_STARTERS: Final = ("GO.", "TD.")
"""What the names begin with of the files that start a set and that call it back."""


def set_name(name: str) -> str:
    """Return what the files of one set have in common: purpose to environment, without parts."""
    return ".".join(name.split(".")[1:6])


def starter(name: str) -> bool:
    """Say whether a file makes something of the others that are there."""
    return name.startswith(_STARTERS) and not unfinished(name)


class Mailbox:
    """One sender's; kept as long as he has a session."""

    def __init__(self, number: str, folders: Folders, quota: Quota) -> None:
        self.number = number
        self.folders = folders
        self.quota = quota
        self.sessions = 0
        self._deciding = threading.Lock()
        self._uploads: dict[Place, Upload | None] = {}  # None while it is being opened
        self._sealed: set[tuple[str | None, str]] = set()

    def open_upload(
        self, place: Place, *, create: bool, exclusive: bool, empty: bool, append: bool
    ) -> Upload:
        """Open a file of a folder IN to be written; takes the disk.

        Whoever has it open loses it: he is the sender too, more likely than not cut off before.
        Raises SFTPFailure while its set is being handed over.
        """
        if place.folder not in INTO or place.name is None:
            raise SFTPPermissionDenied("Permission denied")
        self._reserve(place)
        upload = None
        try:
            self.quota.admit()
            opened = self.folders.open_to_write(
                place.folder, place.name, create=create, exclusive=exclusive, empty=empty
            )
            upload = Upload(place, opened, self.quota, append=append)
        finally:
            self._settle(place, upload)
        return upload

    def _reserve(self, place: Place) -> None:
        with self._deciding:
            if _set_of(place) in self._sealed:
                raise SFTPFailure("The file set is being handed over")
            before = self._uploads.get(place)
            if place in self._uploads and before is None:
                raise SFTPFailure("The file is being opened")
            self._uploads[place] = None
        if before is not None:
            before.close()

    def _settle(self, place: Place, upload: Upload | None) -> None:
        with self._deciding:
            if upload is None:
                self._uploads.pop(place, None)
            else:
                self._uploads[place] = upload

    def let_go(self, upload: Upload) -> None:
        """Forget a file that is not written any more."""
        with self._deciding:
            if self._uploads.get(upload.place) is upload:
                del self._uploads[upload.place]

    def remove(self, folder: str, name: str) -> None:
        """Remove a file; takes the disk. Who writes it stops: what has no name counts nowhere."""
        with self._deciding:
            writing = self._uploads.get(Place(folder, name))
        if writing is not None:
            writing.close()
        self.folders.remove(folder, name)

    def rename(self, folder: str, old: str, new: str) -> None:
        """Rename a file that nobody writes, in its folder IN, to a name that is free."""
        if folder not in INTO:
            raise SFTPPermissionDenied("Permission denied")
        both = Place(folder, old), Place(folder, new)
        with self._deciding:
            if any(one in self._uploads or _set_of(one) in self._sealed for one in both):
                raise SFTPFailure("The file is being written, or its set handed over")
            self._uploads.update(dict.fromkeys(both))
        try:
            self.folders.rename(folder, old, new)
        finally:
            for one in both:
                self._settle(one, None)

    def seal(self, place: Place) -> bool:
        """Let nobody write the set of a file from now on; False where somebody does."""
        wanted = _set_of(place)
        with self._deciding:
            if wanted in self._sealed or wanted in map(_set_of, self._uploads):
                return False
            self._sealed.add(wanted)
            return True

    def unseal(self, place: Place) -> None:
        """Let the set of a file be written again."""
        with self._deciding:
            self._sealed.discard(_set_of(place))

    def starters(self, place: Place) -> list[str]:
        """Return the files that start or call back the set of a file; takes the disk."""
        if place.folder is None or place.name is None:
            return []
        names = (name for name, _ in self.folders.listing(place.folder))
        wanted = set_name(place.name)
        return [name for name in names if starter(name) and set_name(name) == wanted]


def _set_of(place: Place) -> tuple[str | None, str]:
    return place.folder, set_name(place.name or "")
