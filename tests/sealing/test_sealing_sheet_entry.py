"""What somebody types of a sheet is read however it was typed, and what is wrong is named."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shamir_mnemonic.wordlist import WORDLIST

from survey.errors import SharesRefused
from survey.sealing.opening.share_sheets import share_sheet
from survey.sealing.opening.shares import ShareSheet, split
from survey.sealing.opening.sheet_entry import (
    nearest_word,
    read_list,
    read_word,
    require_list,
    sheet_number,
)

SHARES = split(bytes(range(32)), bytes(range(32, 64)), shares=5, threshold=3)
SHARE = SHARES[1]
WORDS = SHARE.numbers.split()


def other_than(word: str) -> str:
    """Give a word of the list that is another one."""
    return next(each for each in WORDLIST if each != word)


def test_the_whole_list_is_read_as_it_stands() -> None:
    entry = read_list(SHARE.numbers, "numbers")
    assert (entry.mnemonic, entry.problems) == (SHARE.numbers, ())


@settings(max_examples=50)
@given(
    st.permutations(list(enumerate(WORDS, 1))),
    st.sampled_from([", ", "\n", " ", ". ", "\t"]),
    st.integers(4, 8),
    st.booleans(),
)
def test_order_capitals_commas_and_the_length_of_words_do_not_matter(
    order: list[tuple[int, str]], between: str, letters: int, capitals: bool
) -> None:
    typed = between.join(f"{number} {word[:letters]}" for number, word in order)
    entry = read_list(typed.upper() if capitals else typed, "numbers")
    assert (entry.mnemonic, entry.problems) == (SHARE.numbers, ())


def test_a_number_leads_on_to_the_words_after_it() -> None:
    typed = f"18 {' '.join(WORDS[17:])} 1 {' '.join(WORDS[:17])}"
    assert read_list(typed, "numbers").mnemonic == SHARE.numbers


def test_a_whole_sheet_may_be_pasted_for_either_list() -> None:
    text = share_sheet(ShareSheet("study-1", SHARE, 5, 3, bytes(8), bytes(8)))
    assert read_list(text, "numbers").mnemonic == SHARE.numbers
    assert read_list(text, "words").mnemonic == SHARE.words
    page = "Numbers list\n" + "\n".join(WORDS) + "\nWords list\n" + SHARE.words.replace(" ", "\n")
    page += "\nKeep it on paper, in a safe place."
    assert read_list(page, "numbers").mnemonic == SHARE.numbers
    assert read_list(page, "words").mnemonic == SHARE.words


def test_every_word_is_known_by_four_letters_and_by_nothing_that_only_begins_alike() -> None:
    assert all(read_word(f" {word[:4].upper()}. ") == word for word in WORDLIST)
    assert read_word("harv") == read_word("harves") == "harvest"
    assert not any(map(read_word, ("", "har", "harvester", "harvest festival", "12")))


@pytest.mark.parametrize("typed", ["harvezt", "hrvest", "harvester", "haarvest"])
def test_a_word_that_is_not_on_the_list_is_named_with_the_nearest(typed: str) -> None:
    assert nearest_word(typed) == "harvest"
    words = [*WORDS[:6], typed, *WORDS[7:]]
    (problem,) = read_list(" ".join(words), "numbers").problems
    assert (problem.fault, problem.number) == ("not on the list", 7)
    assert (problem.typed, problem.nearest) == (typed, "harvest")
    assert problem.said.endswith(f"“{typed}”, is not on the word list. Did you mean harvest?")


def test_a_word_like_no_other_is_named_without_a_guess() -> None:
    (problem,) = read_list(" ".join([*WORDS[:-1], "qqqqq"]), "numbers").problems
    assert (problem.number, problem.nearest) == (33, "")
    assert problem.said == "Word 33, “qqqqq”, is not on the word list."


def test_every_wrong_word_is_named_at_once() -> None:
    words = ["zzzz", *WORDS[1:10], "yyyy", *WORDS[11:]]
    assert [each.number for each in read_list(" ".join(words), "numbers").problems] == [1, 11]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "There are 0 words, and there should be 33."),
        (" ".join(WORDS[:-1]), "There are 32 words, and there should be 33. Missing: 33."),
        (f"2 {' '.join(WORDS[1:])}", "There are 32 words, and there should be 33. Missing: 1."),
        (f"{' '.join(WORDS)} acid", "There are 34 words, and there should be 33; some are too"),
        (f"34 acid {' '.join(WORDS)}", "words, and there should be 33"),
    ],
)
def test_too_few_and_too_many_words_are_counted(typed: str, said: str) -> None:
    entry = read_list(typed, "numbers")
    assert said in " ".join(problem.said for problem in entry.problems)
    assert not entry.words


def test_a_number_that_was_given_twice_or_does_not_exist_is_named() -> None:
    said = read_list(f"{' '.join(WORDS)} 5 {other_than(WORDS[4])}", "numbers").problems
    assert [(each.fault, each.number) for each in said] == [("twice", 5)]
    again = read_list(f"{' '.join(WORDS)} 5 {WORDS[4]}", "numbers")
    assert again.mnemonic == SHARE.numbers, "the same word once more is no mistake"
    said = read_list(f"{' '.join(WORDS[:32])} 330 {WORDS[32]}", "numbers").problems
    assert [each.number for each in said] == [330, 33]


def test_a_word_confused_with_another_is_told_from_one_that_is_mistyped() -> None:
    words = [*WORDS[:11], other_than(WORDS[11]), *WORDS[12:]]
    (problem,) = read_list(" ".join(words), "numbers").problems
    assert (problem.fault, problem.number) == ("checksum", 12)
    assert "all on the list, but the list as a whole is not right" in problem.said
    swapped = [WORDS[1], WORDS[0], *WORDS[2:30], WORDS[31], WORDS[30], WORDS[32]]
    (problem,) = read_list(" ".join(swapped), "numbers").problems
    assert problem.fault == "checksum"


def test_a_list_says_of_which_sheet_it_is() -> None:
    assert [sheet_number(share.words.split()) for share in SHARES] == [1, 2, 3, 4, 5]
    with pytest.raises(SharesRefused, match="not a list"):
        sheet_number(["acid"])


def test_what_is_shown_of_an_entry_has_no_word_of_it() -> None:
    shown = {repr(read_list(share.numbers, "numbers")) for share in SHARES}
    wrong = {
        repr(read_list(" ".join([*WORDS[:9], other, *WORDS[10:]]), "numbers"))
        for other in ("zzzz", "qqqq")
    }
    assert (len(shown), len(wrong)) == (1, 1), "what is shown differs with the words"


def test_a_list_that_is_required_says_what_is_wrong() -> None:
    assert require_list(SHARE.words, "words") == SHARE.words
    with pytest.raises(SharesRefused, match=r"In the words list: Word 1, “zzzz”, is not on"):
        require_list(" ".join(["zzzz", *SHARE.words.split()[1:]]), "words")
