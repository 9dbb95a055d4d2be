"""A questionnaire in large print, to be filled in by hand.

It knows what is asked, and no person. What is written on it somebody types in on the public pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from survey.questionnaire.model import (
    EMPTY,
    All,
    Answered,
    Any_,
    Includes,
    Is,
    Not,
    Note,
    Questionnaire,
    Rule,
    Text,
    Written,
)
from survey.web.paper.paper_files import as_pdf, paper_html
from survey.web.rendering.fallback_text import teller
from survey.web.rendering.localisation import speaker


@dataclass(frozen=True, slots=True)
class OnPaper:
    """What is told of whoever asks; of a file nothing is known. `code`: leave room for a code."""

    organisation: Text = EMPTY
    safeguarding: Text = EMPTY
    practice: bool = False
    code: bool = False


def large_print(q: Questionnaire, language: str, told: OnPaper) -> bytes:
    """Return the PDF of a questionnaire in one of its languages, in letters of 18 points."""
    numbers = {question.id: at for at, question in enumerate(q.questions(), 1)}
    conditions = _conditions(q, numbers, language)
    html = paper_html(
        "paper/questionnaire.html",
        language,
        q.title.in_language(language),
        q=q,
        t=teller(q.languages[0], language),
        told_of=told,
        numbers=numbers,
        conditions=conditions,
        is_note=lambda item: isinstance(item, Note),
        is_text=lambda item: isinstance(item, Written),
    )
    return as_pdf(html)


def _conditions(
    q: Questionnaire, numbers: Mapping[str, int], language: str
) -> Mapping[tuple[str, str], str]:
    """Return when a part, or an item of it, is to be answered: by the ids of both, where not
    always."""
    found = {}
    for section in q.sections:
        for key, rule in (
            ((section.id, ""), section.show_if),
            *(((section.id, item.id), item.show_if) for item in section.items),
        ):
            if rule is not None:
                found[key] = speaker(language)(
                    "Only if this is so: %(what)s. Otherwise go on.",
                    what=_said(rule, q, numbers, language),
                )
    return found


def _said(rule: Rule, q: Questionnaire, numbers: Mapping[str, int], language: str) -> str:
    say = speaker(language)
    match rule:
        case All(all=parts):
            return f" {say('and')} ".join(_said(one, q, numbers, language) for one in parts)
        case Any_(any=parts):
            return f" {say('or')} ".join(_said(one, q, numbers, language) for one in parts)
        case Not(not_=inner):
            return say("not (%(what)s)", what=_said(inner, q, numbers, language))
        case Answered(question=question, answered=True):
            return say("you answered question %(number)s", number=numbers[question])
        case Answered(question=question):
            return say("you left question %(number)s empty", number=numbers[question])
        case Is(question=question, is_=option) | Includes(question=question, includes=option):
            return say(
                "you chose “%(option)s” at question %(number)s",
                option=_option(q, question, option, language),
                number=numbers[question],
            )


def _option(q: Questionnaire, question_id: str, option_id: str, language: str) -> str:
    question = q.question(question_id)
    if isinstance(question, Written):
        return option_id
    named = {option.id: option.text.in_language(language) for option in question.options}
    return named.get(option_id, option_id)
