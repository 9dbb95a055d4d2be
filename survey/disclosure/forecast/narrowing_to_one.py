"""A questionnaire with one question that splits tables and some that are split, or with none.

What no rule of these looks at is left out; the counts of the whole one fit the narrowed one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from survey.disclosure.forecast.foretold import Groups
from survey.questionnaire.files.reading import from_json, to_json
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.rules import leaves
from survey.tally.columns import path_rule


def narrowed(
    asked: Questionnaire, by: str, questions: Iterable[str], *, languages: bool = False
) -> Questionnaire:
    """Return `asked` with these questions and what their rules need, split by `by` ("": by none)
    alone; in its first language, unless all `languages` are to stay."""
    kept = _needed(asked, {*questions} | ({by} if by else set()))
    content: dict[str, Any] = json.loads(to_json(asked))
    for section in content["sections"]:
        section["questions"] = [item for item in section["questions"] if item["id"] in kept]
        for item in section["questions"]:
            if item["type"] == "single" and item["id"] != by:
                item |= {"breakdown": False, "merge": []}
    content["sections"] = [one for one in content["sections"] if one["questions"]]
    if not languages:
        content["languages"] = content["languages"][:1]
    return from_json(json.dumps(content))


def merged_now(asked: Questionnaire, by: str, groups: Groups) -> Questionnaire:
    """Return `asked` with one option for each group of options of a breakdown, called as the first
    of them, and no merge ladder; rules that look at one of them look at its group."""
    content: dict[str, Any] = json.loads(to_json(asked))
    into = {option: group[0] for group in groups for option in group}
    for section in content["sections"]:
        section["show_if"] = _looking_at(section["show_if"], by, into)
        for item in section["questions"]:
            item["show_if"] = _looking_at(item["show_if"], by, into)
            if item["id"] == by:
                item["merge"] = []
                item["together"] = []
                item["options"] = [
                    one for one in item["options"] if into.get(one["id"], one["id"]) == one["id"]
                ]
    return from_json(json.dumps(content))


def _looking_at(rule: Any, by: str, into: Mapping[str, str]) -> Any:
    """Return a rule in which options of a question are called as their groups."""
    if isinstance(rule, list):
        return [_looking_at(part, by, into) for part in rule]
    if not isinstance(rule, dict):
        return rule
    if rule.get("question") == by:
        return {
            key: into.get(said, said) if key in ("is", "includes") else said
            for key, said in rule.items()
        }
    return {key: _looking_at(part, by, into) for key, part in rule.items()}


def _needed(asked: Questionnaire, wanted: set[str]) -> set[str]:
    """Return these questions and all that their rules look at, and the rules of those."""
    kept, new = set[str](), wanted
    while new:
        kept |= new
        rules = [rule for one in new if (rule := path_rule(asked, one)) is not None]
        new = {leaf.question for rule in rules for leaf in leaves(rule)} - kept
    return kept
