"""Rules that say when something is shown, as the expressions that XLSForm has for them."""

from __future__ import annotations

from collections.abc import Mapping

from survey.questionnaire.model import (
    All,
    Answered,
    Any_,
    Includes,
    Is,
    Multiple,
    Not,
    Question,
    Ranking,
    Rule,
)


def expression_of(rule: Rule, asked: Mapping[str, Question], names: Mapping[str, str]) -> str:
    """Return a rule as an expression; `names` are those of rows that are not the id."""
    match rule:
        case All(all=parts):
            return " and ".join(_part(one, asked, names) for one in parts)
        case Any_(any=parts):
            return " or ".join(_part(one, asked, names) for one in parts)
        case Not(not_=inner):
            return f"not({expression_of(inner, asked, names)})"
        case Is(question=question, is_=option):
            several = isinstance(asked.get(question), Multiple | Ranking)
            return _has(names.get(question, question), option, several=several)
        case Includes(question=question, includes=option):
            return _has(names.get(question, question), option, several=True)
        case Answered(question=question, answered=answered):
            sign = "!=" if answered else "="
            return f"${{{names.get(question, question)}}} {sign} ''"


def _has(name: str, option: str, *, several: bool) -> str:
    return f"selected(${{{name}}}, '{option}')" if several else f"${{{name}}} = '{option}'"


def _part(rule: Rule, asked: Mapping[str, Question], names: Mapping[str, str]) -> str:
    said = expression_of(rule, asked, names)
    return f"({said})" if isinstance(rule, All | Any_) else said
