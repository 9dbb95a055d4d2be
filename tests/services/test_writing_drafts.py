"""Writing a draft in place: what is not touched stays, and nobody is overwritten."""

from __future__ import annotations

from datetime import date

import pytest

from survey.errors import (
    BadInput,
    DraftMovedOn,
    Refused,
    RemarksWouldGo,
    StudyStateWrong,
)
from survey.questionnaire.drafting.editing import (
    AnswerAsked,
    QuestionAsked,
    with_languages,
    with_moved_question,
    with_new_question,
    with_question,
    with_whole_texts,
    without_question,
)
from survey.questionnaire.files.reading import read_questionnaire
from survey.services.overview.draft_questions import DraftSheet, draft_sheet
from survey.services.overview.list_drafts import draft_versions, read_draft
from survey.services.writing.begin_draft import DraftTerms, begin_draft
from survey.services.writing.edit_draft import edit_draft, keep_words, use_better_words
from survey.services.writing.save_draft import save_draft
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import study_drafts

TODAY = date(2026, 3, 2)

FILE = """\
# By hand.
id: pool
title: {en: The pool, fr: La piscine}
languages: [en, fr]
introduction: {en: Tell us about the pool., fr: Parlez-nous de la piscine.}
consent: {en: You can skip every question., fr: Vous pouvez passer toute question.}
closing: {en: Thank you., fr: Merci.}
sections:
  - id: one
    title: {en: One, fr: Un}
    questions:
      # Asked since 2019.
      - id: Q1
        type: single
        text:
          en: "When do you swim?"  # not “How often”
          fr: Quand nagez-vous ?
        options:
          - {id: morning, text: {en: In the morning, fr: Le matin}}
          - {id: evening, text: {en: In the evening, fr: Le soir}}
      - id: Q2
        type: text
        text: {en: What would you change?, fr: Que changeriez-vous ?}
"""


@pytest.fixture
def draft(instance: Instance) -> str:
    """Give the id of a draft."""
    return begin_draft(instance, FILE, DraftTerms(), TODAY).study_id


def sheet(instance: Instance, draft: str) -> DraftSheet:
    return draft_sheet(instance, draft)


def test_a_question_is_changed_and_all_else_stays_as_it_was_written(
    instance: Instance, draft: str
) -> None:
    asked = QuestionAsked(
        "single",
        "When do you like to swim?",
        help="Choose one.",
        breakdown=True,
        answers=(
            AnswerAsked("evening", "In the evening"),
            AnswerAsked("morning", "In the morning"),
            AnswerAsked("", "At night: late"),
            AnswerAsked("", "I do not swim", kind="does_not_apply"),
        ),
    )
    edit_draft(instance, draft, 1, lambda data: with_question(data, 0, 0, asked, "en"), TODAY)
    kept = read_draft(instance, draft).version.file
    assert "# Asked since 2019.\n      - id: Q1" in kept
    assert 'en: "When do you like to swim?"  # not “How often”' in kept
    before, after = FILE.split("\n"), kept.split("\n")
    assert before[:14] == after[:14]
    assert before[-4:] == after[-4:]
    question = read_questionnaire(kept, "pool.yaml").question("Q1")
    assert question.text.in_language("fr") == "Quand nagez-vous ?"
    assert [
        (one.id, one.text.in_language("fr"), one.kind)
        for one in question.options  # type: ignore[union-attr]
    ] == [
        ("evening", "Le soir", "option"),
        ("morning", "Le matin", "option"),
        ("at-night-late", "At night: late", "option"),
        ("i-do-not-swim", "I do not swim", "does_not_apply"),
    ]


def test_words_in_another_language_leave_the_original(instance: Instance, draft: str) -> None:
    answers = (AnswerAsked("morning", "Matin"), AnswerAsked("evening", ""))
    asked = QuestionAsked("single", "Quand ?", answers=answers)
    edit_draft(instance, draft, 1, lambda data: with_question(data, 0, 0, asked, "fr"), TODAY)
    question = read_questionnaire(read_draft(instance, draft).version.file, "x").question("Q1")
    assert question.text.as_mapping() == {"": "When do you swim?", "fr": "Quand ?"}
    texts = [one.text.as_mapping() for one in question.options]  # type: ignore[union-attr]
    assert texts == [{"": "In the morning", "fr": "Matin"}, {"": "In the evening"}]


def test_a_new_question_is_kept_unfinished_with_its_problems(
    instance: Instance, draft: str
) -> None:
    edit_draft(instance, draft, 1, lambda data: with_new_question(data, 0)[0], TODAY)
    found = sheet(instance, draft)
    assert [one.number for one in found.parts[0].questions] == [1, 2, 3]
    new = found.parts[0].questions[2]
    assert (new.kind, new.title, new.blocking) == ("single", "", 3)
    assert {one.what for one in found.problems_at(("sections", 0, "questions", 2, "text"))} == {
        "there are no words here"
    }
    assert found.parts[0].questions[0].blocking == 0
    assert found.asked is not None


