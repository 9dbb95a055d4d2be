"""The public half of a key: its bytes, its fingerprint, and HPKE's object for it.

It knows how public keys are written down. It must not know any secret: the public app imports it.
"""

from __future__ import annotations

import hashlib
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PublicKey, Suite

#: The one suite: HPKE (RFC 9180) over the hybrid KEM ML-KEM-768 + X25519 (X-Wing, KEM id 0x647A).
SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)

MLKEM_PUBLIC_SIZE = 1184
X25519_PUBLIC_SIZE = 32
#: Bytes of a public key as stored: ML-KEM-768, then X25519.
PUBLIC_SIZE = MLKEM_PUBLIC_SIZE + X25519_PUBLIC_SIZE
FINGERPRINT_SIZE = 8

#: The two shelves of a study; each has its own key.
ShelfLabel = Literal["numbers", "words"]


def load_public(public: bytes) -> MLKEM768X25519PublicKey:
    """Take the 1,216 bytes of a public key and give HPKE's object; ValueError for other bytes."""
    if len(public) != PUBLIC_SIZE:
        raise ValueError(f"a public key has {PUBLIC_SIZE} bytes, not {len(public)}")
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public[:MLKEM_PUBLIC_SIZE]),
        X25519PublicKey.from_public_bytes(public[MLKEM_PUBLIC_SIZE:]),
    )


def in_groups(fingerprint: bytes) -> str:
    """Return an 8-byte fingerprint as it is shown: four groups of four hexadecimal digits."""
    return fingerprint.hex(" ", 2)


def fingerprint(public: bytes) -> bytes:
    """Take a public key's bytes and give its 8-byte fingerprint: the start of their SHA-256."""
    return hashlib.sha256(public).digest()[:FINGERPRINT_SIZE]
