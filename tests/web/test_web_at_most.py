"""A question with room for so many answers: said on the page, nothing lost, none sent unseen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from survey.answers.answer_types import Given, Skipped
from survey.answers.codec import Layout, contradicts, decode, encode
from survey.answers.interpreting import answers_from_entries
from survey.questionnaire.checking import contradiction
from tests.conftest import Published, form_file
from tests.web.visitor import Visitor

ALL = ["monday", "wednesday", "friday"]
SAID = "You chose 3, and there is room for 2. Take out 1, or leave the question blank."


@pytest.fixture
def visitor(public_app: Flask, publish: Callable[..., Published]) -> Visitor:
    """Return a visitor of a study with such a question."""
    return Visitor(public_app, publish(form_file("at-most")).id)


def test_too_many_are_asked_about_with_everything_still_ticked(visitor: Visitor) -> None:
    visitor.begin()
    page = visitor.press("next", Q1=ALL)
    assert SAID in page.words
    assert page.fields["q.Q1"] == ALL
    page = visitor.press("next", Q1=ALL[:2])
    assert SAID not in page.words


def test_too_many_that_came_by_another_road_are_shown_before_they_are_sent(
    visitor: Visitor,
) -> None:
    visitor.begin()
    visitor.press("break", Q1=ALL)
    visitor.press("return")
    visitor.press("back")
    visitor.press("begin")
    page = visitor.press("review")
    assert SAID in page.words
    assert page.fields["q.Q1"] == ALL


def test_the_rule_is_one_for_pages_sealing_and_opening() -> None:
    q = form_file("at-most")
    question, layout = q.question("Q1"), Layout(q)
    assert contradiction(question, ALL) == "too_many"
    assert contradiction(question, ALL[:2]) is None
    with pytest.raises(ValueError, match="exclude each other"):
        answers_from_entries(q, {"Q1": tuple(ALL)})
    with pytest.raises(ValueError, match="exclude each other"):
        encode(layout, {"Q1": Given(tuple(ALL))}, "en")
    record = bytearray(encode(layout, {"Q1": Given(tuple(ALL[:2]))}, "en"))
    assert not contradicts(layout["Q1"], bytes(record[:-1]))
    record[3] = 1
    assert contradicts(layout["Q1"], bytes(record[:-1]))
    assert decode(layout, bytes(record))[0] == {"Q1": Skipped()}
