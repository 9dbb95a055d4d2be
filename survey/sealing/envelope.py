"""The outside of an envelope: magic, version, suite, key fingerprint, then HPKE's output.

It knows no key and cannot seal or open.
"""

from __future__ import annotations

from survey.errors import EnvelopeDamaged, EnvelopeForeign
from survey.sealing.public_keys import FINGERPRINT_SIZE

MAGIC = b"SEAL"
VERSION = 1
#: HPKE with ML-KEM-768 + X25519, HKDF-SHA256, AES-256-GCM.
SUITE_ID = 1
_PREAMBLE = MAGIC + bytes((VERSION, SUITE_ID))

HEADER_SIZE = len(_PREAMBLE) + FINGERPRINT_SIZE
#: HPKE's `enc`: ML-KEM-768 ciphertext (1,088) and X25519 public key (32).
ENCAPSULATION_SIZE = 1120
_TAG_SIZE = 16
#: What an envelope adds to what it holds.
OVERHEAD = HEADER_SIZE + ENCAPSULATION_SIZE + _TAG_SIZE

#: Every envelope with words (or with none written) has exactly this many bytes.
TEXT_ENVELOPE_SIZE = 4096

_KEPT = "Nothing else was touched."


def envelope_size(plaintext_size: int) -> int:
    """Return the bytes of an envelope that holds `plaintext_size` bytes."""
    return OVERHEAD + plaintext_size


def header(fingerprint: bytes) -> bytes:
    """Return the 14 header bytes of envelopes sealed to the key with that 8-byte fingerprint."""
    if len(fingerprint) != FINGERPRINT_SIZE:
        raise ValueError(f"a fingerprint has {FINGERPRINT_SIZE} bytes")
    return _PREAMBLE + fingerprint


def body(envelope: bytes, expected_header: bytes) -> bytes:
    """Return HPKE's output from an envelope with the expected header.

    EnvelopeDamaged when it is too short, or its magic, version or suite are unknown;
    EnvelopeForeign when it is sealed to another key.
    """
    if envelope[:HEADER_SIZE] == expected_header and len(envelope) >= OVERHEAD:
        return envelope[HEADER_SIZE:]
    if len(envelope) < OVERHEAD:
        raise EnvelopeDamaged("An envelope is cut short.", kept=_KEPT)
    if not envelope.startswith(MAGIC):
        raise EnvelopeDamaged("These bytes are not an envelope.", kept=_KEPT)
    if not envelope.startswith(_PREAMBLE):
        raise EnvelopeDamaged(
            "An envelope has a version or suite that this program does not know.",
            kept=_KEPT,
            do="If a newer version of the program sealed it, open it with that version.",
        )
    raise EnvelopeForeign("An envelope is sealed to another key than this one.", kept=_KEPT)


def encapsulation(envelope: bytes) -> bytes:
    """Return the 1,120 bytes of HPKE's `enc`: equal only when one envelope is a copy of another.

    EnvelopeDamaged when the envelope is too short to have them.
    """
    if len(envelope) < OVERHEAD:
        raise EnvelopeDamaged("An envelope is cut short.", kept=_KEPT)
    return envelope[HEADER_SIZE : HEADER_SIZE + ENCAPSULATION_SIZE]


def numbers_info(study_id: str, questionnaire_fingerprint: bytes) -> bytes:
    """Return HPKE's `info` for a codes record of that study and questionnaire."""
    return length_prefixed(b"numbers", study_id.encode(), questionnaire_fingerprint)


def words_info(study_id: str, questionnaire_fingerprint: bytes, question_id: str) -> bytes:
    """Return HPKE's `info` for a text; it names the question, so that a text cannot change
    places."""
    return length_prefixed(
        b"words", study_id.encode(), questionnaire_fingerprint, question_id.encode()
    )


BATCH_INFO = b"\x00\x05batch"


def length_prefixed(*fields: bytes) -> bytes:
    """Join fields, each after its length as two bytes (big-endian), so that none can be mistaken
    for another. ValueError for a field over 65,535 bytes.
    """
    try:
        return b"".join([len(field).to_bytes(2, "big") + field for field in fields])
    except OverflowError:
        raise ValueError("a field has at most 65,535 bytes") from None
