"""The frozen envelopes opened a second way: RFC 9180 and X-Wing written out step by step.

The HPKE library draws its own randomness, so it has no known answers of its own to check; opening
its envelopes with another reading of the standards is the check.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FROZEN = json.loads((Path(__file__).parents[1] / "vectors" / "envelopes.json").read_text())
#: X-Wing (0x647A), HKDF-SHA256 (0x0001), AES-256-GCM (0x0002).
SUITE_ID = b"HPKE\x64\x7a\x00\x01\x00\x02"


def extract(salt: bytes, key: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), key, "sha256")


def expand(key: bytes, info: bytes, length: int) -> bytes:
    out, block, counter = b"", b"", 1
    while len(out) < length:
        block = hmac.digest(key, block + info + bytes((counter,)), "sha256")
        out, counter = out + block, counter + 1
    return out[:length]


def labeled_extract(salt: bytes, label: bytes, key: bytes) -> bytes:
    return extract(salt, b"HPKE-v1" + SUITE_ID + label + key)


def labeled_expand(key: bytes, label: bytes, info: bytes, length: int) -> bytes:
    prefix = length.to_bytes(2, "big") + b"HPKE-v1" + SUITE_ID
    return expand(key, prefix + label + info, length)


def decapsulate(seed: bytes, scalar: bytes, enc: bytes) -> bytes:
    """X-Wing: SHA3-256 over both shared secrets, the X25519 ciphertext and key, and its label."""
    x25519 = X25519PrivateKey.from_private_bytes(scalar)
    first = MLKEM768PrivateKey.from_seed_bytes(seed).decapsulate(enc[:1088])
    second = x25519.exchange(X25519PublicKey.from_public_bytes(enc[1088:]))
    own = x25519.public_key().public_bytes_raw()
    return hashlib.sha3_256(first + second + enc[1088:] + own + rb"\.//^" + b"\\").digest()


def open_by_hand(secret: bytes, salt: bytes, label: str, info: bytes, envelope: bytes) -> bytes:
    root = extract(salt, secret)
    seed = expand(root, f"survivor-survey/1/{label}/mlkem768-seed".encode(), 64)
    scalar = expand(root, f"survivor-survey/1/{label}/x25519".encode(), 32)
    enc, ciphertext = envelope[14:1134], envelope[1134:]
    shared = decapsulate(seed, scalar, enc)
    context = (
        b"\0" + labeled_extract(b"", b"psk_id_hash", b"") + labeled_extract(b"", b"info_hash", info)
    )
    schedule = labeled_extract(shared, b"secret", b"")
    key = labeled_expand(schedule, b"key", context, 32)
    nonce = labeled_expand(schedule, b"base_nonce", context, 12)
    return AESGCM(key).decrypt(nonce, ciphertext, b"")


def prefixed(*fields: bytes) -> bytes:
    return b"".join(len(field).to_bytes(2, "big") + field for field in fields)


@pytest.mark.parametrize("case", FROZEN["cases"], ids=lambda case: case["name"])
def test_a_frozen_envelope_opens_by_hand(case: dict[str, Any]) -> None:
    info = prefixed(
        case["label"].encode(),
        *(field.encode() if name != "form" else bytes.fromhex(field)
          for name, field in case["context"].items()),
    )  # fmt: skip
    salt = case["context"].get("study", "").encode()
    envelope = bytes.fromhex(case["envelope"])
    assert envelope[:6] == b"SEAL\x01\x01"
    plaintext = open_by_hand(bytes.fromhex(case["secret"]), salt, case["label"], info, envelope)
    assert plaintext.rstrip(b"\0").hex() == case["plaintext_without_padding"]


def test_hkdf_by_hand_is_rfc_5869() -> None:
    root = extract(bytes(range(13)), b"\x0b" * 22)
    assert root.hex() == "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"
    assert expand(root, bytes(range(0xF0, 0xFA)), 42).hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )
