"""Answers the SFTP requests of one session: upload and fetch files, list, remove, rename.

No links, no folders of one's own, no rights to change. Messages are the protocol's, in English:
programs read the codes, people the ACRF and the documentation.
"""

import weakref
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

from asyncssh import (
    FXF_APPEND,
    FXF_CREAT,
    FXF_EXCL,
    FXF_TRUNC,
    FXF_WRITE,
    SFTPAttrs,
    SFTPFailure,
    SFTPName,
    SFTPNoSuchFile,
    SFTPPermissionDenied,
    SFTPServer,
    SSHServerChannel,
)

from fla.doors.sftp.attributes import of_file, of_folder, of_root
from fla.doors.sftp.desk import Desk
from fla.doors.sftp.files import Download, Upload
from fla.doors.sftp.mailbox import Mailbox
from fla.doors.sftp.place import FOLDERS, INTO, Place, place

MOST_OPEN: Final = 32
"""Files, and listings, that one session has open at a time."""


class SenderServer(SFTPServer):
    """One session of a sender."""

    def __init__(
        self,
        channel: SSHServerChannel[bytes],
        mailbox: Mailbox,
        desk: Desk,
        active: Callable[[], None],
    ) -> None:
        super().__init__(channel)
        self.active = active
        self._mailbox = mailbox
        self._desk = desk
        self._disk = desk.disk
        self._open: set[Upload | Download] = set()
        self._listings: weakref.WeakSet[AsyncIterator[SFTPName]] = weakref.WeakSet()
        self._left = False

    async def open(self, path: bytes, pflags: int, attrs: SFTPAttrs) -> Upload | Download:
        """Open a file: any to read, one of a folder IN to write."""
        where = place(path)
        if where.name is None:
            raise SFTPFailure("Is a directory")
        if len(self._open) >= MOST_OPEN:
            raise SFTPFailure("Too many open files")
        if pflags & (FXF_WRITE | FXF_APPEND):
            await self._desk.admit(self._mailbox, where)
            file: Upload | Download = await self._disk(
                self._mailbox.open_upload,
                where,
                create=bool(pflags & FXF_CREAT),
                exclusive=bool(pflags & FXF_EXCL),
                empty=bool(pflags & FXF_TRUNC),
                append=bool(pflags & FXF_APPEND),
            )
        else:
            file = await self._disk(self._read_from, where)
        self._open.add(file)
        return file

    def _read_from(self, where: Place) -> Download:
        if where.folder is None or where.name is None:
            raise SFTPNoSuchFile("No such file")
        opened = self._mailbox.folders.open_to_read(where.folder, where.name)
        return Download(where, opened)

    async def read(self, file_obj: Any, offset: int, size: int) -> bytes:
        """Read from an open file."""
        return await self._disk(_file(file_obj).read, offset, size)

    async def write(self, file_obj: Any, offset: int, data: bytes) -> int:
        """Write to an open file."""
        return await self._disk(_file(file_obj).write, offset, data)

    async def fsync(self, file_obj: Any) -> None:
        """Wait until the disk has an open file."""
        await self._disk(_file(file_obj).sync)

    async def close(self, file_obj: Any) -> None:
        """Close a file: with a GO or TD, or the last file that one waits for, things begin."""
        file = _file(file_obj)
        self._open.discard(file)
        if isinstance(file, Download):
            await self._disk(file.close)
            if file.read_whole:
                await self._desk.fetched(self._mailbox, file.place)
        elif self._left:
            await self._disk(self._drop, file)
        else:
            await self._disk(self._finish, file)
            await self._desk.sent(self._mailbox, file.place, file.size)

    def _finish(self, file: Upload) -> None:
        try:
            file.finish()
        finally:
            self._mailbox.let_go(file)

    def _drop(self, file: Upload) -> None:
        file.close()
        self._mailbox.let_go(file)

    async def stat(self, path: bytes) -> SFTPAttrs:
        """Return what is known of a file or folder."""
        where = place(path)
        if where.folder is None:
            return of_root()
        found = await self._disk(self._mailbox.folders.look, where.folder, where.name)
        shown = of_folder if where.name is None else of_file
        return shown(found, writable=where.folder in INTO)

    async def lstat(self, path: bytes) -> SFTPAttrs:
        """Return what is known of a file or folder; there are no links."""
        return await self.stat(path)

    async def fstat(self, file_obj: Any) -> SFTPAttrs:
        """Return what is known of an open file."""
        file = _file(file_obj)
        return of_file(await self._disk(file.look), writable=file.place.folder in INTO)

    async def setstat(self, path: bytes, attrs: SFTPAttrs) -> None:
        """Take rights and times as told, as clients do after an upload, and change nothing."""
        await self.stat(path)
        if attrs.size is not None:
            raise SFTPPermissionDenied("Permission denied")

    async def lsetstat(self, path: bytes, attrs: SFTPAttrs) -> None:
        """Do as for a file: there are no links."""
        await self.setstat(path, attrs)

    async def fsetstat(self, file_obj: Any, attrs: SFTPAttrs) -> None:
        """Cut an open file, or make it longer; rights and times are taken as told."""
        if attrs.size is not None:
            await self._disk(_file(file_obj).cut, attrs.size)

    def scandir(self, path: bytes) -> AsyncIterator[SFTPName]:
        """List the folders, or the files in one."""
        where = place(path)
        if where.name is not None:
            raise SFTPNoSuchFile("Not a directory")
        if len(self._listings) >= MOST_OPEN:
            raise SFTPFailure("Too many open folders")
        listing = self._folders() if where.folder is None else self._files(where.folder)
        self._listings.add(listing)
        return listing

    async def _folders(self) -> AsyncIterator[SFTPName]:
        for folder in FOLDERS:
            yield SFTPName(folder.encode(), attrs=await self.stat(folder.encode()))

    async def _files(self, folder: str) -> AsyncIterator[SFTPName]:
        for name, found in await self._disk(self._mailbox.folders.listing, folder):
            yield SFTPName(name.encode(), attrs=of_file(found, writable=folder in INTO))

    async def remove(self, path: bytes) -> None:
        """Remove a file, from any folder."""
        where = place(path)
        if where.folder is None or where.name is None:
            raise SFTPPermissionDenied("Permission denied")
        await self._disk(self._mailbox.remove, where.folder, where.name)

    async def rename(self, oldpath: bytes, newpath: bytes) -> None:
        """Rename a file within its folder IN, over nothing, as clients do after an upload."""
        old, new = place(oldpath), place(newpath)
        if old.folder is None or old.folder != new.folder or not (old.name and new.name):
            raise SFTPPermissionDenied("Permission denied")
        await self._disk(self._mailbox.rename, old.folder, old.name, new.name)
        await self._desk.sent(self._mailbox, new)

    async def posix_rename(self, oldpath: bytes, newpath: bytes) -> None:
        """Do as for any rename: OpenSSH asks for this one, which would go over what is there."""
        await self.rename(oldpath, newpath)

    async def realpath(self, path: bytes) -> bytes:
        """Return what a path means, whether or not something is there."""
        return place(path).path

    def readlink(self, path: bytes) -> bytes:
        """Refuse: there are no links."""
        raise SFTPNoSuchFile("No such link")

    def symlink(self, oldpath: bytes, newpath: bytes) -> None:
        """Refuse: there are no links."""
        raise SFTPPermissionDenied("Permission denied")

    def link(self, oldpath: bytes, newpath: bytes) -> None:
        """Refuse: a file has one name."""
        raise SFTPPermissionDenied("Permission denied")

    def mkdir(self, path: bytes, attrs: SFTPAttrs) -> None:
        """Refuse: the folders are there."""
        raise SFTPPermissionDenied("Permission denied")

    def rmdir(self, path: bytes) -> None:
        """Refuse: the folders stay."""
        raise SFTPPermissionDenied("Permission denied")

    def format_user(self, uid: int | None) -> str:
        """Return whom a listing gives as the owner."""
        return self._mailbox.number

    def format_group(self, gid: int | None) -> str:
        """Return whom a listing gives as the group."""
        return "fla"

    def left(self) -> None:
        """Note that the client is gone: what is open was not closed by it."""
        self._left = True

    async def end(self) -> None:
        """Close whatever is open, and leave the mailbox."""
        for file in list(self._open):
            await self.close(file)
        self._desk.leave(self._mailbox)


def _file(opened: object) -> Upload | Download:
    if isinstance(opened, Upload | Download):
        return opened
    raise SFTPFailure("Not a file")
