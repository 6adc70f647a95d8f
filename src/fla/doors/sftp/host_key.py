"""The key by which senders know the server again: made once, and kept."""

import contextlib
import os
import tempfile
from pathlib import Path
from typing import Final

from asyncssh import SSHKey, generate_private_key, read_private_key

_NAME: Final = "sftp_host_ed25519"


def host_key(keys: Path) -> SSHKey:
    """Return the server's key from a directory, made if there is none; it is for us to read.

    Its public half stands beside it, for senders to compare. Two servers that start at once end up
    with the same.
    """
    path = keys / _NAME
    if not path.exists():
        _make(path)
    key = read_private_key(path)
    path.with_suffix(".pub").write_bytes(key.export_public_key())
    return key


def _make(path: Path) -> None:
    made = generate_private_key("ssh-ed25519", comment="fla")
    with tempfile.NamedTemporaryFile(dir=path.parent) as draft:  # for its owner alone
        draft.write(made.export_private_key())
        draft.flush()
        os.fsync(draft.fileno())
        with contextlib.suppress(FileExistsError):  # another server was quicker: its key is the one
            os.link(draft.name, path)
