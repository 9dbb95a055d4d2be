"""Files encrypted to age recipients (age-encryption.org/v1, X25519), streamed in and out.

It knows keys and bytes; it must not know what is in a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

import pyrage
from pyrage import x25519

from survey.errors import Action, BadInput, Do

#: What a line with a public and with a secret key begins with.
PUBLIC, SECRET = "age1", "AGE-SECRET-KEY-1"


def new_identity() -> tuple[str, str]:
    """Return a new secret key and the recipient that belongs to it, both as age writes them."""
    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def require_recipients(recipients: Sequence[str]) -> None:
    """Raise BadInput where there is no recipient, or one that is not a public key of age."""
    if not recipients:
        raise BadInput(
            "There is nobody to encrypt the backup to.",
            kept="No backup was written.",
            do=(
                "Name a public key in backup_recipients of the settings. If there is none yet",
                Action(Do.MAKE_BACKUP_KEY),
            ),
        )
    for one in recipients:
        _recipient(one)


def encrypt(source: BinaryIO, target: BinaryIO, recipients: Sequence[str]) -> None:
    """Encrypt a stream so that any one of the recipients can open it."""
    pyrage.encrypt_io(source, target, [_recipient(one) for one in recipients])


def decrypt(source: BinaryIO, target: BinaryIO, identities: Sequence[str]) -> None:
    """Decrypt a stream; BadInput when none of the secret keys fits, or it was altered or cut off.

    What was written to `target` until then is good for nothing.
    """
    keys = [_identity(one) for one in identities]
    try:
        pyrage.decrypt_io(source, target, keys)
    except pyrage.DecryptError as error:
        raise BadInput(
            "This file does not open with this key."
            if "matching" in str(error)
            else "This file is not a backup, was not sealed to a key, or is cut off or damaged.",
            kept="Nothing was changed.",
            do="See that it is the right file, copied whole, and give the key made for it.",
        ) from None
    except OSError as error:
        if error.errno is not None:
            raise
        raise BadInput(
            "This file is cut off or damaged.",
            kept="Nothing was changed.",
            do="Copy it again, or take another one.",
        ) from None


def identities_in(text: str) -> list[str]:
    """Return the secret keys in the text of an identity file; BadInput when there is none."""
    found = [line.strip() for line in text.splitlines() if line.strip().startswith(SECRET)]
    if not found:
        raise BadInput(
            "There is no secret key in this file.",
            do=f"Give the file that was made with the key; a line begins with {SECRET}.",
        )
    return found


def _recipient(text: str) -> x25519.Recipient:
    try:
        return x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        raise BadInput(
            f"“{text[:80]}” is not the public key of an age recipient.",
            kept="Nothing was written.",
            do=f"It begins with {PUBLIC} and is one word; it was printed when the key was made.",
        ) from None


def _identity(text: str) -> x25519.Identity:
    try:
        return x25519.Identity.from_str(text)
    except pyrage.IdentityError:
        raise BadInput(
            "The secret key in this file is not whole.",
            do="Give the file as it was when the key was made.",
        ) from None
