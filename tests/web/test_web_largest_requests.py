"""Of the largest request that is let in, nothing but reading it costs more than its size."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from urllib.parse import parse_qs, quote_plus, unquote_plus

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.answers.screening import LONGEST, findings
from survey.questionnaire.checking import clean_text, composable
from survey.questionnaire.model import TEXT_LIMIT, Questionnaire
from survey.sealing.codes.invitations import code_mark
from survey.sealing.codes.member_tags import member_root
from survey.sealing.codes.phrases import MOST_TYPED, normalised, receipt_key
from survey.services.answering.keep_draft import draft_mark
from survey.settings import Settings
from survey.web.forms import as_typed, fields_in
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


@settings(max_examples=300, deadline=None)
@given(
    written=st.lists(
        st.sampled_from(
            ["a", "=", "==", "+", "%41", "%c3%A9", "%C3", "%3d", "%25", "%0D%0A", "\n", "=\n", "_",
             "\u00e9", "\ufffd", ".", "%00", "\t", "%E2%82%AC", "%E2%82", "%FF", "=41", " "]
        )
    ).map("".join),
    times=st.sampled_from([1, 7, 700]),
)  # fmt: skip
def test_a_long_value_is_read_like_a_short_one(written: str, times: int) -> None:
    for value in (written * times, written * times + "x" * 1_000, "%41" * 400 + written):
        assert as_typed(value) == unquote_plus(value, errors="replace")


@settings(max_examples=100, deadline=None)
@given(written=st.text("%a1=\n +\ufffd", min_size=1).map(lambda part: part * 1_000))
def test_signs_of_bytes_that_are_none_break_nothing(written: str) -> None:
    assert len(as_typed(written)) <= 2 * len(written)


@settings(max_examples=100, deadline=None)
@given(body=st.text("ab=&+%1 \u00e9;", max_size=40))
def test_fields_are_read_as_every_server_reads_them(body: str) -> None:
    told = parse_qs(body, keep_blank_values=True, errors="replace")
    kept = {name: [one for one in values if one] for name, values in told.items()}
    assert fields_in(body) == {name: values for name, values in kept.items() if values}


@settings(max_examples=40, deadline=None)
@given(
    pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=3),
    room=st.integers(MOST_TYPED * 12, MOST),
)
def test_nothing_that_is_too_long_for_a_code_is_put_into_one_form(
    pieces: list[str], room: int
) -> None:
    """Receipts, codes of forms put aside, members' words and printed codes: right words too."""
    right, key = "calm river stone", bytes(32)
    much = filled("".join(pieces), room) + " " * MOST_TYPED
    assert normalised(right) == "calmriverstone"
    for typed in (much + right, right + much):
        assert normalised(typed) == ""
        assert receipt_key(typed) == receipt_key("")
        assert draft_mark(key, typed) == draft_mark(key, "")
        assert member_root(typed, "council") == member_root("", "council")
        assert code_mark(key, "council", typed) == code_mark(key, "council", "")


def _longest_run(words: str) -> int:
    """Return the most marks that one letter bears."""
    marks = "".join("m" if unicodedata.combining(letter) else " " for letter in words)
    return max(map(len, marks.split()), default=0)
