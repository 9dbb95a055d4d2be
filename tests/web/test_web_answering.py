"""Answering in the public app, without script: every page, back, change, send, and send again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from flask import Flask

from survey.mixing.mix import mix
from survey.questionnaire.files.reading import to_json
from survey.questionnaire.model import Questionnaire
from survey.storage.instance import Instance
from survey.storage.letters import letterbox
from survey.storage.studies import study_rows
from tests.conftest import Clock, Published
from tests.web.visitor import Visitor

Publish = Callable[..., Published]


@pytest.fixture
def asked() -> Questionnaire:
    """Give a questionnaire with every kind of question and a rule."""
    one = {"id": "one", "text": "First"}
    two = {"id": "two", "text": "Second"}
    none = {"id": "none", "text": "None of these", "exclusive": True}
    return Questionnaire.model_validate(
        {
            "id": "try-out",
            "title": "A try-out",
            "languages": ["en", "ar"],
            "introduction": {"en": "What this is about.", "ar": "عن هذا."},
            "consent": "You can skip any question.",
            "closing": "That was all.",
            "sections": [
                {
                    "id": "first",
                    "title": {"en": "The first part", "ar": "الجزء الأول"},
                    "questions": [
                        {"type": "single", "id": "A", "text": "Which one?", "options": [one, two]},
                        {
                            "type": "multiple",
                            "id": "B",
                            "text": "Any?",
                            "options": [one, two, none],
                        },
                    ],
                },
                {
                    "id": "second",
                    "title": "The second part",
                    "show_if": {"question": "A", "is": "two"},
                    "questions": [
                        {
                            "type": "ranking",
                            "id": "C",
                            "text": "In order?",
                            "options": [one, two, {"id": "three", "text": "Third"}],
                        }
                    ],
                },
                {
                    "id": "third",
                    "title": "The third part",
                    "questions": [
                        {
                            "type": "scale",
                            "id": "D",
                            "text": "How much?",
                            "points": {"from": 1, "to": 9, "low": "not at all", "high": "fully"},
                        },
                        {"type": "text", "id": "E", "text": "In your words?"},
                    ],
                },
            ],
        }
    )


@pytest.fixture
def study(publish: Publish, asked: Questionnaire) -> Published:
    """Publish that questionnaire for practice."""
    return publish(asked, practice=True)


@pytest.fixture
def visitor(public_app: Flask, study: Published) -> Visitor:
    """Give a visitor of that study."""
    return Visitor(public_app, study.id)


def test_a_whole_form_is_answered_reviewed_and_sent(visitor: Visitor) -> None:
    assert visitor.open().headings == ["Leaving quickly"]
    assert "What this is about." in visitor.press("next").words
    page = visitor.press("begin")
    assert "Part 1 of 3" in page.words
    assert "I'd rather not say" in page.words
    page = visitor.press("next", A="two", B=["one", "two"])
    assert page.headings == ["The second part"]
    assert "Part 2 of 3" in page.words
    page = visitor.press("next", **{"C__three": "1", "C__one": "2"})
    page = visitor.press("next", D="p9", E="Plain words.")
    for said in ("Second", "First", "1. Third", "2. First", "9 (fully)", "Plain words."):
        assert said in page.words
    page = visitor.press("send")
    assert page.headings == ["Thank you"]
    assert "That was all." in page.words


def test_nothing_at_all_can_be_sent(visitor: Visitor) -> None:
    visitor.begin()
    visitor.press("next")
    page = visitor.press("next")
    assert re.findall(r"Left blank: \d", page.words) == ["Left blank: 2", "Left blank: 2"]
    assert visitor.press("send").headings == ["Thank you"]


def test_questions_left_blank_are_a_number_and_not_a_list(visitor: Visitor) -> None:
    """In each part that was opened; what was answered is printed with its question."""
    visitor.begin()
    page = visitor.press("review", A="two")
    assert re.findall(r"Left blank: \d", page.words) == [f"Left blank: {n}" for n in (1, 1, 2)]
    assert page.html.count("<dt") == 1
    visitor.press("page:s.first", A=[])
    page = visitor.press("review", A=[])
    assert "<dl>" not in page.html
    assert re.findall(r"Left blank: \d", page.words) == [f"Left blank: {n}" for n in (2, 2)]


def test_back_and_change_keep_what_was_given(visitor: Visitor) -> None:
    visitor.begin()
    visitor.press("next", A="one", B="two")
    page = visitor.press("back", E="Half a sentence")
    assert page.fields["q.A"] == ["one"]
    assert page.fields["q.B"] == ["two"]
    page = visitor.press("next", A="two")
    assert page.headings == ["The second part"]
    visitor.press("next")
    assert visitor.page.fields["q.E"] == ["Half a sentence"]
    page = visitor.press("next")
    assert "page:s.second" in page.buttons
    page = visitor.press("page:s.first")
    assert page.fields["q.A"] == ["two"]


def test_what_leaves_the_path_is_not_sent(visitor: Visitor) -> None:
    visitor.begin()
    visitor.press("next", A="two")
    visitor.press("next", **{"C__one": "1"})
    visitor.press("next")
    visitor.press("page:s.first")
    visitor.press("next", A="one")
    page = visitor.press("next")
    assert "The second part" not in page.words


def test_back_from_the_first_page_leads_to_the_introduction_and_keeps_answers(
    visitor: Visitor,
) -> None:
    visitor.begin()
    page = visitor.press("back", A="two")
    assert "What this is about." in page.words
    assert visitor.press("begin").fields["q.A"] == ["two"]


def test_an_answer_that_cannot_be_taken_brings_the_page_back_whole(visitor: Visitor) -> None:
    visitor.begin()
    page = visitor.press("next", A="two", B=["one", "none"])
    assert page.headings == ["The first part"]
    assert "Everything you wrote is still here." in page.words
    assert page.fields["q.A"] == ["two"]
    assert page.fields["q.B"] == ["one", "none"]
    assert "#q.B" in page.links
    assert visitor.press("next", B="none").headings == ["The second part"]


def test_two_options_in_one_place_are_shown_again_as_they_were(visitor: Visitor) -> None:
    visitor.begin()
    visitor.press("next", A="two")
    for _ in range(2):
        page = visitor.press("next", **{"C__one": "2", "C__three": "2"})
        assert page.headings == ["The second part"]
        assert page.fields["q.C.one"] == page.fields["q.C.three"] == ["2"]
    assert visitor.press("next", **{"C__one": "1"}).headings == ["The third part"]


def test_what_is_cleared_on_a_page_with_a_problem_stays_cleared(visitor: Visitor) -> None:
    visitor.begin()
    visitor.press("next", A="one", B=["one", "two"])
    visitor.press("back")
    del visitor.page.fields["q.B"]
    page = visitor.press("next", A="nothing-offered")
    assert page.headings == ["The first part"]
    assert "q.B" not in page.fields


def test_a_text_that_is_too_long_is_not_cut(visitor: Visitor) -> None:
    visitor.begin()
    visitor.press("next")
    page = visitor.press("next", E="long " * 200)
    assert page.headings == ["The third part"]
    assert page.fields["q.E"][0].strip() == ("long " * 200).strip()


def test_sending_twice_counts_once_and_shows_the_same_receipt(
    visitor: Visitor, instance: Instance, study: Published, clock: Clock
) -> None:
    visitor.begin()
    visitor.press("next")
    review = visitor.press("next", E="Only once, please.")
    first = visitor.press("send", {"r": "yes"})
    visitor.page = review
    again = visitor.press("send", {"r": "yes"})
    assert "This was already sent." in again.words
    assert _receipt(first.html) == _receipt(again.html)
    assert "Only once, please." not in again.words
    with instance.engine.connect() as connection:
        assert letterbox.waiting(connection, study.id) == 1
    mix(instance, now=clock(), closing=study.id)
    with instance.engine.connect() as connection:
        assert study_rows.get(connection, study.id).counted == 1


def test_a_page_of_a_sent_form_shows_no_answers_again(visitor: Visitor) -> None:
    first = visitor.begin()
    visitor.press("next", A="two")
    visitor.press("next", **{"C__one": "1"})
    third = visitor.press("next", E="Mild words.")
    visitor.press("send")
    for old in (third, first):
        visitor.page = old
        page = visitor.press("back" if "back" in old.buttons else "next")
        assert "This was already sent." in page.words
        assert "Mild words." not in page.words


def test_a_page_older_than_two_days_says_so_and_keeps_what_is_on_it(
    visitor: Visitor, clock: Clock
) -> None:
    visitor.begin()
    visitor.press("next", A="one")
    clock.forward(days=3)
    page = visitor.press("next", E="Still in hand.", D="p3")
    assert "open for more than two days" in page.words
    assert page.headings == ["The third part"]
    assert page.fields["q.E"] == ["Still in hand."]
    assert page.fields["q.D"] == ["p3"]
    page = visitor.press("next")
    assert "Still in hand." in page.words
    assert visitor.press("send").headings == ["Thank you"]


def test_a_page_of_yesterday_still_works(visitor: Visitor, clock: Clock) -> None:
    visitor.begin()
    visitor.press("next", A="one")
    clock.forward(days=2)
    page = visitor.press("next", E="In time.")
    assert "First" in page.words
    assert "In time." in page.words


def test_an_expired_page_keeps_questions_that_follow_from_earlier_answers(
    public_app: Flask, publish: Publish, asked: Questionnaire, clock: Clock
) -> None:
    """What led to them is not known any more, so the whole page is shown."""
    follow_up = {
        "type": "text", "id": "F", "text": "And then?",
        "show_if": {"question": "A", "is": "two"},
    }  # fmt: skip
    fields = json.loads(to_json(asked))
    third = fields["sections"][2]
    third["questions"].append(follow_up)
    visitor = Visitor(public_app, publish(Questionnaire.model_validate(fields), practice=True).id)
    visitor.begin()
    visitor.press("next", A="two")
    visitor.press("next")
    clock.forward(days=4)
    page = visitor.press("next", E="Plain.", F="Followed.")
    assert page.fields["q.E"] == ["Plain."]
    assert page.fields["q.F"] == ["Followed."]
    assert "give that answer again" in page.words
    assert "Followed." not in visitor.press("next").words
    visitor.press("page:s.first")
    visitor.press("next", A="two")
    page = visitor.press("next")
    assert page.fields["q.F"] == ["Followed."]
    assert "Followed." in visitor.press("next").words


def test_an_expired_part_of_the_path_is_kept_until_the_path_is_back(
    visitor: Visitor, clock: Clock
) -> None:
    visitor.begin()
    visitor.press("next", A="two")
    clock.forward(days=4)
    page = visitor.press("next", **{"C__two": "1"})
    assert page.headings == ["The second part"]
    assert page.fields["q.C.two"] == ["1"]
    visitor.press("back")
    page = visitor.press("next", A="two")
    assert page.fields["q.C.two"] == ["1"]


@pytest.mark.parametrize("presses", [["back"], ["next", "next"]])
def test_an_expired_page_without_fields_says_that_it_begins_again(
    visitor: Visitor, clock: Clock, presses: list[str]
) -> None:
    visitor.begin()
    for go in presses:
        visitor.press(go, A="one") if "q.A" in visitor.page.offered else visitor.press(go)
    clock.forward(days=4)
    page = visitor.press("begin" if presses == ["back"] else "send")
    assert page.headings == ["The first part"]
    assert "You can begin again here." in page.words
    assert "still here" not in page.words


def test_back_works_from_a_page_with_a_problem(visitor: Visitor) -> None:
    visitor.begin()
    visitor.press("next", A="two")
    page = visitor.press("back", **{"C__one": "1", "C__two": "1"})
    assert page.headings == ["The first part"]
    page = visitor.press("back", B=["one", "none"])
    assert "What this is about." in page.words
    assert visitor.press("begin").fields["q.B"] == ["one", "none"]


def test_a_ranking_can_be_unticked_again(visitor: Visitor) -> None:
    visitor.begin()
    visitor.press("next", A="two")
    page = visitor.press("next", C="_rns", **{"C__one": "1"})
    assert page.headings == ["The second part"]
    del page.fields["q.C"]
    assert visitor.press("next").headings == ["The third part"]


def test_a_form_that_closes_meanwhile_says_so_at_the_next_page(
    visitor: Visitor, instance: Instance, study: Published, clock: Clock
) -> None:
    visitor.begin()
    mix(instance, now=clock(), closing=study.id)
    assert visitor.press("next").headings == ["This form is closed."]


@pytest.mark.parametrize("token", ["", "x", "AAAA", "é" * 40])
def test_a_damaged_page_keeps_what_is_on_it(visitor: Visitor, token: str) -> None:
    visitor.begin()
    visitor.press("next", A="one")
    visitor.page.fields["s"] = [token]
    page = visitor.press("next", E="Not lost.")
    assert "Part of this page could not be read" in page.words
    assert page.fields["q.E"] == ["Not lost."]


def test_a_page_of_another_study_is_not_taken(
    visitor: Visitor, public_app: Flask, publish: Publish, asked: Questionnaire
) -> None:
    other = Visitor(public_app, publish(asked, practice=True).id)
    other.begin()
    other.press("next", A="two")
    visitor.begin()
    visitor.page.fields["s"] = other.page.fields["s"]
    page = visitor.press("next", A="one")
    assert "Part of this page could not be read" in page.words


def test_every_page_of_a_form_is_of_one_size_whatever_was_answered(visitor: Visitor) -> None:
    visitor.begin()
    visitor.press("next")
    short = visitor.page.fields["s"][0]
    visitor.press("back")
    visitor.press("next", A="one", B=["one", "two"])
    assert len(visitor.page.fields["s"][0]) == len(short)


def test_answers_and_choices_of_strangers_are_escaped(visitor: Visitor) -> None:
    visitor.begin()
    visitor.press("next")
    page = visitor.press("next", E='</textarea><b class="x">&amp;')
    assert '</textarea><b class="x">' not in page.html
    page = visitor.press("back")
    assert page.fields["q.E"] == ['</textarea><b class="x">&amp;']


def test_the_language_is_chosen_without_a_trace(visitor: Visitor) -> None:
    page = visitor.open()
    page = visitor.press("language:ar")
    assert 'lang="ar" dir="rtl"' in page.html
    page = visitor.press("next")
    assert "عن هذا." in page.words
    assert visitor.press("begin").headings == ["الجزء الأول"]
    visitor.press("next")
    assert "The third part" in visitor.page.words, (
        "the original stands where there is no translation"
    )


def test_a_closed_form_says_so_and_keeps_nothing(
    visitor: Visitor, instance: Instance, study: Published, clock: Clock
) -> None:
    visitor.begin()
    visitor.press("next")
    visitor.press("next", E="Too late.")
    mix(instance, now=clock(), closing=study.id)
    page = visitor.press("send")
    assert page.headings == ["This form is closed."]
    assert visitor.open().headings == ["This form is closed."]


def test_a_mix_while_somebody_answers_loses_nothing(
    visitor: Visitor,
    public_app: Flask,
    instance: Instance,
    study: Published,
    publish: Publish,
    asked: Questionnaire,
    clock: Clock,
) -> None:
    _send_blank(Visitor(public_app, study.id))
    other = publish(asked, practice=True)
    mix(instance, now=clock(), closing=other.id)
    _send_blank(visitor)
    mix(instance, now=clock(), closing=study.id)
    with instance.engine.connect() as connection:
        assert study_rows.get(connection, study.id).counted == 2


def _send_blank(visitor: Visitor) -> None:
    visitor.begin()
    visitor.press("next")
    visitor.press("next")
    assert visitor.press("send").headings == ["Thank you"]


def _receipt(html: str) -> str:
    return html.split('<ol class="six" lang="en" dir="ltr">')[1].split("</ol>")[0]
