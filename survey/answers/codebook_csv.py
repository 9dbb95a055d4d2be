"""The codebook as a table: every question with its answers, and what each is in a codes record.

It knows the questionnaire and the codes of answers, and nobody's answers.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from survey.answers.codec import (
    DOES_NOT_APPLY,
    DONT_KNOW,
    GIVEN,
    NOT_ASKED,
    RATHER_NOT_SAY,
    SKIPPED,
)
from survey.answers.csv_text import plain_cell
from survey.questionnaire.codebook import MISSING, WROTE
from survey.questionnaire.model import (
    All,
    Answered,
    Any_,
    Includes,
    Is,
    Multiple,
    Not,
    Question,
    Questionnaire,
    Ranking,
    Rule,
    Section,
    Text,
    Written,
)

COLUMNS = (
    *("section", "question", "words", "type", "at_most", "shown_if", "sensitive", "breakdown"),
    *("answer", "answer_words", "kind", "code"),
)
_STATES = dict(
    zip(MISSING, (NOT_ASKED, SKIPPED, RATHER_NOT_SAY, DONT_KNOW, DOES_NOT_APPLY), strict=True)
)
_NOT_WRITTEN = ("not_asked", "skipped", "rather_not_say")

_Row = dict[str, str]


def codebook_csv(q: Questionnaire, language: str = "") -> str:
    """Return a CSV text with a row for each answer of each question, words in one language.

    `code` is what stands in a codes record: of a choice its own number, of an answer that can
    stand beside others 1, of a rank its place. Words are in the first language by default.
    """
    written = StringIO()
    table = csv.DictWriter(written, COLUMNS, lineterminator="\n")
    table.writeheader()
    for section in q.sections:
        for question in section.questions:
            asked = _asked(question, section, q, language)
            for answer in _answers(question, q, language):
                row = {**asked, **answer}
                table.writerow({key: plain_cell(value) for key, value in row.items()})
    return written.getvalue()


def _asked(question: Question, section: Section, q: Questionnaire, language: str) -> _Row:
    rules = [rule for rule in (section.show_if, question.show_if) if rule is not None]
    most = question.at_most if isinstance(question, Multiple) else None
    breakdown = bool(getattr(question, "breakdown", False))
    return {
        "section": section.id,
        "question": question.id,
        "words": _said(question.text, q, language),
        "type": question.type,
        "at_most": str(most or ""),
        "shown_if": " and ".join(_grouped(rule, len(rules) > 1) for rule in rules),
        "sensitive": "yes" if question.sensitive else "",
        "breakdown": "yes" if breakdown else "",
    }


def _answers(question: Question, q: Questionnaire, language: str) -> Iterator[_Row]:
    if isinstance(question, Written):
        yield _answer(WROTE, "", "option", str(GIVEN))
    else:
        valid = question.answer_ids
        for option in question.options:
            code = str(_STATES.get(option.kind, 0))
            if option.kind == "option":
                code = _code(question, valid.index(option.id))
            yield _answer(option.id, _said(option.text, q, language), option.kind, code)
    for state in _NOT_WRITTEN:
        yield _answer("", "", state, str(_STATES[state]))


def _code(question: Question, place: int) -> str:
    if isinstance(question, Ranking):
        return "its rank"
    return "1" if isinstance(question, Multiple) else str(GIVEN + place)


def _answer(id_: str, words: str, kind: str, code: str) -> _Row:
    return {"answer": id_, "answer_words": words, "kind": kind, "code": code}


def _said(text: Text, q: Questionnaire, language: str) -> str:
    first = q.languages[0]
    wanted = "" if language in ("", first) else language
    said = text.as_mapping()
    return said.get(wanted) or said.get(first) or text.in_language(language)


def _grouped(rule: Rule, several: bool) -> str:
    said = _rule(rule)
    return f"({said})" if several and isinstance(rule, All | Any_) else said


def _rule(rule: Rule) -> str:
    match rule:
        case All(all=parts):
            return " and ".join(_grouped(one, True) for one in parts)
        case Any_(any=parts):
            return " or ".join(_grouped(one, True) for one in parts)
        case Not(not_=inner):
            return f"not ({_rule(inner)})"
        case Is(question=question, is_=option):
            return f"{question} is {option}"
        case Includes(question=question, includes=option):
            return f"{question} includes {option}"
        case Answered(question=question, answered=answered):
            return f"{question} is {'' if answered else 'not '}answered"
