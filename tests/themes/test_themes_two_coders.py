"""What two coders gave to a text, compared."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from survey.themes.code_book import MOST_CODES, CodeBook, with_code, with_merge
from survey.themes.two_coders import (
    CodedText,
    as_bytes,
    compared,
    found_by,
    from_bytes,
    in_new_book,
)

BOOK = with_code(with_code(with_code(CodeBook(), "A", "a"), "B", "b"), "C", "c")


def _text(**codes: set[int]) -> CodedText:
    return CodedText({coder: frozenset(given_) for coder, given_ in codes.items()})


def test_what_all_gave_and_what_one_gave_are_told_apart() -> None:
    found = compared(_text(ada={1, 2}, eve={2, 3}), BOOK)
    assert found.by_all == {2}
    assert found.by_some == {1: ("ada",), 3: ("eve",)}


def test_one_coder_settles_nothing_and_two_that_differ_settle_it_together() -> None:
    assert _text(ada={1}).holds is None
    differing = _text(ada={1}, eve={1, 2})
    assert differing.holds is None
    assert CodedText(differing.given, frozenset({1})).holds == {1}
    assert _text(ada={1}, eve={1}).holds == {1}
    assert _text(ada=set(), eve=set()).holds == frozenset()


def test_a_difference_between_codes_that_were_merged_is_none() -> None:
    book = with_merge(BOOK, 2, 1, "Alike.")
    text = in_new_book(_text(ada={1}, eve={2}), book)
    assert text.holds == {1}
    assert not compared(_text(ada={1}, eve={2}), book).by_some


def test_agreement_is_counted_over_texts_that_two_read() -> None:
    texts = [_text(ada={1}), _text(ada={1}, eve={1}), _text(ada={1}, eve=set(), zoe={1})]
    assert found_by(texts, 1) == {(2, 2): 1, (3, 2): 1}
    assert found_by(texts, 3) == {(2, 0): 1, (3, 0): 1}


@given(st.frozensets(st.integers(1, MOST_CODES)))
def test_codes_take_the_same_room_whatever_they_are(codes: frozenset[int]) -> None:
    assert len(as_bytes(codes)) == len(as_bytes([]))
    assert from_bytes(as_bytes(codes)) == codes
