"""The reading grade is the published formula over syllables that agree with a dictionary."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.questionnaire.advice.readability import (
    grade,
    in_english,
    length,
    longest,
    sentences,
    syllables,
)
from survey.questionnaire.model import Text

#: Syllables as dictionaries give them.
KNOWN = {
    1: "the cat sat on mat asked used helped some page time times please stop skip we you your know"
       " learn here there these choose sites names makes judged shared life like one rule whole",
    2: "people image answer survey question address someone number danger website taken any over"
       " able private being closes faster wanted other easy only abuse before after about again"
       " away okay social open into data details pages table little single needed places listed"
       " apple clearer",
    3: "reporting images internet area idea video media sexual",
    4: "anonymous emergency voluntary information experience",
    5: "organisation jurisdictional participation",
}  # fmt: skip


def test_the_known_value_of_the_formula() -> None:
    """RD-02: 6 words, 1 sentence, 6 syllables: 0.39 x 6 + 11.8 x 1 - 15.59."""
    assert round(grade("The cat sat on the mat."), 2) == -1.45


@pytest.mark.parametrize(("count", "word"), [(n, w) for n, all_ in KNOWN.items()
                                             for w in all_.split() if n != 5])  # fmt: skip
def test_syllables_agree_with_a_dictionary(count: int, word: str) -> None:
    assert syllables(word) == count
    assert syllables(word.upper()) == count


@pytest.mark.parametrize("word", KNOWN[5].split())
def test_long_words_are_not_taken_for_short_ones(word: str) -> None:
    assert syllables(word) >= 5


def test_a_grade_rises_with_words_and_sentences() -> None:
    plain = "You can stop. You can skip this part."
    longer = "You can stop and you can skip this part."
    harder = "Participation necessitates comprehension. Discontinuation is admissible."
    assert grade(plain) < grade(longer) < grade(harder)
    assert grade([plain, longer]) > grade(plain)
    assert grade("") == 0.0
    assert grade("…") == 0.0


@pytest.mark.parametrize(("words", "count"), [
    ("One. Two? Three…", 3), ("One", 1), ("", 0), ("He said “no.” Then he left.", 2),
    ("First\n\nSecond", 2), ("It is 2.5 km away.", 1), ("أين؟ هنا.", 2), ("一つ。二つ。", 2),
])  # fmt: skip
def test_sentences(words: str, count: int) -> None:
    assert len(sentences(words)) == count


def test_words_of_a_sentence() -> None:
    assert length("It's a well-known thing, isn’t it?") == 6
    assert longest("One two. One two three. One.") == 3
    assert longest("") == 0
    assert longest("هذا استبيان لا يكشف هوية أحد.", "ar") == 6
    assert longest("これは調査です。", "ja") == 3


@given(st.text(max_size=200))
def test_any_text_has_a_grade(words: str) -> None:
    assert isinstance(grade(words), float)
    assert longest(words) >= 0


def test_english_is_looked_for_where_it_stands() -> None:
    text = Text((("", "Bonjour"), ("en", "Hello")))
    assert in_english(text, ("fr", "en")) == "Hello"
    assert in_english(Text((("", "Hello"),)), ("en-GB",)) == "Hello"
    assert in_english(Text((("", "Bonjour"),)), ("fr",)) == ""
