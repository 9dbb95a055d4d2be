"""Receipts and marks: six words however they are typed, and values that cannot be joined."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from survey.sealing.codes.marks import shelf_tag, spent_mark
from survey.sealing.codes.phrases import WORD_NUMBERS, normalised, phrase, receipt_key, tag

SIX = st.lists(st.sampled_from(range(WORD_NUMBERS.stop)), min_size=6, max_size=6)
PHRASE = phrase([1, 20, 300, 4000, 5000, 7000])
KEY = receipt_key(PHRASE)


def test_codes_of_the_first_list_are_still_what_they_were() -> None:
    assert phrase([0, 1, 2, 7299, 7300, 7301]) == "abacus abdomen abdominal zoologist zoology zoom"
    assert min(WORD_NUMBERS) == 7302, "numbers of the first list are never drawn again"


@given(SIX)
def test_a_phrase_is_six_words(indices: list[int]) -> None:
    assert len(phrase(indices).split()) == 6


@pytest.mark.parametrize("indices", [[], [1] * 5, [1] * 7, [0, 1, 2, 3, 4, 9350], [-1] * 6])
def test_other_numbers_give_no_phrase(indices: list[int]) -> None:
    with pytest.raises(ValueError, match="6 numbers"):
        phrase(indices)


@pytest.mark.parametrize(
    "typed",
    [
        PHRASE.upper(),
        PHRASE.replace(" ", "-"),
        PHRASE.replace(" ", ""),
        f"  {PHRASE.replace(' ', '  ')}\n",
        PHRASE.replace(" ", ", "),
        PHRASE.replace(" ", " "),
        PHRASE.title(),
    ],
)
def test_a_phrase_counts_however_it_is_typed(typed: str) -> None:
    assert receipt_key(typed) == KEY


@given(SIX, SIX)
def test_other_words_give_another_key(one: list[int], other: list[int]) -> None:
    same_words = [phrase(one).replace("-", ""), phrase(other).replace("-", "")]
    same = same_words[0] == same_words[1]
    assert (receipt_key(phrase(one)) == receipt_key(phrase(other))) is same


def test_no_word_begins_another_so_that_spaces_do_not_matter() -> None:
    words = [phrase([i] * 6).split()[0] for i in range(7302)]
    letters = {normalised(word) for word in words}
    assert len(letters) == 7301  # "yo-yo" and "yoyo" are both in the first list
    assert not [w for w in letters for end in range(1, len(w)) if w[:end] in letters]


@given(st.text(max_size=100))
def test_a_wrong_receipt_is_never_refused_here(typed: str) -> None:
    assert len(receipt_key(typed)) == 32


def test_tags_differ_by_study_shelf_question_and_receipt() -> None:
    tags = {
        tag(KEY, "s", "numbers"),
        tag(KEY, "t", "numbers"),
        tag(KEY, "s", "words", "a"),
        tag(KEY, "s", "words", "b"),
        tag(KEY, "sw", "words", "a"),
        tag(receipt_key("other"), "s", "numbers"),
    }
    assert len(tags) == 6
    assert {len(one) for one in tags} == {32}


def test_a_mark_follows_from_site_and_submission() -> None:
    assert spent_mark(bytes(32), b"a") == spent_mark(bytes(32), b"a")
    assert spent_mark(bytes(32), b"a") != spent_mark(bytes(32), b"b")
    assert spent_mark(bytes(32), b"a") != spent_mark(b"\1" * 32, b"a")
    with pytest.raises(ValueError, match="32 bytes"):
        spent_mark(b"short", b"a")


def test_the_hkdf_in_use_is_rfc_5869() -> None:
    derived = HKDF(SHA256(), 42, bytes(range(13)), bytes(range(0xF0, 0xFA))).derive(b"\x0b" * 22)
    assert derived.hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )


def test_the_hmac_in_use_is_rfc_4231() -> None:
    assert hmac.digest(b"\x0b" * 20, b"Hi There", "sha256").hex() == (
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    )
    assert hmac.digest(b"Jefe", b"what do ya want for nothing?", "sha256").hex() == (
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


def test_a_mark_and_a_tag_are_the_hmacs_of_the_format() -> None:
    assert spent_mark(bytes(32), b"\x0f" * 16) == hmac.digest(
        bytes(32), b"\x00\x17survivor-survey/1/spent" + b"\x00\x10" + b"\x0f" * 16, "sha256"
    )
    assert tag(KEY, "s", "words", "say") == hmac.digest(
        KEY, b"\x00\x15survivor-survey/1/tag\x00\x01s\x00\x05words\x00\x03say", "sha256"
    )


def test_what_stands_on_a_shelf_is_the_tag_under_the_site_key() -> None:
    site_key, label = bytes(range(32)), b"survivor-survey/1/shelf-tag"
    own = tag(receipt_key("any six words"), "study", "numbers")
    by_hand = b"\x00\x1b" + label + b"\x00\x20" + own
    assert shelf_tag(site_key, own) == hmac.new(site_key, by_hand, hashlib.sha256).digest()
    assert shelf_tag(bytes(32), own) != shelf_tag(site_key, own) != own
