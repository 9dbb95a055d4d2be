"""What was closed is what is opened: count and hash of a shelf's envelopes at closing.

It knows no key and no contents.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from survey.errors import ClosedSetChanged
from survey.sealing.envelope import length_prefixed
from survey.sealing.public_keys import ShelfLabel

HASH_SIZE = 32


@dataclass(frozen=True, slots=True)
class ClosedSet:
    """One shelf at closing: how many envelopes, and the SHA-256 over their sorted hashes."""

    label: ShelfLabel
    count: int
    digest: bytes


def envelope_hash(envelope: bytes) -> bytes:
    """Return the SHA-256 (32 bytes) of an envelope as stored."""
    return hashlib.sha256(envelope).digest()


def closed_set(label: ShelfLabel, hashes: Iterable[bytes]) -> ClosedSet:
    """Take the 32-byte hashes of all envelopes of a shelf, in any order, and give the closed set.

    Sorting needs all of them at once: about 65 bytes of memory per envelope, 65 MB for a million;
    the envelopes themselves are never held. ValueError for a hash of another length.
    """
    ordered = sorted(hashes)
    digest = hashlib.sha256()
    for one in ordered:
        if len(one) != HASH_SIZE:
            raise ValueError(f"a hash has {HASH_SIZE} bytes")
        digest.update(one)
    return ClosedSet(label, len(ordered), digest.digest())


def joint_digest(numbers: ClosedSet, words: ClosedSet) -> bytes:
    """Return one SHA-256 (32 bytes) over both shelves of a study, to show and store as one.

    Each shelf goes in as label, count (8 bytes, big-endian) and digest, each length-prefixed.
    """
    digest = hashlib.sha256()
    for shelf in (numbers, words):
        count = shelf.count.to_bytes(8, "big")
        digest.update(length_prefixed(shelf.label.encode(), count, shelf.digest))
    return digest.digest()


def read_aloud(closed_digest: str) -> tuple[str, ...]:
    """Return of the hex digest of what was closed what people read to each other: 128 bits, in
    groups of four; nothing of ""."""
    return tuple(closed_digest[at : at + 4] for at in range(0, min(len(closed_digest), 32), 4))


def require_unchanged(closed: ClosedSet, found: ClosedSet) -> None:
    """Refuse any other set than the one that was closed: ClosedSetChanged when they differ."""
    if closed == found:
        return
    raise ClosedSetChanged(
        f"When this study closed, the {closed.label} shelf held {closed.count} envelopes; now it "
        f"holds {found.count}"
        + (", but not the same ones." if closed.count == found.count else "."),
        kept="Nothing was opened.",
        do="Restore the database from a backup made after closing, and find out who changed it.",
    )
