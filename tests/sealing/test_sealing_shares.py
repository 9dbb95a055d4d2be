"""Key shares: any k of n sheets open, fewer never do, and every mistake is explained."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shamir_mnemonic.wordlist import WORDLIST

from survey.errors import SharesRefused
from survey.sealing.opening.secret_keys import derive
from survey.sealing.opening.share_sheets import read_sheet, share_sheet
from survey.sealing.opening.shares import KeyShare, ShareSheet, combine, recover, split
from survey.sealing.public_keys import ShelfLabel

NUMBERS_SECRET, WORDS_SECRET = bytes(range(32)), bytes(range(32, 64))


def sheets_of(study: str, shares: int, threshold: int) -> list[ShareSheet]:
    numbers = derive(NUMBERS_SECRET, study, "numbers")
    words = derive(WORDS_SECRET, study, "words")
    return [
        ShareSheet(study, share, shares, threshold, numbers.fingerprint, words.fingerprint)
        for share in split(NUMBERS_SECRET, WORDS_SECRET, shares=shares, threshold=threshold)
    ]


SHEETS = sheets_of("study-1", 5, 3)
PUBLIC = {
    "numbers": derive(NUMBERS_SECRET, "study-1", "numbers").public,
    "words": derive(WORDS_SECRET, "study-1", "words").public,
}


def refusal(sheets: list[ShareSheet], kind: ShelfLabel = "numbers", study: str = "study-1") -> str:
    with pytest.raises(SharesRefused) as caught:
        recover(sheets, kind, study, PUBLIC[kind])
    return str(caught.value)


@settings(max_examples=20)
@given(st.permutations(SHEETS), st.integers(3, 5))
def test_any_three_of_five_open(order: list[ShareSheet], count: int) -> None:
    assert recover(order[:count], "numbers", "study-1", PUBLIC["numbers"]) == NUMBERS_SECRET
    assert recover(order[:count], "words", "study-1", PUBLIC["words"]) == WORDS_SECRET


@pytest.mark.parametrize(("shares", "threshold"), [(3, 2), (16, 2), (16, 15)])
def test_the_ends_of_what_is_allowed(shares: int, threshold: int) -> None:
    made = split(NUMBERS_SECRET, WORDS_SECRET, shares=shares, threshold=threshold)
    assert [share.number for share in made] == list(range(1, shares + 1))
    assert combine(made[-threshold:], "words") == WORDS_SECRET


@pytest.mark.parametrize(
    ("shares", "threshold", "sentence"),
    [
        (3, 1, "At least two people"),
        (1, 1, "At least two people"),
        (3, 0, "At least two people"),
        (2, 3, "only 2"),
        (2, 2, "one lost sheet would lose every answer.*Find a third trustee"),
        (3, 3, "one lost sheet would lose every answer.*a threshold of 2"),
        (16, 16, "one lost sheet would lose every answer.*a threshold of 15"),
        (17, 2, "at most 16"),
    ],
)
def test_other_numbers_of_shares_are_refused(shares: int, threshold: int, sentence: str) -> None:
    with pytest.raises(SharesRefused, match=sentence):
        split(NUMBERS_SECRET, WORDS_SECRET, shares=shares, threshold=threshold)


def test_a_secret_of_another_length_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        split(b"\0" * 16, WORDS_SECRET, shares=3, threshold=2)


def test_too_few_says_how_many_more() -> None:
    assert "Ask 2 more trustees" in refusal(SHEETS[:1])
    assert "Ask 1 more trustee for" in refusal(SHEETS[:2])
    assert "No share sheet was given" in refusal([])


def test_the_same_sheet_twice_is_not_two() -> None:
    assert "Share 2 was given twice" in refusal([SHEETS[0], SHEETS[1], SHEETS[1]])


def test_a_sheet_of_another_study_is_named() -> None:
    other = sheets_of("study-2", 5, 3)
    assert "is for study study-2" in refusal([*SHEETS[:2], other[2]])


def test_sheets_of_two_splits_do_not_mix() -> None:
    again = sheets_of("study-1", 5, 3)
    assert "do not belong together" in refusal([*SHEETS[:2], again[2]])


def test_a_whole_set_of_another_key_is_not_taken_for_this_study() -> None:
    with pytest.raises(SharesRefused, match="do not give the key of this study"):
        recover(SHEETS[:3], "numbers", "study-1", PUBLIC["words"])


def test_exchanged_lists_do_not_open() -> None:
    turned = [
        replace(s, share=KeyShare(s.share.number, s.share.words, s.share.numbers)) for s in SHEETS
    ]
    assert "do not give the key" in refusal(turned[:3])


def with_word(sheet: ShareSheet, position: int, word: str) -> ShareSheet:
    words = sheet.share.numbers.split()
    words[position - 1] = word
    return replace(sheet, share=replace(sheet.share, numbers=" ".join(words)))


@settings(max_examples=40)
@given(st.integers(1, 33), st.sampled_from(WORDLIST))
def test_one_wrong_word_is_found(position: int, word: str) -> None:
    changed = with_word(SHEETS[0], position, word)
    assume(changed != SHEETS[0])
    assert f"word {position} is probably wrong" in refusal([changed, *SHEETS[1:3]])


def test_a_word_that_no_share_has_is_found_and_not_repeated() -> None:
    sentence = refusal([with_word(SHEETS[0], 7, "akademic"), *SHEETS[1:3]])
    assert "share 1, numbers list, word 7 is not one of the words" in sentence
    assert "akademic" not in sentence


def test_two_words_exchanged_are_noticed() -> None:
    words = SHEETS[0].share.numbers.split()
    turned = with_word(with_word(SHEETS[0], 9, words[12]), 13, words[8])
    assert turned != SHEETS[0]
    assert "some words are wrong" in refusal([turned, *SHEETS[1:3]])


def test_a_missing_word_is_counted() -> None:
    short = replace(SHEETS[0].share, numbers=SHEETS[0].share.numbers.rsplit(" ", 1)[0])
    assert "there are 32 words" in refusal([replace(SHEETS[0], share=short), *SHEETS[1:3]])


def test_a_sheet_reads_as_it_was_written() -> None:
    assert [read_sheet(share_sheet(sheet)) for sheet in SHEETS] == SHEETS


def test_a_sheet_says_what_a_trustee_needs() -> None:
    text = share_sheet(SHEETS[0])
    for part in ("Study: study-1", "Share: 1 of 5", "Sheets needed: 3", "Show it to nobody"):
        assert part in text
    assert SHEETS[0].numbers_key.hex(" ", 2) in text
    assert SHEETS[0].words_key.hex(" ", 2) in text


@pytest.mark.parametrize(
    "copied",
    [
        lambda text: text.upper(),
        lambda text: text.replace("\n", " "),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\n> "),
        lambda text: "Dear Ana,\nhere it is:\n\n" + text + "\nYours,\nBo\n",
        lambda text: text.replace("   ", " ").replace("  ", "\n"),
    ],
)
def test_a_sheet_reads_however_it_was_copied(copied: Callable[[str], str]) -> None:
    read = read_sheet(copied(share_sheet(SHEETS[0])))
    assert read.share == SHEETS[0].share
    assert recover([read, *SHEETS[1:3]], "numbers", "study-1", PUBLIC["numbers"]) == NUMBERS_SECRET


def test_other_files_are_not_share_sheets() -> None:
    with pytest.raises(SharesRefused, match="not a share sheet"):
        read_sheet("a shopping list: bread, milk")
    with pytest.raises(SharesRefused, match="not a share sheet"):
        read_sheet("")


def test_half_a_sheet_says_what_is_missing() -> None:
    text = share_sheet(SHEETS[0])
    with pytest.raises(SharesRefused, match="words could not be read"):
        read_sheet(text[: text.index("Words list:")])


def test_a_mistyped_word_on_a_sheet_is_named() -> None:
    first = SHEETS[0].share.words.split()[0]
    before, after = share_sheet(SHEETS[0]).split("Words list:")
    typed = before + "Words list:" + after.replace(first, "xyzzy", 1)
    with pytest.raises(SharesRefused, match="share 1, words list, word 1 is not one"):
        read_sheet(typed)


def test_a_share_does_not_print_its_words() -> None:
    assert SHEETS[0].share.numbers not in repr(SHEETS[0])
