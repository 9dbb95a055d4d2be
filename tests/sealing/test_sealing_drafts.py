"""A form that is put aside: only its six words open it, its size says nothing, its weeks add up."""

from __future__ import annotations

import hmac
from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from survey.errors import EnvelopeDamaged
from survey.sealing.codes.phrases import phrase, receipt_key
from survey.sealing.codes.sealed_drafts import (
    draft_key,
    mark_of_draft,
    open_sealed_draft,
    seal_draft,
    week_of,
    week_of_erasing,
)

WORDS = phrase([1, 20, 300, 4000, 5000, 7000])
KEY = draft_key(WORDS)
FORM = b"\x05" * 32
SIZE = 256


def sealed(payload: bytes = b"answers", nonce: bytes = bytes(12)) -> bytes:
    return seal_draft(KEY, "s", FORM, payload, SIZE, nonce)


@given(st.binary(max_size=SIZE - 4), st.binary(min_size=12, max_size=12))
def test_what_was_put_aside_comes_back_and_the_size_says_nothing(
    payload: bytes, nonce: bytes
) -> None:
    assert open_sealed_draft(KEY, "s", FORM, sealed(payload, nonce)) == payload
    assert len(sealed(payload, nonce)) == SIZE + 29


def test_words_count_however_they_are_typed() -> None:
    for typed in (WORDS.upper(), WORDS.replace(" ", "-"), f" {WORDS}\n"):
        assert draft_key(typed) == KEY


def test_the_key_and_the_mark_are_those_of_the_format() -> None:
    letters = WORDS.replace(" ", "").encode()
    both = HKDF(SHA256(), 64, None, b"survivor-survey/1/draft-code").derive(letters)
    assert (KEY.lookup, KEY.key) == (both[:32], both[32:])
    label = b"\x00\x1csurvivor-survey/1/draft-mark\x00\x20"
    assert mark_of_draft(bytes(32), KEY) == hmac.digest(bytes(32), label + both[:32], "sha256")
    with pytest.raises(ValueError, match="32 bytes"):
        mark_of_draft(b"short", KEY)


def test_a_code_and_a_receipt_of_the_same_words_have_nothing_in_common() -> None:
    assert receipt_key(WORDS) not in (KEY.lookup, KEY.key)


@pytest.mark.parametrize(
    ("words", "study", "form"),
    [(WORDS + "x", "s", FORM), (WORDS, "t", FORM), (WORDS, "s", b"\x06" * 32)],
)
def test_another_code_study_or_form_does_not_open_it(words: str, study: str, form: bytes) -> None:
    with pytest.raises(EnvelopeDamaged):
        open_sealed_draft(draft_key(words), study, form, sealed())


@given(st.integers(0, SIZE + 28), st.integers(1, 255))
def test_every_changed_byte_is_noticed(place: int, change: int) -> None:
    bytes_now = bytearray(sealed())
    bytes_now[place] ^= change
    with pytest.raises(EnvelopeDamaged):
        open_sealed_draft(KEY, "s", FORM, bytes(bytes_now))


def test_what_does_not_fit_is_never_cut() -> None:
    with pytest.raises(ValueError, match="more than 256 bytes"):
        sealed(bytes(SIZE - 3))
    with pytest.raises(ValueError, match="12 bytes"):
        sealed(nonce=b"short")
    with pytest.raises(EnvelopeDamaged):
        open_sealed_draft(KEY, "s", FORM, b"\1")


@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2060, 1, 1)))
def test_a_draft_is_kept_for_at_least_fourteen_days_and_at_most_three_weeks(day: date) -> None:
    erased = week_of_erasing(day.toordinal())
    later = next(n for n in range(60) if week_of(day.toordinal() + n) >= erased)
    assert 14 <= later <= 21


@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2060, 1, 1)))
def test_weeks_are_those_of_iso_and_all_days_of_one_share_their_end(day: date) -> None:
    monday = day - timedelta(days=day.isoweekday() - 1)
    assert week_of(day.toordinal()) == week_of(monday.toordinal())
    assert week_of((monday - timedelta(days=1)).toordinal()) == week_of(day.toordinal()) - 1
    assert week_of_erasing(day.toordinal()) == week_of_erasing(monday.toordinal())


def test_keys_do_not_print() -> None:
    assert repr(KEY) == "DraftKey()"
