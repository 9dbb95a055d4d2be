"""What care asks of the pages: notes before hard parts, breaks, pausing, quotes, taking back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey.mixing.mix import mix
from survey.questionnaire.consent import consent_version
from survey.questionnaire.model import EMPTY, Questionnaire, Text
from survey.sealing.codes.phrases import phrase
from survey.services.studies.close_study import close_study
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.letters import letterbox
from survey.storage.schema import drafts
from survey.storage.studies import payments, study_rows
from survey.web.rendering.problem_sentences import PROBLEMS
from tests.conftest import Clock, Published
from tests.web.visitor import Page, Visitor, six_words

pytestmark = pytest.mark.slow  # seventy journeys through many pages

Publish = Callable[..., Published]


def plan(**more: Any) -> Questionnaire:
    """Give a questionnaire with a plain part, one that needs a content note, and a plain end."""
    yes, no = {"id": "yes", "text": "Yes"}, {"id": "no", "text": "No"}

    def asked(question_id: str) -> dict[str, Any]:
        return {"type": "single", "id": question_id, "text": "Well?", "options": [yes, no]}

    return Questionnaire.model_validate(
        {
            "id": "care",
            "title": "A try-out",
            "introduction": "What this is about.",
            "consent": "You can skip any question.",
            "closing": "That was all.",
            "sections": [
                {"id": "one", "title": "First part", "questions": [asked("A")]},
                {
                    "id": "two",
                    "title": "Second part",
                    "sensitivity": 2,
                    "content_note": "The next questions are about reporting.",
                    "questions": [asked("B") | {"sensitive": True}],
                },
                {
                    "id": "three",
                    "title": "Last part",
                    "questions": [asked("C"), {"type": "text", "id": "E", "text": "In words?"}],
                },
            ],
            **more,
        }
    )


@pytest.fixture
def study(publish: Publish) -> Published:
    """Publish it for practice."""
    return publish(plan(), practice=True)


@pytest.fixture
def visitor(public_app: Flask, study: Published) -> Visitor:
    """Give a visitor of that study."""
    return Visitor(public_app, study.id)


def to_review(visitor: Visitor, **answers: str) -> Page:
    """Go through the whole form, giving answers by question."""
    visitor.begin()
    while "send" not in visitor.page.buttons:
        here = {name: said for name, said in answers.items() if _asked_here(visitor.page, name)}
        visitor.press("next", **here)
    return visitor.page


def _asked_here(page: Page, name: str) -> bool:
    field = "q." + name.replace("__", ".")
    return field in page.offered or field in page.fields


def counted(instance: Instance, study_id: str) -> int:
    """Give how many responses are on the shelves."""
    with instance.engine.connect() as connection:
        return study_rows.get(connection, study_id).counted


def test_two_pages_stand_before_the_first_question(visitor: Visitor) -> None:
    assert visitor.open().headings == ["Leaving quickly"]
    consent = visitor.press("next")
    assert consent.headings == ["A try-out"]
    assert "call your local emergency number" in consent.words
    assert "There is no payment." in consent.words
    assert "Version of this text:" in consent.words
    assert "take your answers back until the end of" in consent.words
    assert visitor.press("begin").headings == ["First part"]


def test_other_words_of_consent_are_another_version() -> None:
    charity = Text.from_input("A charity")
    told = [
        (plan(), charity, EMPTY, EMPTY),
        (plan(consent="Other words."), charity, EMPTY, EMPTY),
        (plan(details="More words."), charity, EMPTY, EMPTY),
        (plan(payment={"amount": "10 euros"}), charity, EMPTY, EMPTY),
        (plan(), Text.from_input("Another charity"), EMPTY, EMPTY),
        (plan(), charity, Text.from_input("We may have to pass it on."), EMPTY),
        (plan(), charity, EMPTY, Text.from_input("Luxembourg")),
    ]
    assert len({consent_version(*words) for words in told}) == len(told)
    assert consent_version(*told[0]) == consent_version(plan(), charity, EMPTY, EMPTY)


def test_a_content_note_stands_before_a_sensitive_part(visitor: Visitor) -> None:
    visitor.begin()
    note = visitor.press("next")
    assert "Part 2 of 3" in note.words
    assert "The next questions are about reporting." in note.words
    assert not any(name.startswith("q.") for name in note.offered)
    assert {"next", "skip"} <= set(note.buttons)
    part = visitor.press("next")
    assert "q.B" in part.offered
    assert visitor.press("back").words == note.words


def test_a_part_skipped_at_its_note_is_kept_behind_its_note(visitor: Visitor) -> None:
    visitor.begin()
    visitor.press("next")
    visitor.press("next")
    visitor.press("next", B="yes")
    visitor.press("back")
    visitor.press("back")
    assert visitor.press("skip").headings == ["Last part"]
    assert "q.B" not in visitor.press("back").offered, "its note comes first again"
    assert visitor.press("next").fields["q.B"] == ["yes"]


@pytest.mark.parametrize("aside", ["break", "support", "pause"])
def test_beside_the_road_and_back_nothing_is_lost(visitor: Visitor, aside: str) -> None:
    visitor.begin()
    page = visitor.press(aside, A="yes")
    assert not any(name.startswith("q.") for name in page.offered)
    page = visitor.press("return")
    assert page.headings == ["First part"]
    assert page.fields["q.A"] == ["yes"]


def test_from_a_break_to_the_support_page_and_back(visitor: Visitor) -> None:
    visitor.begin()
    visitor.press("break", A="no")
    visitor.press("support")
    page = visitor.press("find", {"f_age": "not_sure", "f_want": "removal"})
    assert "StopNCII" in page.words
    assert "Take It Down" in page.words
    assert visitor.press("return").fields["q.A"] == ["no"]


def test_every_page_of_the_road_offers_a_break_and_support(visitor: Visitor) -> None:
    visitor.open()
    visitor.press("next")
    while "send" not in visitor.page.buttons:
        assert {"break", "support"} <= set(visitor.page.buttons)
        visitor.press("begin" if "begin" in visitor.page.buttons else "next")
    assert {"break", "support", "pause"} <= set(visitor.page.buttons)


def test_stop_anywhere_and_send_what_there_is(visitor: Visitor) -> None:
    visitor.begin()
    page = visitor.press("review", A="yes")
    assert "Yes" in page.words
    assert visitor.press("send").headings == ["Thank you"]


def test_somebody_who_is_too_young_is_met_kindly(visitor: Visitor) -> None:
    visitor.open()
    visitor.press("next")
    page = visitor.press("young")
    assert page.headings == ["This form is not for you yet"]
    assert "support" in page.buttons
    visitor.press("support")
    assert visitor.page.fields["y"] == ["young"]
    assert visitor.press("find", {"f_age": "under_18"}).fields["y"] == ["young"]
    assert visitor.press("return").headings == page.headings
    assert visitor.press("return").headings == ["A try-out"]


def test_what_may_point_to_somebody_is_shown_back_and_left_out(visitor: Visitor) -> None:
    visitor.begin()
    for _ in range(3):
        visitor.press("next")
    page = visitor.press("next", E="Write to ana@mail.example or see https://x.example/a")
    assert page.headings == ["Last part"]
    assert "ana@mail.example" in page.words
    assert "ana@mail.example" in page.fields["q.E"][0], "nothing is lost"
    review = visitor.press("next")
    assert "Write to […] or see […]" in review.words
    assert "mail.example" not in review.html
    assert "Some words are left out." not in review.words, "it was said before"


def test_what_may_point_to_somebody_can_be_changed(visitor: Visitor) -> None:
    visitor.begin()
    for _ in range(3):
        visitor.press("next")
    visitor.press("next", E="My number is +44 20 7946 0958")
    review = visitor.press("next", E="I would rather not be called")
    assert "I would rather not be called" in review.words
    assert "[…]" not in review.words


def test_on_the_short_way_to_the_end_it_is_left_out_and_said(visitor: Visitor) -> None:
    visitor.begin()
    for _ in range(3):
        visitor.press("next")
    review = visitor.press("review", E="see https://x.example/a there")
    assert "see […] there" in review.words
    assert "Some words are left out." in review.words


def test_quoting_is_asked_for_each_text_and_no_unless_said(visitor: Visitor) -> None:
    assert "Do not quote this." in to_review(visitor, E="Plain words.").words
    visitor.press("page:s.three")
    page = visitor.press("next", E__quote="yes")
    assert "You may quote this" in page.words
    visitor.press("back")
    assert visitor.page.fields["q.E.quote"] == ["yes"]


def test_no_code_is_shown_unless_asked_for(visitor: Visitor) -> None:
    to_review(visitor)
    thanks = visitor.press("send")
    assert not six_words(thanks)
    to_review(visitor)
    assert not six_words(visitor.press("send", {"r": "no"}))
    to_review(visitor)
    assert six_words(visitor.press("send", {"r": "yes"}))


@pytest.mark.parametrize("mixed_before", [True, False])
def test_answers_are_taken_back_with_the_six_words(
    visitor: Visitor, instance: Instance, study: Published, clock: Clock, mixed_before: bool
) -> None:
    for _ in range(39):
        to_review(visitor)
        visitor.press("send")
    to_review(visitor, E="To be taken back.")
    thanks = visitor.press("send", {"r": "yes"})
    code = six_words(thanks)
    assert code
    if mixed_before:
        mix(instance, now=clock())
        clock.forward(hours=2)
    results = visitor.open(f"/r/{study.id}/")
    fields = {name: list(values) for name, values in results.fields.items()}
    typed = code.upper().replace(" ", " - ")
    told = visitor.post({**fields, "w": [typed], "go": ["back"]}, f"/r/{study.id}/")
    assert "Thank you. We have your words." in told.words
    mix(instance, now=clock())
    wrong = visitor.post(
        {**fields, "w": [phrase(range(8000, 8006))], "go": ["back"]}, f"/r/{study.id}/"
    )
    used = visitor.post({**fields, "w": [typed], "go": ["back"]}, f"/r/{study.id}/")
    assert told.words == wrong.words == used.words
    mix(instance, now=clock(), closing=study.id)
    assert counted(instance, study.id) == 39
    late = visitor.post({**fields, "w": [typed], "go": ["back"]}, f"/r/{study.id}/")
    wrong = visitor.post({**fields, "w": ["not these"], "go": ["back"]}, f"/r/{study.id}/")
    assert "This form is closed, so answers cannot be taken out any more." in late.words
    assert "That day has passed" not in late.words
    assert late.words == wrong.words
    clock.forward(days=60)
    late = visitor.post({**fields, "w": [typed], "go": ["back"]}, f"/r/{study.id}/")
    assert "That day has passed, so answers cannot be taken out any more." in late.words


def test_the_results_page_says_when_and_whether_it_is_late(
    visitor: Visitor, study: Published, clock: Clock
) -> None:
    assert "Results are promised for" in visitor.open(f"/r/{study.id}/").words
    clock.forward(days=200)
    assert "and they are late" in visitor.open(f"/r/{study.id}/").words


def test_stopping_for_now_and_coming_back(
    public_app: Flask, visitor: Visitor, study: Published, clock: Clock
) -> None:
    visitor.begin()
    visitor.press("next", A="yes")
    visitor.press("next")
    visitor.press("pause", B="no")
    code = six_words(visitor.press("keep"))
    assert code
    assert visitor.press("return").fields["q.B"] == ["no"]
    clock.forward(days=14)
    later = Visitor(public_app, study.id)
    later.open()
    later.press("next")
    later.press("resume")
    page = later.press("open", {"w": code})
    assert "Welcome back." in page.words
    assert page.headings == ["Second part"]
    assert "q.B" not in page.offered, "another day, the note comes first again"
    page = later.press("next")
    assert page.fields["q.B"] == ["no"]
    later.press("pause")
    again = six_words(later.press("keep"))
    assert again
    assert again == code
    later.press("return")
    assert "Yes" in later.press("review").words


def test_pressing_twice_gives_one_code_and_keeps_one_form(
    visitor: Visitor, instance: Instance
) -> None:
    visitor.begin()
    pause = visitor.press("pause", A="yes")
    first = six_words(visitor.press("keep"))
    visitor.page = pause
    second = six_words(visitor.press("keep"))
    assert first
    assert second
    assert first == second
    with instance.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(drafts)).scalar_one() == 1


@pytest.mark.parametrize("go", ["next", "back", "review", "break", "support", "pause"])
@pytest.mark.parametrize("letter", ["a", "ع", "\U0001f343", '"'])
def test_words_that_are_too_long_come_back_whole(visitor: Visitor, go: str, letter: str) -> None:
    visitor.begin()
    for _ in range(3):
        visitor.press("next")
    page = visitor.press(go, E=letter * 20_000)
    assert visitor.response.status_code == 200
    assert page.headings == ["Last part"]
    assert page.fields["q.E"] == [letter * 20_000]
    assert "There is room for 700 characters" in page.words
    assert visitor.press(go, E="Short now.").headings != ["Something went wrong on our side."]


@pytest.mark.usefixtures("impatient")
def test_putting_aside_while_the_database_is_busy_keeps_everything_for_another_try(
    visitor: Visitor, instance: Instance
) -> None:
    visitor.begin()
    visitor.press("next", A="yes")
    visitor.press("pause")
    with closing(sqlite3.connect(instance.folder / "survey.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        page = visitor.press("keep")
        assert visitor.response.status_code == 503
        assert page.headings == ["Nothing could be delivered just now."]
        assert "Your words are still there." in page.words
        assert visitor.press("keep").headings == page.headings
        other.execute("ROLLBACK")
    code = six_words(visitor.press("keep"))
    assert code
    visitor.open()
    visitor.press("next")
    visitor.press("resume")
    visitor.press("open", {"w": code})
    while "q.A" not in visitor.page.offered:
        visitor.press("back")
    assert visitor.page.fields["q.A"] == ["yes"]


@pytest.mark.usefixtures("impatient")
def test_a_thank_you_while_the_database_is_busy_can_be_asked_for_again(
    public_app: Flask, publish: Publish, instance: Instance
) -> None:
    paid = publish(plan(payment={"amount": "10 euros"}), practice=True)
    with writing(instance.engine) as connection:
        payments.add(connection, paid.id, ["GIFT-0001"])
    visitor = Visitor(public_app, paid.id)
    to_review(visitor, A="yes")
    visitor.press("send")
    with closing(sqlite3.connect(instance.folder / "survey.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert visitor.press("thank:yes").headings == ["Nothing could be delivered just now."]
        other.execute("ROLLBACK")
    assert "GIFT-0001" in visitor.press("thank:yes").words


def test_no_words_of_an_author_are_taken_for_a_slot_of_a_page(
    public_app: Flask, publish: Publish
) -> None:
    odd = "\ue000state\ue002 between \ue001 \ue000notice\ue002\ue001 \ue001\ue002\ue000"
    yes, no = {"id": "yes", "text": f"Yes {odd}"}, {"id": "no", "text": f"No {odd}"}
    asked = {"type": "single", "id": "A", "text": f"Well? {odd}", "options": [yes, no]}
    sections = [{"id": "one", "title": f"Part {odd}", "questions": [asked]}]
    words = dict.fromkeys(("title", "introduction", "consent", "closing"), f"Some words {odd}")
    study = publish(plan(sections=sections, **words), practice=True)
    visitor = Visitor(public_app, study.id)
    page = visitor.begin()
    assert page.headings == [f"Part {odd}"]
    assert page.html.count(odd) == 4
    review = to_review(visitor, A="no")
    assert review.html.count('name="s"') == 1
    assert f"No {odd}" in review.words
    assert odd in visitor.press("send").words


def test_the_day_ends_when_it_is_over_everywhere(
    visitor: Visitor, instance: Instance, study: Published, clock: Clock
) -> None:
    with instance.engine.connect() as connection:
        last = study_rows.get(connection, study.id).closes_on
    noon = datetime(last.year, last.month, last.day, 12, tzinfo=UTC) + timedelta(days=1)
    clock.forward(seconds=(noon - clock.time).total_seconds() - 60)
    assert visitor.open().headings == ["Leaving quickly"]
    clock.forward(minutes=1)
    assert visitor.open().headings == ["This form is closed."]
    assert "they arrived" in visitor.page.words


def test_no_answer_is_taken_in_when_the_day_is_over_everywhere(
    visitor: Visitor, instance: Instance, study: Published, clock: Clock
) -> None:
    with instance.engine.connect() as connection:
        last = study_rows.get(connection, study.id).closes_on
    noon = datetime(last.year, last.month, last.day, 12, tzinfo=UTC) + timedelta(days=1)
    clock.forward(hours=(noon - clock()).total_seconds() / 3600 - 1)
    visitor.begin()
    to_review(visitor, A="yes")
    clock.forward(hours=1)
    page = visitor.press("send")
    assert page.headings == ["This form is closed."]
    assert "Nothing was sent" in page.words
    with instance.engine.connect() as connection:
        assert letterbox.waiting(connection, study.id) == 0


def test_whoever_sent_in_time_is_told_so_when_they_send_again_after_the_day(
    visitor: Visitor, instance: Instance, study: Published, clock: Clock
) -> None:
    with instance.engine.connect() as connection:
        last = study_rows.get(connection, study.id).closes_on
    noon = datetime(last.year, last.month, last.day, 12, tzinfo=UTC) + timedelta(days=1)
    clock.forward(hours=(noon - clock()).total_seconds() / 3600 - 1)
    visitor.begin()
    review = to_review(visitor, A="yes")
    visitor.press("send")
    clock.forward(hours=1)
    visitor.page = review
    assert "This was already sent." in visitor.press("send").words
    with instance.engine.connect() as connection:
        assert letterbox.waiting(connection, study.id) == 1


def test_a_study_that_is_taken_up_again_is_open_until_its_new_day(
    visitor: Visitor, instance: Instance, study: Published, clock: Clock
) -> None:
    visitor.open()
    close_study(instance, study.id, clock())
    later = (clock() + timedelta(days=90)).date()
    with writing(instance.engine) as connection:
        study_rows.take_up(connection, study.id, later, later.replace(day=1))
    clock.forward(days=60)
    assert visitor.open().headings == ["Leaving quickly"]
    assert str(later.year) in visitor.press("next").words
    assert visitor.press("begin").headings == ["First part"]


def test_a_wrong_code_leads_nowhere_and_says_what_to_do(visitor: Visitor) -> None:
    visitor.open()
    visitor.press("next")
    visitor.press("resume")
    page = visitor.press("open", {"w": "six words that are not right"})
    assert "Nothing was found for these words." in page.words
    assert visitor.press("return").headings == ["A try-out"]


def test_a_form_that_was_sent_is_not_taken_up_again(visitor: Visitor) -> None:
    visitor.begin()
    visitor.press("pause", A="yes")
    code = six_words(visitor.press("keep"))
    assert code
    visitor.press("return")
    visitor.press("review")
    visitor.press("send")
    visitor.open()
    visitor.press("next")
    visitor.press("resume")
    page = visitor.press("open", {"w": code})
    assert page.headings == ["This was already sent."]


FEELINGS = {
    "fine": "Fine",
    "bit_hard": "A bit hard",
    "very_hard": "Very hard",
    "none": "I'd rather not say",
}


@pytest.mark.parametrize("felt", list(FEELINGS))
def test_the_thank_you_page_comes_back_with_the_answer_marked(
    public_app: Flask, publish: Publish, instance: Instance, felt: str
) -> None:
    """Neither the receipt nor the voucher is lost by saying how it was."""
    paid = publish(plan(payment={"amount": "a voucher"}), practice=True)
    with writing(instance.engine) as connection:
        payments.add(connection, paid.id, ["GIFT-0001"])
    visitor = Visitor(public_app, paid.id)
    to_review(visitor, A="yes")
    receipt = six_words(visitor.press("send", {"r": "yes"}))
    assert receipt
    page = visitor.press("felt:" + felt)
    assert page.headings == ["Thank you"]
    assert f"Your answer: {FEELINGS[felt]}" in page.words
    assert not [button for button in page.buttons if button.startswith("felt:")], "told once"
    assert receipt in page.words
    assert "GIFT-0001" in visitor.press("thank:yes").words
    assert receipt in visitor.page.words
    assert f"Your answer: {FEELINGS[felt]}" in visitor.page.words


def test_very_hard_moves_who_can_help_to_the_top(visitor: Visitor) -> None:
    to_review(visitor)
    page = visitor.press("send")
    assert page.html.index("How was it to answer?") < page.html.index("Who can help")
    page = visitor.press("felt:very_hard")
    assert page.html.index("Who can help") < page.html.index("That was all.")
    assert page.html.count("Who can help") == 1
    assert "Find A Helpline" in page.words


@pytest.mark.parametrize(
    "acts",
    [
        ("thank:yes", "felt:very_hard", "support", "return"),
        ("support", "find", "return", "felt:fine", "thank:yes"),
        ("thank:no", "felt:none", "thank:yes", "support", "return"),
    ],
)
def test_after_sending_no_order_of_acts_loses_anything(
    public_app: Flask, publish: Publish, instance: Instance, acts: tuple[str, ...]
) -> None:
    code = 'GIFT-"é' + "ع" * 90 + "-0001"
    paid = publish(plan(payment={"amount": "a voucher"}), practice=True)
    with writing(instance.engine) as connection:
        payments.add(connection, paid.id, [code])
    visitor = Visitor(public_app, paid.id)
    to_review(visitor, A="yes")
    receipt = six_words(visitor.press("send", {"r": "yes"}))
    assert receipt
    for act in acts:
        visitor.press(act)
    assert visitor.page.headings == ["Thank you"]
    assert code in visitor.page.words
    assert receipt in visitor.page.words


def test_with_no_codes_left_the_page_stays_and_can_be_tried_again(
    public_app: Flask, publish: Publish, instance: Instance
) -> None:
    paid = publish(plan(payment={"amount": "a voucher for 10 euros"}), practice=True)
    visitor = Visitor(public_app, paid.id)
    visitor.open()
    assert "while there are codes" in visitor.press("next").words
    to_review(visitor, A="yes")
    visitor.press("send")
    page = visitor.press("thank:yes")
    assert "no thank-you code left" in page.words
    assert "page before" not in page.words
    visitor.press("felt:fine")
    with writing(instance.engine) as connection:
        payments.add(connection, paid.id, ["GIFT-0002"])
    assert "GIFT-0002" in visitor.press("thank:yes").words


def test_a_thank_you_page_of_days_ago_still_counts_how_it_was(
    visitor: Visitor, clock: Clock
) -> None:
    to_review(visitor)
    visitor.press("send")
    clock.forward(days=4)
    page = visitor.press("felt:bit_hard")
    assert page.headings == ["Thank you"]
    assert "Your answers have arrived" in page.words
    assert "Your answer: A bit hard" in page.words


def test_a_thank_you_code_is_shown_once(
    public_app: Flask, publish: Publish, instance: Instance
) -> None:
    paid = publish(plan(payment={"amount": "a voucher for 10 euros"}), practice=True)
    visitor = Visitor(public_app, paid.id)
    with writing(instance.engine) as connection:
        payments.add(connection, paid.id, ["GIFT-0001"])
    visitor.open()
    assert "a voucher for 10 euros" in visitor.press("next").words
    to_review(visitor, A="yes")
    thanks = visitor.press("send")
    assert "GIFT-0001" in visitor.press("thank:yes").words
    visitor.page = thanks
    again = visitor.press("thank:yes")
    assert "GIFT-0001" not in again.words
    assert "shown for this form before" in again.words
    to_review(visitor, A="yes")
    thanks = visitor.press("send")
    assert "no thank-you code left" in visitor.press("thank:yes").words


def test_what_a_person_does_not_see_is_not_sent_but_nothing_is_lost(visitor: Visitor) -> None:
    to_review(visitor, E="Plain words.")
    page = visitor.press("send", {"website": "filled"})
    assert "Plain words." in page.words
    assert "It is empty again." in page.words
    assert visitor.press("send").headings == ["Thank you"]


def test_the_language_can_be_changed_in_the_middle(public_app: Flask, publish: Publish) -> None:
    visitor = Visitor(public_app, publish(plan(languages=["en", "fr", "ar"]), practice=True).id)
    visitor.begin()
    page = visitor.press("language:fr", A="yes")
    assert page.fields["q.A"] == ["yes"]
    assert '<html lang="fr"' in page.html
    assert '<h1 lang="en">First part</h1>' in page.html, "the original is marked as such"
    page = visitor.press("language:ar")
    assert 'lang="ar" dir="rtl"' in page.html
    assert page.fields["q.A"] == ["yes"]


def test_the_browser_is_met_in_its_language(public_app: Flask, publish: Publish) -> None:
    study = publish(plan(languages=["en", "fr"]), practice=True)
    visitor = Visitor(public_app, study.id, HTTP_ACCEPT_LANGUAGE="fr-CA, en;q=0.5")
    assert '<html lang="fr"' in visitor.open().html


@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_no_sentence_demands_or_blames(code: str) -> None:
    words = PROBLEMS[code].lower()
    for hard in ("!", "must", "required", "error", "invalid", "wrong", "fail"):
        assert hard not in words
