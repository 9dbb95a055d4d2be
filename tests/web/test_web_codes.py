"""Codes of six words and printed codes: how they are shown, typed again, and looked at."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from survey.questionnaire.model import Questionnaire
from survey.storage import studies
from survey.storage.instance import Instance
from survey.storage.mixing import mix
from tests.conftest import Clock, Published
from tests.web.members import Gathered, words_on
from tests.web.members import plan as round_plan
from tests.web.test_web_care import plan
from tests.web.visitor import Visitor

Publish = Callable[..., Published]

#: Nearly as much as one request may hold, of what takes longest to normalise; letters it has none.
MARKS = "\u0301\u0316" * 80_000


@pytest.fixture
def asked() -> Questionnaire:
    """Give the questionnaire of these tests."""
    return plan()


@pytest.fixture
def study(asked: Questionnaire, publish: Publish) -> Published:
    """Give a published study."""
    return publish(asked, practice=True)


@pytest.fixture
def visitor(public_app: Flask, study: Published) -> Visitor:
    """Give somebody without script."""
    return Visitor(public_app, study.id)


@pytest.fixture
def council(instance: Instance, public_app: Flask, clock: Clock) -> Gathered:
    """Give a council that three people can join."""
    return Gathered(instance, public_app, clock)


def put_aside(visitor: Visitor) -> str:
    """Give the code under which a form is put aside, with an answer in it."""
    visitor.begin()
    visitor.press("pause", A="yes")
    return words_on(visitor.press("keep"))


def sent(visitor: Visitor) -> str:
    """Give the code to take back what was just sent."""
    visitor.begin()
    visitor.press("review")
    return words_on(visitor.press("send", {"r": "yes"}))


def come_back(visitor: Visitor) -> None:
    """Go to the page on which a code is typed to go on."""
    visitor.open()
    visitor.press("next")
    visitor.press("resume")


def test_a_huge_code_to_go_on_is_no_code(visitor: Visitor) -> None:
    code = put_aside(visitor)
    come_back(visitor)
    page = visitor.press("open", {"w": code + MARKS})
    assert "Nothing was found for these words." in page.words
    assert "Welcome back." in visitor.press("open", {"w": code}).words


def test_a_huge_code_to_take_back_is_no_code(
    visitor: Visitor, instance: Instance, study: Published, clock: Clock
) -> None:
    code = sent(visitor)
    visitor.open(f"/r/{study.id}/")
    fields = {**visitor.page.fields, "w": [code + MARKS], "go": ["back"]}
    assert "We have your words." in visitor.post(fields, f"/r/{study.id}/").words
    mix(instance, now=clock(), closing=study.id)
    with instance.engine.connect() as connection:
        assert studies.get(connection, study.id).counted == 1


def test_huge_words_of_a_member_are_none(council: Gathered) -> None:
    words = council.all_join()
    visitor = council.member(council.open(round_plan()), words[0] + MARKS)
    assert "These words were not found in this group." in visitor.page.words
    assert "q.S1" in visitor.press("begin", {"w": words[0]}).offered


def test_a_huge_printed_code_is_none(council: Gathered) -> None:
    visitor = council.join(council.codes[0] + MARKS)
    assert "This code was not found here." in visitor.page.words
    visitor.press("accept", {"c": council.codes[0]})
    assert words_on(visitor.page)
