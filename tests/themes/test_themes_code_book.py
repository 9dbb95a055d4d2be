"""A code book: what changes it, and what a code that was given stays."""

from __future__ import annotations

import pytest

from survey.errors import BadInput, Refused
from survey.themes.code_book import (
    MOST_CODES,
    CodeBook,
    as_json,
    from_json,
    resolved,
    with_change,
    with_code,
    with_merge,
    with_retirement,
    without_code,
)


def _book() -> CodeBook:
    book = with_code(CodeBook(), "Reporting", "They told a platform.", "I pressed report.")
    book = with_code(book, "No answer", "Nobody wrote back.", under=1)
    book = with_code(book, "Slow answer", "It took more than a week.", under=1)
    return with_code(book, "Support", "Somebody helped.")


def test_every_change_is_a_version_and_codes_stand_below_the_one_they_belong_to() -> None:
    book = _book()
    assert book.version == 4
    assert [one.name for one in book.in_use] == ["Reporting", "No answer", "Slow answer", "Support"]
    assert with_change(book, 4, "Help", "Somebody helped.", "", under=1).below(1)[-1].name == "Help"


def test_a_code_that_was_given_is_merged_or_retired_with_a_reason_and_never_taken_out() -> None:
    book = _book()
    with pytest.raises(Refused, match="no code is taken out"):
        without_code(book, 2, begun=True)
    with pytest.raises(BadInput, match="reason is missing"):
        with_retirement(book, 2, " ")
    merged = with_merge(book, 2, 3, "One could not be told from the other.")
    assert merged.code(2).state == "merged"
    assert merged.code(2).reason == "One could not be told from the other."
    assert [one.number for one in merged.in_use] == [1, 3, 4]
    assert [one.number for one in without_code(book, 2, begun=False).codes] == [1, 3, 4]


def test_a_number_is_never_given_twice_while_its_code_can_be_in_use() -> None:
    book = with_retirement(_book(), 4, "Too wide.")
    assert with_code(book, "Friends", "A friend helped.").codes[-1].number == 5


def test_merges_are_followed_retired_codes_left_out_and_parents_counted_once() -> None:
    book = with_merge(_book(), 2, 3, "Alike.")
    book = with_merge(book, 3, 4, "Alike.")
    book = with_retirement(book, 1, "Too wide.")
    assert resolved(book, {1, 2}) == {4}
    assert resolved(_book(), {2}) == {1, 2}
    assert resolved(_book(), {2, 3, 77}) == {1, 2, 3}


@pytest.mark.parametrize(
    ("number", "act"),
    [
        (1, lambda book: with_merge(book, 1, 4, "x")),
        (1, lambda book: with_retirement(book, 1, "x")),
    ],
)
def test_codes_below_another_are_moved_before_it_goes(number: int, act: object) -> None:
    with pytest.raises(Refused, match="Other codes belong to"):
        act(_book())  # type: ignore[operator]


def test_there_is_one_level_below_another() -> None:
    with pytest.raises(BadInput, match="belongs to none itself"):
        with_code(_book(), "Third", "Rule.", under=2)
    with pytest.raises(Refused, match="cannot belong to one itself"):
        with_change(_book(), 1, "Reporting", "Rule.", "", under=4)
    with pytest.raises(BadInput, match="belongs to none itself"):
        with_change(_book(), 4, "Support", "Rule.", "", under=4)


def test_two_codes_of_one_name_and_words_that_are_missing_or_long_are_refused() -> None:
    with pytest.raises(BadInput, match="already"):
        with_code(_book(), " reporting ", "Rule.")
    with pytest.raises(BadInput, match="name is missing"):
        with_code(_book(), "\u200b", "Rule.")
    with pytest.raises(BadInput, match="rule is missing"):
        with_code(_book(), "New", "")
    with pytest.raises(BadInput, match="at most 60 letters"):
        with_code(_book(), "x" * 61, "Rule.")


def test_a_book_holds_so_many_codes_and_no_more() -> None:
    book = CodeBook()
    for number in range(MOST_CODES):
        book = with_code(book, f"Theme {number}", "Rule.")
    with pytest.raises(Refused, match="at most"):
        with_code(book, "One more", "Rule.")


def test_a_book_comes_back_from_json_as_it_was() -> None:
    book = with_merge(_book(), 2, 3, "Alike: “both”.")
    assert from_json(as_json(book)) == book
