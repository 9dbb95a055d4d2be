"""The letterbox's own layer: a key for one batch of letters, and opening what is sealed to it.

It knows a batch secret while it works, never a study's. The public app must not import it.
"""

from __future__ import annotations

from survey.sealing.envelope import BATCH_INFO
from survey.sealing.opening.secret_keys import PrivateKey, private_key


def batch_key(secret: bytes) -> PrivateKey:
    """Return the key of a batch from 32 fresh random bytes; its `public` is what the web app needs.

    ValueError for a secret of another length.
    """
    return private_key(secret, b"", "batch")


def batch_public(secret: bytes) -> bytes:
    """Return the 1,216 public bytes for a batch secret."""
    return batch_key(secret).public


class BatchOpener:
    """Opens the letters sealed to one batch key; build it once per mix."""

    def __init__(self, secret: bytes) -> None:
        self._key = batch_key(secret)

    def open(self, letter: bytes) -> bytes:
        """Return the bundle inside; EnvelopeDamaged or EnvelopeForeign when it does not open."""
        return self._key.open(letter, BATCH_INFO)


def open_batch(secret: bytes, letter: bytes) -> bytes:
    """Open one letter with the 32-byte batch secret and give its bundle.

    For many letters build a BatchOpener. EnvelopeDamaged or EnvelopeForeign as there.
    """
    return BatchOpener(secret).open(letter)