def test_the_order_changes_with_remarks_and_a_removal_says_which_would_go(
    instance: Instance, draft: str
) -> None:
    edit_draft(instance, draft, 1, lambda data: with_moved_question(data, 0, 0, 0, 1), TODAY)
    kept = read_draft(instance, draft).version.file
    assert kept.index("id: Q2") < kept.index("# Asked since 2019.") < kept.index("id: Q1")
    with pytest.raises(RemarksWouldGo, match="# Asked since 2019"):
        edit_draft(instance, draft, 2, lambda data: without_question(data, 0, 1), TODAY)
    assert len(draft_versions(instance, draft)) == 2
    edit_draft(
        instance, draft, 2, lambda data: without_question(data, 0, 1), TODAY, let_remarks_go=True
    )
    assert "# By hand." in read_draft(instance, draft).version.file


def test_whoever_comes_second_is_told_and_the_first_stays(instance: Instance, draft: str) -> None:
    def titled(title: str) -> None:
        edit_draft(
            instance, draft, 1, lambda data: with_whole_texts(data, {"title": title}, "en"), TODAY
        )

    titled("First")
    with pytest.raises(DraftMovedOn, match="saved version 2"):
        titled("Second")
    assert read_draft(instance, draft).draft.title == "First"


def test_better_words_take_the_place_of_others_with_one_press(
    instance: Instance, draft: str
) -> None:
    save_draft(
        instance, draft, 1, FILE.replace("When do you swim?", "Why did you not report?"), TODAY
    )
    (problem,) = [one for one in sheet(instance, draft).problems if one.better]
    assert (problem.blocks, problem.better) == (True, "What got in the way of reporting?")
    use_better_words(instance, draft, 2, problem.place, problem.what, TODAY)
    kept = read_draft(instance, draft).version.file
    assert 'en: "What got in the way of reporting?"  # not “How often”' in kept
    assert not [one for one in sheet(instance, draft).problems if one.blocks]
    with pytest.raises(Refused, match="not found any more"):
        use_better_words(instance, draft, 3, problem.place, problem.what, TODAY)


def test_words_stay_for_a_reason_that_is_stored(instance: Instance, draft: str) -> None:
    save_draft(
        instance, draft, 1, FILE.replace("In the evening", "The Revenge Porn Society"), TODAY
    )
    (problem,) = [one for one in sheet(instance, draft).problems if one.words]
    with pytest.raises(BadInput, match="too short"):
        keep_words(instance, draft, 2, problem.place, problem.what, "name", "Because", TODAY)
    reason = "It is the name of a charity."
    keep_words(instance, draft, 2, problem.place, problem.what, "name", reason, TODAY)
    found = sheet(instance, draft)
    assert not [one for one in found.problems if one.blocks]
    assert found.asked is not None
    assert [(one.words, one.kind, one.reason) for one in found.asked.allowed] == [
        ("Revenge Porn", "name", reason)
    ]
    assert "The “Revenge Porn” Society" in found.file


def test_only_what_people_read_takes_a_draft_out_of_review(instance: Instance, draft: str) -> None:
    def state() -> str:
        return read_draft(instance, draft).draft.state

    with writing(instance.engine) as connection:
        study_drafts.set_state(connection, draft, "in review")
    save_draft(instance, draft, 1, FILE.replace("# By hand.", "# By two hands."), TODAY)
    assert state() == "in review"
    save_draft(instance, draft, 2, FILE.replace("Thank you.", "Thank you all."), TODAY)
    assert state() == "draft"
    with writing(instance.engine) as connection:
        study_drafts.set_state(connection, draft, "published", "study")
    with pytest.raises(StudyStateWrong, match="is published"):
        save_draft(instance, draft, 3, FILE, TODAY)


def test_a_file_that_is_no_yaml_is_kept_and_shown_with_its_line(
    instance: Instance, draft: str
) -> None:
    save_draft(instance, draft, 1, "id: pool\ntitle: [The pool\n", TODAY)
    found = sheet(instance, draft)
    assert (found.data, found.asked, found.parts) == (None, None, ())
    assert [one.line for one in found.problems] == [2]
    with pytest.raises(BadInput, match="line 2"):
        edit_draft(instance, draft, 2, lambda data: with_languages({}, ("en",)), TODAY)
    assert read_draft(instance, draft).version.file == "id: pool\ntitle: [The pool\n"
