"""Envelopes: they open with the right secret only, and every change to them is noticed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.errors import EnvelopeDamaged, EnvelopeForeign, SealBroken
from survey.questionnaire.model import TEXT_LIMIT
from survey.sealing.envelope import OVERHEAD, encapsulation, envelope_size
from survey.sealing.opening.open_envelopes import Opener
from survey.sealing.opening.secret_keys import PrivateKey, derive
from survey.sealing.public_keys import PUBLIC_SIZE, fingerprint, load_public
from survey.sealing.seal import Sealer
from survey.sealing.words_plaintext import MOST_BYTES, pack_words, unpack_words

STUDY, FORM = "study-1", bytes(range(32))
NUMBERS_SECRET, WORDS_SECRET = b"\x01" * 32, b"\x02" * 32
NUMBERS = derive(NUMBERS_SECRET, STUDY, "numbers")
WORDS = derive(WORDS_SECRET, STUDY, "words")
SEALER = Sealer(NUMBERS.public, WORDS.public, STUDY, FORM)
NUMBERS_OPENER = Opener(NUMBERS_SECRET, STUDY, FORM, "numbers", record_width=41)
WORDS_OPENER = Opener(WORDS_SECRET, STUDY, FORM, "words")
RECORD = bytes(range(41))


def altered(envelope: bytes, place: int, flip: int) -> bytes:
    return envelope[:place] + bytes((envelope[place] ^ flip,)) + envelope[place + 1 :]


def test_a_record_comes_back() -> None:
    assert NUMBERS_OPENER.numbers(SEALER.numbers(RECORD)) == RECORD


@pytest.mark.parametrize("quote", [None, False, True])
@pytest.mark.parametrize("text", ["", "They listened.", "نعم 🙂", "a\x00b"])
def test_words_come_back_with_consent_and_language(text: str, quote: bool | None) -> None:
    envelope = SEALER.words("say", text, quote, 3)
    assert WORDS_OPENER.words("say", envelope) == (text, quote, 3)


def test_nothing_written_tells_nothing_else() -> None:
    envelope = SEALER.words("say", None, True, 3)
    assert WORDS_OPENER.words("say", envelope) == (None, None, 0)


def test_the_longest_text_fits_in_any_script() -> None:
    longest = "\U0001f9d1" * TEXT_LIMIT
    assert WORDS_OPENER.words("say", SEALER.words("say", longest, None, 0)).text == longest


def test_a_text_that_cannot_fit_is_never_cut() -> None:
    with pytest.raises(ValueError, match="at most"):
        SEALER.words("say", "x" * (MOST_BYTES + 1), None, 0)


@settings(max_examples=40)
@given(st.none() | st.text(max_size=TEXT_LIMIT), st.sampled_from([None, False, True]))
def test_the_size_says_nothing(text: str | None, quote: bool | None) -> None:
    assert len(SEALER.words("say", text, quote, 0)) == 4096


@given(st.text(max_size=TEXT_LIMIT), st.sampled_from([None, False, True]), st.integers(0, 255))
def test_the_plaintext_of_words_round_trips(text: str, quote: bool | None, language: int) -> None:
    assert unpack_words(pack_words(text, quote, language)) == (text, quote, language)


def test_overhead_is_header_and_hpke() -> None:
    assert OVERHEAD == 14 + 1136
    assert len(SEALER.numbers(RECORD)) == envelope_size(len(RECORD)) == len(RECORD) + OVERHEAD


def test_sealing_twice_gives_two_envelopes_and_a_copy_shows() -> None:
    one, other = SEALER.numbers(RECORD), SEALER.numbers(RECORD)
    assert encapsulation(one) != encapsulation(other)
    assert encapsulation(one) == encapsulation(bytes(bytearray(one)))
    assert len(encapsulation(one)) == 1120


def test_every_single_changed_byte_is_refused() -> None:
    envelope = SEALER.numbers(RECORD)
    for place in range(len(envelope)):
        with pytest.raises(SealBroken):
            NUMBERS_OPENER.numbers(altered(envelope, place, 1 + place % 255))


@settings(max_examples=60)
@given(place=st.integers(0, 4095), flip=st.integers(1, 255))
def test_any_change_to_words_is_refused(place: int, flip: int) -> None:
    with pytest.raises(SealBroken):
        WORDS_OPENER.words("say", altered(WORDS_ENVELOPE, place, flip))


WORDS_ENVELOPE = SEALER.words("say", "They listened.", True, 0)


@settings(max_examples=60)
@given(st.integers(0, len(RECORD) + OVERHEAD - 1))
def test_a_cut_envelope_is_damaged(length: int) -> None:
    with pytest.raises(EnvelopeDamaged):
        NUMBERS_OPENER.numbers(NUMBERS_ENVELOPE[:length])


NUMBERS_ENVELOPE = SEALER.numbers(RECORD)


def test_bytes_added_at_the_end_are_refused() -> None:
    with pytest.raises(EnvelopeDamaged):
        NUMBERS_OPENER.numbers(NUMBERS_ENVELOPE + b"\0")


@pytest.mark.parametrize("place", [0, 3, 4, 5])
def test_unknown_magic_version_or_suite_is_damage(place: int) -> None:
    with pytest.raises(EnvelopeDamaged):
        NUMBERS_OPENER.numbers(altered(NUMBERS_ENVELOPE, place, 1))


@pytest.mark.parametrize("place", [6, 13])
def test_another_key_is_foreign(place: int) -> None:
    with pytest.raises(EnvelopeForeign):
        NUMBERS_OPENER.numbers(altered(NUMBERS_ENVELOPE, place, 1))


def test_opening_the_numbers_does_not_open_the_words() -> None:
    with pytest.raises(EnvelopeForeign):
        Opener(NUMBERS_SECRET, STUDY, FORM, "numbers").words("say", WORDS_ENVELOPE)
    with pytest.raises(EnvelopeForeign):
        Opener(NUMBERS_SECRET, STUDY, FORM, "words").words("say", WORDS_ENVELOPE)


def test_an_envelope_of_another_study_is_foreign() -> None:
    with pytest.raises(EnvelopeForeign):
        Opener(NUMBERS_SECRET, "study-2", FORM, "numbers").numbers(NUMBERS_ENVELOPE)


def test_an_envelope_of_another_questionnaire_does_not_open() -> None:
    with pytest.raises(EnvelopeDamaged):
        Opener(NUMBERS_SECRET, STUDY, bytes(32), "numbers").numbers(NUMBERS_ENVELOPE)


def test_a_text_cannot_be_moved_to_another_question() -> None:
    with pytest.raises(EnvelopeDamaged):
        WORDS_OPENER.words("other", WORDS_ENVELOPE)


def test_a_record_of_another_width_is_damage() -> None:
    with pytest.raises(EnvelopeDamaged):
        NUMBERS_OPENER.numbers(SEALER.numbers(RECORD[:-1]))


@pytest.mark.parametrize(
    "plaintext",
    [
        bytes(len(pack_words(None, None, 0)) - 1),
        b"\0\1" + pack_words(None, None, 0)[2:],  # nothing written, yet something there
        b"\2" + pack_words("a", None, 0)[1:],  # no such state
        b"\1\3" + pack_words("a", None, 0)[2:],  # no such consent
        pack_words("a", None, 0)[:3] + b"\xff\xff" + pack_words("a", None, 0)[5:],
        pack_words("a", None, 0)[:-1] + b"\1",  # padding that is not empty
        pack_words("a", None, 0)[:5] + b"\xff" + pack_words("a", None, 0)[6:],  # not UTF-8
    ],
)
def test_a_plaintext_that_is_no_text_is_damage(plaintext: bytes) -> None:
    with pytest.raises(EnvelopeDamaged):
        unpack_words(plaintext)


def test_keys_have_their_sizes_and_follow_from_secret_study_and_label() -> None:
    assert len(NUMBERS.public) == PUBLIC_SIZE == 1216
    assert derive(NUMBERS_SECRET, STUDY, "numbers").public == NUMBERS.public
    others = {
        derive(WORDS_SECRET, STUDY, "numbers").public,
        derive(NUMBERS_SECRET, "study-2", "numbers").public,
        derive(NUMBERS_SECRET, STUDY, "words").public,
    }
    assert len(others | {NUMBERS.public}) == 4
    assert NUMBERS.fingerprint == fingerprint(NUMBERS.public)
    with pytest.raises(ValueError, match="32 bytes"):
        derive(b"short", STUDY, "numbers")
    with pytest.raises(ValueError, match="1216 bytes"):
        load_public(NUMBERS.public[:-1])


def test_a_key_does_not_print_its_secret() -> None:
    key: PrivateKey = derive(NUMBERS_SECRET, STUDY, "numbers")
    assert repr(key) == f"PrivateKey({key.fingerprint.hex()})"
