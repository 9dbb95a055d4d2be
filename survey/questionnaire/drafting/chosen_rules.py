"""Rules that are chosen from lists: which answers of earlier parts a question is shown after.

A rule that somebody wrote by hand and that no list has is left as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

#: Whether all of the conditions are needed, or one.
JoinedBy = Literal["all", "any"]
#: What stands for any answer to a question.
ANY_ANSWER = "*"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: `option` of `question` was chosen, or (`chosen` false) was not; ANY_ANSWER
    stands for any."""

    question: str
    option: str
    chosen: bool = True


@dataclass(frozen=True, slots=True)
class ChosenRule:
    """Conditions, and whether all or any of them are needed; none: it is shown to everybody."""

    joined: JoinedBy = "all"
    conditions: tuple[Condition, ...] = ()


def chosen_rule(rule: Any) -> ChosenRule | None:
    """Return the rule of a file as a form has it; None for one that no list has."""
    if rule is None:
        return ChosenRule()
    if not isinstance(rule, dict):
        return None
    joined: JoinedBy = "any" if set(rule) == {"any"} else "all"
    listed = rule.get(joined) if set(rule) in ({"all"}, {"any"}) else [rule]
    if not isinstance(listed, list) or not listed:
        return None
    found = [_condition(one, chosen=True) for one in listed]
    known = tuple(one for one in found if one is not None)
    return ChosenRule(joined, known) if len(known) == len(found) else None


def _condition(one: Any, *, chosen: bool) -> Condition | None:
    if not isinstance(one, dict):
        return None
    if set(one) == {"not"} and chosen:
        return _condition(one["not"], chosen=False)
    question = one.get("question")
    if not isinstance(question, str):
        return None
    if set(one) == {"question", "answered"} and isinstance(one["answered"], bool):
        return Condition(question, ANY_ANSWER, one["answered"] is chosen)
    for key in ("is", "includes"):
        if set(one) == {"question", key} and isinstance(one[key], str):
            return Condition(question, one[key], chosen)
    return None


def rule_of(chosen: ChosenRule, several: frozenset[str]) -> Any:
    """Return a rule as a file has it; `several` are the questions that take several answers."""
    made = [_written(one, several) for one in chosen.conditions]
    if len(made) < 2:
        return made[0] if made else None
    return {chosen.joined: made}


def _written(one: Condition, several: frozenset[str]) -> dict[str, Any]:
    if one.option == ANY_ANSWER:
        return {"question": one.question, "answered": one.chosen}
    key = "includes" if one.question in several else "is"
    said = {"question": one.question, key: one.option}
    return said if one.chosen else {"not": said}
