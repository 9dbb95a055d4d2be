"""The questionnaires that are answered in measurements: four pages of three or ten questions."""

from __future__ import annotations

from urllib.parse import urlencode

from survey.questionnaire.checking import field_name
from survey.questionnaire.model import Question, Questionnaire

SECTIONS = 4
#: Questions on a page: 12 or 40 in all.
SIZES = {12: 3, 40: 10}

_KINDS = ("single", "scale", "multiple")
_CHOSEN = {"single": ("o2",), "scale": ("p4",), "multiple": ("o1", "o3")}


def questionnaire(questions: int) -> Questionnaire:
    """Give a questionnaire of 12 or 40 closed questions with five or six options each."""
    words = dict.fromkeys(("title", "introduction", "consent", "closing"), "A few plain words.")
    sections = [_section(number, SIZES[questions]) for number in range(SECTIONS)]
    return Questionnaire.model_validate({"id": "measured", "sections": sections} | words)


def answers(asked: Questionnaire) -> list[str]:
    """Give what a browser sends for each page, as it stands in the body of a request."""
    return [
        urlencode([(field_name(q.id), value) for q in section.questions for value in chosen(q)])
        for section in asked.sections
    ]


def chosen(question: Question) -> tuple[str, ...]:
    """Give the options that everybody chooses."""
    return _CHOSEN[question.type]


def _section(number: int, questions: int) -> dict[str, object]:
    asked = [_question(f"q{number}-{i}", _KINDS[i % 3]) for i in range(questions)]
    return {"id": f"part{number}", "title": f"Part {number}", "questions": asked}


def _question(id_: str, kind: str) -> dict[str, object]:
    question: dict[str, object] = {"id": id_, "type": kind, "text": f"How was it with {id_}?"}
    if kind == "scale":
        return question | {"points": ["Not at all", "A little", "Somewhat", "Mostly", "Fully"]}
    options = [{"id": f"o{i}", "text": f"The answer number {i}"} for i in range(6)]
    return question | {"options": options}
