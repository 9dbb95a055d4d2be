"""When a part or a question is to be answered, in a sentence for people who read it on paper."""

from __future__ import annotations

from collections.abc import Mapping

from survey.questionnaire.model import (
    All,
    Answered,
    Any_,
    Includes,
    Is,
    Not,
    Questionnaire,
    Rule,
    Written,
)
from survey.web.rendering.localisation import speaker


def numbered(q: Questionnaire) -> Mapping[str, int]:
    """Return the number that each question has on paper, by its id."""
    return {question.id: at for at, question in enumerate(q.questions(), 1)}


def conditions_on_paper(
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
            return f" {say('and')} ".join(_part(one, q, numbers, language) for one in parts)
        case Any_(any=parts):
            return f" {say('or')} ".join(_part(one, q, numbers, language) for one in parts)
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


def _part(rule: Rule, q: Questionnaire, numbers: Mapping[str, int], language: str) -> str:
    """Return a part of a rule, in brackets where it is made of parts itself."""
    said = _said(rule, q, numbers, language)
    return f"({said})" if isinstance(rule, All | Any_) else said


def _option(q: Questionnaire, question_id: str, option_id: str, language: str) -> str:
    question = q.question(question_id)
    if isinstance(question, Written):
        return option_id
    named = {option.id: option.text.in_language(language) for option in question.options}
    return named.get(option_id, option_id)
