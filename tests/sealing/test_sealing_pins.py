"""Pins by hand, from what the formats say; and that no two rows have one."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date

import pytest

from survey.sealing.codes.pin_tags import is_pin, pin

KEY = bytes(range(32))


def lp(*fields: bytes) -> bytes:
    """Join fields as the formats say: each after its length in two bytes."""
    return b"".join(len(field).to_bytes(2, "big") + field for field in fields)


def sha(value: bytes) -> bytes:
    """Return the SHA-256 of bytes."""
    return hashlib.sha256(value).digest()


def test_a_pin_is_made_by_hand() -> None:
    fields = {"id": "é", "public": b"\0\1", "practice": True, "shares": 3,
              "closes_on": date(2026, 3, 29), "closed_on": None}  # fmt: skip
    by_hand = lp(
        b"survivor-survey/1/pin",
        b"study",
        b"id",
        sha("é".encode()),
        b"public",
        sha(b"\0\1"),
        b"practice",
        sha(b"1"),
        b"shares",
        sha(b"3"),
        b"closes_on",
        sha(b"2026-03-29"),
        b"closed_on",
        b"",
    )
    assert pin(KEY, "study", fields) == hmac.new(KEY, by_hand, hashlib.sha256).digest()


def test_another_key_kind_name_or_value_gives_another_pin() -> None:
    every = {
        pin(KEY, "study", {"a": "1", "b": "2"}),
        pin(bytes(32), "study", {"a": "1", "b": "2"}),
        pin(KEY, "council", {"a": "1", "b": "2"}),
        pin(KEY, "study", {"a": "2", "b": "1"}),
        pin(KEY, "study", {"b": "1", "a": "2"}),
        pin(KEY, "study", {"a": "12", "b": ""}),
        pin(KEY, "study", {"a": "1", "b": None}),
        pin(KEY, "study", {"a": "1", "b": ""}),
        pin(KEY, "study", {"a": "1"}),
    }
    assert len(every) == 9


def test_nothing_and_half_a_pin_are_none() -> None:
    right = pin(KEY, "batch", {"number": 1})
    assert is_pin(KEY, "batch", {"number": 1}, right)
    for wrong in (None, b"", right[:31], right + b"\0"):
        assert not is_pin(KEY, "batch", {"number": 1}, wrong)
    with pytest.raises(ValueError, match="32 bytes"):
        pin(b"short", "batch", {"number": 1})
