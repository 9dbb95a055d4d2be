"""The voucher of a batch secret: a small note beside it that says which file was found right.

It knows public keys, and of the secret's file only what the folder says of it. It must not open
that file: so the public door sees that what it seals can be opened, and learns no secret.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from survey.storage.files import destroy, locked, write_durably
from survey.storage.keys.batch_keys import Batch, secret_path

_FORMAT = "batch-voucher/1"
_LOCK = "voucher.lock"


def voucher_path(ephemeral: Path, number: int) -> Path:
    """Return the path of the file that holds the voucher of a batch."""
    return ephemeral / f"batch-{number}.voucher"


def is_vouched(ephemeral: Path, current: Batch) -> bool:
    """Return whether the secret of a batch lies there as it was when it was last found right.

    False as well when that cannot be told: then no letter may be taken in.
    """
    try:
        said = voucher_path(ephemeral, current.number).read_text("ascii")
        return said == _words(ephemeral, current)
    except (OSError, ValueError):
        return False


def vouch(ephemeral: Path, current: Batch) -> None:
    """Write down that the secret of a batch, as it lies there now, was read and is right."""
    with locked(ephemeral / _LOCK):
        if not is_vouched(ephemeral, current):
            said = _words(ephemeral, current)
            write_durably(voucher_path(ephemeral, current.number), said.encode("ascii"))


def take_voucher_away(ephemeral: Path, number: int) -> None:
    """Let nothing be taken in for a batch any more; nothing happens when the folder is gone."""
    if ephemeral.is_dir():
        with locked(ephemeral / _LOCK):
            destroy(voucher_path(ephemeral, number))


def _words(ephemeral: Path, current: Batch) -> str:
    """Return what a voucher says now: whose secret, and the marks of its file.

    A file that was written to, cut or put in the place of another has other marks.
    """
    found = os.stat(secret_path(ephemeral, current.number))
    marks = f"{found.st_ino} {found.st_size} {found.st_mtime_ns}"
    return f"{_FORMAT} {current.number} {sha256(current.public).hexdigest()} {marks}\n"
