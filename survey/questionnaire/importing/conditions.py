"""Conditions of other systems as rules that say when something is shown.

What has no counterpart is left away so that people are shown a question too often, never too
seldom; each part that was left away is named.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from survey.questionnaire.importing.foreign_form import (
    AllOf,
    AnyOf,
    Chosen,
    CodeLimit,
    Filled,
    NotSo,
    NotUnderstood,
    OnlyIf,
)

RuleAsWritten = dict[str, Any]
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

#: As many letters of a condition as a report repeats.
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that came over: its id here, whether several answers can be given, and the ids
    of its options by their codes (none: it is answered in words)."""

    id: str
    several: bool
    options: Mapping[str, str]


#: What became of each question of the file, by its name there: it may be asked in several ways.
AskedByName = Mapping[str, tuple[Asked, ...]]


@dataclass(frozen=True, slots=True)
class FoundRule:
    """A rule as a file has it (None: always shown), and what could not be kept, in sentences."""

    rule: RuleAsWritten | None
    lost: tuple[str, ...]

    def looks_at(self) -> frozenset[str]:
        """Return the ids of the questions that the rule looks at."""
        return frozenset(_looked_at(self.rule)) if self.rule else frozenset()


def rule_of(condition: OnlyIf | None, asked: AskedByName) -> FoundRule:
    """Return a condition as a rule over the questions that came over."""
    if condition is None:
        return FoundRule(None, ())
    lost: list[str] = []
    return FoundRule(_rule(condition, asked, lost, kept=True), tuple(dict.fromkeys(lost)))


def questions_of(condition: OnlyIf | None) -> frozenset[str]:
    """Return the names of all questions that a condition looks at."""
    match condition:
        case Chosen() | CodeLimit() | Filled():
            return frozenset({condition.question})
        case AllOf() | AnyOf():
            return frozenset().union(*map(questions_of, condition.parts))
        case NotSo():
            return questions_of(condition.part)
        case _:
            return frozenset()


def _rule(
    condition: OnlyIf, asked: AskedByName, lost: list[str], *, kept: bool
) -> RuleAsWritten | None:
    """Return a rule that is true at least wherever the condition is (`kept`), or at most there.

    None stands for “always” where it is kept, and for “never” otherwise.
    """
    match condition:
        case AllOf():
            return _joined("all", condition.parts, asked, lost, kept=kept, drops=kept)
        case AnyOf():
            return _joined("any", condition.parts, asked, lost, kept=kept, drops=not kept)
        case NotSo():
            inner = _rule(condition.part, asked, lost, kept=not kept)
            return None if inner is None else _not(inner)
        case NotUnderstood():
            part = condition.expression
            part = part if len(part) <= _LONGEST else f"{part[:_LONGEST]} …"
            lost.append(f"This part of its condition has no counterpart: {part.rstrip('.')}.")
            return None
        case _:
            return _leaf(condition, asked, lost)


def _joined(
    word: str,
    parts: tuple[OnlyIf, ...],
    asked: AskedByName,
    lost: list[str],
    *,
    kept: bool,
    drops: bool,
) -> RuleAsWritten | None:
    rules = [_rule(part, asked, lost, kept=kept) for part in parts]
    found = [rule for rule in rules if rule is not None]
    if not found or (len(found) < len(rules) and not drops):
        return None
    return found[0] if len(found) == 1 else {word: found}


def _not(rule: RuleAsWritten) -> RuleAsWritten:
    if set(rule) == {"not"}:
        inner: RuleAsWritten = rule["not"]
        return inner
    if "answered" in rule:
        return {**rule, "answered": not rule["answered"]}
    return {"not": rule}


def _leaf(
    leaf: Chosen | CodeLimit | Filled, asked: AskedByName, lost: list[str]
) -> RuleAsWritten | None:
    ways = asked.get(leaf.question, ())
    if not ways:
        lost.append(f"Its condition looks at “{leaf.question}”, which is not asked before it.")
        return None
    if isinstance(leaf, Filled):
        return _any([{"question": way.id, "answered": True} for way in ways])
    found = [_has(way, option) for way in ways for option in _meant(leaf, way)]
    if not found:
        lost.append(f"Its condition looks for an answer to “{leaf.question}” that is not there.")
    return _any(found)


def _meant(leaf: Chosen | CodeLimit, way: Asked) -> list[str]:
    """Return the ids of the options that a condition means."""
    if isinstance(leaf, Chosen):
        return [way.options[leaf.value]] if leaf.value in way.options else []
    holds = _COMPARED[leaf.operator]
    return [
        option
        for code, option in way.options.items()
        if (number := _number(code)) is not None and holds(number, leaf.value)
    ]


def _number(code: str) -> float | None:
    try:
        return float(code)
    except ValueError:
        return None


def _has(way: Asked, option: str) -> RuleAsWritten:
    return {"question": way.id, "includes" if way.several else "is": option}


def _any(rules: list[RuleAsWritten]) -> RuleAsWritten | None:
    if len(rules) < 2:
        return rules[0] if rules else None
    return {"any": rules}


def _looked_at(rule: RuleAsWritten) -> list[str]:
    if "question" in rule:
        return [rule["question"]]
    inner = [rule["not"]] if "not" in rule else [*rule.get("all", ()), *rule.get("any", ())]
    return [one for part in inner for one in _looked_at(part)]
