"""From a 32-byte secret to the private key of a study (or of a batch of letters).

It knows secrets while they are handed to it; it keeps, draws and stores none.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from survey.errors import EnvelopeDamaged
from survey.sealing.envelope import body, header
from survey.sealing.public_keys import SUITE, ShelfLabel, fingerprint

SECRET_SIZE = 32
_PREFIX = "survivor-survey/1/"


class PrivateKey:
    """A private key that can open; `public` are the 1,216 bytes to store, `fingerprint` 8 bytes.

    Its printed form shows the fingerprint only.
    """

    __slots__ = ("_header", "_key", "fingerprint", "public")

    def __init__(self, mlkem: MLKEM768PrivateKey, x25519: X25519PrivateKey) -> None:
        self._key = MLKEM768X25519PrivateKey(mlkem, x25519)
        self.public: bytes = (
            mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
        )
        self.fingerprint: bytes = fingerprint(self.public)
        self._header = header(self.fingerprint)

    def open(self, envelope: bytes, info: bytes) -> bytes:
        """Return what an envelope holds; the header is compared before any HPKE work.

        EnvelopeForeign when it is sealed to another key, EnvelopeDamaged when it is not whole or
        was sealed with another `info`.
        """
        hpke_output = body(envelope, self._header)
        try:
            return SUITE.decrypt(hpke_output, self._key, info)
        except InvalidTag:
            raise EnvelopeDamaged(
                "An envelope was altered, or belongs to another study, version or question.",
                kept="Nothing else was touched.",
            ) from None

    def __repr__(self) -> str:
        return f"PrivateKey({self.fingerprint.hex()})"


def derive(secret: bytes, study_id: str, label: ShelfLabel) -> PrivateKey:
    """Return the private key of one shelf of a study from its 32-byte secret.

    HKDF-SHA256 (RFC 5869), salt = study id in UTF-8; ValueError for a secret of another length.
    """
    return private_key(secret, study_id.encode(), label)


def private_key(secret: bytes, salt: bytes, label: str) -> PrivateKey:
    """Return the hybrid private key for `label` from a 32-byte secret and a salt.

    The ML-KEM-768 seed (FIPS 203: d, then z; 64 bytes) and the X25519 scalar (RFC 7748; 32 bytes)
    come from HKDF-SHA256 with different info. ValueError for a secret of another length.
    """
    if len(secret) != SECRET_SIZE:
        raise ValueError(f"a secret has {SECRET_SIZE} bytes, not {len(secret)}")
    seed = _hkdf(secret, salt, f"{_PREFIX}{label}/mlkem768-seed", 64)
    scalar = _hkdf(secret, salt, f"{_PREFIX}{label}/x25519", 32)
    return PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(seed), X25519PrivateKey.from_private_bytes(scalar)
    )


def _hkdf(secret: bytes, salt: bytes, info: str, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info.encode()).derive(secret)
