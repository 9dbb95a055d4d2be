"""Named sets of answers: read, kept while a question is edited, translated, and read by nobody who
answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from survey.questionnaire.codebook import fingerprint
from survey.questionnaire.drafting.editing import AnswerAsked, QuestionAsked, with_question
from survey.questionnaire.drafting.rewriting import rewritten
from survey.questionnaire.files.reading import from_json, look_over, read_questionnaire, to_json
from survey.questionnaire.model import EMPTY, Questionnaire
from survey.questionnaire.translations.units import units_of
from survey.questionnaire.what_people_read import what_people_read

FORM = Path(__file__).parents[1] / "forms" / "together.yaml"


def form() -> Questionnaire:
    return read_questionnaire(FORM.read_bytes(), FORM.name)


def without_sets(q: Questionnaire) -> Questionnaire:
    """Give the same questionnaire of before there were sets."""
    content = json.loads(to_json(q))
    for section in content["sections"]:
        for question in section["questions"]:
            question.pop("together", None)
    return from_json(json.dumps(content))


def edited(answers: list[AnswerAsked], kind: Any = "multiple") -> tuple[Any, str]:
    """Give the first question after a form changed its answers, and the text of the file."""
    text = FORM.read_text("utf-8")
    asked = QuestionAsked(kind, "What did you try?", answers=tuple(answers))
    data = with_question(look_over(text).data, 0, 0, asked, "en")
    return data["sections"][0]["questions"][0], rewritten(text, data).text


KEPT = [AnswerAsked("police", "The police"), AnswerAsked("helpline", "A helpline")]


def test_sets_stay_with_their_remarks_while_other_answers_change() -> None:
    question, text = edited([AnswerAsked("website", "Its website"), *KEPT])
    assert [one["options"] for one in question["together"]] == [["police", "helpline"]]
    assert "# nobody who answers reads these words" in text
    assert look_over(text).data["sections"][0]["questions"][0]["together"] == question["together"]


def test_a_set_goes_with_its_answers_and_with_a_kind_of_question_that_has_none() -> None:
    question, _ = edited([AnswerAsked("website", "The website"), KEPT[0]])
    assert "together" not in question
    question, _ = edited([], "text")
    assert "together" not in question


def test_a_set_has_words_for_translators_and_none_for_people_who_answer() -> None:
    q = form()
    units = {one.name: one for one in units_of(q, "fr")}
    label = units["sections/one/questions/Q1/together/people/text"]
    assert (label.original, label.translation) == (
        "The police or a helpline",
        "La police ou une ligne d’aide",
    )
    assert label.where == "Part 1, question Q1, set of answers 1"
    assert what_people_read(q, EMPTY, EMPTY) == what_people_read(without_sets(q), EMPTY, EMPTY)


def test_a_questionnaire_without_sets_is_stored_as_before_and_answers_fit_both() -> None:
    q, before = form(), without_sets(form())
    assert '"together":' not in to_json(before)
    assert fingerprint(q) == fingerprint(before)
