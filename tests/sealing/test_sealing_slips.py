"""Slips: a wish to take back and a feeling are of one size, and come back as they were written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.errors import EnvelopeDamaged
from survey.sealing.codes.phrases import receipt_key, tag
from survey.sealing.codes.slips import (
    FEELINGS,
    Feeling,
    Withdrawal,
    pack_feeling,
    pack_withdrawal,
    slip_size,
    unpack_slip,
    withdrawal_of,
)
from survey.sealing.envelope import OVERHEAD
from survey.sealing.opening.batches import batch_public, open_batch
from survey.sealing.seal import seal_to_batch

SECRET = b"\x07" * 32
QUESTIONS = st.lists(st.sampled_from("abcdefgh"), max_size=6, unique=True)
FELT = st.sampled_from(FEELINGS)


@given(st.text(max_size=80), QUESTIONS)
def test_any_words_make_a_wish_with_all_tags_of_a_receipt(typed: str, asked: list[str]) -> None:
    wish = withdrawal_of(typed, "s", asked)
    key = receipt_key(typed)
    assert wish.numbers == tag(key, "s", "numbers")
    assert wish.texts == tuple(tag(key, "s", "words", one) for one in asked)
    assert unpack_slip(pack_withdrawal(wish)) == wish


@given(FELT, st.integers(0, 40))
def test_a_feeling_comes_back(felt: Feeling, texts: int) -> None:
    assert unpack_slip(pack_feeling(felt, texts)) == felt


@given(st.text(max_size=80), FELT, QUESTIONS)
def test_the_size_says_nothing(typed: str, felt: Feeling, asked: list[str]) -> None:
    wish = pack_withdrawal(withdrawal_of(typed, "s", asked))
    feeling = pack_feeling(felt, len(asked))
    assert len(wish) == len(feeling) == slip_size(len(asked))


def test_a_sealed_slip_opens_with_its_batch_to_what_was_written() -> None:
    slip = pack_feeling("bit_hard", 2)
    sealed = seal_to_batch(batch_public(SECRET), slip)
    assert len(sealed) == slip_size(2) + OVERHEAD
    assert open_batch(SECRET, sealed) == slip


@given(st.binary(max_size=200))
def test_other_bytes_are_no_slip(payload: bytes) -> None:
    try:
        slip = unpack_slip(payload)
    except EnvelopeDamaged:
        return
    assert len(payload) >= slip_size(0)
    assert isinstance(slip, Withdrawal) or slip in FEELINGS


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        pack_feeling("fine", 1)[:-1],
        b"\2" + pack_feeling("fine", 1)[1:],
        b"\1\3" + bytes(64),
        b"\1\2\3" + bytes(63),
        b"\1\2\1" + bytes(62) + b"x",
    ],
)
def test_a_slip_that_is_cut_changed_or_unknown_is_damaged(payload: bytes) -> None:
    with pytest.raises(EnvelopeDamaged):
        unpack_slip(payload)


def test_a_tag_of_another_size_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        pack_withdrawal(Withdrawal(b"short", ()))
