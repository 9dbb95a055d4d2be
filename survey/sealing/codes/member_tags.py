"""What the six words of a council member give: tags for rounds, a pseudonym, keys for own ratings.

It knows words and keys while it works, draws nothing and keeps nothing. Without the words no two of
the values that it gives can be joined.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from survey.errors import EnvelopeDamaged
from survey.sealing.codes.phrases import normalised
from survey.sealing.envelope import length_prefixed

#: Rounds that a council can have, of all kinds: members get a tag for each when they join.
ROUNDS_MOST = 8

ROOT_SIZE = 32
TAG_SIZE = 32
PSEUDONYM_SIZE = 16
NONCE_SIZE = 12

_ROOT_INFO = b"survivor-survey/1/member"
_LABEL = b"survivor-survey/1/member/"
_OWN_LABEL = b"survivor-survey/1/own-ratings"
_LENGTH_SIZE = 2
_GCM_TAG_SIZE = 16


def member_root(typed: str, council_id: str) -> bytes:
    """Return the 32 bytes that six words give in one council, as shown or as typed again.

    HKDF-SHA256 (RFC 5869) over the letters of the words, salt = council id. Never refuses: wrong
    words give a root that matches nothing.
    """
    letters = normalised(typed).encode()
    return HKDF(SHA256(), ROOT_SIZE, council_id.encode(), _ROOT_INFO).derive(letters)


def vote_tag(root: bytes, round_: int) -> bytes:
    """Return the 32-byte tag by which a member is let into one round, once."""
    return _derived(root, b"vote", round_, TAG_SIZE)


def vote_tags(root: bytes) -> bytes:
    """Return the tags of all rounds that a council can have, one after the other."""
    return b"".join(vote_tag(root, round_) for round_ in range(1, ROUNDS_MOST + 1))


def split_tags(payload: bytes) -> tuple[bytes, ...]:
    """Return what `vote_tags` joined; EnvelopeDamaged for other bytes."""
    if len(payload) != ROUNDS_MOST * TAG_SIZE:
        raise EnvelopeDamaged("A waiting letter opens, but what it holds is not a member's tags.")
    return tuple(payload[at : at + TAG_SIZE] for at in range(0, len(payload), TAG_SIZE))


def pseudonym(root: bytes) -> bytes:
    """Return the 16 bytes that link a member's rounds; they exist only inside sealed answers."""
    return _derived(root, b"pseudonym", 0, PSEUDONYM_SIZE)


def own_tag(root: bytes, round_: int) -> bytes:
    """Return the 32-byte tag under which a member's own ratings of one round lie."""
    return _derived(root, b"own-tag", round_, TAG_SIZE)


def own_size(question_ids: tuple[str, ...]) -> int:
    """Return the bytes of every sealed record of own ratings of a round that asks for these."""
    longest = _LENGTH_SIZE + 2 + sum(len(question) + 5 for question in question_ids)
    return longest + NONCE_SIZE + _GCM_TAG_SIZE


def seal_own(
    root: bytes,
    round_: int,
    ratings: Mapping[str, int],
    question_ids: tuple[str, ...],
    nonce: bytes,
) -> bytes:
    """Seal a member's own ratings (question id to a point from 1 to 9) so that only they read them.

    AES-256-GCM (NIST SP 800-38D); `own_size(question_ids)` bytes, whatever was rated. `nonce` is 12
    fresh random bytes. ValueError for a rating of another question.
    """
    if not set(ratings) <= set(question_ids):
        raise ValueError("a rating of a question that the round does not ask")
    said = json.dumps(dict(ratings), separators=(",", ":")).encode()
    size = own_size(question_ids) - NONCE_SIZE - _GCM_TAG_SIZE
    padded = (len(said).to_bytes(_LENGTH_SIZE, "big") + said).ljust(size, b"\0")
    return nonce + _own_cipher(root, round_).encrypt(nonce, padded, _OWN_LABEL)


def open_own(root: bytes, round_: int, sealed: bytes) -> dict[str, int]:
    """Return the ratings that `seal_own` sealed; EnvelopeDamaged when that cannot be."""
    nonce, body = sealed[:NONCE_SIZE], sealed[NONCE_SIZE:]
    try:
        padded = _own_cipher(root, round_).decrypt(nonce, body, _OWN_LABEL)
        length = int.from_bytes(padded[:_LENGTH_SIZE], "big")
        said = json.loads(padded[_LENGTH_SIZE : _LENGTH_SIZE + length])
        return {str(question): int(rating) for question, rating in said.items()}
    except (InvalidTag, ValueError, AttributeError, TypeError):
        raise EnvelopeDamaged("A record of own ratings does not open.") from None


def _own_cipher(root: bytes, round_: int) -> AESGCM:
    return AESGCM(_derived(root, b"own-key", round_, 32))


def _derived(root: bytes, purpose: bytes, round_: int, size: int) -> bytes:
    info = length_prefixed(_LABEL, purpose, round_.to_bytes(2, "big"))
    return HKDF(SHA256(), size, None, info).derive(root)
