"""Of the largest request that is let in, nothing but reading it costs more than its size."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from urllib.parse import quote_plus

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.answers.screening import LONGEST, findings
from survey.questionnaire.checking import clean_text, composable
from survey.questionnaire.model import TEXT_LIMIT, Questionnaire
from survey.settings import Settings
from tests.conftest import Published
from tests.web.visitor import Visitor

Publish = Callable[..., Published]

MOST = Settings().max_body_bytes
#: What is slow to compose, to look through, or to read, and what is not.
PIECES = (
    "\u0301\u0316", "e\u0301", "1/2/", "a.b ", "(1) ", "word ", "\u200b", "\x00a", "\U0001d15e",
    "@a1 ",
)  # fmt: skip
ASKED = {
    "id": "two-texts",
    "title": "Two texts",
    "introduction": "What this is about.",
    "consent": "You can skip any question.",
    "closing": "That was all.",
    "sections": [
        {
            "id": "one",
            "title": "The first part",
            "questions": [
                {"type": "text", "id": "A", "text": "In your words?"},
                {"type": "text", "id": "B", "text": "And this?"},
            ],
        }
    ],
}


@pytest.fixture
def visitor(publish: Publish, public_app: Flask) -> Visitor:
    """Return somebody on the first page of a form with two texts."""
    visitor = Visitor(public_app, publish(Questionnaire.model_validate(ASKED), practice=True).id)
    visitor.begin()
    return visitor


def filled(piece: str, room: int) -> str:
    """Return as much of a piece as fits into so many bytes of a form."""
    return piece * (room // len(quote_plus(piece)))


@pytest.mark.parametrize("go", ["next", "review", "back", "pause"])
@pytest.mark.parametrize("piece", ["\u0301\u0316", "1/2/"])
def test_a_text_far_too_long_comes_back_as_it_was_written_and_is_not_worked_on(
    visitor: Visitor, piece: str, go: str
) -> None:
    """Composed, its marks would come back in another order; looked through, it is an error."""
    written = "e" + filled(piece, 3 * MOST // 4)
    page = visitor.press(go, A=written, B="Call 020 7946 0958")
    assert visitor.response.status_code == 200
    assert page.fields["q.A"] == [written]
    assert page.fields["q.B"] == ["Call 020 7946 0958"]
    page = visitor.press("next")
    page = visitor.press("next")
    assert page.fields["q.A"] == [written], "also when what could point to somebody is left out"
    visitor.press("next", A="A few words.", B="")
    assert "A few words." in visitor.page.words


def test_marks_without_end_on_one_letter_are_kept_and_not_put_in_order(visitor: Visitor) -> None:
    written = "e" + "\u0301\u0316" * ((TEXT_LIMIT - 1) // 2)
    visitor.press("next", A=written)
    assert visitor.press("back").fields["q.A"] == [written]


def test_a_form_of_far_too_many_fields_is_not_read(visitor: Visitor) -> None:
    visitor.post({f"q.{i}": ["1"] for i in range(6_000)})
    assert visitor.response.status_code == 413


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=3),
    room=st.integers(TEXT_LIMIT, MOST),
)
def test_no_text_that_a_request_can_bring_is_composed_or_looked_through_beyond_a_measure(
    pieces: list[str], room: int
) -> None:
    written = filled("".join(pieces), room)
    words = clean_text(written)
    if not composable(words):
        assert "\r" not in words
        assert len(words) > TEXT_LIMIT or unicodedata.normalize("NFC", words) != words
    if len(words) > LONGEST:
        with pytest.raises(ValueError, match="is not looked through"):
            findings(words)
    for letters in (words[: 4 * TEXT_LIMIT], words):
        if composable(letters):
            assert len(letters) <= 4 * TEXT_LIMIT
            assert _longest_run(letters) <= 30


def _longest_run(words: str) -> int:
    """Return the most marks that one letter bears."""
    marks = "".join("m" if unicodedata.combining(letter) else " " for letter in words)
    return max(map(len, marks.split()), default=0)
