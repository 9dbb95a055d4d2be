"""What people meet when a study is paused, ended early, extended, corrected or withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from survey.errors import Refused, StudyStateWrong
from survey.services.steps.study_terms import StudyTerms
from survey.services.studies.close_study import close_study
from survey.services.studies.correct_spelling import correct_spelling
from survey.services.studies.end_study_early import end_study_early
from survey.services.studies.extend_study import extend_study
from survey.services.studies.pause_study import pause_study, resume_study
from survey.services.studies.withdraw_study import withdraw_study
from survey.storage.instance import Instance
from survey.storage.letters import letterbox
from survey.storage.studies import study_rows
from tests.conftest import TOLD, Clock, Published
from tests.ready_to_publish import reviewed_by_two
from tests.web.test_web_care import counted, plan, to_review
from tests.web.visitor import Visitor, six_words

Publish = Callable[..., Published]


@pytest.fixture
def study(publish: Publish) -> Published:
    """Publish a study that is not for practice."""
    return publish(plan())


@pytest.fixture
def visitor(public_app: Flask, study: Published) -> Visitor:
    """Give a visitor of that study."""
    return Visitor(public_app, study.id)


def waiting(instance: Instance, study_id: str) -> int:
    """Give how many letters wait."""
    with instance.engine.connect() as connection:
        return letterbox.waiting(connection, study_id)


def results(visitor: Visitor, study_id: str) -> str:
    """Give the words of the results page."""
    return visitor.open(f"/r/{study_id}/").words


def test_a_paused_study_says_so_and_keeps_what_is_in_hand(
    visitor: Visitor, public_app: Flask, instance: Instance, study: Published, clock: Clock
) -> None:
    to_review(visitor, E="A few words")
    pause_study(instance, study.id, "We look at one question again.", clock().date())
    held = visitor.press("send")
    assert "This form is paused." in held.words
    assert waiting(instance, study.id) == 0
    visitor.press("pause")
    code = six_words(visitor.press("keep"))
    assert code
    other = Visitor(public_app, study.id)
    assert other.open().headings == ["This form is paused."]
    for words in (other.page.words, results(other, study.id)):
        assert "We look at one question again." in words
        assert "This form was paused." in words
    resume_study(instance, study.id, "", clock().date())
    assert other.open().headings == ["Leaving quickly"]
    assert "This form takes answers again." in other.page.words
    other.press("next")
    other.press("resume")
    other.press("open", {"w": code})
    while "send" not in other.page.buttons:
        other.press("next")
    assert "A few words" in other.page.html
    other.press("send")
    assert waiting(instance, study.id) == 1


def test_no_page_of_a_paused_study_asks_anything_more(
    visitor: Visitor, instance: Instance, study: Published, clock: Clock
) -> None:
    visitor.open()
    pause_study(instance, study.id, "", clock().date())
    assert visitor.press("next").headings == ["This form is paused."]
    resume_study(instance, study.id, "", clock().date())
    visitor.begin()
    pause_study(instance, study.id, "", clock().date())
    page = visitor.press("next", A="yes")
    assert "First part" in page.headings
    assert "This form is paused." in page.words
    assert visitor.press("break").headings != page.headings


def test_answers_are_taken_back_while_a_study_is_paused(
    visitor: Visitor, instance: Instance, study: Published, clock: Clock
) -> None:
    to_review(visitor)
    code = six_words(visitor.press("send", {"r": "yes"}))
    assert code
    pause_study(instance, study.id, "", clock().date())
    address = f"/r/{study.id}/"
    fields = {name: list(values) for name, values in visitor.open(address).fields.items()}
    visitor.post({**fields, "w": [code], "go": ["back"]}, address)
    clock.forward(days=40)
    assert close_study(instance, study.id, clock()).withdrawn == 1
    assert counted(instance, study.id) == 0


def test_a_study_that_ends_early_says_why_and_keeps_its_promise(
    visitor: Visitor, instance: Instance, study: Published, clock: Clock
) -> None:
    visitor.begin()
    end_study_early(instance, study.id, "We have heard enough.", clock().date())
    assert visitor.press("next", A="yes").headings == ["This form is closed."]
    assert visitor.open().headings == ["This form takes no more answers."]
    assert "We have heard enough." in visitor.page.words
    assert "you can take them back until" in results(visitor, study.id)
    with pytest.raises(StudyStateWrong, match="take answers back"):
        close_study(instance, study.id, clock())
    with pytest.raises(StudyStateWrong):
        resume_study(instance, study.id, "", clock().date())
    clock.forward(days=40)
    assert close_study(instance, study.id, clock()).state == "closed"


def test_a_later_day_is_shown_at_once_and_an_earlier_one_refused(
    visitor: Visitor, instance: Instance, study: Published, clock: Clock
) -> None:
    visitor.open()
    today = clock().date()
    with instance.engine.connect() as connection:
        told = study_rows.get(connection, study.id).closes_on
    for day in (told, told - timedelta(days=1)):
        with pytest.raises(Refused, match="not later"):
            extend_study(instance, study.id, day, "", today)
    row = extend_study(instance, study.id, told + timedelta(days=300), "", today)
    assert row.results_by == (told + timedelta(days=300)).replace(day=1)
    assert str(row.closes_on.year) in visitor.press("next").words
    clock.forward(days=200)
    assert "The last day for answers is now later" in visitor.open().words


def test_a_spelling_is_corrected_for_people_who_are_answering(
    visitor: Visitor, instance: Instance, study: Published, clock: Clock
) -> None:
    visitor.begin()
    new = plan(title="A try-out, spelt right")
    with pytest.raises(Refused, match="0 of 2 reviewers have signed off"):
        correct_spelling(instance, study.id, new, "The title was misspelt.", clock().date())
    reviewed_by_two(instance, new, StudyTerms(3, 2, **TOLD), clock().date())
    correct_spelling(instance, study.id, new, "The title was misspelt.", clock().date())
    assert visitor.press("next", A="yes").headings
    assert "spelt right" in results(visitor, study.id)
    assert "The title was misspelt." in visitor.open().words
    assert visitor.press("next").headings == ["A try-out, spelt right"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({}, "already"),
        ({"consent": "You can skip all."}, "agree to"),
        ({"languages": ["en", "fr"]}, "More than words"),
        ({"sections": "in another order"}, "More than words"),
    ],
)
def test_more_than_a_spelling_is_never_corrected(
    instance: Instance, study: Published, clock: Clock, change: dict[str, Any], why: str
) -> None:
    if "sections" in change:
        first, second, last = plan().sections
        other = plan().model_copy(update={"sections": (second, first, last)})
    else:
        other = plan(**change)
    with pytest.raises(Refused, match=why):
        correct_spelling(instance, study.id, other, "", clock().date())


REASON = {"words": "revenge porn", "kind": "term", "reason": "We ask what people think of it."}


def test_words_that_cannot_be_published_cannot_come_in_as_a_spelling(
    visitor: Visitor, instance: Instance, study: Published, clock: Clock
) -> None:
    """The same words with the same way round: in quotation marks, with a reason that is stored."""
    today = clock().date()
    for title in ("On revenge porn", "On child prostitutes", "CHANGE ME"):
        with pytest.raises(Refused, match="title") as refused:
            correct_spelling(instance, study.id, plan(title=title), "", today)
        assert refused.value.kept == "Nothing was changed."
    quoted = "On the words “revenge porn”"
    with pytest.raises(Refused, match="revenge porn"):
        correct_spelling(instance, study.id, plan(title=quoted), "", today)
    new = plan(title=quoted, allowed=[REASON])
    reviewed_by_two(instance, new, StudyTerms(3, 2, **TOLD), today)
    correct_spelling(instance, study.id, new, "The title was misspelt.", today)
    visitor.open()
    assert visitor.press("next").headings == [quoted]
    with instance.engine.connect() as connection:
        assert REASON["reason"] in study_rows.get(connection, study.id).questionnaire_json


def test_a_study_for_practice_takes_any_corrected_words(
    publish: Publish, instance: Instance, clock: Clock
) -> None:
    tried = publish(plan(), practice=True)
    new = plan(title="On revenge porn")
    assert correct_spelling(instance, tried.id, new, "", clock().date()).practice


def test_a_study_is_withdrawn_only_before_the_first_answer(
    visitor: Visitor,
    instance: Instance,
    study: Published,
    publish: Publish,
    public_app: Flask,
    clock: Clock,
) -> None:
    to_review(visitor)
    visitor.press("send")
    with pytest.raises(StudyStateWrong, match="has been answered"):
        withdraw_study(instance, study.id, "", clock().date())
    empty = publish(plan())
    other = Visitor(public_app, empty.id)
    other.open()
    withdraw_study(instance, empty.id, "It was published by mistake.", clock().date())
    other.press("next")
    assert other.page.headings == ["This form was withdrawn."]
    assert "It was published by mistake." in other.page.words
    assert "Results are promised" not in results(other, empty.id)
    with pytest.raises(StudyStateWrong):
        close_study(instance, empty.id, clock())
