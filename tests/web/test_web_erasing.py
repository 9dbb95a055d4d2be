"""Erasing a form that was put aside: from where the code is typed, shown, or still in hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from survey.sealing.codes.phrases import phrase
from survey.services.studies.close_study import close_study
from survey.services.studies.end_study_early import end_study_early
from survey.services.studies.pause_study import pause_study
from survey.settings import Settings, read_settings
from survey.storage.instance import Instance
from survey.storage.schema import drafts
from tests.conftest import Clock, Published
from tests.web.test_web_care import plan
from tests.web.visitor import LOOK, Page, Visitor, six_words

Publish = Callable[..., Published]
NOTHING = phrase(range(8000, 8006))


@pytest.fixture
def instance_settings() -> Settings:
    """Give settings whose limits are as low as they can be set."""
    return read_settings([], {"SURVEY_ADDRESS_HOURLY": "10", "SURVEY_STUDY_HOURLY": "100"})


@pytest.fixture
def study(publish: Publish) -> Published:
    """Publish a study."""
    return publish(plan())


@pytest.fixture
def visitor(public_app: Flask, study: Published) -> Visitor:
    """Give somebody without script, whose address can be told from others."""
    return Visitor(public_app, study.id, REMOTE_ADDR="9.9.9.9")


def put_aside(visitor: Visitor) -> str:
    """Stop on the first part with an answer in hand, and give the code that the page shows."""
    visitor.begin()
    visitor.press("pause", A="yes")
    code = six_words(visitor.press("keep"))
    assert code
    return code


def to_typing(visitor: Visitor) -> None:
    """Go to the page on which a code is typed to go on."""
    visitor.open()
    visitor.press("next")
    visitor.press("resume")


def opens(visitor: Visitor, code: str) -> bool:
    """Tell whether a code opens what was put aside."""
    to_typing(visitor)
    return "Welcome back." in visitor.press("open", {"w": code}).words


def without_state(page: Page) -> str:
    """Give a page without what is sealed in it, which is never the same twice."""
    return page.html.replace(page.fields["s"][0], "")


def test_right_and_wrong_words_are_answered_alike(visitor: Visitor, instance: Instance) -> None:
    code = put_aside(visitor)
    pages = []
    for words in (code, NOTHING, code):
        to_typing(visitor)
        page = visitor.press("erase", {"w": words})
        assert page.headings == ["Erase what a code keeps"]
        assert " ".join(page.offered["w"]) == words, "what was typed is taken along"
        assert "If something was kept under these words, it is erased" not in page.words
        pages.append(visitor.press("erase", {"w": words}))
    assert pages[0].title == LOOK
    assert "If something was kept under these words, it is erased" in pages[0].words
    assert len({without_state(page) for page in pages}) == 1
    assert "w" not in pages[0].offered, "nothing asks to erase once more"
    assert "w" in visitor.press("erase").offered, "who mistyped can type again"
    assert not opens(visitor, code)
    with instance.engine.connect() as connection:
        assert set(connection.execute(select(drafts.c.sealed)).scalars()) == {b""}


def test_nothing_is_erased_before_it_is_confirmed_or_without_words(visitor: Visitor) -> None:
    code = put_aside(visitor)
    to_typing(visitor)
    visitor.press("erase", {"w": code})
    page = visitor.press("return", {"w": code})
    assert page.headings == ["Go on with a code"]
    assert " ".join(page.offered["w"]) == code
    visitor.press("erase")
    visitor.page.fields["w"] = [""] * 6
    assert visitor.press("erase").headings == ["Erase what a code keeps"]
    assert "erased, and nobody" not in visitor.page.words
    assert opens(visitor, code)


def test_the_page_that_shows_the_code_erases_and_what_is_in_hand_stays(
    visitor: Visitor, public_app: Flask, study: Published
) -> None:
    code = put_aside(visitor)
    page = visitor.press("erase")
    assert "w" not in page.offered, "the code is in hand"
    assert six_words(visitor.press("return")) == code
    visitor.press("erase")
    page = visitor.press("erase")
    assert "What was kept under your code is erased." in page.words
    assert not opens(Visitor(public_app, study.id), code)
    assert visitor.press("return").fields["q.A"] == ["yes"]
    visitor.press("pause")
    fresh = six_words(visitor.press("keep"))
    assert fresh
    assert fresh != code, "somebody may have seen the first"
    assert opens(Visitor(public_app, study.id), fresh)


def test_who_came_back_erases_from_the_page_to_stop(
    visitor: Visitor, public_app: Flask, study: Published
) -> None:
    code = put_aside(visitor)
    assert opens(visitor, code)
    visitor.press("pause", A="no")
    visitor.press("erase")
    assert visitor.press("return").headings == ["Stop for now, come back later"]
    visitor.press("erase")
    page = visitor.press("erase")
    assert page.headings == ["Stop for now, come back later"]
    assert "erase" not in page.buttons, "nothing is kept any more"
    assert not opens(Visitor(public_app, study.id), code)
    assert visitor.press("return").fields["q.A"] == ["no"]


def test_a_break_from_asking_leads_back_to_the_answers(visitor: Visitor) -> None:
    put_aside(visitor)
    visitor.press("erase")
    visitor.press("break")
    assert visitor.press("return").fields["q.A"] == ["yes"]


@pytest.mark.parametrize("way", ["paused", "ended", "over", "paused and over", "ended and over"])
def test_a_form_that_takes_no_answers_lets_people_erase(
    visitor: Visitor,
    public_app: Flask,
    instance: Instance,
    study: Published,
    clock: Clock,
    way: str,
) -> None:
    code = put_aside(visitor)
    if "paused" in way or "ended" in way:
        stop = pause_study if "paused" in way else end_study_early
        stop(instance, study.id, "", clock().date())
    if "over" in way:
        clock.forward(days=40)
    other = Visitor(public_app, study.id)
    assert "form" in other.open().headings[0]
    other.press("erase")
    page = other.press("erase", {"w": code})
    assert "If something was kept under these words, it is erased" in page.words
    assert other.press("return").headings == other.open().headings
    visitor.press("erase")
    visitor.press("erase", {"w": code} if "over" in way else {})
    with instance.engine.connect() as connection:
        assert set(connection.execute(select(drafts.c.sealed)).scalars()) == {b""}


@pytest.mark.parametrize("days", [0, 40])
def test_who_comes_too_late_to_send_can_erase(
    visitor: Visitor,
    public_app: Flask,
    instance: Instance,
    study: Published,
    clock: Clock,
    days: int,
) -> None:
    code = put_aside(visitor)
    late = Visitor(public_app, study.id)
    late.begin()
    end_study_early(instance, study.id, "", clock().date())
    clock.forward(days=days)
    assert late.press("next", A="no").headings == ["This form is closed."]
    late.press("erase")
    late.press("erase", {"w": code})
    with instance.engine.connect() as connection:
        assert set(connection.execute(select(drafts.c.sealed)).scalars()) == {b""}


def test_a_form_that_is_closed_has_nothing_left_to_erase(
    visitor: Visitor, public_app: Flask, instance: Instance, study: Published, clock: Clock
) -> None:
    put_aside(visitor)
    clock.forward(days=40)
    close_study(instance, study.id, clock())
    assert "erase" not in Visitor(public_app, study.id).open().buttons


def test_a_page_that_is_too_old_asks_for_the_words(
    visitor: Visitor, public_app: Flask, study: Published, clock: Clock
) -> None:
    code = put_aside(visitor)
    clock.forward(days=4)
    page = visitor.press("erase")
    assert "To erase what a code keeps, type its six words here." in page.words
    visitor.press("erase", {"w": code})
    assert not opens(Visitor(public_app, study.id), code)


def test_floods_are_limited_and_lose_nothing(
    visitor: Visitor, public_app: Flask, study: Published, clock: Clock
) -> None:
    code = put_aside(visitor)
    other = Visitor(public_app, study.id, REMOTE_ADDR="9.9.9.9")
    to_typing(other)
    other.press("erase")
    for _ in range(10):
        other.press("erase", {"w": NOTHING})
        assert other.response.status_code == 200
        other.press("erase")
    page = other.press("erase", {"w": code})
    assert other.response.status_code == 429
    assert " ".join(page.offered["w"]) == code
    visitor.press("erase")
    page = visitor.press("erase")
    assert visitor.response.status_code == 429
    assert "Many people are here at the moment." in page.words
    clock.forward(hours=1)
    visitor.press("erase")
    assert visitor.press("return").fields["q.A"] == ["yes"]
    assert not opens(Visitor(public_app, study.id), code)


def test_pages_say_what_is_kept_and_what_is_not(visitor: Visitor) -> None:
    """The same pages before anything is kept, while a code keeps something, and after."""
    visitor.begin()
    said = [_said(visitor)]
    visitor.press("pause")
    visitor.press("keep")
    visitor.press("return")
    said.append(_said(visitor))
    visitor.press("pause")
    visitor.press("erase")
    visitor.press("erase")
    visitor.press("return")
    said.append(_said(visitor))
    assert said[0] == said[2]
    assert all("nothing" in words.lower() or "gone" in words for words in said[0])
    assert all("our code keeps" in words for words in said[1])
    assert not any("nothing is kept" in words or "nothing from" in words for words in said[1])


def _said(visitor: Visitor) -> list[str]:
    """Give the words of the break, of the page to stop, and of the one to look over."""
    said = []
    for go in ("break", "pause", "review"):
        said.append(visitor.press(go).words)
        visitor.press("return" if go != "review" else "page:s.one")
    return said
