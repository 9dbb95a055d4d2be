"""The secrets of batches: files in `ephemeral/` that are written before use and destroyed after.

It knows 32-byte secrets. Only mixing, founding and the doctor import it; the public door must not.
"""

from __future__ import annotations

import re
from pathlib import Path

from survey.errors import Action, Do, InstanceUnsound
from survey.sealing.opening.batches import batch_public
from survey.storage.files import destroy, write_durably
from survey.storage.keys.batch_keys import Batch, secret_path
from survey.storage.keys.vouchers import take_voucher_away, vouch

SECRET_SIZE = 32

_NAME = re.compile(r"^batch-([0-9]+)\.(?:key|voucher)(\.new)?$")


def write(ephemeral: Path, number: int, secret: bytes) -> Batch:
    """Store the secret of a batch durably (mode 0600), vouch for it, and give its public half."""
    write_durably(secret_path(ephemeral, number), secret)
    new = Batch(number, batch_public(secret))
    vouch(ephemeral, new)
    return new


def read(ephemeral: Path, current: Batch) -> bytes:
    """Return the secret of the current batch.

    InstanceUnsound when it is missing, or is not the one that belongs to the public key.
    """
    path = secret_path(ephemeral, current.number)
    try:
        secret = path.read_bytes()
    except FileNotFoundError:
        raise _lost(path, "is missing") from None
    if len(secret) != SECRET_SIZE or batch_public(secret) != current.public:
        raise _lost(path, "does not belong to the batch key in the database")
    return secret


def read_and_vouch(ephemeral: Path, current: Batch) -> bytes:
    """Return the secret of the current batch, and let the public door know that it is right.

    InstanceUnsound as in `read`; then the door takes no letter until this finds it right again.
    """
    try:
        secret = read(ephemeral, current)
    except InstanceUnsound:
        take_voucher_away(ephemeral, current.number)
        raise
    try:
        vouch(ephemeral, current)
    except FileNotFoundError:  # a mix that ended at this moment has destroyed it
        raise _lost(secret_path(ephemeral, current.number), "is missing") from None
    return secret


def stale(ephemeral: Path, current_number: int) -> tuple[Path, ...]:
    """Return the files of secrets that no waiting letter needs, and their vouchers: all but those
    of the current batch."""
    return tuple(
        path
        for path in sorted(ephemeral.iterdir())
        if (match := _NAME.match(path.name)) and (match[2] or int(match[1]) != current_number)
    )


def destroy_stale(ephemeral: Path, current_number: int) -> int:
    """Destroy the secrets that no waiting letter needs; give how many files there were.

    Call it only while no other process can be mixing.
    """
    paths = stale(ephemeral, current_number)
    for path in paths:
        destroy(path)
    return len(paths)


def _lost(path: Path, what: str) -> InstanceUnsound:
    return InstanceUnsound(
        f"The secret of the waiting letters ({path.name} in the folder ephemeral) {what}.",
        kept="Responses that were mixed before are safe. Nothing was changed.",
        do=(
            "If the folder ephemeral was moved, bring it back. If it is lost, the letters that "
            "wait are lost with it, and you can give them up",
            Action(Do.GIVE_UP_LETTERS),
        ),
    )
